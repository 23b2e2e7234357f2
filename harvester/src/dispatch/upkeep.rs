//! What a harvesting process does beside harvesting, off its hot path: it says every few seconds that it is alive and whether it reaches
//! itself, and every hour sums up old attempts and forgets what publishers will not ask for again.

use std::sync::Arc;
use std::time::Duration;

use registry::store::{self, StoreError, WorkerRow};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Parts;
use crate::canary::Canary;

const SEEN: Duration = Duration::from_secs(5);
const COMPACTION: Duration = Duration::from_secs(3600);

/// Attempts summed up in one transaction, and the pause between two of them: whoever harvests comes first.
const BATCH: i64 = 2000;
/// Series whose old days go in one transaction.
const SERIES: i64 = 50;
const PAUSE: Duration = Duration::from_millis(200);

/// Begins both, until `stop`.
pub(super) fn start(parts: &Arc<Parts>, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(be_seen(Arc::clone(parts), stop.clone()));
    tasks.spawn(compact_hourly(Arc::clone(parts), stop.clone()));
    tasks
}

async fn be_seen(parts: Arc<Parts>, stop: CancellationToken) {
    let started_at = (parts.clock)();
    let mut canary = None;
    let mut tick = tokio::time::interval(SEEN);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = tick.tick() => {}
        }
        let reached = tokio::select! {
            () = stop.cancelled() => break,
            reached = reaches_itself(&parts, &mut canary) => reached,
        };
        let worker = WorkerRow {
            owner: parts.owner.clone(),
            started_at,
            last_seen_at: (parts.clock)(),
            canary_ok: reached.is_ok(),
            detail: reached.err(),
        };
        if let Some(detail) = &worker.detail {
            tracing::error!(detail, "this harvester does not reach itself");
        }
        told(parts.store.write(move |conn| store::report_worker(conn, &worker)).await);
    }
    let owner = parts.owner.clone();
    told(parts.store.write(move |conn| store::forget_worker(conn, &owner)).await);
}

/// Asks the canary, which is started where there is none yet.
async fn reaches_itself(parts: &Parts, canary: &mut Option<Canary>) -> Result<(), String> {
    let canary = match canary {
        Some(canary) => canary,
        None => canary.insert(Canary::start().await.map_err(|error| format!("no listener: {error}"))?),
    };
    parts.fetcher.reaches(canary).await.map_err(|error| error.to_string())
}

fn told(written: Result<(), StoreError>) {
    if let Err(error) = written {
        tracing::error!(%error, code = error.code(), "the state of this harvester could not be written");
    }
}

async fn compact_hourly(parts: Arc<Parts>, stop: CancellationToken) {
    let mut tick = tokio::time::interval(COMPACTION);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        match compact(&parts, &stop).await {
            Ok(0) => {}
            Ok(summed) => tracing::info!(summed, "{summed} old attempts are kept by day now"),
            Err(error) => tracing::error!(%error, code = error.code(), "old attempts could not be summed up"),
        }
        if let Err(error) = forget_days(&parts, &stop).await {
            tracing::error!(%error, code = error.code(), "old days of statistics could not be let go");
        }
        let now = (parts.clock)();
        if let Err(error) = parts.store.write(move |conn| store::forget_publications(conn, now)).await {
            tracing::error!(%error, code = error.code(), "old publications could not be forgotten");
        }
    }
}

/// Lets days of statistics go that are past their time, some series at a time; their months stay.
async fn forget_days(parts: &Parts, stop: &CancellationToken) -> Result<(), StoreError> {
    while !stop.is_cancelled() {
        let today = (parts.clock)().utc().date_naive();
        if parts.store.write(move |conn| store::forget_days(conn, today, SERIES)).await? == 0 {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Sums up all that is past its time, in batches.
async fn compact(parts: &Parts, stop: &CancellationToken) -> Result<usize, StoreError> {
    let mut summed = 0;
    while !stop.is_cancelled() {
        let now = (parts.clock)();
        let done = parts.store.write(move |conn| store::compact_attempts(conn, now, BATCH)).await?;
        if done.is_nothing() {
            break;
        }
        summed += done.unchanged + done.others;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(summed)
}
