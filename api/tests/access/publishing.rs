//! A region publishes: over the API with a key, and over the page with a file, a look at what it would change, and a click.

use actix_web::test::{self, TestRequest};
use registry::access::{Limits, Role};
use registry::model::SourceFile;
use registry::store;
use serde_json::Value;

use crate::world::{Shows, World, now};

const CSV: &str = "ID;Nama layanan;Instansi;Biaya\n001;Akta kelahiran;Disdukcapil;Gratis\n002;Kartu keluarga;Disdukcapil;Gratis\n";

/// A world in which Kota Bogor has a source that it publishes itself.
async fn world() -> World {
    let world = World::new().await;
    let toml = "id = \"mpp-uji\"\nregion = \"32.71\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400";
    let source = SourceFile::parse(toml).unwrap().sources.remove(0);
    world.state.store.write(move |conn| store::import(conn, &source, now())).await.unwrap();
    world
}

async fn publisher(world: &World) -> Shows {
    let account = world.person(Role::Publisher, Some("32.71")).await;
    world.key(account, Limits::default()).await
}

fn put(body: &str) -> TestRequest {
    TestRequest::put().uri("/v1/publish/mpp-uji/catalog").insert_header(("Content-Type", "text/csv")).set_payload(body.to_owned())
}

async fn json(world: &World, shows: &Shows, request: TestRequest) -> (u16, String, Value) {
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
    (status, tag, serde_json::from_slice(&test::read_body(answer).await).unwrap_or_default())
}

#[actix_web::test]
async fn a_catalog_is_published_downloaded_and_published_again() {
    let world = world().await;
    let key = publisher(&world).await;
    let (status, tag, told) = json(&world, &key, put(CSV)).await;
    assert_eq!((status, told["verdict"].as_str(), told["counts"]["added"].as_u64()), (200, Some("accepted"), Some(4)), "{told}");
    let got = world.call(&key, TestRequest::get().uri("/v1/publish/mpp-uji/catalog?format=csv")).await;
    assert_eq!(got.headers().get("etag").unwrap().to_str().unwrap(), tag);
    let csv = String::from_utf8(test::read_body(got).await.to_vec()).unwrap();
    let edited = csv.replacen("Gratis", "Rp5.000", 1);
    assert_eq!(json(&world, &key, put(&edited)).await.0, 428, "what it was made from is not said");
    let (status, newer, told) = json(&world, &key, put(&edited).insert_header(("If-Match", tag.as_str()))).await;
    assert_eq!(
        (status, told["changes"].as_array().map(Vec::len), told["changes"][0]["fields"][0]["column"].as_str()),
        (200, Some(1), Some("Biaya"))
    );
    assert_ne!(newer, tag);
    let (status, _, stale) = json(&world, &key, put(CSV).insert_header(("If-Match", tag.as_str()))).await;
    assert_eq!((status, stale["code"].as_str()), (412, Some("version_stale")));
    let template = world.call(&key, TestRequest::get().uri("/v1/publish/mpp-uji/template.xlsx")).await;
    assert!(template.status().is_success() && test::read_body(template).await.starts_with(b"PK"));
    let log = world.state.store.read(|conn| store::access::audit(conn, None, None, 10)).await.unwrap();
    assert_eq!(log.iter().filter(|row| row.act == "catalog_published").count(), 2);
}

#[actix_web::test]
async fn the_same_key_gives_the_same_answer() {
    let world = world().await;
    let key = publisher(&world).await;
    let once = json(&world, &key, put(CSV).insert_header(("Idempotency-Key", "k-1"))).await;
    assert_eq!(json(&world, &key, put(CSV).insert_header(("Idempotency-Key", "k-1"))).await, once);
    let (status, _, other) = json(&world, &key, put(&CSV.replace("001", "009")).insert_header(("Idempotency-Key", "k-1"))).await;
    assert_eq!((status, other["code"].as_str()), (422, Some("idempotency_key_reused")));
}

#[actix_web::test]
async fn what_is_refused_is_a_problem_with_its_findings() {
    let world = world().await;
    let key = publisher(&world).await;
    let (status, _, told) = json(&world, &key, put("Nama layanan;Instansi\njhgjhjhgj;Disdukcapil\n")).await;
    assert_eq!(
        (status, told["code"].as_str(), told["findings"][0]["path"].as_str()),
        (422, Some("content_rejected"), Some("A2")),
        "{told}"
    );
    assert_eq!(json(&world, &key, put("")).await.2["code"], "file_empty");
    let (status, _, told) = json(&world, &key, put(CSV).insert_header(("Content-Length", (64 << 20).to_string()))).await;
    assert_eq!((status, told["code"].as_str()), (413, Some("file_too_large")));
}

