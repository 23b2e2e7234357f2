//! One harvest of one source: fetch its documents, read them to drafts, normalise, and say how it ended. What is stored is decided here; it is
//! written by `registry::store::finish`, and what was learned about fetching by `registry::store::keep_fetch_state`.

mod again;
mod collect;
mod examine;
mod label;
mod lists;
mod publish;
mod revalidate;
mod tally;
mod trust;
mod understand;

use std::sync::Arc;
use std::time::Instant as Tick;

use registry::model::{Attempt, Code, Drafts, Finding, Instant, Reason, Source, Verdict};
use registry::store::{Content, FetchState, Lease, Read, StoreError, StoredDocument, Validator};
use reqwest::header::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::adapter::{Adapter, adapter};
use crate::fetch::{Allowance, Fetch};

pub use again::read_again;
pub use collect::{CollectError, Collected, Extent};
pub use examine::{Examined, examine};
pub use publish::{ReadSent, Sent, read_sent};
pub use tally::Tally;
pub use understand::Understood;

use again::Kept;
use collect::With;
use revalidate::Remembering;
use trust::Asking;
use understand::understand;

/// How one harvest ended, and what there is to store.
pub struct Harvested {
    /// The row to write.
    pub attempt: Attempt,
    /// What to do with its content.
    pub content: Content,
    /// What is known of fetching the source now.
    pub state: FetchState,
    /// The turn to hold a whole catalog in memory: kept until it is written.
    pub turn: Option<OwnedSemaphorePermit>,
}

/// What is stored of a source: enough to ask whether it changed, and the documents themselves, loaded only where it did.
pub struct Stored<L> {
    /// Of every document.
    pub validators: Vec<Validator>,
    /// What is known of fetching it.
    pub state: FetchState,
    /// Loads the documents.
    pub documents: L,
}

/// What an attempt brought, where it did not fail.
enum Brought {
    /// All is as it was.
    Nothing,
    /// Content, fetched.
    Content(Box<Read>, OwnedSemaphorePermit),
    /// Content, read again from what was stored.
    Again(Box<Read>, OwnedSemaphorePermit),
}

/// Harvests one source. Never fails: whatever happens is an attempt with a reason.
pub async fn harvest(
    fetcher: &impl Fetch,
    lease: &Lease,
    stored: Stored<impl Future<Output = Result<Vec<StoredDocument>, StoreError>>>,
    headers: &HeaderMap,
    turns: &Arc<Semaphore>,
    allowance: &Allowance,
    now: Instant,
) -> Harvested {
    let begin = Tick::now();
    let (state, asks_the_same) = remembered(stored.state, &lease.source);
    let mut work = Work { fetcher, lease, headers, turns, allowance, now, state, asks_the_same, tally: Tally::default() };
    let result = work.attempt(stored.validators, stored.documents).await;
    let Work { mut state, tally, .. } = work;
    let mut turn = None;
    let (outcome, reason, detail, content) = match result {
        Ok(Brought::Content(read, taken)) => {
            turn = Some(taken);
            (Verdict::Accepted, Reason::Changed, told(&state, &read), Content::New(read))
        }
        Ok(Brought::Again(read, taken)) => {
            turn = Some(taken);
            (Verdict::Accepted, Reason::ReadAgain, None, Content::New(read))
        }
        Ok(Brought::Nothing) => {
            let reason = if tally.is_all_not_modified() { Reason::NotModified } else { Reason::SameContent };
            (Verdict::Unchanged, reason, has_moved(&state), Content::Nothing)
        }
        Err(error) if error.verdict() == Verdict::Rejected => {
            (Verdict::Rejected, error.reason, Some(error.detail), Content::Refused(error.findings))
        }
        Err(error) => (Verdict::Failed, error.reason, Some(error.detail), Content::Nothing),
    };
    count_failures(&mut state, outcome, reason, &tally, now);
    let attempt = Attempt {
        started_at: now,
        fetch_ms: millis(tally.fetching),
        first_byte_ms: tally.first_byte.map(millis),
        total_ms: millis(begin.elapsed()),
        requests: tally.requests,
        not_modified: tally.not_modified,
        http_status: tally.status,
        bytes: tally.bytes,
        records: tally.records,
        refused: tally.refused,
        content_hash: tally.content_hash,
        outcome,
        reason,
        detail: detail.map(|text| text.chars().filter(|c| *c != '\0').take(500).collect()),
    };
    Harvested { attempt, content, state, turn }
}

