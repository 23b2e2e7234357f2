//! Searching without an index.

use std::collections::BTreeSet;

use registry::model::{Channel, Point};
use registry::search::{Facet, Query, Sort};
use registry::store::{self, Plain, Store};

use crate::{Shared, fill_with};

async fn ask(store: &Store, query: Query) -> Plain {
    store.read(move |conn| store::search_plainly(conn, &query)).await.unwrap()
}

fn query(text: &str) -> Query {
    Query { text: text.to_owned(), limit: 20, ..Query::default() }
}

async fn found(store: &Store, query: Query) -> BTreeSet<String> {
    let plain = ask(store, query).await;
    assert_eq!(plain.answer.total, plain.answer.hits.len() as u64);
    plain.answer.hits.into_iter().map(|hit| hit.document.service.clone()).collect()
}

pub async fn words_and_filters_find_in_the_database(store: Store, _: Shared) {
    let names = ["Penggantian KTP-el karena hilang", "KTP rusak", "Kartu Keluarga hilang", "100% A & B daring"].map(str::to_owned);
    fill_with(&store, &names).await;
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(found(&store, query("KTP HILANG")).await, set(&["Penggantian KTP-el karena hilang"]));
    assert_eq!(found(&store, query("ktp ilang")).await, set(&["Penggantian KTP-el karena hilang"]), "other words of the same meaning");
    assert_eq!(found(&store, query("")).await.len(), 4);
    assert_eq!(found(&store, query("disdukcapil")).await.len(), 4, "agencies, too");
    assert_eq!(found(&store, query("keluarga zzyzx")).await, set(&["Kartu Keluarga hilang"]), "any word where not all");
    assert!(found(&store, query("zzyzx")).await.is_empty());
    assert_eq!(found(&store, query("daring")).await.len(), 1);
    for evil in ["%", "_", "'; DROP TABLE services; --", "\\", "\0"] {
        let many = ask(&store, query(evil)).await.answer.total;
        assert!(many <= 4, "{evil:?}");
    }
    let region = |code: &str| Some(code.parse().unwrap());
    assert_eq!(found(&store, Query { region: region("32.71"), ..query("ktp") }).await.len(), 2);
    assert!(found(&store, Query { region: region("36.01"), ..query("ktp") }).await.is_empty());
    assert_eq!(found(&store, Query { province: region("32"), ..query("ktp") }).await.len(), 2);
    assert!(found(&store, Query { free: Some(true), ..query("") }).await.is_empty());
    assert_eq!(found(&store, Query { free: Some(false), ..query("") }).await.len(), 4);
    assert!(found(&store, Query { channel: Some(Channel::Mobile), ..query("") }).await.is_empty());
    assert!(found(&store, Query { category: Some("'x".to_owned()), ..query("") }).await.is_empty());
    let near = Query { near: Some(Point { lat: -6.6, lon: 106.8 }), sort: Sort::Distance, facets: Facet::ALL.to_vec(), ..query("hilang") };
    let plain = ask(&store, near.clone()).await;
    assert!(plain.answer.hits.iter().all(|hit| hit.distance_km.is_some_and(|km| km < 100.0)) && !plain.is_at_least);
    assert!(plain.answer.hits[0].highlight.contains("<mark>hilang</mark>"), "{}", plain.answer.hits[0].highlight);
    let counts: Vec<_> = plain.answer.facets.iter().map(|facet| (facet.facet, facet.values.clone())).collect();
    assert!(counts.contains(&(Facet::Region, vec![("32.71".to_owned(), 2)])), "{counts:?}");
    assert!(found(&store, Query { radius_km: Some(0.000_001), near: Some(Point { lat: 0.0, lon: 100.0 }), ..query("") }).await.is_empty());
    let escaped = ask(&store, query("daring")).await.answer.hits.remove(0).highlight;
    assert!(escaped.contains("&amp;"), "{escaped}");
    let page = ask(&store, Query { offset: 3, limit: 2, ..query("") }).await;
    assert_eq!((page.answer.total, page.answer.hits.len()), (4, 1));
}
