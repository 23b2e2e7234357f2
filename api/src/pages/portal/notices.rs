//! `/publikasi/{region}/pengumuman`: what is announced now, and one form to write another: the hall is chosen already, "tutup" and "hari ini"
//! are, so that a flood needs one press of a button. Works without JavaScript.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _};
use registry::access::Action;
use registry::model::{Id, Instant, RegionCode, Zone};
use registry::notice::{Kind, LONGEST_TEXT, Notice, Wish};
use registry::store::notices::{self, About, Sought};
use registry::store::read;
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::super::notice as words;
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::finder::told::plain;
use crate::notices::written;
use crate::state::State;

/// Notices on the page that have ended.
const EARLIER: i64 = 20;
/// Notices on the page that have not.
const CURRENT: i64 = 100;

/// A notice with its buttons.
struct Line {
    id: Id,
    told: words::Told,
    author: String,
    text: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "publikasi_pengumuman.html")]
struct NoticesPage {
    f: Frame,
    d: Desk,
    path: String,
    current: Vec<Line>,
    earlier: Vec<Line>,
    /// What a notice may be about: value of the form, and name.
    places: Vec<(String, String)>,
    services: Vec<String>,
    may_write: bool,
    longest: usize,
}

impl NoticesPage {
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        Kind::ALL.iter().map(|kind| (kind.as_str(), self.f.t(kind.name(), kind.name_en()))).collect()
    }
    fn until(&self) -> [(&'static str, &'static str); 4] {
        [
            ("hari-ini", self.f.t("Hari ini", "Today")),
            ("besok", self.f.t("Besok", "Tomorrow")),
            ("seminggu", self.f.t("Tujuh hari", "Seven days")),
            ("sebulan", self.f.t("30 hari", "30 days")),
        ]
    }
}

/// What a region has that a notice may be about.
struct Offered {
    halls: Vec<(Id, String)>,
    /// Hall, agency, name of both.
    counters: Vec<(Id, Id, String)>,
    /// Hall, service, its name, its national term.
    services: Vec<(Id, Id, String, Option<String>)>,
}

async fn offered(state: &State, region: RegionCode) -> Result<Offered, Error> {
    let code = region.to_string();
    let read = state.store.read(move |conn| {
        let halls = read::locations(conn, Some(&code))?;
        let mut offered = Offered { halls: Vec::new(), counters: Vec::new(), services: Vec::new() };
        for hall in halls {
            let mut agencies: BTreeMap<Id, String> = BTreeMap::new();
            for (_, service, agency) in read::services_at_location(conn, hall.id)? {
                let Some(service) = service else { continue };
                if let Some(agency) = agency {
                    agencies.entry(service.organization_id).or_insert(agency);
                }
                offered.services.push((hall.id, service.id, service.name, service.term));
            }
            let mut counters: Vec<_> = agencies.into_iter().map(|(id, name)| (hall.id, id, format!("{name}, {}", hall.name))).collect();
            counters.sort_by(|a, b| a.2.cmp(&b.2));
            offered.counters.extend(counters);
            offered.halls.push((hall.id, hall.name));
        }
        Ok(offered)
    });
    Ok(read.await?)
}

impl Offered {
    fn places(&self, f: &Frame) -> Vec<(String, String)> {
        let region = (
            String::new(),
            f.t("Seluruh daerah: semua MPP dan layanan keliling", "The whole region: all halls and mobile units").to_owned(),
        );
        let halls = self.halls.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let counters =
            self.counters.iter().map(|(hall, agency, name)| (format!("{hall}:{agency}"), format!("{} {name}", f.t("Loket", "Counter"))));
        // Whoever has one hall means that one.
        let mut all: Vec<_> =
            if self.halls.len() == 1 { halls.chain([region]).collect() } else { [region].into_iter().chain(halls).collect() };
        all.extend(counters);
        all
    }

    /// The names of services, national ones first.
    fn names(&self) -> Vec<String> {
        let national: std::collections::BTreeSet<String> =
            self.services.iter().filter_map(|(.., term)| term.as_deref().map(plain)).collect();
        let own: std::collections::BTreeSet<String> = self.services.iter().map(|(_, _, name, _)| name.clone()).collect();
        let own = own.into_iter().filter(|name| !national.contains(name)).collect::<Vec<_>>();
        national.into_iter().chain(own).collect()
    }

