//! `simpul source accept` and `rollback`

use std::process::ExitCode;

use harvester::decision;
use registry::store::Difference;

use crate::settings::Settings;

pub async fn accept(id: &str, diff: Option<&str>, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    told(id, decision::release(&store, id, diff, by, crate::clock::now()).await?)
}

pub async fn rollback(id: &str, to: Option<i64>, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    told(id, decision::put_back(&store, id, to, by, crate::clock::now()).await?)
}

fn told(id: &str, difference: Difference) -> anyhow::Result<ExitCode> {
    let Difference { added, changed, removed, .. } = difference;
    println!("{id}  {added} services added, {changed} changed, {removed} marked as missing");
    Ok(ExitCode::SUCCESS)
}
