//! A normalised catalog: what one source says, ready to be stored.

use serde::{Deserialize, Serialize};

use super::{Channel, Cost, Duration, Fact, Finding, Hours, Id, Point, Provenance, Statistic};

/// One source's content after normalising. Everything in it belongs to that source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// Agencies.
    pub organizations: Vec<Organization>,
    /// Places.
    pub locations: Vec<Location>,
    /// Services.
    pub services: Vec<Service>,
    /// Which service is given where.
    pub services_at_locations: Vec<ServiceAtLocation>,
    /// Visits of mobile units.
    #[serde(default)]
    pub stops: Vec<Stop>,
    /// Figures.
    pub statistics: Vec<Statistic>,
    /// What the adapter and the normaliser remarked, rejects included.
    pub findings: Vec<Finding>,
}

/// An agency in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Stable.
    pub id: Id,
    /// The source's own id.
    pub external_id: Option<String>,
    /// As written, cleaned of spare whitespace.
    pub name: String,
    /// The national name that the alias table gives ("Dinas Kependudukan dan Pencatatan Sipil").
    pub canonical: Option<String>,
    /// The name and the rule that `canonical` was read with, also where it has no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_from: Option<Provenance>,
    /// As written.
    pub description: Option<String>,
    /// E.164 or a short number.
    pub phone: Option<Fact<String>>,
    /// As written.
    pub email: Option<String>,
    /// An http or https URL.
    pub website: Option<String>,
}

/// A hall, a mobile stop or a kiosk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Stable.
    pub id: Id,
    /// The source's own id.
    pub external_id: Option<String>,
    /// "MPP Kota Bogor"
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// Where it is. Without a stated one, the region's point, and `point_is_regions` is true.
    pub point: Point,
    /// The point is the region's own, not the hall's.
    pub point_is_regions: bool,
    /// The coordinates as written and the rule that read them, also where they were refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point_from: Option<Provenance>,
    /// The hall's own hours.
    pub hours: Option<Fact<Hours>>,
    /// E.164 or a short number.
    pub phone: Option<Fact<String>>,
    /// As written.
    pub email: Option<String>,
    /// An http or https URL.
    pub website: Option<String>,
    /// As written.
    pub accessibility: Option<String>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Stable.
    pub id: Id,
    /// The source's own id.
    pub external_id: Option<String>,
    /// As written, cleaned of spare whitespace.
    pub name: String,
    /// As written.
    pub description: Option<String>,
    /// The agency.
    pub organization: Id,
    /// The national taxonomy term, where the name is known.
    pub term: Option<String>,
    /// The name and the rule that `term` was read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_from: Option<Provenance>,
    /// Category, as written.
    pub category: Option<String>,
    /// How long.
    pub duration: Option<Fact<Duration>>,
    /// How much.
    pub cost: Option<Fact<Cost>>,
    /// What to bring.
    pub requirements: Vec<RequiredDocument>,
    /// The texts that the requirements were split from, a line each, and the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirements_from: Option<Provenance>,
    /// Steps.
    pub procedure: Vec<String>,
    /// Legal basis.
    pub legal_basis: Option<String>,
    /// How it reaches people.
    pub channels: Vec<Channel>,
    /// An http or https URL.
    pub url: Option<String>,
    /// The source's own alert.
    pub alert: Option<String>,
}

/// One thing to bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequiredDocument {
    /// As written, without its number or bullet.
    pub document: String,
    /// A link that stood in it or beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// A service at a counter of a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceAtLocation {
    /// Stable.
    pub id: Id,
    /// What.
    pub service: Id,
    /// Where.
    pub location: Id,
    /// "Loket 3"
    pub counter: Option<String>,
    /// The counter's own hours; the hall's hold where it has none.
    pub hours: Option<Fact<Hours>>,
    /// E.164 or a short number.
    pub phone: Option<Fact<String>>,
}

/// A visit of a mobile unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Stable.
    pub id: Id,
    /// The place: "Kantor Desa Contoh".
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// Where it is. Without a stated one, the region's point, and `point_is_regions` is true.
    pub point: Point,
    /// The point is the region's own, not the stop's.
    pub point_is_regions: bool,
    /// The day; `None`: it comes again by the weekday.
    pub date: Option<chrono::NaiveDate>,
    /// When, as an OSM value: `2026 Jan 20 08:00-12:00`, `Mo 08:00-12:00`.
    pub hours: Fact<Hours>,
    /// The service that comes, as written.
    pub service: Option<String>,
    /// The agency, as written.
    pub organization: Option<String>,
    /// "dibatalkan", as written.
    pub status: Option<String>,
    /// As written.
    pub note: Option<String>,
}

/// A term of the national service taxonomy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaxonomyTerm {
    /// The name: "KTP-el: penggantian karena hilang (Disdukcapil)".
    pub name: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}
