//! A point in time.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

/// A point in time in UTC, to the millisecond: as exact as both databases keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "store", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
#[cfg_attr(feature = "store", diesel(sql_type = crate::store::sql_types::InstantSql))]
pub struct Instant(DateTime<Utc>);

impl Instant {
    /// Cuts `at` to the millisecond.
    #[must_use]
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(3))
    }

    /// As chrono's type.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn unix_seconds(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 stay exact in an f64 for 285,000 years")]
        let millis = self.0.timestamp_millis() as f64;
        millis / 1000.0
    }

    /// This much later.
    #[must_use]
    pub fn plus(self, span: std::time::Duration) -> Self {
        chrono::TimeDelta::from_std(span).ok().and_then(|span| self.0.checked_add_signed(span)).map_or(self, Self::new)
    }

    /// This much earlier.
    #[must_use]
    pub fn minus(self, span: std::time::Duration) -> Self {
        chrono::TimeDelta::from_std(span).ok().and_then(|span| self.0.checked_sub_signed(span)).map_or(self, Self::new)
    }

    /// The time from `earlier` to this; zero where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> std::time::Duration {
        (self.0 - earlier.0).to_std().unwrap_or_default()
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
