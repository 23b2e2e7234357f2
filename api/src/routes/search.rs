//! `GET /v1/search`: which service, where, open or not.

use std::collections::BTreeMap;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use registry::finder::{Candidate, Choice, Understood};
use registry::model::{Channel, Id, Instant, Point, RegionCode};
use registry::normalise::service_name;
use registry::search::{Facet, FacetCounts, Hit, Json, Query, Sort};
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::finder::told::{self, Corrected, Group, Interpreted, ToldChoice, ToldElsewhere, ToldHall};
use crate::finder::{self, Asked};
use crate::metrics::Holdings;
use crate::mobile;
use crate::mobile::near::Around;
use crate::notices::{NoticeView, Read, Reader};
use crate::pages::text;
use crate::params::Params;
use crate::routes::stops::StopView;
use crate::sources::Named;
use crate::state::State;

/// Says what the database answered in the place of a part that is away.
const DEGRADED: HeaderName = HeaderName::from_static("simpul-degraded");

/// The answer to a search.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchAnswer {
    /// `q` as typed.
    pub query: String,
    /// Matches in all.
    pub total: u64,
    /// With `open_at`, no more matches are looked at than fill the page (with facets: than the 2,000 best), and where `degraded` 20,000: there
    /// may be more than `total`.
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
    /// The national services among the hits, and how many more places offer each.
    pub groups: Vec<Group>,
    /// Where the words are ambiguous: what they may mean.
    pub choices: Vec<ToldChoice>,
    /// What halls do not do, or rarely, and who does it.
    pub not_offered: Option<ToldElsewhere>,
    /// The query without its slips: "maksud Anda …?"
    pub suggestion: Option<String>,
    /// Where nothing was found: what comes nearest.
    pub alternatives: Vec<SearchHit>,
    /// Where halls themselves were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub halls: Vec<ToldHall>,
    /// Mobile units that bring the service within 14 days: to the person sooner than a hall can be reached (with `near`: nearer than the
    /// nearest hall), or into the region that was asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<StopView>,
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
    pub duration: Option<Json>,
    /// Value, raw text and rule; null where nothing is stated. Unknown is not free.
    #[schema(value_type = Option<Object>)]
    pub cost: Option<Json>,
    /// OpenStreetMap `opening_hours`.
    pub opening_hours: Option<String>,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// At `open_at`, or now, notices heeded; null where the hours are unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens, notices heeded.
    pub opens_next: Option<String>,
    /// What its region has announced: in force, or within seven days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
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
    let term = params.text("term")?;
    let query = Query {
        text: params.text("q")?.unwrap_or_default(),
        one_per_place: term.is_some(),
        term,
        regions: Vec::new(),
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
        open: None,
        shut: None,
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
    let now = state.now();
    let mut found = finder::find(state, &asked, now).await?;
    let reader = Reader::new(state, found.open_at.or(asked.open_at).unwrap_or(now));
    let holdings = state.metrics.holdings();
    // What the database says is not behind.
    let behind = if found.degraded { 0 } else { holdings.index_behind_seconds };
    let told = |hits: Vec<Hit>| hits.into_iter().map(|hit| SearchHit::of(hit, &reader, &holdings)).collect::<Vec<_>>();
    let is_found = found.answer.total > 0 || !found.halls.is_empty();
    state.metrics.process.searched(is_found, found.degraded);
    if asked.page.page == 1 {
        state.queries.note(state.today(), &asked.query, &found.understood, is_found);
    }
    let stops = mobile_stops(state, &asked, &found).await?;
    let (hits, alternatives) = (told(found.answer.hits), told(found.alternatives));
    let choices = std::mem::take(&mut found.understood.choices).into_iter().chain(near(&found.understood, hits.is_empty()));
    let choices = choices.map(Into::into).collect();
    let not_offered = found.understood.not_offered.take().map(Into::into);
    let suggestion = found.understood.suggestion.take();
    let mut interpreted = told::interpreted(found.understood);
    interpreted.corrected.extend(found.answer.corrected.into_iter().map(|(typed, read_as)| Corrected { typed, read_as }));
    Ok(SearchAnswer {
        query: asked.query.text,
        total: found.answer.total,
        total_is_at_least: found.total_is_at_least,
        degraded: found.degraded,
        page: asked.page.page,
        size: asked.page.size,
        hits,
        facets: found.answer.facets.into_iter().map(|facet| named(state, facet)).collect(),
        interpreted: Interpreted {
            near: asked.query.near,
            open_at: found.open_at.or(asked.open_at),
            given_up: found.given_up,
            ..interpreted
        },
        groups: found.groups.into_iter().map(Group::of).collect(),
        choices,
        not_offered,
        suggestion,
        alternatives,
        halls: found.halls.iter().map(|hall| ToldHall::of(hall, &reader)).collect(),
        stops,
        index_behind_seconds: (behind > 0).then_some(behind),
    })
}

