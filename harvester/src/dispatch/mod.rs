//! When what is harvested: a tick of the clock wakes a loop that claims due sources by lease from the database and harvests them side by
//! side. Run as many processes as you like on one PostgreSQL: the lease keeps them apart.

use std::sync::Arc;
use std::time::Duration;

use registry::model::{Attempt, Instant, Reason, Source, Verdict};
use registry::store::{self, Content, Difference, Finished, Lease, Store, StoreError};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use crate::fetch::Fetcher;
use crate::metrics::Metrics;
use crate::pipeline::{Harvested, Stored, harvest};

/// Every five seconds.
const TICK: &str = "*/5 * * * * *";

/// How long a source belongs to the worker that claimed it. A worker that dies is replaced after this.
const LEASE: Duration = Duration::from_secs(180);

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
    /// Sources harvested at once.
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
}

impl Dispatcher {
    /// A dispatcher of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { parts: Arc::new(parts), turns: Arc::new(Semaphore::new(cores + 1)) }
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
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(()) = ticks.recv() => {}
            }
            if let Err(error) = self.drain(&stop).await {
                tracing::error!(%error, code = error.code(), "the due sources could not be claimed");
            }
            let now = (self.parts.clock)();
            match self.parts.store.write(move |conn| store::bury(conn, now)).await {
                Ok(0) => {}
                Ok(buried) => tracing::info!(buried, "{buried} services that had been missing for their grace are gone"),
                Err(error) => tracing::error!(%error, code = error.code(), "what is missing could not be looked at"),
            }
        }
        scheduler.shutdown().await?;
        Ok(())
    }

    /// Harvests all that is due now and returns how many sources were harvested.
    ///
    /// # Errors
    /// The database fails while claiming. A source whose outcome cannot be written is logged, and due again when its lease ends.
    pub async fn drain(&self, stop: &CancellationToken) -> Result<usize, StoreError> {
        let mut under_way = JoinSet::new();
        let mut harvested = 0;
        loop {
            let room = self.parts.at_once.saturating_sub(under_way.len());
            // A claim is a transaction: one for many sources, not one for each that ends.
            let is_worth_it = room * 2 >= self.parts.at_once;
            let claimed = if stop.is_cancelled() || !is_worth_it { Vec::new() } else { self.claim(room).await? };
            for lease in claimed {
                under_way.spawn(self.clone().one(lease, stop.clone()));
                harvested += 1;
            }
            if under_way.join_next().await.is_none() {
                break;
            }
        }
        if stop.is_cancelled() {
            let owner = self.parts.owner.clone();
            self.parts.store.write(move |conn| store::release(conn, &owner)).await?;
        }
        Ok(harvested)
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Lease>, StoreError> {
        let (owner, now) = (self.parts.owner.clone(), (self.parts.clock)());
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.parts.store.write(move |conn| store::claim(conn, &owner, now, LEASE, limit)).await
    }

    async fn one(self, lease: Lease, stop: CancellationToken) {
        let source = lease.source.id.clone();
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            harvested = self.harvest(&lease) => harvested,
        };
        let harvested = match ended {
            Ok(harvested) => harvested,
            Err(error) => {
                tracing::error!(source, %error, code = error.code(), "a source's stored documents could not be read");
                return;
            }
        };
        match self.finish(lease, harvested).await {
            Ok(ended) => self.tell(&ended),
            Err(error) => tracing::error!(source, %error, code = error.code(), "a harvest's outcome could not be written"),
        }
    }

    async fn harvest(&self, lease: &Lease) -> Result<Harvested, StoreError> {
        let now = (self.parts.clock)();
        let headers = match headers(&lease.source, self.parts.secret) {
            Ok(headers) => headers,
            Err(detail) => return Ok(Harvested { attempt: misdeclared(now, detail), content: Content::Nothing, turn: None }),
        };
        let (id, store) = (lease.source.id.clone(), self.parts.store.clone());
        let validators = store.read(move |conn| store::validators(conn, &id)).await?;
        let id = lease.source.id.clone();
        let documents = async move { store.read(move |conn| store::stored_documents(conn, &id)).await };
        Ok(harvest(&self.parts.fetcher, lease, Stored { validators, documents }, &headers, &self.turns, now).await)
    }

    async fn finish(&self, lease: Lease, harvested: Harvested) -> Result<Ended, StoreError> {
        let now = (self.parts.clock)();
        let source = lease.source.id.clone();
        let _until_written = harvested.turn;
        let (attempt, content) = (harvested.attempt, harvested.content);
        let store = &self.parts.store;
        let Finished { attempt, difference } = store.write(move |conn| store::finish(conn, &lease, &attempt, &content, now)).await?;
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
            Verdict::Held | Verdict::Rejected | Verdict::Failed => {
                // What a feed or its host says is a field, escaped by the log's writer, never part of the message.
                tracing::warn!(source, outcome, reason, detail = ?attempt.detail, "source {source} brought nothing: {reason}");
            }
        }
        self.parts.metrics.count(attempt);
        (self.parts.watch)(ended);
    }
}

/// The request headers of a source, secrets filled in by `secret`.
///
/// # Errors
/// Which header cannot be sent, and why.
pub fn headers(source: &Source, secret: fn(&str) -> Option<String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in &source.headers {
        let value = match value.strip_prefix("env:") {
            None => value.clone(),
            Some(variable) => secret(variable).ok_or_else(|| format!("headers.{name}: the environment has no {variable}"))?,
        };
        let name: HeaderName = name.parse().map_err(|_| format!("headers.{name}: not a header's name"))?;
        let value = HeaderValue::from_str(&value).map_err(|_| format!("headers.{name}: not a header's value"))?;
        headers.insert(name, value);
    }
    Ok(headers)
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
