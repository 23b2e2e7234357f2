//! `/v1/offers`: feeds that regions propose as sources, from the first look to the ministry's decision.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use registry::access::Action;
use registry::store::{self, OfferRow};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::offers::{self, Decided, Draft, OfferView};
use crate::params::Params;
use crate::state::State;

/// The routes.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let refused = || web::to(super::refuse_method);
    cfg.service(web::resource("/offers").route(super::read().to(list)).route(web::post().to(create)).default_service(refused()))
        .service(web::resource("/offers/{offer}").route(super::read().to(get)).default_service(refused()))
        .service(web::resource("/offers/{offer}/preview").route(web::post().to(preview)).default_service(refused()))
        .service(web::resource("/offers/{offer}/submit").route(web::post().to(submit)).default_service(refused()))
        .service(web::resource("/offers/{offer}/withdraw").route(web::post().to(withdraw)).default_service(refused()))
        .service(web::resource("/offers/{offer}/accept").route(web::post().to(accept)).default_service(refused()))
        .service(web::resource("/offers/{offer}/refuse").route(web::post().to(refuse)).default_service(refused()));
}

/// Offers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Offers {
    /// The newest first, at most 200 of each region.
    pub offers: Vec<OfferView>,
}

/// The body of a request, where it came.
type Body = Result<web::Bytes, actix_web::Error>;

fn parsed<T: DeserializeOwned>(body: Body) -> Result<T, Error> {
    let body = body.map_err(|_| Error::parameter("body", "JSON, paling banyak 256 KB / JSON of at most 256 KB"))?;
    serde_json::from_slice(&body).map_err(|error| Error::parameter("body", format!("JSON: {error}")))
}

async fn told(request: &HttpRequest, state: &State, row: &OfferRow) -> Result<HttpResponse, Error> {
    let (region, url) = (row.region()?, row.url()?);
    let beside = state.store.read(move |conn| store::neighbours(conn, region, &url)).await?;
    Ok(answer::private(answer::json(request, &OfferView::of(state, row, Some(&beside))?)?))
}

#[utoipa::path(get, path = "/v1/offers", tag = "offers", security(("key" = []), ("session" = [])),
    params(("region" = Option<String>, Query, description = "Of this region alone, like 36.01"),
        ("state" = Option<String>, Query, description = "In this state alone: draft, previewed, submitted, accepted, refused, withdrawn")),
    responses((status = 200, body = Offers), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// The offers of the caller's regions. The ministry gets those that were put before it, unless `state` asks for others.
pub async fn list(request: HttpRequest, state: web::Data<State>, caller: Caller) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let none = |text: &str| Error::not_found("region", text);
    let region = params.get("region").map(|text| text.parse().map_err(|_| none(text))).transpose()?;
    if let Some(code) = region.filter(|code| state.gazetteer.region(*code).is_none()) {
        return Err(none(&code.to_string()));
    }
    let expected = || Error::parameter("state", "draft, previewed, submitted, accepted, refused, withdrawn");
    let only = params.get("state").map(|text| text.parse().map_err(|()| expected())).transpose()?;
    let rows = offers::list(&state, &caller, region, only).await?;
    let views = rows.iter().map(|row| OfferView::of(&state, row, None)).collect::<Result<_, _>>()?;
    Ok(answer::private(answer::json(&request, &Offers { offers: views })?))
}

