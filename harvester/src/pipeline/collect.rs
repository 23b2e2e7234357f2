//! Collecting the documents of a feed: asks with the conditions of the stored ones, and reads what comes by the adapter.

use std::collections::{HashMap, HashSet, VecDeque};

use futures::StreamExt as _;
use registry::model::{Code, Drafts, Finding, Reason, Source, Verdict};
use registry::store::StoredDocument;
use reqwest::header::HeaderMap;
use url::Url;

use super::label;
use super::lists::{Lists, Page};
use super::tally::{Counted, Tally, count};
use crate::adapter::{Adapter, Document, ReadError, Request};
use crate::fetch::{Allowance, Ask, Fetch, Fetched};

/// Documents of one feed.
const MAX_DOCUMENTS: usize = 5000;

/// Documents of one feed asked for at once; the fetcher's limit per host holds beside it.
pub(super) const AT_ONCE: usize = 4;

/// Addresses of missing documents that are remembered; where there are more, none is, and reading again asks the network.
const MOST_MISSING: usize = 2000;

/// A feed that was read.
pub struct Collected {
    /// What it says.
    pub drafts: Drafts,
    /// What it was read from.
    pub documents: Vec<StoredDocument>,
    /// Of all documents, in order.
    pub content_hash: String,
    /// Known to be incomplete: what is missing in it is not gone.
    pub partial: bool,
    /// Addresses of optional documents that were not there.
    pub missing: Vec<String>,
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
        use Reason::{
            ArchiveTooLarge, ContentTypeChanged, HtmlInsteadOfData, NoRecords, TooManyBadRecords, TooManyRecords, Unparsable, WrongShape,
        };
        match self.reason {
            ArchiveTooLarge | ContentTypeChanged | HtmlInsteadOfData | NoRecords | TooManyBadRecords | TooManyRecords | Unparsable
            | WrongShape => Verdict::Rejected,
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

/// What a feed is collected with.
pub(super) struct With<'a, F> {
    pub(super) fetcher: &'a F,
    pub(super) adapter: &'a Adapter,
    pub(super) source: &'a Source,
    pub(super) headers: &'a HeaderMap,
    pub(super) allowance: &'a Allowance,
    /// With the conditions of what is stored.
    pub(super) conditional: bool,
}

type Known = HashMap<String, StoredDocument>;

/// A document as it came, and its body.
struct Got {
    document: StoredDocument,
    body: Vec<u8>,
    /// It came now, and not out of the store.
    is_fresh: bool,
    moved: Option<Url>,
}

/// Fetches and reads the documents of a feed.
pub(super) async fn collect<F: Fetch>(
    with: &With<'_, F>,
    stored: Vec<StoredDocument>,
    extent: Extent,
    tally: &mut Tally,
) -> Result<Collected, CollectError> {
    let (begin, asked_before) = (std::time::Instant::now(), tally.fetching);
    let known: Known = stored.into_iter().map(|document| (document.url.clone(), document)).collect();
    let mut waiting: VecDeque<Request> =
        (with.adapter.begin)(with.source).map_err(|error| of_read(&error, with.source.url.as_str()))?.into();
    let mut reading = Reading::new(&waiting);
    // The first alone: a host that is away is not asked for the others.
    let mut others = waiting.split_off(waiting.len().min(1));
    while !waiting.is_empty() {
        let batch: Vec<Request> = waiting.drain(..).collect();
        waiting.append(&mut others);
        let mut coming = futures::stream::iter(batch).map(|request| one(with, request, &known)).buffered(AT_ONCE);
        while let Some((request, result, counted)) = coming.next().await {
            tally.add(&counted);
            tally.fetching = asked_before + begin.elapsed();
            if let (true, Ok(got)) = (reading.begins_at.as_ref() == Some(&request.url), &result) {
                tally.moved.clone_from(&got.moved);
            }
            let label_before = known.get(request.url.as_str()).and_then(|before| before.content_type.as_deref());
            waiting.extend(reading.take(with, &request, result, label_before)?);
            extent.cut(&mut waiting, &mut reading.drafts);
        }
    }
    if extent == Extent::Whole {
        look_again(with, &mut reading, tally).await;
        tally.fetching = asked_before + begin.elapsed();
    }
    Ok(reading.collected())
}

/// Asks for the first page of every list of several pages once more: a list that has shifted meanwhile shows it there.
async fn look_again<F: Fetch>(with: &With<'_, F>, reading: &mut Reading, tally: &mut Tally) {
    let known: Known = reading.documents.iter().map(|document| (document.url.clone(), document.clone())).collect();
    for request in reading.lists.to_ask_again() {
        let (request, result, counted) = one(with, request, &known).await;
        tally.add(&counted);
        let Ok(got) = result else { continue };
        let mut drafts = Drafts::default();
        let document = document_of(&request, Some(&got));
        if got.is_fresh && (with.adapter.read)(with.source, &document, &mut drafts).is_ok() {
            reading.lists.again(with.adapter.format, &request, &Page::of(&drafts.services, &drafts.pages));
        }
    }
}

/// What was read so far.
struct Reading {
    drafts: Drafts,
    documents: Vec<StoredDocument>,
    lists: Lists,
    missing: Vec<String>,
    begins_at: Option<Url>,
    asked: HashSet<String>,
    seen_bodies: HashSet<(String, String)>,
    hasher: blake3::Hasher,
    has_told_label: bool,
}

impl Reading {
    fn new(begin: &VecDeque<Request>) -> Self {
        Self {
            drafts: Drafts::default(),
            documents: Vec::new(),
            lists: Lists::default(),
            missing: Vec::new(),
            begins_at: begin.front().map(|request| request.url.clone()),
            asked: begin.iter().map(|request| request.url.to_string()).collect(),
            seen_bodies: HashSet::new(),
            hasher: blake3::Hasher::new(),
            has_told_label: false,
        }
    }

