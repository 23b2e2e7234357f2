//! `simpul source accept`, `refuse` and `rollback`

use std::process::ExitCode;

use harvester::decision::{self, By};
use registry::access::Actor;
use registry::store::Difference;

use crate::settings::Settings;

fn console(by: &str) -> By {
    By { actor: Actor::Console(by.to_owned()), name: by.to_owned() }
}

pub async fn accept(id: &str, diff: Option<&str>, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    told(id, decision::release(&store, id, diff, &console(by), crate::clock::now()).await?)
}

pub async fn refuse(id: &str, diff: &str, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    decision::refuse(&settings.store().await?, id, diff, &console(by), crate::clock::now()).await?;
    println!("{id}  refused; what is served stays");
    Ok(ExitCode::SUCCESS)
}

pub async fn rollback(id: &str, to: Option<i64>, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    told(id, decision::put_back(&store, id, to, &console(by), crate::clock::now()).await?)
}

fn told(id: &str, difference: Difference) -> anyhow::Result<ExitCode> {
    let Difference { added, changed, removed, .. } = difference;
    println!("{id}  {added} services added, {changed} changed, {removed} marked as missing");
    Ok(ExitCode::SUCCESS)
}
