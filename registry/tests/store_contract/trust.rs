//! Nothing lost, nothing invented, nothing stuck: held content, missing records, versions.

use registry::model::{Instant, Source};
use registry::store::{self, Content, Decision, Read, Store, StoreError, StoredDocument};

use crate::fixture::{at, catalog, claim, claimed, finish, judged, new, settled, source};

const DAY: u64 = 24 * 3600;

/// Names of so many services.
fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("layanan nomor {number}")).collect()
}

fn services(count: usize) -> Content {
    let names = names(count);
    new(&source("a"), &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn read_of(content: Content) -> Read {
    let Content::New(read) = content else { panic!("new content") };
    *read
}

/// A store with a source `a` of so many services.
async fn holding(store: &Store, count: usize) {
    let lease = claimed(store, &source("a"), at(0)).await;
    finish(store, lease, services(count), at(1)).await.unwrap();
}

async fn served(store: &Store) -> i32 {
    store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap().services
}

async fn indexed(store: &Store) -> usize {
    store.read(store::live_hashes).await.unwrap().len()
}

async fn decide(store: &Store, content: Content, decision: Decision, now: Instant) -> Result<(), StoreError> {
    let read = read_of(content);
    store.write(move |conn| store::decide(conn, &source("a"), &read, &decision, "petugas", now)).await.map(|_| ())
}

pub async fn a_mass_drop_is_held_shown_and_released_by_the_hash_of_its_difference(store: Store) {
    holding(&store, 40).await;
    assert_eq!(judged(&store, services(10), at(10)).await, ("held", "mass_drop"));
    assert_eq!(judged(&store, services(10), at(20)).await, ("held", "mass_drop"));
    assert_eq!((served(&store).await, indexed(&store).await), (40, 40), "the last good data stays");
    let held = store.read(|conn| store::held(conn, "a")).await.unwrap().unwrap();
    assert_eq!((held.services_before, held.services, held.removed, held.times, held.since), (40, 10, 30, 2, at(10)));
    assert!(held.names().removed.contains(&"layanan nomor 39".to_owned()));
    let documents = store.read(|conn| store::held_documents(conn, "a")).await.unwrap();
    assert_eq!(documents.len(), 1, "what it was read from is kept");
    let stale = decide(&store, services(10), Decision::Release { diff_hash: "0".to_owned() }, at(30)).await;
    assert!(matches!(stale, Err(StoreError::Superseded(_))));
    decide(&store, services(10), Decision::Release { diff_hash: held.diff_hash }, at(30)).await.unwrap();
    assert_eq!(served(&store).await, 10);
    assert!(store.read(|conn| store::held(conn, "a")).await.unwrap().is_none());
    let newest = store.read(|conn| store::snapshots(conn, "a", 0, 1)).await.unwrap().0.remove(0);
    assert_eq!((newest.cause.as_str(), newest.actor.as_deref()), ("released", Some("petugas")));
}

pub async fn refused_content_waits_for_a_person_however_often_it_comes(store: Store) {
    holding(&store, 40).await;
    assert_eq!(judged(&store, services(10), at(10)).await, ("held", "mass_drop"));
    let held = store.read(|conn| store::held(conn, "a")).await.unwrap().unwrap();
    let refuse = |hash: String| store.write(move |conn| store::refuse_held(conn, "a", &hash, "petugas", at(20)));
    assert!(matches!(refuse("0".to_owned()).await, Err(StoreError::Superseded(_))), "not what the person saw");
    refuse(held.diff_hash.clone()).await.unwrap();
    assert!(refuse(held.diff_hash.clone()).await.is_err(), "once is enough");
    for hour in [6, 12, 18, 24, 48] {
        assert_eq!(judged(&store, services(10), at(20 + hour * 3600)).await, ("held", "refused"));
    }
    assert_eq!((served(&store).await, indexed(&store).await), (40, 40));
    assert_eq!(judged(&store, services(39), at(20 + 60 * 3600)).await, ("accepted", "changed"), "other content is judged anew");
    assert_eq!(
        judged(&store, services(10), at(20 + 70 * 3600)).await,
        ("held", "mass_drop"),
        "after other content came, it is a new question"
    );
}

pub async fn refused_content_can_be_released_after_all(store: Store) {
    holding(&store, 40).await;
    judged(&store, services(10), at(10)).await;
    let hash = store.read(|conn| store::held(conn, "a")).await.unwrap().unwrap().diff_hash;
    let seen = hash.clone();
    store.write(move |conn| store::refuse_held(conn, "a", &seen, "petugas", at(20))).await.unwrap();
    decide(&store, services(10), Decision::Release { diff_hash: hash }, at(30)).await.unwrap();
    assert_eq!(served(&store).await, 10);
}

pub async fn an_empty_feed_is_held_and_never_stuck(store: Store) {
    holding(&store, 5).await;
    assert_eq!(judged(&store, services(0), at(10)).await, ("held", "no_records"));
    for hour in [6, 12, 18] {
        assert_eq!(judged(&store, services(0), at(10 + hour * 3600)).await, ("held", "no_records"));
    }
    assert_eq!(judged(&store, services(0), at(10 + DAY)).await, ("accepted", "repeated"), "five times over a day");
    assert_eq!((served(&store).await, indexed(&store).await), (0, 5), "what is missing is kept for its grace");
}

pub async fn small_and_growing_changes_pass_and_a_leak_is_caught(store: Store) {
    holding(&store, 40).await;
    assert_eq!(judged(&store, services(39), at(10)).await, ("accepted", "changed"));
    assert_eq!(judged(&store, services(60), at(20)).await, ("accepted", "changed"));
    assert_eq!(judged(&store, services(51), at(30)).await, ("accepted", "changed"));
    assert_eq!(judged(&store, services(44), at(40)).await, ("held", "slow_leak"));
    assert_eq!(judged(&store, services(51), at(50)).await, ("unchanged", "same_content"), "it healed");
    assert!(store.read(|conn| store::held(conn, "a")).await.unwrap().is_none());
}

pub async fn what_is_missing_stays_for_its_grace_and_then_leaves_a_tombstone(store: Store) {
    holding(&store, 20).await;
    let gone = catalog(&source("a"), &["layanan nomor 19"]);
    let (service, place) = (gone.services[0].id, gone.services_at_locations[0].id);
    assert_eq!(judged(&store, services(19), at(10)).await, ("accepted", "changed"));
    let row = store.read(move |conn| store::read::service(conn, service)).await.unwrap().unwrap();
    assert_eq!(row.absent_since, Some(at(10)));
    assert_eq!(store.read(move |conn| store::read::requirements(conn, service)).await.unwrap().len(), 2, "with all that it had");
    let bury = |store: Store, now| async move { store.write(move |conn| store::bury(conn, now)).await.unwrap() };
    assert_eq!(bury(store.clone(), at(7 * DAY)).await, 0);
    assert_eq!(judged(&store, services(19), at(6 * DAY)).await, ("unchanged", "same_content"));
    assert_eq!(bury(store.clone(), at(10 + 7 * DAY)).await, 1);
    assert!(store.read(move |conn| store::read::service(conn, service)).await.unwrap().is_none());
    let stone = store.read(move |conn| store::tombstone(conn, place)).await.unwrap().unwrap();
    assert_eq!((stone.kind.as_str(), stone.name.as_str(), stone.reason.as_str()), ("service_at_location", "layanan nomor 19", "absent"));
    let last = store.read(|conn| store::changes_after(conn, 0, 99)).await.unwrap().pop().unwrap();
    assert_eq!((last.entity_id, last.deleted), (place, true));
    assert_eq!(judged(&store, services(20), at(8 * DAY)).await, ("accepted", "changed"));
    assert!(store.read(move |conn| store::tombstone(conn, place)).await.unwrap().is_none(), "it is the one that it was");
}

pub async fn what_comes_back_within_the_grace_is_what_it_was(store: Store) {
    holding(&store, 20).await;
    let before = store.read(store::live_hashes).await.unwrap();
    judged(&store, services(19), at(10)).await;
    assert_ne!(store.read(store::live_hashes).await.unwrap(), before, "the index shows the mark");
    assert_eq!(judged(&store, services(20), at(20)).await, ("accepted", "changed"));
    assert_eq!(store.read(store::live_hashes).await.unwrap(), before);
}

pub async fn incomplete_content_takes_nothing_away(store: Store) {
    holding(&store, 40).await;
    let part = Content::New(Box::new(Read { partial: true, ..read_of(services(10)) }));
    assert_eq!(judged(&store, part, at(10)).await, ("accepted", "changed"));
    assert_eq!((served(&store).await, indexed(&store).await), (40, 40));
}

pub async fn what_is_always_incomplete_is_all_there_is_after_a_day(store: Store) {
    holding(&store, 40).await;
    let part = || Content::New(Box::new(Read { partial: true, ..read_of(services(38)) }));
    assert_eq!(judged(&store, part(), at(10)).await, ("accepted", "changed"));
    assert_eq!(judged(&store, part(), at(3600)).await, ("unchanged", "same_content"));
    let read_version = |store: Store, now| async move {
        store.write(move |conn| store::bury(conn, now)).await.unwrap();
        store.write(move |conn| store::make_due(conn, &[], now)).await.unwrap();
        let lease = claim(&store, "worker", now).await.remove(0);
        store.write(|conn| store::release(conn, "worker")).await.unwrap();
        lease.read_version
    };
    assert!(read_version(store.clone(), at(7200)).await.is_some());
    assert!(read_version(store.clone(), at(10 + DAY)).await.is_none(), "it is read again");
    assert_eq!(judged(&store, part(), at(11 + DAY)).await, ("accepted", "changed"));
    assert_eq!((served(&store).await, indexed(&store).await), (38, 40), "two are missing, and kept for their grace");
    assert!(read_version(store.clone(), at(9 * DAY)).await.is_some(), "once");
}

pub async fn other_bytes_that_say_the_same_are_no_change(store: Store) {
    holding(&store, 3).await;
    let changes = store.read(store::latest_change).await.unwrap();
    let other = Content::New(Box::new(Read { content_hash: "other bytes".to_owned(), ..read_of(services(3)) }));
    assert_eq!(judged(&store, other, at(10)).await, ("unchanged", "same_content"));
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.last_success_at, row.last_change_at), (Some(at(10)), Some(at(1))));
    assert_eq!(store.read(store::latest_change).await.unwrap(), changes);
    let lease = {
        store.write(|conn| store::make_due(conn, &[], at(20))).await.unwrap();
        claim(&store, "worker", at(20)).await.remove(0)
    };
    assert_eq!(lease.content_hash.as_deref(), Some("other bytes"), "and is not read again");
}

