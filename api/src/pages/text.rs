//! Answers as plain text, for terminals and SMS gateways: at most 320 characters, which are two messages, out of the alphabet of GSM 03.38 as
//! far as it goes. The most useful first; what to bring fills what room is left and is cut at a word.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _, web};
use registry::model::Id;
use registry::store::read;

use super::frame::Frame;
use super::handlers::point_of;
use super::{notice, words};
use crate::answer;
use crate::error::Error;
use crate::finder::told::plain;
use crate::notices::NoticeView;
use crate::params::Params;
use crate::routes::search::{self, SearchAnswer, SearchHit};
use crate::routes::stops::StopView;
use crate::state::State;

/// Characters of an answer: two messages.
pub const LONGEST: usize = 320;
const PLAIN: &str = "text/plain; charset=utf-8";

/// Whether the caller would rather have plain text than anything else.
#[must_use]
pub fn is_wanted(request: &HttpRequest) -> bool {
    let first = |accept: header::Accept| accept.ranked().into_iter().next();
    request.get_header::<header::Accept>().and_then(first).is_some_and(|kind| kind.essence_str() == "text/plain")
}

pub(super) async fn teks(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    respond(&request, &state).await
}

/// The answer to a search as text; an error, too, is text.
pub async fn respond(request: &HttpRequest, state: &State) -> HttpResponse {
    let f = Frame::of(request, false);
    let mut answer = match compose(request, state, &f).await {
        Ok(text) => answer::text(request, PLAIN, text),
        Err(error) => {
            error.log();
            let text = fit(vec![refusal(&f, &error)]);
            HttpResponse::build(error.status_code()).insert_header((header::CACHE_CONTROL, "no-store")).content_type(PLAIN).body(text)
        }
    };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    answer
}

fn refusal(f: &Frame, error: &Error) -> String {
    match error {
        Error::Parameter { parameter, expected } => format!("{} {parameter}: {expected}.", f.t("Isian tidak terbaca.", "Not understood.")),
        Error::Store(_) | Error::Search(_) | Error::Busy => {
            f.t("Layanan sedang terganggu. Coba lagi sebentar lagi.", "Temporarily unavailable. Try again shortly.").to_owned()
        }
        other => format!("{} {other}.", f.t("Tidak bisa dijawab.", "No answer.")),
    }
}

async fn compose(request: &HttpRequest, state: &State, f: &Frame) -> Result<String, Error> {
    let params = Params::of(request).with_place(|place| point_of(state, place));
    if ["q", "term", "near", "region"].iter().all(|name| params.get(name).is_none()) {
        let usage = f.t(
            "Simpul: cari layanan publik. Tulis layanan dan daerah, misalnya: ktp hilang sleman. Alamat: /teks?q=ktp+hilang+sleman",
            "Simpul: find a public service. Write the service and the region, like: ktp hilang sleman. Address: /teks?q=ktp+hilang+sleman",
        );
        return Ok(fit(vec![usage.to_owned()]));
    }
    let asked = search::nearest_first(search::asked(&params, state.now())?);
    let found = search::search(state, asked).await?;
    let more = |path: &str| format!("{}: {}{path}", f.t("Lengkap", "More"), host(request));
    let Some(hit) = found.hits.first() else { return Ok(fit(without_hits(f, &found, &more("/")))) };
    let id = hit.service.id;
    let bring = state.store.read(move |conn| read::requirements(conn, id)).await?;
    let bring: Vec<String> = bring.into_iter().map(|row| row.document).collect();
    Ok(of_hit(f, &found, hit, &bring, &more(&format!("/layanan/{}", Id::to_string(&id)))))
}

/// The nearest place, and what a person needs to know to go there.
fn of_hit(f: &Frame, found: &SearchAnswer, hit: &SearchHit, bring: &[String], more: &str) -> String {
    let service = hit.service.term.as_deref().map_or_else(|| hit.service.name.clone(), plain);
    let mut place = format!("{}: {}", cut(&service, 60), cut(&hit.location.name, 50));
    if !hit.location.name.contains(&hit.region.name) {
        place.push_str(&format!(", {}", cut(&hit.region.name, 30)));
    }
    if let Some(km) = words::distance(f, hit.distance_km) {
        place.push_str(&format!(" ({km})"));
    }
    let mut before = vec![format!("{place}.")];
    before.extend((!found.choices.is_empty()).then(|| choices(f, found, 60)));
    let open = match hit.open {
        None => f.t("Jam buka tidak diketahui", "Opening hours unknown").to_owned(),
        known => words::open(f, known, hit.opens_next.as_deref()),
    };
    before.push(format!("{open}."));
    before.extend(hit.notices.first().map(|one| announced(f, one)));
    before.push(format!(
        "{}: {}.",
        f.t("Biaya", "Cost"),
        cut(&words::cost(f, hit.cost.as_ref().map(registry::search::Json::value).as_ref()), 40)
    ));
    before.extend(found.stops.first().map(|stop| mobile(f, stop)));
    let before = before.into_iter().map(|part| gsm(&part)).collect::<Vec<_>>().join(" ");
    let more = gsm(more);
    let label = f.t("Bawa", "Bring");
    let room = LONGEST.saturating_sub(before.chars().count() + more.chars().count() + label.len() + 5);
    let list = gsm(&bring.join("; "));
    let list =
        if list.is_empty() { gsm(f.t("tanyakan dulu, syarat tidak dicantumkan", "ask first, requirements are not stated")) } else { list };
    let text = if room < 15 { format!("{before} {more}") } else { format!("{before} {label}: {}. {more}", cut(&list, room)) };
    fit(vec![text])
}

