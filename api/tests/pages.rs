//! The pages over a store with the worst that feeds and people send: they answer, escape, stay small, and run nothing that is not ours.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::sync::Arc;

use actix_web::body::MessageBody as _;
use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use api::{Gazetteer, State, configure};
use registry::model::{Id, Instant};
use registry::search::Engine;
use registry::store::Store;

/// 2026-11-24, 10:00 in Jakarta.
fn tuesday() -> Instant {
    Instant::new("2026-11-24T03:00:00Z".parse().unwrap())
}

fn id(name: &str) -> Id {
    Id::derive("bogor", "test", name)
}

fn blob(name: &str) -> String {
    format!("x'{}'", id(name).0.simple())
}

/// A name that turns what follows it around, ends the element, and holds what a browser must not see as HTML.
const HOSTILE: &str = "KTP \u{202e}hilang\u{2066} </title><script>alert(1)</script><img src=x onerror=alert(1)> & \"'";

/// A hall that gives `services`, and one that gives none.
fn fixture(services: &[&str]) -> String {
    let quoted = |text: &str| text.replace('\'', "''");
    let mut sql = format!(
        "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, services, findings_info,
             findings_warning, findings_error)
           VALUES ('bogor', '32.71', 'json', 'https://contoh.go.id', '{{}}', 0, 0, '{at}', '{at}', 0, 1, 0, 0, 0);
         INSERT INTO organizations (id, source_id, hash, name) VALUES ({org}, 'bogor', 1, '{hostile}');
         INSERT INTO locations (id, source_id, region, hash, name, latitude, longitude, point_is_regions, website)
           VALUES ({hall}, 'bogor', '32.71', 1, '{hostile}', -6.6, 106.8, 0, 'javascript:alert(1)'),
                  ({empty}, 'bogor', '32.71', 1, 'MPP kosong', -6.6, 106.8, 1, NULL);
         INSERT INTO statistic_series (id, source_id, region, metric, scope, scope_id, kind, method)
           VALUES (1, 'bogor', '32.71', 'satisfaction', 'location', {hall}, 'month', 'published'),
                  (2, 'bogor', '32.71', 'visits', 'location', {hall}, 'month', 'published');
         INSERT INTO statistic_values (series_id, first_day, value, as_of)
           VALUES (1, 20261001, 77.29, 1795485600), (2, 20260901, 1234, 1795485600), (2, 20261001, 6797, 1795485600);",
        at = "2026-11-24T02:00:00.000Z",
        org = blob("org"),
        hall = blob("hall"),
        empty = blob("empty"),
        hostile = quoted(HOSTILE),
    );
    for (n, name) in services.iter().enumerate() {
        let (service, place) = (blob(&format!("s{n}")), blob(&format!("p{n}")));
        sql.push_str(&format!(
            "INSERT INTO services (id, source_id, organization_id, hash, name, channels, procedure) VALUES ({service}, 'bogor', {}, 1, '{name}', 'counter', '[]');
             INSERT INTO required_documents VALUES ({service}, 0, '{name}', 'javascript:alert(1)');
             INSERT INTO services_at_locations (id, source_id, service_id, location_id, hash, counter) VALUES ({place}, 'bogor', {service}, {}, 1, 'Gerai 1');
             INSERT INTO changes (source_id, entity_id, deleted, at) VALUES ('bogor', {place}, 0, '2026-11-24T02:00:00.000Z');",
            blob("org"),
            blob("hall"),
            name = quoted(name)
        ));
    }
    sql
}

struct Site {
    _folder: tempfile::TempDir,
    state: web::Data<State>,
}

impl Site {
    async fn of(services: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        let sql = fixture(services);
        store.write(move |conn| conn.batch(&sql)).await.unwrap();
        let engine: Arc<dyn Engine> =
            registry::search::connect(&format!("embedded:{}/index", folder.path().display()), None, &[]).await.unwrap();
        registry::indexing::Indexer::new(store.clone(), Arc::clone(&engine)).catch_up().await.unwrap();
        let gazetteer =
            Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
        let state = web::Data::new(State::new(store, engine, tuesday, gazetteer, false).unwrap());
        Self { _folder: folder, state }
    }

    /// The status, the body, and how many bytes go over the wire compressed.
    async fn get(&self, path: &str) -> (StatusCode, String, usize) {
        let state = self.state.clone();
        let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
        let packed =
            test::call_service(&app, test::TestRequest::get().uri(path).insert_header(("Accept-Encoding", "gzip")).to_request()).await;
        let wire = actix_web::body::to_bytes(packed.into_body().boxed()).await.unwrap().len();
        let answer = test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await;
        let status = answer.status();
        if answer.headers().get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
            let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
            let policy = header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
                "{path}"
            );
            assert_eq!((header("x-content-type-options").as_str(), header("referrer-policy").is_empty()), ("nosniff", false), "{path}");
        }
        (status, String::from_utf8(test::read_body(answer).await.to_vec()).unwrap(), wire)
    }
}

/// Nothing inline but data, nothing of the feeds as markup, nothing loaded from elsewhere.
fn is_clean(path: &str, body: &str) {
    let body = &without_data(body);
    let inline = body.split("<script").skip(1).any(|rest| !rest.starts_with(" src=\"/aset/"));
    let loads = ["src=\"http", "src=\"//", "<link rel=\"stylesheet\" href=\"http"].iter().any(|sign| body.contains(sign));
    let hostile = ["<script>", "<img", "javascript:", " style=\"", "<style", " onclick="].into_iter().find(|sign| body.contains(sign));
    assert!(!inline && !loads && hostile.is_none(), "{path}: {hostile:?}\n{body}");
}

