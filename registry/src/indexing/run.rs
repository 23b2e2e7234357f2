//! Keeping an index in step, for ever: what is done when, and what is done about whatever goes wrong. All of it happens one after the other
//! in one task, so that nothing moves the index while it is compared or built anew.
//!
//! Of several processes that share an index one feeds it, by a lease in the database; the others watch.

use std::time::{Duration, Instant as Moment};

use super::{Compared, Condition, Indexer, IndexingError, LEASE, Step};
use crate::model::Instant;
use crate::search::SearchError;
use crate::store::{self, StoreError};

/// So many failures of one kind in a row, and an engine that answers is believed to have lost its index.
const STUBBORN: u32 = 3;
/// After a comparison that found something, the next one follows sooner.
const AGAIN: Duration = Duration::from_secs(20);

/// So many changes between two looks are a flood: more than one source brings. It is waited for, because whoever writes it needs the machine,
/// and a few large steps cost less than many small ones.
const FLOOD: i64 = 500;
/// A flood that lasts longer is not waited for.
const LONGEST_FLOOD: Duration = Duration::from_secs(10);

/// Who keeps an index, and how often it does what.
#[derive(Clone, Debug)]
pub struct Keep {
    /// This process, unlike any other.
    pub owner: String,
    /// What time it is.
    pub clock: fn() -> Instant,
    /// How often what is done.
    pub pace: Pace,
}

/// How often what is done.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between two looks at the outbox when there was nothing in it.
    pub pause: Duration,
    /// An engine that is away is tried again, less and less often, up to this.
    pub longest_pause: Duration,
    /// The lease is renewed, and requests are looked for.
    pub hold: Duration,
    /// The index is checked for being there.
    pub check: Duration,
    /// The numbers of documents are compared.
    pub count: Duration,
    /// Everything is compared.
    pub reconcile: Duration,
    /// The outbox is compacted.
    pub compact: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(5),
            hold: Duration::from_secs(5),
            check: Duration::from_secs(1),
            count: Duration::from_secs(10),
            reconcile: Duration::from_secs(180),
            compact: Duration::from_secs(86_400),
        }
    }
}

/// Something that is done every so often.
#[derive(Debug)]
struct Due {
    every: Duration,
    next: Moment,
}

impl Due {
    fn new(every: Duration) -> Self {
        Self { every, next: Moment::now() }
    }

    /// Whether it is time; the next time is then set.
    fn is_now(&mut self) -> bool {
        let now = Moment::now();
        let due = now >= self.next;
        if due {
            self.next = now + self.every;
        }
        due
    }

    fn within(&mut self, span: Duration) {
        self.next = self.next.min(Moment::now() + span);
    }
}

/// Whether changes come faster than by one source after the other.
#[derive(Debug, Default)]
struct Tide {
    newest: Option<i64>,
    rising_since: Option<Moment>,
}

impl Tide {
    /// Looks at the newest change. True: wait.
    fn is_rising(&mut self, newest: i64) -> bool {
        let before = self.newest.replace(newest).unwrap_or(newest);
        if newest - before < FLOOD {
            self.rising_since = None;
            return false;
        }
        self.rising_since.get_or_insert_with(Moment::now).elapsed() < LONGEST_FLOOD
    }
}

#[derive(Debug)]
struct Agenda {
    /// This process feeds the index.
    feeds: bool,
    /// The index was empty at the beginning, while the store was not, and is not in step yet.
    filling: bool,
    /// Nothing was done yet.
    first: bool,
    tide: Tide,
    /// The difference in numbers that was looked into last.
    uneven: (u64, u64),
    hold: Due,
    check: Due,
    requests: Due,
    count: Due,
    reconcile: Due,
    compact: Due,
}

impl Agenda {
    fn new(pace: &Pace) -> Self {
        Self {
            feeds: false,
            filling: false,
            first: true,
            tide: Tide::default(),
            uneven: (0, 0),
            hold: Due::new(pace.hold),
            check: Due::new(pace.check),
            requests: Due::new(pace.check),
            count: Due::new(pace.count),
            reconcile: Due::new(pace.reconcile),
            compact: Due::new(pace.compact),
        }
    }

