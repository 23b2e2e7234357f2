//! `/cakupan`: coverage at a date, on a map and by province; how it grew, beside what the ministry said; what changed in that month.

use actix_web::{HttpRequest, web};
use askama::Template;
use chrono::NaiveDate;
use registry::coverage::{self, Rule, month_ends};
use registry::store;

use super::chart::Chart;
use super::frame::Frame;
use super::handlers::{self, Shown};
use super::map::{Dot, dots};
use super::words;
use crate::coverage::{ComparisonView, Coverage, Growth, ProvinceCoverage, TallyView, coverage as counted, growth, steps};
use crate::error::Error;
use crate::params::Params;
use crate::routes::coverage::{CoverageChanges, changes_between, first_of_month};
use crate::state::State;

#[derive(Template)]
#[template(path = "cakupan.html")]
struct CoveragePage {
    f: Frame,
    c: Coverage,
    dots: Vec<Dot>,
    chart: Chart,
    growth: Growth,
    changes: CoverageChanges,
    /// The months to choose from, and which of them the date is in.
    months: usize,
    month: usize,
    /// The ends of years, for a date at one press.
    years: Vec<NaiveDate>,
    today: NaiveDate,
}

impl CoveragePage {
    fn percent(&self, ratio: &f64) -> String {
        let text = format!("{:.2} %", ratio * 100.0);
        if self.f.english() { text } else { text.replace('.', ",") }
    }
    fn date(&self, day: &NaiveDate) -> String {
        words::period(&self.f, &day.to_string())
    }
    fn standing(&self, state: &str) -> String {
        words::standing(&self.f, state)
    }
    fn of(&self, tally: &TallyView, letter: &str) -> u32 {
        letter.chars().next().and_then(|letter| tally.confidence.get(&letter)).copied().unwrap_or(0)
    }
    fn to(&self, at: &NaiveDate) -> String {
        self.f.to(&format!("/cakupan?at={at}{}", if self.c.rule == "all" { "&rule=all" } else { "" }))
    }
    fn file(&self, path: &str, format: &str) -> String {
        format!("/v1/coverage{path}?at={}&rule={}&format={format}", self.c.at, self.c.rule)
    }
    fn signed(&self, difference: &i64) -> String {
        if *difference > 0 { format!("+{difference}") } else { format!("{difference}").replace('-', "−") }
    }
    /// The rows of the curve's table: the ends of years, the ministry's days, and the last.
    fn milestones(&self) -> Vec<&crate::coverage::GrowthPoint> {
        let last = self.growth.points.last().map(|point| point.at);
        let is_shown = |point: &&crate::coverage::GrowthPoint| {
            point.ministry.is_some() || point.at.to_string().ends_with("-12-31") || Some(point.at) == last
        };
        self.growth.points.iter().filter(is_shown).rev().collect()
    }
    fn provinces(&self) -> &[ProvinceCoverage] {
        self.c.provinces.as_deref().unwrap_or_default()
    }
    fn ministry(&self) -> Option<&ComparisonView> {
        self.c.ministry.as_ref()
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>) -> Shown {
    handlers::show(&request, page(&request, &state).await)
}

/// The date that is asked for: `at`, or the end of a month by its place on the slider.
fn date(params: &Params, today: NaiveDate) -> Result<NaiveDate, Error> {
    let ends = month_ends(today);
    let most = i64::try_from(ends.len()).unwrap_or(i64::MAX);
    let month = params.number("bulan", 1, most)?.and_then(|nth| ends.get(usize::try_from(nth - 1).unwrap_or(0)).copied());
    Ok(params.date()?.or(month).unwrap_or(today))
}

async fn page(request: &HttpRequest, state: &State) -> Result<CoveragePage, Error> {
    let params = Params::of(request);
    let (rule, today) = (params.rule()?, state.today_date());
    let at = date(&params, today)?;
    let steps = steps(&state.store.read(store::mpp_events).await?);
    let c = counted(&state.gazetteer, &steps, rule, at, true);
    let perhaps = coverage::coverage(&state.gazetteer.regions, &[], &steps, at, Rule::All).perhaps;
    let growth = growth(&state.gazetteer, &steps, rule, today);
    let line =
        |value: fn(&crate::coverage::GrowthPoint) -> u32| growth.points.iter().map(|point| (point.at, f64::from(value(point)))).collect();
    let f = Frame::of(request, state.demo || c.nation.assumed > 0);
    let said = f.t("menurut kementerian", "as the ministry said");
    let stated: Vec<_> = growth
        .points
        .iter()
        .filter_map(|point| point.ministry.map(|figure| (point.at, f64::from(figure), format!("{}: {figure}, {said}", point.at))))
        .collect();
    let chart = Chart::new(&[line(|point| point.covered), line(|point| point.covered + point.perhaps)], &stated);
    let ends = month_ends(today);
    let month = ends.iter().position(|end| *end >= at).unwrap_or(ends.len().saturating_sub(1)) + 1;
    let years = ends.iter().copied().filter(|end| end.to_string().ends_with("-12-31")).collect();
    let changes = changes_between(state, first_of_month(at), at).await?;
    let dots = dots(&state.gazetteer, &coverage::standings(&steps, at), &perhaps);
    Ok(CoveragePage { f, c, dots, chart, growth, changes, months: ends.len(), month, years, today })
}
