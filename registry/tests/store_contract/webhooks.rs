//! Webhooks: what there is to tell is told once to everyone who wants it, by whoever looks first; a delivery is one process's at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use registry::access::Actor;
use registry::model::{Id, Instant, RegionCode, Verdict};
use registry::store::Store;
use registry::store::webhooks::{self, Claimed, DeliveryRow, Disabled, Ended, NewWebhook, WebhookRow};
use registry::webhook::{ATTEMPTS, Kind};

use crate::fixture::{again, at, claimed, finish, new, source};

const BASE: &str = "https://simpul.example";
const DAY: u64 = 24 * 3600;

fn console() -> Actor {
    Actor::Console("uji".to_owned())
}

/// An endpoint of a region, or of the nation, that wants to be told of these.
async fn endpoint(store: &Store, region: Option<&str>, kinds: &[Kind], now: Instant) -> WebhookRow {
    let region: Option<RegionCode> = region.map(|code| code.parse().unwrap());
    let new = NewWebhook {
        id: Id(uuid::Uuid::new_v4()),
        region,
        name: "situs".to_owned(),
        url: "https://situs.example/".to_owned(),
        kinds: kinds.iter().copied().collect(),
        secret: vec![0, 1, 2],
    };
    store.write(move |conn| webhooks::add_webhook(conn, new, &console(), now)).await.unwrap()
}

async fn tell(store: &Store, now: Instant) -> usize {
    store.write(move |conn| webhooks::tell(conn, BASE, now)).await.unwrap()
}

async fn deliveries(store: &Store, row: &WebhookRow) -> Vec<DeliveryRow> {
    let id = row.id;
    store.read(move |conn| webhooks::deliveries(conn, id, 100)).await.unwrap()
}

async fn kinds(store: &Store, row: &WebhookRow) -> BTreeSet<String> {
    deliveries(store, row).await.into_iter().map(|one| one.kind).collect()
}

async fn claim(store: &Store, owner: &'static str, now: Instant, (most, each): (i64, i64)) -> Vec<Claimed> {
    store.write(move |conn| webhooks::claim_deliveries(conn, owner, now, Duration::from_secs(60), (most, each))).await.unwrap()
}

async fn ended(store: &Store, one: &Claimed, owner: &'static str, ended: Ended, now: Instant) -> Option<Option<Disabled>> {
    let pair = (one.webhook.id, one.event);
    store.write(move |conn| webhooks::delivery_ended(conn, pair, owner, &ended, now)).await.unwrap()
}

fn failed(again_at: Option<Instant>) -> Ended {
    Ended::Failed { status: Some(500), detail: "HTTP 500".to_owned(), again_at }
}

/// Tests that wait to be sent to an endpoint.
async fn queued(store: &Store, count: u64) -> WebhookRow {
    let row = endpoint(store, Some("32.71"), &[Kind::SourceHeld], at(0)).await;
    for number in 0..count {
        let row = row.clone();
        store.write(move |conn| webhooks::test(conn, &row, &console(), at(0).plus(Duration::from_millis(number)))).await.unwrap();
    }
    row
}

pub async fn a_new_version_and_its_changes_are_told_once_to_who_wants_them(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let here = endpoint(&store, Some("32.71"), &[Kind::CatalogPublished, Kind::ServiceChanged], at(0)).await;
    let elsewhere = endpoint(&store, Some("32.04"), &[Kind::CatalogPublished, Kind::ServiceChanged], at(0)).await;
    let nation = endpoint(&store, None, &[Kind::CatalogPublished], at(0)).await;
    let other = endpoint(&store, Some("32.71"), &[Kind::SourceHeld], at(0)).await;
    finish(&store, lease, new(&source("a"), &["KTP-el", "KK", "KIA"]), at(10)).await.unwrap();
    assert_eq!(tell(&store, at(11)).await, 3);
    assert_eq!((tell(&store, at(12)).await, tell(&store, at(5000)).await), (0, 0), "once");
    assert_eq!(kinds(&store, &here).await, BTreeSet::from(["catalog.published".to_owned(), "service.changed".to_owned()]));
    assert_eq!(kinds(&store, &nation).await, BTreeSet::from(["catalog.published".to_owned()]));
    assert!(deliveries(&store, &elsewhere).await.is_empty() && deliveries(&store, &other).await.is_empty());
    let all = claim(&store, "a", at(6000), (10, 10)).await;
    let bodies: Vec<serde_json::Value> = all.iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect();
    let changed = bodies.iter().find(|body| body["type"] == "service.changed").unwrap();
    assert_eq!((&changed["data"]["changed"], &changed["data"]["source"]), (&3.into(), &"a".into()), "{changed}");
    let link = changed["data"]["changes"].as_str().unwrap();
    let after: i64 = link.strip_prefix("https://simpul.example/v1/changes?afterChangeNumber=").unwrap().parse().unwrap();
    let page = store.read(move |conn| registry::store::feed(conn, after, 10)).await.unwrap();
    assert_eq!(page.changes.len(), 3, "the link leads to all of them");
    assert_eq!(changed["timestamp"], at(10).to_string());
}

