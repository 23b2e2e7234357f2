//! Notices: a region's urgent word over what was harvested ("closed today", "moved", "no blanks for KTP"), with an end, an author and a scope.
//! Here is what a notice is, how one is read from what a clerk writes ([`Wish`]), and the rules by which notices change what is told of a
//! place ([`precedence`]). Pure: where notices are kept is the store, how they are shown is the API.

pub mod precedence;
mod reach;
mod wish;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::model::{Id, Instant, RegionCode};

pub use precedence::{Hours, Shut, Told, shut, told};
pub use reach::{Posted, Reach, Spot};
pub use wish::{LONGEST, LONGEST_TEXT, Mistake, Wish, day_ends};

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nobody is served as long as it is in force.
    Closed,
    /// Served only within these hours of each day.
    ShortHours,
    /// Served at another place.
    Moved,
    /// Something is used up: forms, chips, blanks for identity cards. Whoever comes is heard, and gets nothing.
    NoBlanks,
    /// Whatever else people must know before they come.
    Other,
}

impl Kind {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 5] = [Self::Closed, Self::ShortHours, Self::Moved, Self::NoBlanks, Self::Other];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::ShortHours => "short_hours",
            Self::Moved => "moved",
            Self::NoBlanks => "no_blanks",
            Self::Other => "other",
        }
    }

    /// For people, in Indonesian.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "Tutup sementara",
            Self::ShortHours => "Jam layanan dipersingkat",
            Self::Moved => "Pindah tempat sementara",
            Self::NoBlanks => "Blangko atau bahan habis",
            Self::Other => "Pengumuman",
        }
    }

    /// For people, in English.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Closed => "Temporarily closed",
            Self::ShortHours => "Shorter hours",
            Self::Moved => "Temporarily moved",
            Self::NoBlanks => "Out of forms or blanks",
            Self::Other => "Notice",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// From when to when on each day, on the clock of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// The first minute.
    #[serde(with = "minutes")]
    pub from: NaiveTime,
    /// The first minute that is not served any more.
    #[serde(with = "minutes")]
    pub to: NaiveTime,
}

impl std::fmt::Display for Daily {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.from.format("%H:%M"), self.to.format("%H:%M"))
    }
}

/// Times of the day as `08:00`.
mod minutes {
    use chrono::NaiveTime;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format("%H:%M"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, "%H:%M").map_err(serde::de::Error::custom)
    }
}

/// A record as it was called when the notice was written: the id may be another one later, the name is then how it is found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The record.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// What a notice is about, within its region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum Target {
    /// All halls and mobile units of the region.
    Region,
    /// One hall.
    Hall {
        /// Which.
        location: Named,
    },
    /// One agency at one hall.
    Counter {
        /// Where.
        location: Named,
        /// The agency, by its national name where it has one.
        organization: Named,
    },
    /// One service at one hall.
    Service {
        /// Where.
        location: Named,
        /// Which.
        service: Named,
        /// Its national term.
        #[serde(default)]
        term: Option<String>,
    },
    /// One national service, wherever in the region it is given.
    NationalService {
        /// Which.
        term: String,
    },
}

impl Target {
    /// The stable name of the scope.
    #[must_use]
    pub fn scope(&self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Hall { .. } => "hall",
            Self::Counter { .. } => "counter",
            Self::Service { .. } => "service",
            Self::NationalService { .. } => "national_service",
        }
    }

    /// The hall that it is about, or a part of which.
    #[must_use]
    pub fn location(&self) -> Option<&Named> {
        match self {
            Self::Region | Self::NationalService { .. } => None,
            Self::Hall { location } | Self::Counter { location, .. } | Self::Service { location, .. } => Some(location),
        }
    }

    /// What it is about, for people; `None`: the region as a whole.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Region => None,
            Self::Hall { location } => Some(location.name.clone()),
            Self::Counter { location, organization } => Some(format!("{}, {}", organization.name, location.name)),
            Self::Service { location, service, .. } => Some(format!("{}, {}", service.name, location.name)),
            Self::NationalService { term } => Some(term.clone()),
        }
    }

    /// How narrow it is: of two notices the narrower one is told first.
    #[must_use]
    pub fn narrowness(&self) -> u8 {
        match self {
            Self::Region => 0,
            Self::NationalService { .. } => 1,
            Self::Hall { .. } => 2,
            Self::Counter { .. } => 3,
            Self::Service { .. } => 4,
        }
    }
}

/// What is said, and from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it says.
    pub kind: Kind,
    /// In the words of the region, in Indonesian.
    pub text: String,
    /// The same in English.
    pub text_en: Option<String>,
    /// With [`Kind::ShortHours`]: the hours that are left.
    pub hours: Option<Daily>,
    /// In force from here.
    pub starts_at: Instant,
    /// Not in force any more from here.
    pub ends_at: Instant,
}

/// A notice, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Random.
    pub id: Id,
    /// Whose word it is.
    pub region: RegionCode,
    /// What it is about.
    pub target: Target,
    /// What it says.
    pub content: Content,
    /// Who wrote it, as the audit log names them.
    pub author: String,
    /// How they are called.
    pub author_name: String,
    /// When it was written.
    pub written_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// Ended by a person before its time.
    pub ended_at: Option<Instant>,
}

impl Notice {
    /// Whether it counts at this moment.
    #[must_use]
    pub fn is_in_force(&self, at: Instant) -> bool {
        self.content.starts_at <= at && at < self.end()
    }

    /// When it ends, or ended.
    #[must_use]
    pub fn end(&self) -> Instant {
        self.ended_at.map_or(self.content.ends_at, |ended| ended.min(self.content.ends_at))
    }

    /// `coming`, `in_force` or `ended`. One that was taken back before it began has ended.
    #[must_use]
    pub fn state(&self, at: Instant) -> &'static str {
        if self.ended_at.is_some() || at >= self.content.ends_at {
            "ended"
        } else if at < self.content.starts_at {
            "coming"
        } else {
            "in_force"
        }
    }
}
