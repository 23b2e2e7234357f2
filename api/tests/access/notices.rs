//! Who may write notices, over the API and on the page of a region; what is refused, and with which words.

use actix_web::http::Method;
use actix_web::test::{self, TestRequest};
use registry::access::{Action, Limits, Role};
use registry::store::access;
use serde_json::{Value, json};

use crate::world::{Shows, World, region};

const HALL: &str = "11111111-1111-8111-8111-111111111111";
const SERVICE: &str = "22222222-2222-8222-8222-222222222222";
const PAGE: &str = "/publikasi/32.71/pengumuman";

/// A hall in Kota Bogor with one service.
async fn world() -> World {
    let world = World::new().await;
    let blob = |id: &str| format!("x'{}'", id.replace('-', ""));
    let (hall, service) = (blob(HALL), blob(SERVICE));
    let sql = format!(
        "INSERT INTO locations (id, source_id, region, hash, name, latitude, longitude, point_is_regions) VALUES ({hall}, 'bogor', '32.71', 1, 'MPP Grha Tiyasa', -6.6, 106.8, 0);
         INSERT INTO organizations (id, source_id, hash, name) VALUES (x'33333333333383338333333333333333', 'bogor', 1, 'Disdukcapil');
         INSERT INTO services (id, source_id, organization_id, hash, name, procedure, channels) VALUES ({service}, 'bogor', x'33333333333383338333333333333333', 1, 'Akta kelahiran', '[]', 'counter');
         INSERT INTO services_at_locations (id, source_id, service_id, location_id, hash) VALUES (x'44444444444484448444444444444444', 'bogor', {service}, {hall}, 1);"
    );
    world.state.store.write(move |conn| conn.batch(&sql)).await.unwrap();
    world
}

async fn send(world: &World, shows: &Shows, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = TestRequest::default().method(method).uri(path).set_payload(body.to_string());
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&test::read_body(answer).await).unwrap_or_default())
}

async fn get(world: &World, path: &str) -> Value {
    test::read_body_json(world.call(&Shows::Nothing, TestRequest::get().uri(path)).await).await
}

fn flood() -> Value {
    json!({ "region": "32.71", "location_id": HALL, "kind": "closed", "text": "Banjir" })
}

async fn key(world: &World, role: Role, code: Option<&str>) -> Shows {
    world.key(world.person(role, code).await, Limits::default()).await
}

#[actix_web::test]
async fn an_editor_writes_changes_and_ends_a_notice() {
    let world = world().await;
    let editor = key(&world, Role::Editor, Some("32.71")).await;
    let (status, written) = send(&world, &editor, Method::POST, "/v1/notices", &flood()).await;
    assert_eq!(status, 201, "{written}");
    let path = format!("/v1/notices/{}", written["id"].as_str().unwrap());
    // Noon in Jakarta is ten o'clock; the day ends at 17:00 UTC.
    assert_eq!((written["ends_at"].as_str(), written["scope"].as_str()), (Some("2026-11-24T17:00:00Z"), Some("hall")), "{written}");
    let location = get(&world, &format!("/v1/locations/{HALL}")).await;
    assert!(location["open"] == false && location["notices"][0]["text"] == "Banjir", "seen at once: {location}");
    let change = json!({ "text": "Banjir surut, buka lagi siang", "ends_at": "2026-11-24T13:00:00+07:00", "text_en": "Flood" });
    let (status, changed) = send(&world, &editor, Method::PATCH, &path, &change).await;
    assert_eq!(
        (status, changed["ends_at"].as_str(), changed["kind"].as_str()),
        (200, Some("2026-11-24T06:00:00Z"), Some("closed")),
        "{changed}"
    );
    let (_, changed) = send(&world, &editor, Method::PATCH, &path, &json!({ "text_en": null })).await;
    assert!(changed["text_en"].is_null() && changed["text"] == "Banjir surut, buka lagi siang", "{changed}");
    let (status, ended) = send(&world, &editor, Method::DELETE, &path, &Value::Null).await;
    assert_eq!((status, ended["state"].as_str()), (200, Some("ended")), "{ended}");
    assert!(get(&world, &format!("/v1/locations/{HALL}")).await.get("notices").is_none());
    let (status, problem) = send(&world, &editor, Method::PATCH, &path, &change).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("notice_ended")));
    assert_eq!(get(&world, &path).await["state"], "ended", "it is kept");
    let log = world.state.store.read(|conn| access::audit(conn, Some(region("32.71")), None, 9)).await.unwrap();
    let acts: Vec<&str> = log.iter().map(|row| row.act.as_str()).filter(|act| act.starts_with("notice")).collect();
    assert_eq!(acts, ["notice_ended", "notice_changed", "notice_changed", "notice_written"]);
}

