//! The outbox: in order, again and again, by several readers, and how much of it is kept.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use registry::indexing::{Indexer, IndexingError};
use registry::search::SearchError;
use registry::store::{self, Store};

use crate::faults::Faulty;
use crate::fixture::at;
use crate::{Shared, equal, fill, harvest, names};

const DAY: u64 = 86_400;

pub async fn killed_between_documents_and_position_it_ends_equal(store: Store, engine: Shared) {
    fill(&store, 30).await;
    let faulty = Arc::new(Faulty::new(Arc::clone(&engine)));
    let consumer = Indexer::new(store.clone(), faulty.clone());
    consumer.catch_up().await.unwrap();
    // Ten go, the rest stay, five come; and every second attempt to say so dies in the middle.
    let mut changed = names(35);
    changed.drain(0..10);
    harvest(&store, &changed, at(60)).await;
    let before = engine.position().await.unwrap();
    for _ in 0..2 {
        faulty.dies_before_position.store(1, Ordering::SeqCst);
        assert!(matches!(consumer.catch_up().await, Err(IndexingError::Search(SearchError::Unavailable(_)))));
        assert_eq!(engine.position().await.unwrap(), before, "nothing is claimed that was not said");
    }
    harvest(&store, &names(34), at(120)).await;
    Indexer::new(store.clone(), Arc::clone(&engine)).catch_up().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(34));
    assert_eq!(engine.position().await.unwrap(), store.read(store::latest_change).await.unwrap());
}

pub async fn several_consumers_each_have_their_place(store: Store, engine: Shared) {
    let (other, _folder) = crate::engines::embedded();
    let other: Shared = Arc::new(other);
    fill(&store, 10).await;
    Indexer::new(store.clone(), Arc::clone(&engine)).catch_up().await.unwrap();
    harvest(&store, &names(5), at(60)).await;
    assert!(equal(&store, &*engine).await.is_err());
    Indexer::new(store.clone(), Arc::clone(&other)).catch_up().await.unwrap();
    assert_eq!((equal(&store, &*other).await, equal(&store, &*engine).await.is_err()), (Ok(5), true));
    Indexer::new(store.clone(), Arc::clone(&engine)).catch_up().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(5));
}

pub async fn what_was_superseded_is_forgotten_and_nobody_misses_it(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let consumer = Indexer::new(store.clone(), Arc::clone(&engine));
    consumer.catch_up().await.unwrap();
    harvest(&store, &names(10), at(DAY)).await;
    harvest(&store, &names(20), at(2 * DAY)).await;
    harvest(&store, &names(12), at(50 * DAY)).await;
    let kept = || async { store.read(|conn| store::changes_after(conn, 0, 999)).await.unwrap() };
    let before = kept().await;
    assert_eq!(consumer.compact_outbox(at(DAY)).await.unwrap(), 0, "not before 30 days");
    let forgotten = consumer.compact_outbox(at(60 * DAY)).await.unwrap();
    // What was said of ten services before the third harvest is superseded and old; what the last one says is not old.
    assert!(forgotten > 20 && forgotten == before.len() - kept().await.len(), "{forgotten} of {}", before.len());
    let left = kept().await;
    let mut entities: Vec<_> = left.iter().map(|change| change.entity_id).collect();
    entities.sort_unstable();
    entities.dedup();
    assert_eq!(entities.len(), 20, "the last word on each entity");
    assert_eq!(consumer.compact_outbox(at(81 * DAY)).await.unwrap(), left.len() - 20, "and after 30 days more only that");
    assert_eq!(store.read(store::outbox_floor).await.unwrap(), 0);
    consumer.catch_up().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(12));
}

pub async fn who_missed_a_removal_begins_anew(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let faulty = Arc::new(Faulty::new(Arc::clone(&engine)));
    let consumer = Indexer::new(store.clone(), faulty.clone());
    consumer.catch_up().await.unwrap();
    harvest(&store, &names(15), at(DAY)).await;
    harvest(&store, &names(16), at(2 * DAY)).await;
    let forgotten = consumer.compact_outbox(at(2 * DAY).plus(Duration::from_secs(366 * DAY))).await.unwrap();
    // The tombstones of four, and what came before them; the fifth came back.
    assert!(forgotten >= 4, "{forgotten}");
    assert!(store.read(store::outbox_floor).await.unwrap() > engine.position().await.unwrap());
    consumer.catch_up().await.unwrap();
    assert_eq!((equal(&store, &*engine).await, faulty.rebuilds.load(Ordering::SeqCst)), (Ok(16), 1));
    harvest(&store, &names(3), at(800 * DAY)).await;
    consumer.catch_up().await.unwrap();
    assert_eq!((equal(&store, &*engine).await, faulty.rebuilds.load(Ordering::SeqCst)), (Ok(3), 1), "once");
}
