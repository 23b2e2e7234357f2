//! `GET /v1/coverage…`: how many regions an MPP covers, how that grew, and what changed.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use registry::store::{self, MppEventRow};
use serde::Serialize;

use super::regions::EventView;
use crate::answer;
use crate::coverage::{self, Coverage, Growth};
use crate::error::Error;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;
use crate::table::FORMATS;

/// Coverage as the parameters ask for it.
///
/// # Errors
/// A parameter is not as documented, or the store does not answer.
pub async fn find(state: &State, params: &Params, by_province: bool) -> Result<Coverage, Error> {
    let rule = params.rule()?;
    let at = params.date()?.unwrap_or_else(|| state.today_date());
    let steps = coverage::steps(&state.store.read(store::mpp_events).await?);
    Ok(coverage::coverage(&state.gazetteer, &steps, rule, at, by_province))
}

#[utoipa::path(get, path = "/v1/coverage", tag = "coverage",
    params(
        ("by" = Option<String>, Query, description = "national or province"),
        ("at" = Option<String>, Query, description = "A date; today where absent"),
        ("rule" = Option<String>, Query, description = "autonomous (509) or all (514)"),
        ("format" = Option<String>, Query, description = "json; csv or xlsx: the provinces as a table"),
    ),
    responses((status = 200, content((Coverage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// Coverage at a date, beside the ministry's own figure.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let (by, format) = (params.choice("by", &["national", "province"])?, params.choice("format", &FORMATS)?);
    let found = find(&state, &params, by == "province" || format != "json").await?;
    if format == "json" { answer::json(&request, &found) } else { found.table().answer(&request, format) }
}

/// The curve as the parameters ask for it.
///
/// # Errors
/// A parameter is not as documented, or the store does not answer.
pub async fn curve(state: &State, params: &Params) -> Result<Growth, Error> {
    let (rule, today) = (params.rule()?, state.today_date());
    let until = params.date()?.unwrap_or(today).min(today);
    let steps = coverage::steps(&state.store.read(store::mpp_events).await?);
    Ok(coverage::growth(&state.gazetteer, &steps, rule, until))
}

#[utoipa::path(get, path = "/v1/coverage/growth", tag = "coverage",
    params(
        ("at" = Option<String>, Query, description = "The last day; today where absent"),
        ("rule" = Option<String>, Query, description = "autonomous (509) or all (514)"),
        ("format" = Option<String>, Query, description = "json, csv or xlsx"),
    ),
    responses((status = 200, content((Growth = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// How coverage grew, month by month, beside the figures that the ministry published.
pub async fn growth(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let format = params.choice("format", &FORMATS)?;
    let found = curve(&state, &params).await?;
    if format == "json" { answer::json(&request, &found) } else { found.table().answer(&request, format) }
}

/// Steps of MPPs' histories between two days.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CoverageChanges {
    /// From this day on.
    #[schema(value_type = String)]
    pub since: NaiveDate,
    /// To this day.
    #[schema(value_type = String)]
    pub until: NaiveDate,
    /// By date.
    pub changes: Vec<CoverageChange>,
}

/// One step, and whose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CoverageChange {
    /// The region.
    pub region: Named,
    /// The step.
    #[serde(flatten)]
    pub step: EventView,
}

/// What happened between two days, of what is dated.
///
/// # Errors
/// The store does not answer.
pub async fn changes_between(state: &State, since: NaiveDate, until: NaiveDate) -> Result<CoverageChanges, Error> {
    let rows = state.store.read(store::mpp_events).await?;
    let dated = |row: MppEventRow| row.date.parse::<NaiveDate>().ok().map(|date| (date, row));
    let mut between: Vec<_> = rows.into_iter().filter_map(dated).filter(|(date, _)| (since..=until).contains(date)).collect();
    between.sort_by(|(a, one), (b, other)| (a, &one.region).cmp(&(b, &other.region)));
    let change =
        |(_, row): (NaiveDate, MppEventRow)| CoverageChange { region: Named::region(&state.gazetteer, &row.region), step: row.into() };
    Ok(CoverageChanges { since, until, changes: between.into_iter().map(change).collect() })
}

#[utoipa::path(get, path = "/v1/coverage/changes", tag = "coverage",
    params(
        ("since" = Option<String>, Query, description = "A date; the first of this month where absent"),
        ("until" = Option<String>, Query, description = "A date; today where absent"),
    ),
    responses((status = 200, body = CoverageChanges), (status = 400, body = crate::error::Problem)))]
/// What changed between two dates: inaugurations, moves, closings, with their evidence.
pub async fn changes(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let until = params.day("until")?.unwrap_or_else(|| state.today_date());
    let since = params.day("since")?.unwrap_or_else(|| first_of_month(until));
    if since > until {
        return Err(Error::parameter("since", "must not be after until"));
    }
    answer::json(&request, &changes_between(&state, since, until).await?)
}

/// The first day of the month.
#[must_use]
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike as _;
    day.with_day(1).unwrap_or(day)
}
