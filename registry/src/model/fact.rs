//! Typed facts read out of free text, each with where it came from.

use serde::{Deserialize, Serialize};

/// What was read, the text it was read from and the rule that read it. `value` is `None` where no rule could: unknown is
/// kept apart from every value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// What the rule understood.
    pub value: Option<T>,
    /// Where it came from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl<T> Fact<T> {
    /// A fact that `rule` read from `raw`.
    #[must_use]
    pub fn read(value: T, raw: &str, rule: &'static str) -> Self {
        Self { value: Some(value), provenance: Provenance { raw: raw.to_owned(), rule: rule.into() } }
    }

    /// A text that no rule understood.
    #[must_use]
    pub fn unread(raw: &str) -> Self {
        Self { value: None, provenance: Provenance { raw: raw.to_owned(), rule: "unread".into() } }
    }
}

/// The raw text and the name of the rule, as served beside every normalised value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// As the region wrote it.
    pub raw: String,
    /// `duration.range`, say: stable names, listed in `docs/normaliser.md`.
    pub rule: std::borrow::Cow<'static, str>,
}

/// A point on the Earth in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// North positive.
    pub lat: f64,
    /// East positive.
    pub lon: f64,
}

impl Point {
    /// Great-circle distance in kilometres on a sphere of 6371.0088 km (the mean radius of IUGG).
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let a = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
        2.0 * 6371.0088 * a.sqrt().min(1.0).asin()
    }
}

/// One of the three time zones of Indonesia. None has daylight saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// Western, UTC+7.
    Wib,
    /// Central, UTC+8.
    Wita,
    /// Eastern, UTC+9.
    Wit,
}

impl Zone {
    /// `WIB`, `WITA` or `WIT`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// The name in the IANA time zone database.
    #[must_use]
    pub fn iana(self) -> &'static str {
        match self {
            Self::Wib => "Asia/Jakarta",
            Self::Wita => "Asia/Makassar",
            Self::Wit => "Asia/Jayapura",
        }
    }

    /// The offset from UTC.
    #[must_use]
    pub fn offset(self) -> chrono::FixedOffset {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        chrono::FixedOffset::east_opt(hours * 3600).unwrap_or(chrono::Offset::fix(&chrono::Utc))
    }
}

impl std::str::FromStr for Zone {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "WIB" => Ok(Self::Wib),
            "WITA" => Ok(Self::Wita),
            "WIT" => Ok(Self::Wit),
            _ => Err(()),
        }
    }
}

/// How long a service takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duration {
    /// At least; `None` where only an upper bound is stated.
    pub min: Option<u32>,
    /// At most; `None` where only a lower bound is stated.
    pub max: Option<u32>,
    /// What `min` and `max` count.
    pub unit: DurationUnit,
    /// "Sekitar", "±": the text says that it is not exact.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// "if the card stock is there": as the region wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// From when it counts ("sejak berkas lengkap"): as the region wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<String>,
    /// How the figures are meant.
    #[serde(default, skip_serializing_if = "DurationKind::is_plain")]
    pub kind: DurationKind,
    /// The text says calendar days. "hari" alone says neither these nor working days.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calendar: bool,
    /// The name of a service that stands before the duration: "Izin Apotek 14 Hari".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Duration {
    /// Between two bounds, and nothing else said.
    #[must_use]
    pub fn new(min: Option<u32>, max: Option<u32>, unit: DurationUnit) -> Self {
        Self { min, max, unit, approximate: false, condition: None, starts: None, kind: DurationKind::Plain, calendar: false, name: None }
    }
}

/// How the figures of a duration are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationKind {
    /// As they stand.
    #[default]
    Plain,
    /// Done on the day of the request.
    SameDay,
    /// Done while the citizen waits.
    WhileWaiting,
    /// From the shortest case to the longest; `condition` tells them apart.
    Conditional,
    /// The sum of several steps.
    Stages,
}

impl DurationKind {
    /// As they stand.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// The unit of a duration. "hari" alone is `Day`: it is never guessed to mean working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationUnit {
    /// menit
    Minute,
    /// jam
    Hour,
    /// hari
    Day,
    /// hari kerja
    WorkingDay,
    /// minggu
    Week,
    /// bulan
    Month,
    /// tahun
    Year,
}

