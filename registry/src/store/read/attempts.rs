//! The attempts on a source: pages of them, and how many there were in all, those included that are kept by day only.
//!
//! A page is found by numbers from the index alone, counted from whichever end is nearer: the last page of a year is as near as the first.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::model::{Instant, Verdict};
use crate::store::schema::{attempt_days, attempts};
use crate::store::{Conn, StoreError, on};

/// One fetch of a source.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = attempts)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct AttemptRow {
    pub id: i64,
    pub started_at: Instant,
    pub fetch_ms: i32,
    pub first_byte_ms: Option<i32>,
    pub total_ms: i32,
    pub requests: i32,
    pub not_modified: i32,
    pub http_status: Option<i32>,
    pub bytes: i64,
    pub records: Option<i32>,
    pub refused: Option<i32>,
    pub content_hash: Option<String>,
    pub outcome: String,
    pub reason: String,
    pub detail: Option<String>,
}

/// Which attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Only those that ended so.
    pub outcome: Option<Verdict>,
    /// Only those with a smaller id: what follows a page that ended with this one, however many come in meanwhile.
    pub before: Option<i64>,
    /// So many newer ones come before.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// How many attempts there were, by outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptCounts {
    /// Those that are kept one by one.
    pub kept: BTreeMap<String, i64>,
    /// Those that are kept by day only.
    pub summed: BTreeMap<String, i64>,
}

impl AttemptCounts {
    /// How many rows a filter finds.
    #[must_use]
    pub fn kept(&self, outcome: Option<Verdict>) -> i64 {
        match outcome {
            None => self.kept.values().sum(),
            Some(outcome) => self.kept.get(outcome.as_str()).copied().unwrap_or_default(),
        }
    }

    /// How many there ever were with an outcome.
    #[must_use]
    pub fn ever(&self, outcome: Verdict) -> i64 {
        [&self.kept, &self.summed].iter().filter_map(|counts| counts.get(outcome.as_str())).sum()
    }
}

/// The attempts on one source, newest first, and how many are kept one by one.
///
/// # Errors
/// The query failed.
pub fn attempts(conn: &mut Conn, id: &str, offset: i64, limit: i64) -> Result<(Vec<AttemptRow>, i64), StoreError> {
    let total = on!(conn, c => attempts::table.filter(attempts::source_id.eq(id)).count().get_result(c))?;
    Ok((slice_of_attempts(conn, id, &Slice { offset, limit, ..Slice::default() }, total)?, total))
}

/// Some of the attempts on one source, newest first; `total` is how many the outcome finds.
///
/// # Errors
/// The query failed.
pub fn slice_of_attempts(conn: &mut Conn, id: &str, slice: &Slice, total: i64) -> Result<Vec<AttemptRow>, StoreError> {
    let Slice { outcome, before, offset, limit } = *slice;
    let wanted = limit.min(total - offset);
    if wanted <= 0 {
        return Ok(Vec::new());
    }
    let is_far = before.is_none() && offset > total / 2;
    let ids: Vec<i64> = on!(conn, c => {
        let mut query = attempts::table.filter(attempts::source_id.eq(id)).select(attempts::id).into_boxed();
        if let Some(outcome) = outcome {
            query = query.filter(attempts::outcome.eq(outcome.as_str()));
        }
        if let Some(before) = before {
            query = query.filter(attempts::id.lt(before));
        }
        let query = if is_far {
            query.order(attempts::id.asc()).offset(total - offset - wanted).limit(wanted)
        } else {
            query.order(attempts::id.desc()).offset(offset).limit(limit)
        };
        query.load(c)
    })?;
    Ok(on!(conn, c => attempts::table
        .filter(attempts::id.eq_any(&ids)).order(attempts::id.desc()).select(AttemptRow::as_select()).load(c))?)
}

/// How many attempts on one source there were.
///
/// # Errors
/// The query failed.
pub fn attempt_counts(conn: &mut Conn, id: &str) -> Result<AttemptCounts, StoreError> {
    let kept: Vec<(String, i64)> = on!(conn, c => attempts::table
        .filter(attempts::source_id.eq(id)).group_by(attempts::outcome).select((attempts::outcome, count_star())).load(c))?;
    let days: Vec<(String, i64)> = on!(conn, c => attempt_days::table
        .filter(attempt_days::source_id.eq(id)).select((attempt_days::outcome, attempt_days::count)).load(c))?;
    let mut summed = BTreeMap::new();
    for (outcome, count) in days {
        *summed.entry(outcome).or_default() += count;
    }
    Ok(AttemptCounts { kept: kept.into_iter().collect(), summed })
}
