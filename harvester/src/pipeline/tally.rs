//! What is counted on the way of an attempt, also where it fails.

use std::time::Duration;

use url::Url;

use crate::fetch::{FetchError, Fetched};

/// What was counted on the way; also when the harvest failed.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests made, redirects and retries included.
    pub requests: u32,
    /// Of these answered 304.
    pub not_modified: u32,
    /// Decompressed.
    pub bytes: u64,
    /// The status of the last response, or of the one that failed.
    pub status: Option<u16>,
    /// Until the first response header.
    pub first_byte: Option<Duration>,
    /// Until the end of the last body.
    pub fetching: Duration,
    /// Of all documents.
    pub content_hash: Option<String>,
    /// Records read, good and bad.
    pub records: Option<u32>,
    /// Of these refused.
    pub refused: Option<u32>,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Where a permanent redirect of the document leads that the feed begins with.
    pub moved: Option<Url>,
}

/// What one request adds to the tally.
pub(super) struct Counted {
    requests: u32,
    not_modified: u32,
    bytes: u64,
    status: Option<u16>,
    first_byte: Option<Duration>,
    retry_after: Option<Duration>,
}

impl Tally {
    pub(super) fn add(&mut self, counted: &Counted) {
        self.requests += counted.requests;
        self.not_modified += counted.not_modified;
        self.bytes += counted.bytes;
        self.status = counted.status.or(self.status);
        self.first_byte = self.first_byte.or(counted.first_byte);
        self.retry_after = self.retry_after.max(counted.retry_after);
    }

    /// All that was asked for holds.
    pub(super) fn is_all_not_modified(&self) -> bool {
        self.requests > 0 && self.requests == self.not_modified
    }
}

pub(super) fn count(result: &Result<Fetched, FetchError>) -> Counted {
    match result {
        Ok(fetched) => Counted {
            requests: fetched.requests,
            not_modified: u32::from(fetched.status == 304 && fetched.requests > 0),
            bytes: if fetched.requests > 0 { fetched.body.as_ref().map_or(0, |body| body.len() as u64) } else { 0 },
            status: Some(fetched.status),
            first_byte: Some(fetched.first_byte),
            retry_after: None,
        },
        Err(error) => Counted {
            requests: error.requests,
            not_modified: 0,
            bytes: 0,
            status: error.status,
            first_byte: None,
            retry_after: error.retry_after,
        },
    }
}
