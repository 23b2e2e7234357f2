//! `simpul source preview FILE`: a look at an unsaved source.

use std::path::Path;
use std::process::ExitCode;

use harvester::preview::{PREVIEWED, Preview, preview};
use registry::model::Verdict;

use super::declared;
use crate::settings::Settings;

pub async fn run(file: &Path, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let mut failed = false;
    for source in declared(file)? {
        let preview = preview(&settings.fetcher()?, &store, &source, &settings.headers(&source)?).await?;
        failed |= preview.outcome != Verdict::Accepted;
        if json {
            println!("{}", serde_json::to_string_pretty(&preview)?);
        } else {
            tell(&preview);
        }
    }
    Ok(if failed { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

fn tell(preview: &Preview) {
    println!("{}: {} ({})", preview.source, preview.outcome.as_str(), preview.reason.as_str());
    if let Some(detail) = &preview.detail {
        println!("  {detail:?}");
    }
    let changes = &preview.changes;
    println!(
        "  Paling banyak {PREVIEWED} data pertama. Baru: {}, berubah: {}, sama: {}, {}.",
        changes.created,
        changes.changed,
        changes.unchanged,
        match changes.deleted {
            Some(deleted) => format!("hilang: {deleted}"),
            None => "hilang: belum dapat dihitung dari sebagian data".to_owned(),
        }
    );
    for record in &preview.records {
        println!("\n  {:?} [{}] {}", record.name, record.change.as_str(), record.path);
        for (field, fact) in &record.facts {
            println!("    {field:<14} {}", serde_json::to_string(fact).unwrap_or_default());
        }
    }
    for line in &preview.findings {
        println!(
            "\n  [{}] {:?} {:?}\n      {:?}\n      {} ({})",
            line.severity, line.record, line.path, line.value, line.how_to_fix, line.code
        );
    }
}
