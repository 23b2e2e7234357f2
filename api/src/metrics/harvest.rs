//! How the harvest fares, as gauges: the health of every source and of all, what is held, the queue, and the processes that harvest.

use std::collections::BTreeMap;

use registry::judge::Health;
use registry::model::{Instant, Verdict};
use registry::store::WorkerRow;
use registry::store::read::{SourceRow, nation};

use super::holdings::{Gauges, as_float};
use crate::sources::Standing;

pub(super) fn show(gauges: &Gauges, sources: &[SourceRow], standing: &Standing, workers: &[WorkerRow], now: Instant) {
    // A state that nobody is in is zero, not absent.
    let mut by_health: BTreeMap<&str, usize> = Health::NAMES.into_iter().map(|name| (name, 0)).collect();
    for source in sources {
        let health = source.health(&standing.reach, now);
        *by_health.entry(health.as_str()).or_default() += 1;
        show_source(gauges, source, health, standing.held.get(&source.id).copied());
    }
    let unknown = by_health.get(Health::NAMES[2]).copied().unwrap_or_default();
    for (health, count) in by_health {
        gauges.set("simpul_sources", &[health], number(count));
    }
    gauges.set("simpul_sources_reporting", &[], number(sources.len() - unknown));
    let nation = nation(sources, now);
    gauges.set("simpul_sources_losing", &[], number(nation.losing));
    gauges.set("simpul_sources_failing", &[], number(nation.failing));
    gauges.set("simpul_national_hold", &[], flag(nation.is_in_doubt().is_some()));
    show_queue(gauges, sources, now);
    gauges.set("simpul_workers", &[], number(workers.len()));
    for worker in workers {
        gauges.set("simpul_worker_canary_up", &[&worker.owner], flag(worker.canary_ok));
    }
}

fn show_source(gauges: &Gauges, source: &SourceRow, health: Health, held_since: Option<Instant>) {
    let labels = [source.id.as_str(), source.region.as_str()];
    if let Some(is_up) = health.is_up() {
        gauges.set("simpul_source_up", &labels, flag(is_up));
    }
    gauges.set("simpul_source_held", &labels, flag(held_since.is_some()));
    if let Some(since) = held_since {
        gauges.set("simpul_source_held_since_timestamp_seconds", &labels, since.unix_seconds());
    }
    let is_rejected = source.last_outcome.as_deref() == Some(Verdict::Rejected.as_str());
    gauges.set("simpul_source_rejected", &labels, flag(is_rejected));
    gauges.set("simpul_source_interval_seconds", &labels, f64::from(source.interval_seconds));
}

fn show_queue(gauges: &Gauges, sources: &[SourceRow], now: Instant) {
    let is_over = |until: Instant| until < now;
    let overdue = sources.iter().filter(|source| source.lease_until.is_some_and(is_over)).count();
    gauges.set("simpul_leases_overdue", &[], number(overdue));
    let waiting = sources.iter().filter(|source| !source.paused && source.lease_until.is_none_or(is_over));
    let longest = waiting.map(|source| now.since(source.due_at)).max().unwrap_or_default();
    gauges.set("simpul_queue_oldest_due_seconds", &[], longest.as_secs_f64());
}

fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn number(count: usize) -> f64 {
    as_float(i64::try_from(count).unwrap_or(i64::MAX))
}
