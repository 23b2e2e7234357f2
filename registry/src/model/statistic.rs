//! Figures that an MPP reports.

use serde::{Deserialize, Serialize};

use super::{Id, Period};

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
    /// Mean score of element U1 (persyaratan), 1 to 4
    #[serde(rename = "satisfaction_u1")]
    SatisfactionU1,
    /// U2, prosedur
    #[serde(rename = "satisfaction_u2")]
    SatisfactionU2,
    /// U3, waktu
    #[serde(rename = "satisfaction_u3")]
    SatisfactionU3,
    /// U4, biaya
    #[serde(rename = "satisfaction_u4")]
    SatisfactionU4,
    /// U5, produk
    #[serde(rename = "satisfaction_u5")]
    SatisfactionU5,
    /// U6, kompetensi
    #[serde(rename = "satisfaction_u6")]
    SatisfactionU6,
    /// U7, perilaku
    #[serde(rename = "satisfaction_u7")]
    SatisfactionU7,
    /// U8, penanganan pengaduan
    #[serde(rename = "satisfaction_u8")]
    SatisfactionU8,
    /// U9, sarana dan prasarana
    #[serde(rename = "satisfaction_u9")]
    SatisfactionU9,
}

impl Metric {
    /// All.
    pub const ALL: [Self; 15] = [
        Self::Visits,
        Self::Tickets,
        Self::Services,
        Self::Applicants,
        Self::Licences,
        Self::Satisfaction,
        Self::SatisfactionU1,
        Self::SatisfactionU2,
        Self::SatisfactionU3,
        Self::SatisfactionU4,
        Self::SatisfactionU5,
        Self::SatisfactionU6,
        Self::SatisfactionU7,
        Self::SatisfactionU8,
        Self::SatisfactionU9,
    ];

    /// The scores of the nine elements of satisfaction, in the order of the regulation (`PermenPANRB` 14/2017).
    pub const ELEMENTS: [Self; 9] = [
        Self::SatisfactionU1,
        Self::SatisfactionU2,
        Self::SatisfactionU3,
        Self::SatisfactionU4,
        Self::SatisfactionU5,
        Self::SatisfactionU6,
        Self::SatisfactionU7,
        Self::SatisfactionU8,
        Self::SatisfactionU9,
    ];

    /// Whether it counts something, so that one period's figures of several places can be added. An index or a score cannot: of these the
    /// mean is told.
    #[must_use]
    pub fn is_count(self) -> bool {
        matches!(self, Self::Visits | Self::Tickets | Self::Services | Self::Applicants | Self::Licences)
    }

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
            Self::SatisfactionU1 => "satisfaction_u1",
            Self::SatisfactionU2 => "satisfaction_u2",
            Self::SatisfactionU3 => "satisfaction_u3",
            Self::SatisfactionU4 => "satisfaction_u4",
            Self::SatisfactionU5 => "satisfaction_u5",
            Self::SatisfactionU6 => "satisfaction_u6",
            Self::SatisfactionU7 => "satisfaction_u7",
            Self::SatisfactionU8 => "satisfaction_u8",
            Self::SatisfactionU9 => "satisfaction_u9",
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

impl Scope {
    /// `location`, `organization` or `service`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Location(_) => "location",
            Self::Organization(_) => "organization",
            Self::Service(_) => "service",
        }
    }

    /// What it is about.
    #[must_use]
    pub fn id(self) -> Id {
        match self {
            Self::Location(id) | Self::Organization(id) | Self::Service(id) => id,
        }
    }

    /// As the store holds it.
    #[must_use]
    pub fn of(scope: &str, id: Id) -> Self {
        match scope {
            "location" => Self::Location(id),
            "organization" => Self::Organization(id),
            _ => Self::Service(id),
        }
    }
}

/// How a figure came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// As its source tells it.
    Published,
    /// A month, made of the days that its source tells: their sum, or of an index their mean.
    OfDays,
}

impl Method {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Published, Self::OfDays];

    /// As stored, and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::OfDays => "of_days",
        }
    }
}

/// One figure of one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// What it counts.
    pub metric: Metric,
    /// What it is about.
    pub scope: Scope,
    /// The time that it is about.
    pub period: Period,
    /// The figure.
    pub value: f64,
}
