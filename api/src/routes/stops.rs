//! `GET /v1/stops`: where mobile units come, and when.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Days, NaiveDate};
use registry::model::{Id, Point};
use serde::Serialize;
use serde_json::Value;

use super::locations::stored;
use crate::answer;
use crate::error::Error;
use crate::mobile::{self, Coming, Visit, Wanted};
use crate::notices::NoticeView;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;

/// A page of visits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopList {
    /// In all.
    pub total: usize,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// With `near` the nearest first, else those that come first.
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
    /// The next time it comes within the days that were asked for.
    pub next: Option<Next>,
    /// From `near`.
    pub distance_km: Option<f64>,
    /// The source says that it does not come, or its region has announced that nobody comes at that time.
    pub cancelled: bool,
    /// What its region has announced, of all its units or of the service: at the time that it comes next, or within seven days before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
}

/// When a unit comes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Next {
    /// ISO 8601, on the calendar of the place.
    #[schema(value_type = String)]
    pub date: NaiveDate,
    /// RFC 3339 on its own clock; null: the day is known and the hours are not.
    pub opens: Option<String>,
    /// RFC 3339 on its own clock.
    pub closes: Option<String>,
    /// A national holiday or *cuti bersama*, of which the source says nothing: ask before.
    pub holiday: bool,
}

impl Next {
    /// As served; `zone` is that of the place.
    #[must_use]
    pub fn of(coming: &Coming, zone: &str) -> Self {
        let offset = zone.parse().unwrap_or(registry::model::Zone::Wib).offset();
        let time = |at: chrono::NaiveDateTime| at.and_local_timezone(offset).single().map(|at| at.to_rfc3339());
        Self {
            date: coming.date,
            opens: coming.hours.and_then(|(begins, _)| time(begins)),
            closes: coming.hours.and_then(|(_, ends)| time(ends)),
            holiday: coming.holiday,
        }
    }
}

impl StopView {
    /// As served.
    #[must_use]
    pub fn of(state: &State, visit: Visit) -> Self {
        let (is_closed, notices) = visit.coming.first().map(|coming| mobile::announced(state, &visit, coming)).unwrap_or_default();
        let cancelled = visit.is_cancelled() || is_closed;
        let row = visit.row;
        Self {
            next: visit.coming.first().map(|coming| Next::of(coming, &row.zone)),
            notices,
            distance_km: visit.distance_km,
            cancelled,
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
        }
    }
}

/// Days that are looked at where the question says no last one.
const AHEAD: u64 = 60;
/// Days in one question.
const LONGEST: u64 = 366;

/// Which stops the parameters ask for.
///
/// # Errors
/// A parameter is not as documented.
pub fn wanted(state: &State, params: &Params, ahead: u64) -> Result<Wanted, Error> {
    let today = state.now().utc().with_timezone(&registry::model::Zone::Wib.offset()).date_naive();
    let from = params.day("from")?.unwrap_or(today);
    let to = params.day("to")?.or_else(|| from.checked_add_days(Days::new(ahead))).unwrap_or(from);
    if to < from || from.checked_add_days(Days::new(LONGEST)).is_none_or(|last| to > last) {
        return Err(Error::parameter("to", "must be a day from `from` on, at most 366 days later"));
    }
    Ok(Wanted { region: params.code("region")?, near: params.near()?, radius_km: params.radius_km()?, from, to, text: params.text("q")? })
}

#[utoipa::path(get, path = "/v1/stops", tag = "stops",
    params(("region" = Option<String>, Query, description = "Kabupaten or kota, like 36.01; or a province, like 36"),
        ("near" = Option<String>, Query, description = "lat,lon in degrees: the nearest first"),
        ("radius_km" = Option<f64>, Query, description = "No farther than this from near"),
        ("from" = Option<String>, Query, description = "First day, ISO 8601; today"),
        ("to" = Option<String>, Query, description = "Last day, at most 366 days later; 60 days later"),
        ("q" = Option<String>, Query, description = "Service, agency or place, as people say it"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = StopList), (status = 400, body = crate::error::Problem)))]
/// Where mobile units come, from today on.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let page = params.page(50)?;
    let found = mobile::find(&state, &wanted(&state, &params, AHEAD)?).await?;
    let total = found.len();
    let stops = page.of(found).into_iter().map(|visit| StopView::of(&state, visit)).collect();
    answer::json(&request, &StopList { total, page: page.page, size: page.size, stops })
}
