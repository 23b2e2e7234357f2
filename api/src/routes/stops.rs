//! `GET /v1/stops`: where mobile units come, and when.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Id, Point};
use registry::store;
use serde::Serialize;
use serde_json::Value;

use super::locations::stored;
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;

/// A page of visits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// Those that come again by the weekday first, then by date.
    pub stops: Vec<StopView>,
}

/// One visit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopView {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// The place.
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// The kabupaten or kota.
    pub region: Named,
    /// Where it is.
    #[schema(value_type = Object)]
    pub point: Point,
    /// The point is the region's own, not the stop's.
    pub point_is_regions: bool,
    /// ISO 8601; null: it comes again by the weekday.
    pub date: Option<String>,
    /// OpenStreetMap `opening_hours`; null: not understood.
    pub opening_hours: Option<String>,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The hours with their raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub hours: Option<Value>,
    /// As written.
    pub service: Option<String>,
    /// As written.
    pub organization: Option<String>,
    /// As written.
    pub status: Option<String>,
    /// As written.
    pub note: Option<String>,
    /// Which source says so.
    pub source: String,
}

#[utoipa::path(get, path = "/v1/stops", tag = "stops",
    params(("region" = Option<String>, Query, description = "Kabupaten or kota, like 36.01"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = StopList), (status = 400, body = crate::error::Problem)))]
/// Visits of mobile units, from today on.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let page = params.page(50)?;
    let region = params.code("region")?.map(|code| code.to_string());
    let (today, offset, limit) = (state.today(), page.offset(), page.size);
    let as_i64 = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let found = state.store.read(move |conn| store::stops(conn, region.as_deref(), &today, as_i64(offset), as_i64(limit)));
    let (rows, total) = found.await?;
    let stops = rows
        .into_iter()
        .map(|row| StopView {
            id: row.id,
            region: Named::region(&state.gazetteer, &row.region),
            name: row.name,
            address: row.address,
            point: Point { lat: row.latitude, lon: row.longitude },
            point_is_regions: row.point_is_regions,
            date: row.date,
            opening_hours: row.osm,
            zone: row.zone,
            hours: stored(Some(&row.fact)),
            service: row.service,
            organization: row.organization,
            status: row.status,
            note: row.note,
            source: row.source_id,
        })
        .collect();
    answer::json(&request, &StopList { total, page: page.page, size: page.size, stops })
}
