//! What the registry holds, as gauges: coverage, the health of every source, how far the index is behind.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::web;
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{Counter, GaugeVec, Opts};
use registry::coverage::Rule;
use registry::indexing::Health;
use registry::model::{Instant, Severity};
use registry::store::read::{self, SourceRow};
use registry::store::{self, MppEventRow, live_workers};

use super::{harvest, names};
use crate::coverage::{coverage, steps};
use crate::error::Error;
use crate::sources::Standing;
use crate::state::State;

/// What was held at one moment.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// When it was read; `None` before the first time.
    pub read_at: Option<Instant>,
    /// Outbox rows that the index does not hold yet.
    pub index_pending: i64,
    /// How long the oldest of them has waited, in seconds.
    pub index_behind_seconds: u64,
    /// How far the harvesters reach, and what is held.
    pub standing: Standing,
    /// When each source last confirmed its content, changed or not, by id.
    pub confirmed: HashMap<String, Instant>,
}

/// Name, help and labels of every gauge.
const GAUGES: &[(&str, &str, &[&str])] = &[
    ("simpul_coverage_regions", "Regions by the state of their MPP.", &["rule", "state"]),
    ("simpul_coverage_denominator_regions", "Regions that are counted.", &["rule"]),
    ("simpul_province_regions", "Regions of a province by the state of their MPP, by the autonomous rule.", &["province", "state"]),
    ("simpul_province_info", "1: the name of a province.", &["province", "name"]),
    ("simpul_region_info", "1: the name of a region, and its province.", &["region", "province", "name"]),
    ("simpul_source_up", "1: the last attempt went well; 0: it failed or was refused; absent: unknown.", &["source", "region"]),
    ("simpul_source_last_attempt_timestamp_seconds", "When the source was last asked.", &["source", "region"]),
    ("simpul_source_last_success_timestamp_seconds", "When the source last answered well.", &["source", "region"]),
    ("simpul_source_last_change_timestamp_seconds", "When the source's content last changed.", &["source", "region"]),
    ("simpul_source_services", "Services in the accepted content of the source.", &["source", "region"]),
    ("simpul_source_findings", "Findings on the accepted content of the source.", &["source", "severity"]),
    ("simpul_source_quality_points", "Quality of the source's catalog, 0 to 100; absent where it has no services.", &["source", "region"]),
    ("simpul_source_held", "1: new content of the source waits for a person or for time.", &["source", "region"]),
    ("simpul_source_held_since_timestamp_seconds", "Since when it waits; absent where none does.", &["source", "region"]),
    ("simpul_source_rejected", "1: the last content of the source was refused.", &["source", "region"]),
    ("simpul_source_interval_seconds", "Time between two harvests of the source.", &["source", "region"]),
    ("simpul_sources", "Sources by health.", &["health"]),
    ("simpul_sources_reporting", "Sources of which we know how they are.", &[]),
    ("simpul_sources_losing", "Sources whose last attempt brought fewer records.", &[]),
    ("simpul_sources_failing", "Sources whose last attempt failed, whoever's fault it was.", &[]),
    ("simpul_national_hold", "1: so many sources lose records or fail at once that nothing is taken away.", &[]),
    ("simpul_leases_overdue", "Sources whose harvest has not ended within its lease.", &[]),
    ("simpul_queue_oldest_due_seconds", "How long the source has waited that is due the longest.", &[]),
    ("simpul_workers", "Processes that harvest and were seen within a minute.", &[]),
    ("simpul_worker_canary_up", "1: the process reaches its own listener by the client that asks the sources.", &["worker"]),
    ("simpul_index_pending_changes", "Changes in the store that the search index does not hold yet.", &[]),
    ("simpul_index_behind_seconds", "How long the oldest of them has waited.", &[]),
    ("simpul_index_drift_documents", "Documents that differed from the store at the last comparison; absent before the first.", &[]),
    ("simpul_index_last_reconciled_timestamp_seconds", "When the search index was last compared with the store.", &[]),
    ("simpul_search_degraded", "1: searches are answered from the store, as the index cannot be trusted; 0: from the index.", &[]),
    ("simpul_notices", "Notices that have not ended, by whether they have begun.", &["state"]),
    ("simpul_notices_read_timestamp_seconds", "When this process last knew the notices to be those of the store.", &[]),
    ("simpul_webhook_deliveries_waiting", "Webhook deliveries that wait, due or not.", &[]),
    ("simpul_webhook_queue_oldest_seconds", "How long the delivery has been due that is due the longest.", &[]),
    ("simpul_webhook_deliveries_dead", "Deliveries that were given up and are kept to be sent again by hand.", &[]),
    ("simpul_webhooks_disabled", "Endpoints that were switched off because they failed for days or answered 410.", &[]),
    ("simpul_snapshot_timestamp_seconds", "When these gauges were read from the store.", &[]),
];

