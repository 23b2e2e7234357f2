//! The routes, over a small SQLite store: one healthy source, one failing, one never tried, and history of four regions.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use api::{Gazetteer, State, configure, metrics};
use registry::model::{Channel, Id, Instant, Kind, Point, Province, Region, RegionCode, Zone};
use registry::search::{Answer, Document, Engine, Hit, Query, Rebuild, SearchError, Update, Visit};
use registry::store::Store;
use serde_json::Value;

/// An engine that finds the documents whose service holds the text; `None` is an engine that does not answer.
struct Few(Option<Vec<Arc<Document>>>);

impl Few {
    fn documents(&self) -> Result<&[Arc<Document>], SearchError> {
        self.0.as_deref().ok_or_else(|| SearchError::Unavailable("gone".into()))
    }
}

#[async_trait::async_trait]
impl Engine for Few {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let found: Vec<_> =
            self.documents()?.iter().filter(|d| d.service.to_lowercase().contains(&query.text.to_lowercase())).cloned().collect();
        let hit = |document: Arc<Document>| Hit {
            distance_km: query.near.map(|near| near.distance_km(document.point)),
            highlight: document.service.replace('<', "&lt;"),
            document,
        };
        let total = found.len() as u64;
        let hits = found.into_iter().skip(query.offset).take(query.limit).map(hit).collect();
        Ok(Answer { total, hits, ..Answer::default() })
    }
    async fn apply(&self, _: Vec<Update>, _: i64) -> Result<(), SearchError> {
        Ok(())
    }
    async fn position(&self) -> Result<i64, SearchError> {
        self.documents().map(|_| 1)
    }
    async fn count(&self) -> Result<u64, SearchError> {
        self.documents().map(|all| all.len() as u64)
    }
    async fn walk(&self, _: &mut Visit<'_>) -> Result<(), SearchError> {
        Ok(())
    }
    async fn check(&self) -> Result<(), SearchError> {
        self.documents().map(drop)
    }
    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError> {
        Err(SearchError::Unavailable("not here".into()))
    }
    fn name(&self) -> &'static str {
        "few"
    }
}

/// Tuesday, 10:00 in Jakarta.
fn tuesday() -> Instant {
    Instant::new("2026-11-24T03:00:00Z".parse().unwrap())
}

fn id(name: &str) -> Id {
    Id::derive("bogor", "test", name)
}

fn document(name: &str, hours: Option<&str>) -> Arc<Document> {
    Arc::new(Document {
        id: id(name),
        hash: "1".into(),
        source: "bogor".into(),
        service_id: id("ktp"),
        service: name.into(),
        term: None,
        synonyms: Vec::new(),
        description: None,
        organization_id: id("dukcapil"),
        organization: "Disdukcapil".into(),
        organization_aliases: Vec::new(),
        location_id: id("mpp"),
        location: "MPP Kota Bogor".into(),
        address: None,
        point: Point { lat: -6.6, lon: 106.8 },
        region: "32.71".parse().unwrap(),
        region_name: "Kota Bogor".into(),
        province_name: "Jawa Barat".into(),
        channels: vec![Channel::Counter],
        category: None,
        free: None,
        max_duration_minutes: None,
        duration: None,
        cost: None,
        opening_hours: hours.map(str::to_owned),
        zone: "WIB".into(),
        data_as_of: tuesday(),
        synthetic: true,
        absent_since: None,
    })
}

fn region(code: &str, name: &str, autonomous: bool) -> Region {
    let code: RegionCode = code.parse().unwrap();
    Region {
        code,
        name: name.into(),
        kind: Kind::Kota,
        province: code.province(),
        autonomous,
        zone: Zone::Wib,
        point: Point { lat: -6.6, lon: 106.8 },
        population: 1,
        area_km2: 1.0,
    }
}

