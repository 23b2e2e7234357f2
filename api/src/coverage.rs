//! Coverage as it is told: the count of `registry::coverage` at a date, beside the ministry's own figure; and the same as tables.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use registry::coverage::{self, Comparison, Point, Rule, Step, Tally};
use registry::model::RegionCode;
use registry::store::MppEventRow;
use serde::Serialize;

use crate::sources::Named;
use crate::state::Gazetteer;
use crate::table::{Cell, Table};

/// Coverage at a date.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// The date.
    #[schema(value_type = String)]
    pub at: NaiveDate,
    /// `autonomous` or `all`.
    pub rule: &'static str,
    /// Of the whole nation.
    #[serde(flatten)]
    pub nation: TallyView,
    /// Regions that may be covered at this date, too: attested by a later date only, or without one.
    pub perhaps: usize,
    /// The ministry's last figure by this date, and what lies between it and ours at its date; null before the first.
    pub ministry: Option<ComparisonView>,
    /// By province, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provinces: Option<Vec<ProvinceCoverage>>,
}

/// Regions counted by the state of their MPP.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TallyView {
    /// Regions with an inaugurated MPP that is not closed.
    pub covered: u32,
    /// Regions that are counted.
    pub denominator: u32,
    /// Covered by denominator, to four decimals.
    pub ratio: f64,
    /// Regions by the state of their MPP, zero too.
    #[schema(value_type = Object)]
    pub states: BTreeMap<&'static str, u32>,
    /// The covered by the best evidence of it: A, a dated inauguration by the minister; B, other dated evidence; C, stated without a date of its own.
    #[schema(value_type = Object)]
    pub confidence: BTreeMap<char, u32>,
    /// Of the covered: by assumption for a demonstration only, attested by nobody.
    pub assumed: u32,
    /// Of the covered: attested without a date.
    pub undated: u32,
}

/// Coverage of one province.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProvinceCoverage {
    /// `36`
    #[schema(value_type = String)]
    pub code: RegionCode,
    /// `Banten`
    pub name: String,
    /// Its regions.
    #[serde(flatten)]
    pub tally: TallyView,
}

/// The ministry's figure, ours at the same date, and what lies between them.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ComparisonView {
    /// The date of the figure; of a month or a year its last day.
    #[schema(value_type = String)]
    pub date: NaiveDate,
    /// The date as it was stated.
    pub stated: &'static str,
    /// Regions with an MPP, as the ministry counted.
    pub regions: u32,
    /// Where it said so.
    pub source: &'static str,
    /// Regions that our evidence shows as covered on that date.
    pub attested: u32,
    /// The ministry's less ours.
    pub difference: i64,
    /// Regions that may have been among the ministry's: attested by a later date only, or without one.
    pub perhaps: Vec<Named>,
    /// Regions that we count by an act which is not the ministry's own.
    pub other_acts: Vec<Named>,
    /// What neither explains: regions that no evidence names (below zero: too many).
    pub unnamed: i64,
}

impl From<Tally> for TallyView {
    fn from(tally: Tally) -> Self {
        let ratio = tally.ratio();
        let Tally { covered, denominator, states, confidence, assumed, undated } = tally;
        Self { covered, denominator, ratio, states, confidence, assumed, undated }
    }
}

impl ComparisonView {
    fn of(compared: Comparison, gazetteer: &Gazetteer) -> Self {
        let difference = compared.difference();
        let named = |list: Vec<RegionCode>| list.iter().map(|code| Named::region(gazetteer, &code.to_string())).collect();
        Self {
            date: compared.figure.date,
            stated: &compared.figure.stated,
            regions: compared.figure.regions,
            source: &compared.figure.source,
            attested: compared.attested,
            difference,
            perhaps: named(compared.perhaps),
            other_acts: named(compared.other_acts),
            unnamed: compared.unnamed,
        }
    }
}

/// What can be counted of the stored histories.
#[must_use]
pub fn steps(rows: &[MppEventRow]) -> Vec<Step> {
    rows.iter().filter_map(MppEventRow::step).collect()
}

/// Coverage at `at` by `rule`.
#[must_use]
pub fn coverage(gazetteer: &Gazetteer, steps: &[Step], rule: Rule, at: NaiveDate, by_province: bool) -> Coverage {
    let counted = coverage::coverage(&gazetteer.regions, &gazetteer.provinces, steps, at, rule);
    let attested: Vec<Step> = steps.iter().filter(|step| !step.assumed).cloned().collect();
    let compared = coverage::comparison(&gazetteer.regions, &attested, at);
    let province = |(code, tally): (RegionCode, Tally)| {
        let name = gazetteer.province(code).map(|province| province.name.clone()).unwrap_or_default();
        ProvinceCoverage { code, name, tally: tally.into() }
    };
    Coverage {
        at,
        rule: rule.as_str(),
        nation: counted.nation.into(),
        perhaps: counted.perhaps.len(),
        ministry: compared.map(|compared| ComparisonView::of(compared, gazetteer)),
        provinces: by_province.then(|| counted.provinces.into_iter().map(province).collect()),
    }
}

