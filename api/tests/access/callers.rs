//! What a request shows, what is made of it, and what is answered to who may not.

use actix_web::test::{self, TestRequest};
use api::access::{MonotonicClock, Pace};
use registry::access::{Action, Actor, Limits, Role, Token};
use registry::store::access;

use crate::world::{Shows, World, now};

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn put(path: &str) -> TestRequest {
    TestRequest::put().uri(path)
}

fn code(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// All that the caller gets to see of an answer, but for the id that they asked for themselves.
async fn told(world: &World, shows: &Shows, request: TestRequest, asked: &str) -> (u16, Vec<(String, String)>, String) {
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    let mut headers: Vec<_> = answer
        .headers()
        .iter()
        // The middleware for other origins names its headers in an order of chance.
        .filter(|(name, _)| *name != "content-length" && *name != "access-control-expose-headers")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
    (status, headers, body.replace(asked, "…"))
}

#[actix_web::test]
async fn me_says_who_a_key_speaks_for_and_what_it_may_do() {
    let world = World::new().await;
    let account = world.person(Role::Publisher, Some("32.71")).await;
    let limits =
        Limits { actions: Some([Action::Publish, Action::ManageTeam].into()), sources: Some(["bogor".to_owned()].into()), region: None };
    let key = world.key(account, limits).await;
    let answer = world.call(&key, get("/v1/me")).await;
    assert_eq!(answer.headers().get("cache-control").unwrap(), "private, no-store");
    let me: serde_json::Value = test::read_body_json(answer).await;
    assert_eq!(me["name"], "penerbit 32.71");
    assert_eq!(me["sources"], serde_json::json!(["bogor"]));
    let role = &me["roles"][0];
    assert_eq!((&role["role"], &role["region"]["name"]), (&"publisher".into(), &"Kota Bogor".into()));
    assert_eq!(role["actions"], serde_json::json!(["publish"]), "the role does not manage the team, the key does not write notices");
}

#[actix_web::test]
async fn every_wrong_key_gets_the_same_answer() {
    let world = World::new().await;
    let account = world.person(Role::Publisher, Some("32.71")).await;
    let Shows::Key(right) = world.key(account, Limits::default()).await else { panic!() };
    let (name, secret) = right.strip_prefix("smp_").unwrap().split_once('_').unwrap();
    let Shows::Key(revoked) = world.key(account, Limits::default()).await else { panic!() };
    let revoked_id = revoked.split('_').nth(1).unwrap().parse().unwrap();
    let by = Actor::Console("uji".into());
    world.state.store.write(move |conn| access::revoke_key(conn, &revoked_id, &by, now())).await.unwrap();
    let forged = registry::access::Key::new([9; 10], [9; 32]).reveal();
    let mut answers = Vec::new();
    for shown in [
        forged,
        revoked,
        format!("smp_{name}_{}", secret.to_uppercase()),
        format!("smp_{name}_{}", secret.split_at(50).0),
        "smp".into(),
        "bukan kunci".into(),
    ] {
        answers.push(told(&world, &Shows::Key(shown.clone()), get("/v1/me"), &shown).await);
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers[0].2.contains("invalid_key") && answers[0].2.contains("Minta kunci baru"), "{}", answers[0].2);
    assert!(answers[0].1.iter().any(|(name, value)| name == "www-authenticate" && value.starts_with("Bearer")));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert_eq!(world.status(&Shows::Key(right), get("/v1/me")).await.0, 200);
}

#[actix_web::test]
async fn who_shows_nothing_is_told_to_sign_in_and_reading_stays_open() {
    let world = World::new().await;
    assert_eq!(world.status(&Shows::Nothing, get("/v1/me")).await, code(401, "sign_in_required"));
    assert_eq!(world.status(&Shows::Nothing, get("/v1/sources")).await.0, 200);
    let wrong = Shows::Key("smp_x_y".into());
    assert_eq!(world.status(&wrong, get("/v1/sources")).await.0, 200, "what is public asks nobody who they are");
    assert_eq!(world.status(&Shows::Nothing, get("/uji/visitor")).await.0, 200);
    assert_eq!(world.status(&wrong, get("/uji/visitor")).await, code(401, "invalid_key"), "a wrong key is not nobody");
}

#[actix_web::test]
async fn another_regions_source_is_one_that_there_is_none_of() {
    let world = World::new().await;
    for role in [Role::Editor, Role::Publisher, Role::RegionAdmin] {
        let account = world.person(role, Some("32.71")).await;
        let key = world.key(account, Limits::default()).await;
        let foreign = told(&world, &key, put("/uji/publish/bandung"), "bandung").await;
        let nothing = told(&world, &key, put("/uji/publish/tidak-ada"), "tidak-ada").await;
        assert_eq!(foreign.0, 404);
        assert_eq!(foreign, nothing, "{role:?}");
        let foreign = told(&world, &key, get("/uji/team/32.04"), "32.04").await;
        let nothing = told(&world, &key, get("/uji/team/99.99"), "99.99").await;
        assert_eq!(foreign, nothing, "{role:?}");
    }
}

#[actix_web::test]
async fn in_the_own_region_it_is_said_whose_task_it_is() {
    let world = World::new().await;
    let editor = world.key(world.person(Role::Editor, Some("32.71")).await, Limits::default()).await;
    assert_eq!(world.status(&editor, put("/uji/publish/bogor")).await, code(403, "forbidden"));
    let answer = world.call(&editor, put("/uji/publish/bogor")).await;
    let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
    assert!(body.contains("penerbit, admin daerah") && body.contains("publisher, region_admin"), "{body}");
    let account = world.person(Role::Publisher, Some("32.71")).await;
    assert_eq!(world.status(&world.key(account, Limits::default()).await, put("/uji/publish/bogor")).await.0, 200);
    let bounded = Limits { sources: Some(["bogor-2".to_owned()].into()), ..Limits::default() };
    assert_eq!(world.status(&world.key(account, bounded).await, put("/uji/publish/bogor")).await, code(403, "key_not_allowed"));
    let ministry = world.key(world.person(Role::MinistryReviewer, None).await, Limits::default()).await;
    assert_eq!(world.status(&ministry, put("/uji/publish/bandung")).await, code(403, "forbidden"));
}

#[actix_web::test]
async fn a_session_changes_nothing_without_the_token_of_our_own_forms() {
    let world = World::new().await;
    let account = world.person(Role::Publisher, Some("32.71")).await;
    let session = world.session(account).await;
    let Shows::Session(token) = &session else { panic!() };
    let proof = token.form_token();
    assert_eq!(world.status(&session, get("/uji/plain")).await.0, 200);
    assert_eq!(world.status(&session, put("/uji/plain")).await, code(403, "form_expired"));
    assert_eq!(world.status(&session, put("/uji/plain").insert_header(("X-CSRF-Token", proof.clone()))).await.0, 200);
    let form = |token: &str| {
        let fields = [("word", "buka & tutup"), ("times", "3"), ("csrf", token)];
        TestRequest::post().uri("/uji/form").set_form(fields)
    };
    let answer = world.call(&session, form(&proof)).await;
    assert_eq!(test::read_body(answer).await, "buka & tutup 3");
    assert_eq!(world.status(&session, form("")).await, code(403, "form_expired"));
    let other = Token::new([3; 32]).form_token();
    assert_eq!(world.status(&session, form(&other)).await, code(403, "form_expired"), "another session's");
    let upload = |body: String| TestRequest::post().uri("/uji/upload").set_payload(body);
    assert_eq!(world.status(&session, upload(proof)).await.0, 200);
    assert_eq!(world.status(&session, upload(other)).await, code(403, "form_expired"));
    // A program sends its key by itself: nobody can make it do so.
    assert_eq!(world.status(&world.key(account, Limits::default()).await, put("/uji/plain")).await.0, 200);
}

#[actix_web::test]
async fn a_session_that_is_none_is_nobody() {
    let world = World::new().await;
    let forged = Shows::Session(Token::new([1; 32]));
    assert_eq!(world.status(&forged, get("/v1/me")).await, code(401, "sign_in_required"));
    assert_eq!(world.status(&forged, get("/uji/visitor")).await.0, 200);
}

#[actix_web::test]
async fn who_shows_wrong_keys_all_the_time_waits_and_others_do_not() {
    let world = World::new().await;
    let right = world.key(world.person(Role::Editor, Some("32.71")).await, Limits::default()).await;
    let wrong = Shows::Key("smp_x_y".into());
    let mut last = None;
    for _ in 0..25 {
        last = Some(world.call(&wrong, get("/v1/me")).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status().as_u16(), 429);
    let wait: u64 = last.headers().get("retry-after").unwrap().to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(world.status(&right, get("/v1/me")).await.0, 200, "a colleague behind the same address");
}

#[actix_web::test]
async fn a_key_that_asks_all_the_time_waits() {
    let world = World::paced(Pace::of([(100, 100), (100, 100), (3, 1)], MonotonicClock)).await;
    let key = world.key(world.person(Role::Editor, Some("32.71")).await, Limits::default()).await;
    for _ in 0..3 {
        assert_eq!(world.status(&key, get("/uji/plain")).await.0, 200);
    }
    assert_eq!(world.status(&key, get("/uji/plain")).await, code(429, "too_many_requests"));
    let other = world.key(world.person(Role::Editor, Some("32.71")).await, Limits::default()).await;
    assert_eq!(world.status(&other, get("/uji/plain")).await.0, 200);
}

#[actix_web::test]
async fn the_last_use_is_written_and_a_session_lives_on_while_it_is_used() {
    let world = World::new().await;
    let account = world.person(Role::Editor, Some("32.71")).await;
    let (session, key) = (world.session(account).await, world.key(account, Limits::default()).await);
    let an_hour_ago = now().minus(std::time::Duration::from_secs(3600));
    world.state.store.write(move |conn| conn.batch(&format!("UPDATE sessions SET seen_at = '{an_hour_ago}'"))).await.unwrap();
    assert_eq!(world.status(&session, get("/v1/me")).await.0, 200);
    assert_eq!(world.status(&key, get("/v1/me")).await.0, 200);
    // It is written beside the answer.
    for _ in 0..100 {
        let keys = world.state.store.read(|conn| access::keys(conn, None)).await.unwrap();
        let Shows::Session(token) = &session else { panic!() };
        let hash = token.digest();
        let known = world.state.store.read(move |conn| access::known_by_session(conn, hash, now())).await.unwrap();
        if keys[0].0.last_used_at == Some(now()) && known.is_some_and(|known| !known.is_stale) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("neither use was written");
}
