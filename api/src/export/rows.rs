//! The columns of the CSV files, and what stands in them. A cell that a spreadsheet would take for a formula gets an apostrophe.

use harvester::sheet::defused;
use registry::model::{Cost, CostKind, Duration, Fact};
use registry::store::read::{Bundle, LocationRow, OrganizationRow, PlaceRow, ServiceRow};

use super::Table;
use crate::state::Gazetteer;

/// The names of the columns.
#[must_use]
pub fn header(table: Table) -> &'static [&'static str] {
    match table {
        Table::Services => &[
            "id",
            "nama",
            "layanan_nasional",
            "kategori",
            "instansi_id",
            "instansi",
            "kode_daerah",
            "daerah",
            "uraian",
            "waktu",
            "waktu_min",
            "waktu_maks",
            "waktu_satuan",
            "biaya",
            "gratis",
            "biaya_min_rupiah",
            "biaya_maks_rupiah",
            "persyaratan",
            "prosedur",
            "dasar_hukum",
            "kanal",
            "tautan",
            "sumber",
            "data_per",
            "diubah",
            "buatan",
        ],
        Table::Locations => &[
            "id",
            "nama",
            "alamat",
            "kode_daerah",
            "daerah",
            "lintang",
            "bujur",
            "titik_milik_daerah",
            "jam_buka",
            "telepon",
            "surel",
            "situs",
            "sumber",
            "diubah",
            "buatan",
        ],
        Table::Organizations => {
            &["id", "nama", "nama_nasional", "kode_daerah", "daerah", "uraian", "telepon", "surel", "situs", "sumber", "diubah", "buatan"]
        }
        Table::ServiceAtLocations => &["id", "layanan_id", "gerai_id", "loket", "telepon", "jam_buka", "diubah"],
    }
}

