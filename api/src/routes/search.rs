//! `GET /v1/search`: which service, where, open or not.

use std::collections::BTreeMap;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Channel, Id, Instant, Point};
use registry::search::{Answer, Facet, FacetCounts, Hit, Query, Sort};
use serde::Serialize;
use serde_json::Value;

use crate::answer;
use crate::error::Error;
use crate::find::{Found, find};
use crate::hours::{Moment, Reader};
use crate::metrics::Holdings;
use crate::params::{Page, Params};
use crate::sources::Named;
use crate::state::State;

/// Says what the database answered in the place of a part that is away.
const DEGRADED: HeaderName = HeaderName::from_static("simpul-degraded");
/// How many matches are looked at for those that are open.
const OPEN_SCAN: usize = 2_000;
const OPEN_SCAN_STEP: usize = 500;

/// The answer to a search.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchAnswer {
    /// `q` as typed.
    pub query: String,
    /// Matches in all.
    pub total: u64,
    /// With `open_at`, only the 2,000 best matches are looked at, and where `degraded` 20,000: there may be more than `total`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub total_is_at_least: bool,
    /// True: the search engine is away or its index is being built anew, and the database answered in its place, by whole or partial words
    /// within names: misspellings, descriptions and fine differences of relevance are not known to it. Absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub degraded: bool,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// This page of the matches.
    pub hits: Vec<SearchHit>,
    /// The facets asked for: value and number, most frequent first.
    #[schema(value_type = Object)]
    pub facets: BTreeMap<&'static str, Vec<FacetValue>>,
    /// How the query was read.
    pub interpreted: Interpreted,
    /// The index is behind the store by this much; absent where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_behind_seconds: Option<u64>,
}

/// One value of a facet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FacetValue {
    /// The value to filter by.
    pub value: String,
    /// For people, where it is not the value itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Matches with it.
    pub count: u64,
}

/// How the query was read.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Interpreted {
    /// Words that were read as other words.
    pub corrected: Vec<Corrected>,
    /// Distances are from here.
    #[schema(value_type = Option<Object>)]
    pub near: Option<Point>,
    /// The moment for which `open` holds.
    #[schema(value_type = String)]
    pub open_at: Option<Instant>,
}

/// A word that was read as another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Corrected {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read_as: String,
}

/// One hit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchHit {
    /// The service at the location.
    #[schema(value_type = String)]
    pub service_at_location_id: Id,
    /// What.
    pub service: HitService,
    /// Who.
    pub organization: HitOrganization,
    /// Where.
    pub location: HitLocation,
    /// The kabupaten or kota.
    pub region: Named,
    /// How it reaches people.
    #[schema(value_type = Vec<String>)]
    pub channels: Vec<Channel>,
    /// Value, raw text and rule; null where nothing is stated.
    #[schema(value_type = Option<Object>)]
    pub duration: Option<Value>,
    /// Value, raw text and rule; null where nothing is stated. Unknown is not free.
    #[schema(value_type = Option<Object>)]
    pub cost: Option<Value>,
    /// OpenStreetMap `opening_hours`.
    pub opening_hours: Option<String>,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// At `open_at`, or now; null where the hours are unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens.
    pub opens_next: Option<String>,
    /// From `near`.
    pub distance_km: Option<f64>,
    /// The service's name as safe HTML, matched words in `<mark>`.
    pub highlight: String,
    /// When the source last confirmed this, changed or not.
    #[schema(value_type = String)]
    pub data_as_of: Instant,
    /// Made up.
    pub synthetic: bool,
    /// Since when the source no longer names it; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

/// The service of a hit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HitService {
    /// For `/v1/services/{id}`.
    #[schema(value_type = String)]
    pub id: Id,
    /// As written.
    pub name: String,
    /// National term.
    pub term: Option<String>,
}

/// The agency of a hit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HitOrganization {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// The canonical name, or as written.
    pub name: String,
}

/// The place of a hit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HitLocation {
    /// For `/v1/locations/{id}`.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its name.
    pub name: String,
    /// One line.
    pub address: Option<String>,
    /// Where it is.
    #[schema(value_type = Object)]
    pub point: Point,
}

