//! What is missing where: national services by the regions that do not offer them, regions without an MPP, and costs and times that are far out.
//! Found out every few minutes for the whole nation; a region whose catalog nobody has is unknown, never lacking.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use registry::coverage::{Standing, standings};
use registry::gaps::{Lack, Reach, bounds, nearest, reach};
use registry::model::{Instant, RegionCode};
use registry::normalise::service_name;
use registry::store::{self, read};
use serde::Serialize;

use crate::coverage::steps;
use crate::error::Error;
use crate::finder::told::plain;
use crate::kept::Kept;
use crate::national::{self, Offer};
use crate::sources::Named;
use crate::state::{Gazetteer, State};
use crate::table::Table;

/// So old may the figures be.
const KEPT: Duration = Duration::from_secs(300);

/// Who offers what, as it was known a little while ago.
pub struct Known {
    offered: Kept<Offered>,
    outliers: Kept<Vec<Outlier>>,
}

impl Default for Known {
    fn default() -> Self {
        Self { offered: Kept::for_span(KEPT), outliers: Kept::for_span(2 * KEPT) }
    }
}

/// Which regions offer which service.
pub struct Offered {
    /// When this was so.
    pub at: Instant,
    /// Regions by the national term that they offer.
    pub by_term: BTreeMap<&'static str, BTreeSet<RegionCode>>,
    /// Regions of which a catalog is held.
    pub with_catalog: BTreeSet<RegionCode>,
    /// Some of it is made up.
    pub synthetic: bool,
}

/// Reads who offers what, or gives what is kept.
///
/// # Errors
/// The store does not answer.
pub async fn offered(state: &State) -> Result<Arc<Offered>, Error> {
    let read = async {
        let (pairs, catalogs) = state.store.read(|conn| Ok((read::offering(conn)?, read::with_catalog(conn)?))).await?;
        let mut by_term: BTreeMap<&'static str, BTreeSet<RegionCode>> =
            service_name::canonical().iter().map(|term| (*term, BTreeSet::new())).collect();
        for (term, region) in pairs {
            if let (Some(regions), Ok(code)) = (by_term.get_mut(term.as_str()), region.parse()) {
                regions.insert(code);
            }
        }
        let with_catalog = catalogs.iter().filter_map(|(region, _)| region.parse().ok()).collect();
        Ok(Offered { at: state.now(), by_term, with_catalog, synthetic: catalogs.iter().any(|(_, synthetic)| *synthetic) })
    };
    state.gaps.offered.get(read).await
}

/// The national services by how far they reach.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceGaps {
    /// When this was so.
    #[schema(value_type = String)]
    pub at: Instant,
    /// Regions of which a catalog is held: the figures rest on these.
    pub regions_with_catalog: usize,
    /// Regions in all.
    pub regions: usize,
    /// First what at least half of these regions offer, then the others; of each, what reaches the fewest people first.
    pub services: Vec<ServiceGap>,
}

/// How far one national service reaches.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceGap {
    /// For `/v1/gaps/services/{slug}`.
    pub slug: String,
    /// For people.
    pub name: String,
    /// `Kepolisian`
    pub category: String,
    /// Regions that offer it.
    pub offered: u32,
    /// Regions whose catalog does not list it.
    pub not_listed: u32,
    /// Their inhabitants.
    pub population_not_listed: u64,
    /// Regions of which no catalog is held: nobody knows.
    pub unknown: u32,
    /// Provinces with a catalog in at least one region, where none offers it.
    pub provinces_without: Vec<Named>,
}

impl ServiceGap {
    fn of(term: &'static str, found: Reach, gazetteer: &Gazetteer) -> Self {
        Self {
            slug: national::slug(term),
            name: plain(term),
            category: service_name::entry(term).map(|entry| entry.category.clone()).unwrap_or_default(),
            offered: found.offered,
            not_listed: found.not_listed,
            population_not_listed: found.population_not_listed,
            unknown: found.unknown,
            provinces_without: found.provinces_without.iter().map(|code| Named::region(gazetteer, &code.to_string())).collect(),
        }
    }
}

/// Every national service that at least one region offers; of one province where it is named.
///
/// # Errors
/// The store does not answer.
pub async fn services(state: &State, province: Option<RegionCode>) -> Result<ServiceGaps, Error> {
    let offered = offered(state).await?;
    let regions: Vec<_> =
        state.gazetteer.regions.iter().filter(|region| province.is_none_or(|code| region.province == code.province())).cloned().collect();
    let known = offered.by_term.iter().filter(|(_, offering)| !offering.is_empty());
    let mut services: Vec<ServiceGap> =
        known.map(|(term, offering)| ServiceGap::of(term, reach(&regions, offering, &offered.with_catalog), &state.gazetteer)).collect();
    // What hardly anybody offers is a rare service, no gap.
    let rank = |one: &ServiceGap| (one.offered < one.not_listed, Reverse(one.population_not_listed));
    services.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.slug.cmp(&b.slug)));
    let with = regions.iter().filter(|region| offered.with_catalog.contains(&region.code)).count();
    Ok(ServiceGaps { at: offered.at, regions_with_catalog: with, regions: regions.len(), services })
}

