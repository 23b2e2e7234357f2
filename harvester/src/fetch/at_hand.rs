//! A file in the place of the network: the one document of a feed.

use std::time::Duration;

use registry::model::Reason;
use url::Url;

use super::{Ask, Fetch, FetchError, Fetched};

/// The document at one URL; there is none at any other.
#[derive(Clone, Debug)]
pub struct AtHand {
    /// What the file is called in requests.
    pub url: Url,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Fetch for AtHand {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        if *ask.url != self.url {
            return Err(FetchError::new(Reason::HttpNotFound, "the file is one document; it has no others beside it"));
        }
        Ok(Fetched {
            body: Some(self.body.clone()),
            etag: None,
            last_modified: None,
            content_type: None,
            link: None,
            status: 200,
            moved: None,
            first_byte: Duration::ZERO,
            requests: 0,
        })
    }
}
