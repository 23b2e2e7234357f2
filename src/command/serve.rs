//! `simpul serve` and `simpul work`

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use registry::indexing::Indexer;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{export, stop};
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
    let engine = settings.engine_to_keep().await?;
    let state = actix_web::web::Data::new(settings.state(store.clone(), engine.clone(), false)?);
    let (indexer, keep) = (Indexer::new(store.clone(), engine).watched_by(state.index.clone()), settings.keep());
    let indexing = {
        let (indexer, keep) = (indexer.clone(), keep.clone());
        tokio::spawn(async move { indexer.run(&keep).await })
    };
    let courier = settings.courier(store.clone(), &state.metrics.registry, settings.listeners())?;
    let telling = {
        let stop = stop.clone();
        tokio::spawn(async move { courier.run(stop.cancelled()).await })
    };
    let posting = settings.postman(store.clone())?.map(|postman| {
        let stop = stop.clone();
        tokio::spawn(async move { postman.run(stop.cancelled()).await })
    });
    let harvesting = if serve.no_harvest {
        None
    } else {
        let dispatcher = settings.dispatcher(store, &state.metrics.registry, settings.listeners(), |_| {})?;
        let stop = stop.clone();
        Some(tokio::spawn(async move { dispatcher.run(stop).await }))
    };
    let measuring = measure(settings, state.metrics.registry.clone(), &stop);
    let exporting = settings
        .export_dir
        .clone()
        .map(|folder| tokio::spawn(export::nightly(state.clone().into_inner(), folder, settings.clone(), stop.clone())));
    println!("http://{}/", settings.listen);
    let token = stop.clone();
    let served = api::serve(&settings.listen, state, async move { token.cancelled().await }).await;
    stop.cancel();
    telling.await?;
    if let Some(posting) = posting {
        posting.await?;
    }
    if let Some(harvesting) = harvesting {
        harvesting.await??;
    }
    if let Some(measuring) = measuring {
        measuring.await??;
    }
    if let Some(exporting) = exporting {
        exporting.await?;
    }
    indexing.abort();
    let _ = indexing.await;
    if let Err(error) = indexer.release(&keep).await {
        tracing::warn!(%error, "the search index is free for others only when its lease has ended");
    }
    served.with_context(|| format!("the API cannot be served at {}", settings.listen))?;
    Ok(ExitCode::SUCCESS)
}

pub async fn work(settings: &Settings) -> anyhow::Result<ExitCode> {
    let stop = stop::on_signal();
    let registry = prometheus::Registry::new();
    let store = settings.store().await?;
    let dispatcher = settings.dispatcher(store.clone(), &registry, settings.metrics_listeners(), |_| {})?;
    let courier = settings.courier(store, &registry, settings.metrics_listeners())?;
    let measuring = measure(settings, registry, &stop);
    let telling = {
        let stop = stop.clone();
        tokio::spawn(async move { courier.run(stop.cancelled()).await })
    };
    dispatcher.run(stop).await?;
    telling.await?;
    if let Some(measuring) = measuring {
        measuring.await??;
    }
    Ok(ExitCode::SUCCESS)
}

/// Serves the metrics at a listener of their own, where one is set. A listener that cannot be had stops the process.
fn measure(settings: &Settings, registry: prometheus::Registry, stop: &CancellationToken) -> Option<JoinHandle<anyhow::Result<()>>> {
    let listen = settings.metrics_listen.clone()?;
    let (stop, token) = (stop.clone(), stop.clone());
    Some(tokio::spawn(async move {
        let served = api::serve_metrics(&listen, registry, async move { token.cancelled().await }).await;
        stop.cancel();
        served.with_context(|| format!("the metrics cannot be served at {listen}"))
    }))
}
