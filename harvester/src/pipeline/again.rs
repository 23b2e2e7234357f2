//! Reading again what is stored, as a harvest would read it now and without the network: by a newer mapping, adapter or normaliser, or because
//! a person releases or puts back content.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use registry::model::{Reason, Source};
use registry::normalise::service_name::Aliases;
use registry::store::{Read, StoredDocument};
use reqwest::header::HeaderMap;

use super::collect::{self, With};
use super::{CollectError, Extent, Tally, adapter_of, read_version, understand};
use crate::fetch::{Allowance, Ask, Fetch, FetchError, Fetched};

/// Reads the documents of one version of a source's content.
///
/// # Errors
/// They cannot be read by the source's declaration as it is now.
pub async fn read_again(source: &Source, documents: Vec<StoredDocument>, aliases: &Aliases) -> Result<Read, CollectError> {
    let adapter = adapter_of(source)?;
    let (kept, headers, allowance) = (Kept::new(&documents, &[]), HeaderMap::new(), Allowance::of_a_look());
    let with = With { fetcher: &kept, adapter, source, headers: &headers, allowance: &allowance, conditional: true };
    let collected = collect::collect(&with, documents, Extent::Whole, &mut Tally::default()).await?;
    let catalog = understand(source, collected.drafts, aliases)?.accepted()?;
    let (documents, content_hash) = (collected.documents, collected.content_hash);
    // A person has decided on the whole of it.
    Ok(Read { catalog, documents, content_hash, read_version: read_version(adapter, source), partial: false })
}

/// The stored documents in the place of the network.
pub(super) struct Kept {
    stored: HashSet<String>,
    missing: HashSet<String>,
    lacks: AtomicBool,
}

impl Kept {
    /// Of these documents; `missing` were asked for when they were fetched, and were not there.
    pub(super) fn new(documents: &[StoredDocument], missing: &[String]) -> Self {
        Self {
            stored: documents.iter().map(|document| document.url.clone()).collect(),
            missing: missing.iter().cloned().collect(),
            lacks: AtomicBool::new(false),
        }
    }

    /// A document was asked for that was never fetched: the network has to be asked.
    pub(super) fn lacks_something(&self) -> bool {
        self.lacks.load(Ordering::Relaxed)
    }
}

impl Fetch for Kept {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        if !self.stored.contains(ask.url.as_str()) {
            if !self.missing.contains(ask.url.as_str()) {
                self.lacks.store(true, Ordering::Relaxed);
            }
            return Err(FetchError::new(Reason::HttpNotFound, "it was not there when the others were fetched"));
        }
        // As if it had been asked for and had not changed: the stored one holds.
        Ok(Fetched {
            body: None,
            etag: None,
            last_modified: None,
            content_type: None,
            link: None,
            status: 304,
            moved: None,
            first_byte: std::time::Duration::ZERO,
            requests: 0,
        })
    }
}

/// What of a declaration decides what is fetched: where another one is declared, what is stored says nothing about it.
pub(super) fn asked(source: &Source) -> String {
    let told = serde_json::to_string(&(&source.format, &source.url, &source.headers)).unwrap_or_default();
    blake3::hash(told.as_bytes()).to_hex().chars().take(16).collect()
}
