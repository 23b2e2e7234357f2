//! Asking again after what may pass: how often, and how long to wait before. Never after a refusal that will stay what it is.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use registry::model::Reason;
use url::Url;

use super::{FetchError, Limits};

/// How often one document is asked for again after this; 0: never.
pub(super) fn times(error: &FetchError, limits: &Limits) -> u32 {
    use Reason::{
        BodyCut, ConnectFailed, ConnectTimeout, ConnectionClosed, HeaderTimeout, HttpServerError, HttpTooManyRequests, HttpUnavailable,
    };
    match error.reason {
        ConnectFailed | ConnectionClosed | BodyCut => limits.retries,
        // A second wait that long is enough.
        ConnectTimeout | HeaderTimeout => limits.retries.min(1),
        HttpServerError if matches!(error.status, Some(502..=504)) => limits.retries,
        HttpUnavailable | HttpTooManyRequests if error.retry_after.is_some_and(|wait| wait <= limits.wait_within) => limits.retries,
        _ => 0,
    }
}

/// The wait before asking again for the `nth` time (from 0): it doubles, less a share that depends on the address, so that many do not come
/// back at the same moment, and the same one always does.
pub(super) fn wait(url: &Url, nth: u32, error: &FetchError, limits: &Limits) -> Duration {
    let hash = blake3::hash(format!("{nth} {url}").as_bytes());
    let share = f64::from(hash.as_bytes().first().copied().unwrap_or_default()) / 510.0;
    let backoff = limits.backoff.saturating_mul(1 << nth.min(10)).mul_f64(1.0 - share);
    error.retry_after.map_or(backoff, |asked| asked.max(backoff))
}

/// The retries of the whole process: a share of its requests, saved up to a bound. When a whole nation fails, retries end by themselves
/// instead of trebling the load and the time.
#[derive(Debug)]
pub(super) struct Savings(Mutex<f64>);

/// Saved up at most, and at the beginning.
const MOST: f64 = 40.0;

/// What one request saves.
const SHARE: f64 = 0.2;

impl Savings {
    pub(super) fn new() -> Self {
        Self(Mutex::new(MOST))
    }

    /// A request was made.
    pub(super) fn save(&self) {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *saved = (*saved + SHARE).min(MOST);
    }

    /// Pays for one retry. False: there is nothing left.
    pub(super) fn pay(&self) -> bool {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *saved >= 1.0;
        if enough {
            *saved -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(reason: Reason, status: Option<u16>, retry_after: Option<u64>) -> FetchError {
        FetchError { status, retry_after: retry_after.map(Duration::from_secs), ..FetchError::new(reason, "") }
    }

    #[test]
    fn only_what_may_pass_is_asked_for_again() {
        let again = |error: FetchError| times(&error, &Limits::default());
        assert_eq!(again(failed(Reason::ConnectFailed, None, None)), 2);
        assert_eq!(again(failed(Reason::BodyCut, Some(200), None)), 2);
        assert_eq!(again(failed(Reason::HeaderTimeout, None, None)), 1);
        assert_eq!(again(failed(Reason::HttpServerError, Some(503), None)), 2);
        assert_eq!(again(failed(Reason::HttpServerError, Some(500), None)), 0);
        assert_eq!(again(failed(Reason::HttpUnavailable, Some(503), Some(2))), 2);
        assert_eq!(again(failed(Reason::HttpUnavailable, Some(503), Some(60))), 0);
        assert_eq!(again(failed(Reason::HttpTooManyRequests, Some(429), None)), 0);
        assert_eq!(again(failed(Reason::HttpTooManyRequests, Some(429), Some(1))), 2);
        for never in [Reason::HttpNotFound, Reason::HttpUnauthorized, Reason::PrivateAddress, Reason::TlsExpired, Reason::BodyTooLarge] {
            assert_eq!(again(failed(never, None, None)), 0, "{never:?}");
        }
    }

    #[test]
    fn the_wait_doubles_has_a_jitter_and_is_the_same_every_time() {
        let limits = Limits::default();
        let url: Url = "http://mpp.example.id/services".parse().unwrap();
        let error = failed(Reason::BodyCut, None, None);
        for nth in 0..3 {
            let most = limits.backoff * (1 << nth);
            let waited = wait(&url, nth, &error, &limits);
            assert!(waited <= most && waited >= most / 2, "{waited:?}");
            assert_eq!(waited, wait(&url, nth, &error, &limits));
        }
        let other = wait(&"http://mpp.example.id/other".parse().unwrap(), 0, &error, &limits);
        assert_ne!(other, wait(&url, 0, &error, &limits));
        assert!(wait(&url, 0, &failed(Reason::HttpUnavailable, None, Some(4)), &limits) >= Duration::from_secs(4));
    }

    #[test]
    fn when_everything_fails_retries_end() {
        let savings = Savings::new();
        let mut retried = 0;
        for _ in 0..1000 {
            savings.save();
            retried += u32::from(savings.pay());
        }
        assert!((200..=240).contains(&retried), "{retried}");
    }
}
