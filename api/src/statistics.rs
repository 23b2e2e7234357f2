//! Figures over time as they are told: what was asked, the answer with its date and rule, and the same as a table to take away. An answer holds
//! one kind of period and one kind of thing that is counted; metrics and methods stand apart in it and are never added.

use chrono::{Days, NaiveDate};
use registry::model::{Instant, Metric, PeriodKind, RegionCode};
use registry::normalise::satisfaction::Band;
use registry::store::read::{self, Point, Revision, Wanted, Whose};
use registry::store::{day_of, number_of};
use serde::Serialize;

use crate::error::Error;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;
use crate::table::{Cell, Table};

/// Periods of each series in one answer: by default, and at most.
const PERIODS: (i64, i64) = (120, 400);
/// Days that figures of single days are added over, at most.
const MOST_DAYS: i64 = 400;

/// Figures over time.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StatisticList {
    /// When this was asked.
    pub at: String,
    /// `nation`, `province`, `region`, or `one`: a hall, an agency or a service.
    pub level: &'static str,
    /// The region or the province.
    pub area: Option<Named>,
    /// What the figures are about that are added: `location`, `organization` or `service`; null for one's own figures.
    pub scope: Option<&'static str>,
    /// The kind of all periods here: `day`, `week`, `month`, `quarter`, `half`, `year` or `span`.
    pub period: &'static str,
    /// The first day that a period may begin on.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// The last.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// A series for each metric and method.
    pub series: Vec<SeriesView>,
    /// `to` of the next answer, where older periods were left out.
    #[schema(value_type = Option<String>, format = Date)]
    pub next_to: Option<NaiveDate>,
}

/// The values of one metric by one method.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SeriesView {
    /// `visits`, `tickets`, `services`, `applicants`, `licences`: five different counts; `satisfaction` is the IKM, `satisfaction_u1` to
    /// `satisfaction_u9` the scores of its elements.
    pub metric: &'static str,
    /// `published`, or `of_days`: months that were made of published days.
    pub method: String,
    /// How the values were made.
    pub rule: &'static str,
    /// The latest period first; where each region stands by itself, the highest first.
    pub values: Vec<ValueView>,
}

/// The value of one period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ValueView {
    /// ISO 8601: `2026`, `2026-10`, `2026-10-31`, or `2025-01/2025-03`.
    pub period: String,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub first: NaiveDate,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub last: NaiveDate,
    /// The region, where each stands by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Named>,
    /// The figure.
    pub value: f64,
    /// `A` to `D`, of an index of satisfaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<&'static str>,
    /// Figures that it was made of: halls, agencies or days.
    pub n: i64,
    /// Regions that it rests on.
    pub regions: i64,
    /// When the latest of these was read.
    #[schema(value_type = String)]
    pub as_of: Instant,
    /// What was told before it was corrected, the first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierView>,
}

/// A value that was corrected later.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EarlierView {
    /// What was told.
    pub value: f64,
    /// When it was read.
    #[schema(value_type = String)]
    pub as_of: Instant,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which figures.
    pub wanted: Wanted,
    /// The first and the last day on which a period may begin.
    pub days: (NaiveDate, NaiveDate),
    /// Each region by itself, in one period.
    pub is_by_region: bool,
    limit: usize,
}

impl Asked {
    /// As the parameters say.
    ///
    /// # Errors
    /// A parameter is not as documented, or names a region that there is not.
    pub fn of(params: &Params, state: &State, metrics: Vec<Metric>) -> Result<Self, Error> {
        let kind = params.period_kind()?.unwrap_or(PeriodKind::Month);
        let is_by_region = params.one_of("by", &["region"])?.is_some();
        let whose = whose(params, state)?;
        if is_by_region && matches!(whose, Whose::One(_) | Whose::Region(_)) {
            return Err(Error::parameter("by", "region needs the nation or a province"));
        }
        let today = state.today_date();
        let to = params.period("to")?.map_or(if is_by_region { before(kind, today) } else { today }, |period| period.last());
        let days = match kind {
            PeriodKind::Day => 92,
            PeriodKind::Week => 5 * 365,
            _ => 50 * 365,
        };
        let from = params.period("from")?.map(|period| period.first());
        let from = from.unwrap_or_else(|| to.checked_sub_days(Days::new(days)).unwrap_or(to));
        if from > to {
            return Err(Error::parameter("from", "must not be later than `to`"));
        }
        let is_added = !matches!(whose, Whose::One(_) | Whose::Region(_));
        if is_added && kind == PeriodKind::Day && (to - from).num_days() > MOST_DAYS {
            return Err(Error::parameter("from", "must be at most 400 days before `to` where single days are added"));
        }
        let scope = params.choice("scope", &["location", "organization", "service"])?;
        let limit = params.number("limit", 1, PERIODS.1)?.unwrap_or(PERIODS.0);
        Ok(Self {
            wanted: Wanted { whose, metrics, scope, kind, from: number_of(from), to: number_of(to) },
            days: (from, to),
            is_by_region,
            limit: usize::try_from(limit).unwrap_or(1),
        })
    }
}

