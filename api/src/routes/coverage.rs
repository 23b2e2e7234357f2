//! `GET /v1/coverage`: how many regions an MPP covers.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::store::read;

use crate::answer;
use crate::coverage::{Coverage, coverage};
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

/// Coverage as the parameters ask for it.
///
/// # Errors
/// A parameter is not as documented, or the store does not answer.
pub async fn find(state: &State, params: &Params, by_province: bool) -> Result<Coverage, Error> {
    let rule = params.rule()?;
    let today = state.today();
    let at = params.date()?.map_or_else(|| today.clone(), |date| date.to_string());
    let events = state.store.read(read::events).await?;
    Ok(coverage(&state.gazetteer, &events, rule, &at, &today, by_province))
}

#[utoipa::path(get, path = "/v1/coverage", tag = "coverage",
    params(
        ("by" = Option<String>, Query, description = "national or province"),
        ("at" = Option<String>, Query, description = "A date; today where absent"),
        ("rule" = Option<String>, Query, description = "autonomous (509) or all (514)"),
    ),
    responses((status = 200, body = Coverage), (status = 400, body = crate::error::Problem)))]
/// Coverage at a date.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let by_province = params.choice("by", &["national", "province"])? == "province";
    answer::json(&request, &find(&state, &params, by_province).await?)
}
