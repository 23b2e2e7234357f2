//! Sources, how far the harvesters reach them, and the findings on them.

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;

use crate::judge::{Asked, Canary, Health, Nation, Reach};
use crate::model::{Instant, PUSHED, Verdict};
use crate::store::schema::{findings, held, sources};
use crate::store::{Conn, StoreError, live_workers, on};

/// A source and its health.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sources)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct SourceRow {
    pub id: String,
    pub region: String,
    pub format: String,
    pub url: String,
    pub synthetic: bool,
    pub paused: bool,
    pub due_at: Instant,
    pub last_attempt_at: Option<Instant>,
    pub last_success_at: Option<Instant>,
    pub last_change_at: Option<Instant>,
    pub last_outcome: Option<String>,
    pub last_reason: Option<String>,
    pub last_detail: Option<String>,
    pub services: i32,
    pub findings_info: i32,
    pub findings_warning: i32,
    pub findings_error: i32,
    pub interval_seconds: i32,
    pub lease_until: Option<Instant>,
    pub lost: bool,
}

/// A rule's remark on a record of a source.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = findings)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct FindingRow {
    pub served: bool,
    pub position: i32,
    pub code: String,
    pub severity: String,
    pub record: String,
    pub path: String,
    pub raw: String,
}

/// What is read of a source to know how far the harvesters reach.
type Clocks = (Option<Instant>, Option<String>, Option<String>, Instant, i32, bool, String);

fn asked((at, outcome, reason, due_at, interval, is_paused, format): Clocks) -> Asked {
    let verdict = outcome.and_then(|outcome| outcome.parse().ok());
    let reason = reason.and_then(|reason| reason.parse().ok());
    let interval = Duration::from_secs(u64::try_from(interval).unwrap_or_default());
    Asked { last: at.zip(verdict).map(|(at, verdict)| (at, verdict, reason)), due_at, interval, is_paused, is_pushed: format == PUSHED }
}

impl SourceRow {
    /// What is known of its last attempt.
    #[must_use]
    pub fn asked(&self) -> Asked {
        asked((
            self.last_attempt_at,
            self.last_outcome.clone(),
            self.last_reason.clone(),
            self.due_at,
            self.interval_seconds,
            self.paused,
            self.format.clone(),
        ))
    }

    /// Up, down or unknown.
    #[must_use]
    pub fn health(&self, reach: &Reach, now: Instant) -> Health {
        self.asked().health(reach, now)
    }
}

/// How the last attempts on all sources ended that were asked within a day, as the judge sees it.
#[must_use]
pub fn nation(sources: &[SourceRow], now: Instant) -> Nation {
    let lately = now.minus(crate::judge::LATELY);
    let asked = sources.iter().filter(|row| !row.paused && row.last_attempt_at.is_some_and(|at| at >= lately));
    asked.fold(Nation::default(), |nation, row| Nation {
        asked: nation.asked + 1,
        losing: nation.losing + usize::from(row.lost),
        failing: nation.failing + usize::from(row.last_outcome.as_deref() == Some(Verdict::Failed.as_str())),
    })
}

/// How far the harvesters reach now.
///
/// # Errors
/// The query failed.
pub fn reach(conn: &mut Conn, now: Instant) -> Result<Reach, StoreError> {
    let clocks: Vec<Clocks> = on!(conn, c => sources::table
        .select((
            sources::last_attempt_at, sources::last_outcome, sources::last_reason, sources::due_at, sources::interval_seconds,
            sources::paused, sources::format,
        ))
        .load(c))?;
    let canaries = live_workers(conn, now)?;
    Ok(Reach::of(clocks.into_iter().map(asked), canaries.iter().map(|worker| Canary { is_ok: worker.canary_ok }), now))
}

/// Since when content of a source waits, by the source's id; those of which none waits are not among them.
///
/// # Errors
/// The query failed.
pub fn held_since(conn: &mut Conn) -> Result<HashMap<String, Instant>, StoreError> {
    let rows: Vec<(String, Instant)> = on!(conn, c => held::table.select((held::source_id, held::since)).load(c))?;
    Ok(rows.into_iter().collect())
}

/// Every source, by id.
///
/// # Errors
/// The query failed.
pub fn sources(conn: &mut Conn) -> Result<Vec<SourceRow>, StoreError> {
    Ok(on!(conn, c => sources::table.order(sources::id).select(SourceRow::as_select()).load(c))?)
}

/// One source.
///
/// # Errors
/// The query failed.
pub fn source(conn: &mut Conn, id: &str) -> Result<Option<SourceRow>, StoreError> {
    Ok(on!(conn, c => sources::table.find(id).select(SourceRow::as_select()).first(c).optional())?)
}

/// The findings on one source's content, in the order of the feed: first those on the last content where that was refused, then those on
/// what is served.
///
/// # Errors
/// The query failed.
pub fn findings(conn: &mut Conn, id: &str, offset: i64, limit: i64) -> Result<(Vec<FindingRow>, i64), StoreError> {
    let rows = on!(conn, c => findings::table
        .filter(findings::source_id.eq(id)).order((findings::served, findings::position)).offset(offset).limit(limit)
        .select(FindingRow::as_select()).load(c))?;
    let total = on!(conn, c => findings::table.filter(findings::source_id.eq(id)).count().get_result(c))?;
    Ok((rows, total))
}

/// Those of them that are on what is served.
///
/// # Errors
/// The query failed.
pub fn served_findings(conn: &mut Conn, id: &str, offset: i64, limit: i64) -> Result<(Vec<FindingRow>, i64), StoreError> {
    let served = findings::table.filter(findings::source_id.eq(id).and(findings::served.eq(true)));
    let rows = on!(conn, c => served.order(findings::position).offset(offset).limit(limit).select(FindingRow::as_select()).load(c))?;
    let total = on!(conn, c => served.count().get_result(c))?;
    Ok((rows, total))
}
