//! Writing how harvests ended. New content is one transaction a source. Outcomes without content (most of them, most days) are two small rows
//! each: those that come while a transaction is under way are written together by the next one.

use std::sync::{Arc, PoisonError};

use registry::model::{Attempt, Instant};
use registry::store::{self, Conn, Content, FetchState, Finished, Lease, Store, StoreError};
use tokio::sync::{Mutex, oneshot};

/// Outcomes in one transaction: bounds how long others wait for it.
const TOGETHER: usize = 64;

/// How one harvest ended.
pub(super) struct Ending {
    pub(super) lease: Lease,
    pub(super) attempt: Attempt,
    pub(super) content: Content,
    /// What was known of fetching before, and what is known now.
    pub(super) known: (FetchState, FetchState),
    pub(super) now: Instant,
}

impl Ending {
    fn write(&self, conn: &mut Conn) -> Result<Finished, StoreError> {
        let finished = store::finish(conn, &self.lease, &self.attempt, &self.content, self.now)?;
        let (before, after) = &self.known;
        store::keep_fetch_state(conn, &self.lease.source, before, after, self.now)?;
        Ok(finished)
    }
}

type Waiting = (Ending, oneshot::Sender<Result<Finished, StoreError>>);

/// Writes endings.
#[derive(Clone, Default)]
pub(super) struct Endings {
    waiting: Arc<std::sync::Mutex<Vec<Waiting>>>,
    /// Whoever holds this writes what waits, for all.
    turn: Arc<Mutex<()>>,
}

impl Endings {
    /// Writes one, alone or with others.
    ///
    /// # Errors
    /// The lease went to another worker, or the database fails; nothing of this harvest is written.
    pub(super) async fn write(&self, store: &Store, ending: Ending) -> Result<Finished, StoreError> {
        if matches!(ending.content, Content::New(_)) {
            return store.write(move |conn| ending.write(conn)).await;
        }
        let (told, mut answer) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((ending, told));
        let _turn = self.turn.lock().await;
        loop {
            match answer.try_recv() {
                // Whoever had the turn before may have written this one too.
                Ok(result) => return result,
                Err(oneshot::error::TryRecvError::Closed) => return Err(StoreError::Ending),
                Err(oneshot::error::TryRecvError::Empty) => self.write_some(store).await,
            }
        }
    }

    /// Writes the first of those that wait: together, and where that fails, one by one.
    async fn write_some(&self, store: &Store) {
        let some: Vec<Waiting> = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let count = waiting.len().min(TOGETHER);
            waiting.drain(..count).collect()
        };
        let (endings, told): (Vec<Ending>, Vec<_>) = some.into_iter().unzip();
        let endings = Arc::new(endings);
        let all = Arc::clone(&endings);
        let together = store.write(move |conn| all.iter().map(|ending| lost_or(ending.write(conn))).collect::<Result<Vec<_>, _>>()).await;
        let mut away = match together {
            Ok(results) => return told.into_iter().zip(results).for_each(|(told, result)| drop(told.send(result))),
            Err(error) => is_away(&error),
        };
        // What one of them says may be what the database refuses: no other is to suffer for it. One that is away is not asked for each.
        for (at, told) in told.into_iter().enumerate() {
            let all = Arc::clone(&endings);
            let alone = match &away {
                Some(why) => Err(StoreError::Unavailable(why.clone())),
                None => store.write(move |conn| all.get(at).map_or(Err(StoreError::Ending), |ending| ending.write(conn))).await,
            };
            away = away.or_else(|| alone.as_ref().err().and_then(is_away));
            drop(told.send(alone));
        }
    }
}

/// Why the database cannot be reached, where that is what went wrong.
fn is_away(error: &StoreError) -> Option<String> {
    if let StoreError::Unavailable(why) = error { Some(why.clone()) } else { None }
}

/// A lease that was lost has written nothing, and does not end the transaction.
fn lost_or(result: Result<Finished, StoreError>) -> Result<Result<Finished, StoreError>, StoreError> {
    match result {
        Err(error @ StoreError::LeaseLost(_)) => Ok(Err(error)),
        other => other.map(Ok),
    }
}
