//! `/keliling`: the days on which mobile units come, as a schedule; `/keliling.ics`: the same to subscribe to.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::frame::Frame;
use super::handlers::{Shown, point_of, show};
use super::{notice, words};
use crate::answer;
use crate::error::Error;
use crate::mobile::{self, Coming, Visit, calendar};
use crate::params::Params;
use crate::routes::stops::wanted;
use crate::state::State;

/// Days on the page, in the file.
const PAGE_DAYS: u64 = 14;
const FILE_DAYS: u64 = 60;
/// Visits on one page.
const MOST: usize = 100;
const FILE: &str = "text/calendar; charset=utf-8";

/// One visit on one day, in words.
struct Told {
    service: String,
    name: String,
    address: Option<String>,
    region: String,
    hours: String,
    distance: Option<String>,
    cancelled: bool,
    announced: Vec<notice::Told>,
    holiday: bool,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "keliling.html")]
struct MobilePage {
    f: Frame,
    q: String,
    near: String,
    region: String,
    places: Vec<String>,
    regions: Vec<(String, String)>,
    unknown_place: Option<String>,
    from: String,
    to: String,
    days: Vec<(String, Vec<Told>)>,
    cut: bool,
    calendar: String,
}

pub(super) async fn schedule(request: HttpRequest, state: web::Data<State>) -> Shown {
    show(&request, page(&request, &state).await)
}

async fn page(request: &HttpRequest, state: &State) -> Result<MobilePage, Error> {
    let typed = Params::of(request);
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let (params, unknown_place) = placed(request, state);
    let wanted = wanted(state, &params, PAGE_DAYS)?;
    let visits = mobile::find(state, &wanted).await?;
    let f = Frame::of(request, state.demo);
    let mut by_day: BTreeMap<NaiveDate, Vec<(&Visit, &Coming)>> = BTreeMap::new();
    for (visit, coming) in visits.iter().flat_map(|visit| visit.coming.iter().map(move |coming| (visit, coming))) {
        by_day.entry(coming.date).or_default().push((visit, coming));
    }
    let all: usize = by_day.values().map(Vec::len).sum();
    let mut left = MOST;
    let mut days = Vec::new();
    for (day, visits) in by_day {
        if left == 0 {
            break;
        }
        let shown: Vec<Told> = visits.into_iter().take(left).map(|(visit, coming)| told(&f, state, visit, coming)).collect();
        left -= shown.len();
        days.push((words::day(&f, day), shown));
    }
    Ok(MobilePage {
        q: value("q"),
        near: value("near"),
        region: value("region"),
        places: state.gazetteer.regions.iter().map(|region| region.name.clone()).collect(),
        regions: state.gazetteer.regions.iter().map(|region| (region.code.to_string(), region.name.clone())).collect(),
        unknown_place,
        from: words::day(&f, wanted.from),
        to: words::day(&f, wanted.to),
        cut: all > MOST,
        calendar: file_address(request),
        days,
        f,
    })
}

/// The parameters with a place's point for its name; and the name where no place bears it.
fn placed(request: &HttpRequest, state: &State) -> (Params, Option<String>) {
    let typed = Params::of(request);
    let name = typed.get("near").filter(|near| !near.contains(',')).map(str::to_owned);
    let unknown = name.filter(|name| point_of(state, name).is_none());
    if unknown.is_some() {
        return (typed.without("near"), unknown);
    }
    (typed.with_place(|place| point_of(state, place)), None)
}

fn told(f: &Frame, state: &State, visit: &Visit, coming: &Coming) -> Told {
    let row = &visit.row;
    let (is_closed, announced) = mobile::announced(state, visit, coming);
    let unknown = || f.t("Layanan tidak disebut", "Service not stated").to_owned();
    let hours = coming.hours.map_or_else(
        || f.t("Jam tidak disebut", "Hours not stated").to_owned(),
        |(begins, ends)| format!("{}–{} {}", begins.format("%H.%M"), ends.format("%H.%M"), row.zone),
    );
    Told {
        service: row.service.clone().or_else(|| row.organization.clone()).unwrap_or_else(unknown),
        name: row.name.clone(),
        address: row.address.as_deref().and_then(|address| beside(&row.name, address)),
        region: state.gazetteer.name(&row.region),
        hours,
        distance: words::distance(f, visit.distance_km.filter(|_| !row.point_is_regions)),
        cancelled: visit.is_cancelled() || is_closed,
        announced: notice::told(f, &announced),
        holiday: coming.holiday,
        note: row.note.clone(),
    }
}

/// An address without the name of the place, with which many begin.
fn beside(name: &str, address: &str) -> Option<String> {
    let rest = address.strip_prefix(name).map_or(address, |rest| rest.trim_start_matches([',', ' ']));
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// Where the file with the same choice is: what is asked for by date would soon be past.
fn file_address(request: &HttpRequest) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let kept = ["q", "near", "region", "radius_km"];
    for (key, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        if kept.contains(&key.as_ref()) && !value.is_empty() {
            query.append_pair(&key, &value);
        }
    }
    let query = query.finish();
    if query.is_empty() { "/keliling.ics".to_owned() } else { format!("/keliling.ics?{query}") }
}

pub(super) async fn file(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let (params, _) = placed(&request, &state);
    let wanted = wanted(&state, &params, FILE_DAYS)?;
    let visits = mobile::find(&state, &wanted).await?;
    let place = wanted.region.map(|code| state.gazetteer.name(&code.to_string()));
    let name = place.map_or_else(|| "Layanan keliling".to_owned(), |place| format!("Layanan keliling {place}"));
    // A stamp that changed with every request would make every answer a new one.
    let stamp = state.today().parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    let stamp = stamp.map_or_else(|| state.now(), |at| registry::model::Instant::new(at.and_utc()));
    let f = Frame::of(&request, false);
    let announced = |visit: &Visit, coming: &Coming| {
        let (is_closed, notices) = mobile::announced(&state, visit, coming);
        let lines = notices.iter().map(|one| format!("{}: {}", notice::title(&f, one), one.text)).collect();
        calendar::Announced { is_closed, lines }
    };
    let mut answer = answer::text(&request, FILE, calendar::write(&name, &visits, stamp, announced));
    let disposition = header::HeaderValue::from_static("inline; filename=\"keliling.ics\"");
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(answer)
}
