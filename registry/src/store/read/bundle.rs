//! Many services at once with what belongs to them, for lists, streams and feeds: a bounded number of queries whatever their number.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{LocationRow, OrganizationRow, PlaceRow, RequirementRow, ScheduleRow, ServiceRow, SourceRow, schedules, sources};
use crate::model::{Id, Instant};
use crate::store::schema::{costs, locations, organizations, required_documents, services, services_at_locations};
use crate::store::{Conn, StoreError, on};

/// Ids in one query.
const BATCH: usize = 500;

/// How much is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What stands beside a service once: its agency, its place.
    List,
    /// All of it.
    Whole,
}

/// Services and what belongs to them.
#[derive(Debug, Default)]
pub struct Bundle {
    /// The services by id.
    pub services: HashMap<Id, ServiceRow>,
    /// Their agencies.
    pub organizations: HashMap<Id, OrganizationRow>,
    /// Where they are given, by service, each by id.
    pub places: HashMap<Id, Vec<PlaceRow>>,
    /// The places.
    pub locations: HashMap<Id, LocationRow>,
    /// What to bring, by service; only of whole ones.
    pub requirements: HashMap<Id, Vec<RequirementRow>>,
    /// The JSON of the cost's fact, by service; only of whole ones.
    pub costs: HashMap<Id, String>,
    /// Hours of places and of services at places; only of whole ones.
    pub schedules: HashMap<Id, ScheduleRow>,
    /// The sources, by id.
    pub sources: HashMap<String, SourceRow>,
}

impl Bundle {
    /// When the service, or anything that is shown with it, was written last.
    #[must_use]
    pub fn modified_at(&self, service: &ServiceRow) -> Instant {
        let places = self.places.get(&service.id).into_iter().flatten();
        places.map(|place| place.modified_at).fold(service.modified_at, Instant::max)
    }
}

fn distinct(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// These services with what belongs to them. An id that is no service's is left out.
///
/// # Errors
/// The query failed.
pub fn bundle(conn: &mut Conn, ids: &[Id], depth: Depth) -> Result<Bundle, StoreError> {
    let mut all = Bundle::default();
    for some in distinct(ids.iter().copied()).chunks(BATCH) {
        let rows: Vec<ServiceRow> =
            on!(conn, c => services::table.filter(services::id.eq_any(some)).select(ServiceRow::as_select()).load(c))?;
        all.services.extend(rows.into_iter().map(|row| (row.id, row)));
        let rows: Vec<PlaceRow> = on!(conn, c => services_at_locations::table
            .filter(services_at_locations::service_id.eq_any(some)).order(services_at_locations::id)
            .select(PlaceRow::as_select()).load(c))?;
        for row in rows {
            all.places.entry(row.service_id).or_default().push(row);
        }
        if depth == Depth::Whole {
            details(conn, some, &mut all)?;
        }
    }
    beside(conn, &mut all)?;
    if depth == Depth::Whole {
        let owners = distinct(all.places.values().flatten().flat_map(|place| [place.id, place.location_id]));
        all.schedules = schedules(conn, &owners)?;
    }
    all.sources = sources(conn)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(all)
}

fn details(conn: &mut Conn, ids: &[Id], all: &mut Bundle) -> Result<(), StoreError> {
    let rows: Vec<(Id, RequirementRow)> = on!(conn, c => required_documents::table
        .filter(required_documents::service_id.eq_any(ids))
        .order((required_documents::service_id, required_documents::position))
        .select((required_documents::service_id, RequirementRow::as_select())).load(c))?;
    for (id, row) in rows {
        all.requirements.entry(id).or_default().push(row);
    }
    let rows: Vec<(Id, String)> =
        on!(conn, c => costs::table.filter(costs::service_id.eq_any(ids)).select((costs::service_id, costs::fact)).load(c))?;
    all.costs.extend(rows);
    Ok(())
}

/// Adds these agencies, whether a service of theirs is in the bundle or not.
///
/// # Errors
/// The query failed.
pub fn add_organizations(conn: &mut Conn, all: &mut Bundle, ids: &[Id]) -> Result<(), StoreError> {
    for some in ids.chunks(BATCH) {
        let rows: Vec<OrganizationRow> =
            on!(conn, c => organizations::table.filter(organizations::id.eq_any(some)).select(OrganizationRow::as_select()).load(c))?;
        all.organizations.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(())
}

/// Adds these places with their hours, whether a service in the bundle is given there or not.
///
/// # Errors
/// The query failed.
pub fn add_locations(conn: &mut Conn, all: &mut Bundle, ids: &[Id]) -> Result<(), StoreError> {
    for some in ids.chunks(BATCH) {
        let rows: Vec<LocationRow> =
            on!(conn, c => locations::table.filter(locations::id.eq_any(some)).select(LocationRow::as_select()).load(c))?;
        all.locations.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    all.schedules.extend(schedules(conn, ids)?);
    Ok(())
}

/// The agencies and the places.
fn beside(conn: &mut Conn, all: &mut Bundle) -> Result<(), StoreError> {
    let agencies = distinct(all.services.values().map(|row| row.organization_id));
    add_organizations(conn, all, &agencies)?;
    for some in distinct(all.places.values().flatten().map(|place| place.location_id)).chunks(BATCH) {
        let rows: Vec<LocationRow> =
            on!(conn, c => locations::table.filter(locations::id.eq_any(some)).select(LocationRow::as_select()).load(c))?;
        all.locations.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(())
}
