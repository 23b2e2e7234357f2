//! What is looked for, and what is never kept of it.

use actix_web::http::StatusCode;

use crate::world::World;

#[actix_web::test]
async fn what_was_asked_too_rarely_is_told_to_nobody() {
    let world = World::new().await;
    for _ in 0..4 {
        world.get("/v1/search?q=ktp+hilang").await;
    }
    let body = world.get("/v1/searches").await.json();
    assert_eq!((&body["total"], &body["asked"]), (&0.into(), &0.into()), "{body}");
    world.get("/?q=bikin+ktp+ilang").await;
    world.get("/v1/search?q=ktp+hilang&page=2").await;
    let body = world.get("/v1/searches").await.json();
    assert_eq!(
        (&body["searches"][0]["query"], &body["searches"][0]["asked"]),
        (&"KTP-el: penggantian karena hilang".into(), &5.into()),
        "{body}"
    );
    let page = world.get("/pencarian").await;
    assert!(page.status == StatusCode::OK && page.body.contains("KTP-el: penggantian karena hilang"), "{}", page.body);
}

#[actix_web::test]
async fn what_is_not_found_is_told_by_region() {
    let world = World::new().await;
    for _ in 0..6 {
        world.get("/v1/search?q=izin+apotek+di+sleman").await;
    }
    world.get("/v1/search?q=ktp+hilang").await;
    let body = world.get("/v1/searches?order=empty&region=34.04").await.json();
    assert_eq!((&body["searches"][0]["asked"], &body["searches"][0]["empty"]), (&6.into(), &6.into()), "{body}");
    assert_eq!((&body["empty_rate"], &body["region"]["code"]), (&1.0.into(), &"34.04".into()));
    assert_eq!(world.get("/v1/searches?region=32.04").await.json()["total"], 0);
    let metrics = world.get("/metrics").await.body;
    assert!(metrics.contains("simpul_search_queries_total{outcome=\"empty\"} 6"), "{metrics}");
}

#[actix_web::test]
async fn names_and_numbers_are_not_in_the_database() {
    let world = World::new().await;
    for _ in 0..9 {
        for query in
            ["3273010101900001", "ktp+budi+santoso+3273010101900001", "siti.rahayu@gmail.com", "rumah+pak+slametriyadi+081234567890"]
        {
            world.get(&format!("/v1/search?q={query}")).await;
        }
    }
    let got = world.get("/v1/searches").await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    let body = got.body;
    for word in ["3273", "budi", "santoso", "siti", "gmail", "slametriyadi", "0812"] {
        assert!(!body.to_lowercase().contains(word), "{word}: {body}");
    }
}
