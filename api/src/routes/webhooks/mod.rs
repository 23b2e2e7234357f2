//! `/v1/webhooks`: endpoints that are told of what changes (docs/webhooks.md). This file lists, makes and removes them.

pub mod actions;
pub mod deliveries;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::access::{Action, Scope};
use registry::model::{Instant, RegionCode};
use registry::store::webhooks::{self, WebhookRow};
use serde::{Deserialize, Serialize};

use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::state::State;
use crate::webhook::{self, Made, Wanted};

/// An endpoint.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WebhookView {
    /// Stable.
    pub id: String,
    /// The code of its region; null: the nation.
    pub region: Option<String>,
    /// What it is for.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<&'static str>,
    /// Since when.
    #[schema(value_type = String)]
    pub created_at: Instant,
    /// `active`, `failing`, or why it is told nothing: `disabled_by_person`, `disabled_gone`, `disabled_failing`
    pub state: String,
    /// The first failure since the last success.
    #[schema(value_type = Option<String>)]
    pub failing_since: Option<Instant>,
    /// When it last took something.
    #[schema(value_type = Option<String>)]
    pub last_success_at: Option<Instant>,
}

impl WebhookView {
    /// As it is kept.
    #[must_use]
    pub fn of(row: &WebhookRow) -> Self {
        let state = match (&row.disabled_why, row.failing_since) {
            (Some(why), _) if why == "person" => "disabled_by_person".to_owned(),
            (Some(why), _) => format!("disabled_{why}"),
            (None, Some(_)) => "failing".to_owned(),
            (None, None) => "active".to_owned(),
        };
        Self {
            id: row.id.to_string(),
            region: row.region().map(|region| region.to_string()),
            name: row.name.clone(),
            url: row.url.clone(),
            events: row.kinds().into_iter().map(registry::webhook::Kind::as_str).collect(),
            created_at: row.created_at,
            state,
            failing_since: row.failing_since,
            last_success_at: row.last_success_at,
        }
    }
}

/// An endpoint with its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MadeView {
    /// The endpoint.
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// `whsec_…`: shown this once.
    pub secret: String,
}

impl From<Made> for MadeView {
    fn from(made: Made) -> Self {
        Self { webhook: WebhookView::of(&made.row), secret: made.secret }
    }
}

/// Endpoints.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WebhookList {
    /// The newest first.
    pub webhooks: Vec<WebhookView>,
}

/// What is wanted.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct NewWebhook {
    /// The code of a region, like 36.01; absent: the nation.
    pub region: Option<String>,
    /// What it is for: 1 to 100 letters.
    pub name: String,
    /// An https address that is reached from the internet.
    pub url: String,
    /// What to be told of: `catalog.published`, `source.held`, `source.silent`, `service.changed`, `notice.published`
    pub events: Vec<String>,
}

/// The region that a request names.
fn region(text: &str) -> Result<RegionCode, Error> {
    text.parse().map_err(|_| Error::not_found("region", text))
}

/// An answer with a secret in it, or one that a caller alone may see.
fn alone(mut answer: actix_web::HttpResponseBuilder, value: &impl Serialize) -> HttpResponse {
    answer.insert_header(("Cache-Control", "private, no-store")).json(value)
}

#[utoipa::path(get, path = "/v1/webhooks", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("region" = Option<String>, Query, description = "Its code; absent: the caller's own, or the nation's")),
    responses((status = 200, body = WebhookList), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// The endpoints of a region, or the nation's.
pub async fn list(request: HttpRequest, state: web::Data<State>, caller: Caller) -> Result<HttpResponse, Error> {
    let own = || if caller.grants().is_national() { None } else { caller.grants().regions().first().copied() };
    let code = match Params::of(&request).get("region") {
        Some(text) => Some(region(text)?),
        None => own(),
    };
    caller.may(Action::ManageWebhooks, &code.map_or(Scope::Nation, Scope::Region))?;
    let rows = state.store.read(move |conn| webhooks::webhooks(conn, code)).await?;
    let list = WebhookList { webhooks: rows.iter().map(WebhookView::of).collect() };
    Ok(answer::private(answer::json(&request, &list)?))
}

#[utoipa::path(post, path = "/v1/webhooks", tag = "webhooks", security(("key" = []), ("session" = [])), request_body = NewWebhook,
    responses((status = 201, body = MadeView, description = "Made; the secret is shown this once"),
        (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Makes an endpoint. It is told of what happens from then on.
pub async fn post(state: web::Data<State>, caller: Caller, body: web::Bytes) -> Result<HttpResponse, Error> {
    let new: NewWebhook = serde_json::from_slice(&body).map_err(|error| Error::parameter("body", error.to_string()))?;
    let region = new.region.as_deref().map(region).transpose()?;
    let wanted = Wanted { region, name: new.name, url: new.url, events: new.events };
    let made = webhook::add(&state, &caller, wanted).await?;
    let place = format!("/v1/webhooks/{}", made.row.id);
    let mut answer = HttpResponse::Created();
    answer.insert_header(("Location", place));
    Ok(alone(answer, &MadeView::from(made)))
}

#[utoipa::path(get, path = "/v1/webhooks/{id}", tag = "webhooks", security(("key" = []), ("session" = [])), params(("id" = String, Path)),
    responses((status = 200, body = WebhookView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// One endpoint.
pub async fn get(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = webhook::found(&state, &caller, &id).await?;
    Ok(answer::private(answer::json(&request, &WebhookView::of(&row))?))
}

#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "webhooks", security(("key" = []), ("session" = [])), params(("id" = String, Path)),
    responses((status = 204, description = "Removed, with what waited for it"), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Removes an endpoint.
pub async fn delete(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = webhook::found(&state, &caller, &id).await?;
    let (actor, now) = (caller.actor(), state.now());
    state.store.write(move |conn| webhooks::remove_webhook(conn, &row, &actor, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The routes.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let all = web::resource("/webhooks").app_data(web::PayloadConfig::new(1 << 16));
    let resource = |path: &'static str| web::resource(path).default_service(web::to(super::refuse_method));
    cfg.service(all.route(super::read().to(list)).route(web::post().to(post)).default_service(web::to(super::refuse_method)))
        .service(resource("/webhooks/{id}").route(super::read().to(get)).route(web::delete().to(delete)))
        .service(resource("/webhooks/{id}/test").route(web::post().to(actions::test)))
        .service(resource("/webhooks/{id}/secret").route(web::post().to(actions::secret)))
        .service(resource("/webhooks/{id}/enable").route(web::post().to(actions::enable)))
        .service(resource("/webhooks/{id}/disable").route(web::post().to(actions::disable)))
        .service(resource("/webhooks/{id}/deliveries").route(super::read().to(deliveries::list)))
        .service(resource("/webhooks/{id}/deliveries/{event}/replay").route(web::post().to(deliveries::replay)));
}
