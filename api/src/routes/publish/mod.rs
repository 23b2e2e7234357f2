//! `/v1/publish/{source}/…` and `POST /v1/validate`: a region publishes its own catalog.

pub mod catalog;
pub mod validate;

use actix_web::web;

/// The routes.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(
        web::resource("/publish/{source}/catalog")
            .route(super::read().to(catalog::get))
            .route(web::put().to(catalog::put))
            .default_service(web::to(super::refuse_method)),
    )
    .service(super::resource!("/publish/{source}/template.xlsx", catalog::template))
    .service(web::resource("/validate").route(web::post().to(validate::post)).default_service(web::to(super::refuse_method)));
}
