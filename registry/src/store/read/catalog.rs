//! Services, places and agencies.

use diesel::prelude::*;

use crate::model::{Id, Instant};
use crate::store::schema::{costs, locations, organizations, required_documents, schedules, services, services_at_locations};
use crate::store::{Conn, StoreError, on};

/// A place.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = locations)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct LocationRow {
    pub id: Id,
    pub source_id: String,
    pub region: String,
    pub name: String,
    pub address: Option<String>,
    pub latitude: f64,
    pub longitude: f64,
    pub point_is_regions: bool,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub accessibility: Option<String>,
    pub point_from: Option<String>,
    pub absent_since: Option<Instant>,
    pub modified_at: Instant,
}

/// An agency.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = organizations)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct OrganizationRow {
    pub id: Id,
    pub source_id: String,
    pub name: String,
    pub canonical: Option<String>,
    pub description: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub canonical_from: Option<String>,
    pub absent_since: Option<Instant>,
    pub modified_at: Instant,
}

/// A service.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = services)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct ServiceRow {
    pub id: Id,
    pub source_id: String,
    pub organization_id: Id,
    pub external_id: Option<String>,
    pub name: String,
    pub description: Option<String>,
    pub term: Option<String>,
    pub category: Option<String>,
    pub duration: Option<String>,
    pub procedure: String,
    pub legal_basis: Option<String>,
    pub channels: String,
    pub url: Option<String>,
    pub alert: Option<String>,
    pub term_from: Option<String>,
    pub requirements_from: Option<String>,
    pub absent_since: Option<Instant>,
    pub modified_at: Instant,
}

/// A service at a place.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = services_at_locations)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct PlaceRow {
    pub id: Id,
    pub service_id: Id,
    pub location_id: Id,
    pub counter: Option<String>,
    pub phone: Option<String>,
    pub absent_since: Option<Instant>,
    pub modified_at: Instant,
}

/// One thing to bring.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = required_documents)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct RequirementRow {
    pub document: String,
    pub uri: Option<String>,
}

/// Opening hours of a place or of a service at a place.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = schedules)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct ScheduleRow {
    pub owner_id: Id,
    pub osm: Option<String>,
    pub zone: Option<String>,
    pub fact: String,
}

/// A service at a place: the service itself, and its agency's name.
pub type Given = (PlaceRow, Option<ServiceRow>, Option<String>);

/// Every place, or those of one region, by name.
///
/// # Errors
/// The query failed.
pub fn locations(conn: &mut Conn, region: Option<&str>) -> Result<Vec<LocationRow>, StoreError> {
    let rows = match region {
        Some(code) => on!(conn, c => locations::table
            .filter(locations::region.eq(code)).order((locations::name, locations::id)).select(LocationRow::as_select()).load(c))?,
        None => on!(conn, c => locations::table.order((locations::name, locations::id)).select(LocationRow::as_select()).load(c))?,
    };
    Ok(rows)
}

/// One place.
///
/// # Errors
/// The query failed.
pub fn location(conn: &mut Conn, id: Id) -> Result<Option<LocationRow>, StoreError> {
    Ok(on!(conn, c => locations::table.find(id).select(LocationRow::as_select()).first(c).optional())?)
}

/// How many services each place gives.
///
/// # Errors
/// The query failed.
pub fn services_per_location(conn: &mut Conn) -> Result<std::collections::HashMap<Id, i64>, StoreError> {
    let rows: Vec<(Id, i64)> = on!(conn, c => services_at_locations::table
        .group_by(services_at_locations::location_id)
        .select((services_at_locations::location_id, diesel::dsl::count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// The services of one place with their agencies' names, by name.
///
/// # Errors
/// The query failed.
pub fn services_at_location(conn: &mut Conn, id: Id) -> Result<Vec<Given>, StoreError> {
    Ok(on!(conn, c => services_at_locations::table
        .left_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .left_join(organizations::table.on(services::organization_id.nullable().eq(organizations::id.nullable())))
        .filter(services_at_locations::location_id.eq(id))
        .order(services::name.nullable().asc())
        .select((PlaceRow::as_select(), Option::<ServiceRow>::as_select(), organizations::name.nullable()))
        .load(c))?)
}

/// One service.
///
/// # Errors
/// The query failed.
pub fn service(conn: &mut Conn, id: Id) -> Result<Option<ServiceRow>, StoreError> {
    Ok(on!(conn, c => services::table.find(id).select(ServiceRow::as_select()).first(c).optional())?)
}

/// Where one service is given.
///
/// # Errors
/// The query failed.
pub fn places_of_service(conn: &mut Conn, id: Id) -> Result<Vec<(PlaceRow, LocationRow)>, StoreError> {
    Ok(on!(conn, c => services_at_locations::table
        .inner_join(locations::table.on(locations::id.eq(services_at_locations::location_id)))
        .filter(services_at_locations::service_id.eq(id))
        .order((locations::name, services_at_locations::id))
        .select((PlaceRow::as_select(), LocationRow::as_select()))
        .load(c))?)
}

/// What to bring to one service, in order.
///
/// # Errors
/// The query failed.
pub fn requirements(conn: &mut Conn, id: Id) -> Result<Vec<RequirementRow>, StoreError> {
    Ok(on!(conn, c => required_documents::table
        .filter(required_documents::service_id.eq(id)).order(required_documents::position)
        .select(RequirementRow::as_select()).load(c))?)
}

/// The cost of one service: the JSON of its fact.
///
/// # Errors
/// The query failed.
pub fn cost(conn: &mut Conn, id: Id) -> Result<Option<String>, StoreError> {
    Ok(on!(conn, c => costs::table.find(id).select(costs::fact).first(c).optional())?)
}

/// One agency.
///
/// # Errors
/// The query failed.
pub fn organization(conn: &mut Conn, id: Id) -> Result<Option<OrganizationRow>, StoreError> {
    Ok(on!(conn, c => organizations::table.find(id).select(OrganizationRow::as_select()).first(c).optional())?)
}

/// A page of the agencies by name, and how many there are.
///
/// # Errors
/// The query failed.
pub fn organizations(conn: &mut Conn, offset: i64, limit: i64) -> Result<(Vec<OrganizationRow>, i64), StoreError> {
    let rows = on!(conn, c => organizations::table
        .order((organizations::name, organizations::id)).offset(offset).limit(limit)
        .select(OrganizationRow::as_select()).load(c))?;
    let total = on!(conn, c => organizations::table.count().get_result(c))?;
    Ok((rows, total))
}

/// The hours of these owners (places, or services at places).
///
/// # Errors
/// The query failed.
pub fn schedules(conn: &mut Conn, owners: &[Id]) -> Result<std::collections::HashMap<Id, ScheduleRow>, StoreError> {
    let mut all = std::collections::HashMap::with_capacity(owners.len());
    for some in owners.chunks(500) {
        let rows: Vec<ScheduleRow> = on!(conn, c => schedules::table
            .filter(schedules::owner_id.eq_any(some)).select(ScheduleRow::as_select()).load(c))?;
        all.extend(rows.into_iter().map(|row| (row.owner_id, row)));
    }
    Ok(all)
}