pub async fn what_was_before_an_endpoint_is_not_told_to_it(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, new(&source("a"), &["KTP-el"]), at(10)).await.unwrap();
    let row = endpoint(&store, Some("32.71"), &Kind::offered().collect::<Vec<_>>(), at(20)).await;
    assert_eq!(tell(&store, at(21)).await, 0);
    again(&store, new(&source("a"), &["KTP-el", "KK"]), at(7200)).await;
    assert_eq!(tell(&store, at(7201)).await, 2);
    let (id, off) = (row.id, row.clone());
    store.write(move |conn| webhooks::disable_webhook(conn, &off, &console(), at(7300))).await.unwrap();
    again(&store, new(&source("a"), &["KTP-el", "KK", "KIA"]), at(15_000)).await;
    assert_eq!(tell(&store, at(15_001)).await, 0);
    store
        .write(move |conn| {
            let row = webhooks::webhook(conn, id)?.expect("the endpoint");
            webhooks::enable_webhook(conn, &row, &console(), at(16_000))
        })
        .await
        .unwrap();
    again(&store, new(&source("a"), &["KTP-el", "KK", "KIA", "SIM"]), at(30_000)).await;
    assert!(tell(&store, at(30_001)).await >= 2);
}

pub async fn held_content_and_a_silent_source_are_told_once(store: Store) {
    let many: Vec<String> = (0..60).map(|number| format!("Layanan {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, new(&source("a"), &many), at(10)).await.unwrap();
    let row = endpoint(&store, Some("32.71"), &[Kind::SourceHeld, Kind::SourceSilent], at(20)).await;
    let few = new(&source("a"), &many[..3]);
    assert_eq!(crate::fixture::judged(&store, few, at(7200)).await.0, "held");
    assert_eq!((tell(&store, at(7201)).await, tell(&store, at(7202)).await), (1, 0));
    assert_eq!(kinds(&store, &row).await, BTreeSet::from(["source.held".to_owned()]));
    // It fails from now on, and the harvester is alive and reaches itself.
    let late = at(7200 + 2 * DAY);
    let refused = registry::store::Content::Refused(Vec::new());
    assert_eq!(crate::fixture::judged(&store, refused, late).await.0, Verdict::Rejected.as_str());
    let worker =
        registry::store::WorkerRow { owner: "worker".to_owned(), started_at: at(0), last_seen_at: late, canary_ok: true, detail: None };
    store
        .write(move |conn| {
            conn.batch(&format!("UPDATE sources SET last_attempt_at = '{late}'"))?;
            registry::store::report_worker(conn, &worker)
        })
        .await
        .unwrap();
    assert_eq!((tell(&store, late.plus(Duration::from_secs(1))).await, tell(&store, late.plus(Duration::from_secs(9))).await), (1, 0));
    assert!(kinds(&store, &row).await.contains("source.silent"));
}

pub async fn many_who_look_at_once_tell_once(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    let row = endpoint(&store, None, &[Kind::CatalogPublished, Kind::ServiceChanged], at(0)).await;
    finish(&store, lease, new(&source("a"), &["KTP-el", "KK"]), at(10)).await.unwrap();
    let looks = (0..6).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { tell(&store, at(11)).await })
    });
    let mut made = 0;
    for look in looks.collect::<Vec<_>>() {
        made += look.await.unwrap();
    }
    assert_eq!((made, deliveries(&store, &row).await.len()), (2, 2));
}

pub async fn a_delivery_is_one_process_at_a_time(store: Store) {
    let row = queued(&store, 5).await;
    assert_eq!(claim(&store, "a", at(1), (10, 2)).await.len(), 2, "of one endpoint only so many");
    assert!(claim(&store, "b", at(2), (10, 2)).await.is_empty(), "counted over all processes");
    assert_eq!(claim(&store, "b", at(2), (10, 4)).await.len(), 2);
    let late = claim(&store, "c", at(100), (10, 10)).await;
    assert_eq!(late.len(), 5, "leases that ran out");
    assert_eq!(ended(&store, &late[0], "a", Ended::Delivered(200), at(101)).await, None, "who is late writes nothing");
    assert_eq!(ended(&store, &late[0], "c", Ended::Delivered(200), at(101)).await, Some(None));
    store.write(|conn| webhooks::release_deliveries(conn, "c")).await.unwrap();
    assert_eq!(claim(&store, "d", at(102), (10, 10)).await.len(), 4, "given back");
    let states: Vec<String> = deliveries(&store, &row).await.into_iter().map(|one| one.state).collect();
    assert_eq!(states.iter().filter(|state| *state == "delivered").count(), 1);
}

