//! The one HTTP server that plays all instances: finds the site by host or path, and answers with its document, entity
//! tags and all, or with the fault that a test has set.

mod control;
mod counter;
mod document;
mod instance;
mod landing;
mod respond;

pub use counter::{Count, Counts};
pub use instance::{Instance, Instances};

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};

use crate::fault::Fault;
use crate::wire::Asked;

/// Answers any request.
pub async fn answer(request: HttpRequest, body: Bytes, instances: Data<Instances>) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if let Some(command) = path.strip_prefix("__farm/") {
        return control::control(request.method(), command, &body, &instances);
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // Names below an instance's are the instance too.
    let slug_of_host = host.split_once(".localhost").map(|(name, _)| name.rsplit('.').next().unwrap_or(name));
    let (slug, path) = match slug_of_host {
        Some(slug) => (slug, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    match instances.place(slug) {
        Some(place) => serve(&request, place, path, instances.into_inner()).await,
        None if slug.is_empty() => landing::farm(&instances),
        None => respond::problem(404, "tidak ada instansi dengan nama ini"),
    }
}

async fn serve(request: &HttpRequest, place: usize, path: &str, instances: Arc<Instances>) -> HttpResponse {
    let instance = instances.at(place);
    let conditional = request.headers().contains_key(header::IF_NONE_MATCH) || request.headers().contains_key(header::IF_MODIFIED_SINCE);
    instance.tally.request(conditional);
    let fault = instance.fault();
    if fault != Fault::None {
        instance.tally.answered(None, 0);
        return fault.answer().await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        instance.tally.answered(None, 0);
        return respond::problem(405, "hanya GET dan HEAD");
    }
    if path == "index.html" || (path.is_empty() && (!instance.plan.format.has_root() || prefers_html(request.headers()))) {
        instance.tally.answered(Some(200), 0);
        return landing::instance(instance);
    }
    let asked = Asked::read(path, request.query_string());
    let Some(document) = instances.document(place, asked).await else {
        instance.tally.answered(None, 0);
        return respond::problem(404, "tidak ditemukan");
    };
    respond::with_document(request.headers(), &document, &instance.tally)
}

/// A browser's request, and not a harvester's.
fn prefers_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.trim_start().starts_with("text/html"))
}
