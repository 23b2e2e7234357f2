//! `/statistik`: what halls count, and how satisfied citizens are, over time: a line with its table beside it, and the regions of one period.

use actix_web::{HttpRequest, web};
use askama::Template;
use chrono::NaiveDate;
use registry::model::{Metric, PeriodKind, RegionCode};
use registry::store::read::Whose;

use super::chart::Chart;
use super::frame::Frame;
use super::handlers::{self, Shown};
use super::words;
use crate::error::Error;
use crate::gaps;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;
use crate::statistics::{Asked, SeriesView, StatisticList, ValueView, find};

/// Regions on the page; the file holds all.
const ROWS: usize = 50;
/// Periods in the table beside a line.
const SHOWN: usize = 36;

/// A series and its drawing.
struct Line {
    series: SeriesView,
    chart: Chart,
}

#[derive(Template)]
#[template(path = "statistik.html")]
struct StatisticsPage {
    f: Frame,
    today: NaiveDate,
    metric: Metric,
    kind: PeriodKind,
    list: StatisticList,
    lines: Vec<Line>,
    /// Each region in the last period that is over; nothing of a single region.
    ranking: Option<StatisticList>,
    provinces: Vec<Named>,
    regions: Vec<Named>,
    province: String,
    region: String,
    from: String,
    to: String,
    scope: &'static str,
}

impl StatisticsPage {
    fn is_metric(&self, one: &Metric) -> bool {
        *one == self.metric
    }
    fn is_kind(&self, one: &PeriodKind) -> bool {
        *one == self.kind
    }
    fn is_scope(&self, one: &str) -> bool {
        one == self.scope
    }
    fn is_province(&self, code: &str) -> bool {
        code == self.province
    }
    fn is_region(&self, code: &str) -> bool {
        code == self.region
    }
    fn asked_on(&self) -> String {
        words::period(&self.f, &self.list.at)
    }
    fn metric_name(&self, metric: &str) -> String {
        words::metric(&self.f, metric)
    }
    fn metrics(&self) -> [Metric; 6] {
        [Metric::Visits, Metric::Tickets, Metric::Services, Metric::Applicants, Metric::Licences, Metric::Satisfaction]
    }
    fn kinds(&self) -> [(PeriodKind, &str); 6] {
        [
            (PeriodKind::Day, self.f.t("Harian", "Daily")),
            (PeriodKind::Week, self.f.t("Mingguan", "Weekly")),
            (PeriodKind::Month, self.f.t("Bulanan", "Monthly")),
            (PeriodKind::Quarter, self.f.t("Triwulanan", "Quarterly")),
            (PeriodKind::Half, self.f.t("Semesteran", "Half-yearly")),
            (PeriodKind::Year, self.f.t("Tahunan", "Yearly")),
        ]
    }
    fn scopes(&self) -> [(&'static str, &str); 3] {
        [
            ("location", self.f.t("MPP", "halls")),
            ("organization", self.f.t("instansi", "agencies")),
            ("service", self.f.t("layanan", "services")),
        ]
    }
    fn scope_name(&self) -> &str {
        self.scopes().into_iter().find(|(scope, _)| *scope == self.scope).map_or("", |(_, name)| name)
    }
    fn area(&self) -> &str {
        self.list.area.as_ref().map_or_else(|| self.f.t("Seluruh Indonesia", "All of Indonesia"), |area| area.name.as_str())
    }
    fn value(&self, value: &ValueView) -> String {
        words::number(&self.f, value.value)
    }
    fn grade(&self, value: &ValueView) -> &'static str {
        if self.metric == Metric::Satisfaction { words::grade(&self.f, value.value) } else { "" }
    }
    fn is_index(&self) -> bool {
        self.metric == Metric::Satisfaction
    }
    fn period(&self, period: &str) -> String {
        words::period(&self.f, period)
    }
    fn day(&self, day: &NaiveDate) -> String {
        words::period(&self.f, &day.to_string())
    }
    fn tick(&self, value: &f64) -> String {
        words::number(&self.f, *value)
    }
    fn is_under_way(&self, value: &ValueView) -> bool {
        value.last >= self.today
    }
    fn read_on(&self, value: &ValueView) -> String {
        words::time(&self.f, Some(value.as_of))
    }
    fn shown<'a>(&self, series: &'a SeriesView) -> &'a [ValueView] {
        series.values.get(..SHOWN).unwrap_or(&series.values)
    }
    fn ranked<'a>(&self, series: &'a SeriesView) -> &'a [ValueView] {
        series.values.get(..ROWS).unwrap_or(&series.values)
    }
    fn method(&self, series: &SeriesView) -> &str {
        if series.method == "published" {
            self.f.t("Diterbitkan", "As published")
        } else {
            self.f.t("Dari angka harian", "Made of daily figures")
        }
    }
    fn rule<'a>(&'a self, series: &SeriesView) -> &'a str {
        let (is_sum, is_published) = (self.metric.is_count(), series.method == "published");
        match (is_sum, is_published) {
            (true, true) => {
                self.f.t(series.rule, "The sum of all that publish this period; who does not is not counted as zero. n: figures added.")
            }
            (true, false) => self.f.t(series.rule, "The sum of months that were added from daily figures. n: monthly figures added."),
            (false, true) => self.f.t(series.rule, "The plain mean of all that publish this period. n: figures."),
            (false, false) => self.f.t(series.rule, "The plain mean of months that are means of daily figures. n: monthly figures."),
        }
    }
    fn file(&self, format: &str) -> String {
        format!("{}&limit=400&format={format}", self.query())
    }
    fn file_by_region(&self, format: &str) -> String {
        format!("{}&by=region&format={format}", self.query())
    }
    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("metric", self.metric.as_str()).append_pair("period", self.kind.as_str()).append_pair("scope", self.scope);
        for (name, value) in [("province", &self.province), ("region", &self.region), ("from", &self.from), ("to", &self.to)] {
            let is_wanted = !value.is_empty() && (name != "province" || self.region.is_empty());
            if is_wanted {
                query.append_pair(name, value);
            }
        }
        format!("/v1/statistics?{}", query.finish())
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>) -> Shown {
    handlers::show(&request, page(&request, &state).await)
}

