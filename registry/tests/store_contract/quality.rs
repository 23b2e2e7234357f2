//! What is counted of catalogs, and who offers what.

use registry::model::{Instant, Source};
use registry::store::{Store, read};

use super::fixture::{at, claimed, finish, new, source};

async fn harvested(store: &Store, source: &Source, names: &[&str], now: Instant) {
    let lease = claimed(store, source, now).await;
    finish(store, lease, new(source, names), now).await.unwrap();
}

pub async fn every_source_counted_at_once_is_each_counted_by_itself(store: Store) {
    let (bogor, depok) = (source("bogor"), source("depok"));
    harvested(&store, &bogor, &["KTP hilang", "Kartu keluarga baru", "SKCK"], at(0)).await;
    harvested(&store, &depok, &["Paspor baru"], at(5)).await;
    store
        .read(|conn| {
            let all = read::counts_of_all(conn, at(60))?;
            assert_eq!(all.iter().map(|(id, counts)| (id.as_str(), counts.services)).collect::<Vec<_>>(), [("bogor", 3), ("depok", 1)]);
            for (id, counts) in &all {
                assert_eq!(Some(counts), read::counts(conn, id, at(60))?.as_ref(), "{id}");
            }
            Ok(())
        })
        .await
        .unwrap();
    let offering = store.read(read::offering).await.unwrap();
    assert_eq!(offering.len(), store.read(read::offers_by_term).await.unwrap().len(), "each term once for its one region: {offering:?}");
    let catalogs = store.read(read::with_catalog).await.unwrap();
    assert_eq!(catalogs.len(), 2);
}
