//! What is done to an endpoint: tried, given a new secret, switched off and on again.

use actix_web::{HttpResponse, web};
use registry::store::webhooks;
use serde::Serialize;

use super::{MadeView, WebhookView, alone};
use crate::access::Caller;
use crate::error::Error;
use crate::state::State;
use crate::webhook;

/// A telling that waits to be sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Queued {
    /// Its webhook-id.
    pub id: String,
    /// Where its outcome is shown.
    pub deliveries: String,
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/test", tag = "webhooks", security(("key" = []), ("session" = [])), params(("id" = String, Path)),
    responses((status = 202, body = Queued, description = "It is sent within seconds"), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem), (status = 409, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Sends an endpoint a `webhook.test`.
pub async fn test(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = webhook::found(&state, &caller, &id).await?;
    if row.disabled_at.is_some() {
        return Err(Error::WebhookOff);
    }
    let (actor, now, key) = (caller.actor(), state.now(), row.id);
    let event = state.store.write(move |conn| webhooks::test(conn, &row, &actor, now)).await?;
    Ok(alone(HttpResponse::Accepted(), &queued(key, event)))
}

/// What waits, and where to look how it went.
pub(super) fn queued(webhook: registry::model::Id, event: registry::model::Id) -> Queued {
    Queued { id: format!("msg_{}", event.0.simple()), deliveries: format!("/v1/webhooks/{webhook}/deliveries") }
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/secret", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("id" = String, Path)),
    responses((status = 200, body = MadeView, description = "Shown this once; the secret before signs beside it for 24 hours"),
        (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Gives an endpoint a new secret.
pub async fn secret(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = webhook::found(&state, &caller, &id).await?;
    let made = webhook::rotate(&state, &caller, row).await?;
    Ok(alone(HttpResponse::Ok(), &MadeView::from(made)))
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/enable", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("id" = String, Path)),
    responses((status = 200, body = WebhookView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Tells an endpoint again, from now on.
pub async fn enable(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    switched(&state, &caller, &id, true).await
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/disable", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("id" = String, Path)),
    responses((status = 200, body = WebhookView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Tells an endpoint nothing any more; what waits for it is given up.
pub async fn disable(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    switched(&state, &caller, &id, false).await
}

async fn switched(state: &State, caller: &Caller, id: &str, on: bool) -> Result<HttpResponse, Error> {
    let row = webhook::found(state, caller, id).await?;
    let row = webhook::switch(state, caller, row, on).await?;
    Ok(alone(HttpResponse::Ok(), &WebhookView::of(&row)))
}
