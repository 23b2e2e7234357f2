//! From the value of `SIMPUL_SEARCH_URL` to an engine.

use std::path::Path;
use std::sync::Arc;

use super::{Engine, SearchError, Synonyms, embedded::Embedded, meilisearch::Meilisearch};

/// The engine that `url` names: `embedded:PATH`, or a Meilisearch server at an http or https URL, with its `key`. `groups` are words and
/// phrases that mean the same.
///
/// # Errors
/// `UnknownScheme`; `Unavailable` where the server does not answer or another process has the index; `Engine` for all else.
pub async fn connect(url: &str, key: Option<&str>, groups: &[Vec<String>]) -> Result<Arc<dyn Engine>, SearchError> {
    match opened(url, key, groups).await? {
        Opened::Embedded(engine) => Ok(Arc::new(engine)),
        Opened::Meilisearch(engine) => {
            engine.prepare().await?;
            Ok(Arc::new(engine))
        }
    }
}

/// The same, for whoever keeps the index in step with [`crate::indexing`] and can wait: a server that does not answer now may do so later,
/// and is given its index then.
///
/// # Errors
/// See [`connect`]; a server that does not answer is none.
pub async fn connect_later(url: &str, key: Option<&str>, groups: &[Vec<String>]) -> Result<Arc<dyn Engine>, SearchError> {
    match opened(url, key, groups).await? {
        Opened::Embedded(engine) => Ok(Arc::new(engine)),
        Opened::Meilisearch(engine) => {
            if let Err(error) = engine.prepare().await {
                tracing::warn!(%error, "the search engine is not ready; it is tried again");
            }
            Ok(Arc::new(engine))
        }
    }
}

enum Opened {
    Embedded(Embedded),
    Meilisearch(Meilisearch),
}

async fn opened(url: &str, key: Option<&str>, groups: &[Vec<String>]) -> Result<Opened, SearchError> {
    let synonyms = Synonyms::new(groups);
    match url.split_once(':') {
        Some(("embedded", path)) if !path.is_empty() => {
            let path = Path::new(path).to_owned();
            let opened = tokio::task::spawn_blocking(move || Embedded::open(&path, synonyms)).await;
            Ok(Opened::Embedded(opened.map_err(|error| SearchError::Engine(error.to_string()))??))
        }
        Some(("http" | "https", _)) => Ok(Opened::Meilisearch(Meilisearch::at(url, key, synonyms)?)),
        _ => Err(SearchError::UnknownScheme(url.to_owned())),
    }
}
