//! Attempts: the one transaction that ends a harvest of one source.

use diesel::prelude::*;

use super::catalog::{self, Difference};
use super::held;
use super::schema::{attempts, sources};
use super::settle::{self, Settled};
use super::{Conn, Content, Lease, StoreError, due_again, on};
use crate::model::{Attempt, Instant, Reason, Verdict};

/// A harvest that has ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The row that was written: the judge has the last word on outcome and reason.
    pub attempt: Attempt,
    /// What became different.
    pub difference: Difference,
}

/// Ends a harvest: new content is judged and, where it may stand, written; then the attempt's row, the source's clocks and the end of the
/// lease. Call it in one transaction: a reader sees all of it or nothing.
///
/// # Errors
/// The lease went to another worker ([`StoreError::LeaseLost`]), or the database fails; then nothing is written.
pub fn finish(conn: &mut Conn, lease: &Lease, attempt: &Attempt, content: &Content, now: Instant) -> Result<Finished, StoreError> {
    let Content::New(read) = content else {
        let mut difference = Difference::default();
        if let Content::Refused(findings) = content {
            hold_lease(conn, lease)?;
            difference.rows = catalog::replace_findings(conn, &lease.source.id, false, findings)?;
        }
        end(conn, lease, attempt, Traces { lost: false, ended_at: now })?;
        return Ok(Finished { attempt: attempt.clone(), difference });
    };
    hold_lease(conn, lease)?;
    let Settled { verdict, reason, detail, difference, lost } = settle::settle(conn, lease, read, now)?;
    let is_read_again = attempt.reason == Reason::ReadAgain && matches!(reason, Reason::Changed | Reason::SameContent);
    let reason = if is_read_again { Reason::ReadAgain } else { reason };
    let attempt = Attempt { outcome: verdict, reason, detail: detail.or_else(|| attempt.detail.clone()), ..attempt.clone() };
    end(conn, lease, &attempt, Traces { lost, ended_at: now })?;
    Ok(Finished { attempt, difference })
}

/// Locks the source's row for the rest of the transaction, if the lease is still the newest.
fn hold_lease(conn: &mut Conn, lease: &Lease) -> Result<(), StoreError> {
    let ours = sources::table.filter(sources::id.eq(&lease.source.id).and(sources::fence.eq(lease.fence)));
    if on!(conn, c => diesel::update(ours).set(sources::fence.eq(lease.fence)).execute(c))? != 1 {
        return Err(StoreError::LeaseLost(lease.source.id.clone()));
    }
    Ok(())
}

/// What else the source's row remembers of an attempt.
struct Traces {
    lost: bool,
    ended_at: Instant,
}

fn end(conn: &mut Conn, lease: &Lease, attempt: &Attempt, traces: Traces) -> Result<(), StoreError> {
    let id = lease.source.id.as_str();
    let good = matches!(attempt.outcome, Verdict::Accepted | Verdict::Unchanged);
    let read = good || matches!(attempt.outcome, Verdict::Held | Verdict::Rejected);
    let ours = sources::table.filter(sources::id.eq(id).and(sources::fence.eq(lease.fence)));
    let due_at = match lease.publisher {
        Some(_) => traces.ended_at.plus(lease.source.interval()),
        None => due_again(id, lease.source.interval(), traces.ended_at),
    };
    let ended = (
        sources::lease_owner.eq(None::<String>),
        sources::lease_until.eq(None::<Instant>),
        sources::due_at.eq(due_at),
        sources::last_attempt_at.eq(Some(attempt.started_at)),
        sources::last_outcome.eq(Some(attempt.outcome.as_str())),
        sources::last_reason.eq(Some(attempt.reason.as_str())),
        sources::last_detail.eq(&attempt.detail),
        good.then(|| sources::last_success_at.eq(Some(traces.ended_at))),
        read.then(|| (sources::unsettled.eq(!good), sources::lost.eq(traces.lost))),
    );
    if on!(conn, c => diesel::update(ours).set(ended).execute(c))? != 1 {
        return Err(StoreError::LeaseLost(id.to_owned()));
    }
    if good && lease.unsettled {
        catalog::replace_findings(conn, id, false, &[])?;
        held::drop_held(conn, id)?;
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
    Ok(())
}

fn int(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
