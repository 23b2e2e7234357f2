//! Endpoints by the API and on the pages: who may, what is refused, and the secret that is shown once.

use actix_web::http::Method;
use actix_web::test::{self, TestRequest};
use registry::access::{Limits, Role};
use serde_json::{Value, json};

use crate::listener::Listener;
use crate::world::{Shows, World};

async fn call(world: &World, shows: &Shows, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let mut request = TestRequest::default().method(method).uri(path);
    if let Some(body) = body {
        request = request.set_json(body);
    }
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&test::read_body(answer).await).unwrap_or_default())
}

async fn admin(world: &World, code: &str) -> Shows {
    let account = world.person(Role::RegionAdmin, Some(code)).await;
    world.key(account, Limits::default()).await
}

fn wanted(url: &str) -> Option<Value> {
    Some(json!({ "region": "32.71", "name": "Situs kota", "url": url, "events": ["catalog.published", "source.held"] }))
}

#[actix_web::test]
async fn an_endpoint_is_made_tried_changed_and_removed() {
    let (world, listener) = (World::at_home().await, Listener::saying(&[]).await);
    let key = admin(&world, "32.71").await;
    let (status, made) = call(&world, &key, Method::POST, "/v1/webhooks", wanted(&listener.url())).await;
    assert_eq!(status, 201, "{made}");
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("whsec_"));
    let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
    let (status, list) = call(&world, &key, Method::GET, "/v1/webhooks", None).await;
    assert!(status == 200 && !list.to_string().contains(&secret), "shown once: {list}");
    assert_eq!(list["webhooks"][0]["state"], "active");
    let (status, queued) = call(&world, &key, Method::POST, &format!("{path}/test"), None).await;
    assert_eq!(status, 202);
    let (_, deliveries) = call(&world, &key, Method::GET, queued["deliveries"].as_str().unwrap(), None).await;
    assert_eq!((&deliveries["deliveries"][0]["state"], &deliveries["deliveries"][0]["webhook_id"]), (&json!("waiting"), &queued["id"]));
    let event = deliveries["deliveries"][0]["event"].as_str().unwrap();
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/deliveries/{event}/replay"), None).await.0, 404, "it waits");
    let (status, changed) = call(&world, &key, Method::POST, &format!("{path}/secret"), None).await;
    assert!(status == 200 && changed["secret"] != secret.as_str(), "{changed}");
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/disable"), None).await.1["state"], "disabled_by_person");
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/test"), None).await.0, 409);
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/deliveries/{event}/replay"), None).await.0, 409);
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/enable"), None).await.1["state"], "active");
    assert_eq!(call(&world, &key, Method::POST, &format!("{path}/deliveries/{event}/replay"), None).await.0, 202);
    assert_eq!(call(&world, &key, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(call(&world, &key, Method::GET, &path, None).await.0, 404);
    let acts: Vec<String> = {
        let rows = world.state.store.read(|conn| registry::store::access::audit(conn, None, None, 100)).await.unwrap();
        rows.into_iter().map(|row| row.act).filter(|act| act.starts_with("webhook_")).collect()
    };
    assert_eq!(acts.len(), 7, "{acts:?}");
}

#[actix_web::test]
async fn the_secret_is_sealed_in_the_database() {
    let (world, listener) = (World::at_home().await, Listener::saying(&[]).await);
    let key = admin(&world, "32.71").await;
    let (_, made) = call(&world, &key, Method::POST, "/v1/webhooks", wanted(&listener.url())).await;
    let plain: registry::webhook::Secret = made["secret"].as_str().unwrap().parse().unwrap();
    let id: registry::model::Id = made["id"].as_str().unwrap().parse().unwrap();
    let row = world.state.store.read(move |conn| registry::store::webhooks::webhook(conn, id)).await.unwrap().unwrap();
    assert!(!row.secret.windows(32).any(|part| part == plain.as_bytes()));
    assert_eq!(world.state.vault.open(id.as_bytes(), &row.secret).unwrap(), plain.as_bytes());
}

#[actix_web::test]
async fn another_regions_endpoint_does_not_exist_and_other_roles_may_not() {
    let (world, listener) = (World::at_home().await, Listener::saying(&[]).await);
    let key = admin(&world, "32.71").await;
    let (_, made) = call(&world, &key, Method::POST, "/v1/webhooks", wanted(&listener.url())).await;
    let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
    let other = admin(&world, "32.04").await;
    let none = "/v1/webhooks/00000000-0000-8000-8000-000000000000";
    for (method, act) in
        [(Method::GET, ""), (Method::DELETE, ""), (Method::POST, "/test"), (Method::POST, "/secret"), (Method::GET, "/deliveries")]
    {
        let (status, foreign) = call(&world, &other, method.clone(), &format!("{path}{act}"), None).await;
        let (same, nothing) = call(&world, &other, method, &format!("{none}{act}"), None).await;
        assert_eq!((status, same), (404, 404));
        let plain = |told: &Value, path: &str| told.to_string().replace(path.rsplit('/').next().unwrap(), "…");
        assert_eq!(plain(&foreign, &path), plain(&nothing, none));
    }
    assert_eq!(call(&world, &other, Method::POST, "/v1/webhooks", wanted(&listener.url())).await.0, 404);
    let publisher = world.person(Role::Publisher, Some("32.71")).await;
    let publisher = world.key(publisher, Limits::default()).await;
    assert_eq!(call(&world, &publisher, Method::GET, &path, None).await.1["code"], "forbidden");
    let ministry = world.person(Role::MinistryAdmin, None).await;
    let ministry = world.key(ministry, Limits::default()).await;
    assert_eq!(call(&world, &ministry, Method::GET, &path, None).await.0, 200);
}

#[actix_web::test]
async fn addresses_that_are_not_public_are_refused_when_they_are_written() {
    let world = World::new().await;
    let key = admin(&world, "32.71").await;
    for url in [
        "http://situs.example.id/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/",
        "ftp://a.example/",
        "apa",
        "https://a:b@situs.example.id/",
    ] {
        let (status, problem) = call(&world, &key, Method::POST, "/v1/webhooks", wanted(url)).await;
        assert_eq!((status, problem["parameter"].as_str()), (400, Some("url")), "{url}: {problem}");
    }
    let body = Some(json!({ "region": "32.71", "name": "x", "url": "https://situs.example.id/", "events": ["webhook.test"] }));
    assert_eq!(call(&world, &key, Method::POST, "/v1/webhooks", body).await.1["parameter"], "events");
    assert_eq!(call(&world, &key, Method::POST, "/v1/webhooks", wanted("https://situs.example.id/")).await.0, 201);
    for _ in 1..20 {
        assert_eq!(call(&world, &key, Method::POST, "/v1/webhooks", wanted("https://situs.example.id/")).await.0, 201);
    }
    assert_eq!(call(&world, &key, Method::POST, "/v1/webhooks", wanted("https://situs.example.id/")).await.0, 400, "twenty are enough");
}

#[actix_web::test]
async fn the_page_adds_tries_and_removes() {
    let (world, listener) = (World::at_home().await, Listener::saying(&[]).await);
    let account = world.person(Role::RegionAdmin, Some("32.71")).await;
    let session = world.session(account).await;
    let Shows::Session(token) = &session else { panic!() };
    let proof = token.form_token();
    let send = async |path: String, fields: &[(&str, &str)]| {
        let mut all = fields.to_vec();
        all.push(("csrf", &proof));
        let answer = world.call(&session, TestRequest::post().uri(&path).set_form(&all)).await;
        (answer.status().as_u16(), String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
    };
    let url = listener.url();
    let (status, page) = send("/publikasi/webhook".into(), &[("nama", "Situs kota"), ("url", &url), ("tahu.source.held", "1")]).await;
    assert!(status == 200 && page.contains("whsec_") && page.contains("Situs kota"), "{page}");
    let id = page.split("/publikasi/webhook/").nth(1).unwrap().split(['?', '"']).next().unwrap().to_owned();
    let get = async |path: String| {
        let answer = world.call(&session, TestRequest::get().uri(&path)).await;
        String::from_utf8(test::read_body(answer).await.to_vec()).unwrap()
    };
    assert!(!get("/publikasi/webhook".into()).await.contains("whsec_"), "shown once");
    let path = format!("/publikasi/webhook/{id}");
    assert_eq!(send(format!("{path}/uji"), &[]).await.0, 303);
    let page = get(path.clone()).await;
    assert!(page.contains("Uji coba") && page.contains("menunggu") && page.contains("Isi baru sebuah sumber ditahan"), "{page}");
    assert_eq!(send(format!("{path}/mati"), &[]).await.0, 303);
    assert!(get(path.clone()).await.contains("dimatikan"));
    assert!(send(format!("{path}/rahasia"), &[]).await.1.contains("whsec_"));
    assert_eq!(send(format!("{path}/tidak-ada"), &[]).await.0, 404);
    assert_eq!(send(format!("{path}/hapus"), &[]).await.0, 303);
    assert!(get("/publikasi/webhook".into()).await.contains("Belum ada webhook"));
}
