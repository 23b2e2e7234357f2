//! What is missing where and what is far out, and how good the catalogs are, from content that lies in the store.

use serde_json::Value;

use crate::world::{KTP, World, offer, passport};

const FREE: &str = "{\"value\":{\"kind\":\"free\"},\"raw\":\"Gratis\",\"rule\":\"cost.free\"}";
const DAY: &str = "{\"value\":{\"min\":1,\"max\":1,\"unit\":\"day\"},\"raw\":\"1 hari\",\"rule\":\"duration.one\"}";

fn fee(idr: u64) -> String {
    format!("{{\"value\":{{\"kind\":\"amount\",\"idr\":{idr}}},\"raw\":\"Rp{idr}\",\"rule\":\"cost.one\"}}")
}

/// Four regions replace a lost identity card; Pandeglang's catalog has passports alone.
async fn nation(more: Vec<String>) -> World {
    let world = World::new().await;
    let passports = offer(5, "36.01", FREE, DAY, 1).replace(KTP, passport());
    let sql = more.concat() + &passports;
    world.state.store.write(move |conn| conn.batch(&sql)).await.unwrap();
    world
}

fn of<'a>(list: &'a Value, slug: &str) -> &'a Value {
    list["services"].as_array().unwrap().iter().find(|one| one["slug"].as_str().unwrap().contains(slug)).unwrap()
}

#[actix_web::test]
async fn only_a_region_whose_catalog_is_held_lacks_what_is_not_listed() {
    let world = nation(Vec::new()).await;
    let gaps = world.get("/v1/gaps/services").await.json();
    assert_eq!((&gaps["regions_with_catalog"], &gaps["regions"]), (&5.into(), &514.into()));
    let ktp = of(&gaps, "hilang");
    assert_eq!((&ktp["offered"], &ktp["not_listed"], &ktp["unknown"]), (&4.into(), &1.into(), &509.into()), "{ktp}");
    assert_eq!(ktp["provinces_without"][0]["name"], "Banten");
    // What most have comes before what hardly anybody has.
    assert!(gaps["services"][0]["slug"].as_str().unwrap().contains("hilang"), "{gaps}");
    let of_banten = world.get("/v1/gaps/services?province=36").await.json();
    assert_eq!((&of_banten["regions_with_catalog"], &of(&of_banten, "paspor")["offered"]), (&1.into(), &1.into()));
}

#[actix_web::test]
async fn who_lacks_a_service_is_told_the_nearest_that_has_it() {
    let world = nation(Vec::new()).await;
    let gaps = world.get("/v1/gaps/services").await.json();
    let slug = of(&gaps, "hilang")["slug"].as_str().unwrap().to_owned();
    let one = world.get(&format!("/v1/gaps/services/{slug}")).await.json();
    let missing = one["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{one}");
    assert_eq!((&missing[0]["region"]["code"], &missing[0]["nearest"]["code"]), (&"36.01".into(), &"32.71".into()));
    assert!((80.0..160.0).contains(&missing[0]["distance_km"].as_f64().unwrap()), "{one}");
    let page = world.get(&format!("/kesenjangan/{slug}")).await.body;
    assert!(page.contains("Kabupaten Pandeglang") && page.contains("Kota Bogor"), "{page}");
    assert_eq!(world.get("/v1/gaps/services/tidak-ada").await.status, 404);
}

#[actix_web::test]
async fn a_cost_is_far_out_beside_what_eight_regions_take() {
    let usual = ["36.02", "36.03", "36.04", "36.71", "36.72"];
    let costs = (6..).zip(usual).map(|(number, region)| offer(number, region, &fee(50_000 + number as u64 * 20_000), DAY, 1));
    let odd = offer(20, "36.73", &fee(50_000_000), DAY, 1);
    let world = nation(costs.chain([odd]).collect()).await;
    let found = world.get("/v1/gaps/outliers").await.json();
    let costs: Vec<&Value> = found.as_array().unwrap().iter().filter(|one| one["kind"] == "cost").collect();
    assert_eq!(costs.len(), 1, "{found}");
    assert_eq!((&costs[0]["region"]["code"], &costs[0]["raw"]), (&"36.73".into(), &"Rp50000000".into()));
}

#[actix_web::test]
async fn a_catalog_that_tells_more_is_worth_more() {
    let world = nation(vec![offer(
        6,
        "36.02",
        "{\"value\":null,\"raw\":\"\",\"rule\":\"unread\"}",
        "{\"value\":null,\"raw\":\"\",\"rule\":\"unread\"}",
        0,
    )])
    .await;
    let quality = world.get("/v1/quality").await.json();
    let points = |source: &str| {
        let all = quality["sources"].as_array().unwrap();
        all.iter().find(|one| one["source"] == source).unwrap_or_else(|| panic!("{quality}"))["points"].as_f64().unwrap()
    };
    assert!(points("s1") > points("s6"), "{quality}");
    assert!((0.0..=100.0).contains(&points("s1")), "{quality}");
}
