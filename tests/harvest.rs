//! The main job over real HTTP: synthetic regions, both databases, the embedded index.

use std::sync::{Arc, Mutex};

use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Fetcher, Limits, Policy};
use registry::gazetteer;
use registry::indexing::Indexer;
use registry::model::{Instant, Reason, SourceFile, Verdict};
use registry::search::{Engine, Query};
use registry::store::{self, Store};
use simulator::{Farm, Fault, Options, Site};
use tokio_util::sync::CancellationToken;

#[expect(clippy::disallowed_methods, reason = "the test's clock")]
fn now() -> Instant {
    Instant::new(chrono::Utc::now())
}

fn sites(count: usize) -> Vec<Site> {
    let spread = gazetteer::regions().iter().filter(|region| region.autonomous).step_by(17).take(count);
    spread
        .map(|region| Site {
            code: region.code,
            region_name: region.name.clone(),
            kind: region.kind,
            province_name: gazetteer::province(region.province).expect("a province").name.clone(),
            zone: region.zone,
            point: region.point,
            mpp_name: format!("MPP {}", region.name),
            assumed: true,
        })
        .collect()
}

struct World {
    farm: Farm,
    store: Store,
    engine: Arc<dyn Engine>,
    dispatcher: Dispatcher,
    ended: Arc<Mutex<Vec<Ended>>>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new(url: &str, policy: Policy) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = url.replace("FOLDER", &folder.path().display().to_string());
        let farm = Farm::start(Options::new(7, sites(15))).await.expect("a farm");
        let store = Store::open(&url).await.expect("a store");
        let engine = registry::search::connect(&format!("embedded:{}/index", folder.path().display()), None, &[]).await.expect("an engine");
        let ended: Arc<Mutex<Vec<Ended>>> = Arc::default();
        let watch = Arc::clone(&ended);
        let dispatcher = Dispatcher::new(Parts {
            store: store.clone(),
            fetcher: Fetcher::new(Limits::default(), policy).expect("a client"),
            owner: uuid::Uuid::new_v4().to_string(),
            clock: now,
            secret: |_| None,
            at_once: 8,
            metrics: harvester::metrics::Metrics::register(&prometheus::Registry::new()).expect("counters"),
            watch: Box::new(move |ended| watch.lock().expect("unpoisoned").push(ended.clone())),
        });
        let world = Self { farm, store, engine, dispatcher, ended, _folder: folder };
        let declared: Vec<_> =
            world.farm.declarations().iter().flat_map(|(_, toml)| SourceFile::parse(toml).expect("valid").sources).collect();
        world
            .store
            .write(move |conn| declared.iter().try_for_each(|source| store::import(conn, source, now()).map(|_| ())))
            .await
            .expect("imported");
        world
    }

    /// Harvests everything and returns what ended, by source.
    async fn harvest(&self) -> Vec<Ended> {
        self.store.write(|conn| store::make_due(conn, &[], now())).await.expect("due");
        self.dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
        Indexer::new(self.store.clone(), Arc::clone(&self.engine)).catch_up().await.expect("indexed");
        let mut ended = std::mem::take(&mut *self.ended.lock().expect("unpoisoned"));
        ended.sort_by(|a, b| a.source.cmp(&b.source));
        ended
    }

    async fn index_equals_database(&self) -> usize {
        let stored = self.store.read(store::live_hashes).await.expect("hashes");
        let mut stored: Vec<_> = stored.into_iter().map(|(id, hash)| (id, format!("{hash:016x}"))).collect();
        stored.sort();
        assert_eq!(self.engine.hashes().await.expect("hashes"), stored);
        stored.len()
    }
}

async fn the_main_job(url: &str) {
    let world = World::new(url, Policy::All).await;
    let first = world.harvest().await;
    assert_eq!(first.len(), 15);
    assert!(first.iter().all(|ended| ended.attempt.reason == Reason::Changed), "{first:#?}");
    let documents = world.index_equals_database().await;
    let rows = world.store.read(store::read::sources).await.expect("sources");
    for row in &rows {
        let served = world.farm.services(row.region.parse().expect("a code")).expect("a site");
        assert_eq!(row.services as usize, served, "every service that {} serves as {} is stored: {}", row.id, row.url, row.findings_error);
    }
    assert!(documents >= rows.iter().map(|row| row.services as usize).sum::<usize>(), "and indexed");
    let answer = world.engine.search(&Query { text: "ktp".to_owned(), limit: 10, ..Query::default() }).await.expect("an answer");
    assert!(answer.total > 0);

    world.farm.reset_counts();
    let second = world.harvest().await;
    for ended in &second {
        let attempt = &ended.attempt;
        assert_eq!((attempt.outcome, ended.difference.rows), (Verdict::Unchanged, 0), "{ended:?}");
        assert_eq!((attempt.reason, attempt.requests), (Reason::NotModified, attempt.not_modified), "{ended:?}");
    }

    let changed = world.farm.change(0.2, 1);
    let third = world.harvest().await;
    let accepted = third.iter().filter(|ended| ended.attempt.outcome == Verdict::Accepted).count();
    assert_eq!(accepted, changed.len());
    assert!(third.iter().all(|ended| ended.difference.added + ended.difference.removed < 40), "only the difference is written: {third:#?}");
    world.index_equals_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_sqlite() {
    the_main_job("sqlite:FOLDER/simpul.db").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_postgresql() {
    #[expect(clippy::disallowed_methods, reason = "the test's database")]
    let Ok(url) = std::env::var("SIMPUL_TEST_POSTGRES_URL") else {
        println!("SKIPPED: the main job on PostgreSQL (set SIMPUL_TEST_POSTGRES_URL)");
        return;
    };
    the_main_job(&url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_reason_and_the_others_are_unaffected() {
    let world = World::new("sqlite:FOLDER/simpul.db", Policy::All).await;
    world.harvest().await;
    let before = world.index_equals_database().await;
    let codes: Vec<_> = sites(15).iter().map(|site| site.code).collect();
    let faults = [
        (Fault::HtmlWith200, Reason::HtmlInsteadOfData),
        (Fault::EmptyBody, Reason::EmptyBody),
        (Fault::TooLarge { bytes: 64 << 20 }, Reason::BodyTooLarge),
        (Fault::GzipBomb { bytes: 1 << 30 }, Reason::BodyTooLarge),
        (Fault::Status { status: 503, retry_after: None }, Reason::HttpServerError),
        (Fault::CutBody, Reason::BodyCut),
    ];
    for ((fault, _), code) in faults.iter().zip(&codes) {
        assert!(world.farm.set_fault(*code, fault.clone()));
    }
    let ended = world.harvest().await;
    let reasons: Vec<Reason> = ended.iter().map(|ended| ended.attempt.reason).collect();
    let expected = faults.iter().map(|(_, reason)| *reason).chain(std::iter::repeat_n(Reason::NotModified, 15 - faults.len()));
    assert_eq!(reasons, expected.collect::<Vec<_>>());
    assert_eq!(world.index_equals_database().await, before, "the last good data stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_unless_allowed() {
    let world = World::new("sqlite:FOLDER/simpul.db", Policy::PublicOnly).await;
    let ended = world.harvest().await;
    assert!(ended.iter().all(|ended| ended.attempt.reason == Reason::PrivateAddress), "{ended:#?}");
}