impl DurationUnit {
    /// Minutes in one unit, to compare and to sort: a working day counts as 7/5 of a day, a month as 30 days, a year as 365.
    #[must_use]
    pub fn minutes(self) -> u32 {
        match self {
            Self::Minute => 1,
            Self::Hour => 60,
            Self::Day => 1440,
            Self::WorkingDay => 2016,
            Self::Week => 10_080,
            Self::Month => 43_200,
            Self::Year => 525_600,
        }
    }

    /// As in the API: `working_day`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::WorkingDay => "working_day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// What a service costs. Unknown is not free: it is a `Fact` without a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// The kind and its figures.
    #[serde(flatten)]
    pub kind: CostKind,
    /// The regulation that the text names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// What the text adds ("… but the first premium is due").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The kind of a cost. Amounts are whole rupiah.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CostKind {
    /// Nothing is charged.
    Free,
    /// One amount.
    Amount {
        /// Rupiah.
        idr: u64,
    },
    /// Between two amounts, or one of several.
    Range {
        /// Rupiah.
        min: u64,
        /// Rupiah.
        max: u64,
        /// For each of what, where the text says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        per: Option<String>,
    },
    /// This much or more: "mulai Rp50.000".
    AtLeast {
        /// Rupiah.
        min: u64,
        /// For each of what, where the text says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        per: Option<String>,
    },
    /// Free in one case or part, charged in another: "gratis, namun wajib membayar iuran". `note` says which.
    Mixed {
        /// The most that is charged, in rupiah, where the text says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// An amount for each of something.
    PerUnit {
        /// Rupiah.
        idr: u64,
        /// `sertipikat`, `orang/bulan`.
        per: String,
    },
    /// A share or a computation, as written.
    Formula {
        /// `10% dari NJKB`.
        expression: String,
    },
    /// Set by a rule that the text names or points to.
    ByRule,
    /// An amount in another currency.
    Foreign {
        /// In units of the currency.
        amount: u64,
        /// ISO 4217.
        currency: String,
        /// For each of what, where the text says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        per: Option<String>,
    },
}

/// When a place is open: an OpenStreetMap `opening_hours` value and the zone it is meant in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    /// `Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su,PH off`. Valid for the `opening-hours` crate: whoever makes one has checked it.
    pub osm: String,
    /// Stated, or the region's own.
    pub zone: Zone,
    /// The channel that alone is open then: "chatbot 24 jam". `None`: the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The season that alone has these hours. `None`: the whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<Season>,
}

impl Hours {
    /// The hours of a place, the whole year.
    #[must_use]
    pub fn new(osm: String, zone: Zone) -> Self {
        Self { osm, zone, channel: None, season: None }
    }

    /// The OSM value, where it says when the place itself is open, the whole year. Hours of one season or of one channel say nothing of
    /// the rest, and its dates are not known beforehand: what they leave open is unknown.
    #[must_use]
    pub fn of_the_place(&self) -> Option<&str> {
        (self.season.is_none() && self.channel.is_none()).then_some(self.osm.as_str())
    }
}

/// A season with hours of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// The month of fasting.
    Ramadan,
}

/// How a service reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At a counter of a hall.
    Counter,
    /// By a mobile unit ("keliling", "jemput bola").
    Mobile,
    /// At a machine ("Anjungan Dukcapil Mandiri").
    SelfService,
    /// Over the internet.
    Online,
}

impl Channel {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Counter, Self::Mobile, Self::SelfService, Self::Online];

    /// As in the API: `self_service`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Mobile => "mobile",
            Self::SelfService => "self_service",
            Self::Online => "online",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_a_season_or_a_channel_are_not_those_of_the_place() {
        let hours = Hours::new("Mo-Fr 08:00-15:00".into(), Zone::Wib);
        assert_eq!(hours.of_the_place(), Some("Mo-Fr 08:00-15:00"));
        assert_eq!(Hours { season: Some(Season::Ramadan), ..hours.clone() }.of_the_place(), None);
        assert_eq!(Hours { channel: Some(Channel::Online), ..hours }.of_the_place(), None);
    }
}
