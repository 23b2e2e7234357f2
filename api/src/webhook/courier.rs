//! The courier: every second it looks for deliveries that are due, claims them by lease and sends them side by side; every five seconds it makes
//! deliveries of what is new. Run as many processes as you like on one PostgreSQL: the lease keeps them apart.

use std::sync::Arc;
use std::time::Duration;

use harvester::fetch::{FetchError, Fetcher, Letter, Receipt};
use registry::model::Instant;
use registry::store::webhooks::{self, Claimed, Ended};
use registry::store::{Store, StoreError};
use registry::webhook::{Secret, Vault, wait};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::Metrics;
use crate::access::Random;

/// How often one looks for what is due, and how many looks lie between two for what is new.
const LOOK: Duration = Duration::from_secs(1);
const LOOKS_FOR_NEWS: u32 = 5;
/// And between two times that old events are forgotten.
const LOOKS_FOR_OLD: u32 = 3600;
/// From the request to the answer, as it is outside of tests: the specification asks for 15 to 30 seconds.
pub const WITHIN: Duration = Duration::from_secs(15);
/// How long a delivery belongs to the process that claimed it: longer than it can take.
const LEASE: Duration = Duration::from_secs(60);
/// Deliveries under way in this process, and of these to one endpoint: one that is slow holds up nobody else.
const AT_ONCE: usize = 64;
const EACH: i64 = 2;

/// What the courier needs from outside.
pub struct Route {
    /// The database.
    pub store: Store,
    /// Connects, within its guard.
    pub fetcher: Arc<Fetcher>,
    /// Opens secrets.
    pub vault: Vault,
    /// The name of this process: unique among those on one database.
    pub owner: String,
    /// The time.
    pub clock: fn() -> Instant,
    /// Randomness, for the jitter.
    pub random: Random,
    /// Where links in the tellings lead to, without a slash at the end.
    pub base: String,
    /// How long an endpoint may take.
    pub within: Duration,
    /// Counts.
    pub metrics: Metrics,
}

/// Sends what there is to tell.
#[derive(Clone)]
pub struct Courier(Arc<Route>);

impl Courier {
    /// On this route.
    #[must_use]
    pub fn new(route: Route) -> Self {
        Self(Arc::new(route))
    }

