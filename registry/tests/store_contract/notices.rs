//! Notices: what a harvest, new ids, a tombstone and a rollback leave of them, and the number by which every node sees them.

use std::collections::BTreeSet;
use std::time::Duration;

use registry::access::{Act, Actor};
use registry::model::{Id, Instant, RegionCode};
use registry::notice::{Content, Kind, Notice, Reach, Target};
use registry::store::notices::{self, About, Sought};
use registry::store::{self, Store, access, read};

use crate::fixture::{again, at, claimed, finish, new, source};

const DAY: u64 = 24 * 3600;

fn bogor() -> RegionCode {
    "32.71".parse().unwrap()
}

fn actor() -> Actor {
    Actor::Console("ani".into())
}

fn notice(name: &str, target: Target, now: Instant) -> Notice {
    let content = Content {
        kind: Kind::Closed,
        text: "Banjir".into(),
        text_en: Some("Flood".into()),
        hours: None,
        starts_at: now,
        ends_at: now.plus(Duration::from_secs(30 * DAY)),
    };
    let id = Id::derive("notices", "notice", name);
    Notice {
        id,
        region: bogor(),
        target,
        content,
        author: "console:ani".into(),
        author_name: "ani".into(),
        written_at: now,
        changed_at: now,
        ended_at: None,
    }
}

async fn write(store: &Store, notice: &Notice) -> Notice {
    let notice = notice.clone();
    store.write(move |conn| notices::write_notice(conn, &notice, &actor())).await.unwrap()
}

async fn revision(store: &Store) -> i64 {
    store.read(notices::notices_revision).await.unwrap()
}

/// A harvest with these services; the hall, its agency and the first service.
async fn harvested(store: &Store, names: &[&str]) -> (Id, Id, Id) {
    let lease = claimed(store, &source("a"), at(0)).await;
    finish(store, lease, new(&source("a"), names), at(1)).await.unwrap();
    first(store).await
}

async fn first(store: &Store) -> (Id, Id, Id) {
    store
        .read(|conn| {
            let hall = read::locations(conn, Some("32.71"))?.remove(0);
            let service = read::services_at_location(conn, hall.id)?.into_iter().find_map(|(_, service, _)| service).unwrap();
            Ok((hall.id, service.organization_id, service.id))
        })
        .await
        .unwrap()
}

async fn target(store: &Store, about: About) -> Result<Target, &'static str> {
    store.read(move |conn| notices::target(conn, bogor(), &about)).await.unwrap().map_err(|(field, ..)| field)
}

async fn reach(store: &Store, name: &str) -> Reach {
    let id = Id::derive("notices", "notice", name);
    let posted = store.read(move |conn| {
        let notice = notices::notice(conn, id)?.unwrap();
        notices::posted(conn, notice)
    });
    posted.await.unwrap().reach
}

pub async fn a_notice_comes_back_as_it_was_written(store: Store) {
    let hours = Some(registry::notice::Daily { from: "08:00:00".parse().unwrap(), to: "11:30:00".parse().unwrap() });
    let mut written = notice("a", Target::Region, at(0));
    written.content = Content { kind: Kind::ShortHours, hours, ..written.content };
    assert_eq!(write(&store, &written).await, written);
    let id = written.id;
    assert_eq!(store.read(move |conn| notices::notice(conn, id)).await.unwrap(), Some(written.clone()));
    assert_eq!(store.read(|conn| notices::live_notices(conn, at(1))).await.unwrap(), [written.clone()]);
    assert!(store.read(|conn| notices::live_notices(conn, at(30 * DAY))).await.unwrap().is_empty(), "its end is not in it");
}

pub async fn each_change_is_counted_and_logged(store: Store) {
    let before = revision(&store).await;
    let written = write(&store, &notice("a", Target::Region, at(0))).await;
    let content = Content { text: "Banjir surut".into(), ..written.content.clone() };
    let (seen, other) = (written.clone(), content.clone());
    let changed = store.write(move |conn| notices::change_notice(conn, &seen, content, &actor(), at(5))).await.unwrap().unwrap();
    assert_eq!((changed.content.text.as_str(), changed.changed_at), ("Banjir surut", at(5)));
    let late = store.write(move |conn| notices::change_notice(conn, &written, other, &actor(), at(6))).await.unwrap();
    assert_eq!(late, None, "somebody else was faster");
    let id = changed.id;
    let end = move |now| move |conn: &mut store::Conn| notices::end_notice(conn, id, &actor(), now);
    assert_eq!(store.write(end(at(9))).await.unwrap().unwrap().ended_at, Some(at(9)));
    assert_eq!(store.write(end(at(99))).await.unwrap().unwrap().ended_at, Some(at(9)), "it has ended already");
    assert!(revision(&store).await >= before + 3);
    let acts: Vec<String> =
        store.read(|conn| access::audit(conn, Some(bogor()), None, 10)).await.unwrap().into_iter().map(|row| row.act).collect();
    assert_eq!(acts, [Act::NoticeEnded.as_str(), Act::NoticeChanged.as_str(), Act::NoticeWritten.as_str()]);
    assert!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().is_ok());
    let nobody = Id::derive("notices", "notice", "none");
    assert_eq!(store.write(move |conn| notices::end_notice(conn, nobody, &actor(), at(9))).await.unwrap(), None);
}

