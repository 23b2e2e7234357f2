//! `GET /v1/locations` and `/v1/locations/{id}`: the places.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Id, Instant, Point, RegionCode};
use registry::notice::Spot;
use registry::store::read::{self, LocationRow, ScheduleRow, ServiceRow, SourceRow};
use serde::Serialize;
use serde_json::Value;

use crate::answer;
use crate::error::Error;
use crate::notices::{NoticeView, Read, Reader};
use crate::params::Params;
use crate::sources::{Named, SourceView};
use crate::state::State;

/// A place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LocationView {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its name.
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// Where it is.
    #[schema(value_type = Object)]
    pub point: Point,
    /// The point is the region's own, not the hall's.
    pub point_is_regions: bool,
    /// The kabupaten or kota.
    pub region: Named,
    /// OpenStreetMap `opening_hours`.
    pub opening_hours: Option<String>,
    /// WIB, WITA or WIT.
    pub zone: Option<String>,
    /// Now, or at `open_at`, notices heeded; null where the hours are unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens, notices heeded.
    pub opens_next: Option<String>,
    /// What its region has announced of it or of a part of it: in force, or within seven days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
    /// From `near`.
    pub distance_km: Option<f64>,
    /// How many services it gives.
    pub services: i64,
    /// When the source last answered well.
    #[schema(value_type = Option<String>)]
    pub data_as_of: Option<Instant>,
    /// Made up.
    pub synthetic: bool,
    /// The source that it comes from.
    pub source: String,
    /// Since when the source no longer names it; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

/// A page of places.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LocationList {
    /// Matches in all.
    pub total: usize,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// Nearest first with `near`, else by name.
    pub locations: Vec<LocationView>,
}

/// A place with all that is known of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LocationDetail {
    /// The place.
    #[serde(flatten)]
    pub location: LocationView,
    /// The hours with their raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub hours: Option<Value>,
    /// With its raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub phone: Option<Value>,
    /// As written.
    pub email: Option<String>,
    /// http or https.
    pub website: Option<String>,
    /// As written.
    pub accessibility: Option<String>,
    /// What it reports of itself: by metric, the latest period first. Nothing is summed.
    pub statistics: Vec<FigureView>,
    /// What it gives, by name.
    pub services_here: Vec<ServiceHere>,
    /// The health of its source.
    pub source_health: Option<SourceView>,
}

/// A figure that a place reports.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FigureView {
    /// `visits`, `tickets`, `services`, `applicants`, `licences`: five different counts; `satisfaction` is the IKM, from 25 to 100.
    pub metric: String,
    /// ISO 8601, reduced: `2026`, `2026-10` or `2026-10-31`.
    pub period: String,
    /// The figure.
    pub value: f64,
    /// When it was read.
    #[schema(value_type = String)]
    pub as_of: Instant,
}

impl From<read::StatisticRow> for FigureView {
    fn from(row: read::StatisticRow) -> Self {
        Self { metric: row.metric, period: row.period, value: row.value, as_of: row.recorded_at }
    }
}

/// A service that a place gives.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceHere {
    /// The service at this place.
    #[schema(value_type = String)]
    pub service_at_location_id: Id,
    /// The service.
    #[schema(value_type = String)]
    pub id: Id,
    /// As written.
    pub name: String,
    /// National term.
    pub term: Option<String>,
    /// The agency.
    pub organization: Option<String>,
    /// As written.
    pub counter: Option<String>,
    /// OpenStreetMap `opening_hours` of the counter, where it has its own.
    pub opening_hours: Option<String>,
    /// What its region has announced of it: in force, or within seven days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
    /// Since when the source no longer names it here; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

/// Reads stored JSON; what is damaged shows as null, and is logged.
#[must_use]
pub fn stored(json: Option<&str>) -> Option<Value> {
    json.and_then(|json| serde_json::from_str(json).inspect_err(|error| tracing::error!(%error, "stored JSON is damaged")).ok())
}

/// A place, or a service there, for notices.
fn spot(region: RegionCode, location: Id, part: Option<&ServiceRow>) -> Spot<'_> {
    Spot {
        organization: part.map(|service| service.organization_id),
        service: part.map(|service| service.id),
        term: part.and_then(|service| service.term.as_deref()),
        ..Spot::hall(region, location)
    }
}

impl LocationView {
    /// The public view of a row.
    ///
    /// `part`: the service there that is asked about; `None`: the place as a whole.
    pub fn of(
        state: &State,
        row: &LocationRow,
        hours: Option<&ScheduleRow>,
        source: Option<&SourceRow>,
        (reader, part): (&Reader, Option<&ServiceRow>),
    ) -> Self {
        let osm = hours.and_then(|hours| hours.osm.clone());
        let zone = hours.and_then(|hours| hours.zone.clone());
        let spot = row.region.parse().ok().map(|region| spot(region, row.id, part));
        let read = |spot| reader.read(&spot, osm.as_deref(), zone.as_deref().unwrap_or_default());
        let Read { open, opens_next, notices } = spot.map(read).unwrap_or_default();
        Self {
            id: row.id,
            name: row.name.clone(),
            address: row.address.clone(),
            point: Point { lat: row.latitude, lon: row.longitude },
            point_is_regions: row.point_is_regions,
            region: Named::region(&state.gazetteer, &row.region),
            opening_hours: osm,
            zone,
            open,
            opens_next,
            notices,
            distance_km: None,
            services: 0,
            data_as_of: source.and_then(|source| source.last_success_at),
            synthetic: source.is_some_and(|source| source.synthetic),
            source: row.source_id.clone(),
            absent_since: row.absent_since,
        }
    }
}

