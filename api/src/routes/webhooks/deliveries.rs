//! `/v1/webhooks/{id}/deliveries`: how the last tellings of an endpoint went, and sending one again.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Instant;
use registry::store::webhooks::{self, DeliveryRow};
use serde::Serialize;

use super::actions::{Queued, queued};
use super::alone;
use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::state::State;
use crate::webhook;

/// Deliveries that are shown.
const SHOWN: i64 = 100;

/// A delivery.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeliveryView {
    /// The event: its webhook-id is `msg_` and this without hyphens.
    pub event: String,
    /// Its webhook-id.
    pub webhook_id: String,
    /// What it tells.
    #[serde(rename = "type")]
    pub kind: String,
    /// When that was.
    #[schema(value_type = String)]
    pub at: Instant,
    /// `waiting`, `delivered` or `dead` (given up)
    pub state: String,
    /// So often it was tried.
    pub attempts: i32,
    /// When it is tried next; null where it is not.
    #[schema(value_type = Option<String>)]
    pub next_at: Option<Instant>,
    /// When it was tried last.
    #[schema(value_type = Option<String>)]
    pub last_at: Option<Instant>,
    /// What the endpoint answered then; null: nothing.
    pub last_status: Option<i32>,
    /// What went wrong then.
    pub last_detail: Option<String>,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            event: row.event.to_string(),
            webhook_id: format!("msg_{}", row.event.0.simple()),
            kind: row.kind,
            at: row.at,
            next_at: (row.state == "waiting").then_some(row.due_at),
            state: row.state,
            attempts: row.attempts,
            last_at: row.last_at,
            last_status: row.last_status,
            last_detail: row.last_detail,
        }
    }
}

/// The last deliveries of an endpoint.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeliveryList {
    /// The newest first, at most 100.
    pub deliveries: Vec<DeliveryView>,
}

#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("id" = String, Path)),
    responses((status = 200, body = DeliveryList), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// How the last tellings went.
pub async fn list(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let row = webhook::found(&state, &caller, &id).await?;
    let rows = state.store.read(move |conn| webhooks::deliveries(conn, row.id, SHOWN)).await?;
    let list = DeliveryList { deliveries: rows.into_iter().map(DeliveryView::from).collect() };
    Ok(answer::private(answer::json(&request, &list)?))
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{event}/replay", tag = "webhooks", security(("key" = []), ("session" = [])),
    params(("id" = String, Path), ("event" = String, Path, description = "As the list of deliveries names it")),
    responses((status = 202, body = Queued, description = "It is sent within seconds, under the same webhook-id"),
        (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Sends a telling again that was taken or given up.
pub async fn replay(state: web::Data<State>, caller: Caller, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (id, event) = path.into_inner();
    let row = webhook::found(&state, &caller, &id).await?;
    let key = row.id;
    let event = webhook::replay(&state, &caller, row, &event).await?;
    Ok(alone(HttpResponse::Accepted(), &queued(key, event)))
}
