//! `/hsds/taxonomies` and `/hsds/taxonomy_terms`, each with one by its id.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Id;
use registry::store::read;

use super::asked::Asked;
use super::list::Page;
use super::record::{Taxonomy, TaxonomyRecord, TermRecord, category_term, fixed_terms};
use crate::error::Error;
use crate::params::Params;
use crate::state::State;
use crate::stream;
use crate::{address, answer};

/// Terms a page, unless told.
const PER_PAGE: i64 = 50;

#[utoipa::path(get, path = "/hsds/taxonomies", tag = "hsds",
    params(
        ("search" = Option<String>, Query, description = "Words that its name or description hold"),
        ("page" = Option<u32>, Query, minimum = 1), ("per_page" = Option<u32>, Query, minimum = 1, maximum = 500),
        ("format" = Option<String>, Query, description = "`json` or `ndjson`; also by Accept"),
    ),
    responses((status = 200, content((Page<TaxonomyRecord> = "application/json"), (String = "application/x-ndjson"))), (status = 400, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// What services are filed under.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request, &state).await?;
    let all = Taxonomy::ALL.map(Taxonomy::record).into_iter().filter(|record| holds(&asked, &[record.name, record.description]));
    send(&request, &state, &asked, all.collect())
}

#[utoipa::path(get, path = "/hsds/taxonomies/{id}", tag = "hsds", params(("id" = String, Path, description = "A UUID")),
    responses((status = 200, body = TaxonomyRecord), (status = 404, body = crate::error::Problem)))]
/// A taxonomy.
pub async fn get(request: HttpRequest, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let known = id.parse().ok().and_then(|id: Id| Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.id() == id));
    answer::json(&request, &known.ok_or_else(|| Error::not_found("taxonomy", id.as_str()))?.record())
}

#[utoipa::path(get, path = "/hsds/taxonomy_terms", tag = "hsds",
    params(
        ("search" = Option<String>, Query, description = "Words that its name or description hold"),
        ("page" = Option<u32>, Query, minimum = 1), ("per_page" = Option<u32>, Query, minimum = 1, maximum = 500),
        ("format" = Option<String>, Query, description = "`json` or `ndjson`; also by Accept"),
        ("taxonomy_id" = Option<String>, Query, format = Uuid),
        ("top_only" = Option<bool>, Query, description = "No term has children here: all are given"),
        ("parent_id" = Option<String>, Query, format = Uuid, description = "No term has a parent here: none is given"),
    ),
    responses((status = 200, content((Page<TermRecord> = "application/json"), (String = "application/x-ndjson"))), (status = 400, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Terms: the national services, the categories as the regions write them, the channels.
pub async fn terms(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let (asked, params) = (Asked::read(&request, &state).await?, Params::of(&request));
    params.flag("top_only")?;
    let (taxonomy, parent) = (params.id("taxonomy_id")?, params.id("parent_id")?);
    let all = all(&request, &state).await?.into_iter().filter(|term| {
        parent.is_none() && taxonomy.is_none_or(|id| id == term.taxonomy_id) && holds(&asked, &[&term.name, &term.description])
    });
    send(&request, &state, &asked, all.collect())
}

#[utoipa::path(get, path = "/hsds/taxonomy_terms/{id}", tag = "hsds", params(("id" = String, Path, description = "A UUID")),
    responses((status = 200, body = TermRecord), (status = 404, body = crate::error::Problem)))]
/// A term.
pub async fn term(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let missing = || Error::not_found("taxonomy_term", id.as_str());
    let wanted: Id = id.parse().map_err(|_| missing())?;
    let found = all(&request, &state).await?.into_iter().find(|term| term.id == wanted);
    answer::json(&request, &found.ok_or_else(missing)?)
}

async fn all(request: &HttpRequest, state: &State) -> Result<Vec<TermRecord>, Error> {
    let categories = state.store.read(read::categories).await?;
    let fixed = fixed_terms(&address::base(request, state)).into_iter().map(|(term, _)| term);
    Ok(fixed.chain(categories.iter().map(|name| category_term(name))).collect())
}

/// Whether the texts hold every word that is searched for.
fn holds(asked: &Asked, texts: &[&str]) -> bool {
    let text = texts.join(" ").to_lowercase();
    asked.sought.words.iter().all(|word| text.contains(&word.to_lowercase()))
}

fn send<T: serde::Serialize + 'static>(
    request: &HttpRequest,
    state: &State,
    asked: &Asked,
    records: Vec<T>,
) -> Result<HttpResponse, Error> {
    if asked.ndjson {
        return stream::answer(state, "application/x-ndjson", move |sink| async move { sink.lines(&records).await });
    }
    let per_page = asked.per_page.unwrap_or(PER_PAGE);
    let total = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let before = usize::try_from((asked.page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
    let size = usize::try_from(per_page).unwrap_or_default();
    let here: Vec<T> = records.into_iter().skip(before).take(size).collect();
    answer::json(request, &Page::of(total, asked.page, per_page, here))
}
