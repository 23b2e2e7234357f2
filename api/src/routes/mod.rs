//! The JSON API: a file per resource, each with its handlers and the shape of its answers.

pub mod changes;
pub mod coverage;
pub mod export;
pub mod gaps;
pub mod health;
pub mod history;
pub mod locations;
pub mod me;
pub mod national;
pub mod notices;
pub mod offers;
pub mod openapi;
pub mod organizations;
pub mod preview;
pub mod publish;
pub mod quality;
pub mod regions;
pub mod search;
pub mod searches;
pub mod services;
pub mod sources;
pub mod statistics;
pub mod stops;
pub mod suggest;
pub mod webhooks;

use actix_web::{guard, web};

use crate::error::Error;

/// A route that reads: GET and HEAD.
pub fn read() -> actix_web::Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A resource at `path` that takes only GET and HEAD, and answers others with problem details.
macro_rules! resource {
    ($path:literal, $handler:path) => {
        actix_web::web::resource($path)
            .route($crate::routes::read().to($handler))
            .default_service(actix_web::web::to($crate::routes::refuse_method))
    };
}
pub(crate) use resource;

pub(crate) async fn refuse_method() -> Result<actix_web::HttpResponse, Error> {
    Err(Error::Method)
}

pub(crate) async fn nothing_here(request: actix_web::HttpRequest) -> Result<actix_web::HttpResponse, Error> {
    Err(Error::not_found("resource", request.path()))
}

/// Everything under `/v1`.
pub fn v1(cfg: &mut web::ServiceConfig) {
    cfg.service(resource!("/search", search::get))
        .service(resource!("/suggest", suggest::get))
        .service(resource!("/locations", locations::list))
        .service(resource!("/locations/{id}", locations::get))
        .service(resource!("/services/{id}", services::get))
        .service(resource!("/organizations", organizations::list))
        .service(resource!("/regions", regions::list))
        .service(resource!("/regions/{code}", regions::get))
        .service(resource!("/me", me::get))
        .service(resource!("/stops", stops::list))
        .service(resource!("/national-services", national::list))
        .service(resource!("/national-services/{slug}", national::get))
        .service(resource!("/searches", searches::list))
        .service(resource!("/changes", changes::list))
        .service(resource!("/export", export::list))
        .service(resource!("/export/{file}", export::get))
        .service(
            web::resource("/regions/{code}/history")
                .app_data(web::PayloadConfig::new(1 << 14))
                .route(web::post().to(history::post))
                .default_service(web::to(refuse_method)),
        )
        .service(
            web::resource("/regions/{code}/history/withdraw")
                .app_data(web::PayloadConfig::new(1 << 14))
                .route(web::post().to(history::post_withdraw))
                .default_service(web::to(refuse_method)),
        )
        .service(resource!("/quality", quality::get))
        .service(resource!("/statistics", statistics::get))
        .service(resource!("/gaps/services", gaps::services))
        .service(resource!("/gaps/services/{slug}", gaps::service))
        .service(resource!("/gaps/regions", gaps::regions))
        .service(resource!("/gaps/outliers", gaps::outliers))
        .service(resource!("/coverage", coverage::get))
        .service(resource!("/coverage/growth", coverage::growth))
        .service(resource!("/coverage/changes", coverage::changes))
        .service(resource!("/sources", sources::list))
        .service(
            web::resource("/sources/preview")
                .app_data(web::PayloadConfig::new(1 << 16))
                .route(web::post().to(preview::post))
                .default_service(web::to(refuse_method)),
        )
        .configure(publish::configure)
        .configure(notices::configure)
        .configure(offers::configure)
        .configure(webhooks::configure)
        .service(resource!("/sources/{id}", sources::get))
        .service(resource!("/sources/{id}/attempts", sources::attempts))
        .service(resource!("/sources/{id}/findings", sources::findings))
        .service(resource!("/sources/{id}/snapshots", sources::snapshots))
        .default_service(web::to(nothing_here));
}
