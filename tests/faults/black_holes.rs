//! `make blackholes`: every region of the nation accepts and is silent, all at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use registry::store::{self, Store};
use simulator::{Farm, Fault, Options, national_sites};

use crate::harvester::Process;
use crate::{clock, world};

/// Until the header, in seconds.
const HEADER: u64 = 2;

/// Harvests a good nation, then one of black holes; gives whether all held.
pub async fn run(seed: u64) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let farm = Farm::start(Options { services: Some(20), interval_seconds: 604_800, ..Options::new(seed, national_sites()) })
        .await
        .expect("a farm");
    let database = format!("sqlite:{}", folder.path().join("simpul.db").display());
    let store = Store::open(&database).await.expect("a store");
    let sources = world::declare(&store, farm.declarations()).await;
    let index = format!("embedded:{}", folder.path().join("index").display());
    let engine = registry::search::connect(&index, None, &[]).await.expect("an index");
    let api = world::serve(&store, &engine).await;
    let log = std::fs::File::create(folder.path().join("log")).expect("a log");
    let mut process = Process::start(&database, "true", (HEADER, 10), log);
    process.harvest(0).expect("a harvest of the good nation");
    registry::indexing::Indexer::new(store.clone(), Arc::clone(&engine)).catch_up().await.expect("indexed");

    let before = p99(&api, Duration::from_secs(5), &AtomicBool::new(true)).await;
    for site in national_sites() {
        farm.set_fault(site.code, Fault::Hang);
    }
    clock::ahead(clock::CYCLE);
    let under_way = Arc::new(AtomicBool::new(true));
    let until = Arc::clone(&under_way);
    let begin = Instant::now();
    let harvest = tokio::task::spawn_blocking(move || {
        let ended = process.harvest(clock::CYCLE).unwrap_or_default();
        until.store(false, SeqCst);
        ended
    });
    let during = p99(&api, Duration::from_secs(600), &under_way).await;
    let ended = harvest.await.expect("a harvest");
    let seconds = begin.elapsed().as_secs_f64();

    // Sixteen at once, each until its deadline, and as much again for whatever is tried twice.
    let deadline = (sources.len() as f64 / 16.0).ceil() * HEADER as f64 * 2.0 + 30.0;
    let silent = ended.iter().filter(|line| line.outcome == "failed" && line.reason == "header_timeout").count();
    let mut rows = 0;
    for source in sources.clone() {
        let (attempts, total) = store.read(move |conn| store::read::attempts(conn, &source, 0, 1)).await.expect("attempts");
        rows += usize::from(total == 2 && attempts.first().is_some_and(|attempt| attempt.reason == "header_timeout"));
    }
    let kept = store.read(store::read::sources).await.expect("sources").iter().filter(|row| row.services == 20).count();
    let held = [
        (seconds < deadline, format!("the cycle ended after {seconds:.0} s, its deadline is {deadline:.0} s")),
        (silent == sources.len(), format!("{silent} of {} ended as failed/header_timeout", sources.len())),
        (rows == sources.len(), format!("{rows} of {} attempts are rows with that reason", sources.len())),
        (kept == sources.len(), format!("{kept} of {} sources keep their last good data", sources.len())),
        (during < before * 3.0, format!("p99 of a search is {:.2} times what it was", during / before)),
    ];
    for (holds, text) in &held {
        println!("{} {text}", if *holds { "holds" } else { "MISS " });
    }
    held.iter().all(|(holds, _)| *holds)
}

/// The 99th percentile of a search's time in seconds, over a span or while `on`.
async fn p99(api: &str, span: Duration, on: &AtomicBool) -> f64 {
    let client = reqwest::Client::new();
    let (begin, mut times) = (Instant::now(), Vec::new());
    while begin.elapsed() < span && on.load(SeqCst) {
        let asked = Instant::now();
        let answer = client.get(format!("{api}/v1/search?q=ktp&size=10")).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        times.push(asked.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or(f64::INFINITY)
}