    /// Reads what came for a request; returns the requests that follow from it.
    fn take<F>(
        &mut self,
        with: &With<'_, F>,
        request: &Request,
        result: Result<Got, CollectError>,
        label_before: Option<&str>,
    ) -> Result<Vec<Request>, CollectError> {
        let got = match result {
            Ok(got) => Some(got),
            Err(error) if request.optional && (may_be_missing(&error) || leads_away(request, with.source)) => {
                self.is_missing(request, &error);
                None
            }
            Err(error) => return Err(CollectError::new(error.reason, format!("{}: {}", request.url, error.detail))),
        };
        if let Some(got) = &got {
            self.hasher.update(got.document.hash.as_bytes());
            if !request.is_detail() && !self.seen_bodies.insert((request.role.clone(), got.document.hash.clone())) {
                self.lists.repeated(with.adapter.format, request);
                self.drafts.findings.push(Finding::new(Code::PageRepeated, &request.role, request.url.as_str(), ""));
                self.documents.push(got.document.clone());
                return Ok(Vec::new());
            }
        }
        let following = self.read(with, request, got.as_ref(), label_before)?;
        self.documents.extend(got.map(|got| got.document));
        let following: Vec<Request> = following.into_iter().filter(|next| self.asked.insert(next.url.to_string())).collect();
        if self.asked.len() > MAX_DOCUMENTS {
            return Err(CollectError::new(Reason::TooManyDocuments, format!("more than {MAX_DOCUMENTS} documents")));
        }
        Ok(following)
    }

    fn read<F>(
        &mut self,
        with: &With<'_, F>,
        request: &Request,
        got: Option<&Got>,
        label_before: Option<&str>,
    ) -> Result<Vec<Request>, CollectError> {
        let document = document_of(request, got);
        let before = self.drafts.services.len();
        let following = match (with.adapter.read)(with.source, &document, &mut self.drafts) {
            Ok(following) => following,
            Err(error) if request.optional => {
                self.drafts.findings.push(Finding::new(Code::EndpointMissing, &request.role, request.url.as_str(), &error.to_string()));
                if !request.is_detail() {
                    self.lists.left_out(request, error.reason.as_str());
                }
                return Ok(Vec::new());
            }
            Err(error) => return Err(mislabelled(error, request, label_before, document.content_type)),
        };
        let said = std::mem::take(&mut self.drafts.pages);
        if let (Some(got), false) = (got, request.is_detail()) {
            let brought = self.drafts.services.get(before..).unwrap_or_default();
            self.lists.page(with.adapter.format, request, &Page::of(brought, &said), got.is_fresh);
        }
        if label::is_wrong(with.adapter.format, document.content_type) && !std::mem::replace(&mut self.has_told_label, true) {
            let label = document.content_type.unwrap_or_default();
            self.drafts.findings.push(Finding::new(Code::ContentTypeWrong, &request.role, request.url.path(), label));
        }
        Ok(following)
    }

