//! `simpul relevance`: asks a file of questions of the demo's data, through the search as it is served, and counts what was answered well.
//!
//! The data are the simulator's, harvested into a folder that is thrown away; the engine is the embedded one, or the Meilisearch server that
//! `SIMPUL_SEARCH_URL` names. What counts as a good answer is told in [`judge`].

mod judge;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use api::finder::Asked;
use api::params::Page;
use clap::Args;
use registry::search::Query;
use serde_json::json;

use self::judge::{Judged, Question, judge};
use super::{demo, stop};
use crate::settings::Settings;

/// As many hits as a page shows.
const SIZE: usize = 20;

#[derive(Args)]
pub struct Relevance {
    /// CSV files: query, intended canonical service, notes
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The figures and the misses as JSON
    #[arg(long)]
    json: bool,
    /// The same seed plays the same regions
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub async fn run(relevance: &Relevance, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut questions = Vec::new();
    for file in &relevance.files {
        questions.extend(judge::questions(file).with_context(|| file.display().to_string())?);
    }
    anyhow::ensure!(!questions.is_empty(), "there are no questions");
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut settings = Settings { database_url: format!("sqlite:{}", at("simpul.db")), ..settings.clone() };
    if settings.search_url.starts_with("embedded:") {
        settings.search_url = format!("embedded:{}", at("index"));
    }
    let played = demo::play(relevance.seed, None, &settings, &stop::on_signal()).await?;
    let mut judged = Vec::with_capacity(questions.len());
    for question in &questions {
        judged.push(ask(&played.state, question).await?);
    }
    played.farm.stop().await;
    report(&judged, relevance.json, played.state.engine.name())?;
    Ok(ExitCode::SUCCESS)
}

async fn ask(state: &api::State, question: &Question) -> anyhow::Result<Judged> {
    let query = Query { text: question.query.clone(), limit: SIZE, ..Query::default() };
    let asked = Asked { query, page: Page { page: 1, size: SIZE }, open_at: None };
    let answer = api::routes::search::search(state, asked).await.map_err(|error| anyhow::anyhow!("{}: {error}", question.query))?;
    Ok(judge(question, &answer))
}

#[expect(clippy::cast_precision_loss, reason = "thousands of questions")]
fn report(judged: &[Judged], as_json: bool, engine: &str) -> anyhow::Result<()> {
    let all = judged.len() as f64;
    let share = |good: &dyn Fn(&Judged) -> bool| judged.iter().filter(|one| good(one)).count() as f64 / all;
    let first = share(&|one| one.rank == Some(1));
    let third = share(&|one| one.rank.is_some_and(|rank| rank <= 3));
    let zero = share(&|one| one.is_empty && !one.may_be_empty);
    let mrr = judged.iter().filter_map(|one| one.rank).map(|rank| 1.0 / rank as f64).sum::<f64>() / all;
    let misses: Vec<&Judged> = judged.iter().filter(|one| one.rank != Some(1)).collect();
    if as_json {
        let told: Vec<_> = misses
            .iter()
            .map(|one| json!({ "query": one.query, "intended": one.intended, "rank": one.rank, "instead": one.came }))
            .collect();
        let figures = json!({ "success_at_1": first, "success_at_3": third, "mrr": mrr, "zero_rate": zero, "misses": told });
        println!("{}", serde_json::to_string_pretty(&figures)?);
        return Ok(());
    }
    for one in &misses {
        let rank = one.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        println!("[{rank}] {:?}\n    dimaksud: {}\n    dijawab:  {}", one.query, one.intended, one.came.join(" | "));
    }
    println!("{} pertanyaan, mesin {engine}", judged.len());
    println!("success@1 {:.1} %  success@3 {:.1} %  MRR {mrr:.3}  tanpa hasil {:.1} %", first * 100.0, third * 100.0, zero * 100.0);
    Ok(())
}
