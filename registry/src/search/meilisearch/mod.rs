//! The search engine of a Meilisearch server.
//!
//! Two indexes: `simpul_services` holds the documents, `simpul_state` one document that says up to which outbox row they are complete
//! and how they were made. It is written after the documents' tasks have succeeded, so it never claims more than there is.
//!
//! * `client`: requests with time limits, and waiting for tasks; `settings`: how the index is to search; `request`: from a query to a
//!   Meilisearch query; `response`: back.
//!
//! Known differences from the embedded engine, which the contract leaves open: it does not say what it corrected, words under five letters
//! have no typo tolerance, and with `near` matches are of two qualities only (all words outside the description, or not).

mod client;
mod rebuild;
mod request;
mod response;
mod settings;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use self::client::Server;
use self::request::{Request, Scope, Window};
use self::response::Page;
use super::words::{self, Asked};
use super::{Answer, Engine, Query, Rebuild, SearchError, Sort, Synonyms, Update, Visit};
use crate::model::Id;

/// Documents sent in one request.
const BATCH: usize = 5_000;
/// Below so many hits outside descriptions, those in descriptions can follow them exactly.
const MOST_EXCLUDED: u16 = 1_000;

/// A Meilisearch server.
pub struct Meilisearch {
    server: Server,
    /// The name under which processes know the index that they share.
    shared: String,
    names: Names,
    layout: String,
    synonyms: Arc<Synonyms>,
}

/// The names of the indexes.
#[derive(Clone, Debug)]
struct Names {
    services: String,
    state: String,
}

impl Names {
    fn new(prefix: &str) -> Self {
        Self { services: format!("{prefix}_services"), state: format!("{prefix}_state") }
    }

    /// Of an index being built.
    fn next(&self) -> Self {
        Self { services: format!("{}_next", self.services), state: format!("{}_next", self.state) }
    }
}

/// The one document of the state index.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct State {
    id: String,
    position: i64,
    layout: String,
}

impl State {
    const ID: &'static str = "state";

    fn new(position: i64, layout: &str) -> Self {
        Self { id: Self::ID.to_owned(), position, layout: layout.to_owned() }
    }
}

impl Meilisearch {
    /// Connects to the server at `url` and makes the indexes where there are none, or others than this program would make. The indexes' names
    /// begin with `simpul`, or with `index` of the URL (`http://localhost:7700/?index=other`) where several registries share a server.
    ///
    /// # Errors
    /// `Unavailable` where the server does not answer; `Engine` where it refuses.
    pub async fn connect(url: &str, key: Option<&str>, synonyms: Synonyms) -> Result<Self, SearchError> {
        let engine = Self::at(url, key, synonyms)?;
        engine.prepare().await?;
        Ok(engine)
    }

    /// The server at `url`, without asking it for anything yet. Until `prepare` has succeeded, or an index was published by a rebuild, the
    /// index may be `Lost`.
    ///
    /// # Errors
    /// The URL or the key is none.
    pub fn at(url: &str, key: Option<&str>, synonyms: Synonyms) -> Result<Self, SearchError> {
        let mut url = Url::parse(url).map_err(|error| SearchError::Engine(format!("{url}: {error}")))?;
        let prefix =
            url.query_pairs().find(|(name, _)| name == "index").map_or_else(|| "simpul".to_owned(), |(_, prefix)| prefix.into_owned());
        url.set_query(None);
        url.set_fragment(None);
        let server = Server::new(url.as_str().trim_end_matches('/'), key)?;
        let layout = settings::layout(&synonyms);
        let shared = format!(
            "{}#{prefix}",
            url.host_str().map_or_else(String::new, |host| format!("{host}:{}", url.port_or_known_default().unwrap_or(0)))
        );
        Ok(Self { server, shared, names: Names::new(&prefix), layout, synonyms: Arc::new(synonyms) })
    }

    /// Makes the indexes where there are none, or others than this program would make.
    ///
    /// # Errors
    /// `Unavailable` where the server does not answer; `Engine` where it refuses.
    pub async fn prepare(&self) -> Result<(), SearchError> {
        let usable =
            self.server.exists(&self.names.services).await? && self.state().await?.is_some_and(|state| state.layout == self.layout);
        if !usable {
            self.make(&self.names, 0).await?;
        }
        Ok(())
    }

    /// Makes both indexes anew, empty. The state goes first and comes last: without it nothing is claimed.
    async fn make(&self, names: &Names, position: i64) -> Result<(), SearchError> {
        self.server.delete_index(&names.state).await?;
        self.server.delete_index(&names.services).await?;
        self.server.create_index(&names.services, &settings::services(&self.synonyms)).await?;
        self.write_state(names, position).await
    }

    async fn write_state(&self, names: &Names, position: i64) -> Result<(), SearchError> {
        self.server.put(&names.state, &[State::new(position, &self.layout)]).await
    }

    async fn state(&self) -> Result<Option<State>, SearchError> {
        self.server.get(&self.names.state, State::ID).await
    }

    async fn pages(&self, requests: &[Request]) -> Result<Vec<Page>, SearchError> {
        self.server.search(&self.names.services, requests).await
    }

    async fn page(&self, request: Request) -> Result<Page, SearchError> {
        Ok(self.pages(&[request]).await?.pop().unwrap_or_default())
    }

