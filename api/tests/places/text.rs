//! Answers in plain text: short enough for two text messages, and with what matters in it.

use actix_web::http::StatusCode;

use crate::world::{NEAR, World};

fn is_message(body: &str) -> bool {
    let gsm = |sign: char| {
        sign == '\n' || (sign.is_ascii() && !sign.is_ascii_control() && !"[]{}\\^~|`".contains(sign)) || "éèùìòàäöñüÄÖÑÜÉ".contains(sign)
    };
    body.chars().count() <= 320 && body.ends_with('\n') && body.chars().all(gsm)
}

#[actix_web::test]
async fn the_nearest_hall_when_it_opens_what_to_bring_and_where_to_read_on() {
    let world = World::new().await;
    for (path, accept) in [("/teks", None), ("/v1/search", Some("text/plain")), ("/", Some("text/plain, text/html;q=0.5"))] {
        let got = world.ask(&format!("{path}?q=ktp+hilang&{NEAR}"), accept).await;
        assert_eq!((got.status, got.kind.as_str()), (StatusCode::OK, "text/plain; charset=utf-8"), "{path}");
        assert!(is_message(&got.body), "{path}: {} characters: {}", got.body.chars().count(), got.body);
        for part in [
            "MPP Kabupaten Bandung",
            "km",
            "buka lagi Rabu 25 Nov 09.00 WIB",
            "Biaya",
            "Bawa: Fotokopi",
            "Keliling: Kamis 3 Des 09.00",
            "/layanan/",
        ] {
            assert!(got.body.contains(part), "{path}: {part} is missing: {}", got.body);
        }
    }
}

#[actix_web::test]
async fn other_callers_get_what_they_got_before() {
    let world = World::new().await;
    for accept in [None, Some("*/*"), Some("text/html,application/xhtml+xml,*/*;q=0.8"), Some("application/json, text/plain;q=0.9")] {
        assert!(world.ask("/?q=ktp", accept).await.kind.starts_with("text/html"), "{accept:?}");
        assert_eq!(world.ask("/v1/search?q=ktp", accept).await.kind, "application/json", "{accept:?}");
    }
}

#[actix_web::test]
async fn choices_nothing_and_errors_are_texts_too() {
    let world = World::new().await;
    for (query, status, part) in [
        ("q=balik+nama", StatusCode::OK, "Maksud Anda"),
        ("q=sktm", StatusCode::OK, "kantor kelurahan atau desa"),
        ("q=tiket+kereta", StatusCode::OK, "Tidak ditemukan"),
        ("q=", StatusCode::OK, "ktp hilang sleman"),
        ("q=ktp&near=91,0", StatusCode::BAD_REQUEST, "near"),
        ("q=%00", StatusCode::OK, ""),
        ("q=ktp+hilang&lang=en", StatusCode::OK, "Bring"),
    ] {
        let got = world.get(&format!("/teks?{query}")).await;
        assert_eq!((got.status, got.kind.as_str()), (status, "text/plain; charset=utf-8"), "{query}: {}", got.body);
        assert!(is_message(&got.body) && got.body.contains(part), "{query}: {}", got.body);
    }
    let long = world.get(&format!("/teks?q={}", "x".repeat(10_000))).await;
    assert!(long.status == StatusCode::BAD_REQUEST && is_message(&long.body), "{}", long.body);
}
