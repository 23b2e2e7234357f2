//! The pages: each asks what the JSON API asks, and shows it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::frame::{Frame, PageError};
use super::pins::{self, PinMap, Spot};
use super::share::shortened;
use super::{notice, text, words};
use crate::answer;
use crate::error::Error;
use crate::linked::schema_org;
use crate::notices::NoticeView;
use crate::params::{Page, Params};
use crate::routes::search::{self, SearchAnswer, SearchHit};
use crate::routes::stops::StopView;
use crate::state::State;

pub(super) type Shown = Result<HttpResponse, PageError>;

pub(super) fn show(request: &HttpRequest, page: Result<impl Template, Error>) -> Shown {
    let body = page.and_then(|page| page.render().map_err(Error::from));
    body.map(|body| answer::page(request, body)).map_err(|error| PageError::of(request, error))
}

#[derive(Template)]
#[template(path = "cari.html")]
struct Home {
    f: Frame,
    q: String,
    near: String,
    province: String,
    open_now: bool,
    places: Vec<String>,
    provinces: Vec<(String, String)>,
    found: Option<SearchAnswer>,
    /// What ambiguous words may mean, and where each is asked for.
    choices: Vec<(String, String)>,
    /// Services with more places than are shown: name, how many more, and where all are.
    more: Vec<(String, u64, String)>,
    previous: Option<String>,
    next: Option<String>,
    map: Option<PinMap>,
    /// The number in the list of this page's first.
    first: usize,
}

/// What people ask for most, as they type it: in Indonesian, in English, and the query.
const OFTEN: [(&str, &str, &str); 8] = [
    ("KTP hilang", "Lost ID card", "ktp hilang"),
    ("Kartu keluarga", "Family card", "kartu keluarga"),
    ("Akta kelahiran", "Birth certificate", "akta kelahiran"),
    ("Perpanjang SIM", "Renew a driving licence", "perpanjang sim"),
    ("SKCK", "Police record certificate", "skck"),
    ("Paspor", "Passport", "paspor"),
    ("NIB usaha", "Business number (NIB)", "nib"),
    ("Pajak kendaraan", "Vehicle tax", "pajak kendaraan"),
];

/// Notices with one hit: the rest is on its own page.
const MOST_NOTICES: usize = 2;

impl Home {
    fn often(&self) -> Vec<(&'static str, String)> {
        OFTEN.iter().map(|(id, en, query)| (self.f.t(id, en), self.f.to(&format!("/?q={}", query.replace(' ', "+"))))).collect()
    }
    fn title(&self) -> String {
        shortened(&self.q, 60)
    }
    /// Whether a filter beyond the words is set, so that the filters are shown.
    fn is_filtered(&self) -> bool {
        self.open_now || !self.province.is_empty()
    }
    fn cost(&self, hit: &SearchHit) -> String {
        words::cost(&self.f, hit.cost.as_ref().map(registry::search::Json::value).as_ref())
    }
    fn duration(&self, hit: &SearchHit) -> String {
        words::duration(&self.f, hit.duration.as_ref().map(registry::search::Json::value).as_ref())
    }
    fn open(&self, hit: &SearchHit) -> String {
        words::open(&self.f, hit.open, hit.opens_next.as_deref())
    }
    fn open_class(&self, hit: &SearchHit) -> &'static str {
        words::open_class(hit.open)
    }
    /// What is announced of it, each as its title and the region's words.
    fn announced(&self, notices: &[NoticeView]) -> Vec<notice::Told> {
        notices.iter().take(MOST_NOTICES).map(|one| notice::Told::of(&self.f, one)).collect()
    }
    fn distance(&self, hit: &SearchHit) -> Option<String> {
        words::distance(&self.f, hit.distance_km)
    }
    fn stop_when(&self, stop: &StopView) -> Option<String> {
        let next = stop.next.as_ref()?;
        let opens = next.opens.as_deref().and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
        let day = words::day(&self.f, next.date);
        Some(opens.map_or_else(|| day.clone(), |at| format!("{day} {} {}", at.format("%H.%M"), stop.zone)))
    }
    fn stop_distance(&self, stop: &StopView) -> Option<String> {
        words::distance(&self.f, stop.distance_km)
    }
    fn absent(&self, hit: &SearchHit) -> Option<String> {
        hit.absent_since.map(|since| words::time(&self.f, Some(since)))
    }
    fn channels(&self, hit: &SearchHit) -> String {
        hit.channels.iter().map(|channel| words::channel(&self.f, channel.as_str())).collect::<Vec<_>>().join(", ")
    }
}

pub(super) async fn home(request: HttpRequest, state: web::Data<State>) -> Shown {
    if text::is_wanted(&request) {
        return Ok(text::respond(&request, &state).await);
    }
    show(&request, home_page(&request, &state).await)
}

