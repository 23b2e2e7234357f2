//! Fetching: deadlines, caps, retries, redirects and the guard on addresses exist once, here. No adapter fetches anything.
//!
//! This file says what is asked for and what comes. `fetcher` asks again and follows redirects, `exchange` is one request and its body,
//! `fault` names what went wrong, `certificate` when it will; `post` sends instead of asking; `guard`, `address` and `network` decide what is
//! connected to, `breaker` whom to leave alone.

mod address;
mod allowance;
mod at_hand;
mod breaker;
mod canary;
mod certificate;
mod exchange;
mod fault;
mod fetcher;
mod guard;
mod gzip;
mod limits;
mod network;
mod post;
mod retry;
mod retry_after;

use std::time::Duration;

use registry::model::Reason;
use reqwest::header::HeaderMap;
use url::Url;

pub use allowance::Allowance;
pub use at_hand::AtHand;
pub use fetcher::Fetcher;
pub use guard::{ParsePolicy, Policy};
pub use limits::{Breaking, Limits};
pub use network::{FetcherError, Lookup, Surroundings};
pub use post::{Letter, Receipt};

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
    /// What the attempt may take that this belongs to.
    pub allowance: &'a Allowance,
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
    /// Where a permanent redirect (301, 308) of the address leads.
    pub moved: Option<Url>,
    /// Until the header of the final response.
    pub first_byte: Duration,
    /// Requests made, redirects and retries included.
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
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Requests made.
    pub requests: u32,
}

impl FetchError {
    pub(crate) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), status: None, retry_after: None, requests: 0 }
    }
}

/// Where documents come from: the network, or a file at hand.
pub trait Fetch: Sync {
    /// Fetches one document.
    fn fetch(&self, ask: &Ask<'_>) -> impl Future<Output = Result<Fetched, FetchError>> + Send;
}
