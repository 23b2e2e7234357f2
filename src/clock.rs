//! The wall clock: the one place that reads it.

use registry::model::Instant;

/// Now.
#[must_use]
pub fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in everywhere else")]
    Instant::new(chrono::Utc::now())
}