fn gazetteer() -> Gazetteer {
    let regions = vec![
        region("31.71", "Kota Jakarta Pusat", false),
        region("31.72", "Kota Jakarta Utara", false),
        region("32.71", "Kota Bogor", true),
        region("36.01", "Kabupaten Pandeglang", true),
    ];
    let province = |code: &str, name: &str| Province {
        code: code.parse().unwrap(),
        name: name.into(),
        point: Point { lat: -6.6, lon: 106.8 },
        zone: Zone::Wib,
        population: 1,
    };
    Gazetteer { regions, provinces: vec![province("31", "DKI Jakarta"), province("32", "Jawa Barat"), province("36", "Banten")] }
}

const AT: &str = "'2026-11-24T02:00:00.000Z'";

fn fixture() -> String {
    let blob = |name: &str| format!("x'{}'", id(name).0.simple());
    let source = |name: &str, region: &str, times: &str, outcome: &str| {
        format!(
            "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, last_attempt_at,
               last_success_at, last_change_at, last_outcome, services, findings_info, findings_warning, findings_error)
             VALUES ('{name}', '{region}', 'json', 'https://contoh.go.id/a?kunci=rahasia', '{{}}', 1, 0, {AT}, {AT}, 0, {times}, {outcome}, 1, 0, 1, 0);"
        )
    };
    let event = |region: &str, date: &str| {
        format!(
            "INSERT INTO mpp_events VALUES ('{region}', 'inaugurated', '{date}', 'MPP', 'ministerial', 'A', 'x', 0, '{date}', '', NULL);"
        )
    };
    [
        source("bogor", "32.71", &format!("{AT}, {AT}, {AT}"), "'unchanged'"),
        source("pandeglang", "36.01", &format!("{AT}, NULL, NULL"), "'failed'"),
        source("baru", "36.01", "NULL, NULL, NULL", "NULL"),
        event("31", "2017-10-12"),
        event("32.71", "2019-08-26"),
        event("73", "2020-01-01"),
        format!(
            "INSERT INTO organizations (id, source_id, hash, external_id, name, canonical, description, phone, email, website, canonical_from) VALUES ({}, 'bogor', 1, NULL, 'Disdukcapil', NULL, NULL, NULL, NULL, NULL, NULL);
             INSERT INTO locations (id, source_id, region, hash, external_id, name, address, latitude, longitude, point_is_regions, phone,
                 email, website, accessibility, point_from) VALUES ({}, 'bogor', '32.71', 1, NULL, 'MPP <b>Kota Bogor', NULL, -6.6, 106.8, 0, NULL, NULL, 'javascript:alert(1)', NULL, NULL);
             INSERT INTO services (id, source_id, organization_id, hash, external_id, name, description, term, category, duration, procedure,
                 legal_basis, channels, url, alert, term_from, requirements_from) VALUES ({}, 'bogor', {}, 1, NULL, 'KTP hilang', NULL, NULL, NULL,
               '{{\"value\":{{\"min\":1,\"max\":3,\"unit\":\"working_day\"}},\"raw\":\"1-3 hari kerja\",\"rule\":\"duration.range\"}}', '[\"Ambil antrean\"]', NULL, 'counter', NULL, NULL, NULL, NULL);
             INSERT INTO costs VALUES ({}, 1, 0, 0, '{{\"value\":{{\"kind\":\"free\"}},\"raw\":\"Gratis\",\"rule\":\"cost.free\"}}');
             INSERT INTO required_documents VALUES ({}, 0, 'Surat kehilangan', NULL);
             INSERT INTO services_at_locations (id, source_id, service_id, location_id, hash, counter, phone) VALUES ({}, 'bogor', {}, {}, 1, 'Loket 3', NULL);
             INSERT INTO schedules VALUES ({}, 'bogor', 'Mo-Fr 08:00-15:00', 'WIB', '{{\"value\":null,\"raw\":\"Senin-Jumat\",\"rule\":\"hours.days\"}}');
             INSERT INTO findings VALUES ('bogor', 1, 0, 'cost.unread', 'warning', 'a', 'fees', '=1+1');
             INSERT INTO changes (source_id, entity_id, deleted, at) VALUES ('bogor', {}, 0, {AT}), ('bogor', {}, 0, {AT});",
            blob("dukcapil"), blob("mpp"), blob("ktp"), blob("dukcapil"), blob("ktp"), blob("ktp"), blob("at"), blob("ktp"), blob("mpp"),
            blob("mpp"), blob("at"), blob("at"),
        ),
    ]
    .concat()
}

