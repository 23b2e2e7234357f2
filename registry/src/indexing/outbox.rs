//! What of the outbox may be forgotten, once a day: see `store::superseded_changes` for why no index misses it.

use std::time::Duration;

use super::{Indexer, IndexingError};
use crate::model::Instant;
use crate::store;

/// Changes that a newer one on the same entity follows are kept for 30 days: readers that want every step of the way have that long.
const SUPERSEDED: Duration = Duration::from_secs(30 * 86_400);
/// The last word on an entity that is gone is kept for a year.
const TOMBSTONE: Duration = Duration::from_secs(365 * 86_400);
/// Removed in one transaction: a harvest does not wait long for it.
const BATCH: i64 = 5_000;

fn before(now: Instant, span: Duration) -> Instant {
    chrono::TimeDelta::from_std(span).ok().and_then(|span| now.utc().checked_sub_signed(span)).map_or(now, Instant::new)
}

impl Indexer {
    /// Forgets what nobody needs any more of the outbox. Returns how many changes that were.
    ///
    /// # Errors
    /// The store failed.
    pub async fn compact_outbox(&self, now: Instant) -> Result<usize, IndexingError> {
        let mut forgotten = 0;
        loop {
            let old = self.store.read(move |conn| store::superseded_changes(conn, before(now, SUPERSEDED), BATCH)).await?;
            if old.is_empty() {
                break;
            }
            forgotten += old.len();
            self.store.write(move |conn| store::forget_changes(conn, &old, None)).await?;
        }
        loop {
            let old = self.store.read(move |conn| store::settled_tombstones(conn, before(now, TOMBSTONE), BATCH)).await?;
            let Some(highest) = old.last().copied() else { break };
            forgotten += old.len();
            self.store.write(move |conn| store::forget_changes(conn, &old, Some(highest))).await?;
        }
        if forgotten > 0 {
            tracing::info!(forgotten, "superseded changes were removed from the outbox");
        }
        Ok(forgotten)
    }
}
