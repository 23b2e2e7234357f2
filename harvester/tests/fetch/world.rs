//! What the tests have around them: a fetcher with short limits, and a harvester with a database and a clock that a test moves.

use std::cell::Cell;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Allowance, Ask, Breaking, Fetch as _, FetchError, Fetched, Fetcher, Limits, Lookup, Policy, Surroundings};
use harvester::metrics::Metrics;
use registry::model::{Instant, Reason, SourceFile};
use registry::store::{self, FetchState, Store};
use reqwest::header::HeaderMap;
use tokio_util::sync::CancellationToken;

pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Limits that a test can wait for.
pub fn limits() -> Limits {
    Limits {
        connect: ms(400),
        header: ms(400),
        total: ms(1500),
        attempt: ms(20_000),
        least_speed: 100,
        slow_for: ms(500),
        body_bytes: 1 << 20,
        backoff: ms(4),
        breaking: Breaking { after: 4, over: ms(600), open: ms(500), longest: ms(1000) },
        ..Limits::default()
    }
}

pub fn fetcher() -> Fetcher {
    Fetcher::new(limits(), Policy::All).unwrap()
}

/// Names resolve to what `answer` says of the number of the question.
pub fn lookup(answer: impl Fn(usize) -> Vec<&'static str> + Send + Sync + 'static) -> Lookup {
    let count = Mutex::new(0);
    Arc::new(move |_| {
        let mut count = count.lock().unwrap();
        let addresses: Vec<IpAddr> = answer(*count).iter().map(|address| address.parse().unwrap()).collect();
        *count += 1;
        Box::pin(async move { if addresses.is_empty() { Err(std::io::Error::other("no such name")) } else { Ok(addresses) } })
    })
}

pub fn around(policy: Policy, lookup: Lookup) -> Surroundings {
    Surroundings { policy, lookup: Some(lookup), ..Surroundings::default() }
}

/// Fetches one address without conditions.
pub async fn fetch(fetcher: &Fetcher, url: &str) -> Result<Fetched, FetchError> {
    fetch_with(fetcher, url, &HeaderMap::new(), None).await
}

pub async fn fetch_with(fetcher: &Fetcher, url: &str, headers: &HeaderMap, etag: Option<&str>) -> Result<Fetched, FetchError> {
    let allowance = Allowance::new(&limits(), now(), None);
    let url = url.parse().unwrap();
    fetcher.fetch(&Ask { url: &url, headers, etag, last_modified: None, allowance: &allowance }).await
}

/// Why one address could not be fetched.
pub async fn reason(fetcher: &Fetcher, url: &str) -> Reason {
    fetch(fetcher, url).await.map(|fetched| fetched.status).unwrap_err().reason
}

thread_local! {
    /// Of this test: each runs on a thread of its own.
    static LATER: Cell<u64> = const { Cell::new(0) };
    static RUNS_SINCE: Cell<Option<std::time::Instant>> = const { Cell::new(None) };
}

pub fn now() -> Instant {
    let runs = RUNS_SINCE.get().map_or(Duration::ZERO, |since| since.elapsed());
    Instant::new("2026-11-24T00:00:00Z".parse().unwrap()).plus(Duration::from_secs(LATER.get()) + runs)
}

/// Lets the clock run from now on, instead of standing still.
pub fn let_the_clock_run() {
    RUNS_SINCE.set(Some(std::time::Instant::now()));
}

/// Moves the clock.
pub fn later(hours: u64) {
    LATER.set(LATER.get() + hours * 3600);
}

/// A harvester with a database of its own.
pub struct World {
    pub store: Store,
    pub dispatcher: Dispatcher,
    pub registry: prometheus::Registry,
    ended: Arc<Mutex<Vec<Ended>>>,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::with(limits(), 128).await
    }

    pub async fn with(limits: Limits, at_once: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        let (registry, ended) = (prometheus::Registry::new(), Arc::<Mutex<Vec<Ended>>>::default());
        let watch = Arc::clone(&ended);
        let dispatcher = Dispatcher::new(Parts {
            store: store.clone(),
            fetcher: Fetcher::new(limits, Policy::All).unwrap(),
            owner: "test".to_owned(),
            clock: now,
            secret: |_| None,
            at_once,
            metrics: Metrics::register(&registry).unwrap(),
            watch: Box::new(move |ended| watch.lock().unwrap().push(ended.clone())),
        });
        Self { store, dispatcher, registry, ended, _folder: folder }
    }

    /// Declares a source.
    pub async fn declare(&self, id: &str, url: &str, more: &str) {
        let toml = format!("id = \"{id}\"\nregion = \"32.71\"\nformat = \"hsds\"\nurl = \"{url}\"\n{more}");
        let source = SourceFile::parse(&toml).unwrap().sources.remove(0);
        self.store.write(move |conn| store::import(conn, &source, now())).await.unwrap();
    }

    /// Harvests all that is declared, due or not, and returns how each ended, by source.
    pub async fn harvest_all(&self) -> Vec<Ended> {
        self.store.write(|conn| store::make_due(conn, &[], now())).await.unwrap();
        self.dispatcher.drain(&CancellationToken::new()).await.unwrap();
        let mut ended = std::mem::take(&mut *self.ended.lock().unwrap());
        ended.sort_by(|a, b| a.source.cmp(&b.source));
        ended
    }

    /// Harvests the one source.
    pub async fn harvest(&self) -> Ended {
        let mut ended = self.harvest_all().await;
        assert_eq!(ended.len(), 1, "{ended:?}");
        ended.remove(0)
    }

    pub async fn state(&self, id: &'static str) -> FetchState {
        self.store.read(move |conn| store::fetch_state(conn, id)).await.unwrap()
    }

    pub async fn row(&self, id: &'static str) -> store::read::SourceRow {
        self.store.read(move |conn| store::read::source(conn, id)).await.unwrap().unwrap()
    }

    /// The codes of the findings on a source.
    pub async fn findings(&self, id: &'static str) -> Vec<String> {
        let (rows, _) = self.store.read(move |conn| store::read::findings(conn, id, 0, 1000)).await.unwrap();
        rows.into_iter().map(|row| row.code).collect()
    }

    /// What a counter stands at.
    pub fn counted(&self, name: &str) -> f64 {
        let families = self.registry.gather();
        let family = families.iter().find(|family| family.name() == name).unwrap();
        family.get_metric().iter().map(|metric| metric.get_counter().get_value()).sum()
    }
}

/// A feed of one document with these services.
pub fn bulk(names: &[&str]) -> String {
    let organization = serde_json::json!({"id": "dinas", "name": "Dinas Kependudukan dan Pencatatan Sipil"});
    let service =
        |name: &&str| serde_json::json!({"id": format!("id-{name}"), "name": format!("Layanan {name}"), "organization": organization});
    let services: Vec<serde_json::Value> = names.iter().map(service).collect();
    serde_json::json!({ "services": services }).to_string()
}
