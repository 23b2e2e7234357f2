//! `simpul notice`: a region's urgent word over what was harvested, from the machine itself.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use registry::access::Actor;
use registry::gazetteer;
use registry::model::{Id, Instant, RegionCode};
use registry::notice::{Kind, Notice, Wish};
use registry::store::notices::{self, About, Sought};

use super::account::region;
use crate::settings::Settings;

#[derive(Subcommand)]
pub enum Verb {
    /// Write a notice; every node tells it within seconds
    Write(Box<Write>),
    /// Notices, the last written first
    List {
        /// Of this region only
        #[arg(long, value_parser = region)]
        region: Option<RegionCode>,
        /// Those that have ended, too
        #[arg(long)]
        all: bool,
        /// One JSON object a notice
        #[arg(long)]
        json: bool,
    },
    /// End a notice before its time; it is kept, as one that has ended
    End {
        id: Id,
        /// Who does this
        #[arg(long, env = "USER", default_value = "operator")]
        by: String,
    },
}

#[derive(Args)]
pub struct Write {
    /// The kabupaten or kota, like 32.71
    #[arg(value_parser = region)]
    region: RegionCode,
    /// `closed`, `short_hours`, `moved`, `no_blanks` or `other`
    #[arg(value_parser = kind)]
    kind: Kind,
    /// What people need to know, at most 280 characters
    #[arg(default_value = "")]
    text: String,
    /// The same in English
    #[arg(long)]
    english: Option<String>,
    /// Only this hall: its id
    #[arg(long)]
    hall: Option<Id>,
    /// Only this agency at the hall: its id
    #[arg(long, requires = "hall")]
    agency: Option<Id>,
    /// Only this service at the hall: its id
    #[arg(long, requires = "hall", conflicts_with = "agency")]
    service: Option<Id>,
    /// Only this national service, wherever in the region it is given
    #[arg(long, conflicts_with = "hall")]
    term: Option<String>,
    /// With `short_hours`: 08:00
    #[arg(long)]
    opens: Option<String>,
    /// With `short_hours`: 11:30
    #[arg(long)]
    closes: Option<String>,
    /// RFC 3339 [default: now]
    #[arg(long, value_parser = instant)]
    from: Option<Instant>,
    /// RFC 3339 [default: the end of the day on which it starts]
    #[arg(long, value_parser = instant)]
    until: Option<Instant>,
    /// Who does this
    #[arg(long, env = "USER", default_value = "operator")]
    by: String,
}

fn kind(text: &str) -> Result<Kind, String> {
    text.parse().map_err(|()| format!("one of {}", Kind::ALL.map(Kind::as_str).join(", ")))
}

fn instant(text: &str) -> Result<Instant, String> {
    let at = chrono::DateTime::parse_from_rfc3339(text);
    at.map(|at| Instant::new(at.to_utc())).map_err(|_| "a time like 2026-11-24T15:00:00+07:00".to_owned())
}

pub async fn run(verb: Verb, settings: &Settings) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Write(new) => write(*new, settings).await,
        Verb::List { region, all, json } => list(region, all, json, settings).await,
        Verb::End { id, by } => {
            let now = crate::clock::now();
            let ended = settings.store().await?.write(move |conn| notices::end_notice(conn, id, &Actor::Console(by), now)).await?;
            anyhow::ensure!(ended.is_some(), "there is no such notice: see `simpul notice list --all`");
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn write(new: Write, settings: &Settings) -> anyhow::Result<ExitCode> {
    let (store, now) = (settings.store().await?, crate::clock::now());
    let region = gazetteer::region(new.region).context("there is no such kabupaten or kota")?;
    let wish = Wish {
        kind: new.kind.as_str().to_owned(),
        text: new.text,
        text_en: new.english,
        opens: new.opens,
        closes: new.closes,
        starts_at: new.from,
        ends_at: new.until,
    };
    let content = wish.read(now, region.zone)?;
    let about = About { location: new.hall, organization: new.agency, service: new.service, term: new.term };
    let code = new.region;
    let found = store.read(move |conn| notices::target(conn, code, &about)).await?;
    let target = found.map_err(|(field, id, en)| anyhow::anyhow!("{field}: {en} / {id}"))?;
    let actor = Actor::Console(new.by.clone());
    let notice = Notice {
        id: Id(uuid::Builder::from_random_bytes(crate::random::bytes()?).into_uuid()),
        region: code,
        target,
        content,
        author: actor.to_string(),
        author_name: new.by,
        written_at: now,
        changed_at: now,
        ended_at: None,
    };
    let written = store.write(move |conn| notices::write_notice(conn, &notice, &actor)).await?;
    eprintln!("In force until {}.", written.end());
    println!("{}", written.id);
    Ok(ExitCode::SUCCESS)
}

async fn list(region: Option<RegionCode>, all: bool, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    const STEP: i64 = 500;
    let (store, now) = (settings.store().await?, crate::clock::now());
    let mut offset = 0;
    loop {
        let sought = Sought { region, ..Sought::default() };
        let (some, total) = store.read(move |conn| notices::notices(conn, &sought, now, offset, STEP)).await?;
        for notice in some.iter().filter(|notice| all || notice.state(now) != "ended") {
            print(notice, now, json);
        }
        offset += STEP;
        if offset >= total {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

fn print(notice: &Notice, now: Instant, json: bool) {
    let (content, state) = (&notice.content, notice.state(now));
    if json {
        let line = serde_json::json!({
            "id": notice.id, "region": notice.region, "state": state, "kind": content.kind, "target": notice.target, "text": content.text,
            "text_en": content.text_en, "hours": content.hours.map(|hours| hours.to_string()), "starts_at": content.starts_at,
            "ends_at": notice.end(), "author": notice.author, "author_name": notice.author_name, "written_at": notice.written_at,
        });
        println!("{line}");
        return;
    }
    let about = notice.target.name().unwrap_or_else(|| "-".to_owned());
    // Texts of people: escaped, so that none of them can move the terminal's cursor.
    let (about, text, by) = (about.escape_debug(), content.text.escape_debug(), notice.author_name.escape_debug());
    println!(
        "{}  {}  {state:<8}  {:<11}  until {}  {about}  {text}  by {by}",
        notice.id,
        notice.region,
        content.kind.as_str(),
        notice.end()
    );
}