async fn state(engine: Few) -> (tempfile::TempDir, web::Data<State>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
    store.write(|conn| conn.batch(&fixture())).await.unwrap();
    let state = State::new(store, Arc::new(engine), tuesday, gazetteer(), false).unwrap();
    (folder, web::Data::new(state))
}

fn engine() -> Few {
    Few(Some(vec![
        document("KTP hilang", Some("Mo-Fr 08:00-15:00")),
        document("KTP rusak", Some("Sa 08:00-12:00")),
        document("KTP <script>", None),
    ]))
}

struct Got {
    status: StatusCode,
    etag: Option<String>,
    kind: String,
    degraded: Option<String>,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn get_with(engine: Few, path: &str, etag: Option<&str>) -> Got {
    let (_folder, state) = state(engine).await;
    let failed_refresh = metrics::refresh(&state).await;
    drop(failed_refresh);
    let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
    let mut request = test::TestRequest::get().uri(path);
    if let Some(etag) = etag {
        request = request.insert_header(("If-None-Match", etag));
    }
    let answer = test::call_service(&app, request.to_request()).await;
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, etag, kind) = (answer.status(), header("etag"), header("content-type").unwrap_or_default());
    let degraded = header("simpul-degraded");
    let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
    Got { status, etag, kind, degraded, body }
}

async fn get(path: &str) -> Got {
    get_with(engine(), path, None).await
}

#[actix_web::test]
async fn search_tells_open_closed_and_unknown_apart() {
    let body = get("/v1/search?q=ktp&near=-6.6,106.8&utm_source=x").await.json();
    let open: Vec<&Value> = body["hits"].as_array().unwrap().iter().map(|hit| &hit["open"]).collect();
    assert_eq!(open, [&Value::Bool(true), &Value::Bool(false), &Value::Null]);
    assert_eq!(body["hits"][1]["opens_next"], "2026-11-28T08:00:00+07:00");
    assert!(body["took_ms"].is_u64());
    assert_eq!(body["index_behind_seconds"], 3600);
}

#[actix_web::test]
async fn open_at_keeps_what_is_known_to_be_open() {
    let body = get("/v1/search?q=ktp&open_at=2026-11-28T09:00:00%2B07:00&facets=all").await.json();
    assert_eq!((&body["total"], &body["hits"][0]["service"]["name"]), (&1.into(), &"KTP rusak".into()));
    assert_eq!(body["facets"]["region"][0]["name"], "Kota Bogor");
}

#[actix_web::test]
async fn a_question_is_told_as_it_was_understood() {
    let body = get("/v1/search?q=gimana+bikin+ktp+ilang+kab+bogor+besok").await.json();
    let read = &body["interpreted"];
    assert_eq!(read["services"][0]["term"], "KTP-el: penggantian karena hilang (Disdukcapil)");
    assert_eq!((&read["regions"][0]["code"], &read["when"]), (&"32.01".into(), &"besok".into()));
    assert_eq!(read["parts"][0]["kind"], "filler");
    let body = get("/v1/search?q=balik+nama").await.json();
    assert!(body["choices"].as_array().unwrap().len() >= 3, "{body}");
    let body = get("/v1/search?q=sktm").await.json();
    assert_eq!(body["not_offered"]["place"], "kantor kelurahan atau desa");
    let page = get("/?q=sktm").await.body;
    assert!(page.contains("kantor kelurahan atau desa"), "{page}");
    let page = get("/?q=balik+nama&lang=en").await.body;
    assert!(page.contains("term=Peralihan+hak"), "{page}");
}

#[actix_web::test]
async fn what_halls_have_nothing_to_do_with_finds_nothing() {
    for query in ["tiket+kereta", "halo", "asdfghjkl", "%00", "terima+kasih"] {
        let body = get(&format!("/v1/search?q={query}")).await.json();
        assert_eq!((&body["total"], &body["hits"]), (&0.into(), &Value::Array(Vec::new())), "{query}");
    }
}

