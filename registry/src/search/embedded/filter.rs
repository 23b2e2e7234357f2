//! Which documents a query's filters let through.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::rows::{Row, Rows};
use super::schema::{NO_DURATION, free_number, region_number, short};
use crate::model::{Id, OnSphere};
use crate::notice::Shut;
use crate::search::{Open, Query};

/// The filters of a query, ready to be held against rows.
#[derive(Debug, Default)]
pub(super) struct Filter<'a> {
    region: Option<u16>,
    regions: Vec<u16>,
    province: Option<u16>,
    organization: Option<Organization>,
    category: Option<Vec<u32>>,
    channel: Option<u8>,
    free: Option<u8>,
    max_duration: Option<u32>,
    service: Option<u64>,
    location: Option<u64>,
    radius: Option<(OnSphere, f64)>,
    open: Option<Opening<'a>>,
    shut: Option<Closed>,
    /// There is a filter at all: mostly there is none.
    any: bool,
}

#[derive(Debug)]
struct Organization {
    id: Option<u64>,
    names: Vec<u32>,
}

/// What is closed by a notice, in the numbers of rows.
#[derive(Debug)]
struct Closed {
    regions: FxHashSet<u16>,
    halls: FxHashSet<u64>,
    counters: FxHashSet<(u64, u64)>,
    services: FxHashSet<(u64, u64)>,
    regional: FxHashSet<(u16, u64)>,
}

impl Closed {
    fn new(shut: &Shut) -> Self {
        let pairs = |set: &HashSet<(Id, Id)>| set.iter().map(|(a, b)| (short(a), short(b))).collect();
        Self {
            regions: shut.regions.iter().copied().map(region_number).collect(),
            halls: shut.halls.iter().map(short).collect(),
            counters: pairs(&shut.counters),
            services: pairs(&shut.services),
            regional: shut.regional.iter().map(|(region, service)| (region_number(*region), short(service))).collect(),
        }
    }

    fn holds(&self, row: &Row) -> bool {
        self.regions.contains(&row.region)
            || self.halls.contains(&row.location)
            || self.counters.contains(&(row.location, row.organization_id))
            || self.services.contains(&(row.location, row.service))
            || self.regional.contains(&(row.region, row.service))
    }
}

/// What is open, by the numbers of hours; each is judged when the first document with it comes.
#[derive(Debug)]
struct Opening<'a> {
    open: &'a Open,
    hours: &'a [Arc<str>],
    known: Vec<Cell<Option<bool>>>,
}

impl Opening<'_> {
    fn passes(&self, number: u32) -> bool {
        let at = number as usize;
        let (Some(known), Some(hours)) = (self.known.get(at), self.hours.get(at)) else { return false };
        if let Some(open) = known.get() {
            return open;
        }
        let open = hours.split_once(' ').is_some_and(|(zone, osm)| self.open.says(osm, zone));
        known.set(Some(open));
        open
    }
}

impl<'a> Filter<'a> {
    /// `hours` are zones and hours by number; `numbers` gives all numbers of a name, however it is capitalised.
    pub fn new(query: &'a Query, hours: &'a [Arc<str>], numbers: impl Fn(&str) -> Vec<u32>) -> Self {
        // A province code as a region means the province.
        let (province, region) = match query.region {
            Some(code) if code.is_province() => (Some(code), None),
            other => (None, other),
        };
        let mut filter = Self {
            any: false,
            region: region.map(region_number),
            regions: query.regions.iter().copied().map(region_number).collect(),
            province: query.province.or(province).map(|code| region_number(code) / 100),
            organization: query
                .organization
                .as_ref()
                .map(|name| Organization { id: name.parse::<Id>().ok().map(|id| short(&id)), names: numbers(name) }),
            category: query.category.as_ref().map(|name| numbers(name)),
            channel: query.channel.map(|channel| 1 << channel as u8),
            free: query.free.map(|free| free_number(Some(free))),
            max_duration: query.max_duration_minutes,
            service: query.service_id.as_ref().map(short),
            location: query.location_id.as_ref().map(short),
            open: query.open.as_ref().map(|open| Opening { open, hours, known: vec![Cell::new(None); hours.len()] }),
            shut: query.open.as_ref().and(query.shut.as_deref()).map(Closed::new),
            radius: query.near.zip(query.radius_km).map(|(near, km)| (near.into(), OnSphere::chord2_of_km(km))),
        };
        filter.any = filter.region.is_some()
            || !filter.regions.is_empty()
            || filter.province.is_some()
            || filter.organization.is_some()
            || filter.category.is_some()
            || filter.channel.is_some()
            || filter.free.is_some()
            || filter.max_duration.is_some()
            || filter.service.is_some()
            || filter.location.is_some()
            || filter.radius.is_some()
            || filter.open.is_some();
        filter
    }

    /// Whether the document passes.
    #[inline]
    pub fn passes(&self, row: &Row, rows: &Rows) -> bool {
        !self.any || self.all_pass(row, rows)
    }

    fn all_pass(&self, row: &Row, rows: &Rows) -> bool {
        self.region.is_none_or(|region| row.region == region)
            && (self.regions.is_empty() || self.regions.contains(&row.region))
            && self.province.is_none_or(|province| row.region / 100 == province)
            && self.channel.is_none_or(|channel| row.channels & channel != 0)
            && self.free.is_none_or(|free| row.free == free)
            && self.max_duration.is_none_or(|most| row.duration != NO_DURATION && row.duration <= most)
            && self.service.is_none_or(|service| row.service == service)
            && self.location.is_none_or(|location| row.location == location)
            && self
                .organization
                .as_ref()
                .is_none_or(|wanted| wanted.names.contains(&row.organization) || wanted.id == Some(row.organization_id))
            && self.category.as_ref().is_none_or(|names| names.contains(&row.category))
            && self.radius.is_none_or(|(near, chord2)| near.chord2(rows.place(row)) <= chord2)
            && self.open.as_ref().is_none_or(|open| open.passes(row.hours))
            && self.shut.as_ref().is_none_or(|shut| !shut.holds(row))
    }
}
