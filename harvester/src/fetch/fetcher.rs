//! The fetcher: asks again after what may pass, follows redirects, and keeps to the limits of host and process.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use registry::model::Reason;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED, LINK};
use reqwest::{Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::breaker::Breakers;
use super::fault::{is_no_answer, of_status};
use super::guard::{Guard, Policy};
use super::limits::Limits;
use super::network::{FetcherError, Network, Surroundings};
use super::retry::{self, Savings};
use super::{Allowance, Ask, Fetch, FetchError, Fetched, certificate, exchange, retry_after};

/// Fetches documents within limits.
pub struct Fetcher {
    pub(super) network: Network,
    limits: Limits,
    pub(super) guard: Guard,
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    breakers: Breakers,
    savings: Savings,
}

/// The right to have one request under way.
struct Permit {
    _of_all: OwnedSemaphorePermit,
    _of_host: OwnedSemaphorePermit,
}

impl Fetcher {
    /// A fetcher with these limits that connects where `policy` lets it.
    ///
    /// # Errors
    /// The TLS or the HTTP library cannot start.
    pub fn new(limits: Limits, policy: Policy) -> Result<Self, FetcherError> {
        Self::within(limits, Surroundings { policy, ..Surroundings::default() })
    }

    /// A fetcher with these limits within these surroundings.
    ///
    /// # Errors
    /// The TLS or the HTTP library cannot start.
    pub fn within(limits: Limits, around: Surroundings) -> Result<Self, FetcherError> {
        let guard = Guard::new(around.policy, &around.own);
        Ok(Self {
            network: Network::new(&limits, guard.clone(), around.lookup, around.roots)?,
            all: Arc::new(Semaphore::new(limits.at_once)),
            hosts: Mutex::default(),
            breakers: Breakers::new(limits.breaking.clone()),
            savings: Savings::new(),
            guard,
            limits,
        })
    }

    /// What an attempt that begins now may take; see [`Allowance::new`].
    #[must_use]
    pub fn allowance(&self, now: registry::model::Instant, places: Option<Arc<Semaphore>>) -> Allowance {
        Allowance::new(&self.limits, now, places)
    }

    /// The gate of one host and port. Gates that nobody uses are dropped when there are many.
    fn gate(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() > 4096 {
            hosts.retain(|_, gate| Arc::strong_count(gate) > 1);
        }
        Arc::clone(hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.limits.at_once_per_host))))
    }

    async fn permit(&self, host: &str) -> Result<Permit, FetchError> {
        let gate = self.gate(host);
        // The host first: who waits for a busy host keeps nobody from another.
        let (of_host, of_all) = (gate.acquire_owned().await, Arc::clone(&self.all).acquire_owned().await);
        match (of_host, of_all) {
            (Ok(of_host), Ok(of_all)) => Ok(Permit { _of_all: of_all, _of_host: of_host }),
            _ => Err(stopping()),
        }
    }
}

impl Fetch for Fetcher {
    async fn fetch(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let requests = AtomicU32::new(0);
        let mut last: Option<FetchError> = None;
        for nth in 0.. {
            let once = tokio::time::timeout(ask.allowance.left(), self.once(ask, &requests));
            let mut error = match once.await {
                Ok(Ok(fetched)) => return Ok(Fetched { requests: requests.load(Ordering::Relaxed), ..fetched }),
                Ok(Err(error)) => error,
                Err(_) => FetchError::new(Reason::HarvestTimeout, format!("not all within {:?}", self.limits.attempt)),
            };
            // A host that is left alone by now says less than what it did before.
            if let (Reason::HostCircuitOpen, Some(before)) = (error.reason, last.take()) {
                error = before;
            }
            let wait = retry::wait(ask.url, nth, &error, &self.limits);
            let may = nth < retry::times(&error, &self.limits) && wait < ask.allowance.left();
            if !may || !ask.allowance.take_retry() || !self.savings.pay() {
                return Err(FetchError { requests: requests.load(Ordering::Relaxed), ..error });
            }
            tokio::time::sleep(wait).await;
            last = Some(error);
        }
        Err(stopping())
    }
}

