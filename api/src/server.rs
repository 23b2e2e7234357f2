//! The listener and the table of routes.

use std::future::Future;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use utoipa_swagger_ui::SwaggerUi;

use crate::routes::{self, health, resource};
use crate::state::State;
use crate::{hsds, metrics, notices, pages};

fn cors() -> actix_cors::Cors {
    actix_cors::Cors::default()
        .allow_any_origin()
        .allowed_methods(["GET", "HEAD"])
        .allow_any_header()
        .expose_headers(["ETag", "Retry-After", "Simpul-Degraded"])
        .max_age(86_400)
}

/// Everything that this crate answers, on `cfg`.
pub fn configure(cfg: &mut web::ServiceConfig, state: web::Data<State>) {
    let everything = web::scope("")
        .app_data(state)
        .wrap(Compress::default())
        .wrap(from_fn(metrics::measure))
        .service(resource!("/healthz", health::alive))
        .service(resource!("/readyz", health::ready))
        .service(resource!("/metrics", health::metrics))
        .service(SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", routes::openapi::description()))
        .service(web::redirect("/docs", "/docs/"))
        .service(web::scope("/v1").wrap(cors()).configure(routes::v1))
        .service(web::scope("/hsds").wrap(cors()).configure(hsds::configure))
        .configure(pages::configure);
    cfg.service(everything);
}

/// Answers at `listen` until `shutdown` is done; requests under way are finished first.
///
/// # Errors
/// The address cannot be listened on, or the server fails.
pub async fn serve(listen: &str, state: web::Data<State>, shutdown: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let watcher = tokio::spawn(metrics::refresh_forever(state.clone()));
    // The first answer knows them already.
    if let Err(error) = notices::refresh(&state).await {
        error.log();
    }
    let keeper = tokio::spawn(notices::keep(state.clone()));
    let last = state.clone();
    let server = HttpServer::new(move || {
        let state = state.clone();
        App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))
    })
    .disable_signals()
    .shutdown_timeout(10)
    .bind(listen)?
    .run();
    let handle = server.handle();
    let stopper = tokio::spawn(async move {
        shutdown.await;
        handle.stop(true).await;
    });
    let ended = server.await;
    if let Err(error) = crate::queries::flush(&last).await {
        error.log();
    }
    watcher.abort();
    keeper.abort();
    stopper.abort();
    ended
}

/// Answers `/metrics` and `/healthz` alone, at a listener of their own, until `shutdown` is done.
///
/// # Errors
/// The address cannot be listened on, or the server fails.
pub async fn serve_metrics(
    listen: &str,
    registry: prometheus::Registry,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let registry = web::Data::new(registry);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(registry.clone())
            .service(resource!("/metrics", health::metrics_alone))
            .service(resource!("/healthz", health::alive))
    })
    .workers(1)
    .disable_signals()
    .bind(listen)?
    .run();
    let handle = server.handle();
    let stopper = tokio::spawn(async move {
        shutdown.await;
        handle.stop(true).await;
    });
    let ended = server.await;
    stopper.abort();
    ended
}
