//! `GET /v1/quality`: how good every catalog is, in points of 100, and what it lacks.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::RegionCode;
use registry::quality::Component;
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::scores::{Score, scores};
use crate::sources::Named;
use crate::state::State;
use crate::table::{Cell, FORMATS, Table};

/// The quality of catalogs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QualityList {
    /// When this was asked.
    pub at: String,
    /// Catalogs that the figures rest on.
    pub n: usize,
    /// The middle one's points; null where there is none.
    pub median: Option<f64>,
    /// Of all services: the share that tells requirements, procedure, duration, cost, product, and where to complain, 0 to 1.
    pub told: [f64; 6],
    /// The lowest first.
    pub sources: Vec<SourceQuality>,
}

/// The quality of one catalog.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceQuality {
    /// The source.
    pub source: String,
    /// Its region.
    pub region: Named,
    /// 0 to 100.
    pub points: f64,
    /// Of 40.
    pub completeness: f64,
    /// Of 20.
    pub freshness: f64,
    /// Of 20.
    pub validity: f64,
    /// Of 20.
    pub mapping: f64,
    /// Services.
    pub services: u32,
    /// Of these: those that tell requirements, procedure, duration, cost, product, and where to complain.
    pub told: [u32; 6],
    /// Made up.
    pub synthetic: bool,
}

fn rounded(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

impl SourceQuality {
    fn of(score: &Score, state: &State) -> Self {
        let [completeness, freshness, validity, mapping] = score.quality.parts.map(|(got, _)| rounded(got));
        Self {
            source: score.source.clone(),
            region: Named::region(&state.gazetteer, &score.region),
            points: rounded(score.quality.total),
            completeness,
            freshness,
            validity,
            mapping,
            services: score.counts.services,
            told: score.counts.told,
            synthetic: score.synthetic,
        }
    }
}

/// The quality of every catalog, of one province where it is named.
///
/// # Errors
/// The store does not answer.
pub async fn find(state: &State, province: Option<RegionCode>) -> Result<QualityList, Error> {
    let scores = scores(state).await?;
    let is_there = |score: &&Score| {
        province.is_none_or(|code| score.region.parse::<RegionCode>().is_ok_and(|region| region.province() == code.province()))
    };
    let mut sources: Vec<SourceQuality> = scores.iter().filter(is_there).map(|score| SourceQuality::of(score, state)).collect();
    sources.sort_by(|a, b| a.points.total_cmp(&b.points).then_with(|| a.source.cmp(&b.source)));
    let services: f64 = sources.iter().map(|one| f64::from(one.services)).sum();
    let told = std::array::from_fn(|at| {
        let told: f64 = sources.iter().filter_map(|one| one.told.get(at)).copied().map(f64::from).sum();
        if services > 0.0 { (told / services * 10_000.0).round() / 10_000.0 } else { 0.0 }
    });
    let median = sources.get(sources.len() / 2).map(|one| one.points);
    Ok(QualityList { at: state.today(), n: sources.len(), median, told, sources })
}

#[utoipa::path(get, path = "/v1/quality", tag = "gaps",
    params(("province" = Option<String>, Query, description = "Of one province: 36"), ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((QualityList = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// How good every catalog is, and what it lacks of the published components of a service standard.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let format = params.choice("format", &FORMATS)?;
    let found = find(&state, params.code("province")?).await?;
    if format == "json" { answer::json(&request, &found) } else { table(&found).answer(&request, format) }
}

fn table(list: &QualityList) -> Table {
    let row = |one: &SourceQuality| {
        let mut row: Vec<Cell> = vec![
            one.region.code.as_str().into(),
            one.region.name.as_str().into(),
            one.source.as_str().into(),
            one.points.into(),
            one.completeness.into(),
            one.freshness.into(),
            one.validity.into(),
            one.mapping.into(),
            one.services.into(),
        ];
        row.extend(one.told.map(Cell::from));
        row
    };
    let components = Component::ALL.map(|component| component.name().0).join(", ");
    Table {
        name: format!("kualitas-{}", list.at),
        about: vec![
            format!("Keadaan pada {}; {} katalog.", list.at, list.n),
            "Nilai 0 sampai 100: kelengkapan 40, kemutakhiran 20, kesahihan 20, pemetaan ke nama nasional 20.".to_owned(),
            format!("Kelengkapan: jumlah layanan yang menyebut {components}."),
        ],
        columns: vec![
            "kode_daerah",
            "daerah",
            "sumber",
            "nilai",
            "kelengkapan",
            "kemutakhiran",
            "kesahihan",
            "pemetaan",
            "layanan",
            "persyaratan",
            "prosedur",
            "jangka_waktu",
            "biaya",
            "produk",
            "pengaduan",
        ],
        rows: list.sources.iter().map(row).collect(),
    }
}
