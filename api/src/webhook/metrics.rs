//! What this process sends, counted as it happens. What waits in the database is a gauge of the holdings.

use prometheus::{Histogram, HistogramOpts, IntCounterVec, Opts, Registry};
use registry::store::webhooks::Ended;

/// How a try can end.
const OUTCOMES: [&str; 4] = ["delivered", "retried", "dead", "gone"];

/// Counters of this process.
#[derive(Clone)]
pub struct Metrics {
    deliveries: IntCounterVec,
    duration: Histogram,
}

impl Metrics {
    /// Counters in `registry`.
    ///
    /// # Errors
    /// The registry has these names already.
    pub fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let opts = Opts::new("simpul_webhook_deliveries_total", "Tries to deliver a webhook, by how they ended.");
        let deliveries = IntCounterVec::new(opts, &["outcome"])?;
        let opts =
            HistogramOpts::new("simpul_webhook_delivery_duration_seconds", "From the request until the endpoint's answer, or its failure.");
        let duration = Histogram::with_opts(opts.buckets(vec![0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0]))?;
        registry.register(Box::new(deliveries.clone()))?;
        registry.register(Box::new(duration.clone()))?;
        // An outcome that has not come yet is zero, not absent.
        for outcome in OUTCOMES {
            deliveries.with_label_values(&[outcome]);
        }
        Ok(Self { deliveries, duration })
    }

    pub(super) fn count(&self, ended: &Ended, seconds: f64) {
        let outcome = match ended {
            Ended::Delivered(_) => "delivered",
            Ended::Failed { again_at: Some(_), .. } => "retried",
            Ended::Failed { again_at: None, .. } => "dead",
            Ended::Gone => "gone",
        };
        self.deliveries.with_label_values(&[outcome]).inc();
        self.duration.observe(seconds);
    }
}
