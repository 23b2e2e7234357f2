//! Metrics, in two parts that never mix: what this process does (counted as it happens), and what the registry holds (read from the
//! store every ten seconds, off the scrape path, and shown by a collector of our own: nothing stale, nothing torn).

mod harvest;
mod holdings;
mod names;
mod process;

use std::sync::{Arc, PoisonError, RwLock};

use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;

pub use holdings::{Holdings, refresh, refresh_forever};
pub use process::{Process, measure};

/// Both parts, and the registry that they are in. Others may register theirs there.
pub struct Metrics {
    /// All of it.
    pub registry: prometheus::Registry,
    /// What this process does.
    pub process: Process,
    shown: Arc<RwLock<Shown>>,
}

#[derive(Default)]
struct Shown {
    families: Vec<MetricFamily>,
    holdings: Arc<Holdings>,
}

struct Registered(Arc<RwLock<Shown>>, Vec<Desc>);

impl Collector for Registered {
    fn desc(&self) -> Vec<&Desc> {
        self.1.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).families.clone()
    }
}

impl Metrics {
    /// Metrics in a registry of their own.
    ///
    /// # Errors
    /// A name is not allowed or taken twice: a fault of ours.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = prometheus::Registry::new();
        let process = Process::register(&registry)?;
        let shown = Arc::new(RwLock::new(Shown::default()));
        registry.register(Box::new(Registered(Arc::clone(&shown), holdings::descriptions()?)))?;
        Ok(Self { registry, process, shown })
    }

    /// What the registry held at the last refresh.
    #[must_use]
    pub fn holdings(&self) -> Arc<Holdings> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner).holdings)
    }

    fn show(&self, holdings: Holdings, families: Vec<MetricFamily>) {
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Shown { families, holdings: Arc::new(holdings) };
    }
}
