//! Keeps the search index in step with the store: reads the outbox in order, and rebuilds the index beside the live one when asked.
//!
//! * here: one step along the outbox, and one rebuild; `run`: when to do what, for ever; `health`: what is known of the index, for whoever
//!   answers searches.
//! * `reconcile`: compares the index with the store and repairs; `request`: rebuilds that other processes ask for; `outbox`: what of it may
//!   be forgotten.
//!
//! Searches while there is no index to be trusted are in `search::plain`.

mod health;
mod outbox;
mod reconcile;
mod request;
mod run;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::Id;
use crate::search::{Engine, SearchError, Update};
use crate::store::{self, Conn, Store, StoreError};

pub use health::{Condition, Health};
pub use reconcile::Compared;
pub use request::{LEASE, Progress, ask_for_rebuild};
pub use run::{Keep, Pace};

/// Changes taken from the outbox at once.
const BATCH: i64 = 2500;
/// So often in one step.
const BATCHES: usize = 8;

/// What can go wrong between store and index.
#[derive(Debug, thiserror::Error)]
pub enum IndexingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// Brings changes from the store to the index.
#[derive(Clone)]
pub struct Indexer {
    store: Store,
    engine: Arc<dyn Engine>,
    health: Arc<Health>,
}

impl Indexer {
    /// From this store to this engine.
    #[must_use]
    pub fn new(store: Store, engine: Arc<dyn Engine>) -> Self {
        Self { store, engine, health: Arc::default() }
    }

    /// Tells `health` what it sees, and begins by telling that it has not looked yet: nobody is to trust the index before that.
    #[must_use]
    pub fn watched_by(self, health: Arc<Health>) -> Self {
        health.set(Condition::Filling);
        Self { health, ..self }
    }

    /// Applies the next changes and returns how many; 0: the index is in step.
    ///
    /// # Errors
    /// Store or engine failed; the same changes come again the next time.
    pub async fn step(&self) -> Result<u64, IndexingError> {
        Ok(self.advance().await?.applied)
    }

    async fn advance(&self) -> Result<Step, IndexingError> {
        let position = self.engine.position().await?;
        let mut next = self.read(position).await?;
        let (newest, floor) = (next.newest, next.floor);
        if position > 0 && position < floor {
            tracing::warn!(position, floor, "the index is behind what the outbox remembers, and is rebuilt");
            return Ok(Step { before: position, newest, applied: self.rebuild().await?.max(1), leaves_some: false });
        }
        if position > newest {
            tracing::warn!(position, newest, "the index is ahead of the database: it belongs to another one, and is rebuilt");
            self.health.set(Condition::Lost("it belongs to another database".to_owned()));
            return Ok(Step { before: position, newest, applied: self.rebuild().await?.max(1), leaves_some: false });
        }
        let (mut applied, mut reached) = (0, position);
        for batch in 1..=BATCHES {
            let Batch { updates, last: Some(last), .. } = next else { break };
            applied += updates.len().max(1) as u64;
            reached = last;
            if batch == BATCHES || last >= newest {
                self.engine.apply(updates, last).await?;
                break;
            }
            // While these are written, the next ones are read.
            let (written, read) = futures::join!(self.engine.apply(updates, last), self.read(last));
            written?;
            next = read?;
        }
        Ok(Step { before: position, newest, applied, leaves_some: reached < newest })
    }

    /// What comes after `position` in the outbox.
    async fn read(&self, position: i64) -> Result<Batch, StoreError> {
        let read = move |conn: &mut Conn| {
            let (newest, floor) = (store::latest_change(conn)?, store::outbox_floor(conn)?);
            let changes = store::changes_after(conn, position, BATCH)?;
            let last = changes.last().map(|change| change.seq);
            let ids: Vec<Id> = changes.iter().map(|change| change.entity_id).collect();
            Ok(Batch { newest, floor, updates: updates(conn, &ids)?, last })
        };
        self.store.read(read).await
    }

    /// Applies changes until there are none.
    ///
    /// # Errors
    /// See [`Indexer::step`].
    pub async fn catch_up(&self) -> Result<(), IndexingError> {
        while self.step().await? > 0 {}
        Ok(())
    }

    /// Builds a new index beside the live one from all that is stored, and puts it in its place. Returns the number of documents.
    ///
    /// # Errors
    /// Store or engine failed; the live index is as it was.
    pub async fn rebuild(&self) -> Result<u64, IndexingError> {
        self.rebuild_counting(&AtomicU64::default()).await
    }

    /// The same; `done` says how many documents it is at.
    async fn rebuild_counting(&self, done: &AtomicU64) -> Result<u64, IndexingError> {
        // Changes that come while this runs are newer than this number, and follow from the outbox.
        let position = self.store.read(store::latest_change).await?;
        let mut rebuild = self.engine.rebuild().await?;
        let (mut after, mut count) = (None, 0);
        loop {
            let documents = self
                .store
                .read(move |conn| {
                    let ids = store::live_ids_after(conn, after, BATCH)?;
                    Ok((ids.last().copied(), store::search_documents(conn, &ids)?))
                })
                .await?;
            let (Some(last), documents) = documents else { break };
            after = Some(last);
            count += documents.len() as u64;
            rebuild.add(documents).await?;
            done.store(count, Ordering::Relaxed);
        }
        rebuild.publish(position).await?;
        Ok(count)
    }
}

/// Changes, with the documents that they are of.
struct Batch {
    /// The newest change.
    newest: i64,
    /// What the outbox no longer remembers ends here.
    floor: i64,
    updates: Vec<Update>,
    /// The last of them; `None`: there is none.
    last: Option<i64>,
}

/// One step along the outbox.
struct Step {
    /// Where the index was.
    before: i64,
    /// The newest change.
    newest: i64,
    /// Documents; 0: the index is in step.
    applied: u64,
    /// There are more.
    leaves_some: bool,
}

/// The last word on each of `ids`: its document as it is stored now.
fn updates(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Update>, StoreError> {
    let mut seen = std::collections::HashSet::with_capacity(ids.len());
    let order: Vec<Id> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let mut documents: HashMap<Id, _> =
        store::search_documents(conn, &order)?.into_iter().map(|document| (document.id, document)).collect();
    Ok(order
        .into_iter()
        .map(|id| match documents.remove(&id) {
            Some(document) => Update::Put(Box::new(document)),
            None => Update::Delete(id),
        })
        .collect())
}
