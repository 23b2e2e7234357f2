//! How long the outbox remembers.
//!
//! A reader of the outbox is interested in which entities changed after its position, not in how often. So a change may go once a newer
//! one on the same entity follows it: whoever is behind both still meets the newer one. The last change of an entity that lives is kept
//! for ever. The last word on an entity that is gone (its tombstone) goes after a year, and the *floor* says up to where that has happened:
//! a reader below it may have missed a removal, and begins anew.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::catalog::BATCH;
use super::schema::{changes, outbox_floor as floor};
use super::sql_types::InstantSql;
use super::{Conn, StoreError, on};
use crate::model::Instant;

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Grouped once: this runs once a day.
const SUPERSEDED: &str = "SELECT changes.seq AS seq FROM changes \
    INNER JOIN (SELECT entity_id, max(seq) AS newest FROM changes GROUP BY entity_id) latest ON latest.entity_id = changes.entity_id \
    WHERE changes.seq < latest.newest AND changes.at < $1 LIMIT $2";

const TOMBSTONES: &str = "SELECT changes.seq AS seq FROM changes \
    INNER JOIN (SELECT entity_id, max(seq) AS newest FROM changes GROUP BY entity_id) latest ON latest.newest = changes.seq \
    WHERE changes.deleted AND changes.at < $1 AND changes.seq < (SELECT max(seq) FROM changes) ORDER BY changes.seq LIMIT $2";

fn numbers(conn: &mut Conn, sql: &str, before: Instant, limit: i64) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<Numbered> = on!(conn, c => diesel::sql_query(sql).bind::<InstantSql, _>(before).bind::<BigInt, _>(limit).load(c))?;
    Ok(rows.into_iter().map(|row| row.seq).collect())
}

/// Changes made before `before` that a newer change on the same entity follows.
///
/// # Errors
/// The database fails.
pub fn superseded_changes(conn: &mut Conn, before: Instant, limit: i64) -> Result<Vec<i64>, StoreError> {
    numbers(conn, SUPERSEDED, before, limit)
}

/// Last words, from before `before`, on entities that are gone. The newest change of all is none of them: it says how far the outbox is.
///
/// # Errors
/// The database fails.
pub fn settled_tombstones(conn: &mut Conn, before: Instant, limit: i64) -> Result<Vec<i64>, StoreError> {
    numbers(conn, TOMBSTONES, before, limit)
}

/// Removes changes; the floor rises to `floor` where that is higher. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn forget_changes(conn: &mut Conn, seqs: &[i64], raised: Option<i64>) -> Result<(), StoreError> {
    if let Some(raised) = raised {
        let lower = floor::table.filter(floor::seq.lt(raised));
        on!(conn, c => diesel::update(lower).set(floor::seq.eq(raised)).execute(c))?;
    }
    for some in seqs.chunks(BATCH) {
        on!(conn, c => diesel::delete(changes::table.filter(changes::seq.eq_any(some))).execute(c))?;
    }
    Ok(())
}

/// Readers of the outbox whose position is lower than this, and not 0, begin anew.
///
/// # Errors
/// The database fails.
pub fn outbox_floor(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(on!(conn, c => floor::table.select(floor::seq).first(c).optional())?.unwrap_or(0))
}
