//! How an answer tells what was understood: the shapes of `interpreted`, `groups`, `choices`, `halls`, and facets counted by hand.

use std::collections::BTreeMap;

use registry::finder::{Choice, NotOffered, Part, PartKind, Understood};
use registry::model::{Id, Instant, Point};
use registry::notice::Spot;
use registry::search::{Document, Facet, FacetCounts, Hit};
use serde::Serialize;

use crate::notices::{NoticeView, Reader};
use crate::sources::Named;

/// How the query was read.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Interpreted {
    /// Words that were read as other words.
    pub corrected: Vec<Corrected>,
    /// Distances are from here.
    #[schema(value_type = Option<Object>)]
    pub near: Option<Point>,
    /// The moment for which `open` holds: of the parameter, or as typed.
    #[schema(value_type = Option<String>)]
    pub open_at: Option<Instant>,
    /// The services meant, the likeliest first.
    pub services: Vec<ReadService>,
    /// What was asked that is no service: `opening_hours`, `halls`, `queue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The kabupaten and kota, or the province, that was typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Named>,
    /// When, as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The channel that was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// Without a fee was typed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Near the person was typed: send `near`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub near_me: bool,
    /// Typed wishes that nothing fulfils, and that were given up: `open`, `free`, `channel`, `place`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given_up: Vec<&'static str>,
    /// The parts of the query in their order, and what each was taken for.
    pub parts: Vec<ReadPart>,
}

/// A service that was understood.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadService {
    /// The national term.
    pub term: &'static str,
    /// From 0 to 1: how much of what was typed it accounts for.
    pub confidence: f32,
}

/// A part of a query.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadPart {
    /// `service`, `place`, `when`, `wish`, `filler` or `unknown`.
    pub kind: &'static str,
    /// As typed.
    pub words: String,
}

/// A word that was read as another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Corrected {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read_as: String,
}

/// A national service among the hits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Group {
    /// The national term: ask for all of it with `term`.
    pub term: &'static str,
    /// For people.
    pub name: String,
    /// Places that offer it.
    pub total: u64,
    /// Places that are not among these hits.
    pub more: u64,
}

/// One meaning of ambiguous words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ToldChoice {
    /// For people.
    pub name: String,
    /// Ask again with this `term`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<&'static str>,
    /// Ask again with this `region`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What halls do not do, and who does it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ToldElsewhere {
    /// What.
    pub name: String,
    /// The national term, where there is one.
    pub term: Option<&'static str>,
    /// Who does it, in Indonesian.
    pub place: String,
    /// Who does it, in English.
    pub place_en: String,
}

/// A hall.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ToldHall {
    /// For `/v1/locations/{id}`.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its name.
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// The kabupaten or kota.
    pub region: Named,
    /// Where it is.
    #[schema(value_type = Object)]
    pub point: Point,
    /// From `near`.
    pub distance_km: Option<f64>,
    /// What its region has announced: in force, or within seven days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
}

impl From<Choice> for ToldChoice {
    fn from(choice: Choice) -> Self {
        Self { name: choice.name, term: choice.term, region: choice.region.map(|code| code.to_string()) }
    }
}

impl From<NotOffered> for ToldElsewhere {
    fn from(told: NotOffered) -> Self {
        Self { name: told.name, term: told.term, place: told.place, place_en: told.place_en }
    }
}

impl From<Part> for ReadPart {
    fn from(part: Part) -> Self {
        let kind = match part.kind {
            PartKind::Service => "service",
            PartKind::Place => "place",
            PartKind::When => "when",
            PartKind::Wish => "wish",
            PartKind::Filler => "filler",
            PartKind::Unknown => "unknown",
        };
        Self { kind, words: part.words }
    }
}

impl ToldHall {
    /// The hall of a hit.
    #[must_use]
    pub fn of(hit: &Hit, reader: &Reader) -> Self {
        let document = &hit.document;
        Self {
            id: document.location_id,
            name: document.location.clone(),
            address: document.address.clone(),
            region: Named { code: document.region.to_string(), name: document.region_name.clone() },
            point: document.point,
            distance_km: hit.distance_km.map(|km| (km * 1000.0).round() / 1000.0),
            notices: reader.notices(&Spot::hall(document.region, document.location_id)),
        }
    }
}

/// Where a document stands, for notices.
#[must_use]
pub fn spot(document: &Document) -> Spot<'_> {
    Spot {
        region: document.region,
        location: Some(document.location_id),
        organization: Some(document.organization_id),
        service: Some(document.service_id),
        term: document.term.as_deref(),
    }
}

impl Group {
    /// Of a term of which so many places of so many are shown.
    #[must_use]
    pub fn of((term, shown, total): (&'static str, usize, u64)) -> Self {
        Self { term, name: plain(term), total, more: total.saturating_sub(shown as u64) }
    }
}

/// A national term for people: without the agency in brackets.
#[must_use]
pub fn plain(term: &str) -> String {
    term.split(" (").next().unwrap_or(term).to_owned()
}

/// The parts of an understood query that are told as they are.
#[must_use]
pub fn interpreted(understood: Understood) -> Interpreted {
    let topic = understood.topic.and_then(|topic| Some(serde_json::to_value(topic).ok()?.as_str()?.to_owned()));
    let regions = understood.place.map(|place| match place.province {
        Some(code) => vec![Named { code: code.to_string(), name: place.name }],
        None => place.regions.iter().map(|code| named(*code)).collect(),
    });
    Interpreted {
        corrected: understood.corrected.into_iter().map(|one| Corrected { typed: one.typed, read_as: one.read_as }).collect(),
        services: understood.services.iter().map(|one| ReadService { term: one.term, confidence: one.confidence }).collect(),
        topic,
        regions: regions.unwrap_or_default(),
        when: understood.when.map(|when| when.typed),
        channel: understood.channel.map(registry::model::Channel::as_str),
        free: understood.free,
        near_me: understood.near_me,
        parts: understood.parts.into_iter().map(Into::into).collect(),
        ..Interpreted::default()
    }
}

fn named(code: registry::model::RegionCode) -> Named {
    let name = registry::gazetteer::region(code).map_or_else(|| code.to_string(), |region| region.name.clone());
    Named { code: code.to_string(), name }
}

/// A facet of hits that were looked at one by one.
#[must_use]
pub fn counted(facet: Facet, hits: &[Hit]) -> FacetCounts {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for Hit { document, .. } in hits {
        let values: Vec<String> = match facet {
            Facet::Organization => vec![document.organization.clone()],
            Facet::Region => vec![document.region.to_string()],
            Facet::Province => vec![document.region.province().to_string()],
            Facet::Channel => document.channels.iter().map(|channel| channel.as_str().to_owned()).collect(),
            Facet::Category => document.category.iter().cloned().collect(),
        };
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.truncate(100);
    FacetCounts { facet, values }
}
