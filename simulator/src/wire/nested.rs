//! A shape of its own: agencies, each with its services inside, and hours as an object keyed by weekday.

use serde_json::{Value, json};

use super::{channel, stops};
use crate::catalog::{Agency, Catalog, Service};
use crate::wording::cost::thousands;
use crate::{NOTICE, Site};

/// Where it is.
pub const PATH: &str = "data/mpp.json";

/// The document.
pub fn document(site: &Site, catalog: &Catalog) -> Value {
    let hall = &catalog.hall;
    json!({
        "_synthetic": true,
        "keterangan": NOTICE,
        "mpp": {
            "nama": hall.name,
            "alamat": hall.address,
            "lintang": hall.point.lat.to_string(),
            "bujur": hall.point.lon.to_string(),
            "telepon": hall.phone,
            "email": hall.email,
        },
        "data": catalog.agencies.iter().enumerate().map(|(place, agency)| self::agency(site, catalog, place, agency)).collect::<Vec<_>>(),
        "keliling": stops(catalog),
        "statistik": statistics(catalog),
    })
}

fn agency(site: &Site, catalog: &Catalog, place: usize, agency: &Agency) -> Value {
    let services = catalog.services.iter().filter(|service| service.agency == place);
    let mut record = json!({
        "id": format!("{}-{:02}", site.slug(), agency.number),
        "instansi": agency.name,
        "alamat": catalog.hall.address,
        "kontak": { "telepon": agency.phone, "email": agency.email, "website": agency.website },
        "layanan": services.map(service).collect::<Vec<_>>(),
    });
    if let Some((week, _)) = &agency.hours {
        record["jam_buka"] = week.object();
    }
    record
}

fn service(service: &Service) -> Value {
    json!({
        "id": format!("LYN-{:03}", service.number),
        "nama": service.name,
        "loket": service.counter,
        "deskripsi": service.description,
        "jangka_waktu": service.duration,
        "biaya": service.cost.text,
        "persyaratan": service.requirements.iter().map(|text| json!({ "nama": text, "link": "#" })).collect::<Vec<_>>(),
        "langkah": service.procedure,
        "kanal": service.channels.iter().map(|&c| channel(c)).collect::<Vec<_>>(),
    })
}

/// Visits and the index of satisfaction apart, with months in words and counts as text.
fn statistics(catalog: &Catalog) -> Value {
    let of = |metric: &'static str| catalog.figures.iter().filter(move |figure| figure.metric == metric);
    let visits = of("visits").map(|figure| {
        json!({
            "instansi": figure.agency.map(|place| &catalog.agencies[place].name),
            "bulan": figure.period_in_words(),
            "jumlah": thousands(figure.value),
        })
    });
    let scores = of("satisfaction")
        .map(|figure| json!({ "bulan": figure.period_in_words(), "nilai": format!("{},{:02}", figure.value / 100, figure.value % 100) }));
    json!({ "kunjungan": visits.collect::<Vec<_>>(), "ikm": scores.collect::<Vec<_>>() })
}
