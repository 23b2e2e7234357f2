//! `GET /v1/sources/{id}/findings`: the remarks on a source's content, as JSON or as a table.

use actix_web::{HttpRequest, HttpResponse, web};
use harvester::report::{self, Language, Line};
use registry::model::{Code, Finding};
use registry::store::read::{self, FindingRow};
use serde::Serialize;

use super::{Sight, as_i64, one, sight};
use crate::access::Visitor;
use crate::answer;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::state::State;

/// The most findings that one table holds.
const MOST_ROWS: i64 = 100_000;

/// A rule's remark.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FindingView {
    /// True: on the content that is served. False: on the last content, which was held or refused.
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

/// A page of the findings on a source.
///
/// # Errors
/// The store does not answer.
pub async fn findings_of(state: &State, id: &str, page: Page, sight: Sight) -> Result<FindingList, Error> {
    let (rows, total) = rows(state, id, sight, as_i64(page.offset()), as_i64(page.size)).await?;
    Ok(FindingList { total, page: page.page, size: page.size, findings: rows.into_iter().map(FindingView::from).collect() })
}

async fn rows(state: &State, id: &str, sight: Sight, offset: i64, limit: i64) -> Result<(Vec<FindingRow>, i64), Error> {
    let id = id.to_owned();
    let read = if sight.unserved { read::findings } else { read::served_findings };
    Ok(state.store.read(move |conn| read(conn, &id, offset, limit)).await?)
}

#[utoipa::path(get, path = "/v1/sources/{id}/findings", tag = "sources",
    params(("id" = String, Path), ("format" = Option<String>, Query, description = "json, csv or xlsx"),
        ("lang" = Option<String>, Query, description = "of a table: id or en"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    security((), ("key" = []), ("session" = [])),
    responses(
        (status = 200, content((FindingList = "application/json"), (String = "text/csv; charset=utf-8"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 401, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem), (status = 503, body = crate::error::Problem)))]
/// The findings on a source's content: where the last content was refused, those on it first, then those on what is served.
/// Those on what a region published itself and was refused are for whoever may read its drafts.
pub async fn findings(
    request: HttpRequest,
    state: web::Data<State>,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let page = params.page(50)?;
    let format = params.choice("format", &["json", "csv", "xlsx"])?;
    let language = if params.choice("lang", &["id", "en"])? == "en" { Language::English } else { Language::Indonesian };
    let sight = one(&state, &id, visitor.0.as_ref()).await?.sight;
    if format == "json" {
        return Ok(sight::sent(&visitor, answer::json(&request, &findings_of(&state, &id, page, sight).await?)?));
    }
    let (rows, _) = rows(&state, &id, sight, 0, MOST_ROWS).await?;
    let lines: Vec<Line> = rows.iter().filter_map(|row| line(row, language)).collect();
    let table = if format == "csv" {
        answer::text(&request, "text/csv; charset=utf-8", report::csv(&lines, language))
    } else {
        answer::bytes(&request, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report::xlsx(&lines, language)?)
    };
    Ok(sight::sent(&visitor, table))
}

fn line(row: &FindingRow, language: Language) -> Option<Line> {
    let code = *Code::ALL.iter().find(|code| code.as_str() == row.code)?;
    let finding = Finding { code, record: row.record.clone(), path: row.path.clone(), raw: row.raw.clone() };
    Some(Line::of(&finding, language))
}
