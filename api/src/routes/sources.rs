//! `GET /v1/sources` and below: the health of every feed, its attempts and its findings.

use actix_web::{HttpRequest, HttpResponse, web};
use harvester::report::{self, Language, Line};
use registry::model::{Code, Finding, Instant};
use registry::store::read::{self, AttemptRow, FindingRow};
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::sources::SourceView;
use crate::state::State;

/// The most findings that one table holds.
const MOST_ROWS: i64 = 100_000;

/// Every source.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceList {
    /// In all.
    pub total: usize,
    /// By id.
    pub sources: Vec<SourceView>,
}

/// One fetch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct AttemptView {
    pub id: i64,
    #[schema(value_type = String)]
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

/// A page of attempts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttemptList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// Newest first.
    pub attempts: Vec<AttemptView>,
}

/// A rule's remark.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FindingView {
    /// True: on the content that is served. False: on the last content, which was refused.
    pub served: bool,
    /// Stable.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// Which record.
    pub record: String,
    /// Where in it.
    pub path: String,
    /// As written.
    pub raw: String,
    /// What the region can do, in Indonesian.
    pub how_to_fix: &'static str,
    /// What the region can do, in English.
    pub how_to_fix_en: &'static str,
}

/// A page of findings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FindingList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// In the order of the feed.
    pub findings: Vec<FindingView>,
}

impl From<AttemptRow> for AttemptView {
    fn from(row: AttemptRow) -> Self {
        Self {
            id: row.id,
            started_at: row.started_at,
            fetch_ms: row.fetch_ms,
            first_byte_ms: row.first_byte_ms,
            total_ms: row.total_ms,
            requests: row.requests,
            not_modified: row.not_modified,
            http_status: row.http_status,
            bytes: row.bytes,
            records: row.records,
            refused: row.refused,
            content_hash: row.content_hash,
            outcome: row.outcome,
            reason: row.reason,
            detail: row.detail,
        }
    }
}

impl From<FindingRow> for FindingView {
    fn from(row: FindingRow) -> Self {
        let code = Code::ALL.iter().find(|code| code.as_str() == row.code);
        Self {
            how_to_fix: code.map_or("", |code| code.how_to_fix()),
            how_to_fix_en: code.map_or("", |code| code.how_to_fix_en()),
            served: row.served,
            code: row.code,
            severity: row.severity,
            record: row.record,
            path: row.path,
            raw: row.raw,
        }
    }
}

/// Every source.
///
/// # Errors
/// The store does not answer.
pub async fn all(state: &State) -> Result<Vec<SourceView>, Error> {
    let rows = state.store.read(read::sources).await?;
    Ok(rows.into_iter().map(|row| SourceView::of(&state.gazetteer, row)).collect())
}

/// One source.
///
/// # Errors
/// There is none, or the store does not answer.
pub async fn one(state: &State, id: &str) -> Result<SourceView, Error> {
    let key = id.to_owned();
    let row = state.store.read(move |conn| read::source(conn, &key)).await?;
    row.map(|row| SourceView::of(&state.gazetteer, row)).ok_or_else(|| Error::not_found("source", id))
}

/// A page of the attempts on a source.
///
/// # Errors
/// The store does not answer.
pub async fn attempts_of(state: &State, id: &str, page: Page) -> Result<AttemptList, Error> {
    let (id, offset, limit) = (id.to_owned(), as_i64(page.offset()), as_i64(page.size));
    let (rows, total) = state.store.read(move |conn| read::attempts(conn, &id, offset, limit)).await?;
    Ok(AttemptList { total, page: page.page, size: page.size, attempts: rows.into_iter().map(AttemptView::from).collect() })
}

/// A page of the findings on a source.
///
/// # Errors
/// The store does not answer.
pub async fn findings_of(state: &State, id: &str, page: Page) -> Result<FindingList, Error> {
    let (id, offset, limit) = (id.to_owned(), as_i64(page.offset()), as_i64(page.size));
    let (rows, total) = state.store.read(move |conn| read::findings(conn, &id, offset, limit)).await?;
    Ok(FindingList { total, page: page.page, size: page.size, findings: rows.into_iter().map(FindingView::from).collect() })
}

fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[utoipa::path(get, path = "/v1/sources", tag = "sources", responses((status = 200, body = SourceList)))]
/// Lists the sources and their health.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let sources = all(&state).await?;
    answer::json(&request, &SourceList { total: sources.len(), sources })
}

#[utoipa::path(get, path = "/v1/sources/{id}", tag = "sources", params(("id" = String, Path)),
    responses((status = 200, body = SourceView), (status = 404, body = crate::error::Problem)))]
/// One source and its health.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    answer::json(&request, &one(&state, &id).await?)
}

#[utoipa::path(get, path = "/v1/sources/{id}/attempts", tag = "sources",
    params(("id" = String, Path), ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = AttemptList), (status = 404, body = crate::error::Problem)))]
/// The attempts on a source, newest first.
pub async fn attempts(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let page = Params::of(&request).page(50)?;
    one(&state, &id).await?;
    answer::json(&request, &attempts_of(&state, &id, page).await?)
}

#[utoipa::path(get, path = "/v1/sources/{id}/findings", tag = "sources",
    params(("id" = String, Path), ("format" = Option<String>, Query, description = "json, csv or xlsx"),
        ("lang" = Option<String>, Query, description = "of a table: id or en"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = FindingList), (status = 404, body = crate::error::Problem)))]
/// The findings on a source's content: where the last content was refused, those on it first, then those on what is served.
pub async fn findings(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let page = params.page(50)?;
    let format = params.choice("format", &["json", "csv", "xlsx"])?;
    let language = if params.choice("lang", &["id", "en"])? == "en" { Language::English } else { Language::Indonesian };
    let source = one(&state, &id).await?;
    if format == "json" {
        return answer::json(&request, &findings_of(&state, &source.id, page).await?);
    }
    let id = source.id;
    let (rows, _) = state.store.read(move |conn| read::findings(conn, &id, 0, MOST_ROWS)).await?;
    let lines: Vec<Line> = rows.iter().filter_map(|row| line(row, language)).collect();
    if format == "csv" {
        return Ok(answer::text(&request, "text/csv; charset=utf-8", report::csv(&lines, language)));
    }
    Ok(answer::bytes(&request, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report::xlsx(&lines, language)?))
}

fn line(row: &FindingRow, language: Language) -> Option<Line> {
    let code = *Code::ALL.iter().find(|code| code.as_str() == row.code)?;
    let finding = Finding { code, record: row.record.clone(), path: row.path.clone(), raw: row.raw.clone() };
    Some(Line::of(&finding, language))
}