#[actix_web::test]
async fn nobody_writes_for_another_region_and_the_ministry_writes_for_none() {
    let world = world().await;
    let editor = key(&world, Role::Editor, Some("32.71")).await;
    let (_, written) = send(&world, &editor, Method::POST, "/v1/notices", &flood()).await;
    let path = format!("/v1/notices/{}", written["id"].as_str().unwrap());
    let status = async |shows: &Shows, method: Method, path: &str| {
        let (status, problem) = send(&world, shows, method, path, &flood()).await;
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    let stranger = key(&world, Role::RegionAdmin, Some("32.04")).await;
    let ministry = key(&world, Role::MinistryAdmin, None).await;
    let elsewhere = world
        .key(world.person(Role::Editor, Some("32.71")).await, Limits { actions: Some([Action::EditDraft].into()), ..Limits::default() })
        .await;
    for (shows, expected) in [
        (&Shows::Nothing, (401, "sign_in_required")),
        (&stranger, (404, "not_found")),
        (&ministry, (403, "forbidden")),
        (&elsewhere, (403, "key_not_allowed")),
    ] {
        let expected = (expected.0, expected.1.to_owned());
        assert_eq!(status(shows, Method::POST, "/v1/notices").await, expected, "{shows:?}");
        assert_eq!(status(shows, Method::PATCH, &path).await, expected, "{shows:?}");
        assert_eq!(status(shows, Method::DELETE, &path).await, expected, "{shows:?}");
    }
    assert_eq!(get(&world, &path).await["state"], "in_force");
    let (status, problem) =
        send(&world, &stranger, Method::POST, "/v1/notices", &json!({ "region": "32.04", "location_id": HALL, "kind": "closed" })).await;
    assert_eq!((status, problem["parameter"].as_str()), (400, Some("location_id")), "another region's hall: {problem}");
}

#[actix_web::test]
async fn what_cannot_be_is_refused_by_its_field() {
    let world = world().await;
    let editor = key(&world, Role::Editor, Some("32.71")).await;
    for (change, field) in [
        (json!({ "kind": "tutup" }), "kind"),
        (json!({ "kind": "other", "text": " " }), "text"),
        (json!({ "text": "x".repeat(281) }), "text"),
        (json!({ "ends_at": "2026-11-24T09:00:00+07:00" }), "ends_at"),
        (json!({ "ends_at": "besok" }), "body"),
        (json!({ "ends_at": "2029-01-01T00:00:00Z" }), "ends_at"),
        (json!({ "kind": "short_hours", "opens": "12:00", "closes": "08:00" }), "closes"),
        (json!({ "service_id": HALL }), "service_id"),
        (json!({ "location_id": "x" }), "body"),
        (json!({ "location_id": null, "service_id": SERVICE }), "location_id"),
        (json!({ "term": "SKCK (Polri)" }), "term"),
        (json!({ "lama": 3 }), "body"),
        (json!({ "text": "x".repeat(20_000) }), "body"),
    ] {
        let mut body = flood();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, problem) = send(&world, &editor, Method::POST, "/v1/notices", &body).await;
        assert_eq!((status, problem["parameter"].as_str()), (400, Some(field)), "{change}: {problem}");
    }
    for body in ["", "null", "[]", "{\"region\":"] {
        let answer = world.call(&editor, TestRequest::post().uri("/v1/notices").set_payload(body)).await;
        assert_eq!(answer.status().as_u16(), 400, "{body:?}");
    }
    assert_eq!(get(&world, "/v1/notices?state=all").await["total"], 0);
}

