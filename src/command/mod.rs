//! The verbs, one file each.

mod account;
mod audit;
mod backfill;
mod backup;
mod check;
mod demo;
mod digest;
mod export;
mod harvest;
mod history;
mod key;
mod migrate;
mod notice;
mod publish;
mod reindex;
mod relevance;
mod serve;
mod source;
mod stop;
mod taxonomy;

use std::process::ExitCode;

use clap::Subcommand;

use crate::settings::Settings;

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Play 296 synthetic regions, harvest them and serve the result until Ctrl-C
    Demo(demo::Demo),
    /// Serve the API and the pages, and harvest what is due
    Serve(serve::Serve),
    /// Harvest what is due, without serving: run as many as you like on one PostgreSQL
    Work,
    /// Harvest once and say how it went
    Harvest(harvest::Harvest),
    /// Declare, list and show sources
    Source {
        #[command(subcommand)]
        verb: source::Verb,
    },
    /// Check a feed or a file before it is harvested: the full report, each finding with how to fix it
    Check(check::Check),
    /// Make a static site of a workbook: an HSDS feed for any web server
    Publish(publish::Publish),
    /// The national terms of services: what is unmapped, and mapping by hand
    Taxonomy {
        #[command(subcommand)]
        verb: taxonomy::Verb,
    },
    /// People and programs, and their roles
    Account {
        #[command(subcommand)]
        verb: account::Verb,
    },
    /// Keys for programs: each is shown once, when it is made
    Key {
        #[command(subcommand)]
        verb: key::Verb,
    },
    /// A region's urgent word over what was harvested: closed today, moved, out of blanks
    Notice {
        #[command(subcommand)]
        verb: notice::Verb,
    },
    /// What was done and by whom, and whether the log is as it was written
    Audit {
        #[command(subcommand)]
        verb: audit::Verb,
    },
    /// The whole database as one file that either database reads, while everything goes on
    Backup(backup::Backup),
    /// Fill a new, empty database from a backup, of either database: all of it or nothing
    Restore(backup::Restore),
    /// Write the history of coverage in OpenMetrics, to be read into a Prometheus
    BackfillMetrics(backfill::Backfill),
    /// Write the registry as files, with a manifest: NDJSON, CSV, GeoJSON and Parquet
    Export(export::Export),
    /// The dated history of a region's MPP, from which coverage is counted
    History {
        #[command(subcommand)]
        verb: history::Verb,
    },
    /// The weekly letters to the teams: look at one, or send those that are due
    Digest(digest::Digest),
    /// Rebuild the search index beside the live one and put it in its place
    Reindex,
    /// Measure how well what people ask is answered, on the demo's data
    Relevance(relevance::Relevance),
    /// Bring the database's tables up to date
    Migrate,
}

/// Runs a verb. Exit codes: 0 done, 1 failed, 2 usage, 3 done with findings.
pub async fn run(command: Command, settings: &Settings) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(demo) => demo::run(&demo, settings).await,
        Command::Serve(serve) => serve::run(&serve, settings).await,
        Command::Work => serve::work(settings).await,
        Command::Harvest(harvest) => harvest::run(&harvest, settings).await,
        Command::Source { verb } => source::run(verb, settings).await,
        Command::Check(check) => check::run(&check, settings).await,
        Command::Publish(publish) => publish::run(&publish).await,
        Command::Taxonomy { verb } => taxonomy::run(verb, settings).await,
        Command::Account { verb } => account::run(verb, settings).await,
        Command::Key { verb } => key::run(verb, settings).await,
        Command::Notice { verb } => notice::run(verb, settings).await,
        Command::Audit { verb } => audit::run(verb, settings).await,
        Command::Backup(backup) => backup::run(backup, settings).await,
        Command::Restore(restore) => backup::restore(restore, settings).await,
        Command::BackfillMetrics(backfill) => backfill::run(&backfill, settings).await,
        Command::Export(export) => export::run(&export, settings).await,
        Command::History { verb } => history::run(verb, settings).await,
        Command::Digest(digest) => digest::run(&digest, settings).await,
        Command::Reindex => reindex::run(settings).await,
        Command::Relevance(relevance) => relevance::run(&relevance, settings).await,
        Command::Migrate => migrate::run(settings).await,
    }
}
