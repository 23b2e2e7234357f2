//! `GET /v1/sources/{id}/snapshots`: the accepted versions of a source's content.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Instant;
use registry::store::{self, SnapshotRow};
use serde::Serialize;

use super::{Sight, as_i64, one, sight};
use crate::access::Visitor;
use crate::answer;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::state::State;

/// One accepted version.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SnapshotView {
    /// Its number, as `simpul source rollback --to` takes it.
    pub version: i64,
    /// When it became the active one.
    #[schema(value_type = String)]
    pub accepted_at: Instant,
    /// Why: `harvest`, `released`, `repeated` or `rollback`.
    pub cause: String,
    /// Who decided, where a person did; null for whoever may not read the region's drafts.
    pub actor: Option<String>,
    /// Services in it.
    pub services: i32,
    /// Services at places that were new in it.
    pub added: i32,
    /// That were other than before.
    pub changed: i32,
    /// That it no longer named.
    pub removed: i32,
    /// It is what is served.
    pub active: bool,
    /// Its documents are still kept, and it is not the active one.
    pub can_be_put_back: bool,
}

/// A page of versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SnapshotList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// Newest first.
    pub snapshots: Vec<SnapshotView>,
}

impl SnapshotView {
    fn of(row: SnapshotRow, active: Option<i64>, sight: Sight) -> Self {
        let is_active = active == Some(row.id);
        Self {
            version: row.id,
            accepted_at: row.accepted_at,
            cause: row.cause,
            actor: row.actor.filter(|_| sight.people),
            services: row.services,
            added: row.added,
            changed: row.changed,
            removed: row.removed,
            active: is_active,
            can_be_put_back: row.documents_kept && !is_active,
        }
    }
}

/// A page of the versions of a source's content.
///
/// # Errors
/// The store does not answer.
pub async fn snapshots_of(state: &State, id: &str, page: Page, sight: Sight) -> Result<SnapshotList, Error> {
    let (id, offset, limit) = (id.to_owned(), as_i64(page.offset()), as_i64(page.size));
    let (rows, total, newest) = state
        .store
        .read(move |conn| {
            let (rows, total) = store::snapshots(conn, &id, offset, limit)?;
            let newest =
                if offset == 0 { rows.first().map(|row| row.id) } else { store::snapshots(conn, &id, 0, 1)?.0.first().map(|row| row.id) };
            Ok((rows, total, newest))
        })
        .await?;
    let snapshots = rows.into_iter().map(|row| SnapshotView::of(row, newest, sight)).collect();
    Ok(SnapshotList { total, page: page.page, size: page.size, snapshots })
}

#[utoipa::path(get, path = "/v1/sources/{id}/snapshots", tag = "sources",
    params(("id" = String, Path), ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    security((), ("key" = []), ("session" = [])),
    responses((status = 200, body = SnapshotList), (status = 401, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem), (status = 503, body = crate::error::Problem)))]
/// The accepted versions of a source's content, newest first.
pub async fn snapshots(
    request: HttpRequest,
    state: web::Data<State>,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let page = Params::of(&request).page(50)?;
    let sight = one(&state, &id, visitor.0.as_ref()).await?.sight;
    Ok(sight::sent(&visitor, answer::json(&request, &snapshots_of(&state, &id, page, sight).await?)?))
}