impl Fetcher {
    /// Asks once, redirects followed.
    async fn once(&self, ask: &Ask<'_>, requests: &AtomicU32) -> Result<Fetched, FetchError> {
        let mut hops = vec![ask.url.clone()];
        let mut moved = None;
        loop {
            let url = hops.last().unwrap_or(ask.url);
            self.guard.check(url).map_err(|refused| FetchError::new(refused.reason(), refused.to_string()))?;
            let host = host_of(url);
            let permit = self.permit(&host).await?;
            let (response, first_byte) = self.answer(url, &host, ask, requests).await?;
            let status = response.status();
            let next = match exchange::redirect(&response, url) {
                None => {
                    let fetched = self.receive(response, ask, &host, permit, first_byte).await;
                    return fetched.map(|fetched| Fetched { moved, ..fetched }).map_err(|error| with_status(error, status));
                }
                Some(next) => next.map_err(|error| with_status(error, status))?,
            };
            if hops.contains(&next) {
                return Err(with_status(FetchError::new(Reason::RedirectLoop, format!("back to {next}")), status));
            }
            if hops.len() > self.limits.redirects {
                let detail = format!("more than {} redirects", self.limits.redirects);
                return Err(with_status(FetchError::new(Reason::RedirectLimit, detail), status));
            }
            let is_permanent = matches!(status.as_u16(), 301 | 308);
            if is_permanent && (hops.len() == 1 || moved.as_ref() == Some(url)) {
                moved = Some(next.clone());
            }
            hops.push(next);
        }
    }

    /// Asks for one address, unless its host is left alone, and tells the breaker how it went.
    async fn answer(&self, url: &Url, host: &str, ask: &Ask<'_>, requests: &AtomicU32) -> Result<(Response, Duration), FetchError> {
        let begun = Instant::now();
        self.breakers.may_ask(host, begun).map_err(|alone| {
            let detail = format!("{host} has not answered; it is asked again in {} s", alone.0.as_secs());
            FetchError::new(Reason::HostCircuitOpen, detail)
        })?;
        requests.fetch_add(1, Ordering::Relaxed);
        self.savings.save();
        let result = exchange::send(&self.network, &self.limits, url, ask).await;
        let now = Instant::now();
        match &result {
            Err(error) if is_no_answer(error.reason) => self.breakers.failed(host, begun, now),
            _ => self.breakers.answered(host, now),
        }
        let response = result?;
        if let Some(ends) = certificate::ends(&response) {
            ask.allowance.saw_certificate(ends);
        }
        Ok((response, now - begun))
    }

    async fn receive(
        &self,
        response: Response,
        ask: &Ask<'_>,
        host: &str,
        permit: Permit,
        first_byte: Duration,
    ) -> Result<Fetched, FetchError> {
        let status = response.status();
        let asked = ask.etag.is_some() || ask.last_modified.is_some();
        let unchanged = status == StatusCode::NOT_MODIFIED && asked;
        let retry_after = retry_after::wait(response.headers(), ask.allowance.now());
        if let Some(reason) = of_status(status, retry_after.is_some()).filter(|_| !unchanged) {
            let retry_after = retry_after.filter(|_| matches!(status.as_u16(), 429 | 500..));
            return Err(FetchError { retry_after, ..FetchError::new(reason, format!("HTTP {}", status.as_u16())) });
        }
        let text = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (etag, last_modified, content_type, link) = (text(ETAG), text(LAST_MODIFIED), text(CONTENT_TYPE), text(LINK));
        let body = if unchanged { None } else { Some(self.body(response, ask.allowance, host, permit).await?) };
        Ok(Fetched { body, etag, last_modified, content_type, link, status: status.as_u16(), moved: None, first_byte, requests: 0 })
    }

    /// Receives a body when the attempt has its place among those that do. Who waits for a place keeps nobody from asking: else those who
    /// have one could wait for those who have none.
    async fn body(&self, response: Response, allowance: &Allowance, host: &str, permit: Permit) -> Result<Vec<u8>, FetchError> {
        let mut permit = Some(permit);
        if !allowance.has_place() {
            permit = None;
            if !allowance.take_place().await {
                return Err(stopping());
            }
        }
        let _permit = match permit {
            Some(permit) => permit,
            None => self.permit(host).await?,
        };
        exchange::body(response, &self.limits).await
    }
}

fn with_status(error: FetchError, status: StatusCode) -> FetchError {
    FetchError { status: Some(status.as_u16()), ..error }
}

fn stopping() -> FetchError {
    FetchError::new(Reason::Stopped, "the harvester is stopping")
}

fn host_of(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}
