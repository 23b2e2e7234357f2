//! What can be asked.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::model::{Channel, Id, Point, RegionCode};
use crate::notice::Shut;

/// How deep a reader may page: hits beyond `offset + limit` of this many are not served by either engine.
pub const DEEPEST: usize = 10_000;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// As typed; empty matches everything.
    pub text: String,
    /// Distances are from here.
    pub near: Option<Point>,
    /// No farther than this from `near`, in kilometres.
    pub radius_km: Option<f64>,
    /// Of this national term only. The text is then not asked for: it only says what to mark in names.
    pub term: Option<String>,
    /// Only the best match of each location counts.
    pub one_per_place: bool,
    /// In this kabupaten or kota.
    pub region: Option<RegionCode>,
    /// In one of these kabupaten and kota: a name that two bear. Empty: anywhere.
    pub regions: Vec<RegionCode>,
    /// In this province.
    pub province: Option<RegionCode>,
    /// This canonical agency, or agency id.
    pub organization: Option<String>,
    /// This category.
    pub category: Option<String>,
    /// On this channel.
    pub channel: Option<Channel>,
    /// Known to be free, or known not to be.
    pub free: Option<bool>,
    /// Known to take no longer than this, in minutes.
    pub max_duration_minutes: Option<u32>,
    /// This service only.
    pub service_id: Option<Id>,
    /// At this location only.
    pub location_id: Option<Id>,
    /// Only what is open by these hours; left out of account by an engine that does not know hours (`Engine::knows_hours`).
    pub open: Option<Open>,
    /// Without what is closed by a notice at the moment of `open`; left out of account where that is.
    pub shut: Option<Arc<Shut>>,
    /// The order.
    pub sort: Sort,
    /// How many to pass over.
    pub offset: usize,
    /// How many to return.
    pub limit: usize,
    /// Which facets to count.
    pub facets: Vec<Facet>,
}

/// Which hours count as open: an OSM value and its zone (`WIB`, `WITA`, `WIT`). Asked once a search for each distinct pair of them.
#[derive(Clone)]
pub struct Open(Arc<Says>);

type Says = dyn Fn(&str, &str) -> bool + Send + Sync;

impl Open {
    /// Where `says` holds.
    pub fn new(says: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(says))
    }

    /// Whether these hours count.
    #[must_use]
    pub fn says(&self, osm: &str, zone: &str) -> bool {
        (self.0)(osm, zone)
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Open")
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match first, and among matches of one quality the nearest first where `near` is given.
    #[default]
    Relevance,
    /// Nearest first.
    Distance,
}

/// What can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Canonical agency name.
    Organization,
    /// Region code.
    Region,
    /// Province code.
    Province,
    /// Channel.
    Channel,
    /// Category.
    Category,
}

impl Facet {
    /// All.
    pub const ALL: [Self; 5] = [Self::Organization, Self::Region, Self::Province, Self::Channel, Self::Category];

    /// As in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Region => "region",
            Self::Province => "province",
            Self::Channel => "channel",
            Self::Category => "category",
        }
    }
}