/// How coverage grew.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Growth {
    /// `autonomous` or `all`.
    pub rule: &'static str,
    /// Regions that are counted.
    pub denominator: u32,
    /// The ends of the months, and the days of the ministry's figures.
    pub points: Vec<GrowthPoint>,
}

/// One day of the curve.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct GrowthPoint {
    /// The day.
    #[schema(value_type = String)]
    pub at: NaiveDate,
    /// Covered, as far as evidence shows.
    pub covered: u32,
    /// Regions beyond those that may be covered, too.
    pub perhaps: u32,
    /// What the ministry said of this day; null where it said nothing.
    pub ministry: Option<u32>,
}

impl From<Point> for GrowthPoint {
    fn from(point: Point) -> Self {
        Self { at: point.at, covered: point.covered, perhaps: point.perhaps, ministry: point.figure.map(|figure| figure.regions) }
    }
}

/// The curve until `until`. What is only assumed for a demonstration has no date, and is left out.
#[must_use]
pub fn growth(gazetteer: &Gazetteer, steps: &[Step], rule: Rule, until: NaiveDate) -> Growth {
    let attested: Vec<Step> = steps.iter().filter(|step| !step.assumed).cloned().collect();
    let points = coverage::growth(&gazetteer.regions, &attested, until, rule).into_iter().map(GrowthPoint::from).collect();
    let denominator = coverage::coverage(&gazetteer.regions, &[], &[], until, rule).nation.denominator;
    Growth { rule: rule.as_str(), denominator, points }
}

/// What the figures of a table rest on.
fn about(at: NaiveDate, rule: &str) -> Vec<String> {
    vec![
        format!("Keadaan pada {at}. Pembagi: {}.", if rule == "all" { "semua 514 kode kabupaten/kota" } else { "508 kabupaten/kota otonom dan DKI Jakarta sebagai satu (509)" }),
        "Tercakup: MPP sudah diresmikan dan tidak ditutup, menurut bukti yang dicatat. Keyakinan A: peresmian menteri yang bertanggal; B: bukti lain yang bertanggal; C: disebut tanpa tanggal sendiri.".to_owned(),
    ]
}

impl Coverage {
    /// The provinces as a table, with the nation as the last row.
    #[must_use]
    pub fn table(&self) -> Table {
        let row = |code: String, name: &str, tally: &TallyView| -> Vec<Cell> {
            let of = |letter| tally.confidence.get(&letter).copied().unwrap_or(0);
            let state = |name| tally.states.get(name).copied().unwrap_or(0);
            vec![
                code.into(),
                name.into(),
                tally.covered.into(),
                tally.denominator.into(),
                tally.ratio.into(),
                of('A').into(),
                of('B').into(),
                of('C').into(),
                tally.assumed.into(),
                state("soft_launch").into(),
                state("proposed").into(),
                state("closed").into(),
            ]
        };
        let provinces = self.provinces.iter().flatten();
        let mut rows: Vec<_> = provinces.map(|one| row(one.code.to_string(), &one.name, &one.tally)).collect();
        rows.push(row(String::new(), "Indonesia", &self.nation));
        Table {
            name: format!("cakupan-{}", self.at),
            about: about(self.at, self.rule),
            columns: vec![
                "kode_provinsi",
                "provinsi",
                "tercakup",
                "daerah",
                "bagian",
                "keyakinan_a",
                "keyakinan_b",
                "keyakinan_c",
                "anggapan_peragaan",
                "uji_coba",
                "diusulkan",
                "ditutup",
            ],
            rows,
        }
    }
}

impl Growth {
    /// The curve as a table.
    #[must_use]
    pub fn table(&self) -> Table {
        let until = self.points.last().map(|point| point.at).unwrap_or_default();
        let row = |point: &GrowthPoint| -> Vec<Cell> {
            vec![
                point.at.to_string().into(),
                point.covered.into(),
                point.perhaps.into(),
                point.ministry.map(u64::from).into(),
                Cell::Whole(point.ministry.map(|figure| i64::from(figure) - i64::from(point.covered))),
                self.denominator.into(),
            ]
        };
        Table {
            name: format!("pertumbuhan-{until}"),
            about: about(until, self.rule),
            columns: vec!["tanggal", "tercakup", "mungkin", "menurut_kementerian", "selisih", "daerah"],
            rows: self.points.iter().map(row).collect(),
        }
    }
}
