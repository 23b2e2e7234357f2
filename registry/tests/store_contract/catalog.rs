//! A source's content: written as a difference, in one transaction, with its outbox.

use registry::model::{Code, Finding};
use registry::store::{self, Content, Difference, Store, StoreError};

use crate::fixture::{again, at, catalog, claimed, finish, new, source};

/// A store with a source `a` of these services.
async fn holding(store: &Store, names: &[&str]) -> Difference {
    let lease = claimed(store, &source("a"), at(0)).await;
    finish(store, lease, new(&source("a"), names), at(1)).await.unwrap()
}

pub async fn everything_that_was_read_comes_back(store: Store) {
    holding(&store, &["satu", "dua"]).await;
    let read = catalog(&source("a"), &["satu", "dua"]);
    let (id, at_location) = (read.services[0].id, read.services_at_locations[0].id);
    let (service, requirements, cost, places, hours, documents) = store
        .read(move |conn| {
            Ok((
                store::read::service(conn, id)?.unwrap(),
                store::read::requirements(conn, id)?,
                store::read::cost(conn, id)?.unwrap(),
                store::read::places_of_service(conn, id)?,
                store::read::schedules(conn, &[at_location])?,
                store::stored_documents(conn, "a")?,
            ))
        })
        .await
        .unwrap();
    assert_eq!((service.name.as_str(), service.procedure.as_str()), ("satu", "[\"Ambil antrean\"]"));
    assert!(service.duration.unwrap().contains("3 hari kerja") && cost.contains("Rp50.000"));
    assert_eq!(requirements.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(), ["KTP", "KK"]);
    assert_eq!((places.len(), places[0].1.region.as_str()), (1, "32.71"));
    assert!(hours[&at_location].osm.as_deref().unwrap().starts_with("Mo-Fr 08:00-15:00"));
    assert_eq!((documents.len(), documents[0].body.as_slice()), (1, &[1_u8, 2, 3][..]));
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.services, row.last_success_at, row.last_change_at), (2, Some(at(1)), Some(at(1))));
}

pub async fn only_the_difference_is_written(store: Store) {
    let first = holding(&store, &["satu", "dua", "tiga"]).await;
    assert_eq!((first.added, first.changed, first.removed), (3, 0, 0));
    let second = again(&store, new(&source("a"), &["satu", "tiga", "empat"]), at(10)).await;
    assert_eq!((second.added, second.changed, second.removed), (1, 0, 1));
    assert!(second.rows < first.rows, "{second:?} after {first:?}");
    let unchanged = again(&store, Content::Nothing, at(20)).await;
    assert_eq!(unchanged, Difference::default());
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.last_success_at, row.last_change_at), (Some(at(20)), Some(at(10))), "three clocks, kept apart");
}

/// After the grace in which it is kept.
const GRACE: u64 = 7 * 24 * 3600;

pub async fn what_is_gone_goes_with_all_that_hangs_on_it(store: Store) {
    holding(&store, &["satu", "dua"]).await;
    let gone = catalog(&source("a"), &["satu"]).services[0].id;
    again(&store, new(&source("a"), &["dua"]), at(10)).await;
    store.write(|conn| store::bury(conn, at(10 + GRACE))).await.unwrap();
    let left = store
        .read(move |conn| Ok((store::read::service(conn, gone)?, store::read::requirements(conn, gone)?, store::read::cost(conn, gone)?)))
        .await
        .unwrap();
    assert!(left.0.is_none() && left.1.is_empty() && left.2.is_none());
}

pub async fn a_failure_keeps_the_content_and_its_clocks(store: Store) {
    holding(&store, &["satu"]).await;
    store.write(|conn| store::make_due(conn, &[], at(10))).await.unwrap();
    let lease = crate::fixture::claim(&store, "worker", at(10)).await.pop().unwrap();
    let failed = crate::fixture::attempt(registry::model::Verdict::Failed, registry::model::Reason::ConnectFailed);
    store.write(move |conn| store::finish(conn, &lease, &failed, &Content::Nothing, at(11))).await.unwrap();
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.services, row.last_success_at), (1, Some(at(1))));
    assert_eq!((row.last_outcome.as_deref(), row.last_reason.as_deref()), (Some("failed"), Some("connect_failed")));
    assert_eq!(store.read(|conn| store::read::attempts(conn, "a", 0, 9)).await.unwrap().1, 2, "every attempt is a row");
}

pub async fn findings_of_refused_content_stand_beside_the_served_ones_until_it_heals(store: Store) {
    holding(&store, &["satu"]).await;
    let refused = || Content::Refused(vec![Finding::new(Code::NameMissing, "7", "services[0].name", "")]);
    let listed = |store: Store| async move { store.read(|conn| store::read::findings(conn, "a", 0, 9)).await.unwrap().0 };
    let served = listed(store.clone()).await.len();
    again(&store, refused(), at(10)).await;
    again(&store, refused(), at(20)).await;
    let both = listed(store.clone()).await;
    assert_eq!((both.len(), both[0].served, both[0].record.as_str()), (served + 1, false, "7"));
    let (rows, total) = store.read(|conn| store::read::served_findings(conn, "a", 0, 9)).await.unwrap();
    assert!(rows.len() == served && total == i64::try_from(served).unwrap() && rows.iter().all(|row| row.served));
    assert_eq!(store.read(store::live_hashes).await.unwrap().len(), 1, "the last good data stays");
    again(&store, Content::Nothing, at(30)).await;
    assert_eq!(listed(store).await.len(), served);
}

pub async fn a_transaction_that_fails_leaves_nothing(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let content = new(&source("a"), &["satu"]);
    let attempt = crate::fixture::attempt(registry::model::Verdict::Accepted, registry::model::Reason::Changed);
    let result: Result<(), StoreError> = store
        .write(move |conn| {
            store::finish(conn, &lease, &attempt, &content, at(1))?;
            Err(StoreError::Ending)
        })
        .await;
    assert!(result.is_err());
    assert!(store.read(store::live_hashes).await.unwrap().is_empty());
    assert_eq!(store.read(store::latest_change).await.unwrap(), 0);
    assert_eq!(store.read(|conn| store::read::attempts(conn, "a", 0, 9)).await.unwrap().1, 0);
}

pub async fn the_outbox_is_in_order(store: Store) {
    holding(&store, &["satu", "dua"]).await;
    again(&store, new(&source("a"), &["dua"]), at(10)).await;
    store.write(|conn| store::bury(conn, at(10 + GRACE))).await.unwrap();
    let changes = store.read(|conn| store::changes_after(conn, 0, 99)).await.unwrap();
    assert!(changes.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!(
        changes.iter().map(|change| change.deleted).collect::<Vec<_>>(),
        [false, false, false, true],
        "two are new, one is marked as missing, and gone after its grace"
    );
    assert_eq!(changes.last().unwrap().seq, store.read(store::latest_change).await.unwrap());
    let rest = store.read(move |conn| store::changes_after(conn, changes[1].seq, 99)).await.unwrap();
    assert_eq!(rest.len(), 2);
}
