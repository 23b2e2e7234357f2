//! What of a source's content waits for a person or for time: how it differs from what is served, and how it is released.

use registry::model::{Instant, Reason};
use registry::store::{HeldRow, Names};
use serde::Serialize;

/// Content that waits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeldView {
    /// Of this content against what is served: what a person agrees to. Null, as are the counts, the names and the command, where the region
    /// publishes itself and the caller may not read its drafts.
    pub diff_hash: Option<String>,
    /// Why it waits.
    pub reason: String,
    /// The reason in a sentence, in Indonesian.
    pub explanation: Option<&'static str>,
    /// The same in English.
    pub explanation_en: Option<&'static str>,
    /// When it came first.
    #[schema(value_type = String)]
    pub since: Instant,
    /// When it came last.
    #[schema(value_type = String)]
    pub last_seen_at: Instant,
    /// How often it has come.
    pub times: i32,
    /// How many services it would add, change and take away.
    pub counts: Option<HeldCounts>,
    /// The first names of each kind, at most 200.
    pub names: Option<HeldNames>,
    /// When a person refused it; null while nobody has.
    #[schema(value_type = Option<String>)]
    pub refused_at: Option<Instant>,
    /// Who refused it; null for whoever may not read the region's drafts.
    pub refused_by: Option<String>,
    /// The command that releases it.
    pub release: Option<String>,
}

/// Services that held content touches, counted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeldCounts {
    /// Services that are served.
    pub services_before: i32,
    /// Services in it.
    pub services: i32,
    /// That would be new.
    pub added: i32,
    /// That would be other than now.
    pub changed: i32,
    /// That it no longer names.
    pub removed: i32,
}

/// Services that held content touches, by name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeldNames {
    /// That would be new.
    pub added: Vec<String>,
    /// That would be other than now.
    pub changed: Vec<String>,
    /// That it no longer names.
    pub removed: Vec<String>,
}

impl From<HeldRow> for HeldView {
    fn from(row: HeldRow) -> Self {
        let reason = row.reason.parse::<Reason>().ok();
        let Names { added, changed, removed } = row.names();
        Self {
            release: Some(format!("simpul source accept {} --diff {}", row.source_id, row.diff_hash)),
            diff_hash: Some(row.diff_hash),
            explanation: reason.map(Reason::sentence),
            explanation_en: reason.map(Reason::sentence_en),
            reason: row.reason,
            since: row.since,
            last_seen_at: row.last_seen_at,
            times: row.times,
            counts: Some(HeldCounts {
                services_before: row.services_before,
                services: row.services,
                added: row.added,
                changed: row.changed,
                removed: row.removed,
            }),
            refused_at: row.refused_at,
            refused_by: row.refused_by,
            names: Some(HeldNames { added, changed, removed }),
        }
    }
}
