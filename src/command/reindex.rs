//! `simpul reindex`: here, where nobody has an index of this database open; else by those who have.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::ProgressBar;
use registry::indexing::{Indexer, LEASE, Progress, ask_for_rebuild};
use registry::search::{Engine, SearchError};
use registry::store::{self, Store};

use crate::settings::Settings;

/// So long whoever has the index open may take to begin.
const LIMIT: Duration = Duration::from_secs(30);

pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = settings.store().await?;
    let now = crate::clock::now();
    let holders = store.read(move |conn| store::index_holders(conn, now, LEASE)).await?;
    if holders.is_empty()
        && let Some(engine) = opened(settings).await?
    {
        return here(store, engine).await;
    }
    let bar = ProgressBar::new_spinner();
    bar.set_message("Waiting for the process that has the index open to rebuild it");
    let told = bar.clone();
    let said = ask_for_rebuild(&store, crate::clock::now, LIMIT, move |progress| {
        if let Some(most) = progress.taken.iter().map(|row| row.documents).max() {
            told.set_message(format!("Rebuilding: {most} documents"));
        }
        told.tick();
    })
    .await?;
    bar.finish_and_clear();
    if !said.taken.is_empty() {
        return Ok(tell(&said));
    }
    // Whoever was alive a moment ago may have died since.
    match opened(settings).await? {
        Some(engine) => here(store, engine).await,
        None => anyhow::bail!(
            "nobody rebuilt the index within {} s, and the request is withdrawn. Another process has the index open ({}): if it serves \
             another database or does not answer, stop it and try again",
            LIMIT.as_secs(),
            settings.search_url
        ),
    }
}

/// The index, unless another process has it open.
async fn opened(settings: &Settings) -> anyhow::Result<Option<Arc<dyn Engine>>> {
    match settings.engine().await {
        Ok(engine) => Ok(Some(engine)),
        Err(error) => match error.downcast_ref::<SearchError>() {
            Some(SearchError::Unavailable(_)) if settings.search_url.starts_with("embedded:") => Ok(None),
            _ => Err(error),
        },
    }
}

async fn here(store: Store, engine: Arc<dyn Engine>) -> anyhow::Result<ExitCode> {
    let indexer = Indexer::new(store, engine);
    let count = indexer.rebuild().await?;
    indexer.catch_up().await?;
    println!("The index is rebuilt: {count} documents.");
    Ok(ExitCode::SUCCESS)
}

fn tell(said: &Progress) -> ExitCode {
    let mut good = said.silent.is_empty();
    for row in &said.taken {
        match (&row.problem, row.finished_at) {
            (None, Some(_)) => println!("The index is rebuilt: {} documents, by {} that has it open.", row.documents, row.holder),
            (Some(problem), _) => {
                good = false;
                println!("The index of {} is not rebuilt: {problem}", row.holder);
            }
            (None, None) => {}
        }
    }
    for holder in &said.silent {
        println!("The index of {holder} is not rebuilt: it did not answer in time.");
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