/// A region that lacks something, and the nearest that has it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LackView {
    /// Which.
    pub region: Named,
    /// Its province.
    pub province: Named,
    /// Its inhabitants.
    pub population: u32,
    /// The nearest region that has it; null where none has.
    pub nearest: Option<Named>,
    /// From the one region's point to the other's, in kilometres as the crow flies.
    pub distance_km: Option<f64>,
}

impl LackView {
    fn of(lack: &Lack<'_>, gazetteer: &Gazetteer) -> Self {
        let named = |code: RegionCode| Named::region(gazetteer, &code.to_string());
        Self {
            region: named(lack.region.code),
            province: named(lack.region.province),
            population: lack.region.population,
            nearest: lack.nearest.map(|(region, _)| named(region.code)),
            distance_km: lack.nearest.map(|(_, km)| (km * 10.0).round() / 10.0),
        }
    }
}

/// Where one national service is missing.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceLacks {
    /// How far it reaches.
    #[serde(flatten)]
    pub service: ServiceGap,
    /// When this was so.
    #[schema(value_type = String)]
    pub at: Instant,
    /// Regions whose catalog does not list it, the farthest from one that does first.
    pub missing: Vec<LackView>,
}

/// Where one national service is missing.
///
/// # Errors
/// There is no such service, or the store does not answer.
pub async fn service(state: &State, slug: &str) -> Result<ServiceLacks, Error> {
    let term = national::term(slug).ok_or_else(|| Error::not_found("national service", slug))?;
    let offered = offered(state).await?;
    let nobody = BTreeSet::new();
    let having = offered.by_term.get(term).unwrap_or(&nobody);
    let regions = &state.gazetteer.regions;
    let lacks = nearest(regions, |region| offered.with_catalog.contains(&region.code) && !having.contains(&region.code), having);
    Ok(ServiceLacks {
        service: ServiceGap::of(term, reach(regions, having, &offered.with_catalog), &state.gazetteer),
        at: offered.at,
        missing: lacks.iter().map(|lack| LackView::of(lack, &state.gazetteer)).collect(),
    })
}

/// Regions without an MPP.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RegionLacks {
    /// The date.
    pub at: String,
    /// Inhabitants of them all.
    pub population: u64,
    /// The farthest from a region that has one first.
    pub regions: Vec<LackView>,
}

/// Regions without an inaugurated MPP today, and the nearest that has one.
///
/// # Errors
/// The store does not answer.
pub async fn regions(state: &State) -> Result<RegionLacks, Error> {
    let today = state.today_date();
    let known = standings(&steps(&state.store.read(store::mpp_events).await?), today);
    let covered = |code: &RegionCode| known.get(code).is_some_and(Standing::is_covered);
    // The one hall of DKI Jakarta serves its six units.
    let having: BTreeSet<RegionCode> = state
        .gazetteer
        .regions
        .iter()
        .filter(|region| covered(&region.code) || !region.autonomous && covered(&region.province))
        .map(|region| region.code)
        .collect();
    let lacks = nearest(&state.gazetteer.regions, |region| !having.contains(&region.code), &having);
    Ok(RegionLacks {
        at: today.to_string(),
        population: lacks.iter().map(|lack| u64::from(lack.region.population)).sum(),
        regions: lacks.iter().map(|lack| LackView::of(lack, &state.gazetteer)).collect(),
    })
}

/// A cost or a time that is far from what other regions say of the same service.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Outlier {
    /// `cost` or `duration`.
    pub kind: &'static str,
    /// The national service.
    pub national: Named,
    /// The region.
    pub region: Named,
    /// For `/v1/services/{id}`.
    pub service_id: String,
    /// As the region calls it.
    pub name: String,
    /// As it is written there.
    pub raw: String,
    /// Rupiah, or minutes.
    pub value: f64,
    /// The middle of all regions.
    pub median: f64,
}