/// The last day of the last period that is over.
fn before(kind: PeriodKind, today: NaiveDate) -> NaiveDate {
    let begins = (0..366).filter_map(|back| today.checked_sub_days(Days::new(back))).find(|day| kind.last_from(*day).is_some());
    begins.and_then(|first| first.pred_opt()).unwrap_or(today)
}

fn whose(params: &Params, state: &State) -> Result<Whose, Error> {
    let known = |code: RegionCode, is: bool| if is { Ok(code) } else { Err(Error::not_found("region", code.to_string())) };
    let mut found = Vec::new();
    for name in ["location", "organization", "service"] {
        found.extend(params.id(name)?.map(Whose::One));
    }
    if let Some(code) = params.code("region")? {
        found.push(Whose::Region(known(code, state.gazetteer.region(code).is_some())?));
    }
    if let Some(code) = params.code("province")? {
        // A region within its province is that region; a form sends both.
        let code = known(code.province(), state.gazetteer.province(code.province()).is_some())?;
        if !matches!(found.as_slice(), [Whose::Region(region)] if region.province() == code) {
            found.push(Whose::Province(code));
        }
    }
    match found.as_slice() {
        [] => Ok(Whose::Nation),
        [one] => Ok(*one),
        _ => Err(Error::parameter("region", "of location, organization, service, region and province only one can be asked for")),
    }
}

/// Finds what is asked for.
///
/// # Errors
/// The store does not answer.
pub async fn find(state: &State, asked: &Asked) -> Result<StatisticList, Error> {
    let wanted = asked.wanted.clone();
    let is_by_region = asked.is_by_region;
    let (points, revisions) = state
        .store
        .read(move |conn| {
            if is_by_region {
                let latest = read::latest_period(conn, &wanted)?;
                let points = latest.map(|first| read::points_by_region(conn, &wanted, first)).transpose()?;
                return Ok((points.unwrap_or_default(), Vec::new()));
            }
            let revisions = if let Whose::One(id) = wanted.whose { read::revisions(conn, &wanted, id)? } else { Vec::new() };
            Ok((read::points(conn, &wanted)?, revisions))
        })
        .await?;
    let mut series = series(state, asked, points, &revisions);
    let next_to = if is_by_region { None } else { cut(&mut series, asked.limit) };
    let (level, area) = match asked.wanted.whose {
        Whose::Nation => ("nation", None),
        Whose::Province(code) => ("province", Some(Named::region(&state.gazetteer, &code.to_string()))),
        Whose::Region(code) => ("region", Some(Named::region(&state.gazetteer, &code.to_string()))),
        Whose::One(_) => ("one", None),
    };
    Ok(StatisticList {
        at: state.today(),
        level,
        area,
        scope: (level != "one").then_some(asked.wanted.scope),
        period: asked.wanted.kind.as_str(),
        from: asked.days.0,
        to: asked.days.1,
        series,
        next_to,
    })
}

fn series(state: &State, asked: &Asked, points: Vec<Point>, revisions: &[Revision]) -> Vec<SeriesView> {
    let mut all: Vec<SeriesView> = Vec::new();
    for point in points {
        let Ok(metric) = point.metric.parse::<Metric>() else { continue };
        let Some(value) = value(state, asked, metric, &point, revisions) else { continue };
        match all.last_mut().filter(|one| one.metric == metric.as_str() && one.method == point.method) {
            Some(one) => one.values.push(value),
            None => {
                let rule = rule(metric, &point.method, &asked.wanted.whose);
                all.push(SeriesView { metric: metric.as_str(), method: point.method, rule, values: vec![value] });
            }
        }
    }
    all
}

fn value(state: &State, asked: &Asked, metric: Metric, point: &Point, revisions: &[Revision]) -> Option<ValueView> {
    let first = day_of(point.first_day)?;
    let period = registry::model::Period::starting(asked.wanted.kind, first, u32::try_from(point.span).ok()?)?;
    let is_earlier =
        |revision: &&Revision| point.method == "published" && revision.metric == point.metric && revision.first_day == point.first_day;
    let earlier = revisions.iter().filter(is_earlier).map(|one| EarlierView { value: one.value, as_of: one.as_of });
    Some(ValueView {
        period: period.to_string(),
        first,
        last: period.last(),
        region: (!point.region.is_empty()).then(|| Named::region(&state.gazetteer, &point.region)),
        value: if metric.is_count() { point.value } else { (point.value * 10_000.0).round() / 10_000.0 },
        band: (metric == Metric::Satisfaction).then(|| Band::of(point.value).as_str()),
        n: point.n,
        regions: point.regions,
        as_of: point.as_of,
        earlier: earlier.collect(),
    })
}

