//! Reading what a region has sent: the same steps as a harvest, with the file in the place of the network.

use std::time::Duration;

use registry::model::{Finding, Reason, Source};
use registry::normalise::service_name::Aliases;
use registry::store::Read;
use reqwest::header::HeaderMap;
use url::Url;

use super::collect::{self, With};
use super::{CollectError, Extent, Tally, adapter_of, read_version, understand};
use crate::adapter::REST;
use crate::fetch::{Allowance, Ask, Fetch, FetchError, Fetched};

/// A file that a region has sent, and what stays as it is of what the file has no place for.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The file's bytes.
    pub body: Vec<u8>,
    /// As the sender calls it.
    pub content_type: Option<String>,
    /// Made by [`crate::adapter::rest`]; `None`: nothing is stored yet.
    pub rest: Option<Vec<u8>>,
}

/// What a file amounts to.
pub struct ReadSent {
    /// What there is to store, or why it is refused as a whole.
    pub content: Result<Box<Read>, CollectError>,
    /// Bytes and records.
    pub tally: Tally,
}

impl ReadSent {
    /// What there is to tell of the file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match &self.content {
            Ok(read) => &read.catalog.findings,
            Err(error) => &error.findings,
        }
    }
}

/// Reads a file as its source's content. While a row of it is refused, nothing is taken away: that row may be the one that seems to be missing.
pub async fn read_sent(source: &Source, sent: &Sent, aliases: &Aliases) -> ReadSent {
    let mut tally = Tally::default();
    let content = read(source, sent, aliases, &mut tally).await.map(Box::new);
    ReadSent { content, tally }
}

async fn read(source: &Source, sent: &Sent, aliases: &Aliases, tally: &mut Tally) -> Result<Read, CollectError> {
    let adapter = adapter_of(source)?;
    let (headers, allowance, at_hand) = (HeaderMap::new(), Allowance::of_a_look(), Files { url: &source.url, sent });
    let with = With { fetcher: &at_hand, adapter, source, headers: &headers, allowance: &allowance, conditional: false };
    let collected = collect::collect(&with, Vec::new(), Extent::Whole, tally).await?;
    let (declared, aliases, drafts) = (source.clone(), aliases.clone(), collected.drafts);
    let understood = tokio::task::spawn_blocking(move || understand(&declared, drafts, &aliases)).await;
    let understood = understood.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))??;
    (tally.records, tally.refused) = (Some(understood.records), Some(understood.refused));
    tally.content_hash = Some(collected.content_hash.clone());
    let partial = collected.partial || understood.refused > 0;
    let catalog = understood.accepted()?;
    let (documents, content_hash) = (collected.documents, collected.content_hash);
    Ok(Read { catalog, documents, content_hash, read_version: read_version(adapter, source), partial })
}

/// The file in the place of the network.
struct Files<'a> {
    url: &'a Url,
    sent: &'a Sent,
}

impl Fetch for Files<'_> {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let (body, content_type) = match ask.url {
            url if url == self.url => (Some(&self.sent.body), self.sent.content_type.clone()),
            url if url.fragment() == Some(REST) => (self.sent.rest.as_ref(), Some("application/json".to_owned())),
            _ => (None, None),
        };
        let Some(body) = body else {
            return Err(FetchError::new(Reason::HttpNotFound, "there is nothing beside the file"));
        };
        Ok(Fetched {
            body: Some(body.clone()),
            etag: None,
            last_modified: None,
            content_type,
            link: None,
            status: 200,
            moved: None,
            first_byte: Duration::ZERO,
            requests: 0,
        })
    }
}
