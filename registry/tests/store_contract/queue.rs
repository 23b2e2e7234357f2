//! Declarations and the due-queue.

use std::time::Duration;

use registry::store::{self, Content, FetchState, Imported, Store, StoreError};

use crate::fixture::{again, at, claim, claimed, finish, new, source};

pub async fn a_declaration_is_imported_once(store: Store) {
    let import = |store: Store| async move { store.write(|conn| store::import(conn, &source("a"), at(0))).await.unwrap() };
    assert_eq!(import(store.clone()).await, Imported::New);
    assert_eq!(import(store.clone()).await, Imported::Unchanged);
    assert_eq!(store.read(store::read::sources).await.unwrap().len(), 1);
}

pub async fn a_changed_declaration_is_read_anew_and_keeps_its_content(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, new(&source("a"), &["satu"]), at(1)).await.unwrap();
    let mut changed = source("a");
    changed.name = Some("MPP Baru".to_owned());
    assert_eq!(store.write(move |conn| store::import(conn, &changed, at(2))).await.unwrap(), Imported::Changed);
    assert_eq!(store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap().services, 1);
    let lease = claim(&store, "worker", at(2)).await.pop().unwrap();
    assert_eq!((lease.read_version, lease.content_hash.as_deref()), (None, Some("satu")));
}

pub async fn a_due_source_is_claimed_by_one_worker(store: Store) {
    for id in ["a", "b", "c", "d", "e", "f"] {
        let declared = source(id);
        store.write(move |conn| store::import(conn, &declared, at(0))).await.unwrap();
    }
    let (one, other) = tokio::join!(claim(&store, "one", at(1)), claim(&store, "other", at(1)));
    let mut ids: Vec<String> = one.into_iter().chain(other).map(|lease| lease.source.id).collect();
    ids.sort();
    assert_eq!(ids, ["a", "b", "c", "d", "e", "f"]);
    assert!(claim(&store, "third", at(1)).await.is_empty());
}

pub async fn a_lease_that_ended_goes_to_another_and_the_first_may_not_write(store: Store) {
    let first = claimed(&store, &source("a"), at(0)).await;
    assert!(claim(&store, "other", at(59)).await.is_empty());
    let second = claim(&store, "other", at(61)).await.pop().unwrap();
    assert_eq!(second.fence, first.fence + 1);
    let late = finish(&store, first.clone(), new(&source("a"), &["satu"]), at(62)).await;
    assert!(matches!(late, Err(StoreError::LeaseLost(id)) if id == "a"));
    assert!(store.read(|conn| store::read::attempts(conn, "a", 0, 9)).await.unwrap().0.is_empty(), "not even an attempt");
    let beat = |fence| store.write(move |conn| store::heartbeat(conn, "a", fence, at(200)));
    assert_eq!((beat(first.fence).await.unwrap(), beat(second.fence).await.unwrap()), (false, true));
    finish(&store, second, new(&source("a"), &["dua"]), at(63)).await.unwrap();
    assert_eq!(store.read(store::live_hashes).await.unwrap().len(), 1);
}

pub async fn released_leases_are_due_at_once(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    assert_eq!(store.write(|conn| store::release(conn, "worker")).await.unwrap(), 1);
    assert_eq!(claim(&store, "other", at(1)).await.len(), 1);
    drop(lease);
}

pub async fn paused_sources_are_left_alone(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, Content::Nothing, at(1)).await.unwrap();
    assert!(store.write(|conn| store::set_paused(conn, "a", true)).await.unwrap());
    assert!(!store.write(|conn| store::set_paused(conn, "nobody", true)).await.unwrap());
    store.write(|conn| store::make_due(conn, &[], at(2))).await.unwrap();
    assert!(claim(&store, "worker", at(2).plus(Duration::from_secs(9999))).await.is_empty());
    store.write(|conn| store::set_paused(conn, "a", false)).await.unwrap();
    again(&store, Content::Nothing, at(3)).await;
}

pub async fn what_is_known_of_fetching_comes_back_and_puts_the_source_off(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let before = store.read(|conn| store::fetch_state(conn, "a")).await.unwrap();
    assert_eq!(before, FetchState::default());
    let known = FetchState {
        asked: "0123".to_owned(),
        missing: vec!["http://mpp.example.id/organizations".to_owned()],
        failures: 3,
        retry_at: Some(at(90_000)),
        moved_to: Some("http://mpp.example.id/new".to_owned()),
        verified_at: Some(at(1)),
        lie_since: Some(at(2)),
        honest: 1,
        read_again: Some("hsds.1".to_owned()),
    };
    let source = lease.source.clone();
    finish(&store, lease, Content::Nothing, at(1)).await.unwrap();
    for state in [known, FetchState { failures: 1, ..FetchState::default() }] {
        let (kept, declared) = (state.clone(), source.clone());
        store
            .write(move |conn| {
                let before = store::fetch_state(conn, "a")?;
                store::keep_fetch_state(conn, &declared, &before, &kept, at(1))
            })
            .await
            .unwrap();
        assert_eq!(store.read(|conn| store::fetch_state(conn, "a")).await.unwrap(), state);
        if let Some(earliest) = state.retry_at {
            assert_eq!(store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap().due_at, earliest);
        }
    }
}

pub async fn a_lease_that_has_ended_is_not_prolonged(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let fence = lease.fence;
    finish(&store, lease, Content::Nothing, at(1)).await.unwrap();
    assert!(!store.write(move |conn| store::heartbeat(conn, "a", fence, at(200))).await.unwrap());
    store.write(|conn| store::make_due(conn, &[], at(2))).await.unwrap();
    let again = claim(&store, "worker", at(2)).await;
    assert_eq!((again.len(), again[0].taken_from.as_deref()), (1, None));
    let taken = claim(&store, "another", at(99)).await;
    assert_eq!(taken[0].taken_from.as_deref(), Some("worker"));
}

pub async fn who_lost_the_lease_writes_nothing_whatever_the_outcome(store: Store) {
    use registry::model::{Code, Finding};
    let first = claimed(&store, &source("a"), at(0)).await;
    claim(&store, "other", at(61)).await.pop().unwrap();
    let changes =
        || [Content::Nothing, Content::Refused(vec![Finding::new(Code::NameMissing, "7", "name", "")]), new(&source("a"), &["satu"])];
    for content in changes() {
        let lease = first.clone();
        let attempt = crate::fixture::attempt(registry::model::Verdict::Failed, registry::model::Reason::ConnectFailed);
        // Others may be written in the same transaction: the one that lost must have left nothing in it.
        let result = store.write(move |conn| Ok(store::finish(conn, &lease, &attempt, &content, at(62)).err())).await.unwrap();
        assert!(matches!(result, Some(StoreError::LeaseLost(id)) if id == "a"));
    }
    let (findings, attempts) =
        store.read(|conn| Ok((store::read::findings(conn, "a", 0, 9)?.1, store::read::attempts(conn, "a", 0, 9)?.1))).await.unwrap();
    assert_eq!((findings, attempts, store.read(store::live_hashes).await.unwrap().len()), (0, 0, 0));
}
