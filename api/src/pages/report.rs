//! `/laporan/{month}`: what a director takes into a meeting, on two printed pages. Every figure is the API's own, with its date and what it rests on.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{Months, NaiveDate};
use registry::coverage::Rule;
use registry::quality::Component;
use registry::store;

use super::chart::Chart;
use super::frame::{Frame, PageError};
use super::handlers::{self, Shown};
use super::words;
use crate::coverage::{Coverage, Growth, ProvinceCoverage, coverage, growth, steps};
use crate::error::Error;
use crate::gaps::{self, RegionLacks, ServiceGaps};
use crate::params::Params;
use crate::routes::coverage::{CoverageChanges, changes_between};
use crate::routes::quality::{self, QualityList};
use crate::routes::searches::{self, SearchList};
use crate::routes::sources;
use crate::sources::Totals;
use crate::state::State;

/// Rows of the short lists.
const ROWS: usize = 5;
/// Changes that are named; the rest are counted.
const CHANGES: usize = 12;

#[derive(Template)]
#[template(path = "laporan.html")]
struct ReportPage {
    f: Frame,
    month: NaiveDate,
    /// The last day that is reported.
    until: NaiveDate,
    today: NaiveDate,
    now: Coverage,
    /// At the end of the month before.
    before: Coverage,
    changes: CoverageChanges,
    chart: Chart,
    totals: Totals,
    quality: QualityList,
    services: ServiceGaps,
    regions: RegionLacks,
    searches: SearchList,
}

impl ReportPage {
    fn date(&self, day: &NaiveDate) -> String {
        words::period(&self.f, &day.to_string())
    }
    fn title(&self) -> String {
        words::period(&self.f, &self.month.format("%Y-%m").to_string())
    }
    fn percent(&self, ratio: &f64) -> String {
        let text = format!("{:.2} %", ratio * 100.0);
        if self.f.english() { text } else { text.replace('.', ",") }
    }
    fn points(&self, points: &f64) -> String {
        words::number(&self.f, (points * 10.0).round() / 10.0)
    }
    fn number(&self, number: &u64) -> String {
        words::count(&self.f, *number)
    }
    fn km(&self, km: &Option<f64>) -> String {
        words::distance_or_dash(&self.f, *km)
    }
    fn standing(&self, state: &str) -> String {
        words::standing(&self.f, state)
    }
    fn component(&self, at: &usize) -> &'static str {
        Component::ALL.get(*at).map_or("", |component| {
            let (id, en) = component.name();
            self.f.t(id, en)
        })
    }
    fn rise(&self) -> String {
        let rise = i64::from(self.now.nation.covered) - i64::from(self.before.nation.covered);
        if rise > 0 { format!("+{rise}") } else { format!("{rise}").replace('-', "−") }
    }
    /// The provinces in two columns.
    fn halves(&self) -> Vec<&[ProvinceCoverage]> {
        let all = self.now.provinces.as_deref().unwrap_or_default();
        all.chunks(all.len().div_ceil(2).max(1)).collect()
    }
    fn some<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        all.get(..ROWS).unwrap_or(all)
    }
    fn named(&self) -> &[crate::routes::coverage::CoverageChange] {
        self.changes.changes.get(..CHANGES).unwrap_or(&self.changes.changes)
    }
    fn unnamed(&self) -> usize {
        self.changes.changes.len().saturating_sub(CHANGES)
    }
    fn to_month(&self, by: i32) -> String {
        let months = Months::new(by.unsigned_abs());
        let other = if by < 0 { self.month.checked_sub_months(months) } else { self.month.checked_add_months(months) };
        self.f.to(&format!("/laporan/{}", other.unwrap_or(self.month).format("%Y-%m")))
    }
    fn is_last(&self) -> bool {
        self.until >= self.today
    }
}

pub(super) async fn this_month(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let to = Frame::of(&request, false).to(&format!("/laporan/{}", state.today_date().format("%Y-%m")));
    Ok(HttpResponse::SeeOther().insert_header(("Location", to)).finish())
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, month: web::Path<String>) -> Shown {
    handlers::show(&request, page(&request, &state, &month).await)
}

async fn page(request: &HttpRequest, state: &State, text: &str) -> Result<ReportPage, Error> {
    let today = state.today_date();
    let month: Option<NaiveDate> = if text.len() == 7 { format!("{text}-01").parse().ok() } else { None };
    let first = NaiveDate::from_ymd_opt(2017, 10, 1).unwrap_or(today);
    let month = month.filter(|month| (first..=today).contains(month)).ok_or_else(|| Error::not_found("report", text))?;
    let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
    let until = next.pred_opt().unwrap_or(month).min(today);
    let steps = steps(&state.store.read(store::mpp_events).await?);
    let now = coverage(&state.gazetteer, &steps, Rule::Autonomous, until, true);
    let before = coverage(&state.gazetteer, &steps, Rule::Autonomous, month.pred_opt().unwrap_or(month), false);
    let grown: Growth = growth(&state.gazetteer, &steps, Rule::Autonomous, until);
    let line = grown.points.iter().map(|point| (point.at, f64::from(point.covered))).collect();
    let stated: Vec<_> =
        grown.points.iter().filter_map(|point| point.ministry.map(|figure| (point.at, f64::from(figure), figure.to_string()))).collect();
    let chart = Chart::new(&[line], &stated);
    let searches = searches::find(state, &Params::read(&format!("order=empty&size={ROWS}&from={month}"))).await?.0;
    Ok(ReportPage {
        f: Frame::of(request, state.demo || now.nation.assumed > 0),
        changes: changes_between(state, month, until).await?,
        totals: sources::all(state).await?.totals,
        quality: quality::find(state, None).await?,
        services: gaps::services(state, None).await?,
        regions: gaps::regions(state).await?,
        month,
        until,
        today,
        now,
        before,
        chart,
        searches,
    })
}