    /// What the fields `untuk` and `layanan` mean.
    fn about(&self, place: &str, service: &str) -> Result<About, Error> {
        let unknown = |field| Error::parameter(field, "pilih dari daftar / choose from the list");
        let (hall, agency) = place.split_once(':').map_or((place, None), |(hall, agency)| (hall, Some(agency)));
        let id = |text: &str| text.parse::<Id>().map_err(|_| unknown("untuk"));
        let location = (!hall.is_empty()).then(|| id(hall)).transpose()?;
        let organization = agency.map(id).transpose()?;
        let wanted = service.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok(About { location, organization, ..About::default() });
        }
        let is_meant =
            |name: &str, term: Option<&str>| name.to_lowercase() == wanted || term.is_some_and(|term| plain(term).to_lowercase() == wanted);
        let mut meant = self.services.iter().filter(|(.., name, term)| is_meant(name, term.as_deref()));
        match location {
            Some(location) => {
                let found = meant.find(|(hall, ..)| *hall == location).ok_or_else(|| unknown("layanan"))?;
                Ok(About { location: Some(location), service: Some(found.1), ..About::default() })
            }
            None => {
                let first = meant.next().ok_or_else(|| unknown("layanan"))?;
                match &first.3 {
                    Some(term) => Ok(About { term: Some(term.clone()), ..About::default() }),
                    // One without a national term is known by its hall alone.
                    None => Ok(About { location: Some(first.0), service: Some(first.1), ..About::default() }),
                }
            }
        }
    }
}

pub(super) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    code: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0, &code).await)?)
}

/// The region of the path, where it is one of theirs.
fn desk(request: &HttpRequest, state: &State, caller: &Caller, text: &str) -> Result<(Desk, RegionCode), Error> {
    let code = text.parse().map_err(|_| Error::not_found("region", text))?;
    Ok((Desk::at(request, state, caller, Some(code))?, code))
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller, text: &str) -> Result<NoticesPage, Error> {
    let (d, code) = desk(request, state, caller, text)?;
    let now = state.now();
    let found = state.store.read(move |conn| {
        let of = |state| Sought { region: Some(code), location: None, state: Some(state) };
        let mut current = notices::notices(conn, &of("in_force"), now, 0, CURRENT)?.0;
        current.extend(notices::notices(conn, &of("coming"), now, 0, CURRENT)?.0);
        Ok((current, notices::notices(conn, &of("ended"), now, 0, EARLIER)?.0))
    });
    let (current, earlier) = found.await?;
    let offered = offered(state, code).await?;
    let line = |notice: Notice| {
        let view = written::view(state, &notice);
        let told = words::Told::of(&d.f, &view);
        Line { id: notice.id, told, author: notice.author_name, text: notice.content.text, state: view.state }
    };
    Ok(NoticesPage {
        path: format!("/publikasi/{code}/pengumuman"),
        current: current.into_iter().map(line).collect(),
        earlier: earlier.into_iter().map(line).collect(),
        places: offered.places(&d.f),
        services: offered.names(),
        may_write: caller.is_allowed(Action::WriteNotice, &d.scope()),
        longest: LONGEST_TEXT,
        f: d.f.clone(),
        d,
    })
}

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Written {
    #[serde(default)]
    untuk: String,
    #[serde(default)]
    layanan: String,
    #[serde(default)]
    jenis: String,
    #[serde(default)]
    teks: String,
    #[serde(default)]
    teks_en: String,
    #[serde(default)]
    buka: String,
    #[serde(default)]
    tutup: String,
    #[serde(default)]
    mulai: String,
    #[serde(default)]
    sampai: String,
    #[serde(default)]
    tanggal: String,
}

impl Written {
    fn wish(&self, now: Instant, zone: Zone) -> Result<Wish, Error> {
        let today = now.utc().with_timezone(&zone.offset()).date_naive();
        let is_later = self.mulai == "besok";
        let begins = if is_later { today.checked_add_days(Days::new(1)).unwrap_or(today) } else { today };
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        Ok(Wish {
            kind: self.jenis.clone(),
            text: self.teks.clone(),
            text_en: text(&self.teks_en),
            opens: text(&self.buka),
            closes: text(&self.tutup),
            starts_at: if is_later { midnight(begins, zone) } else { None },
            ends_at: Some(ends(&self.sampai, &self.tanggal, begins, today, zone)?),
        })
    }
}

