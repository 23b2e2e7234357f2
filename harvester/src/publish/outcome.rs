//! What became of a publication, as its publisher is told and as it is kept.

use registry::model::{Attempt, Reason, Verdict};
use serde::{Deserialize, Serialize};

use crate::report::Line;
use crate::sheet::{Change, RecordChange};

/// What became of a publication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// `accepted`, `unchanged`, `held`, `rejected`.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The reason in a sentence, in Indonesian.
    pub explanation: String,
    /// The same in English.
    pub explanation_en: String,
    /// What a person needs to know beyond the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Nothing was written: this is what would become of it.
    pub dry_run: bool,
    /// The active version afterwards; its number in quotes is the `ETag`.
    pub version: Option<i64>,
    /// Records that were read.
    pub records: u32,
    /// Of these refused.
    pub refused: u32,
    /// Rows were refused, and as long as that is so nothing is taken away.
    pub partial: bool,
    /// How many records differ.
    pub counts: Counts,
    /// Record by record, field by field: against what was served before.
    pub changes: Vec<RecordChange>,
    /// Remarks, each naming its cell, with how to fix what they remark on.
    pub findings: Vec<Line>,
    /// Of content that is held: what a person agrees to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff_hash: Option<String>,
    /// Rows written in the database.
    pub rows: usize,
}

/// How many records differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New.
    pub added: usize,
    /// With other fields.
    pub changed: usize,
    /// No longer there.
    pub removed: usize,
}

impl Outcome {
    pub(super) fn of(attempt: &Attempt, version: Option<i64>, changes: Vec<RecordChange>, findings: Vec<Line>) -> Self {
        let count = |wanted: Change| changes.iter().filter(|one| one.change == wanted).count();
        Self {
            verdict: attempt.outcome,
            reason: attempt.reason,
            explanation: attempt.reason.sentence().to_owned(),
            explanation_en: attempt.reason.sentence_en().to_owned(),
            detail: attempt.detail.clone(),
            dry_run: false,
            version,
            records: attempt.records.unwrap_or_default(),
            refused: attempt.refused.unwrap_or_default(),
            partial: false,
            counts: Counts { added: count(Change::Added), changed: count(Change::Changed), removed: count(Change::Removed) },
            changes,
            findings,
            diff_hash: None,
            rows: 0,
        }
    }

    pub(super) fn with(self, partial: bool, rows: usize, diff_hash: Option<String>, dry_run: bool) -> Self {
        Self { partial, rows, diff_hash, dry_run, ..self }
    }

    /// The status of HTTP that says so: content that waits is accepted for later, content that is refused cannot be processed.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.verdict {
            _ if self.dry_run => 200,
            Verdict::Held => 202,
            Verdict::Rejected | Verdict::Failed => 422,
            Verdict::Accepted | Verdict::Unchanged => 200,
        }
    }
}