#[actix_web::test]
async fn a_wrong_parameter_is_named() {
    for (query, parameter) in [
        ("near=91,0", "near"),
        ("size=0", "size"),
        ("size=101", "size"),
        ("page=0", "page"),
        ("page=1000000", "page"),
        ("channel=fax", "channel"),
        ("sort=distance", "sort"),
        ("open_at=besok", "open_at"),
        ("free=mungkin", "free"),
        ("region=x", "region"),
    ] {
        let got = get(&format!("/v1/search?{query}")).await;
        assert_eq!((got.status, got.kind.as_str()), (StatusCode::BAD_REQUEST, "application/problem+json"), "{query}");
        assert_eq!((&got.json()["parameter"], &got.json()["code"]), (&parameter.into(), &"invalid_parameter".into()), "{query}");
    }
}

#[actix_web::test]
async fn without_an_engine_the_database_answers_and_says_so() {
    let got = get_with(Few(None), "/v1/search?q=KTP&near=-6.6,106.8&open_at=now&facets=region", None).await;
    let body = got.json();
    assert_eq!((got.status, got.degraded.as_deref(), &body["degraded"]), (StatusCode::OK, Some("search"), &true.into()));
    assert_eq!((&body["total"], &body["hits"][0]["service"]["name"]), (&1.into(), &"KTP hilang".into()));
    assert_eq!((&body["hits"][0]["open"], &body["facets"]["region"][0]["value"]), (&true.into(), &"32.71".into()));
    assert!(body["hits"][0]["distance_km"].is_number() && body["index_behind_seconds"].is_null());
    let whole = get("/v1/search?q=KTP").await;
    assert!(whole.degraded.is_none() && whole.json()["degraded"].is_null());
    let page = get_with(Few(None), "/?q=ktp", None).await;
    assert!(page.status == StatusCode::OK && page.body.contains("Mesin pencari sedang terganggu") && page.body.contains("KTP hilang"));
    let ready = get_with(Few(None), "/readyz", None).await;
    assert_eq!((ready.status, &ready.json()["status"], &ready.json()["index"]), (StatusCode::OK, &"degraded".into(), &"away".into()));
    assert!(get_with(Few(None), "/metrics", None).await.body.contains("\nsimpul_search_degraded 1\n"));
}