/// What is known of fetching a source; nothing, where its declaration asks for something else now than when it was fetched.
fn remembered(state: FetchState, source: &Source) -> (FetchState, bool) {
    let asked = again::asked(source);
    if state.asked == asked { (state, true) } else { (FetchState { asked, ..FetchState::default() }, false) }
}

/// Failures in a row, and when the server wants to be asked again. A fault of our own is none of the source's.
fn count_failures(state: &mut FetchState, outcome: Verdict, reason: Reason, tally: &Tally, now: Instant) {
    let is_ours = matches!(reason, Reason::ConfigInvalid | Reason::Internal | Reason::Stopped | Reason::LeaseLost);
    match outcome {
        Verdict::Failed if is_ours => {}
        Verdict::Failed => state.failures = state.failures.saturating_add(1),
        _ => state.failures = 0,
    }
    state.retry_at = tally.retry_after.filter(|wait| outcome == Verdict::Failed && !wait.is_zero()).map(|wait| now.plus(wait));
}

/// What a person should know of content that was accepted.
fn told(state: &FetchState, read: &Read) -> Option<String> {
    let partial = read.partial.then(|| "read in part: what is missing is not taken as gone".to_owned());
    let lying = state.lie_since.map(|since| format!("the server's validators have not been trusted since {since}"));
    let all: Vec<String> = [partial, lying, has_moved(state)].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn has_moved(state: &FetchState) -> Option<String> {
    state.moved_to.as_ref().map(|to| format!("moved for good to {to}"))
}

/// One attempt under way.
struct Work<'a, F> {
    fetcher: &'a F,
    lease: &'a Lease,
    headers: &'a HeaderMap,
    turns: &'a Arc<Semaphore>,
    allowance: &'a Allowance,
    now: Instant,
    state: FetchState,
    /// The declaration asks for what was fetched.
    asks_the_same: bool,
    tally: Tally,
}

