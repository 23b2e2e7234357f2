//! What changed last in the catalogs of some sources: each service at a place once, with its name, whether it is still there or not.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use uuid::Uuid;

use crate::model::{Id, Instant};
use crate::store::schema::{changes, locations, services, services_at_locations, tombstones};
use crate::store::{Conn, StoreError, on};

/// A service at a place that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// The service at its place.
    pub id: Id,
    /// The number of its last change.
    pub seq: i64,
    /// When that was.
    pub at: Instant,
    /// What it is called, or was.
    pub name: String,
    /// The service, and the place that does it; `None`: it is gone.
    pub service: Option<(Id, String)>,
    /// Its source no longer names it, since then.
    pub absent_since: Option<Instant>,
}

/// The first and the last id that a source can give.
fn span(source: &str) -> (Id, Id) {
    let first = Id::derive(source, "", "");
    let with = |rest: u8| {
        let mut bytes = [rest; 16];
        bytes.iter_mut().zip(first.as_bytes()).take(4).for_each(|(to, from)| *to = *from);
        Id(Uuid::from_bytes(bytes))
    };
    (with(0), with(u8::MAX))
}

/// At most `limit` services at places of these sources, the one that changed last first.
///
/// # Errors
/// The database fails.
pub fn recent(conn: &mut Conn, sources: &[String], limit: usize) -> Result<Vec<Recent>, StoreError> {
    // An entity may have changed several times: some more are looked at.
    let window = i64::try_from(limit.saturating_mul(4)).unwrap_or(i64::MAX);
    let mut rows: Vec<(i64, Id, bool, Instant)> = Vec::new();
    for source in sources {
        let (first, last) = span(source);
        let some: Vec<(i64, Id, bool, Instant)> = on!(conn, c => changes::table
            .filter(changes::entity_id.between(first, last))
            .order(changes::seq.desc())
            .limit(window)
            .select((changes::seq, changes::entity_id, changes::deleted, changes::at))
            .load(c))?;
        rows.extend(some);
    }
    rows.sort_by_key(|(seq, ..)| std::cmp::Reverse(*seq));
    let mut seen = HashSet::new();
    rows.retain(|(_, id, ..)| seen.insert(*id));
    rows.truncate(limit);
    let ids: Vec<Id> = rows.iter().map(|(_, id, ..)| *id).collect();
    type Live = (Id, Id, String, String, Option<Instant>);
    let live: Vec<Live> = on!(conn, c => services_at_locations::table
        .inner_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .inner_join(locations::table.on(locations::id.eq(services_at_locations::location_id)))
        .filter(services_at_locations::id.eq_any(&ids))
        .select((services_at_locations::id, services::id, services::name, locations::name, services_at_locations::absent_since))
        .load(c))?;
    let live: HashMap<Id, Live> = live.into_iter().map(|row| (row.0, row)).collect();
    let gone = tombstones::table.filter(tombstones::entity_id.eq_any(&ids)).select((tombstones::entity_id, tombstones::name));
    let gone: Vec<(Id, String)> = on!(conn, c => gone.load(c))?;
    let gone: HashMap<Id, String> = gone.into_iter().collect();
    let named = |(seq, id, _, at): (i64, Id, bool, Instant)| match live.get(&id) {
        Some((_, service, name, place, absent_since)) => {
            Some(Recent { id, seq, at, name: name.clone(), service: Some((*service, place.clone())), absent_since: *absent_since })
        }
        // What went without leaving a name is not told of.
        None => gone.get(&id).map(|name| Recent { id, seq, at, name: name.clone(), service: None, absent_since: None }),
    };
    Ok(rows.into_iter().filter_map(named).collect())
}
