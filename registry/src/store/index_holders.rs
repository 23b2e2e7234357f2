//! Who feeds which search index: a lease for each index, renewed while its holder is alive. Not the rebuilds that others ask for.

use std::time::Duration;

use diesel::prelude::*;

use super::schema::index_holders;
use super::{Conn, StoreError, on};
use crate::model::Instant;

/// A holder that was silent for so long does not come back.
const FORGOTTEN: Duration = Duration::from_secs(86_400);

/// An index and the process that feeds it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = index_holders)]
pub struct HolderRow {
    /// Of the index: of one that several processes share, or of the one process that has its own.
    pub name: String,
    /// `embedded` or `meilisearch`.
    pub engine: String,
    /// The process.
    pub owner: String,
    /// When it was last alive.
    pub seen_at: Instant,
}

/// Takes the index `name`, or keeps it. False: another owner was alive less than `lease` ago. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn hold_index(conn: &mut Conn, name: &str, engine: &str, owner: &str, now: Instant, lease: Duration) -> Result<bool, StoreError> {
    let blank =
        (index_holders::name.eq(name), index_holders::engine.eq(engine), index_holders::owner.eq(owner), index_holders::seen_at.eq(now));
    if on!(conn, c => diesel::insert_into(index_holders::table).values(blank).on_conflict_do_nothing().execute(c))? == 1 {
        // Processes have names of their own: the rows of those that died are left over.
        let dead: Vec<String> = on!(conn, c => index_holders::table.load::<(String, String, String, Instant)>(c))?
            .into_iter()
            .filter(|(.., seen_at)| now.since(*seen_at) > FORGOTTEN)
            .map(|(name, ..)| name)
            .collect();
        on!(conn, c => diesel::delete(index_holders::table.filter(index_holders::name.eq_any(&dead))).execute(c))?;
        return Ok(true);
    }
    let held = index_holders::table.find(name).select((index_holders::owner, index_holders::seen_at));
    let (holder, seen_at): (String, Instant) = match conn {
        Conn::Sqlite(c) => held.first(&mut **c)?,
        Conn::Postgres(c) => held.for_update().first(&mut **c)?,
    };
    if holder != owner && now.since(seen_at) < lease {
        return Ok(false);
    }
    let mine = (index_holders::owner.eq(owner), index_holders::seen_at.eq(now));
    on!(conn, c => diesel::update(index_holders::table.find(name)).set(mine).execute(c))?;
    Ok(true)
}

/// Gives up whatever `owner` holds.
///
/// # Errors
/// The database fails.
pub fn release_index(conn: &mut Conn, owner: &str) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(index_holders::table.filter(index_holders::owner.eq(owner))).execute(c))?;
    Ok(())
}

/// The indexes whose holders were alive less than `lease` ago, by name.
///
/// # Errors
/// The database fails.
pub fn index_holders(conn: &mut Conn, now: Instant, lease: Duration) -> Result<Vec<HolderRow>, StoreError> {
    let rows: Vec<HolderRow> = on!(conn, c => index_holders::table.order(index_holders::name).select(HolderRow::as_select()).load(c))?;
    Ok(rows.into_iter().filter(|row| now.since(row.seen_at) < lease).collect())
}
