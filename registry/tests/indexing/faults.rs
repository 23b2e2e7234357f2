//! An engine that does what it is told to do wrong, in front of one that works.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use registry::search::{Answer, Engine, Query, Rebuild, SearchError, Update, Visit};

use crate::Shared;

/// In front of `inner`.
pub struct Faulty {
    inner: Shared,
    /// So many of the next `apply` put their documents in, and die before they say how far they are.
    pub dies_before_position: AtomicUsize,
    /// Nothing is answered.
    pub is_away: AtomicBool,
    /// The index is gone until it is built anew.
    pub is_lost: std::sync::Arc<AtomicBool>,
    /// Several processes share it under this name.
    pub shared: Option<String>,
    /// What was applied.
    pub applied: Mutex<Vec<Update>>,
    pub rebuilds: AtomicUsize,
    /// Runs once, when a walk has ended.
    pub after_walk: Mutex<Option<futures::future::BoxFuture<'static, ()>>>,
}

impl Faulty {
    pub fn new(inner: Shared) -> Self {
        Self {
            inner,
            dies_before_position: AtomicUsize::new(0),
            is_away: AtomicBool::new(false),
            is_lost: std::sync::Arc::default(),
            shared: None,
            applied: Mutex::default(),
            rebuilds: AtomicUsize::new(0),
            after_walk: Mutex::default(),
        }
    }

    fn works(&self) -> Result<(), SearchError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(SearchError::Unavailable("away".to_owned()));
        }
        if self.is_lost.load(Ordering::SeqCst) {
            return Err(SearchError::Lost("lost".to_owned()));
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl Engine for Faulty {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        self.works()?;
        self.inner.search(query).await
    }

    async fn apply(&self, updates: Vec<Update>, position: i64) -> Result<(), SearchError> {
        self.works()?;
        self.applied.lock().unwrap().extend(updates.iter().cloned());
        if self.dies_before_position.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            let before = self.inner.position().await?;
            self.inner.apply(updates, before).await?;
            return Err(SearchError::Unavailable("killed".to_owned()));
        }
        self.inner.apply(updates, position).await
    }

    async fn position(&self) -> Result<i64, SearchError> {
        self.works()?;
        self.inner.position().await
    }

    async fn count(&self) -> Result<u64, SearchError> {
        self.works()?;
        self.inner.count().await
    }

    async fn walk(&self, visit: &mut Visit<'_>) -> Result<(), SearchError> {
        self.works()?;
        self.inner.walk(visit).await?;
        let then = self.after_walk.lock().unwrap().take();
        if let Some(then) = then {
            then.await;
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), SearchError> {
        self.works()?;
        self.inner.check().await
    }

    async fn rebuild(&self) -> Result<Box<dyn Rebuild>, SearchError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(SearchError::Unavailable("away".to_owned()));
        }
        self.rebuilds.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(Found(self.inner.rebuild().await?, self.is_lost.clone())))
    }

    fn shared(&self) -> Option<String> {
        self.shared.clone()
    }

    fn name(&self) -> &'static str {
        "faulty"
    }
}

/// A rebuild after which the index is no longer lost.
struct Found(Box<dyn Rebuild>, std::sync::Arc<AtomicBool>);

#[async_trait::async_trait]
impl Rebuild for Found {
    async fn add(&mut self, documents: Vec<registry::search::Document>) -> Result<(), SearchError> {
        self.0.add(documents).await
    }

    async fn publish(self: Box<Self>, position: i64) -> Result<(), SearchError> {
        self.0.publish(position).await?;
        self.1.store(false, Ordering::SeqCst);
        Ok(())
    }
}
