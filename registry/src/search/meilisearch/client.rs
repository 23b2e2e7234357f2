//! Requests to the server: each with a time limit, each error told apart into "does not answer" and "refuses", and tasks waited for.

use std::time::Duration;

use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::errors::{Error, ErrorCode};
use meilisearch_sdk::settings::Settings;
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::request::Request;
use super::response::Page;
use crate::model::Id;
use crate::search::{Document, SearchError, Visit};

/// To answer a question.
const ANSWER: Duration = Duration::from_secs(10);
/// To take a batch of documents.
const UPLOAD: Duration = Duration::from_secs(120);
/// To work off a task, with those before it.
const TASK: Duration = Duration::from_secs(900);
/// Between two looks at a task.
const LOOK: Duration = Duration::from_millis(20);
/// Documents listed at a time.
const LISTED: usize = 10_000;

/// The server.
#[derive(Clone)]
pub(super) struct Server {
    client: Client,
}

impl Server {
    /// At `url`, without a slash at the end.
    pub fn new(url: &str, key: Option<&str>) -> Result<Self, SearchError> {
        // The SDK panics on keys that cannot stand in a header.
        if key.is_some_and(|key| !key.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(SearchError::Engine("the key of the search engine holds characters that no key has".to_owned()));
        }
        Ok(Self { client: Client::new(url, key).map_err(failed)? })
    }

    /// Whether there is such an index.
    pub async fn exists(&self, index: &str) -> Result<bool, SearchError> {
        Ok(within(ANSWER, missing_is_none(self.client.get_raw_index(index))).await?.is_some())
    }

    /// Makes an index.
    pub async fn create_index(&self, index: &str, settings: &Settings) -> Result<(), SearchError> {
        self.done(within(ANSWER, self.client.create_index(index, Some("id"))).await?).await?;
        self.done(within(ANSWER, self.client.index(index).set_settings(settings)).await?).await
    }

    /// Makes an index without settings, if there is none.
    pub async fn require_index(&self, index: &str) -> Result<(), SearchError> {
        if !self.exists(index).await? {
            self.done(within(ANSWER, self.client.create_index(index, Some("id"))).await?).await?;
        }
        Ok(())
    }

    /// Removes an index, if there is one.
    pub async fn delete_index(&self, index: &str) -> Result<(), SearchError> {
        if self.exists(index).await? {
            self.done(within(ANSWER, self.client.delete_index(index)).await?).await?;
        }
        Ok(())
    }

    /// Makes the first of each pair the second and the other way round, all at once.
    pub async fn swap(&self, pairs: &[(&str, &str)]) -> Result<(), SearchError> {
        let pairs: Vec<SwapIndexes> =
            pairs.iter().map(|(a, b)| SwapIndexes { indexes: ((*a).to_owned(), (*b).to_owned()), rename: None }).collect();
        self.done(within(ANSWER, self.client.swap_indexes(&pairs)).await?).await
    }

    /// Adds or replaces documents; they are searchable and durable when this returns.
    pub async fn put<T: Serialize + Send + Sync>(&self, index: &str, documents: &[T]) -> Result<(), SearchError> {
        self.done(within(UPLOAD, self.client.index(index).add_or_replace(documents, Some("id"))).await?).await
    }

    /// Removes documents.
    pub async fn delete(&self, index: &str, ids: &[Id]) -> Result<(), SearchError> {
        let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
        self.done(within(UPLOAD, self.client.index(index).delete_documents(&ids)).await?).await
    }

    /// One document.
    pub async fn get<T: DeserializeOwned + Send + Sync + 'static>(&self, index: &str, id: &str) -> Result<Option<T>, SearchError> {
        let index = self.client.index(index);
        within(ANSWER, missing_is_none(index.get_document(id))).await
    }

    /// How many documents an index holds.
    pub async fn count(&self, index: &str) -> Result<u64, SearchError> {
        Ok(within(ANSWER, self.client.index(index).get_stats()).await?.number_of_documents as u64)
    }

    /// Shows `visit` id and hash of every document, some at a time.
    pub async fn walk(&self, index: &str, visit: &mut Visit<'_>) -> Result<(), SearchError> {
        #[derive(Deserialize)]
        struct Listed {
            id: Id,
            hash: String,
        }
        let index = self.client.index(index);
        let mut seen = 0;
        loop {
            let mut query = DocumentsQuery::new(&index);
            query.with_fields(["id", "hash"]).with_offset(seen).with_limit(LISTED);
            let page = within(UPLOAD, index.get_documents_with::<Listed>(&query)).await?;
            let some: Vec<_> = page.results.into_iter().map(|listed| (listed.id, listed.hash)).collect();
            seen += some.len();
            visit(&some);
            if some.len() < LISTED {
                return Ok(());
            }
        }
    }

    /// Asks several questions at once.
    pub async fn search(&self, index: &str, requests: &[Request]) -> Result<Vec<Page>, SearchError> {
        let index = self.client.index(index);
        let borrowed: Vec<_> = requests.iter().map(Request::borrowed).collect();
        let mut search = self.client.multi_search();
        for (request, borrowed) in requests.iter().zip(&borrowed) {
            search.with_search_query(request.query(&index, borrowed));
        }
        let response = within(ANSWER, search.execute::<Document>()).await?;
        Ok(response.results.into_iter().zip(requests).map(|(results, request)| Page::new(results, request.skipped())).collect())
    }

    async fn done(&self, task: TaskInfo) -> Result<(), SearchError> {
        match within(TASK, self.client.wait_for_task(task, Some(LOOK), Some(TASK))).await? {
            Task::Failed { content } => Err(failed(Error::Meilisearch(content.error))),
            _ => Ok(()),
        }
    }
}

async fn within<T>(limit: Duration, request: impl Future<Output = Result<T, Error>>) -> Result<T, SearchError> {
    match tokio::time::timeout(limit, request).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(SearchError::Unavailable(format!("no answer within {} s", limit.as_secs()))),
    }
}

async fn missing_is_none<T>(request: impl Future<Output = Result<T, Error>>) -> Result<Option<T>, Error> {
    match request.await {
        Ok(found) => Ok(Some(found)),
        Err(Error::Meilisearch(error)) if matches!(error.error_code, ErrorCode::IndexNotFound | ErrorCode::DocumentNotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn failed(error: Error) -> SearchError {
    match error {
        Error::HttpError(error) => SearchError::Unavailable(reason(&error)),
        Error::Timeout => SearchError::Unavailable("a task takes too long".to_owned()),
        Error::MeilisearchCommunication(error) if error.status_code >= 500 => SearchError::Unavailable(error.to_string()),
        Error::Meilisearch(error) if matches!(error.error_code, ErrorCode::IndexNotFound) => SearchError::Lost(error.to_string()),
        other => SearchError::Engine(other.to_string()),
    }
}

/// An error with what caused it: "error sending request" alone says nothing.
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
