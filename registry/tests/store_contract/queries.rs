//! What citizens look for: counts that add up, what is told of them, and offers of a national service.

use registry::store::{self, FEWEST, QueryCount, Store};

fn count(day: &str, region: &str, query: &str, asked: i64, empty: i64) -> QueryCount {
    QueryCount { day: day.into(), region: region.into(), query: query.into(), asked, empty }
}

async fn told(store: &Store, from: &'static str, region: Option<&'static str>) -> Vec<(String, i64, i64, String)> {
    let totals = store.read(move |conn| store::queries_since(conn, from, region)).await.unwrap();
    totals.into_iter().map(|total| (total.query, total.asked, total.empty, total.last)).collect()
}

pub async fn counts_of_queries_add_up_and_rare_ones_are_told_to_nobody(store: Store) {
    for _ in 0..2 {
        let counts = [
            count("2026-11-24", "32.04", "SKCK", 2, 1),
            count("2026-11-25", "32.04", "SKCK", 1, 0),
            count("2026-11-25", "", "SKCK", FEWEST, 0),
            count("2026-11-25", "32.04", "paspor", 2, 2),
        ];
        store.write(move |conn| store::count_queries(conn, &counts)).await.unwrap();
    }
    assert_eq!(told(&store, "2026-11-24", None).await, [("SKCK".to_owned(), 16, 2, "2026-11-25".to_owned())]);
    assert_eq!(told(&store, "2026-11-24", Some("32.04")).await, [("SKCK".to_owned(), 6, 2, "2026-11-25".to_owned())]);
    assert_eq!(told(&store, "2026-11-25", Some("32.04")).await, [], "two a day are too few");
    assert_eq!(store.write(|conn| store::forget_queries(conn, "2026-11-25")).await.unwrap(), 1);
    assert_eq!(told(&store, "2026-01-01", Some("32.04")).await, []);
}

pub async fn offers_of_a_national_service_can_be_asked_for(store: Store) {
    assert_eq!(store.read(|conn| store::read::offers(conn, "SKCK (Polri)")).await.unwrap().len(), 0);
    assert!(store.read(store::read::offers_by_term).await.unwrap().is_empty());
}
