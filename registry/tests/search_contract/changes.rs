//! Putting documents in and out, positions, and rebuilds.

use registry::model::Channel;
use registry::search::{Engine, Query, SearchError, Update};

use crate::fixture::{Fixture, ask, document, fill, found, found_by, id, query};

fn put(fixture: Fixture) -> Update {
    Update::Put(Box::new(fixture.build()))
}

pub async fn an_empty_index_is_at_position_0(engine: &dyn Engine) {
    assert_eq!(engine.position().await.unwrap(), 0);
    assert_eq!(engine.count().await.unwrap(), 0);
    assert_eq!(engine.hashes().await.unwrap(), []);
    assert_eq!(found_by(engine, "").await, [""; 0]);
}

pub async fn put_replace_and_delete(engine: &dyn Engine) {
    engine.apply(vec![put(document("a", "Paspor")), put(document("b", "SIM"))], 7).await.unwrap();
    assert_eq!((engine.position().await.unwrap(), engine.count().await.unwrap()), (7, 2));
    let replaced = document("a", "Visa").with(|document| document.hash = "a2".to_owned());
    engine.apply(vec![put(replaced), Update::Delete(id("b")), Update::Delete(id("never there"))], 9).await.unwrap();
    assert_eq!((engine.position().await.unwrap(), engine.count().await.unwrap()), (9, 1));
    assert_eq!(found_by(engine, "visa").await, ["a2"]);
    assert_eq!(found_by(engine, "paspor").await, [""; 0]);
    assert_eq!(found_by(engine, "sim").await, [""; 0]);
}

pub async fn the_last_update_of_a_document_counts(engine: &dyn Engine) {
    let updates = vec![
        put(document("a", "Satu")),
        put(document("a", "Dua")),
        put(document("b", "Satu")),
        Update::Delete(id("b")),
        Update::Delete(id("c")),
        put(document("c", "Tiga")),
    ];
    engine.apply(updates, 3).await.unwrap();
    assert_eq!(found_by(engine, "").await, ["a", "c"]);
    assert_eq!(found_by(engine, "dua").await, ["a"]);
}

pub async fn position_moves_without_updates(engine: &dyn Engine) {
    engine.apply(Vec::new(), 42).await.unwrap();
    assert_eq!(engine.position().await.unwrap(), 42);
}

pub async fn hashes_are_sorted_by_id(engine: &dyn Engine) {
    fill(engine, ["a", "b", "c", "d"].map(|name| document(name, "Paspor"))).await;
    let mut expected: Vec<_> = ["a", "b", "c", "d"].map(|name| (id(name), name.to_owned())).into();
    expected.sort();
    assert_eq!(engine.hashes().await.unwrap(), expected);
}

pub async fn a_walk_meets_every_document_once(engine: &dyn Engine) {
    let many: Vec<Update> = (0..5_000).map(|number| put(document(&number.to_string(), "Paspor"))).collect();
    engine.apply(many, 1).await.unwrap();
    engine.apply((0..100).map(|number| Update::Delete(id(&number.to_string()))).collect(), 2).await.unwrap();
    let (mut met, mut largest) = (Vec::new(), 0);
    engine
        .walk(&mut |some| {
            largest = largest.max(some.len());
            met.extend(some.iter().map(|(id, _)| *id));
        })
        .await
        .unwrap();
    assert_eq!(met.len(), 4_900);
    met.sort_unstable();
    met.dedup();
    assert_eq!(met.len(), 4_900);
    assert!(largest <= 10_000, "in portions");
}

pub async fn the_same_again_changes_nothing(engine: &dyn Engine) {
    let updates = || vec![put(document("a", "Paspor")), put(document("b", "SIM")), Update::Delete(id("c"))];
    engine.apply(updates(), 3).await.unwrap();
    let before = engine.hashes().await.unwrap();
    engine.apply(updates(), 3).await.unwrap();
    assert_eq!((engine.hashes().await.unwrap(), engine.position().await.unwrap()), (before, 3));
    assert_eq!(found_by(engine, "").await, ["a", "b"]);
}

pub async fn documents_that_came_without_their_position_come_again(engine: &dyn Engine) {
    fill(engine, [document("a", "Paspor")]).await;
    // Whoever wrote died before it could say how far it was.
    engine.apply(vec![put(document("b", "SIM")), Update::Delete(id("a"))], 1).await.unwrap();
    assert_eq!(engine.position().await.unwrap(), 1);
    engine.apply(vec![put(document("b", "SIM")), Update::Delete(id("a")), put(document("c", "Paspor"))], 4).await.unwrap();
    assert_eq!((found_by(engine, "").await, engine.position().await.unwrap()), (vec!["b".to_owned(), "c".to_owned()], 4));
}

