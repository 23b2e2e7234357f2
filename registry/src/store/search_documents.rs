//! What the search index holds of a service at a location, gathered from its tables.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{costs, locations, organizations, schedules, services, services_at_locations, sources};
use super::{Conn, StoreError, on};
use crate::model::{Id, Instant, Point, RegionCode};
use crate::normalise::{organization, service_name};
use crate::search::{Document, Json};

/// Characters of a description that are searched and shown in a list.
const DESCRIPTION: usize = 500;

/// Ids in one query.
const BATCH: usize = 500;

#[derive(Queryable)]
struct At {
    id: Id,
    source: String,
    service: Id,
    location: Id,
    hash: i64,
    absent_since: Option<Instant>,
}

#[derive(Queryable, Clone)]
struct ServicePart {
    id: Id,
    organization: Id,
    name: String,
    description: Option<String>,
    term: Option<String>,
    category: Option<String>,
    duration: Option<String>,
    channels: String,
}

#[derive(Queryable)]
struct Place {
    id: Id,
    region: String,
    name: String,
    address: Option<String>,
    latitude: f64,
    longitude: f64,
}

/// The documents of those of `ids` that are stored.
///
/// # Errors
/// The database fails, or a stored value is damaged.
pub fn search_documents(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Document>, StoreError> {
    let mut documents = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(BATCH) {
        documents.extend(chunk_of_documents(conn, chunk)?);
    }
    Ok(documents)
}

fn distinct(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn chunk_of_documents(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Document>, StoreError> {
    use services_at_locations as at;
    let rows: Vec<At> = on!(conn, c => at::table
        .filter(at::id.eq_any(ids))
        .select((at::id, at::source_id, at::service_id, at::location_id, at::hash, at::absent_since))
        .load(c))?;
    let service_ids = distinct(rows.iter().map(|row| row.service));
    let place_ids = distinct(rows.iter().map(|row| row.location));
    let owners = distinct(rows.iter().flat_map(|row| [row.id, row.location]));
    let services: Vec<ServicePart> = on!(conn, c => services::table
        .filter(services::id.eq_any(&service_ids))
        .select((
            services::id, services::organization_id, services::name, services::description, services::term, services::category,
            services::duration, services::channels,
        ))
        .load(c))?;
    let agency_ids = distinct(services.iter().map(|service| service.organization));
    let agencies: Vec<(Id, String, Option<String>)> = on!(conn, c => organizations::table
        .filter(organizations::id.eq_any(&agency_ids))
        .select((organizations::id, organizations::name, organizations::canonical))
        .load(c))?;
    let places: Vec<Place> = on!(conn, c => locations::table
        .filter(locations::id.eq_any(&place_ids))
        .select((locations::id, locations::region, locations::name, locations::address, locations::latitude, locations::longitude))
        .load(c))?;
    let hours: Vec<(Id, Option<String>, Option<String>)> = on!(conn, c => schedules::table
        .filter(schedules::owner_id.eq_any(&owners))
        .select((schedules::owner_id, schedules::osm, schedules::zone))
        .load(c))?;
    let charges: Vec<(Id, Option<bool>, String)> = on!(conn, c => costs::table
        .filter(costs::service_id.eq_any(&service_ids))
        .select((costs::service_id, costs::free, costs::fact))
        .load(c))?;
    let mut of: Vec<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    of.sort_unstable();
    of.dedup();
    let feeds: Vec<(String, bool, Option<Instant>)> = on!(conn, c => sources::table
        .filter(sources::id.eq_any(&of)).select((sources::id, sources::synthetic, sources::last_change_at)).load(c))?;
    let parts = Parts {
        services: services.into_iter().map(|part| (part.id, part)).collect(),
        agencies: agencies.into_iter().map(|(id, name, canonical)| (id, (name, canonical))).collect(),
        places: places.into_iter().map(|place| (place.id, place)).collect(),
        hours: hours.into_iter().map(|(id, osm, zone)| (id, (osm, zone))).collect(),
        charges: charges.into_iter().map(|(id, free, fact)| (id, (free, fact))).collect(),
        feeds: feeds.into_iter().map(|(id, synthetic, changed)| (id, (synthetic, changed))).collect(),
    };
    rows.into_iter().filter_map(|row| parts.document(row).transpose()).collect()
}

struct Parts {
    services: HashMap<Id, ServicePart>,
    agencies: HashMap<Id, (String, Option<String>)>,
    places: HashMap<Id, Place>,
    hours: HashMap<Id, (Option<String>, Option<String>)>,
    charges: HashMap<Id, (Option<bool>, String)>,
    feeds: HashMap<String, (bool, Option<Instant>)>,
}

impl Parts {
    /// `None`: a part is missing, which the foreign keys and the one transaction of a source do not let happen.
    fn document(&self, row: At) -> Result<Option<Document>, StoreError> {
        let damaged = |error: serde_json::Error| StoreError::Damaged(error.to_string());
        let (Some(service), Some(place)) = (self.services.get(&row.service), self.places.get(&row.location)) else { return Ok(None) };
        let Some((agency, canonical)) = self.agencies.get(&service.organization) else { return Ok(None) };
        let region: RegionCode =
            place.region.parse().map_err(|error: crate::model::ParseRegionCode| StoreError::Damaged(error.to_string()))?;
        let (synthetic, changed) = self.feeds.get(&row.source).copied().unwrap_or((false, None));
        let (osm, zone) = self.hours.get(&row.id).or_else(|| self.hours.get(&row.location)).cloned().unwrap_or_default();
        let charge = self.charges.get(&row.service);
        let duration = service.duration.as_deref();
        let known = crate::gazetteer::region(region);
        let province = crate::gazetteer::province(region.province()).map(|province| province.name.clone());
        Ok(Some(Document {
            id: row.id,
            hash: format!("{:016x}", row.hash),
            source: row.source,
            service_id: row.service,
            service: service.name.clone(),
            synonyms: service.term.as_deref().map(|term| service_name::synonyms(term).to_vec()).unwrap_or_default(),
            term: service.term.clone(),
            description: service.description.as_deref().map(|text| text.chars().take(DESCRIPTION).collect()),
            organization_id: service.organization,
            organization: canonical.clone().unwrap_or_else(|| agency.clone()),
            organization_aliases: canonical
                .as_deref()
                .map(|name| organization::aliases(name).iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            location_id: row.location,
            location: place.name.clone(),
            address: place.address.clone(),
            point: Point { lat: place.latitude, lon: place.longitude },
            region,
            region_name: known.map_or_else(|| place.region.clone(), |region| region.name.clone()),
            province_name: province.unwrap_or_default(),
            channels: service.channels.split(',').filter_map(|channel| channel.parse().ok()).collect(),
            category: service.category.clone(),
            free: charge.and_then(|(free, _)| *free),
            max_duration_minutes: duration.and_then(longest_minutes),
            duration: duration.map(Json::parse).transpose().map_err(damaged)?,
            cost: charge.map(|(_, fact)| Json::parse(fact)).transpose().map_err(damaged)?,
            opening_hours: osm,
            zone: zone.or_else(|| known.map(|region| region.zone.as_str().to_owned())).unwrap_or_default(),
            data_as_of: changed.unwrap_or_else(|| Instant::new(chrono::DateTime::UNIX_EPOCH)),
            synthetic,
            absent_since: row.absent_since,
        }))
    }
}

/// The upper bound of a stored duration.
pub(super) fn longest_minutes(fact: &str) -> Option<u32> {
    #[derive(serde::Deserialize)]
    struct Stored {
        value: Option<crate::model::Duration>,
    }
    let duration = serde_json::from_str::<Stored>(fact).ok()?.value?;
    duration.max.map(|max| max.saturating_mul(duration.unit.minutes()))
}
