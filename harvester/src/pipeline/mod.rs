//! One harvest of one source: fetch its documents, read them to drafts, normalise, and say how it ended. What is stored is decided here; it is
//! written by `registry::store::finish`.

mod again;
mod collect;
mod examine;
mod revalidate;
mod understand;

use std::sync::Arc;
use std::time::Instant as Tick;

use registry::model::{Attempt, Instant, Reason, Source, Verdict};
use registry::store::{Content, Lease, Read, StoreError, StoredDocument, Validator};
use reqwest::header::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::adapter::{Adapter, adapter};
use crate::fetch::Fetch;

pub use again::read_again;
pub use collect::{CollectError, Collected, Extent, Tally};
pub use examine::{Examined, examine};
pub use understand::Understood;

use revalidate::Remembering;
use understand::understand;

/// How one harvest ended, and what there is to store.
pub struct Harvested {
    /// The row to write.
    pub attempt: Attempt,
    /// What to do with its content.
    pub content: Content,
    /// The turn to hold a whole catalog in memory: kept until it is written.
    pub turn: Option<OwnedSemaphorePermit>,
}

/// What is stored of a source: enough to ask whether it changed, and the documents themselves, loaded only where it did.
pub struct Stored<L> {
    /// Of every document.
    pub validators: Vec<Validator>,
    /// Loads the documents.
    pub documents: L,
}

/// Harvests one source. Never fails: whatever happens is an attempt with a reason.
pub async fn harvest(
    fetcher: &impl Fetch,
    lease: &Lease,
    stored: Stored<impl Future<Output = Result<Vec<StoredDocument>, StoreError>>>,
    headers: &HeaderMap,
    turns: &Arc<Semaphore>,
    now: Instant,
) -> Harvested {
    let begin = Tick::now();
    let mut tally = Tally::default();
    let result = attempt(fetcher, lease, stored, headers, turns, &mut tally).await;
    let mut turn = None;
    let (outcome, reason, detail, content) = match result {
        Ok(Some((read, taken))) => {
            turn = Some(taken);
            (Verdict::Accepted, Reason::Changed, None, Content::New(Box::new(read)))
        }
        Ok(None) if tally.requests > 0 && tally.requests == tally.not_modified => {
            (Verdict::Unchanged, Reason::NotModified, None, Content::Nothing)
        }
        Ok(None) => (Verdict::Unchanged, Reason::SameContent, None, Content::Nothing),
        Err(error) if error.verdict() == Verdict::Rejected => {
            (Verdict::Rejected, error.reason, Some(error.detail), Content::Refused(error.findings))
        }
        Err(error) => (Verdict::Failed, error.reason, Some(error.detail), Content::Nothing),
    };
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
        detail: detail.map(|text| text.chars().take(500).collect()),
    };
    Harvested { attempt, content, turn }
}

async fn attempt(
    fetcher: &impl Fetch,
    lease: &Lease,
    stored: Stored<impl Future<Output = Result<Vec<StoredDocument>, StoreError>>>,
    headers: &HeaderMap,
    turns: &Arc<Semaphore>,
    tally: &mut Tally,
) -> Result<Option<(Read, OwnedSemaphorePermit)>, CollectError> {
    let source = &lease.source;
    let adapter = adapter_of(source)?;
    let version = read_version(adapter, source);
    let fetcher = Remembering::new(fetcher);
    let read_so_before = lease.read_version.as_deref() == Some(version.as_str());
    if read_so_before && !stored.validators.is_empty() && fetcher.all_hold(adapter, source, &stored.validators, headers, tally).await {
        tally.content_hash.clone_from(&lease.content_hash);
        return Ok(None);
    }
    let stored = stored.documents.await.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))?;
    let Collected { drafts, documents, content_hash } =
        collect::collect(&fetcher, adapter, source, stored, headers, Extent::Whole, tally).await?;
    tally.content_hash = Some(content_hash.clone());
    if read_so_before && lease.content_hash.as_deref() == Some(content_hash.as_str()) {
        return Ok(None);
    }
    let stopped = |_| CollectError::new(Reason::Stopped, "the harvester is stopping");
    let turn = Arc::clone(turns).acquire_owned().await.map_err(stopped)?;
    let (source, aliases) = (source.clone(), Arc::clone(&lease.aliases));
    let understood = tokio::task::spawn_blocking(move || understand(&source, drafts, &aliases)).await;
    let understood = understood.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))??;
    (tally.records, tally.refused) = (Some(understood.records), Some(understood.refused));
    let catalog = understood.accepted()?;
    Ok(Some((Read { catalog, documents, content_hash, read_version: version, partial: false }, turn)))
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
