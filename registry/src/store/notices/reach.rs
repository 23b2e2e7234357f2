//! What a notice covers in the catalog as it is stored now: by the id that it was written for, and where that is gone by the name.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::gazetteer;
use crate::model::{Id, RegionCode, Zone};
use crate::notice::{Named, Notice, Posted, Reach, Target};
use crate::store::schema::{locations, organizations, services, services_at_locations};
use crate::store::{Conn, StoreError, on};

/// The notice, with what it covers now.
///
/// # Errors
/// The query failed.
pub fn posted(conn: &mut Conn, notice: Notice) -> Result<Posted, StoreError> {
    let reach = reach(conn, notice.region, &notice.target)?;
    let zone = gazetteer::region(notice.region).map_or(Zone::Wib, |region| region.zone);
    Ok(Posted { notice, reach, zone })
}

fn reach(conn: &mut Conn, region: RegionCode, target: &Target) -> Result<Reach, StoreError> {
    if let Target::NationalService { term } = target {
        let services = of_term(conn, region, term)?;
        return Ok(if services.is_empty() { Reach::Gone(None) } else { Reach::National(term.clone(), services) });
    }
    let Some(location) = target.location() else { return Ok(Reach::Region) };
    let Some(hall) = hall(conn, region, location)? else { return Ok(Reach::Gone(None)) };
    Ok(match target {
        Target::Counter { organization, .. } => match agencies(conn, hall, organization)? {
            found if found.is_empty() => Reach::Gone(Some(hall)),
            found => Reach::Counter(hall, found),
        },
        Target::Service { service, term, .. } => match services_there(conn, hall, service, term.as_deref())? {
            found if found.is_empty() => Reach::Gone(Some(hall)),
            found => Reach::Service(hall, found),
        },
        Target::Region | Target::Hall { .. } | Target::NationalService { .. } => Reach::Hall(hall),
    })
}

fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(a) == plain(b)
}

/// The hall with this id, else the only one of the region with this name.
fn hall(conn: &mut Conn, region: RegionCode, wanted: &Named) -> Result<Option<Id>, StoreError> {
    let region = region.to_string();
    let all: Vec<(Id, String)> = on!(conn, c => locations::table
        .filter(locations::region.eq(&region)).select((locations::id, locations::name)).load(c))?;
    if all.iter().any(|(id, _)| *id == wanted.id) {
        return Ok(Some(wanted.id));
    }
    let mut named = all.iter().filter(|(_, name)| same(name, &wanted.name)).map(|(id, _)| *id);
    Ok(named.next().filter(|_| named.next().is_none()))
}

/// The agency, under every id that it has at the hall: each source gives it one.
fn agencies(conn: &mut Conn, hall: Id, wanted: &Named) -> Result<BTreeSet<Id>, StoreError> {
    type Row = (Id, String, Option<String>);
    let all: Vec<Row> = on!(conn, c => services_at_locations::table
        .inner_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .inner_join(organizations::table.on(organizations::id.eq(services::organization_id)))
        .filter(services_at_locations::location_id.eq(hall))
        .select((organizations::id, organizations::name, organizations::canonical)).distinct().load(c))?;
    let is_wanted = |(id, name, canonical): &Row| {
        *id == wanted.id || same(name, &wanted.name) || canonical.as_deref().is_some_and(|name| same(name, &wanted.name))
    };
    Ok(all.into_iter().filter(is_wanted).map(|(id, ..)| id).collect())
}

/// The service with this id, else those of the hall with its name, else those with its national term.
fn services_there(conn: &mut Conn, hall: Id, wanted: &Named, term: Option<&str>) -> Result<BTreeSet<Id>, StoreError> {
    type Row = (Id, String, Option<String>);
    let all: Vec<Row> = on!(conn, c => services_at_locations::table
        .inner_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .filter(services_at_locations::location_id.eq(hall))
        .select((services::id, services::name, services::term)).load(c))?;
    let by = |is: &dyn Fn(&Row) -> bool| all.iter().filter(|row| is(row)).map(|(id, ..)| *id).collect::<BTreeSet<Id>>();
    let found = by(&|(id, ..)| *id == wanted.id);
    let found = if found.is_empty() { by(&|(_, name, _)| same(name, &wanted.name)) } else { found };
    Ok(match term {
        Some(term) if found.is_empty() => by(&|(_, _, own)| own.as_deref() == Some(term)),
        _ => found,
    })
}

pub(super) fn of_term(conn: &mut Conn, region: RegionCode, term: &str) -> Result<BTreeSet<Id>, StoreError> {
    let region = region.to_string();
    let all: Vec<Id> = on!(conn, c => services_at_locations::table
        .inner_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .inner_join(locations::table.on(locations::id.eq(services_at_locations::location_id)))
        .filter(locations::region.eq(&region).and(services::term.eq(term)))
        .select(services::id).distinct().load(c))?;
    Ok(all.into_iter().collect())
}
