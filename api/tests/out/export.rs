//! `/v1/export`, and the folder that `simpul export` writes.

use api::export::folder;
use registry::model::Id;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::world::World;

#[actix_web::test]
async fn every_file_that_is_listed_can_be_had() {
    let world = World::of(&["KTP hilang", "KK baru"]).await;
    let list = world.json("/v1/export").await;
    assert!(list["license"].as_str().unwrap().starts_with("https://creativecommons.org/licenses/by/"));
    for file in list["files"].as_array().unwrap() {
        let got = world.get(file["url"].as_str().unwrap().strip_prefix("https://simpul.example").unwrap()).await;
        assert_eq!((got.status.as_u16(), got.kind.as_str()), (200, file["media_type"].as_str().unwrap()), "{file}");
        assert!(!got.body.is_empty());
    }
    assert_eq!(world.refused("/v1/export/services.exe").await, (404, "not_found".into()));
    assert_eq!(world.refused("/v1/export/..%2F..%2Fetc%2Fpasswd").await.0, 404);
}

#[actix_web::test]
async fn tables_are_read_by_those_who_read_tables() {
    let world = World::of(&["=KTP hilang", "KK baru"]).await;
    let got = world.get("/v1/export/services.csv").await;
    let mut rows = csv::Reader::from_reader(got.body.as_bytes());
    let names = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| row[names.iter().position(|known| known == name).unwrap()].to_owned();
    let mut told: Vec<(String, String, String)> =
        rows.iter().map(|row| (cell(row, "nama"), cell(row, "biaya_min_rupiah"), cell(row, "persyaratan"))).collect();
    told.sort();
    let row = |name: &str| (name.to_owned(), "50000".to_owned(), "KTP\nKK".to_owned());
    assert_eq!(told, [row("'=KTP hilang"), row("KK baru")], "a name that would be a formula is text");
    let map = world.json("/v1/export/locations.geojson").await;
    assert_eq!(
        (&map["type"], &map["features"][0]["geometry"]["coordinates"]),
        (&"FeatureCollection".into(), &serde_json::json!([106.8, -6.6]))
    );
    let lines = world.get("/v1/export/service_at_locations.ndjson").await;
    let first: Value = serde_json::from_str(lines.body.lines().next().unwrap()).unwrap();
    assert!(first["service"]["required_documents"].is_array() && first["id"].as_str().unwrap().parse::<Id>().is_ok());
}

#[actix_web::test]
async fn a_folder_holds_what_its_manifest_says_and_latest_leads_to_it() {
    let world = World::of(&["KTP hilang"]).await;
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(place.path().join(".2026-11-01T190000Z.partial")).unwrap();
    std::fs::write(place.path().join("catatan.txt"), "milik operator").unwrap();
    let (whole, _) = folder::all(&world.state, place.path(), "https://simpul.example", |_| {}).await.unwrap();
    let latest = place.path().join("latest");
    assert_eq!(latest.canonicalize().unwrap(), whole.canonicalize().unwrap());
    let manifest: Value = serde_json::from_slice(&std::fs::read(latest.join("manifest.json")).unwrap()).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let bytes = std::fs::read(latest.join(file["name"].as_str().unwrap())).unwrap();
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&file["sha256"], &file["bytes"]), (&hash.into(), &bytes.len().into()), "{file}");
        assert_eq!(file["rows"], 1, "{file}");
    }
    let mut left: Vec<String> =
        std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, [whole.file_name().unwrap().to_str().unwrap(), "catatan.txt", "latest"], "what was half written is gone");
}
