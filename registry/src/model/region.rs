//! Regions: provinces, kabupaten and kota, and the dated history of their MPPs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fact::{Point, Zone};

/// The code of a kabupaten or kota as the Ministry of Home Affairs writes it, `36.01`, or of a province, `31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode {
    province: u8,
    number: u8,
}

/// The text is not a region code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a region code is two digits, or two digits, a point and two digits, like 36 or 36.01")]
pub struct ParseRegionCode;

impl RegionCode {
    /// The province with this number.
    #[must_use]
    pub const fn province_of(number: u8) -> Self {
        Self { province: number, number: 0 }
    }

    /// The code of the province that this region lies in (or is).
    #[must_use]
    pub fn province(self) -> Self {
        Self { province: self.province, number: 0 }
    }

    /// Whether this is the code of a province.
    #[must_use]
    pub fn is_province(self) -> bool {
        self.number == 0
    }
}

impl std::fmt::Display for RegionCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_province() { write!(f, "{:02}", self.province) } else { write!(f, "{:02}.{:02}", self.province, self.number) }
    }
}

impl std::str::FromStr for RegionCode {
    type Err = ParseRegionCode;

    fn from_str(text: &str) -> Result<Self, ParseRegionCode> {
        let two = |part: &str| -> Result<u8, ParseRegionCode> {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten().ok_or(ParseRegionCode)
        };
        match text.split_once('.') {
            None => Ok(Self { province: two(text)?, number: 0 }),
            Some((_, "00")) => Err(ParseRegionCode),
            Some((province, number)) => Ok(Self { province: two(province)?, number: two(number)? }),
        }
    }
}

impl Serialize for RegionCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A province.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Province {
    /// `36`
    pub code: RegionCode,
    /// `Banten`
    pub name: String,
    /// A point inside it.
    pub point: Point,
    /// The zone that its clocks show.
    pub zone: Zone,
    /// Inhabitants.
    pub population: u32,
}

/// Regency or city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A regency.
    Kabupaten,
    /// A city.
    Kota,
}

/// A kabupaten or kota.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Region {
    /// `36.01`
    pub code: RegionCode,
    /// `Kabupaten Pandeglang`
    pub name: String,
    /// Regency or city.
    pub kind: Kind,
    /// The province that it lies in.
    pub province: RegionCode,
    /// False for the six administrative units of DKI Jakarta, which have no government of their own.
    pub autonomous: bool,
    /// The zone that its clocks show.
    pub zone: Zone,
    /// A point inside it.
    pub point: Point,
    /// Inhabitants.
    pub population: u32,
    /// Square kilometres.
    pub area_km2: f64,
}

/// How far a region's MPP has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MppState {
    /// Asked for.
    Proposed,
    /// Built, not open.
    Built,
    /// Open before its inauguration.
    SoftLaunch,
    /// Inaugurated: the state that the ministry counts.
    Inaugurated,
    /// At another address since.
    Moved,
    /// No more.
    Closed,
}

impl MppState {
    /// All of them, in the order of a history.
    pub const ALL: [Self; 6] = [Self::Proposed, Self::Built, Self::SoftLaunch, Self::Inaugurated, Self::Moved, Self::Closed];

    /// `soft_launch`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Built => "built",
            Self::SoftLaunch => "soft_launch",
            Self::Inaugurated => "inaugurated",
            Self::Moved => "moved",
            Self::Closed => "closed",
        }
    }
}

impl std::str::FromStr for MppState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// One step in the history of a region's MPP, with what attests it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MppEvent {
    /// The region; `31` for DKI Jakarta, `73` for the provincial hall of Sulawesi Selatan.
    pub region: RegionCode,
    /// The hall's name.
    pub name: String,
    /// The state from this date on.
    pub state: MppState,
    /// The date, where one is attested; of a month, a year or a later witness the last possible day.
    pub date: Option<NaiveDate>,
    /// The first possible day; `None`: nobody says.
    pub earliest: Option<NaiveDate>,
    /// What kind of act the date is of, as the source says: `ministerial`, `governor`, `soft_launch`, ….
    pub date_kind: String,
    /// A: dated ministerial inauguration; B: other dated evidence; C: stated without a date.
    pub confidence: char,
    /// Where it is attested.
    pub evidence: String,
    /// The hall's street address, where known.
    pub address: Option<String>,
    /// The hall's own point, where known.
    pub point: Option<Point>,
}

impl MppEvent {
    /// An act of the ministry, which it counts, by the kind of its date.
    #[must_use]
    pub fn is_ministerial(date_kind: &str) -> bool {
        date_kind.starts_with("ministerial")
    }
}
