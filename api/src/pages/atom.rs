//! `/daerah/{code}/perubahan.atom`: what changed last in a region's catalog, as a feed (RFC 4287) to subscribe to. The library escapes what feeds
//! write; control characters, which XML does not allow, are taken out before.

use actix_web::{HttpRequest, HttpResponse, web};
use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use registry::model::{Id, Instant};
use registry::store::read::{self, Recent};

use super::frame::{Frame, PageError};
use super::words;
use crate::error::Error;
use crate::state::State;
use crate::{address, answer, licence};

/// Entries.
const SHOWN: usize = 100;

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, code: web::Path<String>) -> Result<HttpResponse, PageError> {
    let feed = feed(&request, &state, &code).await.map_err(|error| PageError::of(&request, error))?;
    let mut answer = answer::text(&request, "application/atom+xml; charset=utf-8", feed);
    answer.headers_mut().insert(
        actix_web::http::header::CACHE_CONTROL,
        // Readers that many share ask every few minutes, with the entity tag.
        actix_web::http::header::HeaderValue::from_static("public, max-age=300"),
    );
    Ok(answer)
}

async fn feed(request: &HttpRequest, state: &State, code: &str) -> Result<String, Error> {
    let nowhere = || Error::not_found("region", code);
    let region = state.gazetteer.region(code.parse().map_err(|_| nowhere())?).ok_or_else(nowhere)?;
    let code = region.code.to_string();
    let here = code.clone();
    let rows = state.store.read(move |conn| {
        let sources = read::sources(conn)?;
        let ids: Vec<String> = sources.into_iter().filter(|row| row.region == here).map(|row| row.id).collect();
        read::recent(conn, &ids, SHOWN)
    });
    let rows = rows.await?;
    let (base, f) = (address::base(request, state), Frame::of(request, state.demo));
    let link = |rel: &str, path: &str, kind: &str| Link {
        href: format!("{base}{path}"),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    let feed = Feed {
        title: Text::plain(format!("{}: {}", f.t("Perubahan layanan", "Changes of services"), region.name)),
        // An id must never change, and an address may: no host is part of it.
        id: urn(Id::derive("daerah", "perubahan", &code)),
        // A region where nothing has changed yet was never changed.
        updated: rows.first().map_or_else(FixedDateTime::default, |row| date(row.at)),
        authors: vec![Person { name: format!("MPP {}", region.name), ..Person::default() }],
        generator: Some(Generator { value: "Simpul".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", &f.to(&format!("/daerah/{code}/perubahan.atom")), "application/atom+xml"),
            link("alternate", &f.to(&format!("/daerah/{code}")), "text/html"),
        ],
        rights: Some(Text::plain(licence::URL)),
        lang: Some(f.t("id", "en").to_owned()),
        entries: rows.iter().map(|row| entry(&f, row, &link)).collect(),
        ..Feed::default()
    };
    Ok(feed.to_string())
}

fn entry(f: &Frame, row: &Recent, link: &impl Fn(&str, &str, &str) -> Link) -> Entry {
    let (term, what) = match (&row.service, row.absent_since) {
        (None, _) => ("removed", f.t("Layanan ini tidak ada lagi.", "This service is gone.").to_owned()),
        (Some(_), Some(at)) => {
            let since = words::time(f, Some(at));
            ("absent", format!("{} {since}.", f.t("Sumbernya tidak lagi menyebut layanan ini sejak", "Its source has not named it since")))
        }
        (Some((_, place)), None) => ("updated", format!("{} {place}.", f.t("Data layanan ini baru atau berubah di", "New or changed at"))),
    };
    Entry {
        title: Text::plain(clean(&row.name)),
        id: urn(row.id),
        updated: date(row.at),
        categories: vec![Category { term: term.to_owned(), ..Category::default() }],
        links: row.service.iter().map(|(service, _)| link("alternate", &f.to(&format!("/layanan/{service}")), "text/html")).collect(),
        summary: Some(Text::plain(clean(&what))),
        ..Entry::default()
    }
}

fn urn(id: Id) -> String {
    format!("urn:uuid:{id}")
}

fn date(at: Instant) -> FixedDateTime {
    at.utc().fixed_offset()
}

fn clean(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '\u{FFFE}' | '\u{FFFF}')).collect()
}
