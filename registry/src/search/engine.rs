//! What an engine does.

use super::{Answer, Document, Query, Update};
use crate::model::Id;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The engine cannot be reached or does not answer in time.
    #[error("the search engine is unavailable: {0}")]
    Unavailable(String),
    /// The engine refused what it was sent, or its files are damaged.
    #[error("the search engine failed: {0}")]
    Engine(String),
    /// The scheme of `SIMPUL_SEARCH_URL` is none that Simpul knows.
    #[error("unknown search engine `{0}`: use embedded:PATH, http://… or https://…")]
    UnknownScheme(String),
}

/// A search engine. Both engines pass one contract suite.
#[async_trait::async_trait]
pub trait Engine: Send + Sync {
    /// Answers a query.
    async fn search(&self, query: &Query) -> Result<Answer, SearchError>;

    /// Applies updates in order and, once they are searchable and durable, remembers `position`: the last outbox row that they
    /// hold. All or nothing: after a crash `position` never claims more than the index holds.
    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError>;

    /// The last outbox row that the index holds; 0 for an empty index.
    async fn position(&self) -> Result<i64, SearchError>;

    /// How many documents the index holds.
    async fn count(&self) -> Result<u64, SearchError>;

    /// Id and hash of every document, sorted by id: to compare with the store.
    async fn hashes(&self) -> Result<Vec<(Id, String)>, SearchError>;

    /// Begins a new, empty index beside the live one. It takes `apply` until `publish` puts it in the live one's place in one step;
    /// dropped before that, it leaves no trace on the live one.
    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError>;

    /// `embedded` or `meilisearch`.
    fn name(&self) -> &'static str;
}

/// An index being built beside the live one.
#[async_trait::async_trait]
pub trait Rebuild: Send {
    /// Adds documents.
    async fn add(&mut self, documents: Vec<Document>) -> Result<(), SearchError>;

    /// Puts this index in the live one's place, with `position` as its outbox row.
    async fn publish(self: Box<Self>, position: i64) -> Result<(), SearchError>;
}
