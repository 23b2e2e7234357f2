//! The search engine within the process, on tantivy.
//!
//! * `schema`: what the index holds; `generation`: one index on disk; `folder`: the live index and the one being rebuilt.
//! * `snapshot`: the search, in the order of its steps: `plan` (text to words of the index, with `vocabulary` and `edits`), `matching`
//!   (words to documents), `filter` and `facets` (over `rows`), `ranking`, `documents` (of what is `stored`).
//!
//! A search takes well below a millisecond of computing and waits for nothing, so it runs where it is called: handing it to another
//! thread would cost more than it saves. Writing goes through [`blocking`].

mod documents;
mod edits;
mod facets;
mod filter;
mod folder;
mod generation;
mod levels;
mod matching;
mod plan;
mod ranking;
mod rows;
mod schema;
mod snapshot;
mod stored;
mod vocabulary;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use self::folder::Folder;
use self::generation::Generation;
use self::snapshot::engine;
use super::{Answer, Document, Engine, Query, Rebuild, SearchError, Synonyms, Update, Visit};

/// The search engine within the process.
pub struct Embedded {
    shared: Arc<Shared>,
}

struct Shared {
    folder: Folder,
    synonyms: Arc<Synonyms>,
    live: RwLock<Live>,
    /// Held while the live index is written to or replaced.
    writing: Mutex<()>,
}

#[derive(Clone)]
struct Live {
    generation: Arc<Generation>,
    path: PathBuf,
}

impl Embedded {
    /// Opens the index in the folder `path`, and makes both where there are none. An index that is damaged, or was made by another version
    /// or with other synonyms, is replaced by an empty one at position 0: whoever feeds it then fills it from the store.
    ///
    /// # Errors
    /// `Unavailable` where another process has the index open, `Engine` where the folder cannot be used.
    pub fn open(path: &Path, synonyms: Synonyms) -> Result<Self, SearchError> {
        let folder = Folder::open(path)?;
        let synonyms = Arc::new(synonyms);
        folder.sweep();
        let live = match open_current(&folder, &synonyms) {
            Some(live) => live,
            None => {
                let path = folder.next()?;
                let generation = Arc::new(Generation::create(&path, Arc::clone(&synonyms))?);
                folder.publish(&path)?;
                folder.sweep();
                Live { generation, path }
            }
        };
        Ok(Self { shared: Arc::new(Shared { folder, synonyms, live: RwLock::new(live), writing: Mutex::default() }) })
    }
}

fn open_current(folder: &Folder, synonyms: &Arc<Synonyms>) -> Option<Live> {
    let path = folder.current()?;
    match Generation::open(&path, Arc::clone(synonyms)) {
        Ok(generation) => Some(Live { generation: Arc::new(generation), path }),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the search index cannot be used and is made anew");
            None
        }
    }
}

impl Shared {
    fn live(&self) -> Live {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn apply(&self, updates: &[Update], position: i64) -> Result<(), SearchError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.live().generation.apply(updates, position)
    }

    fn check(&self) -> Result<(), SearchError> {
        // Not beside a commit or a merge, which take files away.
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.live();
        if self.folder.current().as_ref() != Some(&live.path) {
            return Err(SearchError::Lost(format!("{} is not there any more, or not the live index", live.path.display())));
        }
        live.generation.check()
    }

    fn tidy(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.live().generation.tidy() {
            tracing::warn!(%error, "small parts of the search index could not be merged");
        }
    }

    fn replace(&self, next: Live) -> Result<(), SearchError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.folder.publish(&next.path)?;
        let before = std::mem::replace(&mut *self.live.write().unwrap_or_else(PoisonError::into_inner), next);
        // Searches that still read it keep its files open.
        folder::remove(&before.path);
        Ok(())
    }
}

/// The one place where work that waits for the disk leaves the threads that answer.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, SearchError> + Send + 'static) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.map_err(engine)?
}

#[async_trait::async_trait]
impl Engine for Embedded {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        self.shared.live().generation.snapshot().search(query)
    }

    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError> {
        let shared = Arc::clone(&self.shared);
        let is_untidy = blocking(move || {
            shared.apply(&updates, position)?;
            Ok(shared.live().generation.is_untidy())
        });
        if is_untidy.await? {
            let shared = Arc::clone(&self.shared);
            // Not waited for: the updates are searchable already.
            drop(tokio::task::spawn_blocking(move || shared.tidy()));
        }
        Ok(())
    }

    async fn position(&self) -> Result<i64, SearchError> {
        Ok(self.shared.live().generation.position())
    }

    async fn count(&self) -> Result<u64, SearchError> {
        Ok(self.shared.live().generation.snapshot().count())
    }

    async fn walk(&self, visit: &mut Visit<'_>) -> Result<(), SearchError> {
        let generation = self.shared.live().generation;
        let (pages, mut coming) = tokio::sync::mpsc::channel(2);
        let reading = blocking(move || {
            generation.verify()?;
            // Nobody waits for the rest: whoever walked has gone.
            generation.snapshot().walk(|page| pages.blocking_send(page).is_ok())
        });
        let showing = async {
            while let Some(page) = coming.recv().await {
                visit(&page);
            }
        };
        futures::join!(reading, showing).0
    }

    async fn check(&self) -> Result<(), SearchError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || shared.check()).await
    }

    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || {
            let path = shared.folder.next()?;
            let draft = Draft { path };
            let generation = Arc::new(Generation::create(&draft.path, Arc::clone(&shared.synonyms))?);
            Ok(Box::new(EmbeddedRebuild { shared, generation, draft }) as Box<dyn Rebuild>)
        })
        .await
    }

    fn knows_hours(&self) -> bool {
        true
    }

    fn name(&self) -> &'static str {
        "embedded"
    }
}

/// An index beside the live one.
struct EmbeddedRebuild {
    shared: Arc<Shared>,
    generation: Arc<Generation>,
    draft: Draft,
}

/// A folder that is removed unless it was published.
struct Draft {
    path: PathBuf,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            folder::remove(&self.path);
        }
    }
}

#[async_trait::async_trait]
impl Rebuild for EmbeddedRebuild {
    async fn add(&mut self, documents: Vec<Document>) -> Result<(), SearchError> {
        let generation = Arc::clone(&self.generation);
        blocking(move || generation.add(&documents)).await
    }

    async fn publish(self: Box<Self>, position: i64) -> Result<(), SearchError> {
        blocking(move || {
            let Self { shared, generation, mut draft } = *self;
            generation.apply(&[], position)?;
            generation.merge_all()?;
            shared.replace(Live { generation, path: draft.path.clone() })?;
            draft.path = PathBuf::new();
            Ok(())
        })
        .await
    }
}