async fn home_page(request: &HttpRequest, state: &State) -> Result<Home, Error> {
    let typed = Params::of(request);
    let asked_anything = ["q", "term", "near", "region", "province", "open_at", "organization", "category", "channel", "location"]
        .iter()
        .any(|name| typed.get(name).is_some());
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let (q, near, province) = (value("q"), value("near"), value("province"));
    let params = Params::of(request).with_place(|place| point_of(state, place));
    let found =
        if asked_anything { Some(search::search(state, search::nearest_first(search::asked(&params, state.now())?)).await?) } else { None };
    let synthetic = state.demo || found.as_ref().is_some_and(|found| found.hits.iter().any(|hit| hit.synthetic));
    let page = params.page(20)?;
    let choices = found.iter().flat_map(|found| &found.choices).filter_map(|choice| {
        let (key, value) = choice.term.map(|term| ("term", term)).or(choice.region.as_deref().map(|code| ("region", code)))?;
        Some((choice.name.clone(), turned(request, key, value)))
    });
    let groups = found.iter().filter(|found| found.groups.len() > 1).flat_map(|found| &found.groups).filter(|group| group.more > 0);
    let groups = groups.map(|group| (group.name.clone(), group.more, turned(request, "term", group.term))).collect();
    let choices = choices.collect();
    let spots = found.as_ref().map(|found| spots(found, page.offset())).unwrap_or_default();
    let f = Frame::of(request, synthetic).with_data(|base| data(base, state.demo, found.as_ref(), page.offset() + 1));
    let you = found.as_ref().and_then(|found| found.interpreted.near);
    let map = pins::draw(&spots, you, &state.gazetteer.regions, f.t("lainnya", "more"));
    let more = found.as_ref().is_some_and(|found| (page.offset() + found.hits.len()) < usize::try_from(found.total).unwrap_or(usize::MAX));
    Ok(Home {
        f,
        map,
        first: page.offset() + 1,
        q,
        near,
        province,
        open_now: typed.get("open_at").is_some(),
        places: state.gazetteer.regions.iter().map(|region| region.name.clone()).collect(),
        provinces: state.gazetteer.provinces.iter().map(|province| (province.code.to_string(), province.name.clone())).collect(),
        previous: (page.page > 1 && found.is_some()).then(|| turned(request, "page", &(page.page - 1).to_string())),
        next: more.then(|| turned(request, "page", &(page.page + 1).to_string())),
        choices,
        more: groups,
        found,
    })
}

/// What machines read of a search: the registry itself, or what was found in it.
fn data(base: &str, is_demo: bool, found: Option<&SearchAnswer>, first: usize) -> Vec<serde_json::Value> {
    let way = schema_org::breadcrumbs(base, &[("Simpul", "/".to_owned())]);
    let Some(found) = found else { return vec![schema_org::dataset(base, is_demo), way] };
    let results = found.hits.iter().map(|hit| (hit.service.name.as_str(), format!("/layanan/{}", hit.service.id)));
    vec![schema_org::list(base, first, results), way]
}

/// The places of the list, numbered as it is.
fn spots(found: &SearchAnswer, offset: usize) -> Vec<Spot> {
    let halls = found.halls.iter().map(|hall| (hall.point, &hall.name));
    let hits = found.hits.iter().map(|hit| (hit.location.point, &hit.location.name));
    let numbered = halls.chain(hits).zip(offset + 1..);
    numbered.map(|((point, name), number)| Spot { point, number, name: shortened(name, 80) }).collect()
}

/// This page's address with one parameter changed, at the list's first page unless that is what changes.
fn turned(request: &HttpRequest, name: &str, value: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in url::form_urlencoded::parse(request.query_string().as_bytes()).filter(|(key, _)| key != "page" && key != name) {
        query.append_pair(&key, &value);
    }
    query.append_pair(name, value);
    format!("{}?{}", request.path(), query.finish())
}

/// The pages before and after this one of a list.
pub(super) struct Turns {
    /// Where the newer ones are.
    pub previous: Option<String>,
    /// Where the older ones are.
    pub next: Option<String>,
    /// The last page; `None` where it is this one, or lies too deep.
    pub last: Option<String>,
    /// From 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
}

impl Turns {
    pub(super) fn of(request: &HttpRequest, page: Page, total: i64) -> Self {
        let total = usize::try_from(total).unwrap_or_default();
        let pages = total.div_ceil(page.size).max(1);
        let is_there = |number: usize| number >= 1 && number <= pages && number != page.page && page.reaches(number);
        let link = |number: usize| is_there(number).then(|| turned(request, "page", &number.to_string()));
        Self { previous: link(page.page - 1), next: link(page.page + 1), last: link(pages), page: page.page, pages }
    }
}

/// The point of the kabupaten or kota that a person typed: its full name first, then a name that ends like it.
pub(super) fn point_of(state: &State, place: &str) -> Option<String> {
    let wanted = place.to_lowercase();
    let regions = &state.gazetteer.regions;
    let exact = regions.iter().find(|region| region.name.to_lowercase() == wanted);
    let ending = || regions.iter().rev().find(|region| region.name.to_lowercase().ends_with(&format!(" {wanted}")));
    exact.or_else(ending).map(|region| format!("{},{}", region.point.lat, region.point.lon))
}

pub(super) async fn missing(request: HttpRequest) -> Shown {
    Err(PageError::of(&request, Error::not_found("page", request.path())))
}
