//! What this process does: its HTTP answers, by matched route. A path that no route matches is one series, whatever was asked for.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};

use crate::state::State;

/// Counters of this process.
pub struct Process {
    requests: IntCounterVec,
    duration: HistogramVec,
    searches: IntCounterVec,
}

impl Process {
    pub(super) fn register(registry: &prometheus::Registry) -> Result<Self, prometheus::Error> {
        let requests = IntCounterVec::new(
            Opts::new("simpul_http_requests_total", "HTTP requests answered, by matched route."),
            &["route", "method", "status"],
        )?;
        let duration = HistogramVec::new(
            HistogramOpts::new("simpul_http_request_duration_seconds", "Time to the beginning of an HTTP answer, by matched route.")
                .buckets(vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0]),
            &["route"],
        )?;
        let searches = IntCounterVec::new(
            Opts::new("simpul_search_queries_total", "Searches answered: found something, found nothing, or from the database alone."),
            &["outcome"],
        )?;
        // A rate needs its zero.
        ["found", "empty", "degraded"].iter().for_each(|outcome| searches.with_label_values(&[*outcome]).reset());
        registry.register(Box::new(searches.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(duration.clone()))?;
        Ok(Self { requests, duration, searches })
    }

    /// A search was answered. What the database alone does not find, says little.
    pub fn searched(&self, found: bool, degraded: bool) {
        let outcome = match (found, degraded) {
            (_, true) => "degraded",
            (true, false) => "found",
            (false, false) => "empty",
        };
        self.searches.with_label_values(&[outcome]).inc();
    }
}

/// Counts and times every request.
///
/// # Errors
/// Whatever the handler says.
pub async fn measure(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let begun = std::time::Instant::now();
    let answer = next.call(request).await?;
    if let Some(state) = state {
        let route = answer.request().match_pattern().filter(|route| !route.is_empty()).unwrap_or_else(|| "unmatched".to_owned());
        let process = &state.metrics.process;
        process.requests.with_label_values(&[route.as_str(), method.as_str(), answer.status().as_str()]).inc();
        process.duration.with_label_values(&[route.as_str()]).observe(begun.elapsed().as_secs_f64());
    }
    Ok(answer)
}