/// Mobile units that bring what was understood, on the first page.
async fn mobile_stops(state: &State, asked: &Asked, found: &finder::Found) -> Result<Vec<StopView>, Error> {
    let query = &asked.query;
    let understood = &found.understood;
    let named = query.term.as_deref().and_then(service_name::entry).map(|entry| entry.canonical.as_str());
    let terms: Vec<&'static str> = named.into_iter().chain(understood.services.iter().map(|one| one.term)).collect();
    if asked.page.page > 1 || terms.is_empty() {
        return Ok(Vec::new());
    }
    let regions: Vec<RegionCode> = match &understood.place {
        _ if query.region.is_some() => query.region.into_iter().collect(),
        Some(place) => place.regions.clone(),
        None => Vec::new(),
    };
    let nearest = found.answer.hits.iter().filter_map(|hit| hit.distance_km).min_by(f64::total_cmp);
    let around = match query.near {
        _ if !regions.is_empty() => Around::Regions(&regions),
        Some(near) => Around::Point(near, nearest),
        None => return Ok(Vec::new()),
    };
    let visits = mobile::near::near(state, &terms, &around).await?;
    Ok(visits.into_iter().map(|visit| StopView::of(state, visit)).collect())
}

/// Where nothing was found: the services that come near what was typed.
fn near(understood: &Understood, nothing: bool) -> Vec<Choice> {
    let one = |one: &Candidate| Choice { name: told::plain(one.term), term: Some(one.term), region: None };
    let is_open = nothing && understood.topic.is_none() && !understood.off_topic && understood.not_offered.is_none();
    if is_open { understood.near.iter().take(3).map(one).collect() } else { Vec::new() }
}

/// The same, nearest first where there is a place to be near to.
#[must_use]
pub fn nearest_first(mut asked: Asked) -> Asked {
    if asked.query.near.is_some() {
        asked.query.sort = Sort::Distance;
    }
    asked
}

fn named(state: &State, facet: FacetCounts) -> (&'static str, Vec<FacetValue>) {
    let coded = matches!(facet.facet, Facet::Region | Facet::Province);
    let value = |(value, count): (String, u64)| FacetValue { name: coded.then(|| state.gazetteer.name(&value)), value, count };
    (facet.facet.as_str(), facet.values.into_iter().map(value).collect())
}

impl SearchHit {
    fn of(hit: Hit, reader: &Reader, holdings: &Holdings) -> Self {
        let document = hit.document;
        let confirmed = holdings.confirmed.get(&document.source).copied();
        let Read { open, opens_next, notices } = reader.read(&told::spot(&document), document.opening_hours.as_deref(), &document.zone);
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
            notices,
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
        ("q" = Option<String>, Query, description = "What to look for, as people say it: service, place, day, hour, channel"),
        ("term" = Option<String>, Query, description = "Only this national term, each place once: see groups and choices"),
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
/// Finds services at places. With `Accept: text/plain` the answer is a text of at most 320 characters.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let begun = std::time::Instant::now();
    if text::is_wanted(&request) {
        return Ok(text::respond(&request, &state).await);
    }
    let asked = asked(&Params::of(&request), state.now())?;
    let found = search(&state, asked).await?;
    let mut answer = answer::json_timed(&request, &found, begun.elapsed())?;
    if found.degraded {
        answer.headers_mut().insert(DEGRADED, HeaderValue::from_static("search"));
    }
    Ok(answer)
}
