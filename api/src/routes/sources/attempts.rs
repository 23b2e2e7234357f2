//! `GET /v1/sources/{id}/attempts`: every try to harvest a source, and how many there ever were.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Instant, Reason, Verdict};
use registry::store::read::{self, AttemptRow, Slice};
use serde::Serialize;

use super::{Sight, as_i64, one, sight};
use crate::access::Visitor;
use crate::answer;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::state::State;

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
    /// The reason in a sentence, in Indonesian.
    pub explanation: Option<&'static str>,
    /// The same in English.
    pub explanation_en: Option<&'static str>,
    pub detail: Option<String>,
}

/// A page of attempts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttemptList {
    /// Kept one by one, with the outcome asked for.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// How many there ever were, by outcome, those included that are kept by day only: unchanged ones after 30 days, all after 400.
    #[schema(value_type = Object)]
    pub ever: BTreeMap<&'static str, i64>,
    /// For `before`, to go on from here however many come in meanwhile; null where this is the end.
    pub next_before: Option<i64>,
    /// Newest first.
    pub attempts: Vec<AttemptView>,
}

impl AttemptList {
    /// How many there ever were.
    #[must_use]
    pub fn in_all(&self) -> i64 {
        self.ever.values().sum()
    }
}

impl From<AttemptRow> for AttemptView {
    fn from(row: AttemptRow) -> Self {
        let reason = row.reason.parse::<Reason>().ok();
        Self {
            explanation: reason.map(Reason::sentence),
            explanation_en: reason.map(Reason::sentence_en),
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

/// Which attempts are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The page.
    pub page: Page,
    /// Only those that ended so.
    pub outcome: Option<Verdict>,
    /// Only those before this one.
    pub before: Option<i64>,
}

impl Asked {
    /// As the parameters say.
    ///
    /// # Errors
    /// A parameter is not as documented.
    pub fn of(params: &Params, size: usize) -> Result<Self, Error> {
        Ok(Self { page: params.page(size)?, outcome: params.outcome()?, before: params.before()? })
    }
}

/// A page of the attempts on a source.
///
/// # Errors
/// The store does not answer.
pub async fn attempts_of(state: &State, id: &str, asked: Asked, sight: Sight) -> Result<AttemptList, Error> {
    let Asked { page, outcome, before } = asked;
    let (id, offset, limit) = (id.to_owned(), as_i64(page.offset()), as_i64(page.size));
    let (rows, counts) = state
        .store
        .read(move |conn| {
            let counts = read::attempt_counts(conn, &id)?;
            let slice = Slice { outcome, before, offset, limit };
            Ok((read::slice_of_attempts(conn, &id, &slice, counts.kept(outcome))?, counts))
        })
        .await?;
    let is_full = rows.len() == page.size;
    Ok(AttemptList {
        total: counts.kept(outcome),
        page: page.page,
        size: page.size,
        ever: Verdict::ALL.into_iter().map(|outcome| (outcome.as_str(), counts.ever(outcome))).collect(),
        next_before: rows.last().filter(|_| is_full).map(|row| row.id),
        attempts: rows.into_iter().map(|row| sight.attempt(row.into())).collect(),
    })
}

#[utoipa::path(get, path = "/v1/sources/{id}/attempts", tag = "sources",
    params(("id" = String, Path),
        ("outcome" = Option<String>, Query, description = "accepted, unchanged, held, rejected or failed"),
        ("before" = Option<i64>, Query, description = "`next_before` of the page before"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    security((), ("key" = []), ("session" = [])),
    responses((status = 200, body = AttemptList), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem), (status = 503, body = crate::error::Problem)))]
/// The attempts on a source, newest first.
pub async fn attempts(
    request: HttpRequest,
    state: web::Data<State>,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let asked = Asked::of(&Params::of(&request), 50)?;
    let sight = one(&state, &id, visitor.0.as_ref()).await?.sight;
    Ok(sight::sent(&visitor, answer::json(&request, &attempts_of(&state, &id, asked, sight).await?)?))
}