pub async fn a_notice_that_is_not_written_is_not_counted(store: Store) {
    let before = revision(&store).await;
    let wanted = notice("a", Target::Region, at(0));
    let failed: Result<(), _> = store
        .write(move |conn| {
            notices::write_notice(conn, &wanted, &actor())?;
            Err(store::StoreError::Ending)
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(revision(&store).await, before);
    assert!(store.read(|conn| notices::live_notices(conn, at(0))).await.unwrap().is_empty());
}

pub async fn what_was_sent_twice_is_written_once(store: Store) {
    let (one, two) = (notice("a", Target::Region, at(0)), notice("b", Target::Region, at(0)));
    let two = Notice { written_at: at(60), changed_at: at(60), ..two };
    let (first, second) = tokio::join!(write(&store, &one), write(&store, &two));
    assert_eq!(first.id, second.id, "the two at once");
    let later = Notice { written_at: at(600), ..notice("c", Target::Region, at(0)) };
    assert_eq!(write(&store, &later).await.id, later.id, "ten minutes later it is meant");
    assert_eq!(store.read(|conn| notices::live_notices(conn, at(700))).await.unwrap().len(), 2);
}

pub async fn notices_are_found_by_region_hall_and_state(store: Store) {
    let (hall, ..) = harvested(&store, &["KTP-el"]).await;
    let at_hall = target(&store, About { location: Some(hall), ..About::default() }).await.unwrap();
    write(&store, &notice("now", at_hall, at(0))).await;
    let mut coming = notice("coming", Target::Region, at(0));
    coming.content.starts_at = at(DAY);
    write(&store, &coming).await;
    let ended = write(&store, &Notice { region: "32.04".parse().unwrap(), ..notice("ended", Target::Region, at(0)) }).await.id;
    store.write(move |conn| notices::end_notice(conn, ended, &actor(), at(1))).await.unwrap();
    let found = async |sought: Sought| {
        let (rows, total) = store.read(move |conn| notices::notices(conn, &sought, at(2), 0, 10)).await.unwrap();
        assert_eq!(rows.len() as i64, total);
        rows.into_iter().map(|row| row.id).collect::<BTreeSet<Id>>()
    };
    let ids = |names: &[&str]| names.iter().map(|name| Id::derive("notices", "notice", name)).collect::<BTreeSet<Id>>();
    assert_eq!(found(Sought::default()).await, ids(&["now", "coming", "ended"]));
    for (state, expected) in [("in_force", "now"), ("coming", "coming"), ("ended", "ended")] {
        assert_eq!(found(Sought { state: Some(state), ..Sought::default() }).await, ids(&[expected]), "{state}");
    }
    assert_eq!(found(Sought { region: Some(bogor()), ..Sought::default() }).await, ids(&["now", "coming"]));
    assert_eq!(found(Sought { location: Some(hall), ..Sought::default() }).await, ids(&["now"]));
}

pub async fn only_what_is_there_can_be_written_about(store: Store) {
    let (hall, agency, service) = harvested(&store, &["KTP-el"]).await;
    let nothing = Some(Id::derive("a", "location", "none"));
    assert_eq!(target(&store, About { location: nothing, ..About::default() }).await, Err("location_id"));
    assert_eq!(target(&store, About { service: Some(service), ..About::default() }).await, Err("location_id"));
    assert_eq!(target(&store, About { location: Some(hall), service: nothing, ..About::default() }).await, Err("service_id"));
    assert_eq!(target(&store, About { location: Some(hall), organization: nothing, ..About::default() }).await, Err("organization_id"));
    assert_eq!(target(&store, About { term: Some("SKCK (Polri)".into()), ..About::default() }).await, Err("term"), "not given here");
    assert_eq!(target(&store, About { term: Some("x".into()), ..About::default() }).await, Err("term"));
    let scope = async |about| target(&store, about).await.unwrap().scope();
    assert_eq!(scope(About::default()).await, "region");
    assert_eq!(scope(About { location: Some(hall), organization: Some(agency), ..About::default() }).await, "counter");
    assert_eq!(scope(About { location: Some(hall), service: Some(service), ..About::default() }).await, "service");
    let elsewhere = About { location: Some(hall), ..About::default() };
    let found = store.read(move |conn| notices::target(conn, "32.04".parse().unwrap(), &elsewhere)).await.unwrap();
    assert!(found.is_err(), "another region's hall");
}

/// Everything that can happen to a catalog, and the notices that hang over it.
pub async fn a_notice_outlives_the_catalog_beneath_it(store: Store) {
    let (hall, agency, service) = harvested(&store, &["KTP-el", "KK", "KIA"]).await;
    let about = About { location: Some(hall), ..About::default() };
    for (name, about) in [
        ("hall", about.clone()),
        ("counter", About { organization: Some(agency), ..about.clone() }),
        ("service", About { service: Some(service), ..about }),
    ] {
        let target = target(&store, about).await.unwrap();
        write(&store, &notice(name, target, at(2))).await;
    }
    let all = async || [reach(&store, "hall").await, reach(&store, "counter").await, reach(&store, "service").await];
    let whole = [Reach::Hall(hall), Reach::Counter(hall, [agency].into()), Reach::Service(hall, [service].into())];
    assert_eq!(all().await, whole);
    again(&store, new(&source("a"), &["KTP-el", "KK", "KIA", "Pindah"]), at(60)).await;
    assert_eq!(all().await, whole, "a harvest");
    // The records come back under other ids, as from another source of the region.
    store.write(|conn| conn.batch("DELETE FROM sources")).await.unwrap();
    assert_eq!(all().await, [Reach::Gone(None), Reach::Gone(None), Reach::Gone(None)], "the source is gone: the region keeps them");
    let lease = claimed(&store, &source("b"), at(100)).await;
    finish(&store, lease, new(&source("b"), &["KTP-el", "KK", "KIA"]), at(101)).await.unwrap();
    let (hall, agency, _) = first(&store).await;
    let found = all().await;
    assert_eq!(found[..2], [Reach::Hall(hall), Reach::Counter(hall, [agency].into())], "other ids, the same names");
    assert!(matches!(&found[2], Reach::Service(there, services) if *there == hall && services.len() == 1), "{:?}", found[2]);
    // The service leaves the hall, which stays.
    store
        .write(|conn| conn.batch("DELETE FROM services_at_locations WHERE service_id IN (SELECT id FROM services WHERE name = 'KTP-el')"))
        .await
        .unwrap();
    let left = all().await;
    let service_is = |reach: &Reach| *reach == Reach::Gone(Some(hall)) || matches!(reach, Reach::Service(..));
    assert!(left[0] == Reach::Hall(hall) && service_is(&left[2]), "{left:?}");
    store.write(|conn| conn.batch("DELETE FROM services_at_locations")).await.unwrap();
    assert_eq!(all().await, [Reach::Hall(hall), Reach::Gone(Some(hall)), Reach::Gone(Some(hall))], "the hall keeps what was its own");
    assert_eq!(store.read(|conn| notices::live_notices(conn, at(200))).await.unwrap().len(), 3, "and none of them is lost");
}

pub async fn a_notice_is_told_once_to_the_endpoints_of_its_region_and_of_the_nation(store: Store) {
    use registry::store::webhooks;
    let endpoint = |region: Option<&str>| webhooks::NewWebhook {
        id: Id(uuid::Uuid::new_v4()),
        region: region.map(|code| code.parse().unwrap()),
        name: "situs".to_owned(),
        url: "https://situs.example/".to_owned(),
        kinds: [registry::webhook::Kind::NoticePublished].into(),
        secret: vec![1],
    };
    for region in [Some("32.71"), Some("32.04"), None] {
        let new = endpoint(region);
        store.write(move |conn| webhooks::add_webhook(conn, new, &actor(), at(0))).await.unwrap();
    }
    write(&store, &notice("a", Target::Region, at(10))).await;
    let tell = async |seconds| store.write(move |conn| webhooks::tell(conn, "https://simpul.example", at(seconds))).await.unwrap();
    assert_eq!((tell(11).await, tell(12).await, tell(3600).await), (2, 0, 0), "one delivery each, once");
    let claimed = store.write(|conn| webhooks::claim_deliveries(conn, "a", at(20), Duration::from_secs(60), (10, 10))).await.unwrap();
    assert_eq!(claimed.len(), 2, "not the neighbour's");
    let body: serde_json::Value = serde_json::from_str(&claimed[0].body).unwrap();
    assert_eq!((&body["type"], &body["data"]["text"]), (&"notice.published".into(), &"Banjir".into()), "{body}");
}
