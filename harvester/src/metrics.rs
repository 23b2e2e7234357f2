//! What this process harvests, counted as it happens. What the registry holds of every source is not here: the API reads that from the store.

use prometheus::{GaugeVec, Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry};
use registry::model::{Attempt, Instant, Source, Verdict};

/// Counters of this process.
#[derive(Clone)]
pub struct Metrics {
    attempts: IntCounterVec,
    duration: Histogram,
    leases_expired: IntCounter,
    leases_lost: IntCounter,
    certificates: GaugeVec,
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
        let leases_expired = IntCounter::new(
            "simpul_harvest_leases_expired_total",
            "Leases of other workers that ran out without an outcome and were taken over here: harvests that were stuck, or whose worker died.",
        )?;
        let leases_lost = IntCounter::new(
            "simpul_harvest_leases_lost_total",
            "Harvests of this process that were dropped because another worker had taken the source over.",
        )?;
        let certificates = GaugeVec::new(
            Opts::new(
                "simpul_source_certificate_expiry_timestamp_seconds",
                "When the first certificate ends that the last harvest by this process relied on; absent without TLS.",
            ),
            &["source", "region"],
        )?;
        registry.register(Box::new(attempts.clone()))?;
        registry.register(Box::new(certificates.clone()))?;
        registry.register(Box::new(leases_expired.clone()))?;
        registry.register(Box::new(leases_lost.clone()))?;
        registry.register(Box::new(duration.clone()))?;
        // An outcome that has not come yet is zero, not absent.
        for verdict in Verdict::ALL {
            attempts.with_label_values(&[verdict.as_str()]);
        }
        Ok(Self { attempts, duration, leases_expired, leases_lost, certificates })
    }

    pub(crate) fn lease_expired(&self) {
        self.leases_expired.inc();
    }

    pub(crate) fn lease_lost(&self) {
        self.leases_lost.inc();
    }

    pub(crate) fn certificate_ends(&self, source: &Source, at: Instant) {
        self.certificates.with_label_values(&[source.id.as_str(), &source.region.to_string()]).set(at.unix_seconds());
    }

    pub(crate) fn count(&self, attempt: &Attempt) {
        self.attempts.with_label_values(&[attempt.outcome.as_str()]).inc();
        self.duration.observe(f64::from(attempt.total_ms) / 1000.0);
    }
}
