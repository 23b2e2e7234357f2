//! A region that publishes itself: nobody claims its source, whoever publishes writes alone, and what was answered is kept by its key.

use registry::model::{Catalog, Source, SourceFile};
use registry::store::{self, PublicationRow, Store, StoreError, UploadRow};

use crate::fixture::{at, catalog, claim, claimed, finish, new, source};

const DAY: u64 = 24 * 3600;

fn pushed(id: &str) -> Source {
    let toml = format!("id = \"{id}\"\nregion = \"32.71\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400");
    SourceFile::parse(&toml).unwrap().sources.remove(0)
}

async fn declared(store: &Store, source: &Source) {
    let declared = source.clone();
    store.write(move |conn| store::import(conn, &declared, at(0))).await.unwrap();
}

fn sorted(mut catalog: Catalog) -> Catalog {
    catalog.services.sort_by_key(|item| item.id);
    catalog.services_at_locations.sort_by_key(|item| item.id);
    catalog.organizations.sort_by_key(|item| item.id);
    catalog.findings.clear();
    catalog
}

pub async fn the_whole_of_a_source_comes_back_as_it_was_read(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, new(&source("a"), &["KTP-el", "KK", "KIA"]), at(1)).await.unwrap();
    let back = store.read(|conn| store::read::catalog_of(conn, "a")).await.unwrap();
    assert_eq!(sorted(back), sorted(catalog(&source("a"), &["KTP-el", "KK", "KIA"])));
    let nothing = store.read(|conn| store::read::catalog_of(conn, "b")).await.unwrap();
    assert_eq!(nothing, Catalog::default());
}

pub async fn nobody_claims_a_source_whose_region_publishes_itself(store: Store) {
    declared(&store, &pushed("a")).await;
    assert!(claim(&store, "worker", at(10 * DAY)).await.is_empty());
}

pub async fn who_publishes_writes_alone_with_his_name(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let written = store
        .write(|conn| {
            let lease = store::take_to_publish(conn, "a", "petugas")?.expect("a source");
            let attempt = crate::fixture::attempt(registry::model::Verdict::Accepted, registry::model::Reason::Changed);
            store::finish(conn, &lease, &attempt, &new(&source("a"), &["KTP-el"]), at(1))
        })
        .await
        .unwrap();
    assert_eq!(written.difference.added, 1);
    let late = finish(&store, lease, new(&source("a"), &["KK"]), at(2)).await;
    assert!(matches!(late, Err(StoreError::LeaseLost(_))), "whoever harvested meanwhile");
    let newest = store.read(|conn| store::snapshots(conn, "a", 0, 1)).await.unwrap().0.remove(0);
    assert_eq!((newest.cause.as_str(), newest.actor.as_deref()), ("published", Some("petugas")));
    assert!(store.write(|conn| store::take_to_publish(conn, "nobody", "petugas")).await.unwrap().is_none());
}

pub async fn a_rehearsal_leaves_nothing(store: Store) {
    declared(&store, &pushed("a")).await;
    let added = store
        .rehearse(|conn| {
            let lease = store::take_to_publish(conn, "a", "petugas")?.expect("a source");
            let attempt = crate::fixture::attempt(registry::model::Verdict::Accepted, registry::model::Reason::Changed);
            Ok(store::finish(conn, &lease, &attempt, &new(&source("a"), &["KTP-el"]), at(1))?.difference.added)
        })
        .await
        .unwrap();
    assert_eq!(added, 1);
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.services, row.last_attempt_at), (0, None));
    assert_eq!(store.read(|conn| store::snapshots(conn, "a", 0, 1)).await.unwrap().1, 0);
}

pub async fn an_answer_is_kept_by_its_key_for_a_week(store: Store) {
    declared(&store, &pushed("a")).await;
    let row = PublicationRow {
        source_id: "a".to_owned(),
        idempotency_key: "kunci-1".to_owned(),
        request_hash: "h".to_owned(),
        at: at(0),
        actor: "petugas".to_owned(),
        status: 200,
        answer: "{}".to_owned(),
    };
    let kept = row.clone();
    store.write(move |conn| store::keep_publication(conn, &kept)).await.unwrap();
    let found = store.read(|conn| store::publication(conn, "a", "kunci-1")).await.unwrap();
    assert_eq!(found, Some(row.clone()));
    assert!(store.write(move |conn| store::keep_publication(conn, &row)).await.is_err(), "a key is used once");
    assert_eq!(store.write(|conn| store::forget_publications(conn, at(6 * DAY))).await.unwrap(), 0);
    assert_eq!(store.write(|conn| store::forget_publications(conn, at(8 * DAY))).await.unwrap(), 1);
}

pub async fn an_upload_waits_for_a_day_and_the_oldest_make_room(store: Store) {
    declared(&store, &pushed("a")).await;
    declared(&store, &pushed("b")).await;
    let row = |number: u64| UploadRow {
        id: format!("u{number:02}"),
        source_id: "a".to_owned(),
        at: at(number),
        actor: "petugas".to_owned(),
        name: "katalog.xlsx".to_owned(),
        hash: "h".to_owned(),
        version: Some(3),
        body: vec![7; 1000],
    };
    for number in 0..22 {
        let kept = row(number);
        store.write(move |conn| store::keep_upload(conn, &kept)).await.unwrap();
    }
    assert_eq!(store.read(|conn| store::upload(conn, "a", "u21")).await.unwrap(), Some(row(21)));
    assert_eq!(store.read(|conn| store::upload(conn, "b", "u21")).await.unwrap(), None, "another source's");
    assert_eq!(store.read(|conn| store::upload(conn, "a", "u01")).await.unwrap(), None, "made room");
    assert_eq!(store.write(|conn| store::forget_publications(conn, at(2 * DAY))).await.unwrap(), 20);
}