/// The places that match.
///
/// # Errors
/// A parameter is not as documented, or the store does not answer.
pub async fn find(state: &State, params: &Params) -> Result<LocationList, Error> {
    let page = params.page(20)?;
    let near = params.near()?;
    let radius = params.radius_km()?;
    let open_at = params.open_at(state.now())?;
    let service = params.id("service")?;
    let code = params.code("region")?.map(|code| code.to_string());
    let (rows, hours, counts, sources, only) = state
        .store
        .read(move |conn| {
            let rows = read::locations(conn, code.as_deref())?;
            let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
            let hours = read::schedules(conn, &ids)?;
            let only: Option<HashSet<Id>> = match service {
                Some(id) => Some(read::places_of_service(conn, id)?.into_iter().map(|(_, place)| place.id).collect()),
                None => None,
            };
            Ok((rows, hours, read::services_per_location(conn)?, read::sources(conn)?, only))
        })
        .await?;
    let sources: std::collections::HashMap<&str, &SourceRow> = sources.iter().map(|row| (row.id.as_str(), row)).collect();
    let reader = Reader::new(state, open_at.unwrap_or_else(|| state.now()));
    let mut views: Vec<LocationView> = rows
        .iter()
        .filter(|row| only.as_ref().is_none_or(|only| only.contains(&row.id)))
        .map(|row| {
            let mut view = LocationView::of(state, row, hours.get(&row.id), sources.get(row.source_id.as_str()).copied(), (&reader, None));
            view.services = counts.get(&row.id).copied().unwrap_or_default();
            view.distance_km = near.map(|near| (near.distance_km(view.point) * 1000.0).round() / 1000.0);
            view
        })
        .filter(|view| open_at.is_none() || view.open == Some(true))
        .filter(|view| radius.is_none_or(|radius| view.distance_km.is_some_and(|km| km <= radius)))
        .collect();
    if near.is_some() {
        let km = |view: &LocationView| view.distance_km.unwrap_or(f64::INFINITY);
        views.sort_by(|a, b| km(a).total_cmp(&km(b)));
    }
    Ok(LocationList { total: views.len(), page: page.page, size: page.size, locations: page.of(views) })
}

/// One place.
///
/// # Errors
/// There is none, or the store does not answer.
pub async fn detail(state: &State, text: &str) -> Result<LocationDetail, Error> {
    let missing = || Error::not_found("location", text);
    let id: Id = text.parse().map_err(|_| missing())?;
    let found = state
        .store
        .read(move |conn| {
            let Some(row) = read::location(conn, id)? else { return Ok(None) };
            let source = read::source(conn, &row.source_id)?;
            let services = read::services_at_location(conn, id)?;
            let owners: Vec<Id> = services.iter().map(|(place, _, _)| place.id).chain([id]).collect();
            let hours = read::schedules(conn, &owners)?;
            Ok(Some((services, hours, read::statistics(conn, &row.source_id, id)?, source, row)))
        })
        .await?;
    let (services, hours, figures, source, row) = found.ok_or_else(missing)?;
    let reader = Reader::new(state, state.now());
    let mut location = LocationView::of(state, &row, hours.get(&id), source.as_ref(), (&reader, None));
    location.services = i64::try_from(services.len()).unwrap_or_default();
    let services_here = services
        .into_iter()
        .filter_map(|(place, service, organization)| {
            let service = service?;
            // What is told of the whole place is not told again with each of its services.
            let mut notices = row.region.parse().map(|region| reader.notices(&spot(region, id, Some(&service)))).unwrap_or_default();
            notices.retain(|notice| !matches!(notice.scope, "region" | "hall") && !notice.scope_gone);
            Some(ServiceHere {
                notices,
                service_at_location_id: place.id,
                id: service.id,
                name: service.name,
                term: service.term,
                organization,
                counter: place.counter,
                opening_hours: hours.get(&place.id).and_then(|hours| hours.osm.clone()),
                absent_since: place.absent_since.or(service.absent_since),
            })
        })
        .collect();
    Ok(LocationDetail {
        location,
        hours: stored(hours.get(&id).map(|hours| hours.fact.as_str())),
        phone: stored(row.phone.as_deref()),
        email: row.email,
        website: row.website,
        accessibility: row.accessibility,
        statistics: figures.into_iter().map(Into::into).collect(),
        services_here,
        source_health: source.map(|source| state.source_view(source)),
    })
}

#[utoipa::path(get, path = "/v1/locations", tag = "locations",
    params(
        ("near" = Option<String>, Query, description = "lat,lon in degrees"), ("radius_km" = Option<f64>, Query),
        ("open_at" = Option<String>, Query, description = "now, or RFC 3339"), ("service" = Option<String>, Query, description = "Gives this service"),
        ("region" = Option<String>, Query), ("page" = Option<usize>, Query), ("size" = Option<usize>, Query),
    ),
    responses((status = 200, body = LocationList), (status = 400, body = crate::error::Problem)))]
/// Lists places.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    answer::json(&request, &find(&state, &Params::of(&request)).await?)
}

#[utoipa::path(get, path = "/v1/locations/{id}", tag = "locations", params(("id" = String, Path)),
    responses((status = 200, body = LocationDetail), (status = 404, body = crate::error::Problem)))]
/// One place.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    answer::json(&request, &detail(&state, &id).await?)
}
