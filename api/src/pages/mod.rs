//! Pages for people.

use actix_web::web;

/// The routes of the pages.
pub fn configure(_cfg: &mut web::ServiceConfig) {}
