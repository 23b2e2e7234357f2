//! `open_at`: the Friday break, the counter's own days, holidays and the clock of the place.

use serde_json::Value;

use crate::world::{NEAR, World};

/// The regions of the halls that are open then, and how many there are.
async fn open(world: &World, service: &str, at: &str) -> Vec<String> {
    let body = world.get(&format!("/v1/search?q={service}&{NEAR}&open_at={at}")).await.json();
    // What nothing fulfils is not given up where a parameter says it.
    let hits = body["hits"].as_array().unwrap_or_else(|| panic!("{body}"));
    assert!(hits.iter().all(|hit| hit["open"] == Value::Bool(true)), "{body}");
    hits.iter().map(|hit| hit["region"]["code"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_friday_break_is_kept_on_the_clock_of_each_place() {
    let world = World::new().await;
    // 13:30 in Bandung is 14:30 in Makassar; a minute earlier Bandung still has its break.
    assert_eq!(open(&world, "paspor+baru", "2026-11-27T13:30:00%2B07:00").await, ["32.04", "73.71"]);
    assert_eq!(open(&world, "paspor+baru", "2026-11-27T13:29:59%2B07:00").await, ["73.71"]);
    // 11:29 in Bandung is within Makassar's break.
    assert_eq!(open(&world, "paspor+baru", "2026-11-27T11:29:00%2B07:00").await, ["32.04"]);
}

#[actix_web::test]
async fn an_instant_is_the_same_in_every_offset() {
    let world = World::new().await;
    for same in ["2026-11-27T13:30:00%2B07:00", "2026-11-27T14:30:00%2B08:00", "2026-11-27T06:30:00Z", "2026-11-27T01:30:00-05:00"] {
        assert_eq!(open(&world, "paspor+baru", same).await, ["32.04", "73.71"], "{same}");
    }
}

#[actix_web::test]
async fn the_counter_has_days_of_its_own() {
    let world = World::new().await;
    assert_eq!(open(&world, "ktp+hilang", "2026-11-25T09:30:00%2B07:00").await, ["32.04"], "a Wednesday");
    assert!(open(&world, "ktp+hilang", "2026-11-26T09:30:00%2B07:00").await.is_empty(), "a Thursday");
    assert_eq!(open(&world, "paspor+baru", "2026-11-26T09:30:00%2B07:00").await, ["32.04", "73.71"], "the hall is open");
}

#[actix_web::test]
async fn holidays_and_collective_leave_are_kept() {
    let world = World::new().await;
    // Cuti bersama on Thursday and Christmas on Friday: all that is known is closed until Monday.
    for day in ["2026-12-24", "2026-12-25"] {
        assert!(open(&world, "paspor+baru", &format!("{day}T09:00:00%2B07:00")).await.is_empty(), "{day}");
    }
    assert_eq!(open(&world, "paspor+baru", "2026-12-28T09:00:00%2B07:00").await, ["32.04", "73.71"]);
}

#[actix_web::test]
async fn open_closed_and_unknown_are_told_in_words() {
    let world = World::new().await;
    let page = world.get(&format!("/?q=ktp+hilang&{NEAR}")).await.body;
    assert!(page.contains("Tutup · buka lagi Rabu 25 Nov 09.00 WIB"), "{page}");
    let page = world.get("/?q=paspor+baru&near=-2.53,140.71").await.body;
    assert!(page.contains("Belum diketahui") && page.contains(">Buka<"), "{page}");
}

#[actix_web::test]
async fn a_service_is_found_by_its_own_name_where_nobody_offers_what_its_words_mean() {
    let world = World::new().await;
    let body = world.get("/v1/search?q=izin+usaha+katering+perpanjangan+koperasi").await.json();
    assert!(body["interpreted"]["services"].as_array().unwrap().len() > 1, "{body}");
    assert_eq!(body["hits"][0]["service"]["name"], "Izin usaha katering perpanjangan koperasi", "{body}");
}
