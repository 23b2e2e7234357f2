//! Where the two databases differ: what is the same all the same, and what no query may rely on.

use diesel::prelude::*;
use registry::model::Instant;
use registry::store::schema::{changes, sources};
use registry::store::{self, Store, on};

use crate::fixture::{at, source};

pub async fn migrations_run_once_however_many_start(store: Store) {
    let again = tokio::join!(store.migrate(), store.migrate(), store.migrate());
    for migrated in [again.0, again.1, again.2] {
        assert!(migrated.unwrap().applied.is_empty());
    }
}

pub async fn instants_keep_their_milliseconds_and_their_order(store: Store) {
    let moments: Vec<Instant> = [0, 1, 59, 60, 86_400, 400_000_000].map(at).to_vec();
    let written = moments.clone();
    store
        .write(move |conn| {
            for (number, moment) in written.iter().enumerate().rev() {
                store::import(conn, &source(&format!("s{number}")), *moment)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let read: Vec<Instant> =
        store.read(|conn| Ok(on!(conn, c => sources::table.order(sources::due_at).select(sources::due_at).load(c))?)).await.unwrap();
    assert_eq!(read, moments);
}

/// SQLite puts NULL first, PostgreSQL last: no query orders by a column that may be NULL without another before it that decides.
pub async fn nulls_come_where_each_query_says(store: Store) {
    store
        .write(|conn| {
            store::import(conn, &source("a"), at(0))?;
            store::import(conn, &source("b"), at(0))?;
            on!(conn, c => diesel::update(sources::table.find("b")).set(sources::last_attempt_at.eq(Some(at(1)))).execute(c))?;
            Ok(())
        })
        .await
        .unwrap();
    let ids = |store: Store| async move {
        store.read(|conn| Ok(on!(conn, c => sources::table.order(sources::last_attempt_at).select(sources::id).load::<String>(c))?)).await
    };
    let expected = if store.engine() == "sqlite" { ["a", "b"] } else { ["b", "a"] };
    assert_eq!(ids(store).await.unwrap(), expected);
}

/// LIKE ignores ASCII case on SQLite and none on PostgreSQL: names are compared folded, in Rust.
pub async fn like_and_lower_differ_and_are_not_relied_on(store: Store) {
    store.write(|conn| store::import(conn, &source("abc"), at(0))).await.unwrap();
    let found: i64 =
        store.read(|conn| Ok(on!(conn, c => sources::table.filter(sources::id.like("ABC")).count().get_result(c))?)).await.unwrap();
    assert_eq!(found == 1, store.engine() == "sqlite");
}

pub async fn ten_thousand_rows_fit(store: Store) {
    let names: Vec<String> = (0..10_000).map(|number| format!("layanan {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let lease = crate::fixture::claimed(&store, &source("a"), at(0)).await;
    let difference = crate::fixture::finish(&store, lease, crate::fixture::new(&source("a"), &names), at(1)).await.unwrap();
    assert_eq!(difference.added, 10_000);
    let count: i64 = store.read(|conn| Ok(on!(conn, c => changes::table.count().get_result(c))?)).await.unwrap();
    assert_eq!(count, 10_000);
}