async fn page(request: &HttpRequest, state: &State) -> Result<StatisticsPage, Error> {
    let params = Params::of(request);
    let metric = params.metrics()?;
    let metric = if let [one] = metric.as_slice() { *one } else { Metric::Visits };
    // The page is about areas, and each region has its own table.
    let params = ["location", "organization", "service", "by", "limit"].into_iter().fold(params, Params::without);
    let region = params.code("region")?;
    // Whoever chooses another province leaves the region in the form behind.
    let is_left = params.code("province")?.is_some_and(|province| region.is_some_and(|region| region.province() != province.province()));
    let (params, region) = if is_left { (params.without("region"), None) } else { (params, region) };
    let asked = Asked::of(&params, state, vec![metric])?;
    let mut list = find(state, &asked).await?;
    let ranking = match asked.wanted.whose {
        Whose::Nation | Whose::Province(_) => {
            Some(find(state, &Asked::of(&params.clone().with("by", "region"), state, vec![metric])?).await?)
        }
        Whose::Region(_) | Whose::One(_) => None,
    };
    let (f, today) = (Frame::of(request, state.demo || gaps::offered(state).await?.synthetic), state.today_date());
    let chart = |series: &SeriesView| {
        // A period that is not over would look like a fall.
        let over: Vec<_> = series.values.iter().rev().filter(|value| value.last < today).map(|value| (value.first, value.value)).collect();
        let one = if let [(day, value)] = over.as_slice() { vec![(*day, *value, words::number(&f, *value))] } else { Vec::new() };
        Chart::new(&[over], &one)
    };
    let lines = std::mem::take(&mut list.series).into_iter().map(|series| Line { chart: chart(&series), series }).collect();
    let province = params.code("province")?.or(region).map(RegionCode::province);
    let named = |code: &RegionCode, name: &String| Named { code: code.to_string(), name: name.clone() };
    let regions = state.gazetteer.regions.iter().filter(|one| Some(one.code.province()) == province).map(|one| named(&one.code, &one.name));
    let text = |code: Option<RegionCode>| code.map(|code| code.to_string()).unwrap_or_default();
    let said = |name: &str| params.get(name).unwrap_or_default().to_owned();
    Ok(StatisticsPage {
        f,
        today,
        metric,
        kind: asked.wanted.kind,
        lines,
        ranking,
        provinces: state.gazetteer.provinces.iter().map(|one| named(&one.code, &one.name)).collect(),
        regions: regions.collect(),
        province: text(province),
        region: text(region),
        from: said("from"),
        to: said("to"),
        scope: asked.wanted.scope,
        list,
    })
}
