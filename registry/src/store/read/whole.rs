//! The whole of what is served of one source, as the model has it: what a region gets back to edit, and what new content is compared with.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::model::{
    Catalog, Fact, Hours, Id, Location, Organization, Point, Provenance, RequiredDocument, Service, ServiceAtLocation, Stop,
};
use crate::store::schema::{costs, locations, organizations, required_documents, schedules, services, services_at_locations, stops};
use crate::store::{Conn, StopRow, StoreError, on};

use super::catalog::{LocationRow, OrganizationRow, PlaceRow, ServiceRow};
use super::statistics::figures;

/// Ids in one query.
const BATCH: usize = 500;

/// What is served of a source and not missing, without findings; in the order of names, the place that gives most services first.
///
/// # Errors
/// The database fails, or a row is damaged.
pub fn catalog_of(conn: &mut Conn, source: &str) -> Result<Catalog, StoreError> {
    let hours = hours(conn, source)?;
    let services_at_locations = places(conn, source, &hours)?;
    Ok(Catalog {
        organizations: agencies(conn, source)?,
        locations: halls(conn, source, &hours, &services_at_locations)?,
        services: offers(conn, source)?,
        services_at_locations,
        stops: visits(conn, source)?,
        statistics: figures(conn, source)?,
        findings: Vec::new(),
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn maybe<T: DeserializeOwned>(text: Option<&String>) -> Result<Option<T>, StoreError> {
    text.map(|text| read(text)).transpose()
}

fn hours(conn: &mut Conn, source: &str) -> Result<HashMap<Id, Fact<Hours>>, StoreError> {
    let rows: Vec<(Id, String)> =
        on!(conn, c => schedules::table.filter(schedules::source_id.eq(source)).select((schedules::owner_id, schedules::fact)).load(c))?;
    rows.into_iter().map(|(owner, fact)| Ok((owner, read(&fact)?))).collect()
}

fn agencies(conn: &mut Conn, source: &str) -> Result<Vec<Organization>, StoreError> {
    let rows: Vec<(OrganizationRow, Option<String>)> = on!(conn, c => organizations::table
        .filter(organizations::source_id.eq(source).and(organizations::absent_since.is_null()))
        .order((organizations::name, organizations::id))
        .select((OrganizationRow::as_select(), organizations::external_id))
        .load(c))?;
    rows.into_iter()
        .map(|(row, external_id)| {
            Ok(Organization {
                id: row.id,
                external_id,
                canonical_from: maybe::<Provenance>(row.canonical_from.as_ref())?,
                phone: maybe(row.phone.as_ref())?,
                name: row.name,
                canonical: row.canonical,
                description: row.description,
                email: row.email,
                website: row.website,
            })
        })
        .collect()
}

fn halls(
    conn: &mut Conn,
    source: &str,
    hours: &HashMap<Id, Fact<Hours>>,
    given: &[ServiceAtLocation],
) -> Result<Vec<Location>, StoreError> {
    let rows: Vec<(LocationRow, Option<String>)> = on!(conn, c => locations::table
        .filter(locations::source_id.eq(source).and(locations::absent_since.is_null()))
        .order((locations::name, locations::id))
        .select((LocationRow::as_select(), locations::external_id))
        .load(c))?;
    let mut halls = rows
        .into_iter()
        .map(|(row, external_id)| {
            Ok(Location {
                id: row.id,
                external_id,
                point: Point { lat: row.latitude, lon: row.longitude },
                point_is_regions: row.point_is_regions,
                point_from: maybe(row.point_from.as_ref())?,
                hours: hours.get(&row.id).cloned(),
                phone: maybe(row.phone.as_ref())?,
                name: row.name,
                address: row.address,
                email: row.email,
                website: row.website,
                accessibility: row.accessibility,
            })
        })
        .collect::<Result<Vec<Location>, StoreError>>()?;
    let mut many: HashMap<Id, usize> = HashMap::new();
    given.iter().for_each(|at| *many.entry(at.location).or_default() += 1);
    halls.sort_by_key(|hall| std::cmp::Reverse(many.get(&hall.id).copied().unwrap_or_default()));
    Ok(halls)
}

fn offers(conn: &mut Conn, source: &str) -> Result<Vec<Service>, StoreError> {
    let rows: Vec<(ServiceRow, Option<String>)> = on!(conn, c => services::table
        .left_join(costs::table.on(costs::service_id.eq(services::id)))
        .filter(services::source_id.eq(source).and(services::absent_since.is_null()))
        .order((services::name, services::id))
        .select((ServiceRow::as_select(), costs::fact.nullable()))
        .load(c))?;
    let ids: Vec<Id> = rows.iter().map(|(row, _)| row.id).collect();
    let mut documents = documents(conn, &ids)?;
    rows.into_iter()
        .map(|(row, cost)| {
            Ok(Service {
                id: row.id,
                organization: row.organization_id,
                term_from: maybe(row.term_from.as_ref())?,
                duration: maybe(row.duration.as_ref())?,
                cost: maybe(cost.as_ref())?,
                requirements: documents.remove(&row.id).unwrap_or_default(),
                requirements_from: maybe(row.requirements_from.as_ref())?,
                procedure: read(&row.procedure)?,
                channels: row.channels.split(',').filter_map(|name| name.parse().ok()).collect(),
                external_id: row.external_id,
                name: row.name,
                description: row.description,
                term: row.term,
                category: row.category,
                legal_basis: row.legal_basis,
                url: row.url,
                alert: row.alert,
            })
        })
        .collect()
}

fn documents(conn: &mut Conn, services: &[Id]) -> Result<HashMap<Id, Vec<RequiredDocument>>, StoreError> {
    let mut all: HashMap<Id, Vec<RequiredDocument>> = HashMap::with_capacity(services.len());
    for some in services.chunks(BATCH) {
        let rows: Vec<(Id, String, Option<String>)> = on!(conn, c => required_documents::table
            .filter(required_documents::service_id.eq_any(some))
            .order((required_documents::service_id, required_documents::position))
            .select((required_documents::service_id, required_documents::document, required_documents::uri))
            .load(c))?;
        rows.into_iter().for_each(|(service, document, uri)| all.entry(service).or_default().push(RequiredDocument { document, uri }));
    }
    Ok(all)
}

fn places(conn: &mut Conn, source: &str, hours: &HashMap<Id, Fact<Hours>>) -> Result<Vec<ServiceAtLocation>, StoreError> {
    let rows: Vec<PlaceRow> = on!(conn, c => services_at_locations::table
        .filter(services_at_locations::source_id.eq(source).and(services_at_locations::absent_since.is_null()))
        .order(services_at_locations::id).select(PlaceRow::as_select()).load(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(ServiceAtLocation {
                id: row.id,
                service: row.service_id,
                location: row.location_id,
                hours: hours.get(&row.id).cloned(),
                phone: maybe(row.phone.as_ref())?,
                counter: row.counter,
            })
        })
        .collect()
}

fn visits(conn: &mut Conn, source: &str) -> Result<Vec<Stop>, StoreError> {
    let rows: Vec<StopRow> = on!(conn, c => stops::table
        .filter(stops::source_id.eq(source)).order((stops::date, stops::name, stops::id)).select(StopRow::as_select()).load(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(Stop {
                id: row.id,
                point: Point { lat: row.latitude, lon: row.longitude },
                point_is_regions: row.point_is_regions,
                date: row.date.as_deref().and_then(|date| date.parse().ok()),
                hours: read(&row.fact)?,
                name: row.name,
                address: row.address,
                service: row.service,
                organization: row.organization,
                status: row.status,
                note: row.note,
            })
        })
        .collect()
}
