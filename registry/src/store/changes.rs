//! The outbox: which services at locations changed, in order.

use diesel::prelude::*;

use super::schema::{changes, services_at_locations};
use super::{Conn, StoreError, on};
use crate::model::{Id, Instant};

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct ChangeRow {
    /// Counts up in the order in which changes become visible.
    pub seq: i64,
    /// A service at a location.
    pub entity_id: Id,
    /// It is no more.
    pub deleted: bool,
    /// When.
    pub at: Instant,
}

/// Changes after `seq`, in order.
///
/// # Errors
/// The database fails.
pub fn changes_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<ChangeRow>, StoreError> {
    Ok(on!(conn, c => changes::table
        .filter(changes::seq.gt(seq))
        .order(changes::seq)
        .limit(limit)
        .select((changes::seq, changes::entity_id, changes::deleted, changes::at))
        .load(c))?)
}

/// The number of the newest change; 0 where there is none.
///
/// # Errors
/// The database fails.
pub fn latest_change(conn: &mut Conn) -> Result<i64, StoreError> {
    let newest: Option<i64> = on!(conn, c => changes::table.select(diesel::dsl::max(changes::seq)).first(c))?;
    Ok(newest.unwrap_or(0))
}

/// Id and hash of every service at a location, by id: what the index must hold.
///
/// # Errors
/// The database fails.
pub fn live_hashes(conn: &mut Conn) -> Result<Vec<(Id, i64)>, StoreError> {
    Ok(on!(conn, c => services_at_locations::table
        .order(services_at_locations::id)
        .select((services_at_locations::id, services_at_locations::hash))
        .load(c))?)
}

/// Id and hash of services at locations after `after`, by id: to walk over all of them with little memory.
///
/// # Errors
/// The database fails.
pub fn live_hashes_after(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<(Id, i64)>, StoreError> {
    let page = services_at_locations::table
        .order(services_at_locations::id)
        .limit(limit)
        .select((services_at_locations::id, services_at_locations::hash));
    Ok(match after {
        None => on!(conn, c => page.load(c))?,
        Some(after) => on!(conn, c => page.filter(services_at_locations::id.gt(after)).load(c))?,
    })
}

/// How many services at locations there are.
///
/// # Errors
/// The database fails.
pub fn live_count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(on!(conn, c => services_at_locations::table.count().get_result(c))?)
}

/// Ids after `after`, in order: to walk over all of them.
///
/// # Errors
/// The database fails.
pub fn live_ids_after(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<Id>, StoreError> {
    let page = services_at_locations::table.order(services_at_locations::id).limit(limit).select(services_at_locations::id);
    Ok(match after {
        None => on!(conn, c => page.load(c))?,
        Some(after) => on!(conn, c => page.filter(services_at_locations::id.gt(after)).load(c))?,
    })
}
