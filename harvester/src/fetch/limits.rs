//! Bounds on fetching.

use std::time::Duration;

/// Bounds on one fetch, on one attempt, on one host and on the process.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the request to the response's header.
    pub header: Duration,
    /// All of one document.
    pub total: Duration,
    /// All documents of one attempt; an attempt's lease is prolonged that long.
    pub attempt: Duration,
    /// Bytes a second that a body must bring, as sent, over [`Limits::slow_for`].
    pub least_speed: usize,
    /// How long a body may come slower.
    pub slow_for: Duration,
    /// Of one body, decompressed.
    pub body_bytes: usize,
    /// In a row.
    pub redirects: usize,
    /// Documents asked for at once by this process. More than are read at once: a host that says nothing costs a socket and no more.
    pub at_once: usize,
    /// Documents asked for at once from one host and port; one feed alone asks for fewer.
    pub at_once_per_host: usize,
    /// Of one document, after what may pass.
    pub retries: u32,
    /// Of all documents of one attempt.
    pub retries_per_attempt: u32,
    /// The wait before the first retry; it doubles, and a jitter takes up to half of it away.
    pub backoff: Duration,
    /// The longest Retry-After that is waited for within an attempt; after a longer one the source is due again when it ends.
    pub wait_within: Duration,
    /// When a host is left alone.
    pub breaking: Breaking,
}

/// When a host that does not answer is left alone, and for how long.
#[derive(Clone, Debug)]
pub struct Breaking {
    /// After this many failures in a row…
    pub after: u32,
    /// …over this long without any answer: a host of many feeds is not left alone because some of them hang.
    pub over: Duration,
    /// For how long at first; it doubles with every failed probe.
    pub open: Duration,
    /// At most.
    pub longest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            header: Duration::from_secs(15),
            total: Duration::from_secs(60),
            attempt: Duration::from_secs(600),
            least_speed: 512,
            slow_for: Duration::from_secs(20),
            body_bytes: 32 << 20,
            redirects: 5,
            at_once: 256,
            at_once_per_host: 32,
            retries: 2,
            retries_per_attempt: 4,
            backoff: Duration::from_millis(500),
            wait_within: Duration::from_secs(5),
            breaking: Breaking {
                after: 8,
                over: Duration::from_secs(30),
                open: Duration::from_secs(30),
                longest: Duration::from_secs(600),
            },
        }
    }
}
