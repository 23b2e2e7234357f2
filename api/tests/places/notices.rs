//! Notices in every answer: what is closed is told as closed, by whom and until when, and is left out where only what is open is asked for.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use api::{Gazetteer, State};
use registry::access::Actor;
use registry::notice::{Content, Daily, Kind, Named, Notice, Target};
use registry::search::{Answer, Engine, Query, Rebuild, SearchError, Update, Visit};
use registry::store::notices;
use serde_json::Value;

use crate::world::{KTP, NEAR, World, blob, id, passport, tuesday};

const BANDUNG: &str = "Kabupaten Bandung";

fn hall(name: &str) -> Target {
    Target::Hall { location: named(name) }
}

fn named(name: &str) -> Named {
    Named { id: id(name), name: name.into() }
}

/// A notice of a region from now on, for so many hours.
fn notice(region: &str, kind: Kind, target: Target, hours: u64) -> Notice {
    let (now, key) = (tuesday(), format!("{kind:?} {target:?}"));
    let ends_at = now.plus(Duration::from_secs(hours * 3600));
    let content = Content { kind, text: "Banjir <b>1 m</b>".into(), text_en: Some("Flood".into()), hours: None, starts_at: now, ends_at };
    let author = "console:ani".to_owned();
    Notice {
        id: id(&key),
        region: region.parse().unwrap(),
        target,
        content,
        author,
        author_name: "Ani".into(),
        written_at: now,
        changed_at: now,
        ended_at: None,
    }
}

async fn post(world: &World, notice: Notice) {
    world.state.store.write(move |conn| notices::write_notice(conn, &notice, &Actor::Console("ani".into()))).await.unwrap();
    api::notices::refresh(&world.state).await.unwrap();
}

/// The halls of the documents, in the tables too: a notice finds there what it covers.
async fn world() -> World {
    let world = World::new().await;
    let mut sql = String::new();
    for (code, name, services) in [
        ("32.04", BANDUNG, &["Paspor baru", "KTP hilang"][..]),
        ("73.71", "Kota Makassar", &["Paspor baru"]),
        ("91.71", "Kota Jayapura", &["Paspor baru"]),
    ] {
        let (hall, agency) = (blob(name), blob("agency"));
        sql.push_str(&format!(
            "INSERT INTO locations (id, source_id, region, hash, name, latitude, longitude, point_is_regions) VALUES ({hall}, 'a', '{code}', 1, '{name}', -7.0, 107.6, 0);
             INSERT INTO schedules (owner_id, source_id, osm, zone, fact) VALUES ({hall}, 'a', 'Mo-Fr 08:00-15:00; PH off', 'WIB', '{{}}');"
        ));
        for service in services {
            let term = if service.starts_with("KTP") { KTP } else { passport() };
            let (own, place) = (blob(&format!("{service} {name}")), blob(&format!("{service} di {name}")));
            sql.push_str(&format!(
                "INSERT OR IGNORE INTO services (id, source_id, organization_id, hash, name, term, procedure, channels) VALUES ({own}, 'a', {agency}, 1, '{service}', '{term}', '[]', 'counter');
                 UPDATE services SET term = '{term}' WHERE id = {own};
                 INSERT INTO services_at_locations (id, source_id, service_id, location_id, hash) VALUES ({place}, 'a', {own}, {hall}, 1);"
            ));
        }
    }
    sql.push_str(&format!("INSERT INTO organizations (id, source_id, hash, name) VALUES ({}, 'a', 1, 'Instansi');", blob("agency")));
    world.state.store.write(move |conn| conn.batch(&sql)).await.unwrap();
    world
}

async fn hits(world: &World, query: &str) -> (u64, Vec<Value>) {
    let body = world.get(&format!("/v1/search?{query}&{NEAR}")).await.json();
    (body["total"].as_u64().unwrap_or_else(|| panic!("{body}")), body["hits"].as_array().unwrap().clone())
}

