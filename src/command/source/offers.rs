//! `simpul source offers` and `simpul source review`: what regions offer, and the ministry's decision at the console.

use std::process::ExitCode;

use anyhow::Context as _;
use harvester::offer::{Look, Wanted, prove};
use registry::access::Actor;
use registry::gazetteer;
use registry::model::Id;
use registry::offer::{Gap, OfferState, Proof, Sworn, source_id};
use registry::store::{self, Accepting, Blocked, OfferRow, Store, read};

use crate::settings::Settings;

/// What is decided.
pub enum Decision {
    /// It becomes a source.
    Accept {
        /// What that is called.
        name: Option<String>,
        /// Made sure by other ways.
        is_made_sure: bool,
    },
    /// The reason why it does not.
    Refuse(String),
}

pub async fn list(state: &str, json: bool, settings: &Settings) -> anyhow::Result<ExitCode> {
    let states = match state {
        "all" | "" => OfferState::ALL.to_vec(),
        one => {
            vec![one.parse().map_err(|()| anyhow::anyhow!("--state: draft, previewed, submitted, accepted, refused, withdrawn or all"))?]
        }
    };
    let rows = settings.store().await?.read(move |conn| store::offers(conn, None, &states)).await?;
    for row in &rows {
        let proof = row.proof();
        if json {
            let told = serde_json::json!({
                "id": row.id, "region": row.region, "url": row.url, "state": row.state, "proof": proof.as_str(), "gap": proof.gap().map(Gap::as_str),
                "created_at": row.created_at, "submitted_at": row.submitted_at, "source": row.source_id, "reason": row.reason,
            });
            println!("{told}");
        } else {
            println!("{}  {}  {:<10} {:<12} {}", row.id, row.region, row.state, proof.as_str(), row.url);
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn review(id: Id, decision: Option<Decision>, by: &str, settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let row = store.read(move |conn| store::offer(conn, id)).await?.context("there is no such offer: see `simpul source offers`")?;
    let (actor, now) = (Actor::Console(by.to_owned()), crate::clock::now());
    let by = by.to_owned();
    match decision {
        None => tell(&row)?,
        Some(Decision::Refuse(reason)) => {
            let done = store.write(move |conn| store::refuse_offer(conn, id, &reason, &actor, &by, now)).await?;
            done.map_err(why)?;
            println!("{id}  refused");
        }
        Some(Decision::Accept { name, is_made_sure }) => {
            let url = row.url()?;
            let sworn = Sworn { region: row.region()?, feed: &url, word: &row.word };
            let (proof, said) = prove(&settings.fetcher()?, &sworn).await;
            if said.is_some() || matches!(proof, Proof::NotProven(Gap::Absent | Gap::Unreadable)) {
                store.write(move |conn| store::note_proof(conn, id, proof, now)).await?;
            }
            let source = source(&store, &row, name).await?;
            let name = source.id.clone();
            let seal = row.seal.clone().unwrap_or_default();
            let accepting = Accepting { id, seal, source, is_made_sure, account: None, actor, by };
            let done = store.write(move |conn| store::accept_offer(conn, &accepting, now)).await?;
            done.map_err(why)?;
            println!("{name}  accepted; it is due now");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The source that an offer would be.
async fn source(store: &Store, row: &OfferRow, name: Option<String>) -> anyhow::Result<registry::model::Source> {
    let look = look(row)?.context("its feed was not read yet")?;
    let format = look.format.context("its feed was not read yet")?;
    let region = row.region()?;
    let ids: Vec<String> = store.read(|conn| Ok(read::sources(conn)?.into_iter().map(|row| row.id).collect())).await?;
    let known = gazetteer::region(region).context("there is no such region")?;
    let id = name.unwrap_or_else(|| source_id(known, |name| ids.iter().any(|id| id == name)));
    let (name, mapping, word) = (row.name.clone(), row.mapping.clone(), row.word.clone());
    let wanted = Wanted { id, region, url: look.url.parse()?, name, format: None, mapping, word };
    wanted.source(&format, &wanted.url).map_err(|mistakes| anyhow::anyhow!("{}", super::listed(&mistakes)))
}

fn look(row: &OfferRow) -> anyhow::Result<Option<Look>> {
    Ok(row.look.as_deref().map(serde_json::from_str).transpose()?)
}

fn why(blocked: Blocked) -> anyhow::Error {
    match blocked {
        Blocked::Nothing => anyhow::anyhow!("there is no such offer"),
        Blocked::State(state) => anyhow::anyhow!("it is {}: that cannot be done", state.as_str()),
        Blocked::Seal => anyhow::anyhow!("it has changed meanwhile: look again"),
        Blocked::Looking => anyhow::anyhow!("its feed is being read"),
        Blocked::Taken => anyhow::anyhow!("a source has its address or this name already"),
        Blocked::Own => anyhow::anyhow!("who submitted an offer does not review it"),
        Blocked::Contradicts => anyhow::anyhow!("its host says that it speaks for another region"),
        Blocked::Unproven => {
            anyhow::anyhow!("its host does not prove that it speaks for the region; if you made sure by other ways: --made-sure")
        }
    }
}

fn tell(row: &OfferRow) -> anyhow::Result<()> {
    let proof = row.proof();
    println!("{}  {}  {}  {}", row.id, row.region, row.state, row.url);
    println!("  proof: {} {}", proof.as_str(), proof.gap().map(Gap::as_str).unwrap_or_default());
    if let Some(note) = &row.note {
        println!("  note: {note:?}");
    }
    let Some(look) = look(row)? else { return Ok(()) };
    let whole = if look.is_whole { "" } else { ", the first of more" };
    println!(
        "  {}: {} ({}), {} services{whole}, {} refused",
        look.format.as_deref().unwrap_or("?"),
        look.outcome,
        look.reason,
        look.services,
        look.refused
    );
    for one in &look.sample {
        println!(
            "    {:?}  {:?}  {:?}  {:?}",
            one.name,
            one.organization,
            one.cost.as_deref().unwrap_or("?"),
            one.duration.as_deref().unwrap_or("?")
        );
    }
    for one in &look.remarks {
        println!("    [{}] {} × {}: {}", one.severity, one.count, one.code, one.how_to_fix);
    }
    Ok(())
}
