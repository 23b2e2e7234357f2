//! Ways in which an instance misbehaves, as real ones do.

use std::io::Write;
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};

/// A way to misbehave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// None: the instance answers.
    #[default]
    None,
    /// A page for people, with status 200.
    HtmlWith200,
    /// Nothing, with status 200.
    EmptyBody,
    /// `[]`
    EmptyList,
    /// This many bytes of JSON, without saying so beforehand.
    TooLarge {
        /// How many.
        bytes: u64,
    },
    /// A small compressed body that grows to this many bytes.
    GzipBomb {
        /// How many.
        bytes: u64,
    },
    /// `302` to an address.
    RedirectTo {
        /// Where to.
        url: String,
    },
    /// A status, with `Retry-After` where given.
    Status {
        /// The status.
        status: u16,
        /// Seconds.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// No answer, ever.
    Hang,
    /// Promises more bytes than it sends, then closes.
    CutBody,
}

const CHUNK: usize = 64 * 1024;

impl Fault {
    /// The misbehaving answer.
    pub async fn answer(&self) -> HttpResponse {
        let mut json = HttpResponse::Ok();
        json.insert_header(("X-Synthetic", "true")).content_type("application/json");
        match self {
            Self::None | Self::EmptyBody => json.finish(),
            Self::HtmlWith200 => json.content_type("text/html; charset=utf-8").body(
                "<!doctype html><html><head><title>Pemeliharaan</title></head><body><h1>Situs sedang dalam pemeliharaan</h1>\
                 <p>Data sintetis.</p></body></html>",
            ),
            Self::EmptyList => json.body("[]"),
            Self::TooLarge { bytes } => json.streaming(large(*bytes)),
            Self::GzipBomb { bytes } => json.insert_header((header::CONTENT_ENCODING, "gzip")).streaming(bomb(*bytes)),
            Self::RedirectTo { url } => {
                HttpResponse::Found().insert_header((header::LOCATION, url.as_str())).insert_header(("X-Synthetic", "true")).finish()
            }
            Self::Status { status, retry_after } => {
                let mut response = HttpResponseBuilder::new(StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
                response.insert_header(("X-Synthetic", "true"));
                if let Some(seconds) = retry_after {
                    response.insert_header((header::RETRY_AFTER, *seconds));
                }
                response.finish()
            }
            Self::Hang => loop {
                tokio::time::sleep(Duration::from_secs(3600)).await;
            },
            Self::CutBody => json.body(SizedStream::new(100_000, cut())),
        }
    }
}

type Chunk = Result<Bytes, std::io::Error>;

/// A JSON document of one long text, a chunk at a time.
fn large(bytes: u64) -> impl Stream<Item = Chunk> {
    let (start, end) = (Bytes::from_static(b"{\"_synthetic\":true,\"data\":\""), Bytes::from_static(b"\"}"));
    let filling = bytes.saturating_sub((start.len() + end.len()) as u64);
    stream::iter([Ok(start)]).chain(zeros(filling).map(Ok)).chain(stream::iter([Ok(end)]))
}

/// Chunks of the digit zero, this many in all.
fn zeros(bytes: u64) -> impl Stream<Item = Bytes> {
    let chunk = Bytes::from(vec![b'0'; CHUNK]);
    stream::unfold(bytes, move |left| {
        let now = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let chunk = chunk.slice(..now);
        async move { (now > 0).then_some((chunk, left - now as u64)) }
    })
}

/// `large`, compressed as it goes.
fn bomb(bytes: u64) -> impl Stream<Item = Chunk> {
    let plain = Box::pin(large(bytes));
    let encoder = Some(GzEncoder::new(Vec::new(), Compression::best()));
    stream::unfold((plain, encoder), |(mut plain, encoder)| async move {
        let mut encoder = encoder?;
        loop {
            match plain.next().await {
                Some(Ok(chunk)) => {
                    if let Err(error) = encoder.write_all(&chunk) {
                        return Some((Err(error), (plain, None)));
                    }
                    if encoder.get_ref().len() >= 4096 {
                        let ready = std::mem::take(encoder.get_mut());
                        return Some((Ok(Bytes::from(ready)), (plain, Some(encoder))));
                    }
                }
                _ => return Some((encoder.finish().map(Bytes::from), (plain, None))),
            }
        }
    })
}

/// A beginning, and once that is on its way an error: the connection is closed. At once, header and beginning would never be sent.
fn cut() -> impl Stream<Item = Chunk> {
    let beginning = Bytes::from_static(b"{\"_synthetic\":true,\"data\":[{\"id\":\"1\",\"na");
    stream::iter([Ok(beginning)]).chain(stream::once(Box::pin(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "cut on purpose"))
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn a_bomb_is_small_and_grows_to_its_size() {
        let chunks: Vec<Bytes> = futures::executor::block_on(bomb(3_000_000).map(Result::unwrap).collect());
        let sent = chunks.concat();
        let mut grown = Vec::new();
        GzDecoder::new(sent.as_slice()).read_to_end(&mut grown).unwrap();
        assert!(sent.len() < 10_000, "{}", sent.len());
        assert_eq!(grown.len(), 3_000_000);
        assert!(serde_json::from_slice::<serde_json::Value>(&grown).is_ok());
    }

    #[test]
    fn faults_are_told_in_json() {
        let told: Fault = serde_json::from_str(r#"{"kind":"status","status":503,"retry_after":9}"#).unwrap();
        assert_eq!(told, Fault::Status { status: 503, retry_after: Some(9) });
        assert_eq!(serde_json::from_str::<Fault>(r#"{"kind":"html_with200"}"#).unwrap(), Fault::HtmlWith200);
    }
}
