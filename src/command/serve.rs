//! `simpul serve` and `simpul work`

use std::process::ExitCode;

use clap::Args;
use registry::indexing::Indexer;

use super::stop;
use crate::settings::Settings;

#[derive(Args)]
pub struct Serve {
    /// Serve only; harvesting is done by other processes
    #[arg(long)]
    no_harvest: bool,
}

pub async fn run(serve: &Serve, settings: &Settings) -> anyhow::Result<ExitCode> {
    let stop = stop::on_signal();
    let store = settings.store().await?;
    let engine = settings.engine().await?;
    let state = actix_web::web::Data::new(settings.state(store.clone(), engine.clone(), false)?);
    let indexer = Indexer::new(store.clone(), engine);
    let indexing = tokio::spawn(async move { indexer.run().await });
    let harvesting = if serve.no_harvest {
        None
    } else {
        let dispatcher = settings.dispatcher(store, |_| {})?;
        let stop = stop.clone();
        Some(tokio::spawn(async move { dispatcher.run(stop).await }))
    };
    println!("http://{}/", settings.listen);
    let token = stop.clone();
    api::serve(&settings.listen, state, async move { token.cancelled().await }).await?;
    stop.cancel();
    if let Some(harvesting) = harvesting {
        harvesting.await??;
    }
    indexing.abort();
    Ok(ExitCode::SUCCESS)
}

pub async fn work(settings: &Settings) -> anyhow::Result<ExitCode> {
    let dispatcher = settings.dispatcher(settings.store().await?, |_| {})?;
    dispatcher.run(stop::on_signal()).await?;
    Ok(ExitCode::SUCCESS)
}