    /// Works until `stop` is done; then what is under way is given up, for others or for later.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut under_way = JoinSet::new();
        let mut tick = tokio::time::interval(LOOK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks: u32 = 0;
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = tick.tick() => {}
            }
            while under_way.try_join_next().is_some() {}
            if looks.is_multiple_of(LOOKS_FOR_NEWS) {
                told("what is new could not be made into webhooks", self.tell().await);
            }
            if looks.is_multiple_of(LOOKS_FOR_OLD) {
                let now = (self.0.clock)();
                told("old webhook events could not be forgotten", self.0.store.write(move |conn| webhooks::forget_events(conn, now)).await);
            }
            told("webhooks could not be claimed", self.send(&mut under_way).await);
            looks = looks.wrapping_add(1);
        }
        under_way.shutdown().await;
        let owner = self.0.owner.clone();
        told("webhooks could not be given back", self.0.store.write(move |conn| webhooks::release_deliveries(conn, &owner)).await);
    }

    /// Makes deliveries of what is new: how many.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tell(&self) -> Result<usize, StoreError> {
        if !self.0.store.read(webhooks::has_webhooks).await? {
            return Ok(0);
        }
        let (base, now) = (self.0.base.clone(), (self.0.clock)());
        self.0.store.write(move |conn| webhooks::tell(conn, &base, now)).await
    }

    /// Sends all that is due now and waits until it has ended: how many tries that were.
    ///
    /// # Errors
    /// The database fails.
    pub async fn drain(&self) -> Result<usize, StoreError> {
        let (mut under_way, mut tries) = (JoinSet::new(), 0);
        loop {
            let claimed = self.send(&mut under_way).await?;
            tries += claimed;
            if under_way.join_next().await.is_none() && claimed == 0 {
                return Ok(tries);
            }
        }
    }

    /// Begins to send what is due, as far as there is room.
    async fn send(&self, under_way: &mut JoinSet<()>) -> Result<usize, StoreError> {
        let now = (self.0.clock)();
        let room = AT_ONCE.saturating_sub(under_way.len());
        if room == 0 || !self.0.store.read(move |conn| webhooks::has_due(conn, now)).await? {
            return Ok(0);
        }
        let (owner, most) = (self.0.owner.clone(), i64::try_from(room).unwrap_or(i64::MAX));
        let claimed = self.0.store.write(move |conn| webhooks::claim_deliveries(conn, &owner, now, LEASE, (most, EACH))).await?;
        let count = claimed.len();
        for one in claimed {
            under_way.spawn(self.clone().one(one));
        }
        Ok(count)
    }

    /// One try.
    async fn one(self, claimed: Claimed) {
        let begun = std::time::Instant::now();
        let ended = self.post(&claimed).await;
        self.0.metrics.count(&ended, begun.elapsed().as_secs_f64());
        let (owner, now, pair) = (self.0.owner.clone(), (self.0.clock)(), (claimed.webhook.id, claimed.event));
        let written = self.0.store.write(move |conn| webhooks::delivery_ended(conn, pair, &owner, &ended, now)).await;
        let webhook = claimed.webhook.id.to_string();
        match written {
            Ok(Some(Some(why))) => {
                tracing::warn!(webhook, why = why.as_str(), "a webhook endpoint was switched off: it is told on its page");
            }
            Ok(Some(None)) => {}
            Ok(None) => tracing::warn!(webhook, "a delivery took longer than its lease: another process tries it too"),
            Err(error) => tracing::error!(webhook, %error, code = error.code(), "how a delivery ended could not be written"),
        }
    }

    async fn post(&self, claimed: &Claimed) -> Ended {
        let now = (self.0.clock)();
        let sent = match self.letter(claimed, now) {
            Ok((url, headers)) => {
                let letter = Letter { url: &url, headers, body: claimed.body.clone(), within: self.0.within };
                self.0.fetcher.post(letter, now).await.map_err(|FetchError { reason, detail, .. }| format!("{}: {detail}", reason.as_str()))
            }
            Err(detail) => Err(detail),
        };
        match sent {
            Ok(Receipt { status: status @ 200..=299, .. }) => Ended::Delivered(status),
            Ok(Receipt { status: 410, .. }) => Ended::Gone,
            Ok(Receipt { status, retry_after }) => {
                let detail = if matches!(status, 300..=399) { "redirects are not followed" } else { "" };
                let detail = format!("HTTP {status} {detail}").trim_end().to_owned();
                self.failed(claimed, Some(status), detail, retry_after)
            }
            Err(detail) => self.failed(claimed, None, detail, None),
        }
    }

    fn failed(&self, claimed: &Claimed, status: Option<u16>, detail: String, asked: Option<Duration>) -> Ended {
        let mut random = [127];
        if let Err(error) = (self.0.random)(&mut random) {
            tracing::warn!(%error, "no randomness: the next try has no jitter");
        }
        let failed = usize::try_from(claimed.attempts).unwrap_or_default() + 1;
        let again_at = wait(failed, asked, random[0]).map(|wait| (self.0.clock)().plus(wait));
        // Errors of libraries can be long; what a server says is not in them.
        Ended::Failed { status, detail: detail.chars().take(300).collect(), again_at }
    }

    /// To where, and the headers that sign it: by the present secret, and by the one before while that counts.
    fn letter(&self, claimed: &Claimed, now: Instant) -> Result<(url::Url, HeaderMap), String> {
        let endpoint = &claimed.webhook;
        let url = endpoint.url.parse().map_err(|_| "the stored address is damaged".to_owned())?;
        let (id, seconds) = (format!("msg_{}", claimed.event.0.simple()), now.utc().timestamp());
        let old = endpoint.old_secret.as_ref().filter(|_| endpoint.old_until.is_some_and(|until| now < until));
        let mut signatures = Vec::new();
        for kept in std::iter::once(&endpoint.secret).chain(old) {
            let bytes = self.0.vault.open(endpoint.id.as_bytes(), kept).map_err(|error| error.to_string())?;
            let secret = Secret::from_slice(&bytes).map_err(|error| error.to_string())?;
            signatures.push(secret.sign(&id, seconds, &claimed.body));
        }
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        for (name, value) in [("webhook-id", id), ("webhook-timestamp", seconds.to_string()), ("webhook-signature", signatures.join(" "))] {
            let value = HeaderValue::from_str(&value).map_err(|error| error.to_string())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok((url, headers))
    }
}

fn told<T>(what: &str, done: Result<T, StoreError>) {
    if let Err(error) = done {
        tracing::error!(%error, code = error.code(), "{what}");
    }
}
