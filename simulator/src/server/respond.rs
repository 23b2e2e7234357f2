//! Documents as HTTP responses: RFC 9110 validators and encodings.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpResponse, HttpResponseBuilder};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::counter::Tally;
use super::document::Document;

/// `200` with the document, or `304` where the client has it.
pub fn with_document(headers: &HeaderMap, document: &Document, tally: &Tally) -> HttpResponse {
    let gzip = accepts_gzip(headers);
    // A strong tag names one representation, so the compressed one has its own (RFC 9110, 8.8.3.3).
    let tag = format!("\"{}{}\"", document.hash, if gzip { "-gz" } else { "" });
    if has_it(headers, document) {
        tally.answered(Some(304), 0);
        return head(StatusCode::NOT_MODIFIED, document, &tag).finish();
    }
    let mut response = head(StatusCode::OK, document, &tag);
    response.content_type("application/json; charset=utf-8");
    if gzip {
        tally.answered(Some(200), document.gzip.len());
        return response.insert_header((header::CONTENT_ENCODING, "gzip")).body(document.gzip.clone());
    }
    match document.plain() {
        Ok(plain) => {
            tally.answered(Some(200), plain.len());
            response.body(plain)
        }
        Err(_) => problem(500, "dokumen tidak terbaca"),
    }
}

fn head(status: StatusCode, document: &Document, tag: &str) -> HttpResponseBuilder {
    let mut response = HttpResponseBuilder::new(status);
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::LAST_MODIFIED, http_date(document.modified)))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header(("X-Synthetic", "true"));
    response
}

/// An error, labelled as everything here.
pub fn problem(status: u16, message: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponseBuilder::new(status)
        .insert_header(("X-Synthetic", "true"))
        .json(json!({ "_synthetic": true, "status": "error", "message": message }))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// By tag, and only where no tag is given by date (RFC 9110, 13.1.3). Any representation of the content counts.
fn has_it(headers: &HeaderMap, document: &Document) -> bool {
    if let Some(tags) = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) {
        return tags.split(',').map(str::trim).any(|tag| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
            tag == "*" || tag.strip_suffix("-gz").unwrap_or(tag) == document.hash
        });
    }
    let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    since.and_then(|since| DateTime::parse_from_rfc2822(since).ok()).is_some_and(|since| document.modified <= since)
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn gzip_is_sent_only_where_it_is_accepted() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts_gzip(&headers)
        };
        assert!(accepts("br, gzip;q=0.5") && accepts("gzip"));
        assert!(!accepts("gzip;q=0") && !accepts("br"));
    }

    #[test]
    fn dates_as_http_writes_them() {
        assert_eq!(http_date(DateTime::UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert!(DateTime::parse_from_rfc2822(&http_date(DateTime::UNIX_EPOCH)).is_ok());
    }
}
