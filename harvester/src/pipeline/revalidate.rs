//! Asking whether anything changed, before anything that is stored is loaded: every stored document by a conditional request. Where all of
//! them hold, nothing is read. Where one does not, its answer is remembered, so that nobody asks for it twice.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt as _;
use registry::model::Source;
use registry::store::Validator;
use reqwest::header::HeaderMap;
use url::Url;

use super::collect::{AT_ONCE, Tally, count, headers_for};
use crate::adapter::{Adapter, Request};
use crate::fetch::{Ask, Fetch, FetchError, Fetched};

/// A fetcher that gives each remembered answer once, and asks for the rest.
pub(super) struct Remembering<'f, F> {
    inner: &'f F,
    answers: Mutex<HashMap<String, Result<Fetched, FetchError>>>,
}

impl<'f, F: Fetch> Remembering<'f, F> {
    pub(super) fn new(inner: &'f F) -> Self {
        Self { inner, answers: Mutex::default() }
    }

    /// Asks for every stored document, and for those that the feed begins with and that were not there the last time. True: all that is
    /// stored holds and nothing has come to it.
    pub(super) async fn all_hold(
        &self,
        adapter: &Adapter,
        source: &Source,
        stored: &[Validator],
        headers: &HeaderMap,
        tally: &mut Tally,
    ) -> bool {
        let begin = std::time::Instant::now();
        let Ok(first) = (adapter.begin)(source) else { return false };
        let mut questions = Vec::with_capacity(stored.len());
        for one in stored {
            let Ok(url) = Url::parse(&one.url) else { return false };
            questions.push(Question { url, stored: Some(one.clone()) });
        }
        let is_missing = |request: &Request| stored.iter().all(|one| one.url != request.url.as_str());
        questions.extend(first.into_iter().filter(is_missing).map(|request| Question { url: request.url, stored: None }));
        let mut coming =
            futures::stream::iter(questions).map(|question| question.ask(self.inner, source, headers)).buffer_unordered(AT_ONCE);
        let mut hold = true;
        let mut answers = HashMap::new();
        while let Some((question, result)) = coming.next().await {
            tally.add(&count(&result));
            hold &= question.holds(&result);
            let has_failed = result.is_err() && question.stored.is_some();
            answers.insert(question.url.to_string(), result.map(|fetched| Fetched { requests: 0, ..fetched }));
            if has_failed {
                // A host that is away is not asked for its two hundred other documents.
                break;
            }
        }
        tally.fetching = begin.elapsed();
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
        hold
    }
}

/// One document to ask for.
struct Question {
    url: Url,
    /// `None`: it was not there the last time.
    stored: Option<Validator>,
}

impl Question {
    async fn ask(self, fetcher: &impl Fetch, source: &Source, headers: &HeaderMap) -> (Self, Result<Fetched, FetchError>) {
        let none = HeaderMap::new();
        let (etag, last_modified) = match &self.stored {
            Some(stored) => (stored.etag.as_deref(), stored.last_modified.as_deref()),
            None => (None, None),
        };
        let ask = Ask { url: &self.url, headers: headers_for(&self.url, source, headers, &none), etag, last_modified };
        let result = fetcher.fetch(&ask).await;
        (self, result)
    }

    /// Nothing has changed: what was there is as it was, what was missing still is.
    fn holds(&self, result: &Result<Fetched, FetchError>) -> bool {
        match (result, &self.stored) {
            (Ok(Fetched { body: None, .. }), Some(_)) | (Err(_), None) => true,
            (Ok(Fetched { body: Some(body), .. }), Some(stored)) => blake3::hash(body).to_hex().as_str() == stored.hash,
            (Ok(_), None) | (Err(_), Some(_)) => false,
        }
    }
}

impl<F: Fetch> Fetch for Remembering<'_, F> {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner).remove(ask.url.as_str());
        match known {
            // It was counted when it came.
            Some(Err(error)) => Err(FetchError { requests: 0, ..error }),
            Some(Ok(fetched)) => Ok(fetched),
            None => self.inner.fetch(ask).await,
        }
    }
}
