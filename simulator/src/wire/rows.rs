//! A shape of its own: flat rows without ids, which name their agency by its place in a list.

use serde_json::{Value, json};

use super::{channel, stops};
use crate::catalog::{Catalog, Service};
use crate::{NOTICE, Site};

/// The document.
pub fn document(site: &Site, catalog: &Catalog) -> Value {
    let hall = &catalog.hall;
    json!({
        "_synthetic": true,
        "keterangan": NOTICE,
        "mpp_profile": {
            "name": hall.name,
            "address": hall.address,
            "operating_hours_workdays": workdays(site, catalog),
            "operating_hours_weekends": hall.week.weekend(site.zone),
            "latitude": hall.point.lat,
            "longitude": hall.point.lon,
            "phone": hall.phone,
            "email": hall.email,
        },
        "agencies": catalog.agencies.iter().map(|agency| agency.name.as_str()).collect::<Vec<_>>(),
        "services": catalog.services.iter().map(|service| self::service(catalog, service)).collect::<Vec<_>>(),
        "keliling": stops(catalog),
        "statistics": catalog.figures.iter().map(|figure| json!({
            "jenis": figure.metric,
            "instansi": figure.agency.map(|place| &catalog.agencies[place].name),
            "periode": figure.period(),
            "nilai": value(figure),
        })).collect::<Vec<_>>(),
    })
}

fn workdays(site: &Site, catalog: &Catalog) -> String {
    let mut text = String::new();
    for line in catalog.hall.hours.lines().filter(|line| !line.starts_with("Sabtu")) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    if catalog.hall.week.0[5].is_empty() {
        return text;
    }
    // The text may run on to Saturday within a line: the weekdays are then written out anew.
    let object = catalog.hall.week.workdays().object();
    let day = |name: &str| object[name.to_lowercase()].as_str().unwrap_or_default().to_owned();
    let line = |name: &str| format!("{name}: {} {}", day(name), site.zone.as_str());
    ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"].map(line).join("\n")
}

fn service(catalog: &Catalog, service: &Service) -> Value {
    let mut record = json!({
        "agency": service.agency,
        "nama_layanan": service.name,
        "keterangan": service.description,
        "persyaratan": service.requirements,
        "sistem_mekanisme_prosedur": service.procedure,
        "jangka_waktu": service.duration,
        "lokasi_gerai": service.counter,
        "biaya": service.cost.text,
        "kanal": service.channels.iter().map(|&c| channel(c)).collect::<Vec<_>>(),
    });
    if let Some((_, text)) = &catalog.agencies[service.agency].hours {
        record["jam_layanan"] = text.as_str().into();
    }
    record
}

/// A score as a decimal number, the rest as whole numbers.
#[expect(clippy::cast_precision_loss, reason = "at most 9,999")]
pub fn value(figure: &crate::catalog::Figure) -> Value {
    if figure.metric == "satisfaction" { json!(figure.value as f64 / 100.0) } else { json!(figure.value) }
}
