//! A circuit breaker for each host and port: a host that has answered nothing for a while is left alone, then asked once, and asked as usual
//! again as soon as that is answered. It keeps no more than it must: hosts that answer are not remembered beyond their last answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::Breaking;

/// Hosts that are remembered; beyond, those are forgotten that answered, then those that were asked longest ago.
const MOST_HOSTS: usize = 4096;

/// All breakers of this process.
#[derive(Debug)]
pub(super) struct Breakers {
    limits: Breaking,
    hosts: Mutex<HashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    /// In a row, since the last answer.
    failures: u32,
    /// When the first of these was asked.
    failing_since: Option<Instant>,
    answered: Option<Instant>,
    open: Option<Open>,
    touched: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    until: Instant,
    /// How long it was opened for.
    span: Duration,
    /// When the one request that may pass was let through.
    probe: Option<Instant>,
}

/// The host is left alone for this long yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeftAlone(pub(super) Duration);

impl Breakers {
    pub(super) fn new(limits: Breaking) -> Self {
        Self { limits, hosts: Mutex::default() }
    }

    /// Whether the host may be asked. While it is being probed, the others wait for another time.
    pub(super) fn may_ask(&self, host: &str, now: Instant) -> Result<(), LeftAlone> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(host) = hosts.get_mut(host) else { return Ok(()) };
        let Some(open) = &mut host.open else { return Ok(()) };
        if now < open.until {
            return Err(LeftAlone(open.until - now));
        }
        match open.probe {
            // A probe whose end nobody told (its harvest was stopped) does not hold the others up for ever.
            Some(begun) if now.saturating_duration_since(begun) < self.limits.over => Err(LeftAlone(self.limits.over)),
            _ => {
                open.probe = Some(now);
                Ok(())
            }
        }
    }

    /// The host has answered, whatever it said.
    pub(super) fn answered(&self, host: &str, now: Instant) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = entry(&mut hosts, host, now);
        *host = Host { answered: Some(now), ..Host::new(now) };
    }

    /// The host has not answered what was asked at `begun`.
    pub(super) fn failed(&self, host: &str, begun: Instant, now: Instant) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = entry(&mut hosts, host, now);
        host.touched = now;
        // Another request was answered meanwhile: the host is there.
        if host.answered.is_some_and(|answered| answered >= begun) {
            return;
        }
        host.failures = host.failures.saturating_add(1);
        let since = *host.failing_since.get_or_insert(begun);
        if let Some(open) = &mut host.open {
            if open.probe.take().is_some() {
                open.span = (open.span * 2).min(self.limits.longest);
                open.until = now + open.span;
            }
        } else if host.failures >= self.limits.after && now.saturating_duration_since(since) >= self.limits.over {
            host.open = Some(Open { until: now + self.limits.open, span: self.limits.open, probe: None });
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.hosts.lock().unwrap().len()
    }
}

impl Host {
    fn new(now: Instant) -> Self {
        Self { failures: 0, failing_since: None, answered: None, open: None, touched: now }
    }
}

fn entry<'h>(hosts: &'h mut HashMap<String, Host>, name: &str, now: Instant) -> &'h mut Host {
    if hosts.len() >= MOST_HOSTS && !hosts.contains_key(name) {
        hosts.retain(|_, host| host.failures > 0);
        if hosts.len() >= MOST_HOSTS {
            let mut times: Vec<Instant> = hosts.values().map(|host| host.touched).collect();
            let middle = times.len() / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            let median = *median;
            hosts.retain(|_, host| host.touched > median);
        }
    }
    hosts.entry(name.to_owned()).or_insert_with(|| Host::new(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "mpp.example.id:443";

    fn breakers() -> (Breakers, Instant) {
        let second = Duration::from_secs(1);
        let limits = Breaking { after: 3, over: 10 * second, open: 30 * second, longest: 100 * second };
        (Breakers::new(limits), Instant::now() + 1000 * second)
    }

    fn after(from: Instant, seconds: u64) -> Instant {
        from + Duration::from_secs(seconds)
    }

    /// Fails until it opens, and returns when that was.
    fn opened(breakers: &Breakers, at: Instant) -> Instant {
        for second in [5, 10, 15] {
            assert!(breakers.may_ask(HOST, at).is_ok());
            breakers.failed(HOST, at, after(at, second));
        }
        after(at, 15)
    }

    #[test]
    fn a_host_that_answers_nothing_is_left_alone_then_probed_once_and_heals() {
        let (breakers, at) = breakers();
        let open = opened(&breakers, at);
        assert_eq!(breakers.may_ask(HOST, open), Err(LeftAlone(Duration::from_secs(30))));
        assert!(breakers.may_ask("other:443", open).is_ok());
        let probe = after(open, 30);
        assert!(breakers.may_ask(HOST, probe).is_ok(), "one may pass");
        assert!(breakers.may_ask(HOST, probe).is_err(), "and only one");
        breakers.answered(HOST, probe);
        assert!(breakers.may_ask(HOST, probe).is_ok());
        assert!(breakers.may_ask(HOST, probe).is_ok());
    }

    #[test]
    fn every_failed_probe_doubles_the_wait_up_to_a_bound() {
        let (breakers, at) = breakers();
        let mut now = opened(&breakers, at);
        for wait in [30, 60, 100, 100] {
            assert!(breakers.may_ask(HOST, after(now, wait - 1)).is_err());
            now = after(now, wait);
            assert!(breakers.may_ask(HOST, now).is_ok(), "{wait}");
            breakers.failed(HOST, now, now);
        }
    }

    #[test]
    fn a_probe_that_never_ends_does_not_hold_the_others_up() {
        let (breakers, at) = breakers();
        let probe = after(opened(&breakers, at), 30);
        assert!(breakers.may_ask(HOST, probe).is_ok());
        assert!(breakers.may_ask(HOST, after(probe, 9)).is_err());
        assert!(breakers.may_ask(HOST, after(probe, 10)).is_ok());
    }

    #[test]
    fn some_feeds_that_hang_do_not_shut_the_others_of_their_host_out() {
        let (breakers, at) = breakers();
        breakers.answered(HOST, after(at, 1));
        for second in 0..20 {
            breakers.failed(HOST, at, after(at, 15 + second));
        }
        assert!(breakers.may_ask(HOST, after(at, 40)).is_ok(), "it answered after these were asked");
    }

    #[test]
    fn a_few_quick_failures_do_not_open() {
        let (breakers, at) = breakers();
        for _ in 0..9 {
            breakers.failed(HOST, at, at);
        }
        assert!(breakers.may_ask(HOST, at).is_ok());
        breakers.failed(HOST, at, after(at, 10));
        assert!(breakers.may_ask(HOST, after(at, 10)).is_err());
    }

    #[test]
    fn the_memory_is_bounded() {
        let (breakers, at) = breakers();
        for number in 0..20_000_u32 {
            let now = after(at, u64::from(number));
            breakers.failed(&format!("host-{number}:80"), now, now);
        }
        assert!(breakers.len() <= MOST_HOSTS);
    }
}
