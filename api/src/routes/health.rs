//! `/healthz`, `/readyz` and `/metrics`: for machines that watch this one.

use actix_web::{HttpResponse, web};
use prometheus::{Encoder, Registry, TextEncoder};
use registry::store::read;

use crate::error::Error;
use crate::state::State;

/// The process runs.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// An engine that takes longer is as good as away.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(2);

/// The store answers. Without the search engine searches are answered from the store: degraded, and still ready.
pub async fn ready(state: web::Data<State>) -> Result<HttpResponse, Error> {
    state.store.read(read::ping).await?;
    let documents = tokio::time::timeout(LONGEST, state.engine.count()).await.ok().and_then(Result::ok);
    let condition = state.index.condition();
    let good = documents.is_some() && state.index.is_usable();
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "status": if good { "ok" } else { "degraded" },
        "database": state.store.engine(),
        "search": state.engine.name(),
        "index": if documents.is_none() && state.index.is_usable() { "away" } else { condition.as_str() },
        "documents": documents,
    })))
}

/// The metrics, where they are served beside the API.
pub async fn metrics(state: web::Data<State>) -> Result<HttpResponse, Error> {
    if state.metrics_here { Ok(exposition(&state.metrics.registry)) } else { Err(Error::not_found("resource", "/metrics")) }
}

/// The metrics, at a listener of their own.
pub async fn metrics_alone(registry: web::Data<Registry>) -> HttpResponse {
    exposition(&registry)
}

/// Everything in the registry of metrics, as Prometheus text.
fn exposition(registry: &Registry) -> HttpResponse {
    let mut body = Vec::new();
    match TextEncoder::new().encode(&registry.gather(), &mut body) {
        Ok(()) => HttpResponse::Ok().content_type(prometheus::TEXT_FORMAT).body(body),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
