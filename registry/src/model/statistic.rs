//! Figures that an MPP reports.

use serde::{Deserialize, Serialize};

use super::Id;

/// What a figure counts. Nothing sums across metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// kunjungan
    Visits,
    /// antrian
    Tickets,
    /// layanan
    Services,
    /// pemohon
    Applicants,
    /// izin terbit
    Licences,
    /// IKM, 25 to 100
    Satisfaction,
}

impl Metric {
    /// All.
    pub const ALL: [Self; 6] = [Self::Visits, Self::Tickets, Self::Services, Self::Applicants, Self::Licences, Self::Satisfaction];

    /// As in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Tickets => "tickets",
            Self::Services => "services",
            Self::Applicants => "applicants",
            Self::Licences => "licences",
            Self::Satisfaction => "satisfaction",
        }
    }
}

impl std::str::FromStr for Metric {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == text).ok_or(())
    }
}

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "scope", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// A place.
    Location(Id),
    /// An agency.
    Organization(Id),
    /// A service.
    Service(Id),
}

/// One figure of one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// What it counts.
    pub metric: Metric,
    /// What it is about.
    pub scope: Scope,
    /// ISO 8601, reduced: `2026`, `2026-10` or `2026-10-31`.
    pub period: String,
    /// The figure.
    pub value: f64,
}
