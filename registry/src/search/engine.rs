//! What an engine does.

use super::{Answer, Document, Query, Update};
use crate::model::Id;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The engine cannot be reached or does not answer in time.
    #[error("the search engine is unavailable: {0}")]
    Unavailable(String),
    /// The engine refused what it was sent.
    #[error("the search engine failed: {0}")]
    Engine(String),
    /// The index is gone or damaged: it must be built anew.
    #[error("the search index is lost: {0}")]
    Lost(String),
    /// The scheme of `SIMPUL_SEARCH_URL` is none that Simpul knows.
    #[error("unknown search engine `{0}`: use embedded:PATH, http://… or https://…")]
    UnknownScheme(String),
}

/// What [`Engine::walk`] shows documents to.
pub type Visit<'a> = dyn FnMut(&[(Id, String)]) + Send + 'a;

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

    /// Shows `visit` the id and hash of every document, some at a time, in no order: to compare with the store. `Lost` where what is on the
    /// disk can no longer be read.
    async fn walk(&self, visit: &mut Visit<'_>) -> Result<(), SearchError>;

    /// Id and hash of every document, sorted by id.
    async fn hashes(&self) -> Result<Vec<(Id, String)>, SearchError> {
        let mut hashes = Vec::new();
        self.walk(&mut |some| hashes.extend_from_slice(some)).await?;
        hashes.sort_unstable();
        Ok(hashes)
    }

    /// Whether the index is still where it was put: cheap enough to be asked every few seconds. `Lost` where it is not.
    async fn check(&self) -> Result<(), SearchError>;

    /// The name of the index where several processes share it, so that one of them feeds it; `None` where every process has its own.
    fn shared(&self) -> Option<String> {
        None
    }

    /// Whether [`Query::open`] is heeded.
    fn knows_hours(&self) -> bool {
        false
    }

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
