//! Collecting the documents of a feed: asks with the conditions of the stored ones, and reads what comes by the adapter.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use futures::StreamExt as _;
use registry::model::{Code, Drafts, Finding, Reason, Source, Verdict};
use registry::store::StoredDocument;
use reqwest::header::HeaderMap;
use url::Url;

use crate::adapter::{Adapter, Document, ReadError, Request};
use crate::fetch::{Ask, Fetch, FetchError, Fetched};

/// Documents of one feed.
const MAX_DOCUMENTS: usize = 5000;

/// Documents of one feed asked for at once; the fetcher's limit per host holds beside it.
pub(super) const AT_ONCE: usize = 8;

/// What was counted on the way; also when the harvest failed.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests made, redirects included.
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
}

/// A feed that was read.
pub struct Collected {
    /// What it says.
    pub drafts: Drafts,
    /// What it was read from.
    pub documents: Vec<StoredDocument>,
    /// Of all documents, in order.
    pub content_hash: String,
}

/// A feed that could not be read.
#[derive(Debug)]
pub struct CollectError {
    /// The stable reason.
    pub reason: Reason,
    /// For a person.
    pub detail: String,
    /// Remarks on the records, where the content was read and refused.
    pub findings: Vec<Finding>,
}

impl CollectError {
    pub(super) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), findings: Vec::new() }
    }

    /// Content that was refused, or no content at all.
    pub(super) fn verdict(&self) -> Verdict {
        use Reason::{ArchiveTooLarge, HtmlInsteadOfData, NoRecords, TooManyBadRecords, Unparsable, WrongShape};
        match self.reason {
            ArchiveTooLarge | HtmlInsteadOfData | NoRecords | TooManyBadRecords | Unparsable | WrongShape => Verdict::Rejected,
            _ => Verdict::Failed,
        }
    }
}

/// How much of a feed is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Documents until there are this many services and figures; what is over is left out.
    First(usize),
}

impl Extent {
    /// What is still to be asked for: once there are enough records, only the details of those.
    fn cut(self, waiting: &mut VecDeque<Request>, drafts: &mut Drafts) {
        let Self::First(most) = self else { return };
        if drafts.services.len() + drafts.statistics.len() + drafts.stops.len() < most {
            return;
        }
        drafts.services.truncate(most);
        drafts.statistics.truncate(most);
        drafts.stops.truncate(most);
        let mut details = 0;
        waiting.retain(|request| {
            details += usize::from(request.is_detail());
            request.is_detail() && details <= most
        });
    }
}

/// Fetches and reads the documents of a feed.
pub(super) async fn collect(
    fetcher: &impl Fetch,
    adapter: &Adapter,
    source: &Source,
    stored: Vec<StoredDocument>,
    headers: &HeaderMap,
    extent: Extent,
    tally: &mut Tally,
) -> Result<Collected, CollectError> {
    let (begin, asked_before) = (std::time::Instant::now(), tally.fetching);
    let known: HashMap<String, StoredDocument> = stored.into_iter().map(|document| (document.url.clone(), document)).collect();
    let mut waiting: VecDeque<Request> = (adapter.begin)(source).map_err(|error| of_read(&error, source.url.as_str()))?.into();
    let mut asked: HashSet<String> = waiting.iter().map(|request| request.url.to_string()).collect();
    let mut seen_bodies: HashSet<(String, String)> = HashSet::new();
    let (mut drafts, mut documents) = (Drafts::default(), Vec::new());
    let mut hasher = blake3::Hasher::new();
    while !waiting.is_empty() {
        let batch: Vec<Request> = waiting.drain(..).collect();
        let mut coming = futures::stream::iter(batch).map(|request| one(fetcher, source, request, headers, &known)).buffered(AT_ONCE);
        while let Some((request, result, counted)) = coming.next().await {
            tally.add(&counted);
            tally.fetching = asked_before + begin.elapsed();
            let url = request.url.to_string();
            let got = match result {
                Ok(got) => Some(got),
                Err(error) if request.optional && (may_be_missing(&error) || leads_away(&request, source)) => None,
                Err(error) => return Err(CollectError::new(error.reason, format!("{url}: {}", error.detail))),
            };
            if let Some((document, _)) = &got {
                hasher.update(document.hash.as_bytes());
                let role = request.role.clone();
                if !request.is_detail() && !seen_bodies.insert((role, document.hash.clone())) {
                    drafts.findings.push(Finding::new(Code::PageRepeated, &request.role, url, ""));
                    documents.extend(got.map(|(document, _)| document));
                    continue;
                }
            }
            let body = got.as_ref().map(|(_, body)| body.as_slice());
            let content_type = got.as_ref().and_then(|(document, _)| document.content_type.as_deref());
            let link = got.as_ref().and_then(|(document, _)| document.link.as_deref());
            let document = Document { content_type, link, ..Document::new(&request, body) };
            let following = (adapter.read)(source, &document, &mut drafts);
            let following = match following {
                Ok(following) => following,
                Err(error) if request.optional => {
                    drafts.findings.push(Finding::new(Code::EndpointMissing, &request.role, url.clone(), &error.to_string()));
                    Vec::new()
                }
                Err(error) => return Err(of_read(&error, &url)),
            };
            documents.extend(got.map(|(document, _)| document));
            waiting.extend(following.into_iter().filter(|next| asked.insert(next.url.to_string())));
            extent.cut(&mut waiting, &mut drafts);
            if asked.len() > MAX_DOCUMENTS {
                return Err(CollectError::new(Reason::TooManyDocuments, format!("more than {MAX_DOCUMENTS} documents")));
            }
        }
    }
    Ok(Collected { drafts, documents, content_hash: hasher.finalize().to_hex().to_string() })
}