#[actix_web::test]
async fn an_empty_answer_is_never_given_for_want_of_an_engine() {
    let got = get_with(Few(None), "/v1/search?q=zzyzx", None).await;
    assert_eq!((got.status, &got.json()["code"]), (StatusCode::SERVICE_UNAVAILABLE, &"search_unavailable".into()));
    assert_eq!(got.kind, "application/problem+json");
    assert_eq!(get_with(Few(None), "/?q=zzyzx", None).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let nothing_there = get_with(Few(None), "/v1/search?region=11.01", None).await;
    assert_eq!((nothing_there.status, &nothing_there.json()["total"]), (StatusCode::OK, &0.into()), "that the database knows for sure");
}

#[actix_web::test]
async fn an_index_that_is_being_filled_is_not_asked() {
    let (_folder, state) = state(Few(Some(Vec::new()))).await;
    state.index.set(registry::indexing::Condition::Filling);
    let watched = state.clone();
    let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
    let ask = |path: &str| test::call_and_read_body(&app, test::TestRequest::get().uri(path).to_request());
    let body: Value = serde_json::from_slice(&ask("/v1/search?q=ktp").await).unwrap();
    assert_eq!((&body["total"], &body["degraded"]), (&1.into(), &true.into()));
    let ready: Value = serde_json::from_slice(&ask("/readyz").await).unwrap();
    assert_eq!((&ready["status"], &ready["index"]), (&"degraded".into(), &"filling".into()));
    watched.index.set(registry::indexing::Condition::Whole);
    let body: Value = serde_json::from_slice(&ask("/v1/search?q=ktp").await).unwrap();
    assert_eq!((&body["total"], &body["degraded"]), (&0.into(), &Value::Null), "now it is");
}

#[actix_web::test]
async fn without_engine_and_database_it_is_503() {
    let (_folder, state) = state(Few(None)).await;
    state.store.write(|conn| conn.batch("DROP TABLE services_at_locations; DROP TABLE changes")).await.unwrap();
    let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
    for path in ["/v1/search?q=ktp", "/readyz"] {
        let answer = test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let body: Value = serde_json::from_slice(&test::read_body(answer).await).unwrap();
        assert_eq!(body["code"], "database_unavailable", "{path}");
    }
}

#[actix_web::test]
async fn what_is_not_there_is_404() {
    let unknown = Id::derive("x", "y", "z");
    for path in [
        format!("/v1/services/{unknown}"),
        "/v1/services/x".into(),
        format!("/v1/locations/{unknown}"),
        "/v1/regions/99.99".into(),
        "/v1/sources/x".into(),
        "/v1/x".into(),
    ] {
        let got = get(&path).await;
        assert_eq!((got.status, &got.json()["code"]), (StatusCode::NOT_FOUND, &"not_found".into()), "{path}");
    }
    assert_eq!(get("/tidak-ada").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_service_carries_its_provenance() {
    let body = get(&format!("/v1/services/{}", id("ktp"))).await.json();
    assert_eq!((&body["duration"]["raw"], &body["duration"]["rule"]), (&"1-3 hari kerja".into(), &"duration.range".into()));
    assert_eq!(body["cost"]["value"]["kind"], "free");
    assert_eq!((&body["requirements"][0]["document"], &body["where"][0]["location"]["open"]), (&"Surat kehilangan".into(), &true.into()));
}

#[actix_web::test]
async fn coverage_gives_both_numbers() {
    let body = get("/v1/coverage?by=province").await.json();
    assert_eq!((&body["covered"], &body["denominator"], &body["ratio"]), (&2.into(), &3.into(), &0.6667.into()));
    assert_eq!(body["provinces"][0]["covered"], 1);
    assert_eq!(get("/v1/coverage?rule=all").await.json()["denominator"], 4);
    assert_eq!(get("/v1/coverage?at=2018-01-01").await.json()["covered"], 1);
    assert_eq!(get("/v1/coverage?at=kemarin").await.status, StatusCode::BAD_REQUEST);
    assert_eq!((&body["confidence"]["A"], &body["perhaps"]), (&2.into(), &0.into()));
    let then = get("/v1/coverage?at=2022-09-30").await.json();
    let ministry = &then["ministry"];
    assert_eq!((&ministry["regions"], &ministry["attested"], &ministry["difference"]), (&67.into(), &2.into(), &65.into()));
    assert_eq!(ministry["unnamed"], 65);
    let curve = get("/v1/coverage/growth").await.json();
    let last = curve["points"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["at"], &last["covered"]), (&"2026-11-24".into(), &2.into()));
    let changes = get("/v1/coverage/changes?since=2019-01-01&until=2019-12-31").await.json();
    assert_eq!((changes["changes"].as_array().unwrap().len(), &changes["changes"][0]["region"]["code"]), (1, &"32.71".into()));
    assert_eq!(get("/v1/coverage/changes?since=2020-01-01&until=2019-12-31").await.status, StatusCode::BAD_REQUEST);
    let table = get("/v1/coverage?format=csv&at=2018-01-01").await;
    assert!(table.kind.starts_with("text/csv") && table.body.ends_with("Indonesia,1,3,0.3333,1,0,0,0,0,0,0\r\n"), "{}", table.body);
    assert!(get("/v1/coverage/growth?format=csv").await.body.contains("2025-09-24,2,0,296,294,3"), "the ministry's day has its row");
}

#[actix_web::test]
async fn sources_show_health_and_no_secret() {
    let got = get("/v1/sources").await;
    let up: Vec<Value> = got.json()["sources"].as_array().unwrap().iter().map(|source| source["up"].clone()).collect();
    assert_eq!(up, [Value::Null, true.into(), false.into()]);
    assert!(!got.body.contains("rahasia"));
    assert!(get("/v1/sources/bogor/findings?format=csv").await.body.contains("peringatan,a,fees,'=1+1,"));
    assert_eq!(get("/v1/sources/bogor/attempts").await.json()["total"], 0);
}

#[actix_web::test]
async fn the_same_content_is_304() {
    for path in ["/v1/coverage", "/v1/search?q=ktp", "/cakupan"] {
        let first = get(path).await;
        let again = get_with(engine(), path, first.etag.as_deref()).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
    }
}

#[actix_web::test]
async fn metrics_say_what_is_held() {
    let text = get("/metrics").await.body;
    for line in [
        "simpul_coverage_regions{rule=\"autonomous\",state=\"inaugurated\"} 2",
        "simpul_coverage_regions{rule=\"autonomous\",state=\"closed\"} 0",
        "simpul_coverage_denominator_regions{rule=\"autonomous\"} 3",
        "simpul_source_up{region=\"32.71\",source=\"bogor\"} 1",
        "simpul_source_up{region=\"36.01\",source=\"pandeglang\"} 0",
        "simpul_index_pending_changes 1",
        "simpul_index_repairs_total 0",
        "simpul_search_degraded 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    assert!(!text.lines().any(|line| line.starts_with("simpul_index_drift_documents")), "never compared");
    assert!(
        !text.contains("source=\"baru\"} 0\nsimpul_source_up")
            && !text.lines().any(|l| l.starts_with("simpul_source_up") && l.contains("baru"))
    );
}

#[actix_web::test]
async fn prometheus_accepts_the_metrics() {
    use std::io::Write as _;
    let text = get("/metrics").await.body;
    let linter = std::process::Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let Ok(mut linter) = linter else { return };
    linter.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = linter.wait_with_output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[actix_web::test]
async fn other_sites_may_read_and_nobody_may_write() {
    let (_folder, state) = state(engine()).await;
    let app = test::init_service(App::new().configure(move |cfg| configure(cfg, state))).await;
    let asked = test::TestRequest::get().uri("/v1/coverage").insert_header(("Origin", "https://contoh.id")).to_request();
    assert!(test::call_service(&app, asked).await.headers().contains_key("access-control-allow-origin"));
    let head = test::TestRequest::default().method(actix_web::http::Method::HEAD).uri("/v1/coverage").to_request();
    assert_eq!(test::call_service(&app, head).await.status(), StatusCode::OK);
    let post = test::call_service(&app, test::TestRequest::post().uri("/v1/coverage").to_request()).await;
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
    let page = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
    let policy = page.headers().get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    let metrics = test::call_service(&app, test::TestRequest::get().uri("/metrics").to_request()).await;
    let text = String::from_utf8(test::read_body(metrics).await.to_vec()).unwrap();
    assert!(text.contains("simpul_http_requests_total{method=\"GET\",route=\"/v1/coverage\",status=\"200\"} 1"), "{text}");
}

#[actix_web::test]
async fn pages_escape_what_feeds_say() {
    let page = get("/?q=ktp&near=Bogor").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(!page.body.contains("<script>") && page.body.contains("KTP &lt;script>"));
    assert!(page.body.contains("Data sintetis untuk peragaan"));
    let hall = get(&format!("/mpp/{}?lang=en", id("mpp"))).await.body;
    assert!(!hall.contains("<b>Kota") && !hall.contains("javascript:") && hall.contains("Synthetic demo data"));
    for path in [
        "/",
        "/cakupan",
        "/sumber",
        "/sumber/bogor",
        &format!("/layanan/{}", id("ktp")),
        "/docs/",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/v1/regions/32.71",
        "/v1/organizations",
        "/v1/locations?near=-6.6,106.8&open_at=now",
        api::pages::asset_paths()[0],
        api::pages::asset_paths()[1],
        api::pages::asset_paths()[2],
    ] {
        let got = get(path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.body);
    }
    assert_eq!(get("/layanan/x").await.status, StatusCode::NOT_FOUND);
}