impl<F: Fetch> Work<'_, F> {
    async fn attempt(
        &mut self,
        validators: Vec<Validator>,
        documents: impl Future<Output = Result<Vec<StoredDocument>, StoreError>>,
    ) -> Result<Brought, CollectError> {
        let adapter = adapter_of(&self.lease.source)?;
        let version = read_version(adapter, &self.lease.source);
        let read_so_before = self.lease.read_version.as_deref() == Some(version.as_str());
        let can_be_read_again = self.asks_the_same && !validators.is_empty() && self.state.read_again.as_ref() != Some(&version);
        if !read_so_before && can_be_read_again {
            self.place().await?;
            let stored = loaded(documents.await)?;
            // Once for every version: what is refused or held must not keep the network from being asked.
            self.state.read_again = Some(version.clone());
            return match self.read_again(adapter, &version, &stored).await? {
                Some(brought) => Ok(brought),
                None => self.ask(adapter, version, Vec::new(), async { Ok(stored) }).await,
            };
        }
        let validators = if read_so_before { validators } else { Vec::new() };
        self.ask(adapter, version, validators, documents).await
    }

    /// Reads what is stored once more; `None`: the network has to be asked.
    async fn read_again(&mut self, adapter: &Adapter, version: &str, stored: &[StoredDocument]) -> Result<Option<Brought>, CollectError> {
        let (source, from) = (&self.lease.source, Kept::new(stored, &self.state.missing));
        let with = With { fetcher: &from, adapter, source, headers: self.headers, allowance: self.allowance, conditional: true };
        let mut tally = Tally::default();
        let collected = collect::collect(&with, stored.to_vec(), Extent::Whole, &mut tally).await;
        let Ok(collected) = collected else { return Ok(None) };
        if from.lacks_something() {
            return Ok(None);
        }
        let (understood, turn) = self.understand(collected.drafts).await?;
        if understood.refusal.is_some() {
            return Ok(None);
        }
        self.count(&understood, &collected.content_hash);
        let read = Read {
            catalog: understood.catalog,
            documents: collected.documents,
            content_hash: collected.content_hash,
            read_version: version.to_owned(),
            partial: collected.partial,
        };
        Ok(Some(Brought::Again(Box::new(read), turn)))
    }

    /// Asks the network. `validators`: of what is stored, where it was read as it would be now.
    async fn ask(
        &mut self,
        adapter: &Adapter,
        version: String,
        validators: Vec<Validator>,
        documents: impl Future<Output = Result<Vec<StoredDocument>, StoreError>>,
    ) -> Result<Brought, CollectError> {
        let source = &self.lease.source;
        let read_so_before = !validators.is_empty();
        let asking = Asking::of(&source.id, &self.state, self.now);
        let fetcher = Remembering::new(self.fetcher);
        let with =
            With { fetcher: &fetcher, adapter, source, headers: self.headers, allowance: self.allowance, conditional: asking.conditional };
        let mut lied = None;
        if read_so_before {
            let shown = fetcher.look(&with, &validators, &mut self.tally).await;
            lied = shown.lied;
            asking.learn(&mut self.state, lied, self.now);
            if shown.holds {
                self.state.moved_to = self.tally.moved.as_ref().map(ToString::to_string);
                self.tally.content_hash.clone_from(&self.lease.content_hash);
                return Ok(Brought::Nothing);
            }
            // Where not all came, what is stored is looked at but not read.
            if shown.all_came {
                self.place().await?;
            }
        }
        let stored = loaded(documents.await)?;
        let mut collected = collect::collect(&with, stored, Extent::Whole, &mut self.tally).await?;
        if !read_so_before {
            asking.learn(&mut self.state, Some(false), self.now);
        }
        self.state.moved_to = self.tally.moved.as_ref().map(ToString::to_string);
        self.state.missing = std::mem::take(&mut collected.missing);
        self.tally.content_hash = Some(collected.content_hash.clone());
        if read_so_before && self.lease.content_hash.as_deref() == Some(collected.content_hash.as_str()) {
            return Ok(Brought::Nothing);
        }
        self.remark(lied, &mut collected.drafts);
        let (understood, turn) = self.understand(collected.drafts).await?;
        self.count(&understood, &collected.content_hash);
        let (content_hash, documents, partial) = (collected.content_hash, collected.documents, collected.partial);
        let catalog = understood.accepted()?;
        Ok(Brought::Content(Box::new(Read { catalog, documents, content_hash, read_version: version, partial }), turn))
    }

    /// What a person should know of the server goes with the content.
    fn remark(&self, lied: Option<bool>, drafts: &mut Drafts) {
        let source = &self.lease.source;
        if let Some(to) = &self.state.moved_to {
            drafts.findings.push(Finding::new(Code::SourceMoved, source.url.as_str(), "url", to));
        }
        if lied == Some(true) || self.state.lie_since.is_some() {
            drafts.findings.push(Finding::new(Code::ValidatorsLie, source.url.as_str(), "", ""));
        }
    }

    async fn understand(&self, drafts: Drafts) -> Result<(Understood, OwnedSemaphorePermit), CollectError> {
        let stopped = |_| CollectError::new(Reason::Stopped, "the harvester is stopping");
        let turn = Arc::clone(self.turns).acquire_owned().await.map_err(stopped)?;
        let (source, aliases) = (self.lease.source.clone(), Arc::clone(&self.lease.aliases));
        let understood = tokio::task::spawn_blocking(move || understand(&source, drafts, &aliases)).await;
        Ok((understood.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))??, turn))
    }

    /// Waits for a place among those that read: what is stored weighs as much as what comes.
    async fn place(&self) -> Result<(), CollectError> {
        let is_taken = self.allowance.take_place().await;
        if is_taken { Ok(()) } else { Err(CollectError::new(Reason::Stopped, "the harvester is stopping")) }
    }

    fn count(&mut self, understood: &Understood, content_hash: &str) {
        self.tally.content_hash = Some(content_hash.to_owned());
        (self.tally.records, self.tally.refused) = (Some(understood.records), Some(understood.refused));
    }
}

fn loaded(documents: Result<Vec<StoredDocument>, StoreError>) -> Result<Vec<StoredDocument>, CollectError> {
    documents.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))
}

fn adapter_of(source: &Source) -> Result<&'static Adapter, CollectError> {
    let unknown = || CollectError::new(Reason::ConfigInvalid, format!("format `{}`: there is no such adapter", source.format));
    adapter(&source.format).ok_or_else(unknown)
}

/// What the stored content was read by: when one of these changes, the same bytes are read again.
fn read_version(adapter: &Adapter, source: &Source) -> String {
    let declared = blake3::hash(serde_json::to_string(source).unwrap_or_default().as_bytes()).to_hex();
    let short: String = declared.chars().take(16).collect();
    format!("{}.{}/normalise.{}/{short}", adapter.format, adapter.version, registry::normalise::VERSION)
}

fn millis(span: std::time::Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}
