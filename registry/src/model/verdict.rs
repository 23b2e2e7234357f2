//! How an attempt ended.

use serde::{Deserialize, Serialize};

/// How an attempt ended. A failed attempt is never recorded as unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// New content is stored.
    Accepted,
    /// The content is what it was.
    Unchanged,
    /// The content waits for a person or for time.
    Held,
    /// The content was refused; the last good data stays.
    Rejected,
    /// There was no content to judge.
    Failed,
}

impl Verdict {
    /// All.
    pub const ALL: [Self; 5] = [Self::Accepted, Self::Unchanged, Self::Held, Self::Rejected, Self::Failed];

    /// `accepted`, `unchanged`, `held`, `rejected` or `failed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Unchanged => "unchanged",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text).ok_or(())
    }
}
