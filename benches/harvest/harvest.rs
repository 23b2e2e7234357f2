//! What Simpul does, measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use harvester::dispatch::{Dispatcher, Parts};
use harvester::fetch::{Fetcher, Limits, Policy};
use registry::indexing::{Indexer, Keep, Pace};
use registry::model::{Id, Reason, SourceFile};
use registry::store::schema::changes;
use registry::store::{self, Store, on};
use tokio_util::sync::CancellationToken;

use crate::Measured;

#[expect(clippy::disallowed_methods, reason = "the benchmark's clock")]
pub fn now() -> registry::model::Instant {
    registry::model::Instant::new(chrono::Utc::now())
}

/// The peak of this process's memory, in MiB.
pub fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The URL of a new schema in the PostgreSQL at `url`.
pub fn own_schema(url: &str, name: &str) -> String {
    let schema = format!("bench_{}_{}", std::process::id(), name.replace('-', "_"));
    diesel::PgConnection::establish(url).expect("PostgreSQL").batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema");
    format!("{url}?options=-csearch_path%3D{schema}")
}

/// Forgets a schema of ours and all that it holds.
pub fn drop_schema(url: &str, own: &str) {
    let schema = own.rsplit("search_path%3D").next().expect("a schema");
    diesel::PgConnection::establish(url).expect("PostgreSQL").batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).expect("dropped");
}

/// Declares the sources of a folder, each so many times: the first as it is, the others with a host and an id of their own.
pub async fn import(database: &str, folder: &str, copies: usize) -> Measured {
    let store = Store::open(database).await.expect("a store");
    let sources: Vec<_> = std::fs::read_dir(folder)
        .expect("declarations")
        .map(|entry| std::fs::read_to_string(entry.expect("a file").path()).expect("text"))
        .flat_map(|toml| (0..copies).map(move |nth| copy(&toml, nth)))
        .flat_map(|toml| SourceFile::parse(&toml).expect("a declaration").sources)
        .collect();
    store.write(move |conn| sources.iter().try_for_each(|source| store::import(conn, source, now()).map(|_| ()))).await.expect("imported");
    Measured::default()
}

fn copy(toml: &str, nth: usize) -> String {
    if nth == 0 {
        return toml.to_owned();
    }
    toml.replace("\"mpp-", &format!("\"k{nth}-mpp-")).replace("://mpp-", &format!("://k{nth}.mpp-"))
}

/// Harvests everything once, while the index follows.
pub async fn run(database: &str, index: &str) -> Measured {
    let store = Store::open(database).await.expect("a store");
    let engine = registry::search::connect(index, None, registry::normalise::synonyms::groups()).await.expect("an index");
    store.write(|conn| store::make_due(conn, &[], now())).await.expect("due");
    let (requests, rows, failed) = <(Arc<AtomicU64>, Arc<AtomicU64>, Arc<AtomicU64>)>::default();
    let counts = (Arc::clone(&requests), Arc::clone(&rows), Arc::clone(&failed));
    let dispatcher = Dispatcher::new(Parts {
        store: store.clone(),
        fetcher: Fetcher::new(Limits::default(), Policy::All).expect("a client"),
        owner: "bench".to_owned(),
        clock: now,
        secret: |_| None,
        at_once: harvester::dispatch::AT_ONCE,
        metrics: harvester::metrics::Metrics::register(&prometheus::Registry::new()).expect("counters"),
        watch: Box::new(move |ended| {
            counts.0.fetch_add(u64::from(ended.attempt.requests), Ordering::Relaxed);
            counts.1.fetch_add(ended.difference.rows as u64, Ordering::Relaxed);
            let good = matches!(ended.attempt.reason, Reason::Changed | Reason::NotModified | Reason::SameContent);
            counts.2.fetch_add(u64::from(!good), Ordering::Relaxed);
        }),
    });
    let indexer = Indexer::new(store, engine);
    let following = {
        let indexer = indexer.clone();
        tokio::spawn(async move { indexer.run(&keep()).await })
    };
    let begin = Instant::now();
    dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
    let seconds = begin.elapsed().as_secs_f64();
    following.abort();
    drop(following.await);
    indexer.catch_up().await.expect("indexed");
    let searchable = begin.elapsed().as_secs_f64();
    assert_eq!(failed.load(Ordering::Relaxed), 0, "every feed is read");
    Measured {
        seconds,
        searchable,
        peak_mib: peak_mib(),
        requests: requests.load(Ordering::Relaxed),
        rows: rows.load(Ordering::Relaxed),
        visible_ms: 0.0,
    }
}

fn keep() -> Keep {
    Keep { owner: "bench".to_owned(), clock: now, pace: Pace::default() }
}

/// How long 200 changes take from their commit until the index holds them, while the indexer waits for work as it does in service.
pub async fn visible(database: &str, index: &str) -> Measured {
    let store = Store::open(database).await.expect("a store");
    let engine = registry::search::connect(index, None, registry::normalise::synonyms::groups()).await.expect("an index");
    let indexer = Indexer::new(store.clone(), Arc::clone(&engine));
    let following = tokio::spawn(async move { indexer.run(&keep()).await });
    let ids: Vec<Id> = store.read(|conn| store::live_ids_after(conn, None, 200)).await.expect("ids");
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(130)).await;
        let some = ids.clone();
        let last = store
            .write(move |conn| {
                let rows: Vec<_> = some
                    .iter()
                    .map(|id| {
                        (changes::source_id.eq("bench"), changes::entity_id.eq(*id), changes::deleted.eq(false), changes::at.eq(now()))
                    })
                    .collect();
                on!(conn, c => diesel::insert_into(changes::table).values(&rows).execute(c))?;
                store::latest_change(conn)
            })
            .await
            .expect("changed");
        let begin = Instant::now();
        while engine.position().await.expect("a position") < last {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        slowest = slowest.max(begin.elapsed());
    }
    following.abort();
    Measured { visible_ms: slowest.as_secs_f64() * 1000.0, ..Measured::default() }
}
