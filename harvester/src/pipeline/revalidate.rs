//! Asking whether anything changed, before anything that is stored is loaded: every stored document by a conditional request, or, where its
//! server's validators are not trusted or are to be checked, by the hash of what comes. Where all of them hold, nothing is read. Where one does
//! not, its answer is remembered, so that nobody asks for it twice.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt as _;
use registry::model::Source;
use registry::store::Validator;
use reqwest::header::HeaderMap;
use url::Url;

use super::collect::{AT_ONCE, With, headers_for};
use super::tally::{Tally, count};
use super::trust::is_lie;
use crate::adapter::Request;
use crate::fetch::{Allowance, Ask, Fetch, FetchError, Fetched};

type Answer = Result<Fetched, FetchError>;

/// A fetcher that gives each remembered answer once, and asks for the rest.
pub(super) struct Remembering<'f, F> {
    inner: &'f F,
    answers: Mutex<HashMap<String, Answer>>,
}

/// What asking for all that is stored has shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// All that is stored holds and nothing has come to it.
    pub(super) holds: bool,
    /// A validator held although its content had changed; `None`: not all came that was needed to know.
    pub(super) lied: Option<bool>,
    /// Every stored document came, or was said to hold.
    pub(super) all_came: bool,
}

impl<'f, F: Fetch> Remembering<'f, F> {
    pub(super) fn new(inner: &'f F) -> Self {
        Self { inner, answers: Mutex::default() }
    }

    /// Asks for every stored document, and for those that the feed begins with and that were not there the last time.
    pub(super) async fn look<G>(&self, with: &With<'_, G>, stored: &[Validator], tally: &mut Tally) -> Shown {
        let begin = std::time::Instant::now();
        let Some(mut questions) = questions(with, stored) else { return Shown::default() };
        let others = questions.split_off(questions.len().min(1));
        let ask = |question: Question| question.ask(self.inner, with.source, with.headers, with.allowance, with.conditional);
        let mut answers = HashMap::new();
        let (mut holds, mut suspect, mut all_came) = (true, None, true);
        // The first alone, then the others a few at a time: a host that is away is not asked for its two hundred other documents.
        'asking: for batch in [questions, others] {
            let mut coming = futures::stream::iter(batch).map(&ask).buffer_unordered(AT_ONCE);
            while let Some((question, mut result)) = coming.next().await {
                tally.add(&count(&result));
                if question.is_first {
                    tally.moved = result.as_ref().ok().and_then(|fetched| fetched.moved.clone());
                }
                let held = question.holds(&result);
                holds &= held;
                let (is_stored, has_failed) = (question.stored.is_some(), result.is_err());
                match (&mut result, &question.stored) {
                    // What came again as it was need not be kept twice.
                    (Ok(fetched), Some(_)) if held => fetched.body = None,
                    (Ok(fetched), Some(stored)) if suspect.is_none() => suspect = Some((stored.clone(), is_lie(stored, fetched))),
                    _ => {}
                }
                answers.insert(question.url.to_string(), result.map(|fetched| Fetched { requests: 0, ..fetched }));
                if has_failed && is_stored {
                    all_came = false;
                    break 'asking;
                }
            }
        }
        let lied = match suspect {
            _ if with.conditional || !all_came => None,
            None => Some(false),
            Some((_, true)) => Some(true),
            Some((stored, false)) => self.would_hold(with, &stored, tally).await,
        };
        tally.fetching = begin.elapsed();
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
        Shown { holds, lied, all_came }
    }

    /// Whether the server says of a document that has changed that it has not.
    async fn would_hold<G>(&self, with: &With<'_, G>, stored: &Validator, tally: &mut Tally) -> Option<bool> {
        if stored.etag.is_none() && stored.last_modified.is_none() {
            return Some(false);
        }
        let question = Question { url: Url::parse(&stored.url).ok()?, stored: Some(stored.clone()), is_first: false };
        let (_, result) = question.ask(self.inner, with.source, with.headers, with.allowance, true).await;
        tally.add(&count(&result));
        Some(result.ok()?.body.is_none())
    }
}

/// Every stored document, and those that the feed begins with and that are not stored; `None`: the declaration cannot be used.
fn questions<G>(with: &With<'_, G>, stored: &[Validator]) -> Option<Vec<Question>> {
    let first = (with.adapter.begin)(with.source).ok()?;
    let begins_at = first.first().map(|request| request.url.clone());
    let mut questions = Vec::with_capacity(stored.len() + first.len());
    for one in stored {
        let url = Url::parse(&one.url).ok()?;
        questions.push(Question { is_first: begins_at.as_ref() == Some(&url), url, stored: Some(one.clone()) });
    }
    let is_missing = |request: &Request| stored.iter().all(|one| one.url != request.url.as_str());
    let missing = first.into_iter().filter(is_missing);
    questions.extend(missing.map(|request| Question {
        is_first: begins_at.as_ref() == Some(&request.url),
        url: request.url,
        stored: None,
    }));
    Some(questions)
}

/// One document to ask for.
struct Question {
    url: Url,
    /// `None`: it was not there the last time.
    stored: Option<Validator>,
    /// The feed begins with it.
    is_first: bool,
}

impl Question {
    async fn ask(
        self,
        fetcher: &impl Fetch,
        source: &Source,
        headers: &HeaderMap,
        allowance: &Allowance,
        conditional: bool,
    ) -> (Self, Answer) {
        let none = HeaderMap::new();
        let (etag, last_modified) = match &self.stored {
            Some(stored) if conditional => (stored.etag.as_deref(), stored.last_modified.as_deref()),
            _ => (None, None),
        };
        let headers = headers_for(&self.url, source, headers, &none);
        let ask = Ask { url: &self.url, headers, etag, last_modified, allowance };
        let result = fetcher.fetch(&ask).await;
        (self, result)
    }

    /// Nothing has changed: what was there is as it was, what was missing still is.
    fn holds(&self, result: &Answer) -> bool {
        match (result, &self.stored) {
            (Ok(Fetched { body: None, .. }), Some(_)) | (Err(_), None) => true,
            (Ok(Fetched { body: Some(body), .. }), Some(stored)) => blake3::hash(body).to_hex().as_str() == stored.hash,
            (Ok(_), None) | (Err(_), Some(_)) => false,
        }
    }
}

impl<F: Fetch> Fetch for Remembering<'_, F> {
    async fn fetch(&self, ask: &Ask<'_>) -> Answer {
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner).remove(ask.url.as_str());
        match known {
            // It was counted when it came.
            Some(Err(error)) => Err(FetchError { requests: 0, ..error }),
            Some(Ok(fetched)) => Ok(fetched),
            None => self.inner.fetch(ask).await,
        }
    }
}
