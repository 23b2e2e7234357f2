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
    let synonyms = Synonyms::new(groups);
    match url.split_once(':') {
        Some(("embedded", path)) if !path.is_empty() => {
            let path = Path::new(path).to_owned();
            let opened = tokio::task::spawn_blocking(move || Embedded::open(&path, synonyms)).await;
            Ok(Arc::new(opened.map_err(|error| SearchError::Engine(error.to_string()))??))
        }
        Some(("http" | "https", _)) => Ok(Arc::new(Meilisearch::connect(url, key, synonyms).await?)),
        _ => Err(SearchError::UnknownScheme(url.to_owned())),
    }
}
