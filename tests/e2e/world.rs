//! A small world: a farm of synthetic regions over real HTTP, a database, an index, and a harvester between them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Fetcher, Limits, Policy};
use registry::gazetteer;
use registry::indexing::Indexer;
use registry::model::{Instant, SourceFile};
use registry::search::Engine;
use registry::store::{self, Store};
use simulator::{Farm, Options, Site};
use tokio_util::sync::CancellationToken;

#[expect(clippy::disallowed_methods, reason = "the test's clock")]
pub fn now() -> Instant {
    Instant::new(chrono::Utc::now())
}

pub fn sites(count: usize) -> Vec<Site> {
    let spread = gazetteer::regions().iter().filter(|region| region.autonomous).step_by(17).take(count);
    spread.map(|region| Site::of(region, format!("MPP {}", region.name), true)).collect()
}

/// Regions in a world.
pub const SITES: usize = 15;

pub struct World {
    pub farm: Farm,
    pub store: Store,
    pub engine: Arc<dyn Engine>,
    dispatcher: Dispatcher,
    ended: Arc<Mutex<Vec<Ended>>>,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new(url: &str, policy: impl FnOnce(SocketAddr) -> Policy) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = url.replace("FOLDER", &folder.path().display().to_string());
        let farm = Farm::start(Options::new(7, sites(SITES))).await.expect("a farm");
        let store = Store::open(&url).await.expect("a store");
        let engine = registry::search::connect(&format!("embedded:{}/index", folder.path().display()), None, &[]).await.expect("an engine");
        let ended: Arc<Mutex<Vec<Ended>>> = Arc::default();
        let watch = Arc::clone(&ended);
        let dispatcher = Dispatcher::new(Parts {
            store: store.clone(),
            fetcher: Fetcher::new(Limits::default(), policy(farm.address())).expect("a client"),
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
    pub async fn harvest(&self) -> Vec<Ended> {
        self.store.write(|conn| store::make_due(conn, &[], now())).await.expect("due");
        self.dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
        Indexer::new(self.store.clone(), Arc::clone(&self.engine)).catch_up().await.expect("indexed");
        let mut ended = std::mem::take(&mut *self.ended.lock().expect("unpoisoned"));
        ended.sort_by(|a, b| a.source.cmp(&b.source));
        ended
    }

    pub async fn index_equals_database(&self) -> usize {
        let stored = self.store.read(store::live_hashes).await.expect("hashes");
        let mut stored: Vec<_> = stored.into_iter().map(|(id, hash)| (id, format!("{hash:016x}"))).collect();
        stored.sort();
        assert_eq!(self.engine.hashes().await.expect("hashes"), stored);
        stored.len()
    }
}

/// The database of the tests on PostgreSQL, with a schema of its own; `None`, said loudly, where there is none.
pub fn postgres() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test's database")]
    let url = std::env::var("SIMPUL_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        println!("SKIPPED: the test on PostgreSQL (set SIMPUL_TEST_POSTGRES_URL)");
    }
    url.map(|url| {
        let schema = format!("e2e_{}", uuid::Uuid::new_v4().simple());
        let mut conn = diesel::PgConnection::establish(&url).expect("the test's PostgreSQL");
        conn.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema");
        format!("{url}{}options=-csearch_path%3D{schema}", if url.contains('?') { '&' } else { '?' })
    })
}
