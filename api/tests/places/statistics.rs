//! Figures over time: what is added and what is not, how it is told, and what is refused.

use actix_web::http::StatusCode;
use registry::model::{Metric, RegionCode, Scope, Statistic};
use registry::store;
use serde_json::Value;

use crate::world::{World, id, tuesday};

fn figure(metric: Metric, place: &str, period: &str, value: f64) -> Statistic {
    Statistic { metric, scope: Scope::Location(id(place)), period: period.parse().unwrap(), value }
}

/// Two regions of one province and one elsewhere.
async fn told() -> World {
    let world = World::new().await;
    let keep = async |source: &'static str, region: &str, figures: Vec<Statistic>| {
        let region: RegionCode = region.parse().unwrap();
        world.state.store.write(move |conn| store::keep_statistics(conn, source, region, &figures, tuesday())).await.unwrap();
    };
    let visits = |place: &'static str, value| figure(Metric::Visits, place, "2026-10", value);
    keep(
        "s1",
        "32.04",
        vec![visits("one", 900.0), figure(Metric::Visits, "one", "2026-09", 800.0), figure(Metric::Tickets, "one", "2026-10", 7.0)],
    )
    .await;
    keep("s2", "32.71", vec![visits("two", 1100.0), figure(Metric::Satisfaction, "two", "2026", 88.31)]).await;
    keep("s3", "73.71", vec![visits("three", 50.0), figure(Metric::Satisfaction, "three", "2026", 60.0)]).await;
    keep("s1", "32.04", vec![visits("one", 950.0)]).await;
    world
}

fn values(body: &Value) -> Vec<(&str, &str, f64, i64)> {
    let series = body["series"].as_array().unwrap().iter();
    series
        .flat_map(|one| one["values"].as_array().unwrap().iter().map(move |value| (one, value)))
        .map(|(one, value)| {
            (
                one["metric"].as_str().unwrap(),
                value["period"].as_str().unwrap(),
                value["value"].as_f64().unwrap(),
                value["regions"].as_i64().unwrap(),
            )
        })
        .collect()
}

#[actix_web::test]
async fn a_figure_says_its_date_its_rule_and_what_it_rests_on() {
    let world = told().await;
    let nation = world.get("/v1/statistics?metric=visits").await.json();
    assert_eq!(values(&nation), [("visits", "2026-10", 2100.0, 3), ("visits", "2026-09", 800.0, 1)], "{nation}");
    let value = &nation["series"][0]["values"][0];
    assert_eq!(
        (&value["first"], &value["last"], &value["as_of"]),
        (&"2026-10-01".into(), &"2026-10-31".into(), &"2026-11-24T03:00:00Z".into())
    );
    assert!(nation["series"][0]["rule"].as_str().unwrap().contains("tidak dihitung nol"));
    let province = world.get("/v1/statistics?metric=visits&province=32&from=2026-10").await.json();
    assert_eq!((values(&province), &province["area"]["name"]), (vec![("visits", "2026-10", 2050.0, 2)], &"Jawa Barat".into()));
    let all = world.get("/v1/statistics?region=32.04").await.json();
    assert_eq!(
        values(&all),
        [("tickets", "2026-10", 7.0, 1), ("visits", "2026-10", 950.0, 1), ("visits", "2026-09", 800.0, 1)],
        "metrics stand apart"
    );
    let index = world.get("/v1/statistics?metric=satisfaction&period=year").await.json();
    assert_eq!((values(&index), &index["series"][0]["values"][0]["band"]), (vec![("satisfaction", "2026", 74.155, 2)], &"C".into()));
}

#[actix_web::test]
async fn a_correction_shows_what_was_told_before() {
    let world = told().await;
    let own = world.get(&format!("/v1/statistics?metric=visits&location={}", id("one").0)).await.json();
    assert_eq!(own["series"][0]["values"][0]["earlier"][0]["value"], 900.0, "{own}");
    assert!(own["series"][0]["values"][1]["earlier"].is_null());
}