/// How often the index was put right, as a counter.
fn repairs(state: Option<&State>) -> Result<Counter, prometheus::Error> {
    let counter = Counter::new("simpul_index_repairs_total", "How often the search index was repaired or, being lost, built anew.")?;
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    counter.inc_by(state.map_or(0.0, |state| state.index.repairs() as f64));
    Ok(counter)
}

pub(super) struct Gauges(Vec<GaugeVec>);

impl Gauges {
    fn new() -> Result<Self, prometheus::Error> {
        GAUGES.iter().map(|(name, help, labels)| GaugeVec::new(Opts::new(*name, *help), labels)).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn set(&self, name: &str, labels: &[&str], value: f64) {
        let gauge = GAUGES.iter().position(|(known, ..)| *known == name).and_then(|at| self.0.get(at));
        match gauge.map(|gauge| gauge.get_metric_with_label_values(labels)) {
            Some(Ok(gauge)) => gauge.set(value),
            _ => tracing::error!(name, "a gauge is not declared as it is used"),
        }
    }
}

pub(super) fn descriptions() -> Result<Vec<Desc>, prometheus::Error> {
    let gauges = Gauges::new()?;
    let mut all: Vec<Desc> = gauges.0.iter().flat_map(|gauge| gauge.desc().into_iter().cloned().collect::<Vec<_>>()).collect();
    all.extend(repairs(None)?.desc().into_iter().cloned());
    Ok(all)
}

/// Reads the store and the index once, and shows what they hold.
///
/// # Errors
/// The store or the index does not answer; what was shown stays, with its time.
pub async fn refresh(state: &State) -> Result<(), Error> {
    let position = state.engine.position().await;
    let known = position.as_ref().copied().ok();
    let now = state.now();
    let (sources, events, backlog, standing, workers, webhooks) = state
        .store
        .read(move |conn| {
            let backlog = known.map(|position| read::backlog(conn, position)).transpose()?;
            let workers = live_workers(conn, now)?;
            let webhooks = store::webhooks::queue(conn, now)?;
            Ok((read::sources(conn)?, store::mpp_events(conn)?, backlog, Standing::read(conn, now)?, workers, webhooks))
        })
        .await?;
    let ours = |error: prometheus::Error| Error::from(registry::store::StoreError::Damaged(error.to_string()));
    let gauges = Gauges::new().map_err(ours)?;
    let mut holdings = Holdings { read_at: Some(now), ..Holdings::default() };
    names::show(&gauges, &state.gazetteer);
    show_coverage(&gauges, state, &events);
    harvest::show(&gauges, &sources, &standing, &workers, now);
    for source in &sources {
        show_source(&gauges, source);
        if let Some(at) = source.last_success_at {
            holdings.confirmed.insert(source.id.clone(), at);
        }
    }
    for score in crate::scores::scores(state).await?.iter() {
        gauges.set("simpul_source_quality_points", &[&score.source, &score.region], score.quality.total);
    }
    holdings.standing = standing;
    if let Some(backlog) = backlog {
        holdings.index_pending = backlog.pending;
        holdings.index_behind_seconds = backlog.oldest.map(|oldest| now.since(oldest).as_secs()).unwrap_or_default();
        gauges.set("simpul_index_pending_changes", &[], as_float(backlog.pending));
        gauges.set("simpul_index_behind_seconds", &[], now.since(backlog.oldest.unwrap_or(now)).as_secs_f64());
    }
    show_index(&gauges, &state.index, position.is_ok());
    show_notices(&gauges, state, now);
    gauges.set("simpul_webhook_deliveries_waiting", &[], as_float(webhooks.waiting));
    gauges.set("simpul_webhook_queue_oldest_seconds", &[], webhooks.oldest_due.map_or(0.0, |at| now.since(at).as_secs_f64()));
    gauges.set("simpul_webhook_deliveries_dead", &[], as_float(webhooks.dead));
    gauges.set("simpul_webhooks_disabled", &[], as_float(webhooks.disabled));
    gauges.set("simpul_snapshot_timestamp_seconds", &[], now.unix_seconds());
    let mut families: Vec<MetricFamily> =
        gauges.0.iter().flat_map(Collector::collect).filter(|family| !family.get_metric().is_empty()).collect();
    families.extend(repairs(Some(state)).map_err(ours)?.collect());
    state.metrics.show(holdings, families);
    position.map(|_| ()).map_err(Error::from)
}

fn show_notices(gauges: &Gauges, state: &State, now: Instant) {
    let snapshot = state.notices.current();
    for wanted in ["in_force", "coming"] {
        let count = snapshot.all().filter(|posted| posted.notice.state(now) == wanted).count();
        gauges.set("simpul_notices", &[wanted], as_float(i64::try_from(count).unwrap_or(i64::MAX)));
    }
    if let Some(at) = state.notices.read_at() {
        gauges.set("simpul_notices_read_timestamp_seconds", &[], at.unix_seconds());
    }
}

fn show_index(gauges: &Gauges, index: &Health, answers: bool) {
    if let Some(drift) = index.drift() {
        gauges.set("simpul_index_drift_documents", &[], as_float(i64::try_from(drift).unwrap_or(i64::MAX)));
    }
    if let Some(at) = index.reconciled_at() {
        gauges.set("simpul_index_last_reconciled_timestamp_seconds", &[], at.unix_seconds());
    }
    gauges.set("simpul_search_degraded", &[], if answers && index.is_usable() { 0.0 } else { 1.0 });
}

fn show_coverage(gauges: &Gauges, state: &State, events: &[MppEventRow]) {
    let (steps, today) = (steps(events), state.today_date());
    for rule in Rule::ALL {
        let at = coverage(&state.gazetteer, &steps, rule, today, rule == Rule::Autonomous);
        for (name, regions) in &at.nation.states {
            gauges.set("simpul_coverage_regions", &[rule.as_str(), name], f64::from(*regions));
        }
        gauges.set("simpul_coverage_denominator_regions", &[rule.as_str()], f64::from(at.nation.denominator));
        for province in at.provinces.unwrap_or_default() {
            for (name, regions) in &province.tally.states {
                let code = province.code.to_string();
                gauges.set("simpul_province_regions", &[code.as_str(), name], f64::from(*regions));
            }
        }
    }
}

fn show_source(gauges: &Gauges, source: &SourceRow) {
    let labels = [source.id.as_str(), source.region.as_str()];
    for (name, at) in [
        ("simpul_source_last_attempt_timestamp_seconds", source.last_attempt_at),
        ("simpul_source_last_success_timestamp_seconds", source.last_success_at),
        ("simpul_source_last_change_timestamp_seconds", source.last_change_at),
    ] {
        if let Some(at) = at {
            gauges.set(name, &labels, at.unix_seconds());
        }
    }
    gauges.set("simpul_source_services", &labels, f64::from(source.services));
    for severity in Severity::ALL {
        let findings = match severity {
            Severity::Info => source.findings_info,
            Severity::Warning => source.findings_warning,
            Severity::Error => source.findings_error,
        };
        gauges.set("simpul_source_findings", &[source.id.as_str(), severity.as_str()], f64::from(findings));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn as_float(count: i64) -> f64 {
    count as f64
}

/// Refreshes every ten seconds, until the task is dropped.
pub async fn refresh_forever(state: web::Data<State>) {
    let mut tick = tokio::time::interval(Duration::from_secs(10));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        for done in [refresh(&state).await, crate::queries::flush(&state).await] {
            if let Err(error) = done {
                error.log();
            }
        }
    }
}
