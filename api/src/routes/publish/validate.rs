//! `POST /v1/validate`: what is wrong with a file, before anybody publishes it. For everybody; nothing is stored.

use actix_web::{HttpRequest, HttpResponse, web};
use harvester::pipeline::{Sent, read_sent};
use harvester::report::{Language, Line};
use registry::model::{Reason, RegionCode, SourceFile, Verdict};
use registry::normalise::service_name::Aliases;
use serde::Serialize;

use crate::error::Error;
use crate::params::Params;
use crate::publish;
use crate::state::State;

/// What is wrong with a file.
#[derive(Debug, Serialize)]
pub struct Validated {
    /// `accepted` or `rejected`: how publishing it would end where nothing else speaks against it.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The reason in a sentence, in Indonesian.
    pub explanation: &'static str,
    /// The same in English.
    pub explanation_en: &'static str,
    /// What a person needs to know beyond the reason.
    pub detail: Option<String>,
    /// Services that were read.
    pub services: usize,
    /// Records that were read.
    pub records: u32,
    /// Of these refused.
    pub refused: u32,
    /// Remarks, each naming its cell, with how to fix what they remark on.
    pub findings: Vec<Line>,
}

#[utoipa::path(post, path = "/v1/validate", tag = "publish",
    params(("region" = String, Query, description = "The region that the file speaks for, like 36.01"),
        ("lang" = Option<String>, Query, description = "of the advice: id or en")),
    request_body(content = Vec<u8>, description = "Simpul's workbook (XLSX, ODS, CSV) or HSDS 3.0 as one JSON document",
        content_type = "application/octet-stream"),
    responses((status = 200, body = Object), (status = 400, body = crate::error::Problem), (status = 413, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// What is wrong with a file. The same code as `simpul check`, publishing and the harvester.
pub async fn post(request: HttpRequest, state: web::Data<State>, payload: web::Payload) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let code: RegionCode = params
        .get("region")
        .and_then(|text| text.parse().ok())
        .filter(|code| registry::gazetteer::region(*code).is_some())
        .ok_or_else(|| Error::parameter("region", "harus kode kabupaten atau kota, misalnya 36.01"))?;
    let language = if params.choice("lang", &["id", "en"])? == "en" { Language::English } else { Language::Indonesian };
    let _one_of_few = state.publications.try_acquire().map_err(|_| Error::Busy)?;
    let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = publish::body(&request, payload).await?;
    let toml =
        format!("id = \"periksa\"\nregion = \"{code}\"\nformat = \"push\"\nurl = \"https://file.invalid/\"\ninterval_seconds = 86400");
    let source = SourceFile::parse(&toml).ok().and_then(|file| file.sources.into_iter().next());
    let source = source.ok_or_else(|| Error::parameter("region", "harus kode kabupaten atau kota"))?;
    let read = read_sent(&source, &Sent { body, content_type, rest: None }, &Aliases::default()).await;
    let findings = read.findings().iter().map(|finding| Line::of(finding, language)).collect();
    let (verdict, reason, detail, services) = match &read.content {
        Ok(read) => (Verdict::Accepted, Reason::Changed, None, read.catalog.services.len()),
        Err(error) => (Verdict::Rejected, error.reason, Some(error.detail.clone()), 0),
    };
    let (records, refused) = (read.tally.records.unwrap_or_default(), read.tally.refused.unwrap_or_default());
    let (explanation, explanation_en) = match verdict {
        Verdict::Accepted => ("Berkas ini dapat diterbitkan.", "This file can be published."),
        _ => (reason.sentence(), reason.sentence_en()),
    };
    let validated = Validated { verdict, reason, explanation, explanation_en, detail, services, records, refused, findings };
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(validated))
}
