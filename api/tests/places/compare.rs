//! A national service compared over the regions.

use actix_web::http::StatusCode;

use crate::world::World;

const PATH: &str = "/v1/national-services/ktp-el-penggantian-karena-hilang-disdukcapil";

#[actix_web::test]
async fn figures_are_of_what_is_known() {
    let world = World::new().await;
    let body = world.get(PATH).await.json();
    assert_eq!((&body["offers"], &body["regions"], &body["total"]), (&4.into(), &4.into(), &4.into()), "{body}");
    let cost = &body["cost_idr"];
    assert_eq!((&cost["median"], &cost["known"], &cost["unknown"]), (&50_000.0.into(), &3.into(), &1.into()));
    assert_eq!((&body["duration_minutes"]["median"], &body["duration_minutes"]["highest"]), (&4320.0.into(), &20_160.0.into()));
    assert_eq!((&body["requirements"]["median"], &body["requirements"]["unknown"]), (&3.0.into(), &1.into()));
    assert_eq!((&body["rows"][0]["cost"]["raw"], &body["rows"][0]["cost_idr"]), (&"Gratis".into(), &0.0.into()));
    assert!(body["rows"][0]["data_as_of"].is_string());
    let unknown = body["rows"].as_array().unwrap().iter().find(|row| row["region"]["code"] == "91.71").unwrap();
    assert!(unknown["cost_idr"].is_null() && unknown["cost"]["raw"] == "tanya petugas" && unknown["requirements"].is_null());
}

#[actix_web::test]
async fn rows_are_sorted_and_filtered_by_address() {
    let world = World::new().await;
    let codes = async |query: &str| -> Vec<String> {
        let body = world.get(&format!("{PATH}?{query}")).await.json();
        body["rows"].as_array().unwrap().iter().map(|row| row["region"]["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("sort=-cost").await, ["73.71", "32.71", "32.04", "91.71"], "unknown last");
    assert_eq!(codes("sort=cost").await, ["32.04", "32.71", "73.71", "91.71"], "unknown last");
    assert_eq!(codes("sort=-requirements&size=1").await, ["32.71"]);
    assert_eq!(codes("province=32").await, ["32.04", "32.71"]);
    assert_eq!(world.get(&format!("{PATH}?sort=warna")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.get("/v1/national-services/tidak-ada").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_table_is_a_page_and_a_file() {
    let world = World::new().await;
    let page = world.get("/nasional/ktp-el-penggantian-karena-hilang-disdukcapil").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for part in ["Rp50.000", "di atas median", "di bawah median", "Median nasional", "tanya petugas", "2026-11-24 09:00 WIB"] {
        assert!(page.body.contains(part), "{part} is missing: {}", page.body);
    }
    let english = world.get("/nasional/ktp-el-penggantian-karena-hilang-disdukcapil?lang=en&sort=-cost&province=73").await;
    assert!(english.body.contains("above the median") && !english.body.contains("KTP hilang 2"), "{}", english.body);
    assert_eq!(world.get("/nasional/tidak-ada").await.status, StatusCode::NOT_FOUND);
    assert!(world.get("/nasional").await.body.contains("/nasional/ktp-el-penggantian-karena-hilang-disdukcapil"));
    let csv = world.get(&format!("{PATH}?format=csv")).await;
    assert!(csv.kind.starts_with("text/csv") && csv.body.lines().count() == 5, "{}", csv.body);
    assert!(csv.body.contains(",'=KTP hilang 1,"), "no formula: {}", csv.body);
}
