//! When what is harvested: a tick of the clock wakes a loop that claims due sources by lease from the database and harvests them side by
//! side. Run as many processes as you like on one PostgreSQL: the lease keeps them apart.

mod ending;
mod headers;
mod lease;
mod upkeep;

use std::sync::Arc;
use std::time::Duration;

use registry::model::{Attempt, Instant, Reason, Verdict};
use registry::store::{self, Content, Difference, FetchState, Finished, Lease, Store, StoreError, Validator};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use crate::fetch::Fetcher;
use crate::metrics::Metrics;
use crate::pipeline::{Harvested, Stored, harvest};

pub use headers::headers;

use ending::{Ending, Endings};

/// Every five seconds.
const TICK: &str = "*/5 * * * * *";

/// How long a source belongs to the worker that claimed it; prolonged while it is harvested. A worker that dies is replaced after this.
const LEASE: Duration = Duration::from_secs(180);

/// Sources asked at once by a harvester of its own. A host that says nothing takes its place for the deadline of a header: with 296 of them a
/// cycle ends in a minute.
pub const AT_ONCE: usize = 128;

/// Sources at once whose bodies are received and read. Many more may be asked: a host that says nothing costs a socket, a body costs memory.
const RECEIVING: usize = 16;

/// A harvest that has ended, as shown to whoever watches.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Which source.
    pub source: String,
    /// The row that was written.
    pub attempt: Attempt,
    /// What became different.
    pub difference: Difference,
}

/// What the dispatcher needs from outside.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The fetcher.
    pub fetcher: Fetcher,
    /// The name of this worker: unique among the processes on one database.
    pub owner: String,
    /// The time.
    pub clock: fn() -> Instant,
    /// Looks up a secret that a declaration names as `env:NAME`.
    pub secret: fn(&str) -> Option<String>,
    /// Sources asked at once; the bodies of a few of them are received at a time.
    pub at_once: usize,
    /// Counts every harvest that has ended.
    pub metrics: Metrics,
    /// Told of every harvest that has ended.
    pub watch: Box<dyn Fn(&Ended) + Send + Sync>,
}

/// Harvests due sources.
#[derive(Clone)]
pub struct Dispatcher {
    parts: Arc<Parts>,
    /// Turns to hold a whole catalog in memory: feeds are fetched many at once, understood and written a few at once.
    turns: Arc<Semaphore>,
    /// Places among those whose bodies are received.
    places: Arc<Semaphore>,
    /// How long a source is claimed for.
    span: Duration,
    endings: Endings,
}

/// The harvests under way.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    started: usize,
    /// The last claim found less than there was room for: there is nothing more to claim before the next tick.
    is_drained: bool,
}

