//! The sources as people and programs see them: health in three values, what is held, versions, attempts, and services that are missing or
//! gone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use api::{Gazetteer, State, configure, metrics};
use registry::model::{Attempt, Drafts, Instant, OrganizationDraft, Reason, ServiceDraft, Source, SourceFile, Verdict};
use registry::store::{self, Content, Lease, Read, Store, StoredDocument, WorkerRow};
use serde_json::Value;

/// Tuesday, 10:00 in Jakarta.
fn now() -> Instant {
    Instant::new("2026-11-24T03:00:00Z".parse().unwrap())
}

fn ago(minutes: u64) -> Instant {
    now().minus(Duration::from_secs(60 * minutes))
}

fn source(id: &str) -> Source {
    let toml = format!("id = \"{id}\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/{id}\"");
    SourceFile::parse(&toml).unwrap().sources.remove(0)
}

/// Content of so many services; the first has a name that is no HTML.
fn services(source: &Source, count: usize) -> Content {
    let service = |number: usize| ServiceDraft {
        external_id: Some(number.to_string()),
        name: if number == 0 { "KTP <b>hilang".to_owned() } else { format!("Layanan <i>{number}") },
        organization: Some("Disdukcapil".to_owned()),
        ..ServiceDraft::default()
    };
    let drafts = Drafts {
        organizations: vec![OrganizationDraft { name: "Disdukcapil".to_owned(), ..OrganizationDraft::default() }],
        services: (0..count).map(service).collect(),
        ..Drafts::default()
    };
    let document = StoredDocument {
        url: source.url.to_string(),
        etag: None,
        last_modified: None,
        content_type: None,
        link: None,
        hash: count.to_string(),
        body: vec![1],
    };
    Content::New(Box::new(Read {
        catalog: registry::normalise::catalog(source, registry::gazetteer::region(source.region).unwrap(), drafts),
        documents: vec![document],
        content_hash: format!("{}-{count}", source.id),
        read_version: "1".to_owned(),
        partial: false,
    }))
}

/// Ends a harvest of a source.
async fn ended(store: &Store, id: &str, outcome: Verdict, reason: Reason, content: Content, at: Instant) {
    let attempt = Attempt {
        started_at: at,
        fetch_ms: 1,
        first_byte_ms: None,
        total_ms: 2,
        requests: 1,
        not_modified: 0,
        http_status: None,
        bytes: 3,
        records: None,
        refused: None,
        content_hash: None,
        outcome,
        reason,
        detail: Some(format!("<script>{}</script>", reason.as_str())),
    };
    let source = source(id);
    store
        .write(move |conn| {
            store::import(conn, &source, at)?;
            store::make_due(conn, std::slice::from_ref(&source.id), at)?;
            let leases: Vec<Lease> = store::claim(conn, "worker", at, Duration::from_secs(60), 100)?;
            let lease = leases.into_iter().find(|lease| lease.source.id == source.id).unwrap();
            store::finish(conn, &lease, &attempt, &content, at)?;
            store::release(conn, "worker")
        })
        .await
        .unwrap();
}

async fn failed(store: &Store, id: &str, reason: Reason, minutes: u64) {
    ended(store, id, Verdict::Failed, reason, Content::Nothing, ago(minutes)).await;
}

async fn brought(store: &Store, id: &str, count: usize, at: Instant) {
    ended(store, id, Verdict::Accepted, Reason::Changed, services(&source(id), count), at).await;
}

struct World {
    state: web::Data<State>,
    store: Store,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        let engine = registry::search::connect(&format!("embedded:{}", folder.path().join("index").display()), None, &[]).await.unwrap();
        let gazetteer =
            Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
        let state = State::new(store.clone(), engine, now, gazetteer, false).unwrap();
        Self { state: web::Data::new(state), store, _folder: folder }
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let state = self.state.clone();
        metrics::refresh(&state).await.unwrap();
        let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
        let answer = test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await;
        let status = answer.status();
        (status, String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
    }

    async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path).await.1).unwrap()
    }

    /// A page, which shows nothing of a feed unescaped.
    async fn page(&self, path: &str) -> String {
        let (status, page) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        // Our own script is a file, and stands in the head once; linked data is no script.
        let scripts = page.matches("<script").count() - page.matches("<script type=\"application/ld+json\">").count();
        assert!(scripts == page.matches("<script src=\"/").count() && !page.contains("<i>") && !page.contains("<b>"), "{path}: {page}");
        page
    }
}