/// One row, as CSV.
#[must_use]
pub fn line<'c>(cells: impl IntoIterator<Item = std::borrow::Cow<'c, str>>) -> String {
    let cell = |text: std::borrow::Cow<'c, str>| {
        // A number below zero is a number.
        let text = if text.parse::<f64>().is_ok() { text.into_owned() } else { defused(&text) };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    cells.into_iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

fn words(list: &[Option<String>]) -> String {
    line(list.iter().map(|text| text.as_deref().unwrap_or_default().into()))
}

fn fact<T: serde::de::DeserializeOwned>(json: Option<&str>) -> Option<Fact<T>> {
    json.and_then(|json| serde_json::from_str(json).ok())
}

fn phone(json: Option<&str>) -> Option<String> {
    fact::<String>(json).map(|fact| fact.value.unwrap_or(fact.provenance.raw))
}

fn yes(is: bool) -> Option<String> {
    Some(if is { "ya" } else { "tidak" }.to_owned())
}

/// Free or not, and the least and the most in rupiah, where they are known.
fn rupiah(cost: Option<&Cost>) -> (Option<bool>, Option<u64>, Option<u64>) {
    match cost.map(|cost| &cost.kind) {
        Some(CostKind::Free) => (Some(true), Some(0), Some(0)),
        Some(CostKind::Amount { idr }) => (Some(false), Some(*idr), Some(*idr)),
        Some(CostKind::Range { min, max, .. }) => (Some(false), Some(*min), Some(*max)),
        Some(CostKind::AtLeast { min, .. }) => (Some(false), Some(*min), None),
        Some(CostKind::PerUnit { idr, .. }) => (Some(false), Some(*idr), None),
        Some(CostKind::Mixed { max }) => (Some(false), Some(0), *max),
        Some(CostKind::Formula { .. } | CostKind::ByRule | CostKind::Foreign { .. }) => (Some(false), None, None),
        None => (None, None, None),
    }
}

/// A row of the services.
#[must_use]
pub fn service(row: &ServiceRow, bundle: &Bundle, gazetteer: &Gazetteer) -> String {
    let source = bundle.sources.get(&row.source_id);
    let agency = bundle.organizations.get(&row.organization_id);
    let time = fact::<Duration>(row.duration.as_deref());
    let cost = fact::<Cost>(bundle.costs.get(&row.id).map(String::as_str));
    let (free, least, most) = rupiah(cost.as_ref().and_then(|cost| cost.value.as_ref()));
    let span = time.as_ref().and_then(|time| time.value.as_ref());
    let documents = bundle.requirements.get(&row.id).into_iter().flatten().map(|row| row.document.as_str());
    let steps: Vec<String> = serde_json::from_str(&row.procedure).unwrap_or_default();
    words(&[
        Some(row.id.to_string()),
        Some(row.name.clone()),
        row.term.clone(),
        row.category.clone(),
        Some(row.organization_id.to_string()),
        agency.map(|agency| agency.canonical.clone().unwrap_or_else(|| agency.name.clone())),
        source.map(|source| source.region.clone()),
        source.map(|source| gazetteer.name(&source.region)),
        row.description.clone(),
        time.as_ref().map(|time| time.provenance.raw.clone()),
        span.and_then(|span| span.min).map(|number| number.to_string()),
        span.and_then(|span| span.max).map(|number| number.to_string()),
        span.map(|span| span.unit.as_str().to_owned()),
        cost.as_ref().map(|cost| cost.provenance.raw.clone()),
        free.and_then(yes),
        least.map(|number| number.to_string()),
        most.map(|number| number.to_string()),
        Some(documents.collect::<Vec<_>>().join("\n")),
        Some(steps.join("\n")),
        row.legal_basis.clone(),
        Some(row.channels.clone()),
        row.url.clone(),
        Some(row.source_id.clone()),
        source.and_then(|source| source.last_success_at).map(|at| at.to_string()),
        Some(bundle.modified_at(row).to_string()),
        yes(source.is_some_and(|source| source.synthetic)),
    ])
}

/// A row of the places.
#[must_use]
pub fn location(row: &LocationRow, hours: Option<&str>, is_made_up: bool, gazetteer: &Gazetteer) -> String {
    words(&[
        Some(row.id.to_string()),
        Some(row.name.clone()),
        row.address.clone(),
        Some(row.region.clone()),
        Some(gazetteer.name(&row.region)),
        Some(row.latitude.to_string()),
        Some(row.longitude.to_string()),
        yes(row.point_is_regions),
        hours.map(str::to_owned),
        phone(row.phone.as_deref()),
        row.email.clone(),
        row.website.clone(),
        Some(row.source_id.clone()),
        Some(row.modified_at.to_string()),
        yes(is_made_up),
    ])
}

/// A row of the agencies.
#[must_use]
pub fn organization(row: &OrganizationRow, bundle: &Bundle, gazetteer: &Gazetteer) -> String {
    let source = bundle.sources.get(&row.source_id);
    words(&[
        Some(row.id.to_string()),
        Some(row.name.clone()),
        row.canonical.clone(),
        source.map(|source| source.region.clone()),
        source.map(|source| gazetteer.name(&source.region)),
        row.description.clone(),
        phone(row.phone.as_deref()),
        row.email.clone(),
        row.website.clone(),
        Some(row.source_id.clone()),
        Some(row.modified_at.to_string()),
        yes(source.is_some_and(|source| source.synthetic)),
    ])
}

/// A row of the services at places.
#[must_use]
pub fn place(row: &PlaceRow, bundle: &Bundle) -> String {
    let hours = bundle.schedules.get(&row.id).and_then(|hours| hours.osm.clone());
    words(&[
        Some(row.id.to_string()),
        Some(row.service_id.to_string()),
        Some(row.location_id.to_string()),
        row.counter.clone(),
        phone(row.phone.as_deref()),
        hours,
        Some(row.modified_at.to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_numbers_stay_numbers() {
        assert_eq!(line(["=1+1".into(), "-6.6".into(), "@a".into(), "a, b".into()]), "'=1+1,-6.6,'@a,\"a, b\"\r\n");
        assert_eq!(line(["-1+HYPERLINK(2)".into()]), "'-1+HYPERLINK(2)\r\n");
    }
}
