//! Attempts: the one transaction that ends a harvest of one source.

use diesel::prelude::*;
use serde::Serialize;

use super::catalog::{self, Difference, Read};
use super::schema::{attempts, sources};
use super::{Conn, Lease, StoreError, due_again, on};
use crate::model::{Attempt, Instant, Verdict};

/// One attempt as stored.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize)]
#[diesel(table_name = attempts)]
pub struct AttemptRow {
    /// Counts up.
    pub id: i64,
    /// When it began.
    pub started_at: Instant,
    /// Milliseconds until the end of the last body.
    pub fetch_ms: i32,
    /// Milliseconds until the first response header.
    pub first_byte_ms: Option<i32>,
    /// Milliseconds until the outcome was known.
    pub total_ms: i32,
    /// Requests made.
    pub requests: i32,
    /// Of these answered 304.
    pub not_modified: i32,
    /// The last response's status.
    pub http_status: Option<i32>,
    /// Decompressed.
    pub bytes: i64,
    /// BLAKE3 of the content.
    pub content_hash: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// What a person needs to know beyond the reason.
    pub detail: Option<String>,
}

/// The last attempts of a source, newest first.
///
/// # Errors
/// The database fails.
pub fn attempts_of(conn: &mut Conn, source: &str, limit: i64) -> Result<Vec<AttemptRow>, StoreError> {
    Ok(on!(conn, c => attempts::table
        .filter(attempts::source_id.eq(source))
        .order(attempts::id.desc())
        .limit(limit)
        .select(AttemptRow::as_select())
        .load(c))?)
}

/// Ends a harvest: the attempt's row, the source's clocks, the end of the lease and, where there is new content, all of its rows. Call it in
/// one transaction: a reader sees all of it or nothing.
///
/// # Errors
/// The lease went to another worker ([`StoreError::LeaseLost`]), or the database fails; then nothing is written.
pub fn finish(conn: &mut Conn, lease: &Lease, attempt: &Attempt, read: Option<&Read>, now: Instant) -> Result<Difference, StoreError> {
    let id = lease.source.id.as_str();
    let good = matches!(attempt.outcome, Verdict::Accepted | Verdict::Unchanged);
    let ours = sources::table.filter(sources::id.eq(id).and(sources::fence.eq(lease.fence)));
    let ended = (
        sources::lease_owner.eq(None::<String>),
        sources::lease_until.eq(None::<Instant>),
        sources::due_at.eq(due_again(id, lease.source.interval(), now)),
        sources::last_attempt_at.eq(Some(attempt.started_at)),
        sources::last_outcome.eq(Some(attempt.outcome.as_str())),
        sources::last_reason.eq(Some(attempt.reason.as_str())),
        sources::last_detail.eq(&attempt.detail),
    );
    if on!(conn, c => diesel::update(ours).set(ended).execute(c))? != 1 {
        return Err(StoreError::LeaseLost(id.to_owned()));
    }
    if good {
        on!(conn, c => diesel::update(sources::table.find(id)).set(sources::last_success_at.eq(Some(now))).execute(c))?;
    }
    let row = (
        attempts::source_id.eq(id),
        attempts::started_at.eq(attempt.started_at),
        attempts::fetch_ms.eq(int(attempt.fetch_ms)),
        attempts::first_byte_ms.eq(attempt.first_byte_ms.map(int)),
        attempts::total_ms.eq(int(attempt.total_ms)),
        attempts::requests.eq(int(attempt.requests)),
        attempts::not_modified.eq(int(attempt.not_modified)),
        attempts::http_status.eq(attempt.http_status.map(i32::from)),
        attempts::bytes.eq(i64::try_from(attempt.bytes).unwrap_or(i64::MAX)),
        attempts::content_hash.eq(&attempt.content_hash),
        attempts::outcome.eq(attempt.outcome.as_str()),
        attempts::reason.eq(attempt.reason.as_str()),
        attempts::detail.eq(&attempt.detail),
    );
    on!(conn, c => diesel::insert_into(attempts::table).values(row).execute(c))?;
    match read {
        Some(read) => catalog::accept(conn, &lease.source, read, now),
        None => Ok(Difference::default()),
    }
}

fn int(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
