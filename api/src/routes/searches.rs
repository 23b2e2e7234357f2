//! `GET /v1/searches`: what citizens look for and do not find, by region. What was asked fewer than five times is told to nobody.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Days, NaiveDate};
use registry::store::{self, FEWEST, QueryTotal};
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::sources::Named;
use crate::state::State;

/// Days that are looked at where the question does not say.
const DAYS: u64 = 30;

/// What was looked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchList {
    /// Queries in all.
    pub total: usize,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// The first day, ISO 8601.
    pub since: String,
    /// The region, where one was asked for.
    pub region: Option<Named>,
    /// What was asked fewer times than this is left out.
    pub fewest: i64,
    /// Searches for the queries listed, in all.
    pub asked: i64,
    /// Of these: found nothing.
    pub empty: i64,
    /// `empty / asked`; null where nothing was asked.
    pub empty_rate: Option<f64>,
    /// The most frequent first; with `order=empty` those that found nothing most often.
    pub searches: Vec<SearchCount>,
}

/// How often one thing was looked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchCount {
    /// Normalised: the national service, or known words.
    pub query: String,
    /// How often.
    pub asked: i64,
    /// Of these: found nothing.
    pub empty: i64,
    /// The last day, ISO 8601.
    pub last: String,
}

impl From<QueryTotal> for SearchCount {
    fn from(total: QueryTotal) -> Self {
        Self { query: total.query, asked: total.asked, empty: total.empty, last: total.last }
    }
}

/// What the parameters ask for.
///
/// # Errors
/// A parameter is not as documented, or the store does not answer.
pub async fn find(state: &State, params: &Params) -> Result<(SearchList, Page), Error> {
    let page = params.page(50)?;
    let region = params.code("region")?.map(|code| code.to_string());
    let order = params.choice("order", &["asked", "empty"])?;
    let today: Option<NaiveDate> = state.today().parse().ok();
    let since = params.day("from")?.or_else(|| today?.checked_sub_days(Days::new(DAYS)));
    let since = since.map(|day| day.to_string()).unwrap_or_default();
    crate::queries::flush(state).await?;
    let (from, code) = (since.clone(), region.clone());
    let mut all = state.store.read(move |conn| store::queries_since(conn, &from, code.as_deref())).await?;
    if order == "empty" {
        all.retain(|total| total.empty > 0);
        all.sort_by(|a, b| b.empty.cmp(&a.empty).then_with(|| a.query.cmp(&b.query)));
    }
    let (asked, empty) = all.iter().fold((0, 0), |(asked, empty), total| (asked + total.asked, empty + total.empty));
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let empty_rate = (asked > 0).then(|| (empty as f64 / asked as f64 * 1e4).round() / 1e4);
    let list = SearchList {
        total: all.len(),
        page: page.page,
        size: page.size,
        since,
        region: region.map(|code| Named::region(&state.gazetteer, &code)),
        fewest: FEWEST,
        asked,
        empty,
        empty_rate,
        searches: page.of(all).into_iter().map(Into::into).collect(),
    };
    Ok((list, page))
}

#[utoipa::path(get, path = "/v1/searches", tag = "searches",
    params(("region" = Option<String>, Query, description = "Kabupaten or kota, like 36.01"),
        ("from" = Option<String>, Query, description = "First day, ISO 8601; 30 days ago"),
        ("order" = Option<String>, Query, description = "asked, or empty: what found nothing"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = SearchList), (status = 400, body = crate::error::Problem)))]
/// What citizens look for, without anything that tells who they are.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    answer::json(&request, &find(&state, &Params::of(&request)).await?.0)
}