pub async fn what_fails_waits_is_given_up_and_can_be_sent_again(store: Store) {
    let row = queued(&store, 1).await;
    let mut now = at(1);
    for attempt in 1..=ATTEMPTS {
        let one = claim(&store, "a", now, (10, 10)).await.pop().expect("due");
        assert_eq!(one.attempts, i32::try_from(attempt).unwrap() - 1);
        let again_at = (attempt < ATTEMPTS).then(|| now.plus(Duration::from_secs(10)));
        assert_eq!(ended(&store, &one, "a", failed(again_at), now).await, Some(None));
        assert!(claim(&store, "a", now.plus(Duration::from_secs(9)), (10, 10)).await.is_empty());
        now = now.plus(Duration::from_secs(10));
    }
    let dead = deliveries(&store, &row).await.remove(0);
    assert_eq!((dead.state.as_str(), dead.last_status, dead.last_detail.as_deref()), ("dead", Some(500), Some("HTTP 500")));
    let queue = store.read(move |conn| webhooks::queue(conn, now)).await.unwrap();
    assert_eq!((queue.waiting, queue.dead, queue.oldest_due), (0, 1, None));
    let event = dead.event;
    let (once, twice) = (row.clone(), row.clone());
    assert!(store.write(move |conn| webhooks::replay(conn, &once, event, &console(), now)).await.unwrap());
    assert!(!store.write(move |conn| webhooks::replay(conn, &twice, event, &console(), now)).await.unwrap(), "it waits already");
    let queue = store.read(move |conn| webhooks::queue(conn, now.plus(Duration::from_secs(5)))).await.unwrap();
    assert_eq!((queue.waiting, queue.oldest_due), (1, Some(now)));
    let one = claim(&store, "a", now, (10, 10)).await.remove(0);
    assert_eq!((one.event, one.attempts), (event, 0), "the same id, all its tries");
    assert_eq!(ended(&store, &one, "a", Ended::Delivered(204), now).await, Some(None));
}

pub async fn an_endpoint_that_is_gone_or_fails_for_days_is_switched_off(store: Store) {
    let row = queued(&store, 2).await;
    let one = claim(&store, "a", at(1), (1, 1)).await.remove(0);
    assert_eq!(ended(&store, &one, "a", Ended::Gone, at(1)).await, Some(Some(Disabled::Gone)));
    let states: Vec<String> = deliveries(&store, &row).await.into_iter().map(|one| one.state).collect();
    assert_eq!(states, ["dead", "dead"]);
    assert_eq!(store.read(|conn| webhooks::queue(conn, at(2))).await.unwrap().disabled, 1);
    let row = queued(&store, 3).await;
    for (day, expected) in [(0, None), (3, None), (6, Some(Disabled::Failing))] {
        let one = claim(&store, "a", at(day * DAY + 2), (1, 1)).await.remove(0);
        assert_eq!(ended(&store, &one, "a", failed(None), at(day * DAY + 2)).await, Some(expected), "day {day}");
    }
    let id = row.id;
    let kept = store.read(move |conn| webhooks::webhook(conn, id)).await.unwrap().unwrap();
    assert_eq!((kept.disabled_why.as_deref(), kept.failing_since), (Some("failing"), Some(at(2))));
}

pub async fn old_events_that_nobody_waits_for_are_forgotten(store: Store) {
    let row = queued(&store, 2).await;
    let one = claim(&store, "a", at(1), (1, 1)).await.remove(0);
    ended(&store, &one, "a", Ended::Delivered(200), at(1)).await;
    assert_eq!(store.write(|conn| webhooks::forget_events(conn, at(29 * DAY))).await.unwrap(), 0);
    assert_eq!(store.write(|conn| webhooks::forget_events(conn, at(31 * DAY))).await.unwrap(), 1);
    assert_eq!(deliveries(&store, &row).await.len(), 1, "what waits stays");
    let removed = row.clone();
    store.write(move |conn| webhooks::remove_webhook(conn, &removed, &console(), at(31 * DAY))).await.unwrap();
    assert_eq!(store.write(|conn| webhooks::forget_events(conn, at(31 * DAY))).await.unwrap(), 1);
}
