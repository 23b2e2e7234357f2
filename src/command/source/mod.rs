//! `simpul source`

mod decide;
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
    /// One source: its clocks, what is held of it, its versions and its last attempts
    Show { id: String },
    /// Release content that is held: it takes the place of what is served
    Accept {
        id: String,
        /// The hash that `show` prints beside the difference; without it, whatever is held now
        #[arg(long)]
        diff: Option<String>,
        /// Who decides
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Put an earlier version back: the one before the active one, or the one that is named
    Rollback {
        id: String,
        /// The version's number, as `show` prints it
        #[arg(long)]
        to: Option<i64>,
        /// Who decides
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
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
        Verb::Accept { id, diff, by } => decide::accept(&id, diff.as_deref(), &by, settings).await,
        Verb::Rollback { id, to, by } => decide::rollback(&id, to, &by, settings).await,
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
    let (row, attempts, held, versions) = settings
        .store()
        .await?
        .read(move |conn| {
            let (attempts, _) = store::read::attempts(conn, &id, 0, 20)?;
            let (versions, _) = store::snapshots(conn, &id, 0, 10)?;
            Ok((store::read::source(conn, &id)?, attempts, store::held(conn, &id)?, versions))
        })
        .await?;
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
    if let Some(held) = held {
        show_held(&held);
    }
    println!("versions:");
    for version in &versions {
        let by = version.actor.as_deref().map(|actor| format!(" by {actor:?}")).unwrap_or_default();
        println!(
            "  {:>6}  {}  {:<9} {:>5} services  +{} ~{} -{}{by}{}",
            version.id,
            version.accepted_at,
            version.cause,
            version.services,
            version.added,
            version.changed,
            version.removed,
            if version.documents_kept { "" } else { "  (documents no longer kept)" }
        );
    }
    println!("attempts:");
    for attempt in attempts {
        let detail = attempt.detail.unwrap_or_default();
        println!(
            "  {}  {:<9} {:<20} {:>4} requests {:>9} bytes  {detail:?}",
            attempt.started_at, attempt.outcome, attempt.reason, attempt.requests, attempt.bytes
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Names of each kind that are printed.
const SHOWN: usize = 10;

fn show_held(held: &store::HeldRow) {
    println!("HELD since {}: {}, come {} times, last {}", held.since, held.reason, held.times, held.last_seen_at);
    println!(
        "  {} services -> {}: {} added, {} changed, {} removed",
        held.services_before, held.services, held.added, held.changed, held.removed
    );
    let names = held.names();
    for (sign, some) in [("+", &names.added), ("~", &names.changed), ("-", &names.removed)] {
        some.iter().take(SHOWN).for_each(|name| println!("    {sign} {name:?}"));
        if some.len() > SHOWN {
            println!("    {sign} … and more");
        }
    }
    println!("  to release it: simpul source accept {} --diff {}", held.source_id, held.diff_hash);
}

async fn pause(id: String, paused: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let found = settings.store().await?.write(move |conn| store::set_paused(conn, &id, paused)).await?;
    anyhow::ensure!(found, "there is no such source: see `simpul source list`");
    Ok(ExitCode::SUCCESS)
}
