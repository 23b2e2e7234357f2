//! The parts of a request that publishes: the file, read piece by piece and never more than is allowed, and its headers.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, http::header};
use futures::{Stream, StreamExt as _};
use harvester::publish::MadeFrom;

use super::Refusal;
use crate::error::Error;

/// Bytes of a file. A catalog of a thousand services takes half a megabyte.
pub const MOST: usize = 16 << 20;

/// Characters of an idempotency key.
const LONGEST_KEY: usize = 200;

/// Reads a body, and stops where it is over the limit: memory is bounded by that and by how many may publish at once.
///
/// # Errors
/// It is larger, empty, or cut off.
pub async fn body<E>(request: &HttpRequest, pieces: impl Stream<Item = Result<Bytes, E>> + Unpin) -> Result<Vec<u8>, Error> {
    let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    if stated.is_some_and(|stated: usize| stated > MOST) {
        return Err(Refusal::TooLarge { most: MOST }.into());
    }
    take(pieces, MOST).await
}

/// The same of a part of a form.
///
/// # Errors
/// It is larger, empty, or cut off.
pub async fn take<E>(mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin, most: usize) -> Result<Vec<u8>, Error> {
    let mut whole = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::CutOff)?;
        if whole.len() + piece.len() > most {
            return Err(Refusal::TooLarge { most }.into());
        }
        whole.extend_from_slice(&piece);
    }
    if whole.is_empty() { Err(Refusal::Empty.into()) } else { Ok(whole) }
}

fn text<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// Which version a file was made from (RFC 9110 §13.1): `If-Match: "v12"`, `If-Match: *`, `If-None-Match: *`.
///
/// # Errors
/// A header says something else.
pub fn made_from(request: &HttpRequest) -> Result<MadeFrom, Error> {
    match (text(request, "if-match"), text(request, "if-none-match")) {
        (Some("*"), None) => Ok(MadeFrom::Any),
        (Some("\"none\""), None) | (None, Some("*")) => Ok(MadeFrom::Nothing),
        (Some(tag), None) => {
            let number = tag.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).and_then(|digits| digits.parse().ok());
            number.map(MadeFrom::Version).ok_or_else(|| Error::parameter("If-Match", "harus ETag dari unduhan, misalnya \"v12\", atau *"))
        }
        (None, None) => Ok(MadeFrom::Unsaid),
        _ => Err(Error::parameter("If-None-Match", "harus *, dan tidak bersama If-Match")),
    }
}

/// The idempotency key of a request.
///
/// # Errors
/// It is empty, too long, or holds what cannot be seen.
pub fn key(request: &HttpRequest) -> Result<Option<String>, Error> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let text = value
        .to_str()
        .ok()
        .map(|text| text.trim_matches('"'))
        .filter(|text| !text.is_empty() && text.len() <= LONGEST_KEY && text.bytes().all(|byte| byte.is_ascii_graphic()));
    text.map(|text| Some(text.to_owned()))
        .ok_or_else(|| Error::parameter("Idempotency-Key", "harus 1 sampai 200 huruf, angka atau tanda ASCII tanpa spasi"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> HttpRequest {
        headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header)).to_http_request()
    }

    #[test]
    fn what_a_file_was_made_from_is_read_from_the_headers() {
        let read = |headers: &[(&'static str, &'static str)]| made_from(&asked(headers)).ok();
        assert_eq!(read(&[]), Some(MadeFrom::Unsaid));
        assert_eq!(read(&[("if-match", "\"v12\"")]), Some(MadeFrom::Version(12)));
        assert_eq!(read(&[("if-match", "*")]), Some(MadeFrom::Any));
        assert_eq!(read(&[("if-none-match", "*")]), Some(MadeFrom::Nothing));
        assert_eq!(read(&[("if-match", "W/\"v12\"")]), None);
        assert_eq!(read(&[("if-match", "\"v1\""), ("if-none-match", "*")]), None);
    }

    #[test]
    fn keys_are_short_and_can_be_seen() {
        assert_eq!(key(&asked(&[("idempotency-key", "\"a-1\"")])).unwrap().as_deref(), Some("a-1"));
        assert!(key(&asked(&[("idempotency-key", "a b")])).is_err() && key(&asked(&[("idempotency-key", "")])).is_err());
    }
}
