//! The columns of a table, and what stands in them: the same cells for CSV and Parquet.

use registry::model::{Cost, CostKind, Duration, Fact};
use registry::store::read::{Bundle, LocationRow, OrganizationRow, PlaceRow, ServiceRow};

use super::Table;
use crate::state::Gazetteer;
use crate::table::{Cell, Kind};

/// The columns of a table, by name.
#[must_use]
pub const fn columns(table: Table) -> &'static [(&'static str, Kind)] {
    match table {
        Table::Services => &[
            ("id", Kind::Text),
            ("nama", Kind::Text),
            ("layanan_nasional", Kind::Text),
            ("kategori", Kind::Text),
            ("instansi_id", Kind::Text),
            ("instansi", Kind::Text),
            ("kode_daerah", Kind::Text),
            ("daerah", Kind::Text),
            ("uraian", Kind::Text),
            ("waktu", Kind::Text),
            ("waktu_min", Kind::Whole),
            ("waktu_maks", Kind::Whole),
            ("waktu_satuan", Kind::Text),
            ("biaya", Kind::Text),
            ("gratis", Kind::Yes),
            ("biaya_min_rupiah", Kind::Whole),
            ("biaya_maks_rupiah", Kind::Whole),
            ("persyaratan", Kind::Text),
            ("prosedur", Kind::Text),
            ("dasar_hukum", Kind::Text),
            ("kanal", Kind::Text),
            ("tautan", Kind::Text),
            ("sumber", Kind::Text),
            ("data_per", Kind::Text),
            ("diubah", Kind::Text),
            ("buatan", Kind::Yes),
        ],
        Table::Locations => &[
            ("id", Kind::Text),
            ("nama", Kind::Text),
            ("alamat", Kind::Text),
            ("kode_daerah", Kind::Text),
            ("daerah", Kind::Text),
            ("lintang", Kind::Real),
            ("bujur", Kind::Real),
            ("titik_milik_daerah", Kind::Yes),
            ("jam_buka", Kind::Text),
            ("telepon", Kind::Text),
            ("surel", Kind::Text),
            ("situs", Kind::Text),
            ("sumber", Kind::Text),
            ("diubah", Kind::Text),
            ("buatan", Kind::Yes),
        ],
        Table::Organizations => &[
            ("id", Kind::Text),
            ("nama", Kind::Text),
            ("nama_nasional", Kind::Text),
            ("kode_daerah", Kind::Text),
            ("daerah", Kind::Text),
            ("uraian", Kind::Text),
            ("telepon", Kind::Text),
            ("surel", Kind::Text),
            ("situs", Kind::Text),
            ("sumber", Kind::Text),
            ("diubah", Kind::Text),
            ("buatan", Kind::Yes),
        ],
        Table::ServiceAtLocations => &[
            ("id", Kind::Text),
            ("layanan_id", Kind::Text),
            ("gerai_id", Kind::Text),
            ("loket", Kind::Text),
            ("telepon", Kind::Text),
            ("jam_buka", Kind::Text),
            ("diubah", Kind::Text),
        ],
    }
}

fn fact<T: serde::de::DeserializeOwned>(json: Option<&str>) -> Option<Fact<T>> {
    json.and_then(|json| serde_json::from_str(json).ok())
}

fn phone(json: Option<&str>) -> Option<String> {
    fact::<String>(json).map(|fact| fact.value.unwrap_or(fact.provenance.raw))
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
pub fn service(row: &ServiceRow, bundle: &Bundle, gazetteer: &Gazetteer) -> Vec<Cell> {
    let source = bundle.sources.get(&row.source_id);
    let agency = bundle.organizations.get(&row.organization_id);
    let time = fact::<Duration>(row.duration.as_deref());
    let cost = fact::<Cost>(bundle.costs.get(&row.id).map(String::as_str));
    let (free, least, most) = rupiah(cost.as_ref().and_then(|cost| cost.value.as_ref()));
    let span = time.as_ref().and_then(|time| time.value.as_ref());
    let documents = bundle.requirements.get(&row.id).into_iter().flatten().map(|row| row.document.as_str());
    let steps: Vec<String> = serde_json::from_str(&row.procedure).unwrap_or_default();
    vec![
        row.id.to_string().into(),
        row.name.clone().into(),
        row.term.clone().into(),
        row.category.clone().into(),
        row.organization_id.to_string().into(),
        agency.map(|agency| agency.canonical.clone().unwrap_or_else(|| agency.name.clone())).into(),
        source.map(|source| source.region.clone()).into(),
        source.map(|source| gazetteer.name(&source.region)).into(),
        row.description.clone().into(),
        time.as_ref().map(|time| time.provenance.raw.clone()).into(),
        span.and_then(|span| span.min).map(u64::from).into(),
        span.and_then(|span| span.max).map(u64::from).into(),
        span.map(|span| span.unit.as_str().to_owned()).into(),
        cost.as_ref().map(|cost| cost.provenance.raw.clone()).into(),
        free.into(),
        least.into(),
        most.into(),
        documents.collect::<Vec<_>>().join("\n").into(),
        steps.join("\n").into(),
        row.legal_basis.clone().into(),
        row.channels.clone().into(),
        row.url.clone().into(),
        row.source_id.clone().into(),
        source.and_then(|source| source.last_success_at).map(|at| at.to_string()).into(),
        bundle.modified_at(row).to_string().into(),
        source.is_some_and(|source| source.synthetic).into(),
    ]
}

/// A row of the places.
#[must_use]
pub fn location(row: &LocationRow, hours: Option<&str>, is_made_up: bool, gazetteer: &Gazetteer) -> Vec<Cell> {
    vec![
        row.id.to_string().into(),
        row.name.clone().into(),
        row.address.clone().into(),
        row.region.clone().into(),
        gazetteer.name(&row.region).into(),
        row.latitude.into(),
        row.longitude.into(),
        row.point_is_regions.into(),
        hours.map(str::to_owned).into(),
        phone(row.phone.as_deref()).into(),
        row.email.clone().into(),
        row.website.clone().into(),
        row.source_id.clone().into(),
        row.modified_at.to_string().into(),
        is_made_up.into(),
    ]
}

/// A row of the agencies.
#[must_use]
pub fn organization(row: &OrganizationRow, bundle: &Bundle, gazetteer: &Gazetteer) -> Vec<Cell> {
    let source = bundle.sources.get(&row.source_id);
    vec![
        row.id.to_string().into(),
        row.name.clone().into(),
        row.canonical.clone().into(),
        source.map(|source| source.region.clone()).into(),
        source.map(|source| gazetteer.name(&source.region)).into(),
        row.description.clone().into(),
        phone(row.phone.as_deref()).into(),
        row.email.clone().into(),
        row.website.clone().into(),
        row.source_id.clone().into(),
        row.modified_at.to_string().into(),
        source.is_some_and(|source| source.synthetic).into(),
    ]
}

/// A row of the services at places.
#[must_use]
pub fn place(row: &PlaceRow, bundle: &Bundle) -> Vec<Cell> {
    let hours = bundle.schedules.get(&row.id).and_then(|hours| hours.osm.clone());
    vec![
        row.id.to_string().into(),
        row.service_id.to_string().into(),
        row.location_id.to_string().into(),
        row.counter.clone().into(),
        phone(row.phone.as_deref()).into(),
        hours.into(),
        row.modified_at.to_string().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_of_a_table_have_one_name() {
        for table in [Table::Services, Table::Locations, Table::Organizations, Table::ServiceAtLocations] {
            let mut names: Vec<_> = columns(table).iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), columns(table).len());
        }
    }
}
