//! What takes long to find out, and is kept for a while: read anew by one at a time, while whoever else comes gets what is kept.

use std::sync::Arc;
use std::time::{Duration, Instant as Watch};

use tokio::sync::{Mutex, RwLock};

use crate::error::Error;

/// A value, and since when it is kept.
type Held<T> = (Watch, Arc<T>);

/// Something that is kept.
pub struct Kept<T> {
    held: RwLock<Option<Held<T>>>,
    reading: Mutex<()>,
    span: Duration,
}

impl<T> Kept<T> {
    /// Nothing yet; what comes is kept for so long.
    #[must_use]
    pub fn for_span(span: Duration) -> Self {
        Self { held: RwLock::default(), reading: Mutex::default(), span }
    }

    /// What is kept; read anew where it is old. Whoever else comes meanwhile gets the old one.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn get(&self, read: impl Future<Output = Result<T, Error>>) -> Result<Arc<T>, Error> {
        let held = self.held.read().await.clone();
        let reading = match &held {
            Some((since, value)) if since.elapsed() < self.span => return Ok(Arc::clone(value)),
            Some((_, value)) => match self.reading.try_lock() {
                Ok(reading) => reading,
                Err(_) => return Ok(Arc::clone(value)),
            },
            None => self.reading.lock().await,
        };
        if let Some((since, value)) = self.held.read().await.as_ref().filter(|(since, _)| since.elapsed() < self.span) {
            tracing::trace!(age = ?since.elapsed(), "another has read it meanwhile");
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read.await?);
        *self.held.write().await = Some((Watch::now(), Arc::clone(&value)));
        drop(reading);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn it_is_read_once_within_its_span_and_again_after_it() {
        let reads = AtomicU32::new(0);
        let read = async || Ok(reads.fetch_add(1, Ordering::Relaxed));
        let long = Kept::for_span(Duration::from_secs(60));
        assert_eq!((*long.get(read()).await.unwrap(), *long.get(read()).await.unwrap()), (0, 0));
        let short = Kept::for_span(Duration::ZERO);
        assert_eq!((*short.get(read()).await.unwrap(), *short.get(read()).await.unwrap()), (1, 2));
    }

    #[tokio::test]
    async fn a_failed_read_keeps_nothing() {
        let kept = Kept::<u32>::for_span(Duration::from_secs(60));
        assert!(kept.get(async { Err(Error::Busy) }).await.is_err());
        assert_eq!(*kept.get(async { Ok(7) }).await.unwrap(), 7);
    }
}
