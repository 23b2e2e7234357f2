//! How an answer is sent: JSON or a page, with an entity tag of its content; a caller that has it already gets 304.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::error::Error;

/// Our own style sheet, script and icon and nothing else: nothing inline, nothing from another host, in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS: header::HeaderName = header::HeaderName::from_static("permissions-policy");

/// Sends `value` as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn json(request: &HttpRequest, value: &impl Serialize) -> Result<HttpResponse, Error> {
    let body = serde_json::to_vec(value)?;
    Ok(tagged(request, &tag(&body), "application/json", body))
}

/// Sends `value` as JSON that caches may keep as `cache` says.
///
/// # Errors
/// It cannot be written as JSON.
pub fn json_kept(request: &HttpRequest, value: &impl Serialize, cache: &'static str) -> Result<HttpResponse, Error> {
    let body = serde_json::to_vec(value)?;
    let mut answer = tagged(request, &tag(&body), "application/json", body);
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static(cache));
    Ok(answer)
}

/// Sends `value`, an object, with how long it took as its last member. The time is no part of the entity tag.
///
/// # Errors
/// It cannot be written as JSON.
pub fn json_timed(request: &HttpRequest, value: &impl Serialize, took: std::time::Duration) -> Result<HttpResponse, Error> {
    let mut body = Vec::with_capacity(USUAL);
    serde_json::to_writer(&mut body, value)?;
    let tag = tag(&body);
    body.pop();
    body.extend(format!(",\"took_ms\":{}}}", took.as_millis()).into_bytes());
    Ok(tagged(request, &tag, "application/json", body))
}

/// Bytes that an answer with a page of hits has.
const USUAL: usize = 32 * 1024;

/// Sends a text of another type.
pub fn text(request: &HttpRequest, content_type: &'static str, body: String) -> HttpResponse {
    tagged(request, &tag(body.as_bytes()), content_type, body.into_bytes())
}

/// Sends a file of another type.
pub fn bytes(request: &HttpRequest, content_type: &'static str, body: Vec<u8>) -> HttpResponse {
    tagged(request, &tag(&body), content_type, body)
}

/// Sends a page.
pub fn page(request: &HttpRequest, body: String) -> HttpResponse {
    let mut answer = tagged(request, &tag(body.as_bytes()), "text/html; charset=utf-8", body.into_bytes());
    harden(answer.headers_mut());
    answer
}

/// The headers that keep a page from loading or running anything that is not ours.
pub fn harden(headers: &mut header::HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(PERMISSIONS, header::HeaderValue::from_static("geolocation=(self), camera=(), microphone=()"));
}

/// The same for one caller alone: kept by nobody.
#[must_use]
pub fn private(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    answer
}

/// Weak: compression changes the bytes, not what they say.
fn tag(body: &[u8]) -> String {
    let hex = blake3::hash(body).to_hex();
    let short: String = hex.chars().take(32).collect();
    format!("W/\"{short}\"")
}

fn tagged(request: &HttpRequest, tag: &str, content_type: &'static str, body: Vec<u8>) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let opaque = tag.trim_start_matches("W/");
    let same = known.is_some_and(|list| list.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == opaque));
    let mut answer = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    answer.insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if same {
        return answer.finish();
    }
    answer.content_type(content_type).body(body)
}
