//! Processes that harvest: a row each, written every few seconds, so that a silent harvester can be told from a silent source.

use std::time::Duration;

use diesel::prelude::*;

use super::schema::workers;
use super::{Conn, StoreError, on};
use crate::model::Instant;

/// A process that was not seen for this long is not alive.
const LIVE: Duration = Duration::from_secs(60);
/// And after this it is forgotten.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// A process that harvests.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = workers)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct WorkerRow {
    pub owner: String,
    pub started_at: Instant,
    pub last_seen_at: Instant,
    pub canary_ok: bool,
    pub detail: Option<String>,
}

/// Says that a process is alive, and forgets those that have long been dead.
///
/// # Errors
/// The database fails.
pub fn report_worker(conn: &mut Conn, worker: &WorkerRow) -> Result<(), StoreError> {
    let seen = (workers::last_seen_at.eq(worker.last_seen_at), workers::canary_ok.eq(worker.canary_ok), workers::detail.eq(&worker.detail));
    if on!(conn, c => diesel::update(workers::table.find(&worker.owner)).set(seen).execute(c))? == 0 {
        let new = (workers::owner.eq(&worker.owner), workers::started_at.eq(worker.started_at), seen);
        on!(conn, c => diesel::insert_into(workers::table).values(new).execute(c))?;
    }
    let dead = workers::table.filter(workers::last_seen_at.lt(worker.last_seen_at.minus(REMEMBERED)));
    on!(conn, c => diesel::delete(dead).execute(c))?;
    Ok(())
}

/// A process has ended in good order.
///
/// # Errors
/// The database fails.
pub fn forget_worker(conn: &mut Conn, owner: &str) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(workers::table.find(owner)).execute(c))?;
    Ok(())
}

/// The processes that were seen lately, by name.
///
/// # Errors
/// The database fails.
pub fn live_workers(conn: &mut Conn, now: Instant) -> Result<Vec<WorkerRow>, StoreError> {
    let live = workers::table.filter(workers::last_seen_at.ge(now.minus(LIVE))).order(workers::owner);
    Ok(on!(conn, c => live.select(WorkerRow::as_select()).load(c))?)
}
