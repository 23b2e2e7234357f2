//! A region offers a feed by its address, looks at it, and the ministry decides: over real HTTP on the region's side.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::test::{self, TestRequest};
use harvester::fetch::{Fetcher, Limits as Bounds, Policy};
use registry::access::{Limits, Role};
use registry::store;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::world::{Shows, World};

const FEED: &str = "Layanan;Instansi;Biaya;Waktu\nKTP-el baru;Disdukcapil;Gratis;3 hari kerja\nKartu Keluarga;Disdukcapil;Gratis;1 hari\n";

/// The host of a region: what it says at a path can be changed; a path that is not there is 404, and `/lambat` trickles.
pub struct Host {
    at: SocketAddr,
    pages: Arc<Mutex<Vec<(String, String)>>>,
}

impl Host {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, pages) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<(String, String)>>>::default());
        let said = Arc::clone(&pages);
        // A thread of its own: the tests' runtime is busy with the other side.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let std = listener.into_std().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(std).unwrap();
                while let Ok((mut stream, _)) = listener.accept().await {
                    let said = Arc::clone(&said);
                    tokio::spawn(async move {
                        let mut head = [0; 4096];
                        let read = stream.read(&mut head).await.unwrap_or(0);
                        let asked = String::from_utf8_lossy(&head[..read]).split(' ').nth(1).unwrap_or_default().to_owned();
                        if asked == "/lambat" {
                            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\n").await;
                            while stream.write_all(b"x").await.is_ok() {
                                tokio::time::sleep(Duration::from_millis(50)).await;
                            }
                        }
                        let body = said.lock().unwrap().iter().rev().find(|(path, _)| *path == asked).map(|(_, body)| body.clone());
                        let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
                        let body = body.unwrap_or_default();
                        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                        let _ = stream.write_all(answer.as_bytes()).await;
                    });
                }
            });
        });
        Self { at, pages }
    }

    pub fn says(&self, path: &str, body: &str) {
        self.pages.lock().unwrap().push((path.to_owned(), body.to_owned()));
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// What it says of itself: that it speaks for this region.
    fn speaks_for(&self, code: &str, word: &str) {
        self.says("/.well-known/simpul.json", &json!({ "version": 1, "region": code, "proof": [word] }).to_string());
    }
}

/// A world that may ask hosts of this machine.
pub async fn world() -> World {
    let bounds = Bounds { least_speed: 100, slow_for: Duration::from_millis(600), ..Bounds::default() };
    World::fetching(Fetcher::new(bounds, Policy::All).unwrap()).await
}

async fn asked(world: &World, shows: &Shows, request: TestRequest) -> (u16, Value) {
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&test::read_body(answer).await).unwrap_or_default())
}

async fn get(world: &World, shows: &Shows, id: &str) -> (u16, Value) {
    asked(world, shows, TestRequest::get().uri(&format!("/v1/offers/{id}"))).await
}

async fn post(world: &World, shows: &Shows, path: &str, body: Value) -> (u16, Value) {
    asked(world, shows, TestRequest::post().uri(path).set_json(body)).await
}

async fn offered(world: &World, shows: &Shows, url: &str) -> Value {
    let (status, offer) = post(world, shows, "/v1/offers", json!({ "region": "32.71", "url": url })).await;
    assert_eq!(status, 201, "{offer}");
    offer
}

