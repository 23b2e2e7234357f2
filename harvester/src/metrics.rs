//! What this process harvests, counted as it happens. What the registry holds of every source is not here: the API reads that from the store.

use prometheus::{Histogram, HistogramOpts, IntCounterVec, Opts, Registry};
use registry::model::{Attempt, Verdict};

/// Counters of this process.
#[derive(Clone)]
pub struct Metrics {
    attempts: IntCounterVec,
    duration: Histogram,
}

impl Metrics {
    /// Counters in `registry`.
    ///
    /// # Errors
    /// The registry has these names already.
    pub fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let attempts = IntCounterVec::new(Opts::new("simpul_harvest_attempts_total", "Harvests that ended, by outcome."), &["outcome"])?;
        let duration = Histogram::with_opts(
            HistogramOpts::new(
                "simpul_harvest_attempt_duration_seconds",
                "From the first request of a harvest until its outcome was known.",
            )
            .buckets(vec![0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0]),
        )?;
        registry.register(Box::new(attempts.clone()))?;
        registry.register(Box::new(duration.clone()))?;
        // An outcome that has not come yet is zero, not absent.
        for verdict in Verdict::ALL {
            attempts.with_label_values(&[verdict.as_str()]);
        }
        Ok(Self { attempts, duration })
    }

    pub(crate) fn count(&self, attempt: &Attempt) {
        self.attempts.with_label_values(&[attempt.outcome.as_str()]).inc();
        self.duration.observe(f64::from(attempt.total_ms) / 1000.0);
    }
}
