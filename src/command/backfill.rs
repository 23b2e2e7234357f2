//! `simpul backfill-metrics`: the history of coverage for a Prometheus that began to scrape later than the first MPP was inaugurated.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use registry::coverage;
use registry::gazetteer;
use registry::store;

use crate::settings::Settings;

#[derive(Args)]
pub struct Backfill {
    /// The file, for `promtool tsdb create-blocks-from openmetrics FILE DIR`; default: standard output
    file: Option<PathBuf>,
}

pub async fn run(backfill: &Backfill, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let events = store.read(store::mpp_events).await?;
    let steps = api::coverage::steps(&events);
    let today = crate::clock::now().utc().with_timezone(&registry::model::Zone::Wib.offset()).date_naive();
    let text = coverage::open_metrics(gazetteer::regions(), gazetteer::provinces(), &steps, today);
    match &backfill.file {
        Some(file) => std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
