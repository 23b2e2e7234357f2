//! One request and its answer: the header within its deadline, the body within its cap, its deadline and its least speed.

use std::time::{Duration, Instant};

use registry::model::Reason;
use reqwest::Response;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION};
use url::Url;

use super::fault::{Stage, of_transport};
use super::gzip::{Ungzip, ungzip};
use super::limits::Limits;
use super::network::Network;
use super::{Ask, FetchError};

/// What is reserved for a body before it comes: a stated length may be a lie.
const RESERVED: usize = 1 << 20;

/// After so many bytes of gzip one looks what they grow to, and then after each doubling.
const FIRST_LOOK: usize = 64 << 10;

/// Asks for one address and waits for the header.
pub(super) async fn send(network: &Network, limits: &Limits, url: &Url, ask: &Ask<'_>) -> Result<Response, FetchError> {
    let mut headers = HeaderMap::new();
    // What the declaration adds, secrets among it, is for the declared host only.
    if url.origin() == ask.url.origin() {
        headers.extend(ask.headers.clone());
    }
    conditional(&mut headers, IF_NONE_MATCH, ask.etag);
    conditional(&mut headers, IF_MODIFIED_SINCE, ask.last_modified);
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip, br, deflate"));
    let client = network
        .client(url.port_or_known_default().unwrap_or_default())
        .map_err(|error| FetchError::new(Reason::Internal, format!("no HTTP client: {error}")))?;
    let request = client.get(url.clone()).headers(headers).send();
    match tokio::time::timeout(limits.header, request).await {
        Err(_) => Err(FetchError::new(Reason::HeaderTimeout, format!("no header within {:?}", limits.header))),
        Ok(Err(error)) => Err(of_transport(&error, Stage::Header)),
        Ok(Ok(response)) => Ok(response),
    }
}

fn conditional(headers: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}

/// Where a redirect leads; `None`: this is no redirect.
pub(super) fn redirect(response: &Response, from: &Url) -> Option<Result<Url, FetchError>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|target| from.join(target).ok());
    Some(target.ok_or_else(|| FetchError::new(Reason::RedirectLimit, "a redirect without a target")))
}

/// Reads a body chunk by chunk and counts what it decompresses to.
pub(super) async fn body(mut response: Response, limits: &Limits) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::new(Reason::BodyTooLarge, format!("over {} bytes, decompressed", limits.body_bytes));
    let stated = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if stated > limits.body_bytes {
        return Err(too_large());
    }
    // Brotli and deflate the library has decompressed, and has taken the header away.
    let encoding = response.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_gzip = ["gzip", "x-gzip"].iter().any(|name| encoding.trim().eq_ignore_ascii_case(name));
    if ["zstd", "compress", "x-compress", "dcb", "dcz"].iter().any(|unknown| encoding.trim().eq_ignore_ascii_case(unknown)) {
        return Err(FetchError::new(Reason::BodyUndecodable, "compressed in a way that was not asked for"));
    }
    let mut body = Vec::with_capacity(stated.min(RESERVED));
    let mut pace = Pace::new(limits);
    let mut next_look = FIRST_LOOK;
    loop {
        let Ok(chunk) = tokio::time::timeout(pace.patience(), response.chunk()).await else {
            if pace.keeps(0) {
                continue;
            }
            return Err(pace.lost());
        };
        let Some(chunk) = chunk.map_err(|error| of_transport(&error, Stage::Body))? else { break };
        if body.len() + chunk.len() > limits.body_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
        if !pace.keeps(chunk.len()) {
            return Err(pace.lost());
        }
        if is_gzip && body.len() >= next_look {
            // What has come so far may already be too much: a bomb is not received to its end.
            let (raw, so_far) = decompressed(std::mem::take(&mut body), limits.body_bytes).await?;
            if so_far == Err(Ungzip::TooLarge) {
                return Err(too_large());
            }
            (body, next_look) = (raw, next_look * 2);
        }
    }
    if !is_gzip {
        return Ok(body);
    }
    match decompressed(body, limits.body_bytes).await?.1 {
        Ok(body) => Ok(body),
        Err(Ungzip::TooLarge) => Err(too_large()),
        Err(Ungzip::Cut) => Err(FetchError::new(Reason::BodyUndecodable, "the gzip body ends before its end")),
        Err(Ungzip::Broken) => Err(FetchError::new(Reason::BodyUndecodable, "the gzip body is broken")),
    }
}

/// What a gzip body holds, beside the body itself. Off the async threads: it may be a second's work.
async fn decompressed(raw: Vec<u8>, most: usize) -> Result<(Vec<u8>, Result<Vec<u8>, Ungzip>), FetchError> {
    let work = tokio::task::spawn_blocking(move || {
        let body = ungzip(&raw, most);
        (raw, body)
    });
    work.await.map_err(|error| FetchError::new(Reason::Internal, error.to_string()))
}

/// Whether a body comes fast enough.
struct Pace<'l> {
    limits: &'l Limits,
    began: Instant,
    window: Instant,
    in_window: usize,
}

impl<'l> Pace<'l> {
    fn new(limits: &'l Limits) -> Self {
        let now = Instant::now();
        Self { limits, began: now, window: now, in_window: 0 }
    }

    /// How long the next chunk may take.
    fn patience(&self) -> Duration {
        let left = self.limits.total.saturating_sub(self.began.elapsed());
        left.min(self.limits.slow_for.saturating_sub(self.window.elapsed())).max(Duration::from_millis(1))
    }

    fn keeps(&mut self, bytes: usize) -> bool {
        self.in_window = self.in_window.saturating_add(bytes);
        let span = self.window.elapsed();
        if span >= self.limits.slow_for {
            if self.in_window < self.least() {
                return false;
            }
            (self.window, self.in_window) = (Instant::now(), 0);
        }
        self.began.elapsed() < self.limits.total
    }

    fn least(&self) -> usize {
        let seconds = usize::try_from(self.limits.slow_for.as_millis()).unwrap_or(usize::MAX);
        self.limits.least_speed.saturating_mul(seconds) / 1000
    }

    fn lost(&self) -> FetchError {
        if self.began.elapsed() >= self.limits.total {
            return FetchError::new(Reason::TotalTimeout, format!("the body did not end within {:?}", self.limits.total));
        }
        let Limits { least_speed, slow_for, .. } = self.limits;
        FetchError::new(Reason::BodyTooSlow, format!("under {least_speed} bytes a second for {slow_for:?}"))
    }
}
