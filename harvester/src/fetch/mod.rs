//! Fetching: deadlines, caps, redirects and the guard on addresses exist once, here. No adapter fetches anything.

mod at_hand;
mod guard;
mod kept;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use registry::model::Reason;
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, LOCATION,
};
use reqwest::{Client, Response, StatusCode};
use tokio::sync::Semaphore;
use url::Url;

pub use at_hand::AtHand;
pub use guard::{ParsePolicy, Policy};
pub use kept::Kept;

/// Bounds on one fetch.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the request to the response's header.
    pub header: Duration,
    /// All of one document.
    pub total: Duration,
    /// Of one body, decompressed.
    pub body_bytes: usize,
    /// In a row.
    pub redirects: usize,
    /// Documents fetched at once by this process.
    pub at_once: usize,
    /// Documents fetched at once from one host and port.
    pub at_once_per_host: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            header: Duration::from_secs(15),
            total: Duration::from_secs(60),
            body_bytes: 32 << 20,
            redirects: 5,
            at_once: 64,
            at_once_per_host: 4,
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Where.
    pub url: &'a Url,
    /// Request headers of the source.
    pub headers: &'a HeaderMap,
    /// The `ETag` of the stored document.
    pub etag: Option<&'a str>,
    /// The Last-Modified of the stored document.
    pub last_modified: Option<&'a str>,
}

/// A document as it came.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The body, decompressed; `None`: 304, the stored one holds.
    pub body: Option<Vec<u8>>,
    /// As the server gave it.
    pub etag: Option<String>,
    /// As the server gave it.
    pub last_modified: Option<String>,
    /// As the server gave it.
    pub content_type: Option<String>,
    /// The Link header (RFC 8288).
    pub link: Option<String>,
    /// The final status.
    pub status: u16,
    /// Until the header of the final response.
    pub first_byte: Duration,
    /// Requests made, redirects included.
    pub requests: u32,
}

/// A document that did not come.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}: {detail}", reason.as_str())]
pub struct FetchError {
    /// The stable reason.
    pub reason: Reason,
    /// For a person.
    pub detail: String,
    /// The status, where a header came.
    pub status: Option<u16>,
    /// Requests made.
    pub requests: u32,
}

impl FetchError {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), status: None, requests: 0 }
    }
}

/// Where documents come from: the network, or a file at hand.
pub trait Fetch: Sync {
    /// Fetches one document.
    fn fetch(&self, ask: &Ask<'_>) -> impl Future<Output = Result<Fetched, FetchError>> + Send;
}

/// Fetches documents within limits.
pub struct Fetcher {
    client: Client,
    limits: Limits,
    policy: Policy,
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Fetcher {
    /// A fetcher with these limits that connects where `policy` lets it.
    ///
    /// # Errors
    /// The TLS library cannot start.
    pub fn new(limits: Limits, policy: Policy) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Simpul/", env!("CARGO_PKG_VERSION"), " (national registry of MPP)"))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(limits.at_once_per_host)
            .dns_resolver(guard::Resolver::new(policy.clone()))
            .build()?;
        Ok(Self { client, all: Semaphore::new(limits.at_once), hosts: Mutex::default(), limits, policy })
    }

    /// The gate of one host and port. Gates that nobody uses are dropped when there are many.
    fn host(&self, url: &Url) -> Arc<Semaphore> {
        let key = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let mut hosts = self.hosts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if hosts.len() > 4096 {
            hosts.retain(|_, gate| Arc::strong_count(gate) > 1);
        }
        Arc::clone(hosts.entry(key).or_insert_with(|| Arc::new(Semaphore::new(self.limits.at_once_per_host))))
    }
}

impl Fetch for Fetcher {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let host = self.host(ask.url);
        let (Ok(_one_of_all), Ok(_one_of_host)) = (self.all.acquire().await, host.acquire().await) else {
            return Err(FetchError::new(Reason::Stopped, "the harvester is stopping"));
        };
        let mut url = ask.url.clone();
        for requests in 1_u32.. {
            let counted = |error: FetchError| FetchError { requests, ..error };
            self.policy.check(&url).map_err(|refused| counted(FetchError::new(refused.reason(), refused.to_string())))?;
            let begin = Instant::now();
            let same_origin = url.origin() == ask.url.origin();
            let response = self.send(&url, ask, same_origin).await.map_err(counted)?;
            let first_byte = begin.elapsed();
            match redirect(&response, &url) {
                None => return self.receive(response, ask, first_byte, requests).await.map_err(counted),
                Some(Err(error)) => return Err(counted(error)),
                Some(Ok(_)) if requests as usize > self.limits.redirects => {
                    let detail = format!("more than {} redirects", self.limits.redirects);
                    return Err(counted(FetchError::new(Reason::RedirectLimit, detail)));
                }
                Some(Ok(next)) => url = next,
            }
        }
        Err(FetchError::new(Reason::RedirectLimit, "too many redirects"))
    }
}

