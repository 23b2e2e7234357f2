//! A clock that is moved by hand, on top of the real one.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use registry::model::Instant;

static AHEAD: AtomicI64 = AtomicI64::new(0);

/// Seconds from one cycle to the next.
pub const CYCLE: i64 = 12 * 3600;

/// Moves the clock to this many seconds ahead of the real one.
pub fn ahead(seconds: i64) {
    AHEAD.store(seconds, SeqCst);
}

#[expect(clippy::disallowed_methods, reason = "the test's clock")]
pub fn now() -> Instant {
    Instant::new(chrono::Utc::now() + chrono::TimeDelta::seconds(AHEAD.load(SeqCst)))
}