impl Dispatcher {
    /// A dispatcher of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let places = Arc::new(Semaphore::new(RECEIVING));
        Self { parts: Arc::new(parts), turns: Arc::new(Semaphore::new(cores + 1)), places, span: LEASE, endings: Endings::default() }
    }

    /// Claims sources for this long, and prolongs that three times in it. Three minutes, unless told.
    #[must_use]
    pub fn leasing(self, span: Duration) -> Self {
        Self { span, ..self }
    }

    /// Harvests what is due at every tick until `stop`; then ends what is under way without a trace, and gives its leases back.
    ///
    /// # Errors
    /// The scheduler cannot start.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), JobSchedulerError> {
        let (wake, mut ticks) = tokio::sync::mpsc::channel::<()>(1);
        let mut scheduler = JobScheduler::new().await?;
        let job = Job::new(TICK, move |_, _| {
            // The channel holds one tick: a slow harvest does not pile them up.
            let _ = wake.try_send(());
        })?;
        scheduler.add(job).await?;
        scheduler.start().await?;
        let mut under_way = UnderWay::default();
        let upkeep = upkeep::start(&self.parts, &stop);
        loop {
            // A slow source does not keep the others from being claimed: ticks are heard while it is under way.
            let is_tick = tokio::select! {
                () = stop.cancelled() => break,
                Some(()) = ticks.recv() => true,
                Some(_) = under_way.tasks.join_next() => false,
            };
            under_way.is_drained &= !is_tick;
            if let Err(error) = self.fill(&mut under_way, &stop).await {
                tracing::error!(%error, code = error.code(), "the due sources could not be claimed");
            }
            if is_tick {
                self.bury().await;
            }
        }
        scheduler.shutdown().await?;
        if let Err(error) = self.end(under_way, &stop).await {
            tracing::error!(%error, code = error.code(), "leases could not be given back; they end by themselves");
        }
        upkeep.join_all().await;
        Ok(())
    }

    /// Ends the grace of what has been missing for long enough.
    async fn bury(&self) {
        let now = (self.parts.clock)();
        match self.parts.store.write(move |conn| store::bury(conn, now)).await {
            Ok(0) => {}
            Ok(buried) => tracing::info!(buried, "{buried} services that had been missing for their grace are gone"),
            Err(error) => tracing::error!(%error, code = error.code(), "what is missing could not be looked at"),
        }
    }

    /// Harvests all that is due now and returns how many sources were harvested.
    ///
    /// # Errors
    /// The database fails while claiming. A source whose outcome cannot be written is logged, and due again when its lease ends.
    pub async fn drain(&self, stop: &CancellationToken) -> Result<usize, StoreError> {
        let mut under_way = UnderWay::default();
        loop {
            self.fill(&mut under_way, stop).await?;
            if under_way.tasks.join_next().await.is_none() {
                break;
            }
        }
        self.end(under_way, stop).await
    }

    /// Claims and begins what there is room for.
    async fn fill(&self, under_way: &mut UnderWay, stop: &CancellationToken) -> Result<(), StoreError> {
        let room = self.parts.at_once.saturating_sub(under_way.tasks.len());
        // A claim is a transaction: one for many sources, not one for each that ends.
        let is_worth_it = room * 2 >= self.parts.at_once && !under_way.is_drained;
        if stop.is_cancelled() || !is_worth_it {
            return Ok(());
        }
        let claimed = self.claim(room).await?;
        under_way.is_drained = claimed.len() < room;
        for lease in claimed {
            if let Some(owner) = &lease.taken_from {
                let source = lease.source.id.as_str();
                tracing::warn!(source, owner, "the lease of {source} ran out without an outcome: it is taken over");
                self.parts.metrics.lease_expired();
            }
            under_way.tasks.spawn(self.clone().one(lease, stop.clone()));
            under_way.started += 1;
        }
        Ok(())
    }

    /// Waits for what is under way, which ends at once where `stop` says so, and then gives its leases back.
    async fn end(&self, mut under_way: UnderWay, stop: &CancellationToken) -> Result<usize, StoreError> {
        while under_way.tasks.join_next().await.is_some() {}
        if stop.is_cancelled() {
            let owner = self.parts.owner.clone();
            self.parts.store.write(move |conn| store::release(conn, &owner)).await?;
        }
        Ok(under_way.started)
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Lease>, StoreError> {
        let (owner, now) = (self.parts.owner.clone(), (self.parts.clock)());
        let (limit, span) = (i64::try_from(limit).unwrap_or(i64::MAX), self.span);
        self.parts.store.write(move |conn| store::claim(conn, &owner, now, span, limit)).await
    }

    async fn one(self, mut lease: Lease, stop: CancellationToken) {
        let source = lease.source.id.clone();
        let known = (std::mem::take(&mut lease.validators), std::mem::take(&mut lease.fetch_state));
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            () = lease::lost(&self.parts, &lease, self.span) => return self.tell_lost(&source),
            harvested = self.harvest(&lease, known) => harvested,
        };
        let (harvested, before) = match ended {
            Ok(harvested) => harvested,
            Err(error) => {
                tracing::error!(source, %error, code = error.code(), "a source's stored documents could not be read");
                return;
            }
        };
        match self.finish(lease, harvested, before).await {
            Ok(ended) => self.tell(&ended),
            Err(StoreError::LeaseLost(_)) => self.tell_lost(&source),
            Err(error) => tracing::error!(source, %error, code = error.code(), "a harvest's outcome could not be written"),
        }
    }

    fn tell_lost(&self, source: &str) {
        let reason = Reason::LeaseLost.as_str();
        tracing::warn!(source, reason, "another worker has taken {source} over: what was harvested is dropped");
        self.parts.metrics.lease_lost();
    }

    /// Harvests, and returns beside the outcome what was known of fetching the source before.
    async fn harvest(&self, lease: &Lease, known: (Vec<Validator>, FetchState)) -> Result<(Harvested, FetchState), StoreError> {
        let now = (self.parts.clock)();
        let (validators, before) = known;
        let headers = match headers(&lease.source, self.parts.secret) {
            Ok(headers) => headers,
            Err(detail) => {
                let (attempt, state) = (misdeclared(now, detail), before.clone());
                return Ok((Harvested { attempt, content: Content::Nothing, state, turn: None }, before));
            }
        };
        let (id, store) = (lease.source.id.clone(), self.parts.store.clone());
        let documents = async move { store.read(move |conn| store::stored_documents(conn, &id)).await };
        let stored = Stored { validators, state: before.clone(), documents };
        let allowance = self.parts.fetcher.allowance(now, Some(Arc::clone(&self.places)));
        let harvested = harvest(&self.parts.fetcher, lease, stored, &headers, &self.turns, &allowance, now).await;
        if let Some(ends) = allowance.certificate_ends() {
            self.parts.metrics.certificate_ends(&lease.source, ends);
        }
        Ok((harvested, before))
    }

    async fn finish(&self, lease: Lease, harvested: Harvested, before: FetchState) -> Result<Ended, StoreError> {
        let now = (self.parts.clock)();
        let source = lease.source.id.clone();
        let Harvested { attempt, content, state, turn: _until_written } = harvested;
        let ending = Ending { lease, attempt, content, known: (before, state), now };
        let Finished { attempt, difference } = self.endings.write(&self.parts.store, ending).await?;
        Ok(Ended { source, attempt, difference })
    }

    fn tell(&self, ended: &Ended) {
        let Ended { source, attempt, difference } = ended;
        let (outcome, reason) = (attempt.outcome.as_str(), attempt.reason.as_str());
        match attempt.outcome {
            Verdict::Accepted => tracing::info!(
                source,
                reason,
                added = difference.added,
                changed = difference.changed,
                removed = difference.removed,
                ms = attempt.total_ms,
                "source {source} has new content"
            ),
            Verdict::Unchanged => tracing::debug!(source, reason, "source {source} is unchanged"),
            Verdict::Held => {
                tracing::warn!(source, outcome, reason, detail = ?attempt.detail, "new content of source {source} is held: {reason}");
            }
            Verdict::Rejected | Verdict::Failed => {
                // What a feed or its host says is a field, escaped by the log's writer, never part of the message.
                tracing::warn!(source, outcome, reason, detail = ?attempt.detail, "source {source} brought nothing: {reason}");
            }
        }
        self.parts.metrics.count(attempt);
        (self.parts.watch)(ended);
    }
}

fn misdeclared(now: Instant, detail: String) -> Attempt {
    Attempt {
        started_at: now,
        fetch_ms: 0,
        first_byte_ms: None,
        total_ms: 0,
        requests: 0,
        not_modified: 0,
        http_status: None,
        bytes: 0,
        records: None,
        refused: None,
        content_hash: None,
        outcome: Verdict::Failed,
        reason: Reason::ConfigInvalid,
        detail: Some(detail),
    }
}