/// A search as asked for.
pub struct Asked {
    query: Query,
    page: Page,
    open_at: Option<Instant>,
}

impl Asked {
    /// The same, nearest first where there is a place to be near to.
    #[must_use]
    pub fn nearest_first(mut self) -> Self {
        if self.query.near.is_some() {
            self.query.sort = Sort::Distance;
        }
        self
    }
}

/// Reads the parameters of a search.
///
/// # Errors
/// One is not as documented.
pub fn asked(params: &Params, now: Instant) -> Result<Asked, Error> {
    let page = params.page(20)?;
    let (mut region, mut province) = (params.code("region")?, params.code("province")?);
    if province.is_some_and(|code| !code.is_province()) {
        return Err(Error::parameter("province", "must be a code of two digits, like 36"));
    }
    if let Some(code) = region.filter(|code| code.is_province()) {
        (region, province) = (None, Some(code));
    }
    let query = Query {
        text: params.text("q")?.unwrap_or_default(),
        near: params.near()?,
        radius_km: params.radius_km()?,
        region,
        province,
        organization: params.text("organization")?,
        category: params.text("category")?,
        channel: params.channel()?,
        free: params.flag("free")?,
        max_duration_minutes: params.max_duration()?,
        service_id: params.id("service")?,
        location_id: params.id("location")?,
        sort: params.sort()?,
        offset: page.offset(),
        limit: page.size,
        facets: params.facets()?,
    };
    Ok(Asked { query, page, open_at: params.open_at(now)? })
}

/// Answers a search.
///
/// # Errors
/// The engine does not answer.
pub async fn search(state: &State, asked: Asked) -> Result<SearchAnswer, Error> {
    let at = asked.open_at.unwrap_or_else(|| state.now());
    let mut reader = Reader::new(at);
    let Found { answer, total_is_at_least, degraded } = match asked.open_at {
        None => find(state, &asked.query).await?,
        Some(_) => open_only(state, &asked, &mut reader).await?,
    };
    let holdings = state.metrics.holdings();
    // What the database says is not behind.
    let behind = if degraded { 0 } else { holdings.index_behind_seconds };
    Ok(SearchAnswer {
        query: asked.query.text,
        total: answer.total,
        total_is_at_least,
        degraded,
        page: asked.page.page,
        size: asked.page.size,
        hits: answer.hits.into_iter().map(|hit| SearchHit::of(hit, &mut reader, &holdings)).collect(),
        facets: answer.facets.into_iter().map(|facet| named(state, facet)).collect(),
        interpreted: Interpreted {
            corrected: answer.corrected.into_iter().map(|(typed, read_as)| Corrected { typed, read_as }).collect(),
            near: asked.query.near,
            open_at: asked.open_at,
        },
        index_behind_seconds: (behind > 0).then_some(behind),
    })
}

/// The engine does not know the hours: look at its matches in bounded steps and keep those that are open.
async fn open_only(state: &State, asked: &Asked, reader: &mut Reader) -> Result<Found, Error> {
    let mut open = Answer::default();
    let (mut degraded, mut at_least) = (false, false);
    let mut seen = 0;
    let mut matches = usize::MAX;
    while seen < matches.min(OPEN_SCAN) {
        // The database looks at everything each time.
        let limit = if state.index.is_usable() { OPEN_SCAN_STEP } else { OPEN_SCAN };
        let step = Query { offset: seen, limit, facets: Vec::new(), ..asked.query.clone() };
        let found = find(state, &step).await?;
        degraded |= found.degraded;
        at_least |= found.total_is_at_least;
        let answer = found.answer;
        if answer.hits.is_empty() {
            break;
        }
        matches = usize::try_from(answer.total).unwrap_or(usize::MAX);
        seen += answer.hits.len();
        open.corrected = answer.corrected;
        let is_open = |hit: &Hit| reader.read(hit.document.opening_hours.as_deref(), &hit.document.zone).open == Some(true);
        let mut is_open = is_open;
        open.hits.extend(answer.hits.into_iter().filter(|hit| is_open(hit)));
    }
    open.total = open.hits.len() as u64;
    open.facets = asked.query.facets.iter().map(|&facet| counted(facet, &open.hits)).collect();
    open.hits = asked.page.of(open.hits);
    Ok(Found { answer: open, total_is_at_least: at_least || (matches != usize::MAX && seen < matches), degraded })
}

