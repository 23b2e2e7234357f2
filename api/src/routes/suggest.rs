//! `GET /v1/suggest`: what a person who is typing may want to ask. From the taxonomy and the regions alone: no engine, no database.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::finder;
use registry::model::Zone;
use registry::normalise::service_name;
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::finder::told::plain;
use crate::params::Params;
use crate::state::State;

const MOST: usize = 8;

/// What may be asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Suggestions {
    /// `q` as typed.
    pub query: String,
    /// Queries to ask instead, the likeliest first; at most 8.
    pub suggestions: Vec<String>,
}

/// The queries that `typed` may become: what it is understood as, then names that hold each of its words, the last perhaps unfinished.
fn suggestions(typed: &str, state: &State) -> Vec<String> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let Some((last, whole)) = words.split_last() else { return Vec::new() };
    let understood = finder::understand(typed, state.now(), Zone::Wib);
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if found.len() < MOST && !found.contains(&name) {
            found.push(name);
        }
    };
    understood.services.iter().take(3).for_each(|one| add(plain(one.term)));
    let begins = |name: &str| {
        let name = name.to_lowercase();
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        whole.iter().all(|word| parts.contains(&word.as_str())) && parts.iter().any(|part| part.starts_with(last.as_str()))
    };
    for canonical in service_name::canonical() {
        if begins(canonical) || service_name::synonyms(canonical).iter().any(|name| begins(name)) {
            add(plain(canonical));
        }
    }
    found
}

#[utoipa::path(get, path = "/v1/suggest", tag = "search",
    params(("q" = Option<String>, Query, description = "What was typed so far")),
    responses((status = 200, body = Suggestions), (status = 400, body = crate::error::Problem)))]
/// Completes what a person types.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let query = Params::of(&request).text("q")?.unwrap_or_default();
    let suggestions = suggestions(&query, &state);
    answer::json(&request, &Suggestions { query, suggestions })
}
