//! The weekly digest: whose turn it is, once a week, whoever asks.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use registry::access::{Actor, Membership, Role};
use registry::model::{Id, RegionCode};
use registry::store::access::{self, AccountKind, NewAccount};
use registry::store::digests::{self, Reader};
use registry::store::{Store, StoreError};

use crate::fixture::at;

fn region() -> RegionCode {
    "32.71".parse().unwrap()
}

/// A member of the team who gets the digest from the week after `week` on.
async fn reader(store: &Store, name: &'static str, week: &'static str) -> Id {
    let id = Id(uuid::Uuid::new_v4());
    let write = move |conn: &mut registry::store::Conn| -> Result<(), StoreError> {
        let actor = Actor::Console("uji".to_owned());
        let email = Some(format!("{name}@kota.example"));
        let new = NewAccount { id, kind: AccountKind::Person, name: name.to_owned(), email, region: Some(region()) };
        access::add_account(conn, new, &actor, at(0))?;
        access::give_role(conn, id, Membership { region: Some(region()), role: Role::Editor }, &actor, at(0))?;
        assert!(digests::subscribe(conn, id, region(), &format!("token-{name}"), week, at(0))?);
        assert!(!digests::subscribe(conn, id, region(), "another", week, at(0))?, "once");
        Ok(())
    };
    store.write(write).await.unwrap();
    id
}

async fn claim(store: &Store, week: &'static str, seconds: u64) -> Option<Reader> {
    store.write(move |conn| digests::claim_reader(conn, week, at(seconds))).await.unwrap()
}

pub async fn a_week_is_one_letter_whoever_asks(store: Store) {
    reader(&store, "ani", "2026-W47").await;
    reader(&store, "budi", "2026-W47").await;
    assert_eq!(claim(&store, "2026-W47", 1).await, None, "the week that they asked in counts as sent");
    let asks = (0..6).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { claim(&store, "2026-W48", 2).await })
    });
    let mut found = Vec::new();
    for ask in asks.collect::<Vec<_>>() {
        found.extend(ask.await.unwrap().map(|reader| reader.email));
    }
    while let Some(reader) = claim(&store, "2026-W48", 3).await {
        found.push(reader.email);
    }
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len(), 2);
    assert!(claim(&store, "2026-W49", 4).await.is_some());
}

pub async fn a_letter_that_was_not_taken_is_tried_again_for_a_while(store: Store) {
    reader(&store, "ani", "2026-W47").await;
    let mut tries = 0;
    let mut now = 10;
    while let Some(reader) = claim(&store, "2026-W48", now).await {
        tries += 1;
        store.write(move |conn| digests::reader_was_not_sent(conn, &reader, at(now))).await.unwrap();
        assert_eq!(claim(&store, "2026-W48", now + 60).await, None, "not at once");
        now += 3600;
    }
    assert_eq!(tries, 8);
    let reader = claim(&store, "2026-W49", now).await.expect("the next week begins anew");
    let scores = BTreeMap::from([("bogor".to_owned(), 71.5)]);
    let kept = scores.clone();
    store.write(move |conn| digests::reader_was_sent(conn, &reader, &kept)).await.unwrap();
    assert_eq!(claim(&store, "2026-W50", now + 1).await.unwrap().scores, scores);
}

pub async fn who_left_or_ended_it_gets_none(store: Store) {
    let (ani, budi) = (reader(&store, "ani", "2026-W47").await, reader(&store, "budi", "2026-W47").await);
    reader(&store, "citra", "2026-W47").await;
    let actor = Actor::Console("uji".to_owned());
    store
        .write(move |conn| {
            access::take_role(conn, ani, Some(region()), &actor, at(1))?;
            access::shut_account(conn, budi, &actor, at(1))
        })
        .await
        .unwrap();
    let told = store.read(|conn| digests::subscription(conn, "token-citra")).await.unwrap();
    assert_eq!(told.as_deref(), Some("32.71"));
    for ended in [true, false] {
        assert_eq!(store.write(|conn| digests::unsubscribe_by_token(conn, "token-citra")).await.unwrap(), ended);
    }
    assert_eq!(claim(&store, "2026-W48", 2 + Duration::from_secs(60).as_secs()).await, None);
}