/// `Keliling: Kamis 3 Des 09.00, Kantor Desa Contoh (3 km).`
fn mobile(f: &Frame, stop: &StopView) -> String {
    let when = stop.next.as_ref().map_or_else(String::new, |next| {
        let hour = next.opens.as_deref().and_then(|opens| opens.get(11..16)).map(|hour| format!(" {}", hour.replace(':', ".")));
        format!("{}{}, ", words::day(f, next.date), hour.unwrap_or_default())
    });
    let km = words::distance(f, stop.distance_km).map(|km| format!(" ({km})")).unwrap_or_default();
    format!("{}: {when}{}{km}.", f.t("Keliling", "Mobile unit"), cut(&stop.name, 40))
}

/// `PENGUMUMAN: Tutup sementara sampai Selasa 24 Nov 12.00 WIB. Banjir.`
fn announced(f: &Frame, one: &NoticeView) -> String {
    let text = one.text_en.as_ref().filter(|_| f.english()).unwrap_or(&one.text);
    format!("{}: {}. {}", f.t("PENGUMUMAN", "NOTICE"), notice::title(f, one), cut(text, 80))
}

fn choices(f: &Frame, found: &SearchAnswer, room: usize) -> String {
    let names: Vec<&str> = found.choices.iter().map(|choice| choice.name.as_str()).collect();
    format!("{} {}?", f.t("Maksud Anda:", "Do you mean:"), cut(&names.join(" / "), room))
}

fn without_hits(f: &Frame, found: &SearchAnswer, more: &str) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(told) = &found.not_offered {
        let place = f.t(&told.place, &told.place_en);
        parts.push(format!("{} {} {place}.", told.name, f.t("umumnya tidak dilayani di MPP. Datang ke", "is not given at a hall. Go to")));
    }
    for hall in found.halls.iter().take(3) {
        let km = words::distance(f, hall.distance_km).map(|km| format!(" ({km})")).unwrap_or_default();
        parts.push(format!("{}{km}.", cut(&hall.name, 70)));
        parts.extend(hall.notices.first().map(|one| announced(f, one)));
    }
    if parts.is_empty() {
        parts.push(f.t("Tidak ditemukan.", "Nothing was found.").to_owned());
    }
    parts.extend((!found.choices.is_empty()).then(|| choices(f, found, 160)));
    parts.extend(found.stops.first().map(|stop| mobile(f, stop)));
    if let Some(near) = found.alternatives.first() {
        parts.push(format!("{} {}, {}.", f.t("Terdekat:", "Nearest:"), cut(&near.service.name, 60), cut(&near.location.name, 50)));
    }
    parts.push(more.to_owned());
    parts
}

/// The host that was asked, where it is a plain name: it is the caller's word.
fn host(request: &HttpRequest) -> String {
    let host = request.connection_info().host().to_owned();
    let is_plain = host.len() <= 40 && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    if is_plain { host } else { String::new() }
}

/// At most so many characters, cut after a whole word.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(3)).collect();
    let whole = kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole);
    format!("{}...", whole.trim_end_matches([' ', ',', ';', '.', ':', '(']))
}

/// In the alphabet of GSM 03.38 as far as a like sign is in it; what has none is left out. No line ends, no control characters.
fn gsm(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            ' '..='Z' | 'a'..='z' | '_' if sign != '`' => out.push(sign),
            '–' | '—' | '−' | '·' | '•' | '‐' | '‑' => out.push('-'),
            '‘' | '’' | '`' => out.push('\''),
            '“' | '”' | '«' | '»' => out.push('"'),
            '…' => out.push_str("..."),
            '[' | '{' => out.push('('),
            ']' | '}' => out.push(')'),
            'é' | 'è' | 'ù' | 'ì' | 'ò' | 'à' | 'ä' | 'ö' | 'ñ' | 'ü' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | 'É' => out.push(sign),
            '±' => out.push_str("+/-"),
            _ if sign.is_whitespace() => out.push(' '),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The parts as one text that is short enough.
fn fit(parts: Vec<String>) -> String {
    let mut text = String::new();
    for part in parts {
        let part = gsm(&part);
        let gap = usize::from(!text.is_empty());
        let room = LONGEST - 1 - text.chars().count();
        if room <= gap + 10 {
            break;
        }
        if gap == 1 {
            text.push(' ');
        }
        text.push_str(&cut(&part, room - gap));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_word() {
        assert_eq!(cut("Surat kehilangan dari kepolisian", 20), "Surat kehilangan...");
        assert_eq!(cut("Surat kehilangan", 16), "Surat kehilangan");
        assert_eq!(cut(&"x".repeat(400), 10), "xxxxxxx...");
    }

    #[test]
    fn signs_are_those_of_a_text_message() {
        assert_eq!(gsm("Tutup · buka “lagi” 1–3 hari…\r\n[x]\u{202e}字"), "Tutup - buka \"lagi\" 1-3 hari... (x)");
    }

    #[test]
    fn parts_never_grow_too_long() {
        for many in [1, 5, 40] {
            let text = fit(vec!["kata ".repeat(30); many]);
            assert!(text.chars().count() <= LONGEST && text.ends_with('\n'), "{text}");
        }
    }
}
