//! `POST /v1/sources/preview`: a look at a source that is not declared yet. Nothing is stored.

use actix_web::{HttpResponse, web};
use harvester::preview::{Preview, preview};
use serde::Serialize;

use crate::error::Error;
use crate::state::State;

/// A look at each source of a declaration file.
#[derive(Debug, Serialize)]
pub struct Previews {
    /// In the order of the file.
    pub previews: Vec<Preview>,
}

/// Sources of one file that are looked at.
const MOST_SOURCES: usize = 3;

#[utoipa::path(post, path = "/v1/sources/preview", tag = "sources",
    request_body(content = String, content_type = "application/toml", description = "The declaration of a source"),
    responses((status = 200, body = Object), (status = 422, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Fetches at most 20 records of an unsaved source: drafts, facts, findings, and what would change.
pub async fn post(state: web::Data<State>, body: String) -> Result<HttpResponse, Error> {
    let _one_of_few = state.previews.try_acquire().map_err(|_| Error::Busy)?;
    let sources = harvester::adapter::check(&body, "declaration").map_err(Error::Declaration)?;
    let mut previews = Vec::new();
    for source in sources.iter().take(MOST_SOURCES) {
        // Whoever may ask for a preview must not be able to send the secrets of this machine to a host of their choice.
        let headers = harvester::dispatch::headers(source, |_| None).map_err(|detail| Error::parameter("headers", detail))?;
        previews.push(preview(&state.fetcher, &state.store, source, &headers).await?);
    }
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(Previews { previews }))
}