#[actix_web::test]
async fn the_list_is_open_to_all() {
    let world = world().await;
    let editor = key(&world, Role::Editor, Some("32.71")).await;
    for (scope, body) in [
        ("region", json!({ "region": "32.71", "kind": "other", "text": "Antre dari pukul 7" })),
        ("hall", flood()),
        (
            "counter",
            json!({ "region": "32.71", "location_id": HALL, "organization_id": "33333333-3333-8333-8333-333333333333", "kind": "no_blanks" }),
        ),
        ("service", json!({ "region": "32.71", "location_id": HALL, "service_id": SERVICE, "kind": "closed" })),
    ] {
        let (status, written) = send(&world, &editor, Method::POST, "/v1/notices", &body).await;
        assert_eq!((status, written["scope"].as_str()), (201, Some(scope)), "{written}");
    }
    let (status, again) = send(&world, &editor, Method::POST, "/v1/notices", &flood()).await;
    assert_eq!(status, 201, "sent twice: {again}");
    assert_eq!(get(&world, "/v1/notices").await["total"], 4);
    assert_eq!(get(&world, "/v1/notices?region=32.04").await["total"], 0);
    assert_eq!(get(&world, &format!("/v1/notices?location={HALL}&size=2")).await["total"], 3);
    assert_eq!(get(&world, "/v1/notices?state=coming").await["total"], 0);
    let body = get(&world, "/v1/notices").await.to_string();
    assert!(!body.contains("penyunting"), "who wrote it is not told to everybody: {body}");
    assert_eq!(get(&world, "/v1/notices?state=x").await["parameter"], "state");
    assert_eq!(get(&world, "/v1/notices/x").await["code"], "not_found");
}