    /// How an index is that took this step.
    fn condition(&mut self, step: &Step) -> Condition {
        let is_in_step = step.before >= step.newest;
        self.filling = !is_in_step && (self.filling || (self.first && step.before == 0));
        self.first = false;
        if self.filling { Condition::Filling } else { Condition::Whole }
    }
}

/// Does `work`, and `endless` until `work` is done. Both go on side by side, always: if one stood still while the other waits
/// for the store's only writer, and its own turn at that writer came, neither would ever go on.
pub(super) async fn beside<T>(work: impl Future<Output = T>, endless: impl Future<Output = T>) -> T {
    tokio::select! {
        done = work => done,
        never = endless => never,
    }
}

impl Indexer {
    /// Keeps the index in step, for ever.
    pub async fn run(&self, keep: &Keep) {
        let mut agenda = Agenda::new(&keep.pace);
        let (mut wait, mut failures) = (keep.pace.pause, 0);
        loop {
            let begin = Moment::now();
            match self.turn(keep, &mut agenda).await {
                Ok(step) => {
                    failures = 0;
                    // While changes keep coming, a few large steps cost less than many small ones. What waits already is not waited for.
                    let busy = begin.elapsed().clamp(keep.pace.pause, keep.pace.pause * 4);
                    wait = match step.applied {
                        0 => keep.pace.pause,
                        _ if step.leaves_some => Duration::ZERO,
                        _ => busy,
                    };
                }
                Err(error) => {
                    failures += 1;
                    wait = (wait * 2).min(keep.pace.longest_pause);
                    tracing::warn!(%error, ?wait, "the index could not be brought up to date; it is tried again");
                    if self.heal(keep, &agenda, error, failures).await {
                        (wait, failures) = (keep.pace.pause, 0);
                    }
                }
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Gives the index up, for another process to take it at once.
    ///
    /// # Errors
    /// The store failed.
    pub async fn release(&self, keep: &Keep) -> Result<(), StoreError> {
        let owner = keep.owner.clone();
        self.store.write(move |conn| store::release_index(conn, &owner)).await
    }

    /// Applies changes until there are none, unless the index is shared and another process feeds it. True: the index is in step.
    ///
    /// # Errors
    /// See [`Indexer::step`].
    pub async fn catch_up_unless_fed(&self, now: Instant) -> Result<bool, IndexingError> {
        if let Some(name) = self.engine.shared() {
            let holders = self.store.read(move |conn| store::index_holders(conn, now, LEASE)).await?;
            if holders.iter().any(|holder| holder.name == name) {
                return Ok(false);
            }
        }
        self.catch_up().await.map(|()| true)
    }

    /// The name under which this index is held.
    pub(super) fn name(&self, keep: &Keep) -> String {
        self.engine.shared().unwrap_or_else(|| keep.owner.clone())
    }

    async fn hold(&self, keep: &Keep) -> Result<bool, StoreError> {
        let (name, engine, owner, now) = (self.name(keep), self.engine.name(), keep.owner.clone(), (keep.clock)());
        self.store.write(move |conn| store::hold_index(conn, &name, engine, &owner, now, LEASE)).await
    }

    /// Does `work`, which may take longer than the lease.
    pub(super) async fn holding<T>(&self, keep: &Keep, work: impl Future<Output = T>) -> T {
        let renewing = async {
            loop {
                tokio::time::sleep(keep.pace.hold).await;
                if let Err(error) = self.hold(keep).await {
                    tracing::warn!(%error, "the lease on the search index could not be renewed");
                }
            }
        };
        beside(work, renewing).await
    }

    /// All that is due now; first the changes.
    async fn turn(&self, keep: &Keep, agenda: &mut Agenda) -> Result<Step, IndexingError> {
        if agenda.hold.is_now() {
            agenda.feeds = self.hold(keep).await?;
        }
        if agenda.check.is_now() {
            self.engine.check().await?;
        }
        if !agenda.feeds {
            return self.watch(agenda).await;
        }
        let newest = self.store.read(store::latest_change).await?;
        if agenda.tide.is_rising(newest) {
            return self.watch(agenda).await;
        }
        let step = self.advance().await?;
        self.health.set(agenda.condition(&step));
        if agenda.requests.is_now() {
            self.answer_requests(keep).await?;
        }
        if step.applied == 0 {
            self.look_after(keep, agenda).await?;
        }
        Ok(step)
    }

    /// Nothing is done to the index: only how it is is of interest.
    async fn watch(&self, agenda: &mut Agenda) -> Result<Step, IndexingError> {
        let before = self.engine.position().await?;
        let newest = self.store.read(store::latest_change).await?;
        let step = Step { before, newest, applied: 0, leaves_some: before < newest };
        self.health.set(agenda.condition(&step));
        Ok(step)
    }

    async fn look_after(&self, keep: &Keep, agenda: &mut Agenda) -> Result<(), IndexingError> {
        if agenda.count.is_now() {
            let stored = self.store.read(store::live_count).await?;
            let uneven = (self.engine.count().await?, u64::try_from(stored).unwrap_or_default());
            if uneven.0 != uneven.1 && uneven != agenda.uneven {
                agenda.reconcile.within(Duration::ZERO);
            }
            agenda.uneven = uneven;
        }
        if agenda.reconcile.is_now() {
            let compared = self.holding(keep, self.reconcile()).await?;
            if let Some(drift) = compared.drift() {
                self.health.compared(drift, (keep.clock)());
                if drift > 0 {
                    let rebuilt = matches!(compared, Compared::Rebuilt(_));
                    tracing::warn!(drift, rebuilt, "the search index differed from the database and was put right");
                    self.health.repaired();
                    agenda.reconcile.within(AGAIN);
                }
            }
        }
        if agenda.compact.is_now() {
            self.compact_outbox((keep.clock)()).await?;
        }
        Ok(())
    }

    /// Does what can be done about an error. True: the index is there again.
    async fn heal(&self, keep: &Keep, agenda: &Agenda, error: IndexingError, failures: u32) -> bool {
        let why = match error {
            // The index is none the worse for it.
            IndexingError::Store(_) | IndexingError::Search(SearchError::UnknownScheme(_)) => return false,
            IndexingError::Search(SearchError::Unavailable(why)) => {
                self.health.set(Condition::Away(why));
                return false;
            }
            IndexingError::Search(SearchError::Engine(_)) if !failures.is_multiple_of(STUBBORN) => return false,
            IndexingError::Search(SearchError::Engine(why) | SearchError::Lost(why)) => why,
        };
        self.health.set(Condition::Lost(why));
        if !agenda.feeds {
            return false;
        }
        match self.holding(keep, self.rebuild()).await {
            Ok(documents) => {
                self.health.repaired();
                tracing::warn!(documents, "the search index was lost and is built anew");
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the search index could not be built anew; it is tried again");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_waited_for_and_a_trickle_is_not() {
        let mut tide = Tide::default();
        assert!(!tide.is_rising(90_000), "what is there when it begins is no flood");
        assert!(!tide.is_rising(90_200));
        assert!(tide.is_rising(93_000));
        assert!(tide.is_rising(96_000));
        assert!(!tide.is_rising(96_100), "it has ebbed");
        assert!(tide.is_rising(99_000));
        tide.rising_since = Moment::now().checked_sub(LONGEST_FLOOD);
        assert!(!tide.is_rising(102_000), "it lasts too long");
        assert!(!tide.is_rising(105_000));
    }

    #[tokio::test]
    async fn two_that_share_a_turn_never_wait_for_each_other() {
        let short = Duration::from_millis(1);
        let turn = tokio::sync::Mutex::new(0_u32);
        let take = async || {
            let mut turn = turn.lock().await;
            tokio::time::sleep(short).await;
            *turn += 1;
        };
        let endless = async || {
            loop {
                take().await;
            }
        };
        let work = async {
            for _ in 0..50 {
                beside(take(), endless()).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), beside(work, endless())).await.expect("no standstill");
    }
}
