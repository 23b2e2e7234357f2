//! A region publishes its own catalog: read as a harvest would read it, judged by the same judge, and written in one transaction with the
//! answer. All or nothing: whoever asks again with the same key after a fall gets the same verdict.

mod outcome;

use std::sync::Arc;
use std::time::Instant as Tick;

use registry::access::{Act, Entry};
use registry::model::{Attempt, Catalog, Instant, Reason, Source, Verdict};
use registry::store::access;
use registry::store::{self, Conn, Content, Finished, Lease, PublicationRow, Read, Store, StoreError};

use crate::adapter;
use crate::decision::By;
use crate::pipeline::{ReadSent, Sent, read_sent};
use crate::report::{Language, Line};
use crate::sheet::{RecordChange, difference, fill};

pub use outcome::{Counts, Outcome};

/// How often a publication that another one came before is tried again, where its publisher did not say what it was made from.
const TRIES: usize = 3;

/// A publication.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Which source.
    pub source: String,
    /// The file.
    pub body: Vec<u8>,
    /// As the sender calls it.
    pub content_type: Option<String>,
    /// Who sends it.
    pub by: By,
    /// What it was made from.
    pub made_from: MadeFrom,
    /// By which the answer is kept.
    pub key: Option<String>,
    /// The language of the advice.
    pub language: Language,
}

/// Which version a publication was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeFrom {
    /// Its publisher does not say.
    Unsaid,
    /// Whichever there is (`If-Match: *`).
    Any,
    /// None was there (`If-None-Match: *`).
    Nothing,
    /// This one.
    Version(i64),
}

/// Why a publication was not even judged; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no source of that id.
    #[error("there is no source `{0}`")]
    NoSource(String),
    /// The source is polled.
    #[error("source `{0}` is fetched from its own address and does not take publications; declare it with format = \"push\"")]
    NotPushed(String),
    /// Another version is active than the one that it was made from.
    #[error("version {now:?} is active: download it, make the change there, and publish again")]
    Stale {
        /// Which is active; `None`: none is.
        now: Option<i64>,
    },
    /// There is content, and the publisher does not say what his was made from.
    #[error("version {now} is active: say with If-Match which version this was made from")]
    Unsaid {
        /// Which is active.
        now: i64,
    },
    /// The key was used for another publication.
    #[error("this idempotency key was used for another publication")]
    KeyTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was answered, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The outcome as JSON.
    pub json: String,
    /// How it ended.
    pub verdict: Verdict,
    /// The active version.
    pub version: Option<i64>,
    /// It was given before.
    pub is_again: bool,
}

/// Publishes.
///
/// # Errors
/// See [`PublishError`]; content that is refused or held is an answer, and no error.
pub async fn publish(store: &Store, publication: Publication, clock: fn() -> Instant) -> Result<Answer, PublishError> {
    attempt(store, publication, false, clock).await
}

/// Says what would become of a publication; writes nothing.
///
/// # Errors
/// See [`PublishError`].
pub async fn rehearse(store: &Store, publication: Publication, clock: fn() -> Instant) -> Result<Answer, PublishError> {
    attempt(store, publication, true, clock).await
}

async fn attempt(store: &Store, publication: Publication, is_rehearsal: bool, clock: fn() -> Instant) -> Result<Answer, PublishError> {
    let publication = Arc::new(publication);
    let request_hash = hash(&publication);
    for left in (0..TRIES).rev() {
        let begin = Tick::now();
        let before = Before::of(store, &publication.source).await?;
        // Asked after the version was read: who sends twice at once finds his first answer, and not his own version in the way.
        if let Some(answer) = given_before(store, &publication, &request_hash, is_rehearsal).await? {
            return Ok(answer);
        }
        publication.may_replace(before.version)?;
        let now = clock();
        let rest = before.version.map(|_| adapter::rest(&fill(&before.catalog, &before.source)));
        let sent = Sent { body: publication.body.clone(), content_type: publication.content_type.clone(), rest };
        let aliases = store.read(store::aliases).await?;
        let read = read_sent(&before.source, &sent, &aliases).await;
        let attempt = attempted(&read, begin, now);
        let work =
            Work { publication: Arc::clone(&publication), request_hash: request_hash.clone(), before, read, attempt, is_rehearsal, now };
        let written = match is_rehearsal {
            true => store.rehearse(move |conn| work.write(conn)).await?,
            false => store.write(move |conn| work.write(conn)).await?,
        };
        match written {
            Written::Done(answer) => return Ok(answer),
            Written::Overtaken(now) if left == 0 || publication.made_from != MadeFrom::Any => return Err(PublishError::Stale { now }),
            Written::Overtaken(_) => {}
        }
    }
    Err(PublishError::Stale { now: None })
}