/// Costs and times beyond three times the distance between the quarters, of services that at least eight regions tell.
///
/// # Errors
/// The store does not answer.
pub async fn outliers(state: &State) -> Result<Arc<Vec<Outlier>>, Error> {
    let read = async {
        let mut found = Vec::new();
        for term in service_name::canonical() {
            let rows = state.store.read(move |conn| read::offers(conn, term)).await?;
            let offers: Vec<Offer> = rows.into_iter().map(|(row, documents)| Offer::of(&state.gazetteer, row, documents)).collect();
            for (at, kind) in [(0, "cost"), (1, "duration")] {
                found.extend(far_out(term, &offers, at, kind));
            }
        }
        let times = |one: &Outlier| if one.median > 0.0 { one.value / one.median } else { f64::INFINITY };
        found.sort_by(|a, b| times(b).total_cmp(&times(a)).then_with(|| a.service_id.cmp(&b.service_id)));
        Ok(found)
    };
    state.gaps.outliers.get(read).await
}

fn far_out(term: &'static str, offers: &[Offer], at: usize, kind: &'static str) -> Vec<Outlier> {
    let figure = |offer: &Offer| offer.figures.get(at).and_then(|figure| figure.value());
    let mut values: Vec<f64> = offers.iter().filter_map(figure).collect();
    values.sort_by(f64::total_cmp);
    let Some((low, high)) = bounds(&values) else { return Vec::new() };
    let median = values.get(values.len() / 2).copied().unwrap_or_default();
    let odd = offers.iter().filter_map(|offer| figure(offer).filter(|value| *value < low || *value > high).map(|value| (offer, value)));
    odd.map(|(offer, value)| {
        let fact = if at == 0 { &offer.cost } else { &offer.duration };
        let raw = fact.as_ref().and_then(|fact| fact.get("raw")?.as_str()).unwrap_or_default();
        Outlier {
            kind,
            national: Named { code: national::slug(term), name: plain(term) },
            region: offer.region.clone(),
            service_id: offer.service_id.to_string(),
            name: offer.name.clone(),
            raw: raw.to_owned(),
            value,
            median,
        }
    })
    .collect()
}

/// What the tables rest on.
fn about(at: &str) -> Vec<String> {
    vec![
        format!("Keadaan pada {at}."),
        "Daerah yang katalognya belum ada di Simpul tidak diketahui, dan tidak dihitung sebagai tidak menyediakan.".to_owned(),
        "Jarak: garis lurus antara titik kedua daerah.".to_owned(),
    ]
}

impl ServiceGaps {
    /// As a table.
    #[must_use]
    pub fn table(&self) -> Table {
        let row = |one: &ServiceGap| {
            let provinces = one.provinces_without.iter().map(|province| province.name.as_str()).collect::<Vec<_>>().join("; ");
            vec![
                one.slug.as_str().into(),
                one.name.as_str().into(),
                one.category.as_str().into(),
                one.offered.into(),
                one.not_listed.into(),
                Some(one.population_not_listed).into(),
                one.unknown.into(),
                provinces.into(),
            ]
        };
        Table {
            name: "kesenjangan-layanan".to_owned(),
            about: about(&self.at.to_string()),
            columns: vec![
                "layanan",
                "nama",
                "kategori",
                "menyediakan",
                "tidak_mencantumkan",
                "penduduk_tidak_mencantumkan",
                "tidak_diketahui",
                "provinsi_tanpa",
            ],
            rows: self.services.iter().map(row).collect(),
        }
    }
}

/// Regions that lack something, as a table.
#[must_use]
pub fn table_of_lacks(name: String, at: &str, lacks: &[LackView]) -> Table {
    let row = |one: &LackView| {
        vec![
            one.region.code.as_str().into(),
            one.region.name.as_str().into(),
            one.province.name.as_str().into(),
            one.population.into(),
            one.nearest.as_ref().map(|near| near.name.clone()).into(),
            one.distance_km.into(),
        ]
    };
    Table {
        name,
        about: about(at),
        columns: vec!["kode_daerah", "daerah", "provinsi", "penduduk", "terdekat", "jarak_km"],
        rows: lacks.iter().map(row).collect(),
    }
}

/// Figures that are far out, as a table.
#[must_use]
pub fn table_of_outliers(outliers: &[Outlier]) -> Table {
    let row = |one: &Outlier| {
        vec![
            one.kind.into(),
            one.national.name.as_str().into(),
            one.region.code.as_str().into(),
            one.region.name.as_str().into(),
            one.name.as_str().into(),
            one.raw.as_str().into(),
            one.value.into(),
            one.median.into(),
            one.service_id.as_str().into(),
        ]
    };
    Table {
        name: "menyimpang".to_owned(),
        about: vec!["Di luar tiga kali jarak antarkuartil, dari layanan yang disebut sedikitnya delapan daerah. Biaya dalam rupiah, waktu dalam menit.".to_owned()],
        columns: vec!["jenis", "layanan_nasional", "kode_daerah", "daerah", "nama", "tertulis", "nilai", "median", "layanan_id"],
        rows: outliers.iter().map(row).collect(),
    }
}
