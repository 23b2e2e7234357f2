//! Sending a letter to somebody's address: one request, through the same guard as every fetch, no redirect followed, the answer's body left
//! unread. Whoever sends decides whether to try again.

use std::time::Duration;

use registry::model::{Instant, Reason};
use reqwest::header::HeaderMap;
use url::Url;

use super::fault::{Stage, of_transport};
use super::{FetchError, Fetcher, retry_after};

/// What is sent.
#[derive(Debug)]
pub struct Letter<'a> {
    /// To where.
    pub url: &'a Url,
    /// With these headers.
    pub headers: HeaderMap,
    /// What it says.
    pub body: String,
    /// From the beginning to the header of the answer.
    pub within: Duration,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The status, whatever it is.
    pub status: u16,
    /// How long the receiver wants to be left alone.
    pub retry_after: Option<Duration>,
}

impl Fetcher {
    /// Whether letters may be sent to this address, as far as it can be known before its name is resolved.
    ///
    /// # Errors
    /// They may not.
    pub fn accepts(&self, url: &Url) -> Result<(), FetchError> {
        self.guard.check(url).map_err(|refused| FetchError::new(refused.reason(), refused.to_string()))
    }

    /// Whether some private addresses may be connected to: this is no instance on the open internet, or a test.
    #[must_use]
    pub fn knows_private_addresses(&self) -> bool {
        self.guard.allows_some()
    }

    /// Sends a letter once. A name that resolves to an address that is not public is refused where the socket connects.
    ///
    /// # Errors
    /// The address is refused, or no answer came.
    pub async fn post(&self, letter: Letter<'_>, now: Instant) -> Result<Receipt, FetchError> {
        self.accepts(letter.url)?;
        let client = self.network.client(letter.url.port_or_known_default().unwrap_or_default());
        let client = client.map_err(|error| FetchError::new(Reason::Internal, format!("no HTTP client: {error}")))?;
        let request = client.post(letter.url.clone()).headers(letter.headers).body(letter.body).send();
        match tokio::time::timeout(letter.within, request).await {
            Err(_) => Err(FetchError::new(Reason::HeaderTimeout, format!("no answer within {:?}", letter.within))),
            Ok(Err(error)) => Err(of_transport(&error, Stage::Header)),
            Ok(Ok(response)) => {
                Ok(Receipt { status: response.status().as_u16(), retry_after: retry_after::wait(response.headers(), now.utc().into()) })
            }
        }
    }
}
