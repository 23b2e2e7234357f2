//! What one attempt on one source may take: its time, its retries, and its place among those whose bodies are received.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// Shared by all fetches of one attempt.
#[derive(Debug)]
pub struct Allowance {
    began: Instant,
    began_at: SystemTime,
    deadline: Instant,
    retries: AtomicU32,
    places: Option<Arc<Semaphore>>,
    place: OnceCell<OwnedSemaphorePermit>,
    certificate_ends: Mutex<Option<registry::model::Instant>>,
}

impl Allowance {
    /// An attempt that begins now. `places`: where bodies are received only by a few attempts at once; a place is taken when the first body
    /// is about to come, and kept until the attempt ends. A host that says nothing takes none.
    #[must_use]
    pub fn new(limits: &Limits, now: registry::model::Instant, places: Option<Arc<Semaphore>>) -> Self {
        let began = Instant::now();
        Self {
            began,
            began_at: now.utc().into(),
            deadline: began + limits.attempt,
            retries: AtomicU32::new(limits.retries_per_attempt),
            places,
            place: OnceCell::new(),
            certificate_ends: Mutex::default(),
        }
    }

    /// For a look at a feed that belongs to no attempt: the usual limits, and no place to wait for.
    #[must_use]
    pub fn of_a_look() -> Self {
        let epoch = registry::model::Instant::new(chrono::DateTime::UNIX_EPOCH);
        Self::new(&Limits::default(), epoch, None)
    }

    /// The time, by the clock that was passed in and what has gone by since.
    pub(super) fn now(&self) -> SystemTime {
        self.began_at + self.began.elapsed()
    }

    /// What is left of the attempt's time.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Takes one of the attempt's retries. False: there is none left.
    pub(super) fn take_retry(&self) -> bool {
        self.retries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// A certificate that ends then was relied on.
    pub(super) fn saw_certificate(&self, ends: registry::model::Instant) {
        let mut earliest = self.certificate_ends.lock().unwrap_or_else(PoisonError::into_inner);
        *earliest = Some(earliest.map_or(ends, |earliest| earliest.min(ends)));
    }

    /// When the first of the certificates ends that were relied on; `None`: there was none.
    #[must_use]
    pub fn certificate_ends(&self) -> Option<registry::model::Instant> {
        *self.certificate_ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The attempt has its place, or needs none.
    pub(super) fn has_place(&self) -> bool {
        self.places.is_none() || self.place.initialized()
    }

    /// Waits for the attempt's place. False: the process is ending.
    pub(crate) async fn take_place(&self) -> bool {
        let Some(places) = &self.places else { return true };
        self.place.get_or_try_init(|| Arc::clone(places).acquire_owned()).await.is_ok()
    }
}