    /// The page of a query whose words are settled.
    async fn answer(&self, query: &Query, asked: &Asked) -> Result<Page, SearchError> {
        let window = Window::of(query);
        let all = Request::new(query, asked, window);
        if query.near.is_none() || query.sort == Sort::Distance || asked.words.is_empty() {
            return self.page(all).await;
        }
        let mut pages = self.pages(&[all, Request::new(query, asked, window).within(Scope::Prominent)]).await?;
        let (Some(prominent), Some(mut all)) = (pages.pop(), pages.pop()) else { return Ok(Page::default()) };
        let rest = window.after(prominent.total);
        if rest.limit > 0 && prominent.total < all.total && prominent.total <= MOST_EXCLUDED.into() {
            let first = Request::new(query, asked, Window { offset: 0, limit: MOST_EXCLUDED.into() }).within(Scope::Prominent);
            let ids: Vec<Id> = self.page(first).await?.hits.iter().map(|hit| hit.document.id).collect();
            let behind = self.page(Request::new(query, asked, rest).without(&ids)).await?;
            all.hits = prominent.hits.into_iter().chain(behind.hits).collect();
        } else if rest.limit == 0 || prominent.total == all.total {
            all.hits = prominent.hits;
        }
        Ok(all)
    }

    /// Leaves out unknown words, then the most frequent ones, which say least, until something matches, whatever the filters. Gives those
    /// left out.
    async fn relax(&self, asked: &mut Asked) -> Result<Vec<String>, SearchError> {
        let mut dropped = Vec::new();
        if asked.words.len() < 2 || self.page(Request::count(&asked.words, asked.open)).await?.total > 0 {
            return Ok(dropped);
        }
        let last = asked.words.len() - 1;
        let each: Vec<Request> =
            (0..).zip(&asked.words).map(|(at, word)| Request::count(std::slice::from_ref(word), asked.open && at == last)).collect();
        let totals: HashMap<String, u64> =
            asked.words.iter().map(|word| word.text.clone()).zip(self.pages(&each).await?.iter().map(|page| page.total)).collect();
        let total = |word: &words::Word| totals.get(&word.text).copied().unwrap_or(0);
        // An unknown word comes before the most frequent one.
        let says = |word: &words::Word| total(word).checked_sub(1).map_or(u64::MAX, |total| total);
        while asked.words.len() > 1 {
            let Some(least) = (0..asked.words.len()).max_by_key(|at| asked.words.get(*at).map(says)) else { break };
            asked.open &= least + 1 < asked.words.len();
            dropped.push(asked.words.remove(least).text);
            let all_known = asked.words.iter().all(|word| total(word) > 0);
            if all_known && self.page(Request::count(&asked.words, asked.open)).await?.total > 0 {
                break;
            }
        }
        Ok(dropped)
    }
}

#[async_trait::async_trait]
impl Engine for Meilisearch {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let mut asked = if query.term.is_some() { Asked::default() } else { words::asked(&query.text) };
        let mut page = self.answer(query, &asked).await?;
        let mut dropped = Vec::new();
        if page.total == 0 && query.term.is_none() {
            dropped = self.relax(&mut asked).await?;
            if !dropped.is_empty() {
                page = self.answer(query, &asked).await?;
            }
        }
        Ok(page.into_answer(query, dropped))
    }

    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError> {
        // Only the last update of a document counts.
        let mut last: HashMap<Id, Option<serde_json::Value>> = HashMap::new();
        for update in updates {
            match update {
                Update::Put(document) => last.insert(document.id, Some(request::document(&document)?)),
                Update::Delete(id) => last.insert(id, None),
            };
        }
        let deleted: Vec<Id> = last.iter().filter(|(_, document)| document.is_none()).map(|(id, _)| *id).collect();
        let put: Vec<serde_json::Value> = last.into_values().flatten().collect();
        // The server would make an index that is not there on its own, without its settings.
        if !self.server.exists(&self.names.services).await? {
            return Err(SearchError::Lost("the server does not have the index of services".to_owned()));
        }
        for batch in put.chunks(BATCH) {
            self.server.put(&self.names.services, batch).await?;
        }
        if !deleted.is_empty() {
            self.server.delete(&self.names.services, &deleted).await?;
        }
        self.write_state(&self.names, position).await
    }

    async fn position(&self) -> Result<i64, SearchError> {
        match self.state().await? {
            Some(state) if state.layout == self.layout => Ok(state.position),
            Some(_) => Err(SearchError::Lost("the index was made by another version or with other synonyms".to_owned())),
            None => Err(SearchError::Lost("the server does not have the index".to_owned())),
        }
    }

    async fn count(&self) -> Result<u64, SearchError> {
        self.server.count(&self.names.services).await
    }

    async fn walk(&self, visit: &mut Visit<'_>) -> Result<(), SearchError> {
        self.server.walk(&self.names.services, visit).await
    }

    async fn check(&self) -> Result<(), SearchError> {
        self.position().await?;
        if self.server.exists(&self.names.services).await? {
            return Ok(());
        }
        Err(SearchError::Lost("the server does not have the index of services".to_owned()))
    }

    fn shared(&self) -> Option<String> {
        Some(self.shared.clone())
    }

    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError> {
        let copy = Self {
            server: self.server.clone(),
            shared: self.shared.clone(),
            names: self.names.clone(),
            layout: self.layout.clone(),
            synonyms: Arc::clone(&self.synonyms),
        };
        Ok(Box::new(rebuild::MeilisearchRebuild::begin(copy).await?))
    }

    fn name(&self) -> &'static str {
        "meilisearch"
    }
}
