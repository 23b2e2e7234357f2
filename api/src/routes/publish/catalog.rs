//! `GET` and `PUT /v1/publish/{source}/catalog`, and the workbook to edit.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use harvester::decision::By;
use harvester::publish::{Answer, Outcome, Publication, publish, rehearse};
use harvester::report::Language;
use harvester::{sheet, site};
use registry::access::Action;
use registry::model::Verdict;
use serde_json::{Value, json};

use crate::access::Caller;
use crate::error::Error;
use crate::params::Params;
use crate::publish::{self, Stored, WORKBOOK};
use crate::state::State;

#[utoipa::path(get, path = "/v1/publish/{source}/catalog", tag = "publish",
    params(("source" = String, Path), ("format" = Option<String>, Query, description = "json (HSDS 3.0), xlsx or csv")),
    responses((status = 200, description = "What is stored; the ETag is the version", content_type = "application/json"),
        (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem)))]
/// What is stored of a source, to be edited and published again; the `ETag` says which version it is.
pub async fn get(request: HttpRequest, state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    caller.source(&state, Action::ReadDrafts, &id).await?;
    let format = Params::of(&request).choice("format", &["json", "xlsx", "csv"])?;
    let stored = publish::stored(&state, &id).await?;
    match format {
        "xlsx" => workbook(&stored),
        "csv" => {
            let tables = sheet::fill(&stored.catalog, &stored.source);
            let csv = tables.first().map(sheet::csv).unwrap_or_default();
            Ok(download(&stored, "text/csv; charset=utf-8", "csv", csv))
        }
        _ => {
            let files = site::files(&stored.catalog, &stored.source, &state.today(), &[])?;
            let feed = files.into_iter().find(|file| file.path == site::FEED).map(|file| file.body).unwrap_or_default();
            Ok(answered(&stored, "application/json").body(feed))
        }
    }
}

#[utoipa::path(get, path = "/v1/publish/{source}/template.xlsx", tag = "publish", params(("source" = String, Path)),
    responses((status = 200, description = "The workbook; the ETag is the version",
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem)))]
/// The workbook of a source, filled with what is stored.
pub async fn template(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    caller.source(&state, Action::ReadDrafts, &id).await?;
    workbook(&publish::stored(&state, &id).await?)
}

/// The workbook of what is stored, as a download.
pub fn workbook(stored: &Stored) -> Result<HttpResponse, Error> {
    let body = sheet::xlsx(&sheet::fill(&stored.catalog, &stored.source))?;
    Ok(download(stored, WORKBOOK, "xlsx", body))
}

fn answered(stored: &Stored, content_type: &'static str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("ETag", publish::tag(stored.version))).insert_header(("Cache-Control", "private, no-cache"));
    answer.insert_header(("X-Content-Type-Options", "nosniff")).content_type(content_type);
    answer
}

fn download(stored: &Stored, content_type: &'static str, ending: &str, body: Vec<u8>) -> HttpResponse {
    let version = stored.version.map(|version| format!("-v{version}")).unwrap_or_default();
    // The id of a source is lower-case letters, digits and hyphens.
    let name = format!("attachment; filename=\"katalog-{}{version}.{ending}\"", stored.source.id);
    answered(stored, content_type).insert_header(("Content-Disposition", name)).body(body)
}

#[utoipa::path(put, path = "/v1/publish/{source}/catalog", tag = "publish",
    params(("source" = String, Path), ("dry_run" = Option<bool>, Query, description = "true: say what would become of it, and write nothing"),
        ("lang" = Option<String>, Query, description = "of the advice: id or en"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that the file was made from, or *"),
        ("If-None-Match" = Option<String>, Header, description = "*: there is no content yet"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same answer, for seven days")),
    request_body(content = Vec<u8>, description = "Simpul's workbook (XLSX, ODS, CSV) or HSDS 3.0 as one JSON document",
        content_type = "application/octet-stream"),
    responses((status = 200, body = Object, description = "Accepted, or unchanged"), (status = 202, body = Object, description = "Held"),
        (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 409, body = crate::error::Problem), (status = 412, body = crate::error::Problem),
        (status = 413, body = crate::error::Problem), (status = 422, body = Object, description = "Refused, with the findings"),
        (status = 428, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Publishes a catalog: verdict, difference record by record and field by field, and findings that name their cells.
pub async fn put(
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let is_rehearsal = params.choice("dry_run", &["false", "true"])? == "true";
    let action = if is_rehearsal { Action::EditDraft } else { Action::Publish };
    let row = caller.source(&state, action, &id).await?;
    let (made_from, key) = (publish::made_from(&request)?, publish::key(&request)?);
    let language = if params.choice("lang", &["id", "en"])? == "en" { Language::English } else { Language::Indonesian };
    let _one_of_few = state.publications.try_acquire().map_err(|_| Error::Busy)?;
    let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = publish::body(&request, payload).await?;
    let by = By { actor: caller.actor(), name: caller.account().name.clone() };
    let publication = Publication { source: row.id, body, content_type, by, made_from, key, language };
    let answer = match is_rehearsal {
        true => rehearse(&state.store, publication, state.clock).await?,
        false => publish(&state.store, publication, state.clock).await?,
    };
    told(&answer)
}

fn told(answer: &Answer) -> Result<HttpResponse, Error> {
    let outcome: Outcome = serde_json::from_str(&answer.json)?;
    let status = StatusCode::from_u16(outcome.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header(("ETag", publish::tag(answer.version))).insert_header(("Cache-Control", "no-store"));
    if answer.is_again {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    if outcome.verdict != Verdict::Rejected || outcome.dry_run {
        return Ok(response.content_type("application/json").body(answer.json.clone()));
    }
    // Problem details (RFC 9457), with the outcome as their extension.
    let mut problem: Value = serde_json::from_str(&answer.json)?;
    let detail =
        outcome.detail.as_deref().map_or_else(|| outcome.explanation.clone(), |detail| format!("{} {detail}", outcome.explanation));
    let about =
        json!({ "type": "about:blank", "title": "Unprocessable Content", "status": 422, "code": "content_rejected", "detail": detail });
    if let (Some(problem), Some(about)) = (problem.as_object_mut(), about.as_object()) {
        problem.extend(about.clone());
    }
    Ok(response.content_type("application/problem+json").body(serde_json::to_vec(&problem)?))
}