pub async fn an_index_that_is_there_passes_its_check(engine: &dyn Engine) {
    engine.check().await.unwrap();
    fill(engine, [document("a", "Paspor")]).await;
    engine.apply(vec![Update::Delete(id("a"))], 2).await.unwrap();
    engine.check().await.unwrap();
    engine.rebuild().await.unwrap().publish(3).await.unwrap();
    engine.check().await.unwrap();
}

pub async fn a_walk_beside_a_rebuild_sees_the_live_one(engine: &dyn Engine) {
    fill(engine, [document("old", "Paspor")]).await;
    let mut rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![document("new", "Paspor").build()]).await.unwrap();
    assert_eq!(engine.hashes().await.unwrap(), [(id("old"), "old".to_owned())]);
    rebuild.publish(2).await.unwrap();
    assert_eq!(engine.hashes().await.unwrap(), [(id("new"), "new".to_owned())]);
}

/// The index of `engine` was taken away: that is told, and a rebuild brings it back.
pub async fn what_is_lost_is_told_and_comes_back(engine: &dyn Engine) {
    assert!(matches!(engine.check().await, Err(SearchError::Lost(_))), "{:?}", engine.check().await);
    let mut rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![document("again", "Paspor").build()]).await.unwrap();
    rebuild.publish(7).await.unwrap();
    engine.check().await.unwrap();
    let there = Query { region: Some("36.01".parse().unwrap()), ..query("paspor") };
    assert_eq!((engine.position().await.unwrap(), found(engine, &there).await), (7, vec!["again".to_owned()]), "settings too");
    engine.apply(vec![put(document("later", "Paspor"))], 8).await.unwrap();
    assert_eq!(engine.hashes().await.unwrap().len(), 2);
}

pub async fn documents_come_back_whole(engine: &dyn Engine) {
    let fixture = document("a", "Paspor").description("Uraian").category("Perjalanan").with(|document| {
        document.duration =
            Some(serde_json::json!({ "value": { "max": 3, "unit": "day" }, "raw": "3 hari", "rule": "duration.plain" }).into());
        document.cost =
            Some(serde_json::json!({ "value": { "kind": "amount", "idr": 350_000 }, "raw": "Rp350.000", "rule": "cost.amount" }).into());
        document.channels = Channel::ALL.to_vec();
        document.free = Some(false);
        document.max_duration_minutes = Some(4320);
        document.opening_hours = Some("Mo-Fr 08:00-15:00".to_owned());
        document.address = Some("Jl. \"Merdeka\" 1".to_owned());
    });
    let expected = fixture.build();
    engine.apply(vec![Update::Put(Box::new(expected.clone()))], 1).await.unwrap();
    assert_eq!(*ask(engine, &query("paspor")).await.hits[0].document, expected);
}

pub async fn a_rebuild_goes_live_in_one_step(engine: &dyn Engine) {
    fill(engine, [document("old", "Paspor")]).await;
    let mut rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![document("new 1", "Paspor").build()]).await.unwrap();
    rebuild.add(vec![document("new 2", "Paspor").build()]).await.unwrap();
    assert_eq!(found_by(engine, "paspor").await, ["old"], "not before it is published");
    assert_eq!(engine.position().await.unwrap(), 1);
    engine.apply(vec![put(document("between", "Paspor"))], 2).await.unwrap();
    assert_eq!(found_by(engine, "paspor").await, ["between", "old"], "the live one goes on");
    rebuild.publish(5).await.unwrap();
    assert_eq!(found_by(engine, "paspor").await, ["new 1", "new 2"]);
    assert_eq!((engine.position().await.unwrap(), engine.count().await.unwrap()), (5, 2));
    engine.apply(vec![put(document("later", "Paspor"))], 6).await.unwrap();
    assert_eq!(found_by(engine, "paspor").await, ["later", "new 1", "new 2"]);
}

pub async fn a_rebuild_that_is_dropped_leaves_no_trace(engine: &dyn Engine) {
    fill(engine, [document("old", "Paspor")]).await;
    let mut rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![document("new", "Paspor").build()]).await.unwrap();
    drop(rebuild);
    assert_eq!(found_by(engine, "paspor").await, ["old"]);
    let rebuild = engine.rebuild().await.unwrap();
    rebuild.publish(3).await.unwrap();
    assert_eq!(engine.count().await.unwrap(), 0, "the next one begins empty");
}