/// The end that is chosen; a date that was written says it, whatever else is chosen. "Hari ini" of a notice that begins tomorrow is that day.
fn ends(chosen: &str, date: &str, begins: NaiveDate, today: NaiveDate, zone: Zone) -> Result<Instant, Error> {
    let unread = || Error::parameter("tanggal", "tulis tanggal seperti 2026-12-31 / must be a date like 2026-12-31");
    let last = match chosen {
        _ if !date.trim().is_empty() => date.trim().parse::<NaiveDate>().ok(),
        "" | "hari-ini" => Some(begins),
        "besok" => today.checked_add_days(Days::new(1)).map(|tomorrow| tomorrow.max(begins)),
        "seminggu" => begins.checked_add_days(Days::new(6)),
        "sebulan" => begins.checked_add_days(Days::new(29)),
        _ => None,
    };
    last.and_then(|last| last.checked_add_days(Days::new(1))).and_then(|day| midnight(day, zone)).ok_or_else(unread)
}

fn midnight(day: NaiveDate, zone: Zone) -> Option<Instant> {
    zone.offset().from_local_datetime(&day.and_time(NaiveTime::MIN)).single().map(|at| Instant::new(at.to_utc()))
}

pub(super) async fn write(
    request: HttpRequest,
    state: web::Data<State>,
    filled: Filled<Written>,
    code: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    Ok(see(&request, wrote(&request, &state, &caller, &code, &form).await)?)
}

async fn wrote(request: &HttpRequest, state: &State, caller: &Caller, code: &str, form: &Written) -> Result<String, Error> {
    let (d, _) = desk(request, state, caller, code)?;
    let (region, zone) = written::region(state, caller, code)?;
    let about = offered(state, region).await?.about(&form.untuk, &form.layanan)?;
    written::write(state, caller, code, about, &form.wish(state.now(), zone)?).await?;
    Ok(d.f.to(&format!("/publikasi/{region}/pengumuman")))
}

/// A notice of this region that the caller may change.
async fn own(request: &HttpRequest, state: &State, caller: &Caller, (code, id): &(String, String)) -> Result<(Desk, Notice), Error> {
    let (d, region) = desk(request, state, caller, code)?;
    let notice = written::own(state, caller, id).await?;
    if notice.region == region { Ok((d, notice)) } else { Err(Error::not_found("notice", id.as_str())) }
}

pub(super) async fn end(
    request: HttpRequest,
    state: web::Data<State>,
    filled: Filled<Written>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Unmet> {
    let caller = filled.0.caller;
    let ended = async {
        let (d, notice) = own(&request, &state, &caller, &path).await?;
        written::end(&state, &caller, &notice).await?;
        Ok(d.f.to(&format!("/publikasi/{}/pengumuman", notice.region)))
    };
    Ok(see(&request, ended.await)?)
}

pub(super) async fn change(
    request: HttpRequest,
    state: web::Data<State>,
    filled: Filled<Written>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let to = changed(&request, &state, &caller, &path, form).await.map_err(|error| PageError::of(&request, error));
    Ok(see(&request, Ok(to?))?)
}

async fn changed(request: &HttpRequest, state: &State, caller: &Caller, path: &(String, String), form: Written) -> Result<String, Error> {
    let (d, notice) = own(request, state, caller, path).await?;
    let region = notice.region;
    let zone = registry::gazetteer::region(region).map_or(Zone::Wib, |region| region.zone);
    let today = state.now().utc().with_timezone(&zone.offset()).date_naive();
    let starts = notice.content.starts_at.utc().with_timezone(&zone.offset()).date_naive().max(today);
    let is_kept = form.sampai.is_empty() && form.tanggal.trim().is_empty();
    let ends_at = if is_kept { None } else { Some(ends(&form.sampai, &form.tanggal, starts, today, zone)?) };
    written::change(state, caller, notice, |wish| {
        wish.text = form.teks;
        wish.ends_at = ends_at.or(wish.ends_at);
    })
    .await?;
    Ok(d.f.to(&format!("/publikasi/{region}/pengumuman")))
}