fn counted(facet: Facet, hits: &[Hit]) -> FacetCounts {
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

fn named(state: &State, facet: FacetCounts) -> (&'static str, Vec<FacetValue>) {
    let coded = matches!(facet.facet, Facet::Region | Facet::Province);
    let value = |(value, count): (String, u64)| FacetValue { name: coded.then(|| state.gazetteer.name(&value)), value, count };
    (facet.facet.as_str(), facet.values.into_iter().map(value).collect())
}

impl SearchHit {
    fn of(hit: Hit, reader: &mut Reader, holdings: &Holdings) -> Self {
        let document = hit.document;
        let confirmed = holdings.confirmed.get(&document.source).copied();
        let Moment { open, opens_next } = reader.read(document.opening_hours.as_deref(), &document.zone);
        Self {
            service_at_location_id: document.id,
            service: HitService { id: document.service_id, name: document.service.clone(), term: document.term.clone() },
            organization: HitOrganization { id: document.organization_id, name: document.organization.clone() },
            location: HitLocation {
                id: document.location_id,
                name: document.location.clone(),
                address: document.address.clone(),
                point: document.point,
            },
            region: Named { code: document.region.to_string(), name: document.region_name.clone() },
            channels: document.channels.clone(),
            duration: document.duration.clone(),
            cost: document.cost.clone(),
            opening_hours: document.opening_hours.clone(),
            zone: document.zone.clone(),
            open,
            opens_next,
            distance_km: hit.distance_km.map(|km| (km * 1000.0).round() / 1000.0),
            highlight: hit.highlight,
            data_as_of: confirmed.map_or(document.data_as_of, |at| at.max(document.data_as_of)),
            synthetic: document.synthetic,
            absent_since: document.absent_since,
        }
    }
}

#[utoipa::path(get, path = "/v1/search", tag = "search",
    params(
        ("q" = Option<String>, Query, description = "What to look for; misspellings and other words are understood"),
        ("near" = Option<String>, Query, description = "lat,lon in degrees: distances are from here"),
        ("radius_km" = Option<f64>, Query, description = "No farther than this from near"),
        ("region" = Option<String>, Query, description = "Kabupaten or kota, like 36.01"),
        ("province" = Option<String>, Query, description = "Province, like 36"),
        ("organization" = Option<String>, Query, description = "Canonical agency, or its id"),
        ("category" = Option<String>, Query, description = "Category as written"),
        ("channel" = Option<String>, Query, description = "counter, mobile, self_service or online"),
        ("free" = Option<bool>, Query, description = "Known to be free, or known not to be"),
        ("open_at" = Option<String>, Query, description = "Open at this moment: now, or RFC 3339"),
        ("max_duration" = Option<String>, Query, description = "Known to take no longer: minutes, or like 2h, 3d"),
        ("sort" = Option<String>, Query, description = "relevance or distance"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("size" = Option<usize>, Query, description = "1 to 100"),
        ("facets" = Option<String>, Query, description = "all, or a list of organization, region, province, channel, category"),
    ),
    responses((status = 200, body = SearchAnswer,
            headers(("Simpul-Degraded" = Option<String>, description = "`search`: the database answered in the search engine's place; as `degraded` in the body"))), (status = 400, body = crate::error::Problem), (status = 503, body = crate::error::Problem)))]
/// Finds services at places.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let begun = std::time::Instant::now();
    let asked = asked(&Params::of(&request), state.now())?;
    let found = search(&state, asked).await?;
    let mut answer = answer::json_timed(&request, &found, begun.elapsed())?;
    if found.degraded {
        answer.headers_mut().insert(DEGRADED, HeaderValue::from_static("search"));
    }
    Ok(answer)
}
