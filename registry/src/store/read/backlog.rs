//! How far the search index is behind the store.

use diesel::prelude::*;

use crate::model::Instant;
use crate::store::schema::changes;
use crate::store::{Conn, StoreError, on};

/// What the outbox holds that an index does not yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Rows after the index's position.
    pub pending: i64,
    /// When the oldest of them became visible.
    pub oldest: Option<Instant>,
}

/// What the outbox holds after `position`.
///
/// # Errors
/// The query failed.
pub fn backlog(conn: &mut Conn, position: i64) -> Result<Backlog, StoreError> {
    let pending = on!(conn, c => changes::table.filter(changes::seq.gt(position)).count().get_result(c))?;
    let oldest = on!(conn, c => changes::table
        .filter(changes::seq.gt(position)).order(changes::seq).select(changes::at).first(c).optional())?;
    Ok(Backlog { pending, oldest })
}

/// Asks the database for nothing: whether it answers at all.
///
/// # Errors
/// It does not.
pub fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    let _: i64 = on!(conn, c => changes::table.filter(changes::seq.lt(0)).count().get_result(c))?;
    Ok(())
}
