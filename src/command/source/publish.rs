//! `simpul source template` and `simpul source publish`: a region's workbook, out and in, from the machine that runs Simpul.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use harvester::decision::By;
use harvester::publish::{MadeFrom, Outcome, Publication, publish, rehearse};
use harvester::report::Language;
use harvester::sheet::{self, Change, RecordChange};
use registry::access::Actor;
use registry::model::Verdict;
use registry::store;

use crate::settings::Settings;

/// Writes the workbook of what is stored of a source; as CSV, its services.
pub async fn template(id: &str, output: &Path, settings: &Settings) -> anyhow::Result<ExitCode> {
    let key = id.to_owned();
    let found = settings.store().await?;
    let found = found
        .read(move |conn| {
            let Some(source) = store::declared(conn, &key)? else { return Ok(None) };
            let version = store::snapshots(conn, &key, 0, 1)?.0.first().map(|row| row.id);
            Ok(Some((source, store::read::catalog_of(conn, &key)?, version)))
        })
        .await?;
    let (source, catalog, version) = found.context("there is no such source: see `simpul source list`")?;
    let tables = sheet::fill(&catalog, &source);
    let is_csv = output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let bytes = match tables.first().filter(|_| is_csv) {
        Some(services) => sheet::csv(services),
        None => sheet::xlsx(&tables)?,
    };
    std::fs::write(output, bytes).with_context(|| output.display().to_string())?;
    let made_from = version.map(|version| format!(" --from {version}")).unwrap_or_default();
    println!(
        "{}  {} layanan; terbitkan dengan: simpul source publish {id} {}{made_from}",
        output.display(),
        catalog.services.len(),
        output.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// What is to be published.
pub struct Wanted<'a> {
    pub id: &'a str,
    pub file: &'a Path,
    pub from: Option<i64>,
    pub key: Option<String>,
    pub dry_run: bool,
    pub json: bool,
    pub by: &'a str,
}

/// Publishes a file as a source's catalog. 1: it is refused; 3: it is held, or there is something to mend.
pub async fn run(wanted: Wanted<'_>, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let publication = Publication {
        source: wanted.id.to_owned(),
        body: std::fs::read(wanted.file).with_context(|| wanted.file.display().to_string())?,
        content_type: None,
        by: By { actor: Actor::Console(wanted.by.to_owned()), name: wanted.by.to_owned() },
        made_from: wanted.from.map_or(MadeFrom::Any, MadeFrom::Version),
        key: wanted.key,
        language: Language::Indonesian,
    };
    let answer = match wanted.dry_run {
        true => rehearse(&store, publication, crate::clock::now).await?,
        false => publish(&store, publication, crate::clock::now).await?,
    };
    let outcome: Outcome = serde_json::from_str(&answer.json)?;
    if wanted.json {
        println!("{}", answer.json);
    } else {
        tell(&outcome);
    }
    Ok(match outcome.verdict {
        Verdict::Rejected | Verdict::Failed => ExitCode::FAILURE,
        Verdict::Held => ExitCode::from(3),
        Verdict::Accepted | Verdict::Unchanged if outcome.findings.iter().all(|line| line.severity == "info") => ExitCode::SUCCESS,
        Verdict::Accepted | Verdict::Unchanged => ExitCode::from(3),
    })
}

fn tell(outcome: &Outcome) {
    let trial = if outcome.dry_run { " (percobaan, tidak ada yang disimpan)" } else { "" };
    let detail = outcome.detail.as_deref().map(|detail| format!(" ({})", plain(detail))).unwrap_or_default();
    println!("{}{trial}: {}{detail}", outcome.verdict.as_str(), outcome.explanation);
    println!("{} bertambah, {} berubah, {} hilang", outcome.counts.added, outcome.counts.changed, outcome.counts.removed);
    if outcome.partial {
        println!("{} baris tidak diterbitkan; selama itu tidak ada yang ditarik", outcome.refused);
    }
    outcome.changes.iter().for_each(change);
    for line in &outcome.findings {
        let [severity, record, path, value, fix, code] = line.cells(Language::Indonesian);
        println!("[{severity}] {} | {}\n    {value:?}\n    {fix} ({code})", plain(path), plain(record));
    }
}

fn change(change: &RecordChange) {
    let sign = match change.change {
        Change::Added => '+',
        Change::Changed => '~',
        Change::Removed => '-',
    };
    println!("{sign} {}: {}", change.sheet, plain(&change.name));
    for field in &change.fields {
        println!("    {}: {:?} -> {:?}", field.column, field.before, field.after);
    }
}

/// A text of a file on one line: nothing in it may steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
