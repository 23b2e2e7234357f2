//! What is indexed: one document for a service at a location.

use serde::{Deserialize, Serialize};

use super::Json;
use crate::model::{Channel, Id, Instant, Point, RegionCode};

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
    pub duration: Option<Json>,
    /// The cost as served (JSON of `Fact<Cost>`).
    pub cost: Option<Json>,
    /// The counter's hours, else the hall's: an OSM `opening_hours` value.
    pub opening_hours: Option<String>,
    /// The zone of the hours: `WIB`, `WITA`, `WIT`.
    pub zone: String,
    /// When the source's content last came.
    pub data_as_of: Instant,
    /// Made up.
    pub synthetic: bool,
    /// Since when its source no longer names it.
    #[serde(default)]
    pub absent_since: Option<Instant>,
}

/// What happened to a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// It is new or changed.
    Put(Box<Document>),
    /// It is no more.
    Delete(Id),
}
