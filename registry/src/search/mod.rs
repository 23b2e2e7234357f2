//! Finding services: one small interface, two engines. The index is derived from the store and can be rebuilt at any time.

use crate::model::{Channel, Id, Instant, Point, RegionCode};
use serde::{Deserialize, Serialize};

/// One searchable document: a service at a location, with all that an answer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The service at the location.
    pub id: Id,
    /// The change (outbox row) that this document reflects.
    pub hash: String,
    /// The source that it comes from.
    pub source: String,
    /// The service.
    pub service_id: Id,
    /// As written.
    pub service: String,
    /// National taxonomy term, where known.
    pub term: Option<String>,
    /// Other words by which people look for it.
    pub synonyms: Vec<String>,
    /// Description, cut to 500 characters.
    pub description: Option<String>,
    /// The agency.
    pub organization_id: Id,
    /// The agency's canonical name, or as written.
    pub organization: String,
    /// Other words for the agency.
    pub organization_aliases: Vec<String>,
    /// The place.
    pub location_id: Id,
    /// The place's name.
    pub location: String,
    /// The place's address.
    pub address: Option<String>,
    /// Where it is.
    pub point: Point,
    /// The kabupaten or kota.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// Its province's name.
    pub province_name: String,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Category, as written.
    pub category: Option<String>,
    /// True: known to be free. False: known not to be. None: unknown.
    pub free: Option<bool>,
    /// The longest it takes, in minutes; None: unknown.
    pub max_duration_minutes: Option<u32>,
    /// The duration as served (JSON of `Fact<Duration>`).
    pub duration: Option<serde_json::Value>,
    /// The cost as served (JSON of `Fact<Cost>`).
    pub cost: Option<serde_json::Value>,
    /// The counter's hours, else the hall's: an OSM `opening_hours` value.
    pub opening_hours: Option<String>,
    /// The zone of the hours: `WIB`, `WITA`, `WIT`.
    pub zone: String,
    /// When the source's content last came.
    pub data_as_of: Instant,
    /// Made up.
    pub synthetic: bool,
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// As typed; empty matches everything.
    pub text: String,
    /// Distances are from here.
    pub near: Option<Point>,
    /// No farther than this from `near`, in kilometres.
    pub radius_km: Option<f64>,
    /// In this kabupaten or kota.
    pub region: Option<RegionCode>,
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
    /// The order.
    pub sort: Sort,
    /// How many to pass over.
    pub offset: usize,
    /// How many to return.
    pub limit: usize,
    /// Which facets to count.
    pub facets: Vec<Facet>,
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

/// One facet's counts, most frequent first, at most 100.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FacetCounts {
    /// Which.
    pub facet: Facet,
    /// Value and number of documents.
    pub values: Vec<(String, u64)>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document as indexed.
    pub document: std::sync::Arc<Document>,
    /// From `near`, in kilometres.
    pub distance_km: Option<f64>,
    /// The service's name with the matched words between `<mark>` and `</mark>`, everything else HTML-escaped.
    pub highlight: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// How many documents match, in all.
    pub total: u64,
    /// This page of them.
    pub hits: Vec<Hit>,
    /// The facets asked for.
    pub facets: Vec<FacetCounts>,
    /// Words that were read as other words: (typed, read as).
    pub corrected: Vec<(String, String)>,
}

/// What happened to a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// It is new or changed.
    Put(Box<Document>),
    /// It is no more.
    Delete(Id),
}

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The engine cannot be reached or does not answer in time.
    #[error("the search engine is unavailable: {0}")]
    Unavailable(String),
    /// The engine refused what it was sent, or its files are damaged.
    #[error("the search engine failed: {0}")]
    Engine(String),
    /// The scheme of `SIMPUL_SEARCH_URL` is none that Simpul knows.
    #[error("unknown search engine `{0}`: use embedded:PATH, http://… or https://…")]
    UnknownScheme(String),
}

/// A search engine. Both engines pass one contract suite.
#[async_trait::async_trait]
pub trait Engine: Send + Sync {
    /// Answers a query.
    async fn search(&self, query: &Query) -> Result<Answer, SearchError>;

    /// Applies updates in order and, once they are searchable and durable, remembers `position`: the last outbox row that they
    /// hold. All or nothing: after a crash `position` never claims more than the index holds.
    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError>;

    /// The last outbox row that the index holds; 0 for an empty index.
    async fn position(&self) -> Result<i64, SearchError>;

    /// How many documents the index holds.
    async fn count(&self) -> Result<u64, SearchError>;

    /// Id and hash of every document, sorted by id: to compare with the store.
    async fn hashes(&self) -> Result<Vec<(Id, String)>, SearchError>;

    /// Begins a new, empty index beside the live one. It takes `apply` until `publish` puts it in the live one's place in one step;
    /// dropped before that, it leaves no trace on the live one.
    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError>;

    /// `embedded` or `meilisearch`.
    fn name(&self) -> &'static str;
}

/// An index being built beside the live one.
#[async_trait::async_trait]
pub trait Rebuild: Send {
    /// Adds documents.
    async fn add(&mut self, documents: Vec<Document>) -> Result<(), SearchError>;

    /// Puts this index in the live one's place, with `position` as its outbox row.
    async fn publish(self: Box<Self>, position: i64) -> Result<(), SearchError>;
}