impl Fetcher {
    async fn send(&self, url: &Url, ask: &Ask<'_>, same_origin: bool) -> Result<Response, FetchError> {
        let mut headers = HeaderMap::new();
        // What the declaration adds, secrets among it, is for the declared host only.
        if same_origin {
            headers.extend(ask.headers.clone());
        }
        conditional(&mut headers, IF_NONE_MATCH, ask.etag);
        conditional(&mut headers, IF_MODIFIED_SINCE, ask.last_modified);
        let request = self.client.get(url.clone()).headers(headers).send();
        match tokio::time::timeout(self.limits.header, request).await {
            Err(_) => Err(FetchError::new(Reason::HeaderTimeout, format!("no header within {:?}", self.limits.header))),
            Ok(Err(error)) => Err(transport(&error)),
            Ok(Ok(response)) => Ok(response),
        }
    }

    async fn receive(&self, response: Response, ask: &Ask<'_>, first_byte: Duration, requests: u32) -> Result<Fetched, FetchError> {
        let status = response.status();
        let with_status = |error: FetchError| FetchError { status: Some(status.as_u16()), ..error };
        let asked = ask.etag.is_some() || ask.last_modified.is_some();
        let unchanged = status == StatusCode::NOT_MODIFIED && asked;
        if let Some(reason) = refusal(status).filter(|_| !unchanged) {
            return Err(with_status(FetchError::new(reason, format!("HTTP {}", status.as_u16()))));
        }
        let text = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (etag, last_modified, content_type, link) = (text(ETAG), text(LAST_MODIFIED), text(CONTENT_TYPE), text(LINK));
        let body = if unchanged { None } else { Some(self.body(response).await.map_err(with_status)?) };
        Ok(Fetched { body, etag, last_modified, content_type, link, status: status.as_u16(), first_byte, requests })
    }

    /// Reads a body chunk by chunk and counts what it decompresses to.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, FetchError> {
        let cap = self.limits.body_bytes;
        let too_large = || FetchError::new(Reason::BodyTooLarge, format!("over {cap} bytes, decompressed"));
        let stated = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if stated > cap {
            return Err(too_large());
        }
        let mut body = Vec::with_capacity(stated);
        while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
            if body.len() + chunk.len() > cap {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn conditional(headers: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}

/// Where a redirect leads; `None`: this is no redirect.
fn redirect(response: &Response, from: &Url) -> Option<Result<Url, FetchError>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|target| from.join(target).ok());
    Some(target.ok_or_else(|| FetchError {
        status: Some(response.status().as_u16()),
        ..FetchError::new(Reason::RedirectLimit, "a redirect without a target")
    }))
}

/// Why a status cannot be used; `None`: 200.
fn refusal(status: StatusCode) -> Option<Reason> {
    match status.as_u16() {
        200 => None,
        401 | 403 => Some(Reason::HttpUnauthorized),
        404 | 410 => Some(Reason::HttpNotFound),
        429 => Some(Reason::HttpTooManyRequests),
        400..=499 => Some(Reason::HttpClientError),
        500..=599 => Some(Reason::HttpServerError),
        _ => Some(Reason::HttpUnexpectedStatus),
    }
}

/// The stable reason behind an error of the HTTP library.
fn transport(error: &reqwest::Error) -> FetchError {
    let mut chain = String::new();
    let mut source: Option<&dyn std::error::Error> = Some(error);
    let mut refused = false;
    while let Some(cause) = source {
        refused |= cause.downcast_ref::<guard::Refused>().is_some();
        if !chain.is_empty() {
            chain.push_str(": ");
        }
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    let says = |words: &[&str]| words.iter().any(|word| chain.to_ascii_lowercase().contains(word));
    let reason = if refused || says(&["private address refused"]) {
        Reason::PrivateAddress
    } else if error.is_connect() {
        match () {
            () if error.is_timeout() => Reason::ConnectTimeout,
            () if says(&["certificate", "tls", "handshake"]) => Reason::TlsFailed,
            () if says(&["dns", "lookup"]) => Reason::DnsFailed,
            () => Reason::ConnectFailed,
        }
    } else if error.is_timeout() {
        Reason::TotalTimeout
    } else if says(&["gzip", "brotli", "deflate", "zstd", "decompress", "invalid header"]) && error.is_decode() {
        Reason::BodyUndecodable
    } else {
        Reason::BodyCut
    };
    FetchError::new(reason, chain)
}
