//! `simpul harvest`

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use harvester::dispatch::Ended;
use registry::indexing::Indexer;
use registry::model::Verdict;
use registry::store;

use super::stop;
use crate::settings::Settings;

#[derive(Args)]
pub struct Harvest {
    /// Only these sources
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
    /// Also what is not due yet
    #[arg(long)]
    force: bool,
    /// One JSON object a source
    #[arg(long)]
    json: bool,
}

/// What was harvested, counted.
#[derive(Default)]
struct Summary {
    reasons: BTreeMap<&'static str, u32>,
    failed: u32,
}

pub async fn run(harvest: &Harvest, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    if harvest.force || !harvest.sources.is_empty() {
        let (ids, now) = (harvest.sources.clone(), crate::clock::now());
        let found = store.write(move |conn| store::make_due(conn, &ids, now)).await?;
        anyhow::ensure!(
            harvest.sources.is_empty() || found == harvest.sources.len(),
            "not every source named is there: see `simpul source list`"
        );
    }
    let summary = Arc::new(Mutex::new(Summary::default()));
    let (counted, json) = (Arc::clone(&summary), harvest.json);
    let dispatcher = settings.dispatcher(store.clone(), &prometheus::Registry::new(), Vec::new(), move |ended| {
        let mut summary = counted.lock().unwrap_or_else(PoisonError::into_inner);
        *summary.reasons.entry(ended.attempt.reason.as_str()).or_default() += 1;
        summary.failed += u32::from(!matches!(ended.attempt.outcome, Verdict::Accepted | Verdict::Unchanged));
        if json {
            println!("{}", line(ended));
        }
    })?;
    let harvested = dispatcher.drain(&stop::on_signal()).await?;
    match settings.engine().await {
        Ok(engine) => {
            if !Indexer::new(store, engine).catch_up_unless_fed(crate::clock::now()).await? {
                eprintln!("The index follows in the process that feeds it.");
            }
        }
        Err(error) => eprintln!("The index follows in the process that has it open ({error:#})."),
    }
    let summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
    if !json {
        println!("{harvested} sources harvested.");
        for (reason, count) in &summary.reasons {
            println!("  {count:>5}  {reason}");
        }
    }
    Ok(if summary.failed > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

fn line(ended: &Ended) -> serde_json::Value {
    serde_json::json!({
        "source": ended.source,
        "outcome": ended.attempt.outcome,
        "reason": ended.attempt.reason,
        "requests": ended.attempt.requests,
        "not_modified": ended.attempt.not_modified,
        "bytes": ended.attempt.bytes,
        "records": ended.attempt.records,
        "refused": ended.attempt.refused,
        "added": ended.difference.added,
        "changed": ended.difference.changed,
        "removed": ended.difference.removed,
        "rows": ended.difference.rows,
        "detail": ended.attempt.detail,
    })
}