/// A page without its block of linked data, which no text can end: there is no `<` in it.
fn without_data(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script type=\"application/ld+json\">") else { return page.to_owned() };
    let (data, after) = rest.split_once("</script>").unwrap();
    assert!(!data.contains('<') && serde_json::from_str::<serde_json::Value>(data).is_ok(), "{data}");
    format!("{before}{after}")
}

#[actix_web::test]
async fn every_page_survives_what_feeds_and_people_send() {
    let long = "KTP ".repeat(2500);
    let site = Site::of(&[HOSTILE, &long]).await;
    let ten_thousand = "ktp+".repeat(2500);
    for (path, status) in [
        ("/".to_owned(), 200),
        ("/?q=ktp".into(), 200),
        ("/?q=ktp&near=Kota+Bogor&lang=en".into(), 200),
        ("/?q=zzyzx+qqq".into(), 200),
        ("/?q=%00".into(), 200),
        ("/?q=%E2%80%AE%3Cscript%3Ealert(1)%3C/script%3E".into(), 200),
        (format!("/?q={ten_thousand}"), 400),
        ("/?near=91,0".into(), 400),
        ("/?near=Atlantis".into(), 400),
        (format!("/?location={}&q=ktp", id("hall")), 200),
        (format!("/mpp/{}", id("hall")), 200),
        (format!("/mpp/{}?lang=en", id("empty")), 200),
        (format!("/layanan/{}", id("s0")), 200),
        (format!("/layanan/{}", id("s1")), 200),
        ("/daerah/32.71".into(), 200),
        ("/daerah/11.01".into(), 200),
        ("/daerah/%00".into(), 404),
        ("/daerah/99.99".into(), 404),
        (format!("/{}", "a".repeat(5000)), 404),
    ] {
        let (got, body, wire) = site.get(&path).await;
        let shown: String = path.chars().take(80).collect();
        assert_eq!(got.as_u16(), status, "{shown}: {body}");
        is_clean(&shown, &body);
        assert!(wire < 100_000 && body.contains("<h1"), "{shown}: {wire} bytes");
    }
}

#[actix_web::test]
async fn what_is_unknown_is_said() {
    let site = Site::of(&["KTP"]).await;
    let empty = site.get(&format!("/mpp/{}", id("empty"))).await.1;
    for words in [
        "Jam buka tidak diketahui",
        "Alamat tidak dicantumkan",
        "Kontak tidak dicantumkan",
        "belum mencantumkan layanan",
        "belum melaporkan angka",
    ] {
        assert!(empty.contains(words), "{words} is missing in {empty}");
    }
    assert!(!empty.contains("href=\"geo:"), "the region's point is not the hall's");
    let service = site.get(&format!("/layanan/{}", id("s0"))).await.1;
    assert!(service.contains("Biaya tidak dicantumkan") && service.contains("Waktu tidak dicantumkan") && !service.contains("Gratis"));
    let bare = site.get("/daerah/11.01").await.1;
    assert!(bare.contains("Belum ada data tempat layanan") && bare.contains("Yang terdekat") && bare.contains("MPP kosong"));
}

#[actix_web::test]
async fn figures_keep_their_period_and_are_not_summed() {
    let hall = Site::of(&["KTP"]).await.get(&format!("/mpp/{}", id("hall"))).await.1;
    for words in ["77,29", "B, baik", "6.797", "Oktober 2026", "1.234", "September 2026"] {
        assert!(hall.contains(words), "{words}");
    }
    assert!(!hall.contains("8.031"));
}

#[actix_web::test]
async fn pages_are_small_over_the_wire() {
    let names: Vec<String> = (0..300).map(|n| format!("KTP hilang {n} {}", "di loket kecamatan ".repeat(n % 7))).collect();
    let site = Site::of(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut assets = 0;
    for path in api::pages::asset_paths() {
        let (status, body, wire) = site.get(path).await;
        assert!(status == StatusCode::OK && !body.contains("http://") || path.ends_with(".svg"), "{path}");
        assets += wire;
    }
    let first = site.get("/").await.2 + assets;
    let results = site.get("/?q=ktp+hilang&near=Kota+Bogor&size=100").await.2 + assets;
    assert!(first <= 60_000, "the first page with style and script takes {first} bytes");
    assert!(results <= 100_000, "the results take {results} bytes");
}

#[actix_web::test]
async fn what_is_typed_is_completed() {
    let site = Site::of(&["KTP"]).await;
    let told = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["suggestions"].as_array().unwrap().clone();
    let found = told(&site.get("/v1/suggest?q=akta+kel").await.1);
    assert!(found.iter().any(|one| one.as_str().unwrap().starts_with("Akta Kelahiran")), "{found:?}");
    let found = told(&site.get("/v1/suggest?q=bikin+ktp+ilang").await.1);
    assert_eq!(found[0], "KTP-el: penggantian karena hilang");
    for query in ["", "%00", "zzyzx"] {
        assert!(told(&site.get(&format!("/v1/suggest?q={query}")).await.1).is_empty(), "{query}");
    }
    assert_eq!(site.get(&format!("/v1/suggest?q={}", "a".repeat(301))).await.0, StatusCode::BAD_REQUEST);
}
