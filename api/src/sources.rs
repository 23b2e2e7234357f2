//! What is said of a source, in JSON, in metrics and on pages alike.

use std::collections::HashMap;

use registry::judge::{Doubt, Health, Reach};
use registry::model::{Instant, Reason};
use registry::store::read::{self, SourceRow};
use registry::store::{Conn, StoreError};
use serde::Serialize;

use crate::state::Gazetteer;

/// What the health of any source is judged by: how far the harvesters reach, and what waits.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// How far the harvesters reach.
    pub reach: Reach,
    /// Since when content of a source waits, by the source's id.
    pub held: HashMap<String, Instant>,
}

impl Standing {
    /// As it is now.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn read(conn: &mut Conn, now: Instant) -> Result<Self, StoreError> {
        Ok(Self { reach: read::reach(conn, now)?, held: read::held_since(conn)? })
    }
}

/// How many sources, by health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Totals {
    /// In all.
    pub total: usize,
    /// Of which we know how they are: up and down.
    pub reporting: usize,
    /// Whose last attempt went well.
    pub up: usize,
    /// Whose last attempt failed, or whose content was refused.
    pub down: usize,
    /// Of which we do not know: never or not lately asked, or our harvester is cut off.
    pub unknown: usize,
    /// Of which content waits for a person or for time, whatever their health.
    pub held: usize,
}

impl Totals {
    /// Of these sources.
    pub fn of<'a>(sources: impl IntoIterator<Item = &'a SourceView>) -> Self {
        sources.into_iter().fold(Self::default(), |totals, source| Self {
            total: totals.total + 1,
            reporting: totals.reporting + usize::from(source.up.is_some()),
            up: totals.up + usize::from(source.up == Some(true)),
            down: totals.down + usize::from(source.up == Some(false)),
            unknown: totals.unknown + usize::from(source.up.is_none()),
            held: totals.held + usize::from(source.held_since.is_some()),
        })
    }
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
    /// `up`, `down` or `unknown`.
    pub health: &'static str,
    /// Why it is unknown: `never_asked`, `not_asked_lately`, `paused`, `harvester_cut_off`, `our_fault`,
    /// `never_published`, `not_published_lately`.
    pub unknown_because: Option<&'static str>,
    /// The health as a boolean; null while it is unknown.
    pub up: Option<bool>,
    /// In a sentence, why the source is as it is; in Indonesian.
    pub explanation: Option<&'static str>,
    /// The same in English.
    pub explanation_en: Option<&'static str>,
    /// Since when content waits for a person or for time.
    #[schema(value_type = Option<String>)]
    pub held_since: Option<Instant>,
    /// Seconds between two harvests.
    pub interval_seconds: i32,
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
    pub fn of(gazetteer: &Gazetteer, row: SourceRow, standing: &Standing, now: Instant) -> Self {
        let health = row.health(&standing.reach, now);
        let reason = row.last_reason.as_deref().and_then(|reason| reason.parse::<Reason>().ok());
        let doubt = health.doubt();
        let url = row.url.split(['?', '#']).next().unwrap_or_default().to_owned();
        Self {
            health: health.as_str(),
            unknown_because: doubt.map(Doubt::as_str),
            up: Health::is_up(health),
            explanation: doubt.map(Doubt::sentence).or_else(|| reason.map(Reason::sentence)),
            explanation_en: doubt.map(Doubt::sentence_en).or_else(|| reason.map(Reason::sentence_en)),
            held_since: standing.held.get(&row.id).copied(),
            interval_seconds: row.interval_seconds,
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
