//! `simpul source discover HOST`: what a host says of itself, and what its feeds are to the registry.

use std::process::ExitCode;

use anyhow::Context as _;
use harvester::offer::discover;
use registry::gazetteer;
use registry::store;
use serde_json::json;
use url::Url;

use crate::settings::Settings;

/// 1: the host says nothing that can be read.
pub async fn run(host: &str, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let text = if host.contains("://") { host.to_owned() } else { format!("https://{host}/") };
    let url: Url = text.parse().with_context(|| format!("{host:?} is no host"))?;
    let found = discover(&settings.fetcher()?, &url).await.map_err(|error| anyhow::anyhow!("{url}: {error}"))?;
    let store = settings.store().await?;
    let mut feeds = Vec::new();
    for (url, format) in found.said.feeds(&found.url) {
        let (wanted, regions): (_, Vec<_>) = (url.clone(), found.said.regions().collect());
        let beside = store
            .read(move |conn| regions.into_iter().map(|region| store::neighbours(conn, region, &wanted)).collect::<Result<Vec<_>, _>>());
        let source = beside.await?.into_iter().find_map(|one| one.same).map(|(id, _)| id);
        feeds.push(json!({ "url": url.as_str(), "format": format, "source": source }));
    }
    let regions =
        found.said.regions().map(|code| json!({ "code": code, "name": gazetteer::region(code).map(|region| region.name.as_str()) }));
    let told = json!({ "url": found.url.as_str(), "regions": regions.collect::<Vec<_>>(), "sources": feeds, "proof": found.said.proof });
    if json {
        println!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", found.url);
    for code in found.said.regions() {
        println!("  {code}  {}", gazetteer::region(code).map_or("tidak dikenal", |region| region.name.as_str()));
    }
    for feed in &feeds {
        let source = feed["source"].as_str().map_or("belum menjadi sumber", |id| id);
        println!("  {}  {:?}  {source}", feed["url"].as_str().unwrap_or_default(), feed["format"].as_str().unwrap_or("?"));
    }
    Ok(ExitCode::SUCCESS)
}