pub async fn an_earlier_version_is_put_back_and_what_was_taken_back_waits(store: Store) {
    holding(&store, 20).await;
    judged(&store, services(30), at(10)).await;
    let first = store.read(|conn| store::snapshots(conn, "a", 0, 9)).await.unwrap().0.pop().unwrap();
    let documents = store
        .read({
            let id = first.id;
            move |conn| store::documents_of_version(conn, "a", id)
        })
        .await
        .unwrap();
    assert_eq!(documents.len(), 1);
    decide(&store, services(20), Decision::PutBack { version: first.id }, at(20)).await.unwrap();
    assert_eq!(served(&store).await, 20);
    assert_eq!(judged(&store, services(30), at(30)).await, ("held", "rolled_back"));
    assert_eq!(judged(&store, services(31), at(40)).await, ("accepted", "changed"), "content that is new is judged anew");
    let nothing = decide(&store, services(20), Decision::PutBack { version: 999_999 }, at(50)).await;
    assert!(matches!(nothing, Err(StoreError::Superseded(_))));
}

pub async fn a_version_keeps_its_documents_whatever_comes_later(store: Store) {
    let content = |services: usize, pages: [(&str, &str); 2]| {
        let mut read = read_of(self::services(services));
        let page = read.documents[0].clone();
        let page = |(at, (hash, etag)): (usize, (&str, &str))| StoredDocument {
            url: format!("https://mpp.example/api?page={at}"),
            hash: hash.to_owned(),
            etag: Some(etag.to_owned()),
            ..page.clone()
        };
        read.documents = pages.into_iter().enumerate().map(page).collect();
        Content::New(Box::new(read))
    };
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, content(10, [("a", "1"), ("b", "1")]), at(1)).await.unwrap();
    judged(&store, content(11, [("a", "1"), ("c", "1")]), at(10)).await;
    assert_eq!(judged(&store, content(11, [("a2", "2"), ("c", "2")]), at(20)).await, ("unchanged", "same_content"));
    assert_eq!(judged(&store, content(11, [("a3", "3"), ("c", "3")]), at(30)).await, ("unchanged", "same_content"));
    let versions = store.read(|conn| store::snapshots(conn, "a", 0, 9)).await.unwrap().0;
    let mut hashes = Vec::new();
    for version in &versions {
        let id = version.id;
        let documents = store.read(move |conn| store::documents_of_version(conn, "a", id)).await.unwrap();
        hashes.push(documents.into_iter().map(|document| document.hash).collect::<Vec<_>>());
    }
    assert_eq!(hashes, [["a3", "c"], ["a", "b"]], "the newest as it was read last, the one before as it was");
    let validators = store.read(|conn| store::validators(conn, "a")).await.unwrap();
    assert_eq!(validators.iter().map(|one| one.etag.as_deref().unwrap()).collect::<Vec<_>>(), ["3", "3"]);
}