/// What is asked, in one hash: the body, and what it was made from.
fn hash(publication: &Publication) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(publication.source.as_bytes()).update(b"\x1f").update(publication.content_type.as_deref().unwrap_or_default().as_bytes());
    hasher.update(b"\x1f").update(&publication.body);
    hasher.finalize().to_hex().to_string()
}

/// The answer that was given to this key.
async fn given_before(
    store: &Store,
    publication: &Arc<Publication>,
    request_hash: &str,
    is_rehearsal: bool,
) -> Result<Option<Answer>, PublishError> {
    let Some(key) = publication.key.clone().filter(|_| !is_rehearsal) else { return Ok(None) };
    let source = publication.source.clone();
    let row = store.read(move |conn| store::publication(conn, &source, &key)).await?;
    match row {
        None => Ok(None),
        Some(row) if row.request_hash != request_hash => Err(PublishError::KeyTaken),
        Some(row) => Ok(Some(again(&row)?)),
    }
}

fn again(row: &PublicationRow) -> Result<Answer, StoreError> {
    let outcome: Outcome = serde_json::from_str(&row.answer).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(Answer { json: row.answer.clone(), verdict: outcome.verdict, version: outcome.version, is_again: true })
}

impl Publication {
    fn may_replace(&self, version: Option<i64>) -> Result<(), PublishError> {
        match (self.made_from, version) {
            (MadeFrom::Unsaid, Some(now)) => Err(PublishError::Unsaid { now }),
            (MadeFrom::Nothing, Some(now)) => Err(PublishError::Stale { now: Some(now) }),
            (MadeFrom::Version(from), now) if now != Some(from) => Err(PublishError::Stale { now }),
            _ => Ok(()),
        }
    }
}

/// What is stored before.
struct Before {
    source: Source,
    version: Option<i64>,
    catalog: Catalog,
}

impl Before {
    async fn of(store: &Store, id: &str) -> Result<Self, PublishError> {
        let key = id.to_owned();
        let found = store
            .read(move |conn| {
                let Some(source) = store::declared(conn, &key)? else { return Ok(None) };
                let (version, catalog) = (active(conn, &key)?, store::read::catalog_of(conn, &key)?);
                Ok(Some(Self { source, version, catalog }))
            })
            .await?;
        let before = found.ok_or_else(|| PublishError::NoSource(id.to_owned()))?;
        if before.source.is_pushed() { Ok(before) } else { Err(PublishError::NotPushed(id.to_owned())) }
    }
}

/// The number of the active version.
fn active(conn: &mut Conn, source: &str) -> Result<Option<i64>, StoreError> {
    Ok(store::snapshots(conn, source, 0, 1)?.0.first().map(|row| row.id))
}

fn attempted(read: &ReadSent, begin: Tick, now: Instant) -> Attempt {
    let (outcome, reason, detail) = match &read.content {
        Ok(_) => (Verdict::Accepted, Reason::Changed, None),
        Err(error) => (Verdict::Rejected, error.reason, Some(error.detail.chars().filter(|c| *c != '\0').take(500).collect())),
    };
    Attempt {
        started_at: now,
        fetch_ms: 0,
        first_byte_ms: None,
        total_ms: u32::try_from(begin.elapsed().as_millis()).unwrap_or(u32::MAX),
        requests: 0,
        not_modified: 0,
        http_status: None,
        bytes: read.tally.bytes,
        records: read.tally.records,
        refused: read.tally.refused,
        content_hash: read.tally.content_hash.clone(),
        outcome,
        reason,
        detail,
    }
}