    /// An optional document is not there. That it is gone is said by 404 and 410 only.
    fn is_missing(&mut self, request: &Request, error: &CollectError) {
        let is_gone = matches!(error.reason, Reason::HttpNotFound | Reason::HttpGone);
        if !is_gone && !request.is_detail() {
            self.lists.left_out(request, error.reason.as_str());
        }
        self.missing.push(request.url.to_string());
    }

    fn collected(mut self) -> Collected {
        let partial = self.lists.conclude(&mut self.drafts);
        if self.missing.len() > MOST_MISSING {
            self.missing.clear();
        }
        let content_hash = self.hasher.finalize().to_hex().to_string();
        Collected { drafts: self.drafts, documents: self.documents, content_hash, partial, missing: self.missing }
    }
}

fn document_of<'d>(request: &'d Request, got: Option<&'d Got>) -> Document<'d> {
    let content_type = got.and_then(|got| got.document.content_type.as_deref());
    let link = got.and_then(|got| got.document.link.as_deref());
    Document { content_type, link, ..Document::new(request, got.map(|got| got.body.as_slice())) }
}

fn of_read(error: &ReadError, url: &str) -> CollectError {
    CollectError::new(error.reason, format!("{url}: {}", error.detail))
}

/// A body that cannot be read and has another label than before: that is the reason, unless a better one is known.
fn mislabelled(error: ReadError, request: &Request, before: Option<&str>, now: Option<&str>) -> CollectError {
    let url = request.url.as_str();
    let is_vague = matches!(error.reason, Reason::Unparsable | Reason::WrongShape);
    if is_vague && label::has_changed(before, now) {
        let detail = format!("{url}: {}, before {}: {}", now.unwrap_or_default(), before.unwrap_or_default(), error.detail);
        return CollectError::new(Reason::ContentTypeChanged, detail);
    }
    of_read(&error, url)
}

/// An optional document may be missing; a host that cannot be reached is no answer about that.
fn may_be_missing(error: &CollectError) -> bool {
    use Reason::{HttpClientError, HttpGone, HttpNotFound, HttpServerError, HttpUnauthorized, HttpUnavailable};
    matches!(error.reason, HttpNotFound | HttpGone | HttpClientError | HttpUnauthorized | HttpServerError | HttpUnavailable)
}

/// A detail on another host, out of a link in the feed: whatever is wrong with it is no outage of the feed.
fn leads_away(request: &Request, source: &Source) -> bool {
    request.role.contains("detail") && request.url.origin() != source.url.origin()
}

async fn one<F: Fetch>(with: &With<'_, F>, request: Request, known: &Known) -> (Request, Result<Got, CollectError>, Counted) {
    let before = known.get(request.url.as_str());
    let none = HeaderMap::new();
    let ask = Ask {
        url: &request.url,
        headers: headers_for(&request.url, with.source, with.headers, &none),
        etag: before.filter(|_| with.conditional).and_then(|document| document.etag.as_deref()),
        last_modified: before.filter(|_| with.conditional).and_then(|document| document.last_modified.as_deref()),
        allowance: with.allowance,
    };
    let result = with.fetcher.fetch(&ask).await;
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

fn keep(request: &Request, fetched: Fetched, before: Option<&StoredDocument>) -> Result<Got, CollectError> {
    let damaged = |error: std::io::Error| CollectError::new(Reason::Internal, format!("stored document: {error}"));
    let moved = fetched.moved;
    match (fetched.body, before) {
        (None, Some(before)) => {
            let body = zstd::decode_all(before.body.as_slice()).map_err(damaged)?;
            Ok(Got { document: before.clone(), body, is_fresh: false, moved })
        }
        (None, None) => Err(CollectError::new(Reason::NotModifiedUnasked, "304 without a condition")),
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
            Ok(Got { document, body, is_fresh: true, moved })
        }
    }
}
