//! Sources, their attempts and their findings.

use diesel::prelude::*;

use crate::model::Instant;
use crate::store::schema::{attempts, findings, sources};
use crate::store::{Conn, StoreError, on};

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
}

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

/// The attempts on one source, newest first.
///
/// # Errors
/// The query failed.
pub fn attempts(conn: &mut Conn, id: &str, offset: i64, limit: i64) -> Result<(Vec<AttemptRow>, i64), StoreError> {
    let rows = on!(conn, c => attempts::table
        .filter(attempts::source_id.eq(id)).order(attempts::id.desc()).offset(offset).limit(limit)
        .select(AttemptRow::as_select()).load(c))?;
    let total = on!(conn, c => attempts::table.filter(attempts::source_id.eq(id)).count().get_result(c))?;
    Ok((rows, total))
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
