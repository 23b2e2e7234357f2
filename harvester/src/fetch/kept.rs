//! Stored documents in the place of the network: to read again what was fetched before.

use std::collections::HashMap;
use std::time::Duration;

use registry::model::Reason;
use registry::store::StoredDocument;

use super::{Ask, Fetch, FetchError, Fetched};

/// Documents by their URL; there are none at any other.
pub struct Kept(HashMap<String, StoredDocument>);

impl Kept {
    /// Of these documents.
    #[must_use]
    pub fn new(documents: Vec<StoredDocument>) -> Self {
        Self(documents.into_iter().map(|document| (document.url.clone(), document)).collect())
    }
}

impl Fetch for Kept {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let Some(document) = self.0.get(ask.url.as_str()) else {
            return Err(FetchError::new(Reason::HttpNotFound, "this document is not among the stored ones"));
        };
        let body = zstd::decode_all(document.body.as_slice());
        let body = body.map_err(|error| FetchError::new(Reason::Internal, format!("stored document: {error}")))?;
        Ok(Fetched {
            body: Some(body),
            etag: document.etag.clone(),
            last_modified: document.last_modified.clone(),
            content_type: document.content_type.clone(),
            link: document.link.clone(),
            status: 200,
            first_byte: Duration::ZERO,
            requests: 0,
        })
    }
}
