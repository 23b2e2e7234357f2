//! `GET /v1/sources` and below: the health of every feed, what of it is held, its versions, its attempts and its findings.

mod attempts;
mod findings;
mod held;
mod sight;
mod snapshots;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::judge::Health;
use registry::store;
use registry::store::read;
use serde::Serialize;

use crate::access::{Caller, Visitor};
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::sources::{SourceView, Standing, Totals};
use crate::state::State;

pub use attempts::{__path_attempts, Asked, AttemptList, AttemptView, attempts, attempts_of};
pub use findings::{__path_findings, FindingList, FindingView, findings, findings_of};
pub use held::{HeldCounts, HeldNames, HeldView};
pub use sight::Sight;
pub use snapshots::{__path_snapshots, SnapshotList, SnapshotView, snapshots, snapshots_of};

/// Every source.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceList {
    /// Of all sources, whichever are listed.
    #[serde(flatten)]
    pub totals: Totals,
    /// By id.
    pub sources: Vec<SourceView>,
}

/// A source, and what of it is held.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceDetail {
    /// The source.
    #[serde(flatten)]
    pub source: SourceView,
    /// Content that waits for a person or for time; null where none does.
    pub held: Option<HeldView>,
    /// How much of it the caller sees.
    #[serde(skip)]
    pub sight: Sight,
}

/// Every source, as everybody sees it.
///
/// # Errors
/// The store does not answer.
pub async fn all(state: &State) -> Result<SourceList, Error> {
    let now = state.now();
    let (rows, standing) = state.store.read(move |conn| Ok((read::sources(conn)?, Standing::read(conn, now)?))).await?;
    let sources: Vec<_> = rows.into_iter().map(|row| sight::for_all(SourceView::of(&state.gazetteer, row, &standing, now))).collect();
    Ok(SourceList { totals: Totals::of(&sources), sources })
}

/// One source, as this caller may see it.
///
/// # Errors
/// There is none, or the store does not answer.
pub async fn one(state: &State, id: &str, caller: Option<&Caller>) -> Result<SourceDetail, Error> {
    let (key, now) = (id.to_owned(), state.now());
    let found = state
        .store
        .read(move |conn| {
            let Some(row) = read::source(conn, &key)? else { return Ok(None) };
            let held = store::held(conn, &key)?;
            let waiting = held.iter().map(|held| (held.source_id.clone(), held.since)).collect();
            Ok(Some((row, Standing { reach: read::reach(conn, now)?, held: waiting }, held)))
        })
        .await?;
    let (row, standing, held) = found.ok_or_else(|| Error::not_found("source", id))?;
    let sight = Sight::of(caller, &row)?;
    let source = sight.source(SourceView::of(&state.gazetteer, row, &standing, now));
    Ok(SourceDetail { source, held: held.map(|held| sight.held(held.into())), sight })
}

fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Keeps what a person asked for: the sources of one health, or those of which content is held.
///
/// # Errors
/// There is no such health.
pub fn filtered(params: &Params, list: SourceList) -> Result<SourceList, Error> {
    let SourceList { totals, mut sources } = list;
    match params.one_of("health", &[Health::NAMES[0], Health::NAMES[1], Health::NAMES[2], "held"])? {
        None => {}
        Some("held") => sources.retain(|source| source.held_since.is_some()),
        Some(health) => sources.retain(|source| source.health == health),
    }
    Ok(SourceList { totals, sources })
}

#[utoipa::path(get, path = "/v1/sources", tag = "sources",
    params(("health" = Option<String>, Query, description = "Only these: up, down, unknown, or held")),
    responses((status = 200, body = SourceList), (status = 400, body = crate::error::Problem)))]
/// Lists the sources and their health.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    answer::json(&request, &filtered(&Params::of(&request), all(&state).await?)?)
}

#[utoipa::path(get, path = "/v1/sources/{id}", tag = "sources", params(("id" = String, Path)),
    security((), ("key" = []), ("session" = [])),
    responses((status = 200, body = SourceDetail), (status = 401, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem), (status = 503, body = crate::error::Problem)))]
/// One source, its health, and what of it is held: with a key that may read the region's drafts also who decided, and the difference of what
/// it published itself.
pub async fn get(request: HttpRequest, state: web::Data<State>, visitor: Visitor, id: web::Path<String>) -> Result<HttpResponse, Error> {
    Ok(sight::sent(&visitor, answer::json(&request, &one(&state, &id, visitor.0.as_ref()).await?)?))
}
