//! `simpul source list` and `show`: the health of the sources, as the API and the pages tell it.

use std::process::ExitCode;

use anyhow::Context as _;
use registry::judge::{Doubt, Health};
use registry::model::{Instant, Reason};
use registry::store;
use registry::store::read::SourceRow;

use crate::settings::Settings;

pub async fn list(settings: &Settings) -> anyhow::Result<ExitCode> {
    let now = crate::clock::now();
    let read =
        move |conn: &mut store::Conn| Ok((store::read::sources(conn)?, store::read::reach(conn, now)?, store::read::held_since(conn)?));
    let (rows, reach, held) = settings.store().await?.read(read).await?;
    let healths: Vec<Health> = rows.iter().map(|row| row.health(&reach, now)).collect();
    let count = |name: &str| healths.iter().filter(|health| health.as_str() == name).count();
    let [up, down, unknown] = Health::NAMES.map(count);
    println!("{} of {} reporting: {up} up, {down} down, {unknown} unknown; {} held", up + down, rows.len(), held.len());
    for (row, health) in rows.iter().zip(healths) {
        println!(
            "{:<24} {:<6} {:<6} {:<7} attempt {:<24} success {:<24} change {:<24} {:>5} services{}  {}",
            row.id,
            row.region,
            row.format,
            health.as_str(),
            time(row.last_attempt_at),
            time(row.last_success_at),
            time(row.last_change_at),
            row.services,
            if held.contains_key(&row.id) { "  HELD" } else { "" },
            row.last_reason.as_deref().unwrap_or("never_harvested")
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn time(at: Option<Instant>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.to_string())
}

/// Why a source is as it is, in both languages.
fn why(row: &SourceRow, health: Health) -> String {
    let reason = row.last_reason.as_deref().and_then(|reason| reason.parse::<Reason>().ok());
    let sentences = health
        .doubt()
        .map(|doubt: Doubt| (doubt.sentence(), doubt.sentence_en()))
        .or_else(|| reason.map(|reason| (reason.sentence(), reason.sentence_en())));
    sentences.map_or_else(String::new, |(id, en)| format!("{id} / {en}"))
}

pub async fn one(id: String, settings: &Settings) -> anyhow::Result<ExitCode> {
    let now = crate::clock::now();
    let (row, reach, attempts, held, versions) = settings
        .store()
        .await?
        .read(move |conn| {
            let (attempts, _) = store::read::attempts(conn, &id, 0, 20)?;
            let (versions, _) = store::snapshots(conn, &id, 0, 10)?;
            Ok((store::read::source(conn, &id)?, store::read::reach(conn, now)?, attempts, store::held(conn, &id)?, versions))
        })
        .await?;
    let row = row.context("there is no such source: see `simpul source list`")?;
    println!("{}  region {}  {}  {}", row.id, row.region, row.format, row.url);
    let health = row.health(&reach, now);
    println!("{}: {}", health.as_str(), why(&row, health));
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