fn of_read(error: &ReadError, url: &str) -> CollectError {
    CollectError::new(error.reason, format!("{url}: {}", error.detail))
}

/// An optional document may be missing; a host that cannot be reached is no answer about that.
fn may_be_missing(error: &CollectError) -> bool {
    matches!(error.reason, Reason::HttpNotFound | Reason::HttpClientError | Reason::HttpUnauthorized | Reason::HttpServerError)
}

/// A detail on another host, out of a link in the feed: whatever is wrong with it is no outage of the feed.
fn leads_away(request: &Request, source: &Source) -> bool {
    request.role.contains("detail") && request.url.origin() != source.url.origin()
}

/// What one request adds to the tally.
pub(super) struct Counted {
    requests: u32,
    not_modified: u32,
    bytes: u64,
    status: Option<u16>,
    first_byte: Option<Duration>,
}

impl Tally {
    pub(super) fn add(&mut self, counted: &Counted) {
        self.requests += counted.requests;
        self.not_modified += counted.not_modified;
        self.bytes += counted.bytes;
        self.status = counted.status.or(self.status);
        self.first_byte = self.first_byte.or(counted.first_byte);
    }
}

async fn one(
    fetcher: &impl Fetch,
    source: &Source,
    request: Request,
    headers: &HeaderMap,
    known: &HashMap<String, StoredDocument>,
) -> (Request, Result<(StoredDocument, Vec<u8>), CollectError>, Counted) {
    let before = known.get(request.url.as_str());
    let none = HeaderMap::new();
    let ask = Ask {
        url: &request.url,
        headers: headers_for(&request.url, source, headers, &none),
        etag: before.and_then(|document| document.etag.as_deref()),
        last_modified: before.and_then(|document| document.last_modified.as_deref()),
    };
    let result = fetcher.fetch(&ask).await;
    let counted = count(&result);
    let got = match result {
        Err(error) => Err(CollectError::new(error.reason, error.detail)),
        Ok(fetched) => keep(&request, fetched, before),
    };
    (request, got, counted)
}

/// A feed may lead to any host; what the declaration adds, secrets among it, is for its own.
pub(super) fn headers_for<'h>(url: &Url, source: &Source, declared: &'h HeaderMap, none: &'h HeaderMap) -> &'h HeaderMap {
    if url.origin() == source.url.origin() { declared } else { none }
}

pub(super) fn count(result: &Result<Fetched, FetchError>) -> Counted {
    match result {
        Ok(fetched) => Counted {
            requests: fetched.requests,
            not_modified: u32::from(fetched.body.is_none() && fetched.requests > 0),
            bytes: if fetched.requests > 0 { fetched.body.as_ref().map_or(0, |body| body.len() as u64) } else { 0 },
            status: Some(fetched.status),
            first_byte: Some(fetched.first_byte),
        },
        Err(error) => Counted { requests: error.requests, not_modified: 0, bytes: 0, status: error.status, first_byte: None },
    }
}

fn keep(request: &Request, fetched: Fetched, before: Option<&StoredDocument>) -> Result<(StoredDocument, Vec<u8>), CollectError> {
    let damaged = |error: std::io::Error| CollectError::new(Reason::Internal, format!("stored document: {error}"));
    match (fetched.body, before) {
        (None, Some(before)) => {
            let body = zstd::decode_all(before.body.as_slice()).map_err(damaged)?;
            Ok((before.clone(), body))
        }
        (None, None) => Err(CollectError::new(Reason::HttpUnexpectedStatus, "304 without a condition")),
        (Some(body), _) => {
            let document = StoredDocument {
                url: request.url.to_string(),
                etag: fetched.etag,
                last_modified: fetched.last_modified,
                content_type: fetched.content_type,
                link: fetched.link,
                hash: blake3::hash(&body).to_hex().to_string(),
                body: zstd::encode_all(body.as_slice(), 1).map_err(damaged)?,
            };
            Ok((document, body))
        }
    }
}
