//! The order of hits, distances and pages.

use registry::search::{DEEPEST, Engine, Query, Sort};

use crate::fixture::{HERE, ask, document, fill, found, names, query};

fn near(text: &str) -> Query {
    Query { near: Some(HERE), ..query(text) }
}

pub async fn the_name_counts_most(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("described", "Layanan lain").description("juga untuk paspor"),
            document("agency", "Layanan").organization("Kantor Paspor"),
            document("named", "Paspor"),
        ],
    )
    .await;
    assert_eq!(names(&ask(engine, &query("paspor ")).await), ["named", "agency", "described"]);
}

pub async fn relevance_near_a_point_is_nearest_first(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("far", "KTP hilang").north(100.0),
            document("near", "Penggantian Kartu Tanda Penduduk karena hilang atau rusak").north(1.0),
            document("middle", "KTP-el: penggantian karena hilang").north(10.0),
            document("here", "Paspor hilang"),
        ],
    )
    .await;
    let answer = ask(engine, &near("ktp hilang ")).await;
    assert_eq!(names(&answer), ["near", "middle", "far"], "every region has the same service: the distance decides");
    let distances: Vec<f64> = answer.hits.iter().map(|hit| hit.distance_km.unwrap().round()).collect();
    assert_eq!(distances, [1.0, 10.0, 100.0]);
}

pub async fn a_better_match_farther_away_comes_first(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("mentioned", "Layanan lain").description("bukan untuk paspor").north(1.0),
            document("far", "Paspor").north(50.0),
            document("near", "Paspor anak").north(5.0),
            document("mentioned far", "Layanan").description("bukan untuk paspor").north(2.0),
        ],
    )
    .await;
    assert_eq!(names(&ask(engine, &near("paspor ")).await), ["near", "far", "mentioned", "mentioned far"]);
    let second = Query { offset: 2, limit: 1, ..near("paspor ") };
    assert_eq!(names(&ask(engine, &second).await), ["mentioned"], "on any page");
    let across = Query { offset: 1, limit: 2, ..near("paspor ") };
    assert_eq!(names(&ask(engine, &across).await), ["far", "mentioned"]);
}

pub async fn distance_is_nearest_first_whatever_the_match(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("far", "Paspor").north(50.0),
            document("mentioned", "Layanan lain").description("bukan untuk paspor").north(1.0),
            document("north", "SIM").north(-0.5),
        ],
    )
    .await;
    let by_distance = |text| Query { sort: Sort::Distance, ..near(text) };
    assert_eq!(names(&ask(engine, &by_distance("paspor ")).await), ["mentioned", "far"]);
    assert_eq!(names(&ask(engine, &by_distance("")).await), ["north", "mentioned", "far"]);
    let nowhere = Query { near: None, ..by_distance("paspor ") };
    let answer = ask(engine, &nowhere).await;
    assert_eq!((answer.total, answer.hits[0].distance_km), (2, None), "without a point there is no distance");
}

pub async fn radius(engine: &dyn Engine) {
    fill(engine, [document("1", "Paspor").north(1.0), document("10", "Paspor").north(10.0), document("100", "Paspor").north(-100.0)]).await;
    let within = |km: f64| Query { radius_km: Some(km), ..near("paspor") };
    assert_eq!(found(engine, &within(0.5)).await, [""; 0]);
    assert_eq!(found(engine, &within(5.0)).await, ["1"]);
    assert_eq!(found(engine, &within(10.1)).await, ["1", "10"]);
    assert_eq!(found(engine, &within(30_000.0)).await, ["1", "10", "100"], "farther than the Earth is round");
    assert_eq!(found(engine, &Query { near: None, ..within(5.0) }).await.len(), 3, "around no point there is no radius");
}

pub async fn pages_fit_together(engine: &dyn Engine) {
    fill(engine, ["a", "b", "c", "d", "e", "f", "g"].map(|name| document(name, "Paspor"))).await;
    let page = |offset, limit| Query { offset, limit, ..query("paspor") };
    let whole = ask(engine, &page(0, 20)).await;
    let mut joined = Vec::new();
    for offset in [0, 3, 6] {
        let part = ask(engine, &page(offset, 3)).await;
        assert_eq!(part.total, 7);
        joined.extend(part.hits);
    }
    assert_eq!(joined, whole.hits, "stable, without gaps or repeats");
    let mut ids: Vec<_> = joined.iter().map(|hit| hit.document.id).collect();
    assert!(ids.is_sorted(), "equal matches stand by id");
    ids.dedup();
    assert_eq!(ids.len(), 7);
    assert_eq!(names(&ask(engine, &page(2, 3)).await), names(&whole)[2..5], "an offset need not be whole pages");
    assert!(ask(engine, &page(7, 3)).await.hits.is_empty());
}

pub async fn paging_has_an_end(engine: &dyn Engine) {
    fill(engine, [document("a", "Paspor"), document("b", "Paspor")]).await;
    for (offset, limit) in [(0, usize::MAX), (usize::MAX, usize::MAX), (DEEPEST, 20), (0, 0), (1, DEEPEST)] {
        let answer = ask(engine, &Query { offset, limit, ..query("paspor") }).await;
        assert_eq!(answer.total, 2, "{offset} {limit}");
        assert_eq!(answer.hits.len(), 2_usize.saturating_sub(offset).min(limit), "{offset} {limit}");
    }
}

/// A document of the national term `SKCK`, at a hall of its own.
fn skck(name: &str, hall: &str, km: f64) -> crate::fixture::Fixture {
    document(name, "Surat kelakuan baik").north(km).with(|document| {
        document.term = Some("SKCK (Polri)".to_owned());
        document.location_id = registry::model::Id::derive("test", "location", hall);
    })
}

pub async fn a_national_term_is_exact_and_each_place_comes_once(engine: &dyn Engine) {
    fill(
        engine,
        [
            skck("far", "far", 50.0),
            skck("near", "near", 1.0),
            skck("near again", "near", 1.0),
            document("neighbour", "SKCK (Polri)").with(|document| document.term = Some("Sidik jari (Polri)".to_owned())),
        ],
    )
    .await;
    let of_term = |text: &str| Query { term: Some("SKCK (Polri)".to_owned()), one_per_place: true, ..near(text) };
    for text in ["", "skck zzyzx "] {
        let answer = ask(engine, &of_term(text)).await;
        assert_eq!(answer.total, 2, "{text}");
        assert!(names(&answer)[0].starts_with("near"), "{:?}", names(&answer));
        assert_eq!(names(&answer)[1], "far");
    }
    let second = ask(engine, &Query { offset: 1, limit: 1, facets: vec![registry::search::Facet::Region], ..of_term("") }).await;
    assert_eq!((names(&second), second.total), (vec!["far"], 2));
    assert_eq!(second.facets[0].values, [("36.01".to_owned(), 2)], "facets count places");
    let all = Query { one_per_place: false, ..of_term("") };
    assert_eq!(ask(engine, &all).await.total, 3);
    let unknown = Query { term: Some("no such term".to_owned()), ..query("") };
    assert_eq!(ask(engine, &unknown).await.total, 0);
}
