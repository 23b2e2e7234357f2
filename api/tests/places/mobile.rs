//! Mobile units: in the answer to a search, as a list, as a page and as a calendar.

use actix_web::http::StatusCode;

use crate::world::{NEAR, World};

#[actix_web::test]
async fn a_stop_that_is_nearer_than_the_hall_is_part_of_the_answer() {
    let world = World::new().await;
    let body = world.get(&format!("/v1/search?q=ktp+hilang&{NEAR}&sort=distance")).await.json();
    let hall = body["hits"][0]["distance_km"].as_f64().unwrap();
    let stops = body["stops"].as_array().unwrap();
    let names: Vec<&str> = stops.iter().map(|stop| stop["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Kantor Desa Contoh", "Balai Desa Contoh"], "{body}");
    assert!((2.9..3.1).contains(&stops[0]["distance_km"].as_f64().unwrap()) && hall > 39.0, "{body}");
    assert_eq!(
        (stops[0]["next"]["date"].as_str(), stops[0]["next"]["opens"].as_str()),
        (Some("2026-12-03"), Some("2026-12-03T09:00:00+07:00"))
    );
    assert_eq!(stops[1]["next"]["date"], "2026-11-27", "the next Friday");
    let page = world.get(&format!("/?q=ktp+hilang&{NEAR}")).await.body;
    assert!(
        page.contains("Petugas keliling yang membawa layanan ini") && page.contains("Kantor Desa Contoh"),
        "the page shows it, too: {page}"
    );
    let elsewhere = world.get("/v1/search?q=ktp+hilang&near=-2.53,140.71").await.json();
    assert!(elsewhere["stops"].is_null(), "{elsewhere}");
    let other = world.get(&format!("/v1/search?q=paspor+baru&{NEAR}")).await.json();
    assert!(other["stops"].is_null(), "no unit brings passports: {other}");
}

#[actix_web::test]
async fn stops_are_found_by_distance_day_and_words() {
    let world = World::new().await;
    let names = |body: serde_json::Value| -> Vec<String> {
        body["stops"].as_array().unwrap().iter().map(|stop| stop["name"].as_str().unwrap().to_owned()).collect()
    };
    let near = names(world.get(&format!("/v1/stops?{NEAR}&radius_km=10")).await.json());
    assert_eq!(near, ["Pasar Contoh", "Kantor Desa Contoh", "Balai Desa Contoh"]);
    let day = names(world.get("/v1/stops?from=2026-12-03&to=2026-12-03").await.json());
    assert_eq!(day, ["Kantor Desa Contoh"]);
    assert_eq!(names(world.get("/v1/stops?q=samsat").await.json()), ["Pasar Contoh"]);
    assert_eq!(world.get("/v1/stops?region=32.04").await.json()["total"], 4);
    assert_eq!(
        (
            world.get("/v1/stops?region=32").await.json()["total"].as_u64(),
            world.get("/v1/stops?region=33.01").await.json()["total"].as_u64()
        ),
        (Some(4), Some(0))
    );
    for wrong in ["near=91,0", "radius_km=3", "from=besok", "from=2026-12-03&to=2026-12-02", "to=2030-01-01", "region=x"] {
        assert_eq!(world.get(&format!("/v1/stops?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[actix_web::test]
async fn the_page_is_a_schedule_by_day() {
    let world = World::new().await;
    for path in ["/keliling", "/keliling?near=Kabupaten+Bandung", "/keliling?region=32.04&lang=en", "/keliling?near=-6.99,107.63&q=ktp"] {
        let got = world.get(path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.body);
        assert!(
            got.body.contains("Kantor Desa Contoh") && !got.body.contains("<script>") && !got.body.contains("<b>Raya"),
            "{path}: {}",
            got.body
        );
    }
    let page = world.get("/keliling?near=-6.99,107.63").await.body;
    assert!(page.contains("Kamis 3 Des") && page.contains("09.00–12.00 WIB") && page.contains("3,0 km"), "{page}");
    assert!(page.find("Jumat 27 Nov").unwrap() < page.find("Kamis 3 Des").unwrap(), "the sooner first");
    let unknown = world.get("/keliling?near=Atlantis").await;
    assert!(unknown.status == StatusCode::OK && unknown.body.contains("Atlantis"), "{}", unknown.body);
    assert_eq!(world.get("/keliling?near=91,0").await.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn the_calendar_can_be_read_and_stays_the_same() {
    let world = World::new().await;
    let got = world.get("/keliling.ics?region=32.04").await;
    assert_eq!((got.status, got.kind.as_str()), (StatusCode::OK, "text/calendar; charset=utf-8"));
    let calendar: icalendar::Calendar = got.body.parse().unwrap();
    assert_eq!((calendar.events().count(), got.body.matches("RRULE:FREQ=WEEKLY").count()), (4, 3), "{}", got.body);
    assert_eq!(got.body, world.get("/keliling.ics?region=32.04").await.body);
    assert_eq!(world.get("/keliling.ics?region=x").await.status, StatusCode::BAD_REQUEST);
}
