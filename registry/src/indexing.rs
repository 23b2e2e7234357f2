//! Keeps the search index in step with the store: reads the outbox in order, and rebuilds the index beside the live one when asked.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::Id;
use crate::search::{Engine, SearchError, Update};
use crate::store::{self, Conn, Store, StoreError};

/// Changes taken from the outbox at once.
const BATCH: i64 = 2500;

/// How often the outbox is looked at when there was nothing in it.
const PAUSE: Duration = Duration::from_millis(250);

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
}

impl Indexer {
    /// From this store to this engine.
    #[must_use]
    pub fn new(store: Store, engine: Arc<dyn Engine>) -> Self {
        Self { store, engine }
    }

    /// Applies the next changes and returns how many; 0: the index is in step.
    ///
    /// # Errors
    /// Store or engine failed; the same changes come again the next time.
    pub async fn step(&self) -> Result<usize, IndexingError> {
        let position = self.engine.position().await?;
        let (newest, updates, last) = self
            .store
            .read(move |conn| {
                let newest = store::latest_change(conn)?;
                let changes = store::changes_after(conn, position, BATCH)?;
                let last = changes.last().map(|change| change.seq);
                Ok((newest, updates(conn, &changes)?, last))
            })
            .await?;
        if position > newest {
            tracing::warn!(position, newest, "the index is ahead of the database: it belongs to another one, and is rebuilt");
            return Ok(usize::try_from(self.rebuild().await?).unwrap_or(usize::MAX).max(1));
        }
        let Some(last) = last else { return Ok(0) };
        let count = updates.len().max(1);
        self.engine.apply(updates, last).await?;
        Ok(count)
    }

    /// Applies changes until there are none.
    ///
    /// # Errors
    /// See [`Indexer::step`].
    pub async fn catch_up(&self) -> Result<(), IndexingError> {
        while self.step().await? > 0 {}
        Ok(())
    }

    /// Applies changes as they come, for ever. An engine that is away is tried again, less and less often, up to every 30 seconds.
    pub async fn run(&self) {
        let mut wait = PAUSE;
        loop {
            let begin = std::time::Instant::now();
            match self.step().await {
                Ok(0) => wait = PAUSE,
                // While changes keep coming, a few large steps cost less than many small ones.
                Ok(_) => wait = begin.elapsed().clamp(PAUSE, PAUSE * 4),
                Err(error) => {
                    wait = (wait * 2).min(Duration::from_secs(30));
                    tracing::warn!(%error, ?wait, "the index could not be brought up to date; it is tried again");
                }
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Builds a new index beside the live one from all that is stored, and puts it in its place. Returns the number of documents.
    ///
    /// # Errors
    /// Store or engine failed; the live index is as it was.
    pub async fn rebuild(&self) -> Result<u64, IndexingError> {
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
        }
        rebuild.publish(position).await?;
        Ok(count)
    }
}

/// The last word on each entity among `changes`, with its document as it is stored now.
fn updates(conn: &mut Conn, changes: &[store::ChangeRow]) -> Result<Vec<Update>, StoreError> {
    let mut order: Vec<Id> = Vec::with_capacity(changes.len());
    let mut seen = std::collections::HashSet::with_capacity(changes.len());
    for change in changes {
        if seen.insert(change.entity_id) {
            order.push(change.entity_id);
        }
    }
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
