//! How far a source may change before somebody has to look, and how long what it no longer names is kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::RegionCode;

/// The `[judge]` table of a source's declaration. Every key may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// A loss of this share of the services is held, in percent; 20 unless told.
    pub drop_percent: u32,
    /// A smaller loss than this many services is never held, but that of all of them; 3 unless told.
    pub drop_records: u32,
    /// The share of records that must be good, in percent; 50 unless told.
    pub good_percent: u32,
    /// Held content is accepted by itself when it has come this often …
    pub repeats: u32,
    /// … over at least this many hours; 5 times over 24 hours unless told.
    pub repeat_hours: u32,
    /// Losses of this many days are taken together; 7 unless told.
    pub window_days: u32,
    /// A record that is missing is kept this many days; 7 unless told.
    pub grace_days: u32,
    /// How many versions can be put back; 10 unless told.
    pub keep_versions: u32,
    /// Other regions that its content may name: a neighbour's hall serves this region too.
    pub regions: Vec<RegionCode>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            drop_percent: 20,
            drop_records: 3,
            good_percent: 50,
            repeats: 5,
            repeat_hours: 24,
            window_days: 7,
            grace_days: 7,
            keep_versions: 10,
            regions: Vec::new(),
        }
    }
}

const HOUR: u64 = 3600;

impl Thresholds {
    /// Whether nothing differs from what holds without a table.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// How long held content must have come before it is accepted by itself.
    #[must_use]
    pub fn repeat_span(&self) -> Duration {
        Duration::from_secs(u64::from(self.repeat_hours) * HOUR)
    }

    /// The time over which losses are taken together.
    #[must_use]
    pub fn window(&self) -> Duration {
        Duration::from_secs(u64::from(self.window_days) * 24 * HOUR)
    }

    /// How long a missing record is kept.
    #[must_use]
    pub fn grace(&self) -> Duration {
        Duration::from_secs(u64::from(self.grace_days) * 24 * HOUR)
    }

    /// Which key holds a value that is not allowed, and what was expected.
    pub(super) fn mistake(&self) -> Option<(&'static str, &'static str)> {
        if self.drop_percent == 0 || self.drop_percent > 100 {
            return Some(("judge.drop_percent", "must be 1 to 100"));
        }
        if self.good_percent > 100 {
            return Some(("judge.good_percent", "must be 0 to 100"));
        }
        if self.repeats < 2 {
            return Some(("judge.repeats", "must be at least 2"));
        }
        if self.keep_versions == 0 || self.keep_versions > 1000 {
            return Some(("judge.keep_versions", "must be 1 to 1000"));
        }
        if self.grace_days > 366 || self.window_days > 366 || self.repeat_hours > 8784 {
            return Some(("judge", "must not hold times over a year"));
        }
        None
    }
}
