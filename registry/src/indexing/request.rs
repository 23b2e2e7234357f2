//! Building the index anew because another process asks: `simpul reindex` cannot open an index that a serving process holds, and cannot
//! know how many there are. The request is a row in the database; every holder answers it with a row of its own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Moment};

use super::run::beside;
use super::{Indexer, IndexingError, Keep};
use crate::model::Instant;
use crate::store::{self, RebuildRow, Store, StoreError};

/// A holder that was silent for so long is gone.
pub const LEASE: Duration = Duration::from_secs(30);

/// Between two looks at how far the holders are.
const LOOK: Duration = Duration::from_millis(500);

/// How far a request is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What the holders that took it make of it.
    pub taken: Vec<RebuildRow>,
    /// Holders that are alive and have not taken it, or that died over it. One that was gone before it could take it has no index to build.
    pub silent: Vec<String>,
}

/// Asks all holders of an index to build it anew, and waits for them; `tell` hears how far they are. A holder is given `limit` to take the
/// request. Where nobody took it, it is withdrawn.
///
/// # Errors
/// The store failed.
pub async fn ask_for_rebuild(
    store: &Store,
    clock: fn() -> Instant,
    limit: Duration,
    mut tell: impl FnMut(&Progress),
) -> Result<Progress, StoreError> {
    let now = clock();
    let (id, asked) = store.write(move |conn| Ok((store::request_rebuild(conn, now)?, store::index_holders(conn, now, LEASE)?))).await?;
    let begin = Moment::now();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = clock();
        let (taken, alive) = store.read(move |conn| Ok((store::rebuilds(conn, id)?, store::index_holders(conn, now, LEASE)?))).await?;
        let is_alive = |name: &str| alive.iter().any(|holder| holder.name == name);
        let has_ended = |name: &str| taken.iter().any(|row| row.holder == name && row.finished_at.is_some());
        let has_taken = |name: &str| taken.iter().any(|row| row.holder == name);
        let late = begin.elapsed() >= limit;
        let mut names: Vec<&str> = asked.iter().map(|holder| holder.name.as_str()).collect();
        names.extend(taken.iter().map(|row| row.holder.as_str()));
        names.sort_unstable();
        names.dedup();
        let open: Vec<&str> = names.into_iter().filter(|name| !has_ended(name)).collect();
        // Before the limit even a holder of which nothing was known may come: one of another program's version.
        let waited_for = open.iter().any(|name| is_alive(name) && (has_taken(name) || !late)) || (taken.is_empty() && !late);
        let silent = open.iter().filter(|name| is_alive(name) || has_taken(name)).map(|name| (*name).to_owned()).collect();
        let progress = Progress { taken, silent };
        tell(&progress);
        if waited_for {
            continue;
        }
        if progress.taken.is_empty() {
            store.write(move |conn| store::withdraw_rebuild(conn, id)).await?;
        }
        return Ok(progress);
    }
}

impl Indexer {
    /// Builds the index anew if somebody asks for it. Only for whoever feeds the index.
    pub(super) async fn answer_requests(&self, keep: &Keep) -> Result<(), IndexingError> {
        let (name, now) = (self.name(keep), (keep.clock)());
        let asked = name.clone();
        if !self.store.read(move |conn| store::rebuild_is_wanted(conn, &asked, now)).await? {
            return Ok(());
        }
        let asked = name.clone();
        let ids = self.store.write(move |conn| store::take_rebuilds(conn, &asked, now)).await?;
        if ids.is_empty() {
            return Ok(());
        }
        let done = AtomicU64::default();
        let reporting = async {
            loop {
                tokio::time::sleep(LOOK).await;
                let (ids, name) = (ids.clone(), name.clone());
                let documents = i64::try_from(done.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
                if let Err(error) = self.store.write(move |conn| store::rebuild_progress(conn, &ids, &name, documents)).await {
                    tracing::warn!(%error, "how far the rebuild is could not be told");
                }
            }
        };
        let ended = beside(self.holding(keep, self.rebuild_counting(&done)), reporting).await;
        let told = match &ended {
            Ok(documents) => Ok(i64::try_from(*documents).unwrap_or(i64::MAX)),
            Err(error) => Err(error.to_string()),
        };
        let now = (keep.clock)();
        self.store.write(move |conn| store::end_rebuild(conn, &ids, &name, now, &told)).await?;
        ended.map(drop)
    }
}
