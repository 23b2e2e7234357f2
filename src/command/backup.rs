//! `simpul backup` and `simpul restore`: names of files, and what is told; the rest is `registry::store::backup`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use registry::store::Store;
use registry::store::backup::{self, Manifest, Told, Version};

use crate::settings::Settings;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    /// The file, which must not be there yet; or a folder, in which the file is named by the moment
    #[arg(required = true)]
    to: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
pub enum Verb {
    /// Read a backup to its end: every row, every sum, the hash of the whole; no database is needed
    Verify {
        /// The file
        file: PathBuf,
    },
}

#[derive(Args)]
pub struct Restore {
    /// The file
    file: PathBuf,
    /// Leave the tables as they were at the backup: for an older program, which is to go on with them
    #[arg(long)]
    as_it_was: bool,
}

pub async fn run(backup: Backup, settings: &Settings) -> anyhow::Result<ExitCode> {
    match (backup.verb, backup.to) {
        (Some(Verb::Verify { file }), _) => {
            let source = open(&file)?;
            let manifest = tokio::task::spawn_blocking(move || backup::verify(source)).await??;
            tell(&manifest);
            println!("The backup is whole.");
        }
        (None, Some(to)) => take(&to, settings).await?,
        (None, None) => anyhow::bail!("say where the backup is to be written"),
    }
    Ok(ExitCode::SUCCESS)
}

async fn take(to: &Path, settings: &Settings) -> anyhow::Result<()> {
    let now = crate::clock::now();
    let to = if to.is_dir() { to.join(format!("simpul-{}.backup", now.utc().format("%Y%m%dT%H%M%SZ"))) } else { to.to_owned() };
    // Connecting would make it.
    if let Some(database) = settings.database_url.strip_prefix("sqlite:") {
        anyhow::ensure!(Path::new(database.strip_prefix("//").unwrap_or(database)).exists(), "there is no database {database}");
    }
    anyhow::ensure!(!to.exists(), "{} is there already: a backup never replaces another", to.display());
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    // Readable by its owner only, and under a name of its own until it is whole.
    let file = tempfile::Builder::new().prefix(".simpul-").suffix(".unfinished").tempfile_in(&folder);
    let file = file.with_context(|| format!("no file can be written in {}", folder.display()))?;
    // Not `settings.store()`: a backup changes nothing, and is what one takes before the tables are brought up to date.
    let store = Store::connect(&settings.database_url).await?;
    let (bar, told) = progress();
    let (file, manifest) = store
        .read(move |conn| {
            let mut out = BufWriter::new(file);
            let manifest = backup::take(conn, &mut out, env!("CARGO_PKG_VERSION"), now, told)?;
            let done = out.flush().and_then(|()| out.get_ref().as_file().sync_all());
            done.map_err(backup::BackupError::from)?;
            let file = out.into_inner().map_err(|error| backup::BackupError::from(error.into_error()))?;
            Ok((file, manifest))
        })
        .await?;
    file.persist_noclobber(&to).with_context(|| format!("the backup cannot be named {}", to.display()))?;
    File::open(&folder).and_then(|folder| folder.sync_all()).with_context(|| folder.display().to_string())?;
    bar.finish_and_clear();
    tell(&manifest);
    println!("{}", to.display());
    Ok(())
}

pub async fn restore(restore: Restore, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = Store::connect(&settings.database_url).await?;
    let (bar, told) = progress();
    let version = if restore.as_it_was { Version::OfBackup } else { Version::OfProgram };
    let done = store.restore(open(&restore.file)?, version, told).await?;
    bar.finish_and_clear();
    tell(&done.manifest);
    for name in &done.migrated {
        println!("Applied {name}.");
    }
    println!("The database holds what the backup holds: rows, sums and the audit log ({} entries) are compared.", done.audit.number);
    println!("Next: `simpul reindex` makes the search index anew.");
    Ok(ExitCode::SUCCESS)
}

fn open(file: &Path) -> anyhow::Result<File> {
    File::open(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn progress() -> (ProgressBar, Told) {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    let told = bar.clone();
    (bar, Box::new(move |table, rows| told.set_message(format!("{table}: {rows} rows"))))
}

fn tell(manifest: &Manifest) {
    for table in &manifest.tables {
        println!("{:24} {:>9} rows  {}", table.table, table.rows, table.sum);
    }
    let header = &manifest.header;
    // The file may be anybody's: escaped, so that none of its texts can move the terminal's cursor.
    let last = header.migrations.last().map(String::as_str).unwrap_or("none").escape_debug().to_string();
    let (made, engine) = (header.made_at.escape_debug(), header.engine.escape_debug());
    println!("{} rows, of {made}, from {engine}; last migration {last}; audit head {}", manifest.rows(), header.audit.escape_debug());
    println!("BLAKE3 {}", manifest.blake3);
}
