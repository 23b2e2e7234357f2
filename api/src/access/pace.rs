//! How often who may ask: every address that shows a key or a session, more strictly each one that shows wrong ones, and everybody who is known.
//! Reading what is public is not counted here.

use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

type Limiter<K, C> = RateLimiter<K, DashMapStateStore<K>, C, governor::middleware::NoOpMiddleware<<C as Clock>::Instant>>;

/// More addresses than this are not told apart: beyond, they are counted by their networks.
const MOST: usize = 50_000;
/// After so many checks, addresses that have been quiet are forgotten.
const SWEEP: u32 = 4096;

/// How often who may ask.
pub struct Pace<C: Clock = MonotonicClock> {
    clock: C,
    shown: Limiter<IpAddr, C>,
    wrong: Limiter<IpAddr, C>,
    known: Limiter<String, C>,
    checks: AtomicU32,
}

impl Default for Pace {
    fn default() -> Self {
        Self::new(MonotonicClock)
    }
}

/// `burst` at once, and `minute` in each minute after.
fn quota((burst, minute): (u32, u32)) -> Quota {
    let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    Quota::per_minute(at_least_one(minute)).allow_burst(at_least_one(burst))
}

fn check<K: Hash + Eq + Clone, C: Clock>(limiter: &Limiter<K, C>, clock: &C, key: &K) -> Result<(), Duration> {
    limiter.check_key(key).map_err(|not_yet| not_yet.wait_time_from(clock.now()))
}

impl<C: Clock + Clone> Pace<C> {
    /// By this clock.
    pub fn new(clock: C) -> Self {
        // An office of a hundred people stands behind one address.
        Self::of([(600, 1800), (20, 20), (300, 600)], clock)
    }

    /// With other bounds: what an address shows, what it shows that is wrong, and what somebody who is known asks; each so often at once, and
    /// in each minute after.
    pub fn of([shown, wrong, known]: [(u32, u32); 3], clock: C) -> Self {
        Self {
            shown: RateLimiter::dashmap_with_clock(quota(shown), clock.clone()),
            wrong: RateLimiter::dashmap_with_clock(quota(wrong), clock.clone()),
            known: RateLimiter::dashmap_with_clock(quota(known), clock.clone()),
            checks: AtomicU32::new(0),
            clock,
        }
    }

    /// An address shows a key or a session.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn shown(&self, address: Option<IpAddr>) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP) {
            self.shown.retain_recent();
            self.wrong.retain_recent();
            self.known.retain_recent();
        }
        check(&self.shown, &self.clock, &counted(address, self.shown.len()))
    }

    /// What it showed was wrong.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn wrong(&self, address: Option<IpAddr>) -> Result<(), Duration> {
        check(&self.wrong, &self.clock, &counted(address, self.wrong.len()))
    }

    /// Somebody who is known asks: a key, or an account.
    ///
    /// # Errors
    /// How long they have to wait.
    pub fn known(&self, who: &str) -> Result<(), Duration> {
        check(&self.known, &self.clock, &who.to_owned())
    }
}

/// What an address is counted as: itself; of IPv6 its /64, which is one subscriber; its network where there are too many.
fn counted(address: Option<IpAddr>, known: usize) -> IpAddr {
    let is_crowded = known >= MOST;
    match address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) {
        IpAddr::V4(address) if !is_crowded => IpAddr::V4(address),
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, 0, 0))
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            let (c, d) = if is_crowded { (0, 0) } else { (c, d) };
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn who_shows_wrong_keys_waits_and_may_then_try_again() {
        let clock = FakeRelativeClock::default();
        let pace = Pace::new(clock.clone());
        let address = Some("203.0.113.9".parse().unwrap());
        assert!((0..20).all(|_| pace.wrong(address).is_ok()));
        let wait = pace.wrong(address).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(3), "{wait:?}");
        assert!(pace.wrong(Some("203.0.113.10".parse().unwrap())).is_ok(), "others do not wait");
        clock.advance(wait);
        assert!(pace.wrong(address).is_ok());
    }

    #[test]
    fn one_subscriber_of_ipv6_is_one_address() {
        let pace = Pace::new(FakeRelativeClock::default());
        let address = |n: u16| Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, n, n, n, n)));
        assert!((0..20).all(|n| pace.wrong(address(n)).is_ok()));
        assert!(pace.wrong(address(99)).is_err());
    }

    #[test]
    fn a_crowd_of_addresses_takes_bounded_memory() {
        let pace = Pace::new(FakeRelativeClock::default());
        for n in 0..200_000_u32 {
            let _ = pace.wrong(Some(IpAddr::V4(Ipv4Addr::from(n.wrapping_mul(2_654_435_761)))));
        }
        assert!(pace.wrong.len() <= MOST + (1 << 16), "{}", pace.wrong.len());
    }

    #[test]
    fn what_has_been_quiet_is_forgotten() {
        let clock = FakeRelativeClock::default();
        let pace = Pace::new(clock.clone());
        for n in 0..1000_u32 {
            let _ = pace.wrong(Some(IpAddr::V4(Ipv4Addr::from(n))));
        }
        clock.advance(Duration::from_secs(3600));
        for _ in 0..=SWEEP {
            let _ = pace.shown(None);
        }
        assert_eq!(pace.wrong.len(), 0);
    }
}
