//! `GET /v1/organizations`: the agencies, one row for each agency of each source.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Id, Instant};
use registry::store::read;
use serde::Serialize;
use serde_json::Value;

use super::locations::stored;
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

/// A page of agencies.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OrganizationList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// By name.
    pub organizations: Vec<OrganizationView>,
}

/// An agency in one region.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OrganizationView {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// As written.
    pub name: String,
    /// National name.
    pub canonical: Option<String>,
    /// As written.
    pub description: Option<String>,
    /// With its raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub phone: Option<Value>,
    /// As written.
    pub email: Option<String>,
    /// http or https.
    pub website: Option<String>,
    /// The source that it comes from.
    pub source: String,
    /// Since when the source no longer names it; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

#[utoipa::path(get, path = "/v1/organizations", tag = "organizations",
    params(("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = OrganizationList), (status = 400, body = crate::error::Problem)))]
/// Lists agencies.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let page = Params::of(&request).page(50)?;
    let (offset, limit) = (i64::try_from(page.offset()).unwrap_or(i64::MAX), i64::try_from(page.size).unwrap_or(100));
    let (rows, total) = state.store.read(move |conn| read::organizations(conn, offset, limit)).await?;
    let organizations = rows
        .into_iter()
        .map(|row| OrganizationView {
            id: row.id,
            name: row.name,
            canonical: row.canonical,
            description: row.description,
            phone: stored(row.phone.as_deref()),
            email: row.email,
            website: row.website,
            source: row.source_id,
            absent_since: row.absent_since,
        })
        .collect();
    answer::json(&request, &OrganizationList { total, page: page.page, size: page.size, organizations })
}