/// How a series was made.
fn rule(metric: Metric, method: &str, whose: &Whose) -> &'static str {
    let is_added = !matches!(whose, Whose::One(_));
    match (metric.is_count(), method, is_added) {
        (_, "published", false) => "Seperti yang diterbitkan sumbernya.",
        (true, _, false) => "Jumlah angka harian yang diterbitkan; n = banyaknya hari.",
        (false, _, false) => "Rata-rata angka harian yang diterbitkan; n = banyaknya hari.",
        (true, "published", true) => {
            "Jumlah dari semua yang menerbitkan periode itu; yang tidak menerbitkan tidak dihitung nol. n = banyaknya angka."
        }
        (true, _, true) => "Jumlah dari bulan-bulan yang dijumlahkan dari angka harian. n = banyaknya angka bulanan.",
        (false, "published", true) => "Rata-rata tanpa bobot dari semua yang menerbitkan periode itu. n = banyaknya angka.",
        (false, _, true) => "Rata-rata tanpa bobot dari bulan-bulan yang dirata-ratakan dari angka harian. n = banyaknya angka bulanan.",
    }
}

/// Keeps the latest periods of every series, and answers where the next answer begins.
fn cut(series: &mut [SeriesView], limit: usize) -> Option<NaiveDate> {
    let last_shown = series.iter().filter(|one| one.values.len() > limit).filter_map(|one| one.values.get(limit - 1));
    let earliest = last_shown.map(|value| value.first).max()?;
    series.iter_mut().for_each(|one| one.values.retain(|value| value.first >= earliest));
    earliest.pred_opt()
}

impl StatisticList {
    /// As a table to take away.
    #[must_use]
    pub fn table(&self) -> Table {
        let area = self.area.as_ref();
        let rows = self.series.iter().flat_map(|series| {
            series.values.iter().map(move |value| {
                let region = value.region.as_ref().or(area);
                vec![
                    Cell::from(series.metric),
                    series.method.as_str().into(),
                    value.period.as_str().into(),
                    value.first.to_string().into(),
                    value.last.to_string().into(),
                    value.value.into(),
                    Cell::Text(value.band.map(str::to_owned)),
                    value.n.into(),
                    value.regions.into(),
                    Cell::Text(region.map(|named| named.code.clone())),
                    Cell::Text(region.map(|named| named.name.clone())),
                    value.as_of.to_string().into(),
                ]
            })
        });
        let mut about = vec![
            format!("Keadaan pada {}; periode yang mulai {} sampai {}.", self.at, self.from, self.to),
            "Angka dari metrik, jenis periode dan cara yang berbeda tidak boleh dijumlahkan.".to_owned(),
        ];
        about.extend(self.series.iter().map(|one| format!("{} ({}): {}", one.metric, one.method, one.rule)));
        Table {
            name: format!("statistik-{}", self.at),
            about,
            columns: vec![
                "metrik",
                "cara",
                "periode",
                "hari_pertama",
                "hari_terakhir",
                "nilai",
                "mutu",
                "n",
                "daerah",
                "kode_wilayah",
                "wilayah",
                "dibaca_pada",
            ],
            rows: rows.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_period_that_is_over() {
        assert_eq!(before(PeriodKind::Month, day("2026-11-28")), day("2026-10-31"));
        assert_eq!(before(PeriodKind::Year, day("2026-11-28")), day("2025-12-31"));
        assert_eq!(before(PeriodKind::Day, day("2026-11-28")), day("2026-11-27"));
    }

    fn series(months: &[&str]) -> SeriesView {
        let value = |month: &&str| ValueView {
            period: (*month).to_owned(),
            first: day(&format!("{month}-01")),
            last: day(&format!("{month}-28")),
            region: None,
            value: 1.0,
            band: None,
            n: 1,
            regions: 1,
            as_of: Instant::new("2026-11-24T02:00:00Z".parse().unwrap()),
            earlier: Vec::new(),
        };
        SeriesView { metric: "visits", method: "published".into(), rule: "", values: months.iter().map(value).collect() }
    }

    #[test]
    fn what_is_left_out_comes_with_the_next_answer_and_nothing_twice() {
        let mut all = [series(&["2026-10", "2026-09", "2026-08"]), series(&["2026-10", "2026-01"])];
        assert_eq!(cut(&mut all, 2), Some(day("2026-08-31")));
        assert_eq!(all[0].values.len(), 2);
        assert_eq!(all[1].values.len(), 1, "January comes with the next");
        assert_eq!(cut(&mut all, 2), None);
    }
}