#[actix_web::test]
async fn regions_of_one_period_and_pages_of_many() {
    let world = told().await;
    let ranking = world.get("/v1/statistics?metric=visits&by=region").await.json();
    let regions: Vec<_> =
        ranking["series"][0]["values"].as_array().unwrap().iter().map(|one| one["region"]["code"].as_str().unwrap()).collect();
    assert_eq!(regions, ["32.71", "32.04", "73.71"], "the highest first");
    let first = world.get("/v1/statistics?metric=visits&limit=1").await.json();
    assert_eq!((values(&first).len(), &first["next_to"]), (1, &"2026-09-30".into()));
    let next = world.get("/v1/statistics?metric=visits&limit=1&to=2026-09-30").await.json();
    assert_eq!((values(&next), &next["next_to"]), (vec![("visits", "2026-09", 800.0, 1)], &Value::Null));
    let csv = world.get("/v1/statistics?metric=visits&format=csv").await;
    assert!(
        csv.kind.starts_with("text/csv") && csv.body.lines().count() == 3 && csv.body.contains("visits,published,2026-10"),
        "{}",
        csv.body
    );
}

#[actix_web::test]
async fn what_is_not_as_documented_is_refused_by_name() {
    let world = World::new().await;
    for query in [
        "metric=warna",
        "period=decade",
        "from=kemarin",
        "from=2026-13",
        "from=2026&to=2025",
        "region=32.71&province=36",
        "scope=kota",
        "by=region&region=32.71",
        "period=day&from=2020",
        "limit=0",
        "location=1",
        "format=pdf",
        "from=9999",
    ] {
        let got = world.get(&format!("/v1/statistics?{query}")).await;
        assert_eq!((got.status, got.kind.as_str()), (StatusCode::BAD_REQUEST, "application/problem+json"), "{query}: {}", got.body);
    }
    assert_eq!(world.get("/v1/statistics?region=32.99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/v1/statistics?period=span").await.json()["series"], Value::Array(Vec::new()));
}

#[actix_web::test]
async fn the_page_tells_it_in_both_languages() {
    let world = told().await;
    let page = world.get("/statistik").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for part in [
        "Kunjungan, Seluruh Indonesia",
        "2.100",
        "Oktober 2026",
        "polyline",
        "Kota Bogor",
        "/v1/statistics?metric=visits",
        "2026-11-24 10:00 WIB",
    ] {
        assert!(page.body.contains(part), "{part} is missing: {}", page.body);
    }
    let index = world.get("/statistik?metric=satisfaction&period=year&province=32&region=32.71&lang=en").await;
    assert!(index.body.contains("A, very good") && index.body.contains("The plain mean of all"), "{}", index.body);
    assert!(world.get("/statistik?province=91").await.body.contains("Belum ada daerah yang menerbitkan angka ini"));
    let moved = world.get("/statistik?province=73&region=32.71").await;
    assert!(moved.body.contains("Kunjungan, Sulawesi Selatan"), "the region of another province is left behind: {}", moved.body);
    assert_eq!(world.get("/statistik?from=kemarin").await.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn a_period_that_is_not_over_is_told_and_not_drawn() {
    let world = told().await;
    let region: RegionCode = "32.71".parse().unwrap();
    let begun = vec![figure(Metric::Visits, "two", "2026-11", 20.0)];
    world.state.store.write(move |conn| store::keep_statistics(conn, "s2", region, &begun, tuesday())).await.unwrap();
    let page = world.get("/statistik").await.body;
    assert!(page.contains("November 2026 <span class=\"redup\">masih berjalan</span>"), "{page}");
    let line = page.split("<polyline").nth(1).unwrap().split('>').next().unwrap();
    assert_eq!(line.matches(',').count(), 2, "September and October: {line}");
}
