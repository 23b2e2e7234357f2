//! `simpul source`

mod decide;
mod discover;
mod offers;
mod preview;
mod publish;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use harvester::adapter::MappingError;
use registry::access::{Act, Actor, Entry};
use registry::model::{Id, Source};
use registry::store::{self, Imported, access};

use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Declare the sources of TOML files; what is declared already stays as it is
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// How many sources report, and a line a source: health, the three clocks, services, and why
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
    /// Refuse content that is held: what is served stays, and the same content does not come in by time
    Refuse {
        id: String,
        /// The hash that `show` prints beside the difference
        #[arg(long)]
        diff: String,
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
    /// What a host says of itself in /.well-known/simpul.json: the regions that it speaks for, and their feeds
    Discover {
        /// A host, or an address on it
        host: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Sources that regions offer
    Offers {
        /// draft, previewed, submitted, accepted, refused, withdrawn; all where it is not named
        #[arg(long, default_value = "submitted")]
        state: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// One offered source: what was read of it, and whether its host proves itself; with --accept or --refuse, the decision
    Review {
        /// As `offers` prints it
        offer: Id,
        /// Make it a source
        #[arg(long, conflicts_with = "refuse")]
        accept: bool,
        /// What the source is to be called; after its region where it is not named
        #[arg(long, requires = "accept", value_name = "ID")]
        name: Option<String>,
        /// Its host does not prove itself, and you made sure by other ways
        #[arg(long, requires = "accept")]
        made_sure: bool,
        /// Refuse it, and tell the region why
        #[arg(long, value_name = "REASON")]
        refuse: Option<String>,
        /// Who decides
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Write the workbook of a source, filled with what is stored; as .csv, its services
    Template {
        id: String,
        #[arg(long, short, default_value = "katalog.xlsx")]
        output: PathBuf,
    },
    /// Publish a file as the catalog of a source whose format is `push`: workbook, CSV or HSDS
    Publish {
        id: String,
        file: PathBuf,
        /// The version that the file was made from, as `template` prints it; when another is active, nothing is written
        #[arg(long)]
        from: Option<i64>,
        /// The same key gives the same answer, for seven days
        #[arg(long)]
        key: Option<String>,
        /// Say what would become of it; nothing is written
        #[arg(long)]
        dry_run: bool,
        /// The outcome as JSON
        #[arg(long)]
        json: bool,
        /// Who publishes
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Stop harvesting a source; its data stays served
    Pause {
        id: String,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
    /// Harvest a source again
    Resume {
        id: String,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Import { files, by } => import(files, by, settings).await,
        Verb::List => show::list(settings).await,
        Verb::Show { id } => show::one(id, settings).await,
        Verb::Accept { id, diff, by } => decide::accept(&id, diff.as_deref(), &by, settings).await,
        Verb::Refuse { id, diff, by } => decide::refuse(&id, &diff, &by, settings).await,
        Verb::Rollback { id, to, by } => decide::rollback(&id, to, &by, settings).await,
        Verb::Preview { file, json } => preview::run(&file, json, settings).await,
        Verb::Discover { host, json } => discover::run(&host, json, settings).await,
        Verb::Offers { state, json } => offers::list(&state, json, settings).await,
        Verb::Review { offer, accept, name, made_sure, refuse, by } => {
            let decision = match (accept, refuse) {
                (true, _) => Some(offers::Decision::Accept { name, is_made_sure: made_sure }),
                (false, reason) => reason.map(offers::Decision::Refuse),
            };
            offers::review(offer, decision, &by, settings).await
        }
        Verb::Pause { id, by } => pause(id, true, by, settings).await,
        Verb::Resume { id, by } => pause(id, false, by, settings).await,
        Verb::Template { id, output } => publish::template(&id, &output, settings).await,
        Verb::Publish { id, file, from, key, dry_run, json, by } => {
            publish::run(publish::Wanted { id: &id, file: &file, from, key, dry_run, json, by: &by }, settings).await
        }
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

async fn import(files: Vec<PathBuf>, by: String, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut sources = Vec::new();
    for file in &files {
        sources.extend(declared(file)?);
    }
    let (store, now) = (settings.store().await?, crate::clock::now());
    let done = store
        .write(move |conn| {
            let mut done = Vec::new();
            for source in &sources {
                done.push((source.id.clone(), store::import(conn, source, now)?));
            }
            // The log comes last: until the commit everybody who writes it waits.
            for (source, (_, imported)) in sources.iter().zip(&done).filter(|(_, (_, imported))| *imported != Imported::Unchanged) {
                let entry = Entry::new(now, &Actor::Console(by.clone()), Act::SourceDeclared, Some(source.region), &source.id);
                access::append(conn, entry.with(&serde_json::json!({ "imported": imported })))?;
            }
            Ok(done)
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

async fn pause(id: String, paused: bool, by: String, settings: &Settings) -> anyhow::Result<ExitCode> {
    let (now, act) = (crate::clock::now(), if paused { Act::SourcePaused } else { Act::SourceResumed });
    let store = settings.store().await?;
    let found = store.write(move |conn| {
        let Some(source) = store::declared(conn, &id)? else { return Ok(false) };
        store::set_paused(conn, &id, paused)?;
        access::append(conn, Entry::new(now, &Actor::Console(by), act, Some(source.region), id))?;
        Ok(true)
    });
    let found = found.await?;
    anyhow::ensure!(found, "there is no such source: see `simpul source list`");
    Ok(ExitCode::SUCCESS)
}