/// What is to be written.
struct Work {
    publication: Arc<Publication>,
    request_hash: String,
    before: Before,
    read: ReadSent,
    attempt: Attempt,
    is_rehearsal: bool,
    now: Instant,
}

enum Written {
    Done(Answer),
    /// Another publication came first, or a person decided: that version is active now.
    Overtaken(Option<i64>),
}

impl Work {
    fn write(self, conn: &mut Conn) -> Result<Written, StoreError> {
        let id = self.publication.source.as_str();
        let Some(lease) = store::take_to_publish(conn, id, &self.publication.by.name)? else { return Ok(Written::Overtaken(None)) };
        // The same publication, sent twice at once: the second finds the first's answer here.
        if let Some(key) = self.publication.key.as_deref().filter(|_| !self.is_rehearsal)
            && let Some(row) = store::publication(conn, id, key)?
        {
            return if row.request_hash == self.request_hash { Ok(Written::Done(again(&row)?)) } else { Ok(Written::Overtaken(None)) };
        }
        let version = active(conn, id)?;
        if version != self.before.version {
            return Ok(Written::Overtaken(version));
        }
        let changes = self.changes(conn, &lease)?;
        let findings: Vec<Line> = self.read.findings().iter().map(|finding| Line::of(finding, self.publication.language)).collect();
        let partial = self.read.content.as_ref().is_ok_and(|read| read.partial);
        let content = match self.read.content {
            Ok(read) => Content::New(read),
            Err(error) => Content::Refused(error.findings),
        };
        let Finished { attempt, difference } = store::finish(conn, &lease, &self.attempt, &content, self.now)?;
        let held = store::held(conn, id)?.filter(|_| attempt.outcome == Verdict::Held);
        let outcome = Outcome::of(&attempt, active(conn, id)?, changes, findings).with(
            partial,
            difference.rows,
            held.map(|held| held.diff_hash),
            self.is_rehearsal,
        );
        let json = serde_json::to_string(&outcome).map_err(|error| StoreError::Damaged(error.to_string()))?;
        if let Some(key) = self.publication.key.clone().filter(|_| !self.is_rehearsal) {
            let row = PublicationRow {
                source_id: id.to_owned(),
                idempotency_key: key,
                request_hash: self.request_hash,
                at: self.now,
                actor: self.publication.by.actor.to_string(),
                status: i32::from(outcome.status()),
                answer: json.clone(),
            };
            store::keep_publication(conn, &row)?;
        }
        if !self.is_rehearsal {
            let detail = serde_json::json!({
                "verdict": outcome.verdict, "reason": outcome.reason, "version": outcome.version,
                "added": outcome.counts.added, "changed": outcome.counts.changed, "removed": outcome.counts.removed,
            });
            let entry = Entry::new(self.now, &self.publication.by.actor, Act::CatalogPublished, Some(lease.source.region), id);
            access::append(conn, entry.with(&detail))?;
        }
        Ok(Written::Done(Answer { json, verdict: outcome.verdict, version: outcome.version, is_again: false }))
    }

    /// What is other than what is stored, with the ids that records are known by.
    fn changes(&self, conn: &mut Conn, lease: &Lease) -> Result<Vec<RecordChange>, StoreError> {
        let Ok(read) = &self.read.content else { return Ok(Vec::new()) };
        let read: &Read = read;
        let after = store::as_known(conn, &lease.source, read, lease.content_hash.is_none())?;
        let changes = difference(&self.before.catalog, &after, &lease.source);
        let stays = |change: &RecordChange| read.partial && change.change == crate::sheet::Change::Removed;
        Ok(changes.into_iter().filter(|change| !stays(change)).collect())
    }
}