async fn page(world: &World, shows: &Shows, path: &str) -> (u16, String) {
    let answer = world.call(shows, TestRequest::get().uri(path)).await;
    (answer.status().as_u16(), String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
}

async fn form(world: &World, shows: &Shows, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let Shows::Session(token) = shows else { panic!() };
    let proof = token.form_token();
    let mut all = fields.to_vec();
    all.push(("csrf", &proof));
    let answer = world.call(shows, TestRequest::post().uri(path).set_form(&all)).await;
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = answer.status().as_u16();
    let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
    (status, if to.is_empty() { body } else { to })
}

/// The form as it stands when the page is opened, and one press of its button.
#[actix_web::test]
async fn one_press_of_the_button_closes_the_hall_for_today() {
    let world = world().await;
    let editor = world.session(world.person(Role::Editor, Some("32.71")).await).await;
    let home = page(&world, &editor, "/publikasi").await.1;
    assert!(home.contains(PAGE), "the way there: {home}");
    let (status, body) = page(&world, &editor, PAGE).await;
    assert!(status == 200 && body.contains("value=\"closed\" checked") && body.contains("value=\"hari-ini\" checked"), "{body}");
    let first = body.split("<select id=\"untuk\"").nth(1).unwrap().split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(first, HALL, "the only hall is chosen");
    let sent = [
        ("jenis", "closed"),
        ("untuk", first),
        ("sampai", "hari-ini"),
        ("teks", ""),
        ("buka", "08:00"),
        ("tutup", "12:00"),
        ("mulai", ""),
        ("tanggal", ""),
    ];
    assert_eq!(form(&world, &editor, PAGE, &sent).await, (303, PAGE.to_owned()));
    let location = get(&world, &format!("/v1/locations/{HALL}")).await;
    assert!(location["open"] == false && location["notices"][0]["ends_at"] == "2026-11-24T17:00:00Z", "{location}");
    let (_, body) = page(&world, &editor, PAGE).await;
    assert!(body.contains("Tutup sementara sampai akhir Selasa 24 Nov") && body.contains("penyunting 32.71"), "{body}");
    let id = location["notices"][0]["id"].as_str().unwrap().to_owned();
    let change = [("teks", "Banjir <i>"), ("sampai", "seminggu"), ("tanggal", "")];
    assert_eq!(form(&world, &editor, &format!("{PAGE}/{id}/ubah"), &change).await.0, 303);
    let changed = get(&world, &format!("/v1/notices/{id}")).await;
    assert_eq!((changed["text"].as_str(), changed["ends_at"].as_str()), (Some("Banjir <i>"), Some("2026-11-30T17:00:00Z")), "{changed}");
    assert!(!page(&world, &editor, PAGE).await.1.contains("Banjir <i>"), "escaped");
    assert_eq!(form(&world, &editor, &format!("{PAGE}/{id}/akhiri"), &[]).await.0, 303);
    assert_eq!(get(&world, &format!("/v1/notices/{id}")).await["state"], "ended");
    assert!(page(&world, &editor, PAGE).await.1.contains("Sudah berakhir"));
}

#[actix_web::test]
async fn a_service_is_named_as_the_list_has_it() {
    let world = world().await;
    let editor = world.session(world.person(Role::Editor, Some("32.71")).await).await;
    let sent =
        |service: &'static str, until: &'static str| [("jenis", "no_blanks"), ("untuk", ""), ("layanan", service), ("sampai", until)];
    assert_eq!(form(&world, &editor, PAGE, &sent(" akta KELAHIRAN ", "besok")).await.0, 303);
    let list = get(&world, "/v1/notices").await;
    assert!(list["notices"][0]["service_id"] == SERVICE && list["notices"][0]["ends_at"] == "2026-11-25T17:00:00Z", "{list}");
    let (status, body) = form(&world, &editor, PAGE, &sent("Akta kematian", "besok")).await;
    assert!(status == 400 && body.contains("pilih dari daftar"), "{body}");
    let (status, body) = form(&world, &editor, PAGE, &sent("", "tanggal")).await;
    assert!(status == 400 && body.contains("tanggal"), "{body}");
    let dated = [("jenis", "no_blanks"), ("untuk", ""), ("layanan", ""), ("sampai", "hari-ini"), ("tanggal", "2026-11-26")];
    assert_eq!(form(&world, &editor, PAGE, &dated).await.0, 303);
    let list = get(&world, "/v1/notices").await;
    let ends = |one: &Value| one["ends_at"] == "2026-11-26T17:00:00Z";
    assert!(list["notices"].as_array().unwrap().iter().any(ends), "a date that was written says it: {list}");
    let later =
        [("jenis", "short_hours"), ("untuk", HALL), ("buka", "09.00"), ("tutup", "11:00"), ("mulai", "besok"), ("sampai", "hari-ini")];
    assert_eq!(form(&world, &editor, PAGE, &later).await.0, 303);
    let coming = get(&world, "/v1/notices?state=coming").await;
    let told = &coming["notices"][0];
    assert_eq!((told["hours"].as_str(), told["starts_at"].as_str()), (Some("09:00-11:00"), Some("2026-11-24T17:00:00Z")), "{coming}");
    assert_eq!(told["ends_at"].as_str(), Some("2026-11-25T17:00:00Z"));
}

#[actix_web::test]
async fn the_page_is_of_ones_own_region() {
    let world = world().await;
    let stranger = world.session(world.person(Role::RegionAdmin, Some("32.04")).await).await;
    assert_eq!(page(&world, &stranger, PAGE).await.0, 404);
    assert_eq!(form(&world, &stranger, PAGE, &[("jenis", "closed")]).await.0, 404);
    let ministry = world.session(world.person(Role::MinistryReviewer, None).await).await;
    let (status, body) = page(&world, &ministry, PAGE).await;
    assert!(status == 200 && !body.contains("<button>Umumkan"), "the ministry reads: {body}");
    assert_eq!(form(&world, &ministry, PAGE, &[("jenis", "closed")]).await.0, 403);
    assert_eq!(page(&world, &Shows::Nothing, PAGE).await.0, 303);
}
