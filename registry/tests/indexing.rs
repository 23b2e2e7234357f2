//! Store and index together, as plain functions that are given both, named once for each pair by the macro at the end: embedded on SQLite
//! and on PostgreSQL (where `SIMPUL_TEST_POSTGRES_URL` is set), Meilisearch on SQLite (where `SIMPUL_TEST_MEILISEARCH_URL` is set).
#![cfg(all(feature = "search", feature = "store"))]
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "store_contract/databases.rs"]
mod databases;
#[path = "search_contract/engines.rs"]
mod engines;
#[path = "indexing/faults.rs"]
mod faults;
#[path = "store_contract/fixture.rs"]
#[expect(dead_code, reason = "shared with the contract of the store")]
mod fixture;
#[path = "indexing/keeping.rs"]
mod keeping;
#[path = "indexing/outbox.rs"]
mod outbox;
#[path = "indexing/plain.rs"]
mod plain;
#[path = "indexing/reconcile.rs"]
mod reconcile;

use std::sync::Arc;

use registry::model::{Instant, Source, Thresholds};
use registry::search::Engine;
use registry::store::{self, Store};

/// Whether the index holds what the store holds, by id and hash. Returns how many.
pub async fn equal(store: &Store, engine: &dyn Engine) -> Result<usize, String> {
    let stored = store.read(store::live_hashes).await.unwrap();
    let mut stored: Vec<_> = stored.into_iter().map(|(id, hash)| (id, format!("{hash:016x}"))).collect();
    stored.sort();
    let indexed = engine.hashes().await.map_err(|error| error.to_string())?;
    if indexed == stored { Ok(stored.len()) } else { Err(format!("{} stored, {} indexed, or other hashes", stored.len(), indexed.len())) }
}

/// Names of so many services.
pub fn names(many: usize) -> Vec<String> {
    (0..many).map(|number| format!("Layanan {number}")).collect()
}

/// A source of which nothing is held, and which keeps nothing that is missing.
fn source() -> Source {
    let mut source = fixture::source("a");
    source.judge = Thresholds { drop_percent: 100, drop_records: 10_000, grace_days: 0, ..Thresholds::default() };
    source
}

fn content(names: &[String]) -> store::Content {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    fixture::new(&source(), &names)
}

/// A store with services of these names.
pub async fn fill_with(store: &Store, names: &[String]) {
    let lease = fixture::claimed(store, &source(), fixture::at(0)).await;
    fixture::finish(store, lease, content(names), fixture::at(1)).await.unwrap();
}

/// A store with so many services.
pub async fn fill(store: &Store, many: usize) {
    fill_with(store, &names(many)).await;
}

/// A harvest that finds services of these names; all others are gone.
pub async fn harvest(store: &Store, names: &[String], now: Instant) {
    fixture::again(store, content(names), now).await;
    store.write(move |conn| store::bury(conn, now)).await.unwrap();
    assert_eq!(store.read(store::live_count).await.unwrap(), i64::try_from(names.len()).unwrap());
}

macro_rules! contract {
    ($($module:ident :: $test:ident),+ $(,)?) => {
        mod embedded_on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let (store, _database) = crate::databases::sqlite().await;
                let (engine, _index) = crate::engines::embedded();
                crate::$module::$test(store, std::sync::Arc::new(engine)).await;
            })+
        }

        mod embedded_on_postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let Some(store) = crate::databases::postgresql(stringify!($test)).await else { return };
                let (engine, _index) = crate::engines::embedded();
                crate::$module::$test(store, std::sync::Arc::new(engine)).await;
            })+
        }

        mod meilisearch_on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let Some(engine) = crate::engines::meilisearch(stringify!($test)).await else { return };
                let (store, _database) = crate::databases::sqlite().await;
                crate::$module::$test(store, std::sync::Arc::new(engine)).await;
            })+
        }
    };
}

contract![
    outbox::killed_between_documents_and_position_it_ends_equal,
    outbox::several_consumers_each_have_their_place,
    outbox::what_was_superseded_is_forgotten_and_nobody_misses_it,
    outbox::who_missed_a_removal_begins_anew,
    reconcile::exactly_what_differs_is_repaired,
    reconcile::changes_on_their_way_are_no_drift,
    reconcile::changes_that_come_meanwhile_are_no_drift,
    reconcile::an_index_that_misses_most_is_built_anew,
    reconcile::an_index_of_another_database_is_replaced,
    keeping::a_lost_index_comes_back_by_itself,
    keeping::an_engine_that_is_away_is_waited_for,
    keeping::documents_taken_out_by_hand_come_back,
    keeping::an_empty_index_is_not_trusted_before_it_is_filled,
    keeping::of_several_processes_one_feeds_a_shared_index,
    keeping::every_holder_builds_its_own_index_anew,
    keeping::who_died_before_a_request_is_not_waited_for_longer_than_its_lease,
    keeping::a_request_that_nobody_takes_is_told,
    plain::words_and_filters_find_in_the_database,
];

/// An engine behind a pointer.
pub type Shared = Arc<dyn Engine>;