fn regions(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["region"]["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn without_notices_nothing_is_said_of_them() {
    let world = world().await;
    let (_, hits) = hits(&world, "q=paspor+baru").await;
    assert!(hits[0]["open"] == true && hits[0].get("notices").is_none(), "{}", hits[0]);
    assert!(!world.get(&format!("/mpp/{}", id(BANDUNG))).await.body.contains("class=\"pengumuman"));
}

#[actix_web::test]
async fn a_closed_hall_is_told_as_closed_and_until_when() {
    let world = world().await;
    post(&world, notice("32.04", Kind::Closed, hall(BANDUNG), 2)).await;
    let (_, hits) = hits(&world, "q=paspor+baru").await;
    let hit = hits.iter().find(|hit| hit["region"]["code"] == "32.04").unwrap();
    assert_eq!((&hit["open"], hit["opens_next"].as_str()), (&Value::Bool(false), Some("2026-11-24T12:00:00+07:00")), "{hit}");
    let told = &hit["notices"][0];
    assert_eq!(
        (told["kind"].as_str(), told["closes"].as_bool(), told["scope"].as_str()),
        (Some("closed"), Some(true), Some("hall")),
        "{told}"
    );
    assert_eq!((told["ends_at"].as_str(), told["region"]["name"].as_str()), (Some("2026-11-24T05:00:00Z"), Some(BANDUNG)), "{told}");
    assert!(hits.iter().filter(|hit| hit["region"]["code"] != "32.04").all(|hit| hit.get("notices").is_none()), "other halls");
    let location = world.get(&format!("/v1/locations/{}", id(BANDUNG))).await.json();
    assert!(location["open"] == false && location["notices"][0]["text"] == "Banjir <b>1 m</b>", "{location}");
    let service = world.get(&format!("/v1/services/{}", id("KTP hilang Kabupaten Bandung"))).await.json();
    assert!(
        service["where"][0]["location"]["open"] == false && service["where"][0]["location"]["notices"][0]["closes"] == true,
        "{service}"
    );
    let region = world.get("/v1/regions/32.04").await.json();
    assert_eq!(region["notices"].as_array().unwrap().len(), 1, "{region}");
    for path in [
        format!("/?q=paspor+baru&{NEAR}"),
        format!("/mpp/{}", id(BANDUNG)),
        format!("/layanan/{}", id("KTP hilang Kabupaten Bandung")),
        "/daerah/32.04".to_owned(),
    ] {
        let page = world.get(&path).await.body;
        assert!(page.contains("Tutup sementara sampai Selasa 24 Nov 12.00 WIB"), "{path}: {page}");
        assert!(!page.contains("<b>1 m"), "escaped: {path}");
    }
    let english = world.get(&format!("/mpp/{}?lang=en", id(BANDUNG))).await.body;
    assert!(english.contains("Temporarily closed until Tuesday 24 Nov 12.00 WIB") && english.contains("Flood"), "{english}");
    let text = world.ask("/v1/search?q=ktp+hilang+kabupaten+bandung", Some("text/plain")).await.body;
    assert!(text.contains("PENGUMUMAN: Tutup sementara") && text.chars().count() <= 320, "{text}");
}

#[actix_web::test]
async fn only_what_is_open_leaves_out_what_a_notice_closes() {
    let world = world().await;
    let now = "q=paspor+baru&open_at=now";
    let (total, found) = hits(&world, now).await;
    assert_eq!((total, regions(&found)), (2, vec!["32.04", "73.71"]));
    post(&world, notice("32.04", Kind::Closed, hall(BANDUNG), 2)).await;
    let (total, found) = hits(&world, now).await;
    assert_eq!((total, regions(&found)), (1, vec!["73.71"]), "and the total is right");
    let (_, found) = hits(&world, "q=paspor+baru&open_at=2026-11-24T12:00:00%2B07:00").await;
    assert_eq!(regions(&found), ["32.04", "73.71"], "when the notice has ended");
    let list = world.get("/v1/locations?region=32.04&open_at=now").await.json();
    assert_eq!(list["total"], 0, "{list}");
}

#[actix_web::test]
async fn an_engine_that_knows_no_hours_leaves_out_the_same() {
    let world = world().await;
    let gazetteer = Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let engine = Arc::new(WithoutHours(Arc::clone(&world.state.engine)));
    let plain = web::Data::new(State::new(world.state.store.clone(), engine, tuesday, gazetteer, false).unwrap());
    post(&world, notice("32.04", Kind::Closed, Target::Counter { location: named(BANDUNG), organization: named("agency") }, 2)).await;
    api::notices::refresh(&plain).await.unwrap();
    let world = World { state: plain, ..world };
    let (total, found) = hits(&world, "q=paspor+baru&open_at=now").await;
    assert_eq!((total, regions(&found)), (1, vec!["73.71"]));
}

#[actix_web::test]
async fn each_scope_closes_its_own_and_no_more() {
    for (target, closed) in [
        (Target::Region, ["paspor+baru", "ktp+hilang"].as_slice()),
        (Target::Counter { location: named(BANDUNG), organization: named("agency") }, &["paspor+baru", "ktp+hilang"]),
        (Target::Service { location: named(BANDUNG), service: named("KTP hilang Kabupaten Bandung"), term: None }, &["ktp+hilang"]),
        (Target::NationalService { term: passport().into() }, &["paspor+baru"]),
        (Target::Hall { location: named("hall of old") }, &[]),
    ] {
        let world = world().await;
        post(&world, notice("32.04", Kind::Closed, target.clone(), 30)).await;
        for query in ["paspor+baru", "ktp+hilang"] {
            // Wednesday, 09:30 in Bandung: everything is open there by its hours.
            let at = "2026-11-25T09:30:00%2B07:00";
            let (_, found) = hits(&world, &format!("q={query}&region=32.04&open_at={at}")).await;
            assert_eq!(found.is_empty(), closed.contains(&query), "{query} {target:?}");
        }
    }
}

#[actix_web::test]
async fn what_lost_its_place_is_shown_with_the_region_and_says_so() {
    let world = world().await;
    post(&world, notice("32.04", Kind::Closed, hall("hall of old"), 2)).await;
    let region = world.get("/v1/regions/32.04").await.json();
    assert!(region["notices"][0]["scope_gone"] == true && region["notices"][0]["closes"] == false, "{region}");
    let page = world.get(&format!("/mpp/{}", id(BANDUNG))).await.body;
    assert!(page.contains("tidak ada lagi di katalog") && page.contains("hall of old"), "{page}");
    let (_, hits) = hits(&world, "q=paspor+baru&open_at=now").await;
    assert_eq!(regions(&hits), ["32.04", "73.71"], "it closes nothing");
}

#[actix_web::test]
async fn shorter_hours_and_missing_blanks() {
    let world = world().await;
    let mut short = notice("73.71", Kind::ShortHours, hall("Kota Makassar"), 48);
    short.content.hours = Some(Daily { from: "08:00:00".parse().unwrap(), to: "11:00:00".parse().unwrap() });
    post(&world, short).await;
    post(&world, notice("32.04", Kind::NoBlanks, Target::NationalService { term: passport().into() }, 48)).await;
    let (_, found) = hits(&world, "q=paspor+baru").await;
    let of = |code: &str| found.iter().find(|hit| hit["region"]["code"] == code).unwrap();
    // 10:00 in Jakarta is 11:00 in Makassar.
    assert_eq!((&of("73.71")["open"], of("73.71")["opens_next"].as_str()), (&Value::Bool(false), Some("2026-11-25T08:00:00+08:00")));
    assert!(of("32.04")["open"] == true && of("32.04")["notices"][0]["kind"] == "no_blanks", "{}", of("32.04"));
    let page = world.get(&format!("/?q=paspor+baru&{NEAR}")).await.body;
    assert!(page.contains("Jam layanan dipersingkat 08.00–11.00 sampai"), "{page}");
}

#[actix_web::test]
async fn what_is_to_come_is_told_and_what_has_ended_is_not() {
    let world = world().await;
    let mut coming = notice("32.04", Kind::Closed, hall(BANDUNG), 48);
    coming.content.starts_at = tuesday().plus(Duration::from_secs(24 * 3600));
    post(&world, coming.clone()).await;
    let (_, found) = hits(&world, "q=paspor+baru&region=32.04").await;
    assert!(found[0]["open"] == true && found[0]["notices"][0]["state"] == "coming", "{}", found[0]);
    world.state.store.write(move |conn| notices::end_notice(conn, coming.id, &Actor::Console("ani".into()), tuesday())).await.unwrap();
    api::notices::refresh(&world.state).await.unwrap();
    let (_, found) = hits(&world, "q=paspor+baru&region=32.04").await;
    assert!(found[0].get("notices").is_none(), "{}", found[0]);
    let kept = world.get("/v1/notices?state=ended").await.json();
    assert_eq!((kept["total"].as_u64(), kept["notices"][0]["state"].as_str()), (Some(1), Some("ended")), "{kept}");
}

#[actix_web::test]
async fn mobile_units_do_not_come_where_their_region_is_closed() {
    let world = world().await;
    let stops = async || world.get("/v1/stops?region=32.04&q=ktp").await.json()["stops"].as_array().unwrap().clone();
    assert!(stops().await.iter().all(|stop| stop["cancelled"] == false && stop.get("notices").is_none()));
    post(&world, notice("32.04", Kind::Closed, Target::NationalService { term: KTP.into() }, 24 * 30)).await;
    let closed = stops().await;
    assert!(
        !closed.is_empty() && closed.iter().all(|stop| stop["cancelled"] == true && stop["notices"][0]["closes"] == true),
        "{closed:?}"
    );
    let page = world.get("/keliling?region=32.04&q=ktp").await.body;
    assert!(page.contains("Dibatalkan") && page.contains("Tutup sementara sampai"), "{page}");
    let file = world.get("/keliling.ics?region=32.04&q=ktp").await.body;
    assert!(file.contains("STATUS:CANCELLED") && file.replace("\r\n ", "").contains("Banjir"), "{file}");
    let other = world.get("/v1/stops?region=32.04&q=samsat").await.json();
    assert!(other["stops"][0]["cancelled"] == false, "another service: {other}");
}

/// An engine that has to be asked in steps for what is open, as Meilisearch.
struct WithoutHours(Arc<dyn Engine>);

#[async_trait::async_trait]
impl Engine for WithoutHours {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        self.0.search(&Query { open: None, shut: None, ..query.clone() }).await
    }
    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError> {
        self.0.apply(updates, position).await
    }
    async fn position(&self) -> Result<i64, SearchError> {
        self.0.position().await
    }
    async fn count(&self) -> Result<u64, SearchError> {
        self.0.count().await
    }
    async fn walk(&self, visit: &mut Visit<'_>) -> Result<(), SearchError> {
        self.0.walk(visit).await
    }
    async fn check(&self) -> Result<(), SearchError> {
        self.0.check().await
    }
    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError> {
        self.0.rebuild().await
    }
    fn name(&self) -> &'static str {
        "without hours"
    }
}
