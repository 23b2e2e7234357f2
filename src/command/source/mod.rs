//! `simpul source`

mod preview;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use harvester::adapter::MappingError;
use registry::model::Source;
use registry::store::{self, Imported};

use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Declare the sources of TOML files; what is declared already stays as it is
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// A line a source
    List,
    /// One source: its clocks and its last attempts
    Show { id: String },
    /// Look at the first records of a source that is not declared yet: drafts, facts, findings, and what would change
    Preview {
        file: PathBuf,
        /// One JSON object a source
        #[arg(long)]
        json: bool,
    },
    /// Stop harvesting a source; its data stays served
    Pause { id: String },
    /// Harvest a source again
    Resume { id: String },
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Import { files } => import(files, settings).await,
        Verb::List => list(settings).await,
        Verb::Show { id } => show(id, settings).await,
        Verb::Preview { file, json } => preview::run(&file, json, settings).await,
        Verb::Pause { id } => pause(id, true, settings).await,
        Verb::Resume { id } => pause(id, false, settings).await,
    }
}

/// The sources that a file declares, checked as far as can be without asking them.
pub fn declared(file: &Path) -> anyhow::Result<Vec<Source>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    let sources = harvester::adapter::check(&text, &name).map_err(|errors| anyhow::anyhow!("{}", listed(&errors)))?;
    for source in &sources {
        let known = registry::gazetteer::region(source.region).is_some();
        anyhow::ensure!(known, "{name}: source `{}`: there is no region {}", source.id, source.region);
    }
    Ok(sources)
}

/// Mistakes in a declaration, a line each.
pub fn listed(errors: &[MappingError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

async fn import(files: Vec<PathBuf>, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut sources = Vec::new();
    for file in &files {
        sources.extend(declared(file)?);
    }
    let (store, now) = (settings.store().await?, crate::clock::now());
    let done = store
        .write(move |conn| {
            sources.iter().map(|source| Ok((source.id.clone(), store::import(conn, source, now)?))).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for (id, imported) in done {
        let word = match imported {
            Imported::New => "new",
            Imported::Changed => "changed",
            Imported::Unchanged => "unchanged",
        };
        println!("{id}  {word}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(settings: &Settings) -> anyhow::Result<ExitCode> {
    for row in settings.store().await?.read(store::read::sources).await? {
        let reason = row.last_reason.as_deref().unwrap_or("never harvested");
        println!("{:<24} {:<6} {:<6} {:>5} services  {}", row.id, row.region, row.format, row.services, reason);
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(id: String, settings: &Settings) -> anyhow::Result<ExitCode> {
    let (row, attempts) =
        settings.store().await?.read(move |conn| Ok((store::read::source(conn, &id)?, store::read::attempts(conn, &id, 0, 20)?.0))).await?;
    let row = row.context("there is no such source: see `simpul source list`")?;
    let time = |at: Option<registry::model::Instant>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    println!("{}  region {}  {}  {}", row.id, row.region, row.format, row.url);
    println!(
        "last attempt {}  last success {}  last change {}",
        time(row.last_attempt_at),
        time(row.last_success_at),
        time(row.last_change_at)
    );
    println!(
        "{} services; findings: {} errors, {} warnings, {} notes",
        row.services, row.findings_error, row.findings_warning, row.findings_info
    );
    for attempt in attempts {
        let detail = attempt.detail.unwrap_or_default();
        println!(
            "  {}  {:<9} {:<20} {:>4} requests {:>9} bytes  {detail:?}",
            attempt.started_at, attempt.outcome, attempt.reason, attempt.requests, attempt.bytes
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn pause(id: String, paused: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let found = settings.store().await?.write(move |conn| store::set_paused(conn, &id, paused)).await?;
    anyhow::ensure!(found, "there is no such source: see `simpul source list`");
    Ok(ExitCode::SUCCESS)
}
