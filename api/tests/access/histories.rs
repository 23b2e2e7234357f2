//! The histories of the MPPs: the ministry keeps them, by API and by page, and nobody else.

use actix_web::test::{self, TestRequest};
use registry::access::{Limits, Role};
use serde_json::{Value, json};

use crate::world::{Shows, World};

async fn covered(world: &World) -> u64 {
    let answer = world.call(&Shows::Nothing, TestRequest::get().uri("/v1/coverage")).await;
    let body: Value = test::read_body_json(answer).await;
    body["covered"].as_u64().unwrap()
}

fn step(date: &str) -> TestRequest {
    let body = json!({ "state": "inaugurated", "date": date, "attested": "ministerial", "evidence": "Surat B/12/2026" });
    TestRequest::post().uri("/v1/regions/36.01/history").set_json(body)
}

#[actix_web::test]
async fn the_ministry_records_and_withdraws_and_coverage_follows() {
    let world = World::new().await;
    let reviewer = world.person(Role::MinistryReviewer, None).await;
    let key = world.key(reviewer, Limits::default()).await;
    assert_eq!(covered(&world).await, 0);
    assert_eq!(world.status(&key, step("2026-11-02")).await.0, 201);
    assert_eq!(covered(&world).await, 1);
    assert_eq!(world.status(&key, step("2026-11-02")).await, (400, "invalid_parameter".into()), "it is recorded already");
    assert_eq!(world.status(&key, step("2027-01-02")).await.0, 400, "it has not happened");
    let gone = |reason: &str| {
        let body = json!({ "state": "inaugurated", "date": "2026-11-02", "reason": reason });
        TestRequest::post().uri("/v1/regions/36.01/history/withdraw").set_json(body)
    };
    assert_eq!(world.status(&key, gone("x")).await.0, 400, "a reason is a reason");
    assert_eq!(world.status(&key, gone("keliru, belum dibuka")).await.0, 204);
    assert_eq!(world.status(&key, gone("keliru, belum dibuka")).await.0, 404);
    assert_eq!(covered(&world).await, 0);
    let answer = world.call(&Shows::Nothing, TestRequest::get().uri("/v1/regions/36.01")).await;
    let region: Value = test::read_body_json(answer).await;
    assert_eq!(region["history"][0]["withdrawn"], "keliru, belum dibuka", "what was withdrawn is kept, and told");
}

#[actix_web::test]
async fn a_region_does_not_write_its_own_history() {
    let world = World::new().await;
    let admin = world.person(Role::RegionAdmin, Some("32.71")).await;
    let key = world.key(admin, Limits::default()).await;
    assert_eq!(world.status(&key, step("2026-11-02")).await.0, 403);
    assert_eq!(world.status(&Shows::Nothing, step("2026-11-02")).await.0, 401);
    assert_eq!(covered(&world).await, 0);
}

#[actix_web::test]
async fn by_page_a_step_is_written_in_one_form() {
    let world = World::new().await;
    let admin = world.person(Role::MinistryAdmin, None).await;
    let shows = world.session(admin).await;
    let Shows::Session(token) = &shows else { unreachable!() };
    let page = async |path: &str| {
        let answer = world.call(&shows, TestRequest::get().uri(path)).await;
        (answer.status().as_u16(), String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
    };
    assert_eq!(page("/publikasi/cakupan?wilayah=Bandung").await.0, 400, "there are two");
    let (status, body) = page("/publikasi/cakupan?wilayah=Pandeglang").await;
    assert!(status == 200 && body.contains("Belum ada langkah"), "{body}");
    let form = [
        ("csrf", token.form_token()),
        ("wilayah", "36.01".into()),
        ("keadaan", "inaugurated".into()),
        ("tanggal", "2026-11".into()),
        ("menurut", "ministerial".into()),
        ("bukti", "<b>Surat</b> 12".into()),
    ];
    let answer = world.call(&shows, TestRequest::post().uri("/publikasi/cakupan").set_form(form)).await;
    assert_eq!(answer.status().as_u16(), 303, "{:?}", test::read_body(answer).await);
    let (_, body) = page("/publikasi/cakupan?wilayah=36.01").await;
    assert!(body.contains("diresmikan") && !body.contains("<b>Surat"), "{body}");
}