#[actix_web::test]
async fn an_editor_rehearses_and_strangers_find_nothing() {
    let world = world().await;
    let account = world.person(Role::Editor, Some("32.71")).await;
    let editor = world.key(account, Limits::default()).await;
    let rehearsal = || TestRequest::put().uri("/v1/publish/mpp-uji/catalog?dry_run=true").set_payload(CSV);
    assert_eq!(json(&world, &editor, rehearsal()).await.2["dry_run"], true);
    assert_eq!(json(&world, &editor, put(CSV)).await.0, 403);
    let account = world.person(Role::Publisher, Some("32.04")).await;
    let stranger = world.key(account, Limits::default()).await;
    let (status, _, told) = json(&world, &stranger, put(CSV)).await;
    let (_, _, nothing) = json(&world, &stranger, TestRequest::put().uri("/v1/publish/tiada/catalog").set_payload(CSV)).await;
    assert_eq!((status, told.to_string().replace("mpp-uji", "tiada")), (404, nothing.to_string()));
    assert_eq!(json(&world, &Shows::Nothing, put(CSV)).await.0, 401);
}

#[actix_web::test]
async fn anybody_may_ask_what_is_wrong_with_a_file() {
    let world = world().await;
    let ask =
        |uri: &str| TestRequest::post().uri(uri).set_payload("Nama layanan;Instansi;Jangka waktu\nAkta kelahiran;Disdukcapil;2-Jan\n");
    let (status, _, told) = json(&world, &Shows::Nothing, ask("/v1/validate?region=36.01")).await;
    assert_eq!((status, told["verdict"].as_str(), told["findings"][0]["path"].as_str()), (200, Some("accepted"), Some("C2")), "{told}");
    assert_eq!(json(&world, &Shows::Nothing, ask("/v1/validate")).await.0, 400);
}

fn multipart(token: &str, body: &str) -> TestRequest {
    let part =
        |name: &str, more: &str, text: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n");
    let form = format!("{}{}--batas--\r\n", part("csrf", "", token), part("berkas", "; filename=\"katalog.csv\"", body));
    let request = TestRequest::post().uri("/publikasi/mpp-uji/katalog");
    request.insert_header(("Content-Type", "multipart/form-data; boundary=batas")).set_payload(form)
}

async fn location(world: &World, shows: &Shows, request: TestRequest) -> String {
    let answer = world.call(shows, request).await;
    assert_eq!(answer.status().as_u16(), 303, "{:?}", answer.status());
    answer.headers().get("location").unwrap().to_str().unwrap().to_owned()
}

async fn page(world: &World, shows: &Shows, path: &str) -> String {
    let answer = world.call(shows, TestRequest::get().uri(path)).await;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    String::from_utf8(test::read_body(answer).await.to_vec()).unwrap()
}

#[actix_web::test]
async fn a_file_is_uploaded_looked_at_and_published_by_a_click() {
    let world = world().await;
    let account = world.person(Role::Publisher, Some("32.71")).await;
    let session = world.session(account).await;
    let Shows::Session(token) = &session else { panic!() };
    assert!(page(&world, &session, "/publikasi/mpp-uji/katalog").await.contains("katalog.xlsx"));
    let refused = world.call(&session, multipart("bukan", CSV)).await;
    assert_eq!(refused.status().as_u16(), 403, "a form of another site");
    let preview = location(&world, &session, multipart(&token.form_token(), &CSV.replace("Kartu keluarga", "<script>KK"))).await;
    let html = page(&world, &session, &preview).await;
    assert!(html.contains("Belum diterbitkan") && html.contains("Akta kelahiran") && !html.contains("<script>KK"), "{html}");
    let path = preview.split('?').next().unwrap().to_owned();
    let seal = html.split("name=\"segel\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let confirm = |seal: &str| {
        let form = [("csrf", token.form_token()), ("segel", seal.to_owned())];
        TestRequest::post().uri(&format!("{path}/terbitkan")).set_form(form)
    };
    location(&world, &session, confirm("lain")).await;
    assert!(page(&world, &session, &preview).await.contains("Belum diterbitkan"), "not what was agreed to");
    location(&world, &session, confirm(&seal)).await;
    assert!(page(&world, &session, &preview).await.contains("Sudah diterbitkan"));
    location(&world, &session, confirm(&seal)).await;
    let versions = world.state.store.read(|conn| store::snapshots(conn, "mpp-uji", 0, 9)).await.unwrap().1;
    assert_eq!(versions, 1, "a second click publishes nothing");
    let report = world.call(&session, TestRequest::get().uri(&format!("{path}/temuan.xlsx"))).await;
    assert!(test::read_body(report).await.starts_with(b"PK"));
    let account = world.person(Role::Publisher, Some("32.04")).await;
    let stranger = world.session(account).await;
    assert_eq!(world.call(&stranger, TestRequest::get().uri(&preview)).await.status().as_u16(), 404);
}