/// One up, one held, one refused us, one silent, one that nobody asked for long, one never asked.
async fn world() -> World {
    let world = World::new().await;
    let store = &world.store;
    brought(store, "baik", 4, ago(30)).await;
    brought(store, "tahan", 40, ago(90)).await;
    brought(store, "tahan", 5, ago(20)).await;
    failed(store, "galat", Reason::HttpServerError, 30).await;
    failed(store, "sunyi", Reason::ConnectTimeout, 30).await;
    failed(store, "lama", Reason::HttpServerError, 60 * 9).await;
    let never = source("baru");
    store.write(move |conn| store::import(conn, &never, ago(10)).map(|_| ())).await.unwrap();
    world
}

#[actix_web::test]
async fn a_source_is_up_down_or_unknown_and_the_totals_say_how_many_report() {
    let world = world().await;
    let list = world.json("/v1/sources").await;
    let totals = ["total", "reporting", "up", "down", "unknown", "held"].map(|name| list[name].as_u64().unwrap());
    assert_eq!(totals, [6, 4, 2, 2, 2, 1]);
    let told = |id: &str| {
        let one = list["sources"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        (
            one["health"].clone(),
            one["up"].clone(),
            one["unknown_because"].clone(),
            one["explanation"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(told("tahan").0, "up", "held content is an answer");
    assert_eq!(told("galat"), ("down".into(), false.into(), Value::Null, Reason::HttpServerError.sentence().to_owned()));
    assert_eq!(told("sunyi").0, "down", "one silent source is its own fault");
    assert_eq!((told("lama").0, told("lama").2), ("unknown".into(), "not_asked_lately".into()));
    assert_eq!((told("baru").1, told("baru").2), (Value::Null, "never_asked".into()));
    let only = world.json("/v1/sources?health=unknown").await;
    assert_eq!((only["sources"].as_array().unwrap().len(), &only["total"]), (2, &6.into()));
    assert_eq!(world.json("/v1/sources?health=held").await["sources"][0]["id"], "tahan");
    assert_eq!(world.get("/v1/sources?health=sakit").await.0, StatusCode::BAD_REQUEST);

    let page = world.page("/sumber").await;
    assert!(page.contains("<strong>4</strong> dari 6 melapor"), "{page}");
    let place = |id: &str| page.find(&format!("/sumber/{id}\"")).unwrap();
    assert!(place("galat") < place("tahan") && place("tahan") < place("baru") && place("baru") < place("baik"), "by what needs attention");
    assert!(page.contains(Reason::HttpServerError.sentence()) && page.contains("belum pernah ditanya"));
    assert!(!world.page("/sumber?health=up").await.contains("/sumber/galat\""));
}

#[actix_web::test]
async fn while_the_harvester_is_cut_off_silent_sources_are_unknown() {
    let world = world().await;
    for id in ["a", "b", "c", "d"] {
        failed(&world.store, id, Reason::DnsFailed, 5).await;
    }
    let list = world.json("/v1/sources").await;
    assert_eq!((&list["down"], &list["unknown"], &list["reporting"], &list["total"]), (&1.into(), &7.into(), &3.into(), &10.into()));
    assert_eq!(world.json("/v1/sources/sunyi").await["unknown_because"], "harvester_cut_off");
    let metrics = world.get("/metrics").await.1;
    assert!(!metrics.lines().any(|line| line.starts_with("simpul_source_up") && line.contains("sunyi")), "absent, not 0");
    assert!(world.page("/sumber/sunyi").await.contains("Pemanen kami terputus"));
}

#[actix_web::test]
async fn what_is_held_is_shown_with_its_difference_and_the_command_that_releases_it() {
    let world = world().await;
    assert_eq!(world.json("/v1/sources/baik").await["held"], Value::Null);
    let one = world.json("/v1/sources/tahan").await;
    let held = &one["held"];
    assert_eq!((&held["reason"], &held["times"], &held["since"]), (&"mass_drop".into(), &1.into(), &"2026-11-24T02:40:00Z".into()));
    assert_eq!(
        (&held["counts"]["services_before"], &held["counts"]["services"], &held["counts"]["removed"]),
        (&40.into(), &5.into(), &35.into())
    );
    assert_eq!(held["names"]["removed"].as_array().unwrap().len(), 35);
    let command = format!("simpul source accept tahan --diff {}", held["diff_hash"].as_str().unwrap());
    assert_eq!(held["release"], command);
    let page = world.page("/sumber/tahan").await;
    assert!(page.contains(&command) && page.contains("Layanan &#60;i&#62;7") && page.contains(Reason::MassDrop.sentence()), "{page}");
    assert!(world.page("/sumber/tahan?lang=en").await.contains(Reason::MassDrop.sentence_en()));
}

#[actix_web::test]
async fn versions_say_when_why_and_whether_they_can_be_put_back() {
    let world = World::new().await;
    for (count, minutes) in [(4, 90), (5, 60), (6, 30)] {
        brought(&world.store, "baik", count, ago(minutes)).await;
    }
    let list = world.json("/v1/sources/baik/snapshots?size=2").await;
    let shown: Vec<_> = list["snapshots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["services"].as_i64(), one["active"].as_bool(), one["can_be_put_back"].as_bool()))
        .collect();
    assert_eq!(shown, [(Some(6), Some(true), Some(false)), (Some(5), Some(false), Some(true))]);
    assert_eq!((&list["total"], &list["snapshots"][0]["cause"], &list["snapshots"][0]["added"]), (&3.into(), &"harvest".into(), &1.into()));
    let second = world.json("/v1/sources/baik/snapshots?size=2&page=2").await;
    assert_eq!((&second["snapshots"][0]["services"], &second["snapshots"][0]["active"]), (&4.into(), &false.into()));
    assert_eq!(world.get("/v1/sources/tidak-ada/snapshots").await.0, StatusCode::NOT_FOUND);
    let first = second["snapshots"][0]["version"].as_i64().unwrap();
    for path in ["/sumber/baik", "/sumber/baik/versi"] {
        assert!(world.page(path).await.contains(&format!("simpul source rollback baik --to {first}")), "{path}");
    }
}

#[actix_web::test]
async fn attempts_are_paged_and_filtered_and_their_totals_stay() {
    let world = World::new().await;
    for minute in (0..60).rev() {
        let reason = if minute % 3 == 0 { Reason::ConnectTimeout } else { Reason::HttpServerError };
        failed(&world.store, "galat", reason, minute).await;
    }
    brought(&world.store, "galat", 3, now()).await;
    let first = world.json("/v1/sources/galat/attempts?size=20").await;
    assert_eq!((&first["total"], &first["ever"]["failed"], &first["ever"]["held"]), (&61.into(), &60.into(), &0.into()));
    let next = first["next_before"].as_i64().unwrap();
    let ids = |answer: &Value| answer["attempts"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect::<Vec<_>>();
    let second = ids(&world.json("/v1/sources/galat/attempts?size=20&page=2").await);
    assert_eq!(ids(&world.json(&format!("/v1/sources/galat/attempts?size=20&before={next}")).await), second);
    let last = world.json("/v1/sources/galat/attempts?size=20&page=4").await;
    assert_eq!((ids(&last).len(), &last["next_before"]), (1, &Value::Null));
    let good = world.json("/v1/sources/galat/attempts?outcome=accepted").await;
    assert_eq!((&good["total"], &good["attempts"][0]["explanation"]), (&1.into(), &Reason::Changed.sentence().into()));
    assert_eq!(world.get("/v1/sources/galat/attempts?outcome=bagus").await.0, StatusCode::BAD_REQUEST);

    let page = world.page("/sumber/galat/percobaan?outcome=failed").await;
    assert!(page.contains("60 gagal") && page.contains("page=2") && page.contains(Reason::ConnectTimeout.sentence()), "{page}");
    assert!(!world.page("/sumber/galat/percobaan?outcome=failed&page=2").await.contains("page=3"));

    // A year later nothing is left one by one, and the numbers are the same.
    let later = now().plus(Duration::from_secs(500 * 86_400));
    world.store.write(move |conn| store::compact_attempts(conn, later, 1000)).await.unwrap();
    let after = world.json("/v1/sources/galat/attempts").await;
    assert_eq!((&after["total"], &after["ever"]), (&0.into(), &first["ever"]));
    assert!(world.page("/sumber/galat").await.contains("Percobaan (61)"));
    assert!(world.page("/sumber/galat/percobaan").await.contains("61 percobaan lama"));
}

#[actix_web::test]
async fn a_service_that_is_missing_says_so_and_one_that_is_gone_is_410() {
    let world = World::new().await;
    brought(&world.store, "baik", 4, ago(90)).await;
    brought(&world.store, "baik", 3, ago(30)).await;
    let since = "2026-11-24T02:30:00Z";
    let missing: (registry::model::Id, registry::model::Id) = world
        .store
        .read(|conn| {
            let places = store::read::locations(conn, None)?;
            let given = store::read::services_at_location(conn, places[0].id)?;
            let place = given.into_iter().find(|(place, ..)| place.absent_since.is_some()).unwrap();
            Ok((place.0.service_id, place.0.id))
        })
        .await
        .unwrap();
    let path = format!("/v1/services/{}", missing.0);
    let one = world.json(&path).await;
    assert_eq!((&one["absent_since"], &one["where"][0]["absent_since"]), (&since.into(), &since.into()));
    let page = format!("/layanan/{}", missing.0);
    assert!(world.page(&page).await.contains("Sumber tidak lagi mencantumkan layanan ini sejak 2026-11-24 09:30 WIB"));
    let document = world.store.read(move |conn| store::search_documents(conn, &[missing.1])).await.unwrap().remove(0);
    assert_eq!(document.absent_since, Some(ago(30)));

    let later = now().plus(Duration::from_secs(30 * 86_400));
    assert_eq!(world.store.write(move |conn| store::bury(conn, later)).await.unwrap(), 1);
    let (status, body) = world.get(&path).await;
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &problem["code"], &problem["status"]), (StatusCode::GONE, &"gone".into(), &410.into()));
    assert!(problem["detail"].as_str().unwrap().contains("baik"), "{body}");
    let (status, body) = world.get(&page).await;
    assert!(status == StatusCode::GONE && body.contains("Sudah tidak ada") && !body.contains("<i>"), "{body}");
    let unknown = format!("/v1/services/{}", missing.1);
    assert_eq!(world.get(&unknown).await.0, StatusCode::NOT_FOUND, "the id of no service");
}

#[actix_web::test]
async fn the_metrics_tell_the_three_values_what_is_held_the_queue_and_the_workers() {
    let world = world().await;
    let worker =
        |owner: &str, canary_ok| WorkerRow { owner: owner.to_owned(), started_at: ago(9), last_seen_at: now(), canary_ok, detail: None };
    for worker in [worker("satu", true), worker("dua", false)] {
        world.store.write(move |conn| store::report_worker(conn, &worker)).await.unwrap();
    }
    // Somebody took a source ten minutes ago and never came back.
    world
        .store
        .write(|conn| store::claim(conn, "hilang", ago(10), Duration::from_secs(60), 1).map(|leases| assert_eq!(leases.len(), 1)))
        .await
        .unwrap();
    let text = world.get("/metrics").await.1;
    for line in [
        "simpul_sources{health=\"up\"} 2",
        "simpul_sources{health=\"down\"} 2",
        "simpul_sources{health=\"unknown\"} 2",
        "simpul_sources_reporting 4",
        "simpul_source_held{region=\"32.71\",source=\"tahan\"} 1",
        "simpul_source_held{region=\"32.71\",source=\"baik\"} 0",
        "simpul_source_held_since_timestamp_seconds{region=\"32.71\",source=\"tahan\"} 1795488000",
        "simpul_source_rejected{region=\"32.71\",source=\"baik\"} 0",
        "simpul_source_interval_seconds{region=\"32.71\",source=\"baik\"} 3600",
        "simpul_national_hold 0",
        "simpul_sources_losing 1",
        "simpul_sources_failing 3",
        "simpul_leases_overdue 1",
        "simpul_workers 2",
        "simpul_worker_canary_up{worker=\"dua\"} 0",
        "simpul_worker_canary_up{worker=\"satu\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    let queue = text.lines().find_map(|line| line.strip_prefix("simpul_queue_oldest_due_seconds ")).unwrap();
    assert!(queue.parse::<f64>().unwrap() > 3600.0, "{queue}");
}
