//! `simpul demo`: the main job from beginning to end, on synthetic regions.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use registry::indexing::{Indexer, Keep};
use registry::model::SourceFile;
use registry::store::{self, Store};
use simulator::{Farm, Options};
use tokio_util::sync::CancellationToken;

use super::stop;
use crate::settings::Settings;

#[derive(Args)]
pub struct Demo {
    /// The same seed plays the same regions
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// End after the harvest instead of serving
    #[arg(long)]
    once: bool,
    /// Services of every region, instead of sizes as in reality
    #[arg(long)]
    services: Option<usize>,
}

/// Synthetic regions, harvested and indexed.
pub(super) struct Played {
    /// Serves them.
    pub farm: Farm,
    /// What the API needs.
    pub state: actix_web::web::Data<api::State>,
    /// Follows changes.
    pub indexer: Indexer,
    keep: Keep,
    dispatcher: harvester::dispatch::Dispatcher,
    failed: u64,
    harvested: std::time::Duration,
    searchable: std::time::Duration,
}

/// Plays the regions, harvests them all and waits until they can be searched.
pub(super) async fn play(seed: u64, services: Option<usize>, settings: &Settings, stop: &CancellationToken) -> anyhow::Result<Played> {
    let settings = Settings { allow_private_sources: harvester::fetch::Policy::All, ..settings.clone() };
    let sites = simulator::national_sites();
    let count = sites.len();
    let assumed: Vec<_> = sites.iter().filter(|site| site.assumed).map(|site| (site.code, site.mpp_name.clone())).collect();
    let mut options = Options::new(seed, sites);
    options.services = services;
    let farm = Farm::start(options).await?;
    eprintln!("DATA SINTETIS: {count} daerah tiruan di http://{} (synthetic data).", farm.address());
    let store = settings.store().await?;
    declare(&store, &farm, assumed).await?;
    let engine = settings.engine().await?;
    let began = Instant::now();
    let bar = ProgressBar::new(count as u64);
    bar.set_style(ProgressStyle::with_template("Memanen {bar:40} {pos}/{len} daerah {elapsed}").unwrap_or(ProgressStyle::default_bar()));
    let failed = Arc::new(AtomicU64::new(0));
    let (watched, failures) = (bar.clone(), Arc::clone(&failed));
    let state = actix_web::web::Data::new(settings.state(store.clone(), Arc::clone(&engine), true)?);
    let (indexer, keep) = (Indexer::new(store.clone(), engine).watched_by(state.index.clone()), settings.keep());
    let dispatcher = settings.dispatcher(store.clone(), &state.metrics.registry, settings.listeners(), move |ended| {
        watched.inc(1);
        let good = matches!(ended.attempt.outcome, registry::model::Verdict::Accepted | registry::model::Verdict::Unchanged);
        failures.fetch_add(u64::from(!good), Ordering::Relaxed);
    })?;
    let indexing = {
        let (indexer, keep) = (indexer.clone(), keep.clone());
        tokio::spawn(async move { indexer.run(&keep).await })
    };
    dispatcher.drain(stop).await?;
    let harvested = began.elapsed();
    bar.finish_and_clear();
    indexing.abort();
    let _ = indexing.await;
    indexer.catch_up().await?;
    let failed = failed.load(Ordering::Relaxed);
    Ok(Played { farm, state, indexer, keep, dispatcher, failed, harvested, searchable: began.elapsed() })
}

pub async fn run(demo: &Demo, settings: &Settings) -> anyhow::Result<ExitCode> {
    let stop = stop::on_signal();
    let Played { farm, state, indexer, keep, dispatcher, failed, harvested, searchable } =
        play(demo.seed, demo.services, settings, &stop).await?;
    summary(&state.store, harvested, searchable, failed).await?;
    if demo.once || stop.is_cancelled() {
        farm.stop().await;
        return Ok(ExitCode::SUCCESS);
    }
    let indexing = {
        let (indexer, keep) = (indexer.clone(), keep.clone());
        tokio::spawn(async move { indexer.run(&keep).await })
    };
    let harvesting = {
        let (dispatcher, stop) = (dispatcher.clone(), stop.clone());
        tokio::spawn(async move { dispatcher.run(stop).await })
    };
    let telling = {
        // The endpoints that somebody tries are on this machine, most likely.
        let settings = Settings { allow_private_sources: harvester::fetch::Policy::All, ..settings.clone() };
        let courier = settings.courier(state.store.clone(), &state.metrics.registry, settings.listeners())?;
        let stop = stop.clone();
        tokio::spawn(async move { courier.run(stop.cancelled()).await })
    };
    links(&settings.listen);
    let token = stop.clone();
    let served = api::serve(&settings.listen, state, async move { token.cancelled().await }).await;
    stop.cancel();
    harvesting.await??;
    telling.await?;
    indexing.abort();
    let _ = indexing.await;
    indexer.release(&keep).await?;
    farm.stop().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

async fn declare(store: &Store, farm: &Farm, assumed: Vec<(registry::model::RegionCode, String)>) -> anyhow::Result<()> {
    let mut sources = Vec::new();
    for (_, toml) in farm.declarations() {
        sources.extend(SourceFile::parse(&toml)?.sources);
    }
    let now = crate::clock::now();
    store
        .write(move |conn| {
            for (region, name) in &assumed {
                store::assume_mpp(conn, *region, name)?;
            }
            sources.iter().try_for_each(|source| store::import(conn, source, now).map(|_| ()))?;
            store::make_due(conn, &[], now)
        })
        .await?;
    Ok(())
}

async fn summary(store: &Store, harvested: std::time::Duration, searchable: std::time::Duration, failed: u64) -> anyhow::Result<()> {
    let rows = store.read(store::read::sources).await?;
    let services: i64 = rows.iter().map(|row| i64::from(row.services)).sum();
    let [info, warnings, errors] = rows.iter().fold([0_i64; 3], |[info, warnings, errors], row| {
        [info + i64::from(row.findings_info), warnings + i64::from(row.findings_warning), errors + i64::from(row.findings_error)]
    });
    let covered = rows.iter().filter(|row| row.services > 0).count();
    println!("{} daerah, {services} layanan; {failed} gagal.", rows.len());
    println!("Temuan: {errors} salah, {warnings} peringatan, {info} catatan.");
    println!("Panen tersimpan dalam {:.1} s, dapat dicari dalam {:.1} s.", harvested.as_secs_f64(), searchable.as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "a few hundred regions")]
    let ratio = covered as f64 / 509.0 * 100.0;
    println!("Cakupan peragaan: {covered} dari 509 = {ratio:.2} %.");
    Ok(())
}

fn links(listen: &str) {
    println!("\nCoba (Ctrl-C untuk berhenti):");
    for path in ["/", "/cakupan", "/sumber", "/v1/search?q=ktp+hilang&near=-6.9,107.6", "/v1/coverage", "/metrics", "/docs/"] {
        println!("  http://{listen}{path}");
    }
}