/// The offer, once it has been read.
async fn looked(world: &World, shows: &Shows, id: &str) -> Value {
    for _ in 0..400 {
        let (status, offer) = get(world, shows, id).await;
        assert_eq!(status, 200, "{offer}");
        if offer["looking"] == false {
            return offer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it was not read within twenty seconds");
}

async fn of(world: &World, role: Role, code: Option<&str>) -> Shows {
    let person = world.person(role, code).await;
    world.key(person, Limits::default()).await
}

fn id(offer: &Value) -> &str {
    offer["id"].as_str().unwrap()
}

#[actix_web::test]
async fn a_table_on_the_regions_site_becomes_a_source() {
    let (world, host) = (world().await, Host::start().await);
    host.says("/layanan", FEED);
    let (team, ministry) = (of(&world, Role::Publisher, Some("32.71")).await, of(&world, Role::MinistryReviewer, None).await);
    let draft = offered(&world, &team, &host.url("/layanan")).await;
    assert_eq!((draft["state"].as_str(), draft["proof"]["verdict"].as_str()), (Some("draft"), Some("not_proven")));
    let seen = looked(&world, &team, id(&draft)).await;
    let look = &seen["look"];
    assert_eq!(
        (seen["state"].as_str(), look["format"].as_str(), look["services"].as_u64()),
        (Some("previewed"), Some("table"), Some(2)),
        "{seen}"
    );
    assert_eq!(
        (look["sample"][0]["cost"].as_str(), look["sample"][0]["duration"].as_str()),
        (Some("Gratis"), Some("3 hari kerja")),
        "{look}"
    );
    assert_eq!(seen["proof"]["gap"], "absent");
    let path = |step: &str| format!("/v1/offers/{}/{step}", id(&draft));
    let without = post(&world, &team, &path("submit"), json!({ "seal": seen["seal"] })).await;
    assert_eq!((without.0, without.1["code"].as_str()), (400, Some("consent_required")));
    let stale = post(&world, &team, &path("submit"), json!({ "seal": "x", "consent": true })).await;
    assert_eq!((stale.0, stale.1["code"].as_str()), (409, Some("content_superseded")));
    let submitted = post(&world, &team, &path("submit"), json!({ "seal": seen["seal"], "consent": true, "note": "dari OPD" })).await;
    assert_eq!((submitted.0, submitted.1["state"].as_str()), (200, Some("submitted")), "{}", submitted.1);
    let own = post(&world, &team, &path("accept"), json!({ "seal": seen["seal"] })).await;
    assert_eq!((own.0, own.1["code"].as_str()), (403, Some("forbidden")));
    let unsure = post(&world, &ministry, &path("accept"), json!({ "seal": seen["seal"] })).await;
    assert_eq!((unsure.0, unsure.1["code"].as_str()), (409, Some("host_unproven")), "{}", unsure.1);
    // The region puts the file there: the reviewer's click finds it.
    host.speaks_for("32.71", seen["proof"]["word"].as_str().unwrap());
    let accepted = post(&world, &ministry, &path("accept"), json!({ "seal": seen["seal"] })).await;
    assert_eq!((accepted.0, accepted.1["source"].as_str()), (200, Some("mpp-kota-bogor")), "{}", accepted.1);
    assert_eq!(accepted.1["proof"]["verdict"], "proven");
    let source = world.state.store.read(|conn| store::declared(conn, "mpp-kota-bogor")).await.unwrap().unwrap();
    assert_eq!((source.format.as_str(), source.url.as_str(), source.interval_seconds), ("table", host.url("/layanan").as_str(), 3600));
    let again = post(&world, &team, "/v1/offers", json!({ "region": "32.71", "url": host.url("/layanan/") })).await;
    assert_eq!((again.0, again.1["code"].as_str()), (409, Some("address_taken")), "{}", again.1);
    assert!(again.1["detail"].as_str().unwrap().contains("mpp-kota-bogor"), "{}", again.1);
}

#[actix_web::test]
async fn nobody_elses_draft_exists() {
    let (world, host) = (world().await, Host::start().await);
    host.says("/layanan", FEED);
    let team = of(&world, Role::RegionAdmin, Some("32.71")).await;
    let draft = offered(&world, &team, &host.url("/layanan")).await;
    looked(&world, &team, id(&draft)).await;
    let other = of(&world, Role::RegionAdmin, Some("32.04")).await;
    let nothing = "00000000-0000-4000-8000-000000000000";
    for step in ["preview", "submit", "withdraw", "accept", "refuse"] {
        let body = json!({ "seal": "x", "consent": true, "reason": "x" });
        let real = post(&world, &other, &format!("/v1/offers/{}/{step}", id(&draft)), body.clone()).await;
        let none = post(&world, &other, &format!("/v1/offers/{nothing}/{step}"), body).await;
        assert_eq!(real.0, none.0, "{step}");
        assert_eq!(real.1.to_string().replace(id(&draft), nothing), none.1.to_string(), "{step}");
    }
    assert_eq!(get(&world, &other, id(&draft)).await.0, 404);
    let listed = asked(&world, &other, TestRequest::get().uri("/v1/offers")).await.1;
    assert_eq!(listed["offers"], json!([]));
    assert_eq!(asked(&world, &other, TestRequest::get().uri("/v1/offers?region=32.71")).await.0, 404);
    // They may offer the same address and do not learn that somebody has.
    let (status, own) = post(&world, &other, "/v1/offers", json!({ "region": "32.04", "url": host.url("/layanan") })).await;
    assert_eq!((status, &own["neighbours"]), (201, &json!([])), "{own}");
    let ministry = of(&world, Role::MinistryReviewer, None).await;
    assert_eq!(asked(&world, &ministry, TestRequest::get().uri("/v1/offers")).await.1["offers"], json!([]), "not before it is submitted");
    let editor = of(&world, Role::Editor, Some("32.71")).await;
    assert_eq!(get(&world, &editor, id(&draft)).await.0, 200, "the own team looks");
    assert_eq!(post(&world, &editor, &format!("/v1/offers/{}/withdraw", id(&draft)), json!({})).await.0, 403);
}

#[actix_web::test]
async fn what_cannot_be_offered_is_told_why() {
    let (world, host) = (world().await, Host::start().await);
    let team = of(&world, Role::Publisher, Some("32.71")).await;
    let told = async |url: &str, more: Value| {
        let mut body = json!({ "region": "32.71", "url": url });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let (status, problem) = post(&world, &team, "/v1/offers", body).await;
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    for url in [
        "",
        "mpp.go.id",
        "ftp://mpp.go.id/x",
        "http://ani:rahasia@mpp.go.id/",
        "javascript:alert(1)",
        &format!("https://x.id/{}", "a".repeat(3000)),
    ] {
        assert_eq!(told(url, json!({})).await, (400, "invalid_parameter".into()), "{url}");
    }
    assert_eq!(told("https://mpp.example/x", json!({ "format": "push" })).await, (400, "invalid_parameter".into()));
    let mistaken = json!({ "format": "json", "mapping": "[[mapping.endpoint]]\nsalah = 1" });
    let (status, problem) = post(
        &world,
        &team,
        "/v1/offers",
        json!({ "region": "32.71", "url": "https://mpp.example/x", "format": "json", "mapping": mistaken["mapping"] }),
    )
    .await;
    assert_eq!((status, problem["code"].as_str()), (422, Some("declaration_invalid")), "{problem}");
    let lines: Vec<u64> = problem["mistakes"].as_array().unwrap().iter().filter_map(|mistake| mistake["line"].as_u64()).collect();
    assert!(lines.contains(&2), "counted in the mapping itself: {problem}");
    let (_, taken) = post(&world, &team, "/v1/offers", json!({ "region": "32.71", "url": "http://www.bandung.example/api/" })).await;
    assert_eq!(taken["code"], "address_taken", "{taken}");
    let beside = offered(&world, &team, "https://bandung.example/lain.json").await;
    assert_eq!(beside["neighbours"][0]["source"], "bandung", "another region's host is told, and not forbidden");
    host.says("/layanan", FEED);
    let one = offered(&world, &team, &host.url("/layanan")).await;
    let (_, same) = post(&world, &team, "/v1/offers", json!({ "region": "32.71", "url": host.url("/layanan#x") })).await;
    assert!(same["code"] == "offer_exists" && same["detail"].as_str().unwrap().contains(id(&one)), "{same}");
}

#[actix_web::test]
async fn a_server_that_trickles_or_lies_costs_a_look_and_no_more() {
    let (world, host) = (world().await, Host::start().await);
    let team = of(&world, Role::Publisher, Some("32.71")).await;
    let slow = offered(&world, &team, &host.url("/lambat")).await;
    assert_eq!(slow["looking"], true, "nobody waits for it");
    let busy = post(&world, &team, &format!("/v1/offers/{}/preview", id(&slow)), json!({})).await;
    assert_eq!((busy.0, busy.1["code"].as_str()), (409, Some("offer_being_read")));
    let seen = looked(&world, &team, id(&slow)).await;
    assert_eq!((seen["state"].as_str(), seen["look"]["outcome"].as_str()), (Some("draft"), Some("failed")), "{seen}");
    let unread = post(&world, &team, &format!("/v1/offers/{}/submit", id(&slow)), json!({ "seal": seen["seal"], "consent": true })).await;
    assert_eq!((unread.0, unread.1["code"].as_str()), (409, Some("offer_unread")));
    host.says("/data", r#"{"data":[{"nama":"KTP"}]}"#);
    host.speaks_for("32.04", "x");
    let mapped = offered(&world, &team, &host.url("/data")).await;
    let seen = looked(&world, &team, id(&mapped)).await;
    assert_eq!((seen["look"]["format"].as_str(), seen["look"]["needs_mapping"].as_bool()), (Some("json"), Some(true)), "{seen}");
    assert_eq!(seen["proof"]["verdict"], "contradicts");
}

#[actix_web::test]
async fn a_private_address_is_refused_by_the_same_guard_as_a_harvest() {
    let (world, host) = (World::new().await, Host::start().await);
    host.says("/layanan", FEED);
    let team = of(&world, Role::Publisher, Some("32.71")).await;
    let draft = offered(&world, &team, &host.url("/layanan")).await;
    let seen = looked(&world, &team, id(&draft)).await;
    assert_eq!((seen["look"]["reason"].as_str(), seen["proof"]["gap"].as_str()), (Some("private_address"), Some("unreachable")), "{seen}");
}

fn proof(shows: &Shows) -> String {
    let Shows::Session(token) = shows else { panic!() };
    token.form_token()
}

async fn press(world: &World, shows: &Shows, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let proof = proof(shows);
    let mut all = fields.to_vec();
    all.push(("csrf", &proof));
    let answer = world.call(shows, TestRequest::post().uri(path).set_form(&all)).await;
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), to)
}

async fn page(world: &World, shows: &Shows, path: &str) -> String {
    let answer = world.call(shows, TestRequest::get().uri(path)).await;
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    String::from_utf8(test::read_body(answer).await.to_vec()).unwrap()
}

#[actix_web::test]
async fn the_pages_lead_from_an_address_to_a_source_without_a_script() {
    let (world, host) = (world().await, Host::start().await);
    host.says("/layanan", &FEED.replace("KTP-el baru", "<script>alert(1)</script> KTP-el"));
    let (ani, budi) = (world.person(Role::Publisher, Some("32.71")).await, world.person(Role::MinistryReviewer, None).await);
    let (team, ministry) = (world.session(ani).await, world.session(budi).await);
    assert!(page(&world, &team, "/publikasi/sumber-baru").await.contains("name=\"alamat\""));
    let (status, to) = press(&world, &team, "/publikasi/sumber-baru?daerah=32.71", &[("alamat", &host.url("/layanan"))]).await;
    assert!(status == 303 && to.starts_with("/publikasi/sumber-baru/"), "{status} {to}");
    let id = to.rsplit('/').next().unwrap().to_owned();
    let reader = world.key(ani, Limits::default()).await;
    let seen = looked(&world, &reader, &id).await;
    let shown = page(&world, &team, &to).await;
    assert!(shown.contains("Kartu Keluarga") && shown.contains("siap diajukan") && !shown.contains("<script>alert"), "{shown}");
    assert!(shown.contains(seen["proof"]["word"].as_str().unwrap()) && !shown.contains("http-equiv"), "{shown}");
    assert!(page(&world, &team, &format!("{to}?lang=en")).await.contains("ready to be submitted"));
    let seal = seen["seal"].as_str().unwrap();
    assert_eq!(press(&world, &team, &format!("{to}/ajukan"), &[("segel", seal)]).await.0, 400, "not without the box");
    assert_eq!(press(&world, &team, &format!("{to}/ajukan"), &[("segel", seal), ("setuju", "ya")]).await.0, 303);
    assert!(page(&world, &ministry, "/publikasi/tinjauan").await.contains("Kota Bogor"));
    assert!(page(&world, &ministry, &to).await.contains("name=\"pasti\""));
    let accept = format!("/publikasi/tinjauan/{id}/terima");
    assert_eq!(press(&world, &ministry, &accept, &[("segel", seal), ("sumber", "")]).await.0, 409, "unproven");
    assert_eq!(press(&world, &team, &accept, &[("segel", seal), ("pasti", "ya")]).await.0, 403);
    assert_eq!(press(&world, &ministry, &accept, &[("segel", seal), ("sumber", "mpp-bogor"), ("pasti", "ya")]).await.0, 303);
    assert!(page(&world, &team, &to).await.contains("/publikasi/sumber/mpp-bogor"));
    assert!(page(&world, &team, "/publikasi").await.contains("mpp-bogor"));
    let admin = world.person(Role::RegionAdmin, Some("32.71")).await;
    let history = page(&world, &world.session(admin).await, "/publikasi/riwayat").await;
    assert!(history.contains("menyetujui sumber") && history.contains("mengajukan sumber"), "{history}");
}

/// One of another region, for the walk.
pub async fn draft_of(world: &World, code: &str, account: registry::model::Id, mark: &str) -> String {
    let id = registry::model::Id(uuid::Uuid::new_v4());
    let new = store::NewOffer {
        id,
        region: code.parse().unwrap(),
        url: format!("https://{}.example/", mark.to_lowercase()).parse().unwrap(),
        name: Some(mark.to_owned()),
        format: None,
        mapping: String::new(),
        word: mark.to_owned(),
        account,
    };
    let actor = registry::access::Actor::Account(account);
    world.state.store.write(move |conn| store::add_offer(conn, new, &actor, crate::world::now())).await.unwrap();
    id.to_string()
}
