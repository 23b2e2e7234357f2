//! What is known of the index: whether searches may be answered from it, and how it compared with the store. Written by whoever keeps the
//! index in step and by searches that fail; read by every search, so that reading costs one look at a flag.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Moment};

use crate::model::Instant;

/// For so long after a search failed the engine is not asked again.
const DOUBT: Duration = Duration::from_secs(5);

/// How the index is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// It is there, and follows the outbox.
    #[default]
    Whole,
    /// It was empty while the store was not, or nobody has looked yet: what it does not find may be there.
    Filling,
    /// It is gone or damaged, for this reason, and is being built anew.
    Lost(String),
    /// The engine does not answer, for this reason.
    Away(String),
}

impl Condition {
    /// `whole`, `filling`, `lost` or `away`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Filling => "filling",
            Self::Lost(_) => "lost",
            Self::Away(_) => "away",
        }
    }
}

/// What is known of the index.
#[derive(Debug)]
pub struct Health {
    /// Whole, and no search has failed lately.
    trusted: AtomicBool,
    told: Mutex<Told>,
    repairs: AtomicU64,
}

#[derive(Debug, Default)]
struct Told {
    condition: Condition,
    /// When a search failed last, and nothing has answered since.
    failed: Option<Moment>,
    drift: Option<u64>,
    reconciled_at: Option<Instant>,
}

impl Default for Health {
    fn default() -> Self {
        Self { trusted: AtomicBool::new(true), told: Mutex::default(), repairs: AtomicU64::new(0) }
    }
}

impl Health {
    /// Whether a search may be answered from the index. After a failed search that is so again in a while, to try.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        if self.trusted.load(Ordering::Relaxed) {
            return true;
        }
        let told = self.told();
        told.condition == Condition::Whole && told.failed.is_none_or(|at| at.elapsed() >= DOUBT)
    }

    /// How the index is.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let told = self.told();
        match &told.condition {
            Condition::Whole if told.failed.is_some_and(|at| at.elapsed() < DOUBT) => Condition::Away("a search failed".to_owned()),
            condition => condition.clone(),
        }
    }

    /// A search failed, or took too long.
    pub fn search_failed(&self) {
        self.told().failed = Some(Moment::now());
        self.trusted.store(false, Ordering::Relaxed);
    }

    /// A search was answered.
    pub fn search_answered(&self) {
        if !self.trusted.load(Ordering::Relaxed) {
            let mut told = self.told();
            told.failed = None;
            self.trusted.store(told.condition == Condition::Whole, Ordering::Relaxed);
        }
    }

    /// The index is so.
    pub fn set(&self, condition: Condition) {
        let mut told = self.told();
        self.trusted.store(condition == Condition::Whole && told.failed.is_none(), Ordering::Relaxed);
        if told.condition == condition {
            return;
        }
        match &condition {
            Condition::Whole => tracing::info!("the search index is whole"),
            Condition::Filling => tracing::info!("the search index is being filled; searches are answered from the database"),
            Condition::Lost(why) => {
                tracing::warn!(why, "the search index is lost and is built anew; searches are answered from the database")
            }
            Condition::Away(why) => tracing::warn!(why, "the search engine is away; searches are answered from the database"),
        }
        told.condition = condition;
    }

    /// The index was compared with the store: so many documents differed.
    pub fn compared(&self, drift: u64, at: Instant) {
        let mut told = self.told();
        told.drift = Some(drift);
        told.reconciled_at = Some(at);
    }

    /// The index was put right once: what differed was repaired, or all of it built anew.
    pub fn repaired(&self) {
        self.repairs.fetch_add(1, Ordering::Relaxed);
    }

    /// Documents found differing at the last comparison; `None` before the first.
    #[must_use]
    pub fn drift(&self) -> Option<u64> {
        self.told().drift
    }

    /// When the index was last compared with the store.
    #[must_use]
    pub fn reconciled_at(&self) -> Option<Instant> {
        self.told().reconciled_at
    }

    /// How often the index was put right since the process began.
    #[must_use]
    pub fn repairs(&self) -> u64 {
        self.repairs.load(Ordering::Relaxed)
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_search_is_doubted_for_a_while_whatever_the_keeper_says() {
        let health = Health::default();
        assert!(health.is_usable());
        health.search_failed();
        health.set(Condition::Whole);
        assert!(!health.is_usable() && matches!(health.condition(), Condition::Away(_)));
        health.search_answered();
        assert!(health.is_usable());
    }

    #[test]
    fn an_index_that_is_not_whole_is_not_usable() {
        let health = Health::default();
        for condition in [Condition::Filling, Condition::Lost(String::new()), Condition::Away(String::new())] {
            health.set(condition.clone());
            health.search_answered();
            assert!(!health.is_usable(), "{condition:?}");
        }
        health.set(Condition::Whole);
        assert!(health.is_usable());
    }
}
