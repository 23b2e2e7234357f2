//! Records that their source no longer names: they stay for a grace, marked, and then go; a tombstone says so. A record that comes back is
//! the one that it was.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::catalog::{BATCH, insert, write_outbox};
use super::schema::{locations, organizations, schedules, services, services_at_locations, snapshots, sources, tombstones};
use super::{Conn, StoreError, declared, on};
use crate::model::{Id, Instant};

/// How long content that was taken for incomplete stands before it is looked at again.
const PART_STANDS: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// A record that is no more.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tombstones)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct TombstoneRow {
    pub entity_id: Id,
    pub source_id: String,
    pub kind: String,
    pub name: String,
    pub reason: String,
    pub absent_since: Instant,
    pub buried_at: Instant,
}

/// The record with this id that is no more; `None`: there never was one, or it is there.
///
/// # Errors
/// The database fails.
pub fn tombstone(conn: &mut Conn, id: Id) -> Result<Option<TombstoneRow>, StoreError> {
    Ok(on!(conn, c => tombstones::table.find(id).select(TombstoneRow::as_select()).first(c).optional())?)
}

/// Removes what has been missing for longer than its source's grace, and returns how many services at places that were. Call it in a
/// transaction, now and then.
///
/// # Errors
/// The database fails.
pub fn bury(conn: &mut Conn, now: Instant) -> Result<usize, StoreError> {
    look_again_at_parts(conn, now)?;
    let mut buried = 0;
    for id in sources_with_missing(conn)? {
        let Some(source) = declared(conn, &id)? else { continue };
        buried += bury_of(conn, &id, now.minus(source.judge.grace()), now)?;
    }
    Ok(buried)
}

/// Content that was taken for incomplete is read again once it has stood for a day: the judge may then take it as all there is. Without this a
/// feed that never states its number rightly would never lose a service.
fn look_again_at_parts(conn: &mut Conn, now: Instant) -> Result<(), StoreError> {
    let newer = diesel::alias!(snapshots as newer);
    let newest = newer
        .filter(newer.field(snapshots::source_id).eq(snapshots::source_id))
        .select(diesel::dsl::max(newer.field(snapshots::id)))
        .single_value();
    let parts = snapshots::table
        .filter(snapshots::partial.and(snapshots::accepted_at.le(now.minus(PART_STANDS))))
        .filter(snapshots::id.nullable().eq(newest))
        .select(snapshots::source_id);
    let ids: Vec<String> = on!(conn, c => parts.load(c))?;
    if !ids.is_empty() {
        let known = sources::table.filter(sources::id.eq_any(&ids).and(sources::read_version.is_not_null()));
        on!(conn, c => diesel::update(known).set(sources::read_version.eq(None::<String>)).execute(c))?;
    }
    Ok(())
}

fn sources_with_missing(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let mut ids = BTreeSet::new();
    macro_rules! missing {
        ($($table:ident)*) => {$(
            let some: Vec<String> = on!(conn, c => $table::table
                .filter($table::absent_since.is_not_null()).select($table::source_id).distinct().load(c))?;
            ids.extend(some);
        )*};
    }
    missing!(services_at_locations services locations organizations);
    Ok(ids)
}

fn bury_of(conn: &mut Conn, source: &str, before: Instant, now: Instant) -> Result<usize, StoreError> {
    type Gone = (Id, Option<Instant>, Option<String>);
    macro_rules! old {
        ($table:ident) => {
            $table::table.filter(
                $table::source_id.eq(source).and($table::absent_since.is_not_null()).and($table::absent_since.assume_not_null().le(before)),
            )
        };
    }
    let places: Vec<Gone> = on!(conn, c => old!(services_at_locations)
        .left_join(services::table.on(services::id.eq(services_at_locations::service_id)))
        .order(services_at_locations::id)
        .select((services_at_locations::id, services_at_locations::absent_since, services::name.nullable()))
        .load(c))?;
    let records: Vec<Gone> = on!(conn, c => old!(services)
        .order(services::id).select((services::id, services::absent_since, services::name.nullable())).load(c))?;
    let halls: Vec<Id> = on!(conn, c => old!(locations).select(locations::id).load(c))?;
    let ids: Vec<Id> = places.iter().map(|(id, ..)| *id).collect();
    for some in ids.chunks(BATCH) {
        on!(conn, c => diesel::delete(schedules::table.filter(schedules::owner_id.eq_any(some))).execute(c))?;
    }
    for some in halls.chunks(BATCH) {
        on!(conn, c => diesel::delete(schedules::table.filter(schedules::owner_id.eq_any(some))).execute(c))?;
    }
    on!(conn, c => diesel::delete(old!(services_at_locations)).execute(c))?;
    on!(conn, c => diesel::delete(old!(services)).execute(c))?;
    on!(conn, c => diesel::delete(old!(locations)).execute(c))?;
    on!(conn, c => diesel::delete(old!(organizations)).execute(c))?;
    let stone = |kind: &'static str, (id, since, name): &Gone| {
        (
            tombstones::entity_id.eq(*id),
            tombstones::source_id.eq(source.to_owned()),
            tombstones::kind.eq(kind),
            tombstones::name.eq(name.clone().unwrap_or_default()),
            tombstones::reason.eq("absent"),
            tombstones::absent_since.eq(since.unwrap_or(now)),
            tombstones::buried_at.eq(now),
        )
    };
    let stones: Vec<_> =
        places.iter().map(|gone| stone("service_at_location", gone)).chain(records.iter().map(|gone| stone("service", gone))).collect();
    revive(conn, &stones_ids(&places, &records))?;
    insert!(conn, tombstones, stones);
    if !ids.is_empty() {
        write_outbox(conn, source, ids.iter().copied(), true, now)?;
    }
    Ok(ids.len())
}

fn stones_ids(places: &[(Id, Option<Instant>, Option<String>)], records: &[(Id, Option<Instant>, Option<String>)]) -> Vec<Id> {
    places.iter().chain(records).map(|(id, ..)| *id).collect()
}

/// Records with these ids are there again.
pub(super) fn revive(conn: &mut Conn, ids: &[Id]) -> Result<(), StoreError> {
    for some in ids.chunks(BATCH) {
        on!(conn, c => diesel::delete(tombstones::table.filter(tombstones::entity_id.eq_any(some))).execute(c))?;
    }
    Ok(())
}
