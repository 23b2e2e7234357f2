//! `/nasional`, `/nasional/{slug}`: a national service compared over the regions.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::frame::Frame;
use super::handlers::{Shown, Turns, show};
use super::words;
use crate::error::Error;
use crate::linked::schema_org;
use crate::national::{Offer, Spread};
use crate::params::Params;
use crate::routes::national::{self, NationalDetail, NationalService};
use crate::state::State;

#[derive(Template)]
#[template(path = "nasional.html")]
struct NationalPage {
    f: Frame,
    services: Vec<NationalService>,
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>) -> Shown {
    let page = national::all(&state).await.map(|all| NationalPage {
        f: Frame::of(&request, state.demo),
        services: all.services.into_iter().filter(|service| service.offers > 0).collect(),
    });
    show(&request, page)
}

/// One line of the summary, in words.
struct Line {
    name: &'static str,
    median: String,
    half: String,
    all: String,
    known: usize,
    unknown: usize,
    other: usize,
}

#[derive(Template)]
#[template(path = "nasional_satu.html")]
struct ComparePage {
    f: Frame,
    d: NationalDetail,
    summary: Vec<Line>,
    province: String,
    provinces: Vec<(String, String)>,
    order: String,
    orders: Vec<(&'static str, &'static str)>,
    turns: Turns,
    csv: String,
}

impl ComparePage {
    fn cost(&self, offer: &Offer) -> String {
        words::cost(&self.f, offer.cost.as_ref())
    }
    fn duration(&self, offer: &Offer) -> String {
        words::duration(&self.f, offer.duration.as_ref())
    }
    fn as_of(&self, offer: &Offer) -> String {
        words::time(&self.f, offer.data_as_of)
    }
    /// How a figure stands beside the national median; nothing where either is unknown.
    fn beside(&self, offer: &Offer, figure: usize) -> Option<&str> {
        let median = [self.d.cost_idr.median, self.d.duration_minutes.median].get(figure).copied().flatten()?;
        let value = offer.figures.get(figure)?.value()?;
        Some(match value.total_cmp(&median) {
            std::cmp::Ordering::Less => self.f.t("di bawah median", "below the median"),
            std::cmp::Ordering::Equal => self.f.t("sama dengan median", "as the median"),
            std::cmp::Ordering::Greater => self.f.t("di atas median", "above the median"),
        })
    }
}

pub(super) async fn one(request: HttpRequest, state: web::Data<State>, slug: web::Path<String>) -> Shown {
    show(&request, page(&request, &state, &slug).await)
}

async fn page(request: &HttpRequest, state: &State, slug: &str) -> Result<ComparePage, Error> {
    let params = Params::of(request);
    let (mut d, page) = national::detail(state, slug, &params).await?;
    let synthetic = d.rows.iter().any(|offer| offer.synthetic);
    d.rows = page.of(std::mem::take(&mut d.rows));
    let f = Frame::of(request, state.demo || synthetic);
    let f = match crate::national::term(slug) {
        Some(term) => f.with_data(|base| {
            let way = [("Simpul", "/".to_owned()), ("Bandingkan", "/nasional".to_owned()), (term, format!("/nasional/{slug}"))];
            vec![schema_org::breadcrumbs(base, &way)]
        }),
        None => f,
    };
    let rupiah = |value: f64| if value == 0.0 { "Rp0".to_owned() } else { words::rupiah(whole(value)) };
    let minutes = |value: f64| time(&f, value);
    let count = |value: f64| format!("{}", (value * 10.0).round() / 10.0);
    let summary = vec![
        line(&f, f.t("Biaya", "Cost"), &d.cost_idr, &rupiah),
        line(&f, f.t("Waktu paling lama", "Longest time"), &d.duration_minutes, &minutes),
        line(&f, f.t("Jumlah syarat", "Number of papers"), &d.requirements, &count),
    ];
    let names = [
        ("region", f.t("Daerah", "Region")),
        ("cost", f.t("Biaya terendah", "Lowest cost")),
        ("-cost", f.t("Biaya tertinggi", "Highest cost")),
        ("duration", f.t("Tercepat", "Fastest")),
        ("-duration", f.t("Terlama", "Slowest")),
        ("requirements", f.t("Syarat paling sedikit", "Fewest papers")),
        ("-requirements", f.t("Syarat paling banyak", "Most papers")),
        ("data_as_of", f.t("Data terbaru", "Newest data")),
    ];
    let mut csv = url::form_urlencoded::Serializer::new(String::new());
    csv.append_pair("format", "csv");
    for name in ["province", "sort"] {
        if let Some(value) = params.get(name) {
            csv.append_pair(name, value);
        }
    }
    Ok(ComparePage {
        province: params.get("province").unwrap_or_default().to_owned(),
        provinces: state.gazetteer.provinces.iter().map(|province| (province.code.to_string(), province.name.clone())).collect(),
        order: params.get("sort").unwrap_or("region").to_owned(),
        orders: names.to_vec(),
        turns: Turns::of(request, page, i64::try_from(d.total).unwrap_or_default()),
        csv: format!("/v1/national-services/{slug}?{}", csv.finish()),
        summary,
        d,
        f,
    })
}

fn line(f: &Frame, name: &'static str, spread: &Spread, say: &dyn Fn(f64) -> String) -> Line {
    let none = || f.t("belum diketahui", "not known").to_owned();
    let both = |low: Option<f64>, high: Option<f64>| low.zip(high).map_or_else(none, |(low, high)| format!("{} – {}", say(low), say(high)));
    Line {
        name,
        median: spread.median.map_or_else(none, say),
        half: both(spread.lower_quarter, spread.upper_quarter),
        all: both(spread.lowest, spread.highest),
        known: spread.known,
        unknown: spread.unknown,
        other: spread.not_comparable,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an amount of money, rounded")]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

/// Minutes in the largest unit that keeps them readable.
fn time(f: &Frame, minutes: f64) -> String {
    let (value, unit) = match minutes {
        minutes if minutes < 60.0 => (minutes, f.t("menit", "min")),
        minutes if minutes < 1440.0 => (minutes / 60.0, f.t("jam", "h")),
        minutes => (minutes / 1440.0, f.t("hari", "days")),
    };
    let text = format!("{}", (value * 10.0).round() / 10.0);
    format!("{} {unit}", if f.english() { text } else { text.replace('.', ",") })
}
