//! One harvest of one source: fetch its documents, read them to drafts, normalise, and say how it ended. What is stored is decided here; it is
//! written by `registry::store::finish`.

mod collect;

use std::time::Instant as Tick;

use registry::model::{Attempt, Finding, Instant, Reason, Source, Verdict};
use registry::store::{Content, Lease, Read, StoredDocument};

use crate::adapter::{Adapter, adapter};
use crate::fetch::Fetcher;

pub use collect::{CollectError, Collected, Tally};

/// How one harvest ended, and what there is to store.
pub struct Harvested {
    /// The row to write.
    pub attempt: Attempt,
    /// What to do with its content.
    pub content: Content,
}

/// Harvests one source. Never fails: whatever happens is an attempt with a reason.
pub async fn harvest(
    fetcher: &Fetcher,
    lease: &Lease,
    stored: Vec<StoredDocument>,
    headers: &reqwest::header::HeaderMap,
    now: Instant,
) -> Harvested {
    let begin = Tick::now();
    let mut tally = Tally::default();
    let result = attempt(fetcher, lease, stored, headers, &mut tally).await;
    let (outcome, reason, detail, content) = match result {
        Ok(Some(read)) => (Verdict::Accepted, Reason::Changed, None, Content::New(Box::new(read))),
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
    Harvested { attempt, content }
}

async fn attempt(
    fetcher: &Fetcher,
    lease: &Lease,
    stored: Vec<StoredDocument>,
    headers: &reqwest::header::HeaderMap,
    tally: &mut Tally,
) -> Result<Option<Read>, CollectError> {
    let source = &lease.source;
    let adapter = adapter(&source.format)
        .ok_or_else(|| CollectError::new(Reason::ConfigInvalid, format!("format `{}`: there is no such adapter", source.format)))?;
    let version = read_version(adapter, source);
    let collected = collect::collect(fetcher, adapter, source, stored, headers, tally).await?;
    tally.content_hash = Some(collected.content_hash.clone());
    let known = lease.content_hash.as_deref() == Some(collected.content_hash.as_str());
    if known && lease.read_version.as_deref() == Some(version.as_str()) {
        return Ok(None);
    }
    let source = source.clone();
    let understood = tokio::task::spawn_blocking(move || understand(&source, collected, version)).await;
    let understood = understood.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))??;
    (tally.records, tally.refused) = (Some(understood.records), Some(understood.refused));
    understood.read.map(Some)
}

/// What the records of a feed amount to.
struct Understood {
    /// Records that the adapter read, good and bad.
    records: u32,
    /// Of these refused, by the adapter or the normaliser.
    refused: u32,
    /// The catalog, or why the whole of it is refused.
    read: Result<Read, CollectError>,
}

/// Drafts to a catalog; refuses a feed without records, or with fewer than half of them good.
fn understand(source: &Source, collected: Collected, read_version: String) -> Result<Understood, CollectError> {
    let region = registry::gazetteer::region(source.region)
        .ok_or_else(|| CollectError::new(Reason::ConfigInvalid, format!("region {}: there is none of that code", source.region)))?;
    let Collected { drafts, documents, content_hash } = collected;
    let (records, rejected) = (drafts.services.len() + drafts.statistics.len(), drafts.rejects.len());
    // A record that comes again is a finding, and no bad record.
    let mut seen = std::collections::HashSet::new();
    let ids = drafts.services.iter().filter_map(|draft| draft.external_id.as_deref());
    let again = ids.filter(|id| !seen.insert(*id)).count();
    let catalog = registry::normalise::catalog(source, region, drafts);
    let kept = catalog.services.len() + catalog.statistics.len();
    let all = records + rejected;
    let refuse = |reason, detail: String, findings: Vec<Finding>| CollectError { findings, ..CollectError::new(reason, detail) };
    let distinct = all - again;
    let read = if all == 0 {
        Err(refuse(Reason::NoRecords, "the feed holds no record; the last good data stays".to_owned(), catalog.findings))
    } else if kept * 2 < distinct {
        let detail = format!("{kept} of {distinct} records are good; the last good data stays");
        Err(refuse(Reason::TooManyBadRecords, detail, catalog.findings))
    } else {
        Ok(Read { catalog, documents, content_hash, read_version })
    };
    Ok(Understood { records: count(all), refused: count(all.saturating_sub(kept)), read })
}

/// What the stored content was read by: when one of these changes, the same bytes are read again.
fn read_version(adapter: &Adapter, source: &Source) -> String {
    let declared = blake3::hash(serde_json::to_string(source).unwrap_or_default().as_bytes()).to_hex();
    let short: String = declared.chars().take(16).collect();
    format!("{}.{}/normalise.{}/{short}", adapter.format, adapter.version, registry::normalise::VERSION)
}

fn count(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}

fn millis(span: std::time::Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}