#[utoipa::path(post, path = "/v1/offers", tag = "offers", security(("key" = []), ("session" = [])), request_body = Draft,
    responses((status = 201, body = OfferView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem), (status = 422, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Writes an offer down. Its feed and its host are read at once, behind the answer: ask for the offer until `looking` is false, a minute at most.
pub async fn create(request: HttpRequest, state: web::Data<State>, caller: Caller, body: Body) -> Result<HttpResponse, Error> {
    let row = offers::draft(&state, &caller, parsed(body)?).await?;
    let mut answer = told(&request, &state, &row).await?;
    *answer.status_mut() = StatusCode::CREATED;
    let to = format!("/v1/offers/{}", row.id);
    if let Ok(to) = to.parse() {
        answer.headers_mut().insert(actix_web::http::header::LOCATION, to);
    }
    Ok(answer)
}

#[utoipa::path(get, path = "/v1/offers/{offer}", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")),
    responses((status = 200, body = OfferView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// One offer: what was seen of its feed, and whether its host speaks for the region.
pub async fn get(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = offers::find(&state, &caller, Action::ReadDrafts, &id).await?;
    told(&request, &state, &row).await
}

#[utoipa::path(post, path = "/v1/offers/{offer}/preview", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")),
    responses((status = 202, body = OfferView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 409, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Reads the feed and asks the host anew, behind the answer.
pub async fn preview(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = may_look(&state, &caller, &id).await?;
    offers::begin(&state, row.id).await?;
    let row = offers::find(&state, &caller, Action::ReadDrafts, &id).await?;
    let mut answer = told(&request, &state, &row).await?;
    *answer.status_mut() = StatusCode::ACCEPTED;
    Ok(answer)
}

/// The offer, where the caller may have its feed read: whoever offers, and whoever reviews.
pub(crate) async fn may_look(state: &State, caller: &Caller, id: &str) -> Result<OfferRow, Error> {
    if caller.is_allowed(Action::ReviewSource, &registry::access::Scope::Nation) {
        return offers::find(state, caller, Action::ReadDrafts, id).await;
    }
    offers::find(state, caller, Action::OfferSource, id).await
}

/// What a team agrees to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Submission {
    /// The `seal` of what was seen.
    pub seal: String,
    /// That the data is the region's own and may be published under CC BY 4.0.
    #[serde(default)]
    pub consent: bool,
    /// To whoever reviews.
    #[serde(default)]
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/v1/offers/{offer}/submit", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")), request_body = Submission,
    responses((status = 200, body = OfferView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Puts an offer before the ministry, as it was seen: with another `seal` nothing is written.
pub async fn submit(
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    id: web::Path<String>,
    body: Body,
) -> Result<HttpResponse, Error> {
    offers::find(&state, &caller, Action::OfferSource, &id).await?;
    let asked: Submission = parsed(body)?;
    let row = offers::submit(&state, &caller, &id, &asked.seal, asked.consent, asked.note.as_deref()).await?;
    told(&request, &state, &row).await
}

#[utoipa::path(post, path = "/v1/offers/{offer}/withdraw", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")),
    responses((status = 200, body = OfferView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 409, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Takes an offer back, as long as it is not decided.
pub async fn withdraw(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = offers::withdraw(&state, &caller, &id).await?;
    told(&request, &state, &row).await
}

/// How a reviewer accepts.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Acceptance {
    /// The `seal` of what was seen.
    pub seal: String,
    /// What the source is to be called; absent: after its region.
    #[serde(default)]
    pub source: Option<String>,
    /// The reviewer made sure by other ways that the feed is the region's: needed where its host does not prove it.
    #[serde(default)]
    pub made_sure: bool,
}

#[utoipa::path(post, path = "/v1/offers/{offer}/accept", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")), request_body = Acceptance,
    responses((status = 200, body = OfferView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem), (status = 422, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Makes an offer a source, which is read at once and then by its interval. Its host is asked once more.
pub async fn accept(
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    id: web::Path<String>,
    body: Body,
) -> Result<HttpResponse, Error> {
    offers::find_to_review(&state, &caller, &id).await?;
    let asked: Acceptance = parsed(body)?;
    let with = Decided { seal: &asked.seal, source: asked.source.as_deref(), is_made_sure: asked.made_sure };
    let row = offers::accept(&state, &caller, &id, with).await?;
    told(&request, &state, &row).await
}

/// How a reviewer refuses.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Refusing {
    /// What the region is told: what to mend.
    pub reason: String,
}

#[utoipa::path(post, path = "/v1/offers/{offer}/refuse", tag = "offers", security(("key" = []), ("session" = [])),
    params(("offer" = String, Path, description = "The id of the offer")), request_body = Refusing,
    responses((status = 200, body = OfferView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Refuses an offer, with a reason that the region is told.
pub async fn refuse(
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    id: web::Path<String>,
    body: Body,
) -> Result<HttpResponse, Error> {
    offers::find_to_review(&state, &caller, &id).await?;
    let asked: Refusing = parsed(body)?;
    let row = offers::refuse(&state, &caller, &id, &asked.reason).await?;
    told(&request, &state, &row).await
}
