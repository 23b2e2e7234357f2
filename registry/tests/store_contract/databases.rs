//! The databases under test.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use registry::store::Store;

/// An empty store in a file, and its folder.
pub async fn sqlite() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
    (store, folder)
}

/// An empty store in a schema of its own, if there is a PostgreSQL.
pub async fn postgresql(test: &str) -> Option<Store> {
    let Some(store) = empty_postgresql().await else {
        eprintln!("SKIPPED: {test} on PostgreSQL: SIMPUL_TEST_POSTGRES_URL is not set");
        return None;
    };
    store.migrate().await.unwrap();
    Some(store)
}

/// A schema without a table, if there is a PostgreSQL.
pub async fn empty_postgresql() -> Option<Store> {
    Some(Store::connect(&empty_schema()?).await.unwrap())
}

/// The URL of a schema without a table, if there is a PostgreSQL.
#[expect(clippy::disallowed_methods, reason = "a test's database is named by the environment")]
pub fn empty_schema() -> Option<String> {
    let url = std::env::var("SIMPUL_TEST_POSTGRES_URL").ok()?;
    let schema = format!("contract_{}", uuid::Uuid::new_v4().simple());
    PgConnection::establish(&url).unwrap().batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    Some(format!("{url}?options=-csearch_path%3D{schema}"))
}
