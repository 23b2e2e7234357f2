//! `simpul reindex`

use std::process::ExitCode;

use registry::indexing::Indexer;

use crate::settings::Settings;

pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let indexer = Indexer::new(settings.store().await?, settings.engine().await?);
    let count = indexer.rebuild().await?;
    indexer.catch_up().await?;
    println!("The index is rebuilt: {count} documents.");
    Ok(ExitCode::SUCCESS)
}
