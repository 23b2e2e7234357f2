//! What is said of a source, in JSON, in metrics and on pages alike.

use registry::model::{Instant, Verdict};
use registry::store::read::SourceRow;
use serde::Serialize;

use crate::state::Gazetteer;

/// Whether the last attempt succeeded; `None` while there has been none.
#[must_use]
pub fn up(source: &SourceRow) -> Option<bool> {
    let verdict = source.last_outcome.as_deref()?.parse::<Verdict>().ok()?;
    Some(match verdict {
        Verdict::Accepted | Verdict::Unchanged | Verdict::Held => true,
        Verdict::Rejected | Verdict::Failed => false,
    })
}

/// A code and its name.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Named {
    /// `36.01`
    pub code: String,
    /// `Kabupaten Pandeglang`
    pub name: String,
}

impl Named {
    /// The region with this code.
    #[must_use]
    pub fn region(gazetteer: &Gazetteer, code: &str) -> Self {
        Self { code: code.to_owned(), name: gazetteer.name(code) }
    }
}

/// How many findings, by severity.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FindingCounts {
    /// Worth knowing.
    pub info: i32,
    /// A value was not understood; the record is kept without it.
    pub warning: i32,
    /// The record was refused.
    pub error: i32,
}

/// A source and its health.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SourceView {
    /// Stable name.
    pub id: String,
    /// The region that it speaks for.
    pub region: Named,
    /// The adapter.
    pub format: String,
    /// Where the feed begins, without its query.
    pub url: String,
    /// What it serves is made up.
    pub synthetic: bool,
    /// It is not harvested for now.
    pub paused: bool,
    /// Whether the last attempt succeeded; null while there has been none.
    pub up: Option<bool>,
    /// When it was last asked.
    #[schema(value_type = Option<String>)]
    pub last_attempt_at: Option<Instant>,
    /// When it last answered well.
    #[schema(value_type = Option<String>)]
    pub last_success_at: Option<Instant>,
    /// When its content last changed.
    #[schema(value_type = Option<String>)]
    pub last_change_at: Option<Instant>,
    /// How the last attempt ended.
    pub last_outcome: Option<String>,
    /// Why.
    pub last_reason: Option<String>,
    /// What a person needs to know beyond the reason.
    pub last_detail: Option<String>,
    /// When it is asked next.
    #[schema(value_type = String)]
    pub due_at: Instant,
    /// Services in its accepted content.
    pub services: i32,
    /// Findings on its accepted content.
    pub findings: FindingCounts,
}

impl SourceView {
    /// The public view of a row.
    #[must_use]
    pub fn of(gazetteer: &Gazetteer, row: SourceRow) -> Self {
        let url = row.url.split(['?', '#']).next().unwrap_or_default().to_owned();
        Self {
            up: up(&row),
            region: Named::region(gazetteer, &row.region),
            id: row.id,
            format: row.format,
            url,
            synthetic: row.synthetic,
            paused: row.paused,
            last_attempt_at: row.last_attempt_at,
            last_success_at: row.last_success_at,
            last_change_at: row.last_change_at,
            last_outcome: row.last_outcome,
            last_reason: row.last_reason,
            last_detail: row.last_detail,
            due_at: row.due_at,
            services: row.services,
            findings: FindingCounts { info: row.findings_info, warning: row.findings_warning, error: row.findings_error },
        }
    }
}
