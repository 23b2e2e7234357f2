//! Requests to build the search index anew: one row for each request, one for what each holder makes of it.

use std::time::Duration;

use diesel::prelude::*;

use super::schema::{index_rebuilds, index_requests};
use super::{Conn, StoreError, on};
use crate::model::Instant;

/// A request that nobody took for so long is void: whoever asked has gone.
const VALID: Duration = Duration::from_secs(600);
/// How long the answers are kept.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// What a holder makes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = index_rebuilds)]
pub struct RebuildRow {
    /// The holder's name.
    pub holder: String,
    /// Documents so far.
    pub documents: i64,
    /// When it ended; `None`: it is under way.
    pub finished_at: Option<Instant>,
    /// Why it failed.
    pub problem: Option<String>,
}

/// Asks every holder to build its index anew. Returns the number of the request. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn request_rebuild(conn: &mut Conn, now: Instant) -> Result<i64, StoreError> {
    let all: Vec<(i64, Instant)> = on!(conn, c => index_requests::table.load(c))?;
    let old: Vec<i64> = all.into_iter().filter(|(_, at)| now.since(*at) > KEPT).map(|(id, _)| id).collect();
    on!(conn, c => diesel::delete(index_requests::table.filter(index_requests::id.eq_any(&old))).execute(c))?;
    on!(conn, c => diesel::insert_into(index_requests::table).values(index_requests::requested_at.eq(now)).execute(c))?;
    let newest: Option<i64> = on!(conn, c => index_requests::table.select(diesel::dsl::max(index_requests::id)).first(c))?;
    Ok(newest.unwrap_or_default())
}

/// Withdraws a request.
///
/// # Errors
/// The database fails.
pub fn withdraw_rebuild(conn: &mut Conn, id: i64) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(index_requests::table.find(id)).execute(c))?;
    Ok(())
}

/// The requests that `holder` has not taken yet; they are taken with this. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn take_rebuilds(conn: &mut Conn, holder: &str, now: Instant) -> Result<Vec<i64>, StoreError> {
    let requests: Vec<(i64, Instant)> = on!(conn, c => index_requests::table.order(index_requests::id).load(c))?;
    let mut taken = Vec::new();
    for (id, _) in requests.into_iter().filter(|(_, at)| now.since(*at) < VALID) {
        let row = (
            index_rebuilds::request_id.eq(id),
            index_rebuilds::holder.eq(holder),
            index_rebuilds::started_at.eq(now),
            index_rebuilds::documents.eq(0_i64),
        );
        if on!(conn, c => diesel::insert_into(index_rebuilds::table).values(row).on_conflict_do_nothing().execute(c))? == 1 {
            taken.push(id);
        }
    }
    Ok(taken)
}

/// Whether there is a request that `holder` has not taken: cheap, to be asked often.
///
/// # Errors
/// The database fails.
pub fn rebuild_is_wanted(conn: &mut Conn, holder: &str, now: Instant) -> Result<bool, StoreError> {
    let newest: Option<(i64, Instant)> = on!(conn, c => index_requests::table.order(index_requests::id.desc()).first(c).optional())?;
    let Some((id, _)) = newest.filter(|(_, at)| now.since(*at) < VALID) else { return Ok(false) };
    let taken: i64 = on!(conn, c => index_rebuilds::table.filter(index_rebuilds::request_id.eq(id).and(index_rebuilds::holder.eq(holder)))
        .count().get_result(c))?;
    Ok(taken == 0)
}

/// Tells how far the rebuild is.
///
/// # Errors
/// The database fails.
pub fn rebuild_progress(conn: &mut Conn, ids: &[i64], holder: &str, documents: i64) -> Result<(), StoreError> {
    let rows = index_rebuilds::table.filter(index_rebuilds::request_id.eq_any(ids).and(index_rebuilds::holder.eq(holder)));
    on!(conn, c => diesel::update(rows).set(index_rebuilds::documents.eq(documents)).execute(c))?;
    Ok(())
}

/// Tells how the rebuild ended.
///
/// # Errors
/// The database fails.
pub fn end_rebuild(conn: &mut Conn, ids: &[i64], holder: &str, now: Instant, ended: &Result<i64, String>) -> Result<(), StoreError> {
    let rows = index_rebuilds::table.filter(index_rebuilds::request_id.eq_any(ids).and(index_rebuilds::holder.eq(holder)));
    match ended {
        Ok(documents) => {
            let set = (index_rebuilds::finished_at.eq(Some(now)), index_rebuilds::documents.eq(*documents));
            on!(conn, c => diesel::update(rows).set(set).execute(c))?;
        }
        Err(problem) => {
            let set = (index_rebuilds::finished_at.eq(Some(now)), index_rebuilds::problem.eq(Some(problem)));
            on!(conn, c => diesel::update(rows).set(set).execute(c))?;
        }
    }
    Ok(())
}

/// What the holders make of a request, by name.
///
/// # Errors
/// The database fails.
pub fn rebuilds(conn: &mut Conn, id: i64) -> Result<Vec<RebuildRow>, StoreError> {
    Ok(on!(conn, c => index_rebuilds::table
        .filter(index_rebuilds::request_id.eq(id)).order(index_rebuilds::holder).select(RebuildRow::as_select()).load(c))?)
}
