//! Attempts: the one transaction that ends a harvest of one source.

use diesel::prelude::*;

use super::catalog::{self, Difference};
use super::schema::{attempts, sources};
use super::{Conn, Content, Lease, StoreError, due_again, on};
use crate::model::{Attempt, Instant, Verdict};

/// Ends a harvest: the attempt's row, the source's clocks, the end of the lease and, where there is new content, all of its rows; of
/// refused content the findings. Call it in one transaction: a reader sees all of it or nothing.
///
/// # Errors
/// The lease went to another worker ([`StoreError::LeaseLost`]), or the database fails; then nothing is written.
pub fn finish(conn: &mut Conn, lease: &Lease, attempt: &Attempt, content: &Content, now: Instant) -> Result<Difference, StoreError> {
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
        attempts::records.eq(attempt.records.map(int)),
        attempts::refused.eq(attempt.refused.map(int)),
        attempts::bytes.eq(i64::try_from(attempt.bytes).unwrap_or(i64::MAX)),
        attempts::content_hash.eq(&attempt.content_hash),
        attempts::outcome.eq(attempt.outcome.as_str()),
        attempts::reason.eq(attempt.reason.as_str()),
        attempts::detail.eq(&attempt.detail),
    );
    on!(conn, c => diesel::insert_into(attempts::table).values(row).execute(c))?;
    if good && lease.refused {
        catalog::replace_findings(conn, id, false, &[])?;
    }
    match content {
        Content::Nothing => Ok(Difference::default()),
        Content::Refused(findings) => {
            let rows = catalog::replace_findings(conn, id, false, findings)?;
            Ok(Difference { rows, ..Difference::default() })
        }
        Content::New(read) => catalog::accept(conn, &lease.source, read, now),
    }
}

fn int(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
