//! What only Meilisearch has: a server that somebody may take the indexes from, or that is not there yet.

use meilisearch_sdk::client::Client;
use registry::search::meilisearch::Meilisearch;
use registry::search::{Engine, SearchError};

use crate::changes::what_is_lost_is_told_and_comes_back;
use crate::engines::{server, synonyms};
use crate::fixture::{document, fill};

async fn delete(client: &Client, index: &str) {
    let task = client.delete_index(index).await.unwrap();
    client.wait_for_task(task, None, None).await.unwrap();
}

#[tokio::test]
async fn indexes_that_are_deleted_come_back() {
    let Some((url, key)) = server("indexes_that_are_deleted_come_back") else { return };
    let client = Client::new(url.trim_end_matches('/'), key.as_deref()).unwrap();
    for gone in [&["services", "state"][..], &["services"], &["state"]] {
        let prefix = format!("test_{}", uuid::Uuid::new_v4().simple());
        let engine = Meilisearch::connect(&format!("{url}/?index={prefix}"), key.as_deref(), synonyms()).await.unwrap();
        fill(&engine, [document("a", "Paspor")]).await;
        for name in gone {
            delete(&client, &format!("{prefix}_{name}")).await;
        }
        if gone.contains(&"services") {
            let put = engine.apply(vec![registry::search::Update::Put(Box::new(document("b", "SIM").build()))], 2).await;
            assert!(matches!(put, Err(SearchError::Lost(_))), "the server does not make one without settings");
        }
        what_is_lost_is_told_and_comes_back(&engine).await;
    }
}

#[tokio::test]
async fn a_server_that_never_had_an_index_is_given_one() {
    let Some((url, key)) = server("a_server_that_never_had_an_index_is_given_one") else { return };
    let prefix = format!("test_{}", uuid::Uuid::new_v4().simple());
    let engine = Meilisearch::at(&format!("{url}/?index={prefix}"), key.as_deref(), synonyms()).unwrap();
    assert!(engine.search(&crate::fixture::query("paspor")).await.is_err(), "not an empty answer");
    what_is_lost_is_told_and_comes_back(&engine).await;
}

#[tokio::test]
async fn a_server_that_is_away_is_no_lost_index() {
    let engine = Meilisearch::at("http://127.0.0.1:1", None, synonyms()).unwrap();
    for error in [engine.check().await.err(), engine.position().await.err()] {
        assert!(matches!(error, Some(SearchError::Unavailable(_))), "{error:?}");
    }
}