pub async fn only_so_many_versions_keep_their_documents(store: Store) {
    let few = || {
        let toml = "id = \"a\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"\n[judge]\nkeep_versions = 2";
        registry::model::SourceFile::parse(toml).unwrap().sources.remove(0)
    };
    let content = |count: usize| {
        let mut read = read_of(services(count));
        read.documents[0].hash = count.to_string();
        Content::New(Box::new(read))
    };
    let lease = claimed(&store, &few(), at(0)).await;
    finish(&store, lease, content(10), at(1)).await.unwrap();
    for count in 11..14 {
        judged(&store, content(count), at(count as u64)).await;
    }
    let versions = store.read(|conn| store::snapshots(conn, "a", 0, 9)).await.unwrap().0;
    assert_eq!(versions.iter().map(|row| row.documents_kept).collect::<Vec<_>>(), [true, true, false, false]);
    let hash = |id| store.read(move |conn| store::documents_of_version(conn, "a", id));
    let mut kept = Vec::new();
    for version in &versions {
        kept.push(hash(version.id).await.unwrap().first().map(|document| document.hash.clone()));
    }
    assert_eq!(kept, [Some("13".to_owned()), Some("12".to_owned()), None, None]);
}

pub async fn records_with_new_ids_keep_the_ones_that_they_are_known_by(store: Store) {
    holding(&store, 10).await;
    let before = store.read(store::live_hashes).await.unwrap();
    let renumbered = |with: usize| {
        let mut read = read_of(services(with));
        for (number, service) in read.catalog.services.iter_mut().enumerate() {
            let id = registry::model::Id::derive("a", "service", &format!("new {number}"));
            read.catalog.services_at_locations[number].service = id;
            service.id = id;
        }
        Content::New(Box::new(read))
    };
    assert_eq!(judged(&store, renumbered(10), at(10)).await, ("unchanged", "same_content"));
    assert_eq!(store.read(store::live_hashes).await.unwrap(), before);
    assert_eq!(judged(&store, renumbered(11), at(20)).await, ("accepted", "changed"));
    let row = store.read(|conn| store::read::source(conn, "a")).await.unwrap().unwrap();
    assert_eq!((row.services, indexed(&store).await), (11, 11), "nothing is missing, one is new");
    assert_eq!(judged(&store, renumbered(11), at(30)).await, ("unchanged", "same_content"));
}

