//! `GET /v1/statistics`: figures over time, of the nation, a province, a region, or one hall, agency or service.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::state::State;
use crate::statistics::{Asked, StatisticList, find};
use crate::table::FORMATS;

#[utoipa::path(get, path = "/v1/statistics", tag = "statistics",
    params(
        ("metric" = Option<String>, Query, description = "visits, tickets, services, applicants, licences, satisfaction or satisfaction_u1 to satisfaction_u9; without it all, each by itself"),
        ("period" = Option<String>, Query, description = "day, week, month, quarter, half, year or span (of one's own figures): month where it is absent"),
        ("from" = Option<String>, Query, description = "Periods that begin then or later: 2024, 2024-06 or 2024-06-01"),
        ("to" = Option<String>, Query, description = "Periods that begin by the end of this: 2026, 2026-10 or 2026-10-31"),
        ("province" = Option<String>, Query, description = "Of one province: 36"),
        ("region" = Option<String>, Query, description = "Of one region: 36.01"),
        ("location" = Option<String>, Query, description = "A hall's own figures"),
        ("organization" = Option<String>, Query, description = "An agency's own figures"),
        ("service" = Option<String>, Query, description = "A service's own figures"),
        ("scope" = Option<String>, Query, description = "What is added: location (halls, the default), organization or service"),
        ("by" = Option<String>, Query, description = "region: each region by itself, in the latest period up to `to` (the last that is over)"),
        ("limit" = Option<i64>, Query, description = "Periods of each series: 1 to 400, 120 where it is absent; `next_to` is the `to` of the next answer"),
        ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((StatisticList = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem)))]
/// Figures over time, each with its date, its rule, and how many regions it rests on.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let format = params.choice("format", &FORMATS)?;
    let asked = Asked::of(&params, &state, params.metrics()?)?;
    let found = find(&state, &asked).await?;
    if format == "json" { answer::json(&request, &found) } else { found.table().answer(&request, format) }
}
