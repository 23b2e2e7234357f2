//! `/hsds`: the registry in the words of the Human Services Data Specification 3.0, for whoever speaks them (docs/hsds.md).
//!
//! `record`: the objects; `asked`: what a list is asked for; `list`: how it is paged or streamed; a file for each kind of record.

mod about;
mod asked;
mod at_locations;
mod list;
mod organizations;
pub mod record;
mod services;
mod taxonomies;

use actix_web::web;
use utoipa::OpenApi;

use crate::routes::{nothing_here, resource};

/// The description of these routes.
#[derive(OpenApi)]
#[openapi(paths(
    about::get,
    about::profile,
    about::file,
    services::list,
    services::get,
    organizations::list,
    organizations::get,
    at_locations::list,
    at_locations::get,
    taxonomies::list,
    taxonomies::get,
    taxonomies::terms,
    taxonomies::term
))]
pub struct Description;

/// Everything under `/hsds`.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource!("", about::get))
        .service(resource!("/", about::get))
        .service(resource!("/profile", about::profile))
        .service(resource!("/profile/{file}", about::file))
        .service(resource!("/services", services::list))
        .service(resource!("/services/{id}", services::get))
        .service(resource!("/organizations", organizations::list))
        .service(resource!("/organizations/{id}", organizations::get))
        .service(resource!("/service_at_locations", at_locations::list))
        .service(resource!("/service_at_locations/{id}", at_locations::get))
        .service(resource!("/taxonomies", taxonomies::list))
        .service(resource!("/taxonomies/{id}", taxonomies::get))
        .service(resource!("/taxonomy_terms", taxonomies::terms))
        .service(resource!("/taxonomy_terms/{id}", taxonomies::term))
        .default_service(web::to(nothing_here));
}
