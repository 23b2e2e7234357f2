//! How long attempts are kept: one by one for a month; then the unchanged ones, which are nearly all, are summed up by day; and after 400
//! days the others are as well. Done a bounded batch at a time, so that nobody waits for it.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;

use super::catalog::BATCH;
use super::schema::{attempt_days, attempts};
use super::{Conn, StoreError, on};
use crate::model::Instant;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Days that every attempt is kept.
const ALL: u32 = 30;
/// Days that those are kept that were not unchanged.
const TELLING: u32 = 400;

/// What one batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Unchanged attempts that are kept by day now.
    pub unchanged: usize,
    /// Others that are.
    pub others: usize,
}

impl Compacted {
    /// There was nothing to do.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// id, source, begin, outcome, reason, bytes.
type Old = (i64, String, Instant, String, String, i64);

type Columns = (attempts::id, attempts::source_id, attempts::started_at, attempts::outcome, attempts::reason, attempts::bytes);
const COLUMNS: Columns = (attempts::id, attempts::source_id, attempts::started_at, attempts::outcome, attempts::reason, attempts::bytes);

/// Sums up attempts that are past their time, at most `limit` of each kind. Call it in a transaction, again until nothing is left.
///
/// # Errors
/// The database fails.
pub fn compact_attempts(conn: &mut Conn, now: Instant, limit: i64) -> Result<Compacted, StoreError> {
    // Written out, so that both databases see that the partial index holds the answer.
    let is_unchanged = diesel::dsl::sql::<Bool>("outcome = 'unchanged'");
    let unchanged = attempts::table
        .filter(is_unchanged)
        .filter(attempts::started_at.lt(now.minus(DAY * ALL)))
        .order(attempts::started_at)
        .limit(limit)
        .select(COLUMNS);
    let unchanged: Vec<Old> = match conn {
        Conn::Sqlite(c) => unchanged.load(&mut **c)?,
        // Two processes may do this at once: what one has in hand the other leaves.
        Conn::Postgres(c) => unchanged.for_update().skip_locked().load(&mut **c)?,
    };
    sum_up(conn, &unchanged)?;
    let others = past_telling(conn, now.minus(DAY * TELLING), limit)?;
    sum_up(conn, &others)?;
    Ok(Compacted { unchanged: unchanged.len(), others: others.len() })
}

/// The first attempts of all, where they are older than `before`. The oldest are the first by number as well: no index on time is needed.
fn past_telling(conn: &mut Conn, before: Instant, limit: i64) -> Result<Vec<Old>, StoreError> {
    let oldest: Option<Instant> = on!(conn, c => attempts::table.order(attempts::id).select(attempts::started_at).first(c).optional())?;
    if oldest.is_none_or(|at| at >= before) {
        return Ok(Vec::new());
    }
    let first = attempts::table.order(attempts::id).limit(limit).select(COLUMNS);
    let mut rows: Vec<Old> = match conn {
        Conn::Sqlite(c) => first.load(&mut **c)?,
        Conn::Postgres(c) => first.for_update().skip_locked().load(&mut **c)?,
    };
    rows.retain(|(_, _, started_at, ..)| *started_at < before);
    Ok(rows)
}

fn sum_up(conn: &mut Conn, old: &[Old]) -> Result<(), StoreError> {
    let mut days: BTreeMap<(&str, String, &str, &str), (i64, i64)> = BTreeMap::new();
    for (_, source, started_at, outcome, reason, bytes) in old {
        let (count, sum) = days.entry((source, started_at.utc().date_naive().to_string(), outcome, reason)).or_default();
        *count += 1;
        *sum = sum.saturating_add(*bytes);
    }
    for ((source, day, outcome, reason), (count, bytes)) in days {
        let row = (
            attempt_days::source_id.eq(source),
            attempt_days::day.eq(day),
            attempt_days::outcome.eq(outcome),
            attempt_days::reason.eq(reason),
            attempt_days::count.eq(count),
            attempt_days::bytes.eq(bytes),
        );
        let key = (attempt_days::source_id, attempt_days::day, attempt_days::outcome, attempt_days::reason);
        let more = (
            attempt_days::count.eq(attempt_days::count + excluded(attempt_days::count)),
            attempt_days::bytes.eq(attempt_days::bytes + excluded(attempt_days::bytes)),
        );
        on!(conn, c => diesel::insert_into(attempt_days::table).values(row).on_conflict(key).do_update().set(more).execute(c))?;
    }
    let ids: Vec<i64> = old.iter().map(|(id, ..)| *id).collect();
    for some in ids.chunks(BATCH) {
        on!(conn, c => diesel::delete(attempts::table.filter(attempts::id.eq_any(some))).execute(c))?;
    }
    Ok(())
}
