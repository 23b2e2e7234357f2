//! A person's decisions on a source's content: to release or refuse what is held, and to put an earlier version back. What is decided on is read
//! again from its stored documents, as a harvest would read it now, and takes the place of what is served in one transaction, with its entry in
//! the audit log.

use registry::access::{Act, Actor, Entry};
use registry::model::{Instant, Source};
use registry::store::access;
use registry::store::{self, Decision, Difference, HeldRow, Store, StoreError, StoredDocument};

use crate::pipeline::{CollectError, read_again};

/// Who decides.
#[derive(Clone, Debug)]
pub struct By {
    /// As the log names them.
    pub actor: Actor,
    /// As people do.
    pub name: String,
}

/// Why a decision was not carried out; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no source of that id.
    #[error("there is no source `{0}`")]
    NoSource(String),
    /// Nothing waits.
    #[error("nothing is held of source `{0}`")]
    NothingHeld(String),
    /// What is held is not what the person saw.
    #[error("what is held of source `{id}` is now {now}: look at it again")]
    Other {
        /// Which source.
        id: String,
        /// The hash of the difference as it is now.
        now: String,
    },
    /// The version is unknown, or its documents are no longer kept.
    #[error("version {version} of source `{id}` cannot be put back: it is unknown, or its documents are no longer kept")]
    NoVersion {
        /// Which source.
        id: String,
        /// Which version.
        version: i64,
    },
    /// There is no earlier version.
    #[error("source `{0}` has no earlier version")]
    NoEarlierVersion(String),
    /// The documents cannot be read by the declaration as it is now.
    #[error("the documents cannot be read by the source's declaration as it is now: {}: {}", .0.reason.as_str(), .0.detail)]
    Unreadable(CollectError),
    /// The store failed, or the content changed in the meantime.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Releases the content of a source that is held. `diff_hash` is what the person saw; without it, whatever is held now.
///
/// # Errors
/// Nothing or something else is held, or the store does not answer.
pub async fn release(store: &Store, id: &str, diff_hash: Option<&str>, by: &By, now: Instant) -> Result<Difference, DecisionError> {
    let (source, held, documents) = stored(store, id, |conn, id| {
        let held = store::held(conn, id)?;
        Ok((held, store::held_documents(conn, id)?))
    })
    .await?;
    let held: HeldRow = held.ok_or_else(|| DecisionError::NothingHeld(id.to_owned()))?;
    if diff_hash.is_some_and(|seen| seen != held.diff_hash) {
        return Err(DecisionError::Other { id: id.to_owned(), now: held.diff_hash });
    }
    carry_out(store, source, documents, Decision::Release { diff_hash: held.diff_hash }, by, now).await
}

/// Refuses the content of a source that is held: what is served stays. `diff_hash` is what the person saw.
///
/// # Errors
/// Nothing or something else is held, or the store does not answer.
pub async fn refuse(store: &Store, id: &str, diff_hash: &str, by: &By, now: Instant) -> Result<(), DecisionError> {
    let (source, held, _) = stored(store, id, |conn, id| Ok((store::held(conn, id)?, Vec::new()))).await?;
    let held: HeldRow = held.ok_or_else(|| DecisionError::NothingHeld(id.to_owned()))?;
    if held.diff_hash != diff_hash {
        return Err(DecisionError::Other { id: id.to_owned(), now: held.diff_hash });
    }
    let (by, diff_hash) = (by.clone(), held.diff_hash);
    let refused = store.write(move |conn| {
        store::refuse_held(conn, &source.id, &diff_hash, &by.name, now)?;
        let entry = Entry::new(now, &by.actor, Act::HeldRefused, Some(source.region), &source.id);
        access::append(conn, entry.with(&serde_json::json!({ "diff": diff_hash }))).map(drop)
    });
    Ok(refused.await?)
}

/// Makes an earlier version the active one; without a number, the one before the active one.
///
/// # Errors
/// There is no such version, or the store does not answer.
pub async fn put_back(store: &Store, id: &str, version: Option<i64>, by: &By, now: Instant) -> Result<Difference, DecisionError> {
    let (source, version, documents) = stored(store, id, move |conn, id| {
        let version = match version {
            Some(version) => Some(version),
            None => store::snapshots(conn, id, 1, 1)?.0.first().map(|row| row.id),
        };
        let documents = version.map(|version| store::documents_of_version(conn, id, version)).transpose()?;
        Ok((version, documents.unwrap_or_default()))
    })
    .await?;
    let version: i64 = version.ok_or_else(|| DecisionError::NoEarlierVersion(id.to_owned()))?;
    if documents.is_empty() {
        return Err(DecisionError::NoVersion { id: id.to_owned(), version });
    }
    carry_out(store, source, documents, Decision::PutBack { version }, by, now).await
}

/// The source's declaration, and what `load` finds of it.
async fn stored<T: Send + 'static>(
    store: &Store,
    id: &str,
    load: impl FnOnce(&mut store::Conn, &str) -> Result<(T, Vec<StoredDocument>), StoreError> + Send + 'static,
) -> Result<(Source, T, Vec<StoredDocument>), DecisionError> {
    let key = id.to_owned();
    let found = store
        .read(move |conn| {
            let Some(source) = store::declared(conn, &key)? else { return Ok(None) };
            let (what, documents) = load(conn, &key)?;
            Ok(Some((source, what, documents)))
        })
        .await?;
    found.ok_or_else(|| DecisionError::NoSource(id.to_owned()))
}

async fn carry_out(
    store: &Store,
    source: Source,
    documents: Vec<StoredDocument>,
    decision: Decision,
    by: &By,
    now: Instant,
) -> Result<Difference, DecisionError> {
    let aliases = store.read(store::aliases).await?;
    let read = read_again(&source, documents, &aliases).await.map_err(DecisionError::Unreadable)?;
    let by = by.clone();
    let carried_out = store.write(move |conn| {
        let difference = store::decide(conn, &source, &read, &decision, &by.name, now)?;
        let Difference { added, changed, removed, .. } = difference;
        let (act, on) = match &decision {
            Decision::Release { diff_hash } => (Act::HeldAccepted, serde_json::json!({ "diff": diff_hash })),
            Decision::PutBack { version } => (Act::RolledBack, serde_json::json!({ "version": version })),
        };
        let detail = serde_json::json!({ "on": on, "added": added, "changed": changed, "removed": removed });
        access::append(conn, Entry::new(now, &by.actor, act, Some(source.region), &source.id).with(&detail))?;
        Ok(difference)
    });
    Ok(carried_out.await?)
}
