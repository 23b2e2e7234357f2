//! Comparing and repairing.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use registry::indexing::{Compared, Indexer};
use registry::model::Id;
use registry::search::Update;
use registry::store::{self, Store};

use crate::faults::Faulty;
use crate::fixture::at;
use crate::{Shared, equal, fill, harvest, names};

async fn in_step(store: &Store, engine: &Shared, many: usize) -> (Indexer, Arc<Faulty>, Vec<Id>) {
    fill(store, many).await;
    let faulty = Arc::new(Faulty::new(Arc::clone(engine)));
    let indexer = Indexer::new(store.clone(), faulty.clone());
    indexer.catch_up().await.unwrap();
    faulty.applied.lock().unwrap().clear();
    let ids = store.read(store::live_hashes).await.unwrap().into_iter().map(|(id, _)| id).collect();
    (indexer, faulty, ids)
}

pub async fn exactly_what_differs_is_repaired(store: Store, engine: Shared) {
    let (indexer, faulty, ids) = in_step(&store, &engine, 30).await;
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Repaired(0));
    let position = engine.position().await.unwrap();
    let [missing, stale] = [ids[3], ids[20]];
    let mut document = store.read(move |conn| store::search_documents(conn, &[stale])).await.unwrap().remove(0);
    document.hash = "other".to_owned();
    let mut stranger = document.clone();
    stranger.id = Id::derive("nobody", "x", "y");
    let wrong = vec![Update::Delete(missing), Update::Put(Box::new(document)), Update::Put(Box::new(stranger.clone()))];
    engine.apply(wrong, position).await.unwrap();
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Repaired(3));
    assert_eq!((equal(&store, &*engine).await, engine.position().await.unwrap()), (Ok(30), position));
    let mut touched: Vec<Id> = faulty
        .applied
        .lock()
        .unwrap()
        .iter()
        .map(|update| match update {
            Update::Put(document) => document.id,
            Update::Delete(id) => *id,
        })
        .collect();
    touched.sort_unstable();
    let mut expected = vec![missing, stale, stranger.id];
    expected.sort_unstable();
    assert_eq!((touched, faulty.rebuilds.load(Ordering::SeqCst)), (expected, 0));
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Repaired(0));
}

pub async fn changes_on_their_way_are_no_drift(store: Store, engine: Shared) {
    let (indexer, faulty, _) = in_step(&store, &engine, 30).await;
    let mut changed = names(40);
    changed.drain(0..5);
    harvest(&store, &changed, at(60)).await;
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Repaired(0), "the outbox brings it");
    assert!(faulty.applied.lock().unwrap().is_empty());
    indexer.catch_up().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(35));
}

pub async fn changes_that_come_meanwhile_are_no_drift(store: Store, engine: Shared) {
    let (indexer, faulty, ids) = in_step(&store, &engine, 30).await;
    engine.apply(vec![Update::Delete(ids[29])], engine.position().await.unwrap()).await.unwrap();
    let writing = store.clone();
    *faulty.after_walk.lock().unwrap() = Some(Box::pin(async move {
        let mut changed = names(33);
        changed.retain(|name| name != "Layanan 2");
        harvest(&writing, &changed, at(60)).await;
    }));
    let gone = store.read(store::live_hashes).await.unwrap().len();
    assert_eq!(gone, 30);
    let drift = indexer.reconcile().await.unwrap().drift().unwrap();
    assert!(drift <= 1, "what differed before and not what came meanwhile: {drift}");
    indexer.catch_up().await.unwrap();
    indexer.reconcile().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(32));
}

pub async fn an_index_that_misses_most_is_built_anew(store: Store, engine: Shared) {
    let (indexer, faulty, ids) = in_step(&store, &engine, 400).await;
    let position = engine.position().await.unwrap();
    engine.apply(ids[0..150].iter().map(|id| Update::Delete(*id)).collect(), position).await.unwrap();
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Repaired(150), "few documents are no rebuild");
    engine.apply(ids[0..350].iter().map(|id| Update::Delete(*id)).collect(), position).await.unwrap();
    assert_eq!(indexer.reconcile().await.unwrap(), Compared::Rebuilt(350));
    assert_eq!((equal(&store, &*engine).await, faulty.rebuilds.load(Ordering::SeqCst)), (Ok(400), 1));
}

pub async fn an_index_of_another_database_is_replaced(store: Store, engine: Shared) {
    let (indexer, _, _) = in_step(&store, &engine, 10).await;
    let stranger = Id::derive("nobody", "x", "y");
    engine.apply(vec![Update::Delete(stranger)], 1_000_000).await.unwrap();
    indexer.catch_up().await.unwrap();
    assert_eq!(equal(&store, &*engine).await, Ok(10));
    assert_eq!(engine.position().await.unwrap(), store.read(store::latest_change).await.unwrap());
}
