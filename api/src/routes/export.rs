//! `GET /v1/export` and `/v1/export/{file}`: the registry as files, written while they are taken.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::error::Error;
use crate::export::{self, ALL, Export};
use crate::state::State;
use crate::{address, answer, licence, stream};

/// What can be had.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExportList {
    /// The licence of the data.
    pub license: &'static str,
    /// The files.
    pub files: Vec<ExportFile>,
}

/// A file that can be had.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Where it is.
    pub url: String,
}

#[utoipa::path(get, path = "/v1/export", tag = "export", responses((status = 200, body = ExportList)))]
/// The files that can be had.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let base = address::base(&request, &state);
    let file = |export: Export| ExportFile {
        name: export.name(),
        media_type: export.media_type(),
        url: format!("{base}/v1/export/{}", export.name()),
    };
    answer::json(&request, &ExportList { license: licence::URL, files: ALL.map(file).into() })
}

#[utoipa::path(get, path = "/v1/export/{file}", tag = "export", params(("file" = String, Path, description = "`services.csv`")),
    responses(
        (status = 200, description = "The file", content((String = "text/csv"), (String = "application/x-ndjson"), (Object = "application/geo+json"), (Vec<u8> = "application/vnd.apache.parquet"))),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem, description = "Too many take one")))]
/// A file, as the registry is now.
pub async fn get(request: HttpRequest, state: web::Data<State>, file: web::Path<String>) -> Result<HttpResponse, Error> {
    let wanted: Export = file.parse().map_err(|_| Error::not_found("file", file.as_str()))?;
    let (base, all) = (address::base(&request, &state), state.clone());
    let mut answer = stream::answer(&state, wanted.media_type(), move |sink| async move {
        export::write(&all.store, &all.gazetteer, &base, wanted, |piece| sink.send(piece)).await.map(drop)
    })?;
    let headers = answer.headers_mut();
    let name = format!("attachment; filename=\"simpul-{}-{}\"", state.today(), wanted.name());
    if let Ok(name) = header::HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    let licence = format!("<{}>; rel=\"license\"", licence::URL);
    if let Ok(licence) = header::HeaderValue::from_str(&licence) {
        headers.insert(header::LINK, licence);
    }
    Ok(answer)
}