pub async fn anothers_content_and_another_region_write_nothing(store: Store) {
    holding(&store, 5).await;
    let other = |id: &str| {
        let toml = format!("id = \"{id}\"\nregion = \"35.73\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"");
        registry::model::SourceFile::parse(&toml).unwrap().sources.remove(0)
    };
    let same = Content::New(Box::new(Read { catalog: catalog(&other("b"), &["satu"]), ..read_of(services(5)) }));
    let lease = claimed(&store, &other("b"), at(5)).await;
    let attempt = settled(&store, lease, same, at(6)).await.unwrap().attempt;
    assert_eq!((attempt.outcome.as_str(), attempt.reason.as_str()), ("rejected", "anothers_content"));
    assert_eq!(indexed(&store).await, 5);
}

pub async fn when_many_lose_records_at_once_nothing_is_taken_away(store: Store) {
    let of = |id: &str, region: usize| -> Source {
        let toml = format!("id = \"{id}\"\nregion = \"32.{region:02}\"\nformat = \"json\"\nurl = \"https://mpp.example/{id}\"");
        registry::model::SourceFile::parse(&toml).unwrap().sources.remove(0)
    };
    let sources: Vec<Source> = (1..=18).map(|number| of(&format!("s{number:02}"), number)).collect();
    let content = |source: &Source, count: usize| {
        let names = names(count);
        let mut read = read_of(new(source, &names.iter().map(String::as_str).collect::<Vec<_>>()));
        read.content_hash = format!("{} {count}", source.id);
        Content::New(Box::new(read))
    };
    for source in &sources {
        let lease = claimed(&store, source, at(0)).await;
        finish(&store, lease, content(source, 20), at(1)).await.unwrap();
    }
    store.write(|conn| store::make_due(conn, &[], at(10))).await.unwrap();
    let mut seen = Vec::new();
    while let Some(lease) = claim(&store, "worker", at(10)).await.into_iter().next() {
        let source = lease.source.clone();
        let attempt = settled(&store, lease, content(&source, 19), at(11)).await.unwrap().attempt;
        seen.push(attempt.reason.as_str());
        let rest = store.write(|conn| store::release(conn, "worker")).await.unwrap();
        assert!(rest <= 18);
    }
    assert_eq!(seen.iter().filter(|reason| **reason == "changed").count(), 4, "{seen:?}");
    assert!(seen[4..].iter().all(|reason| *reason == "national_hold"), "{seen:?}");
}

pub async fn a_decision_takes_the_lease_from_whoever_harvests(store: Store) {
    holding(&store, 20).await;
    judged(&store, services(30), at(10)).await;
    let first = store.read(|conn| store::snapshots(conn, "a", 0, 9)).await.unwrap().0.pop().unwrap();
    store.write(|conn| store::make_due(conn, &[], at(20))).await.unwrap();
    let lease = claim(&store, "worker", at(20)).await.remove(0);
    decide(&store, services(20), Decision::PutBack { version: first.id }, at(21)).await.unwrap();
    let late = finish(&store, lease, services(31), at(22)).await;
    assert!(matches!(late, Err(StoreError::LeaseLost(_))));
    assert_eq!(served(&store).await, 20);
}
