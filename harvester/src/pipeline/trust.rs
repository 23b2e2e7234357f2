//! How far a server's validators (`ETag`, Last-Modified) are trusted. Once a day each source is asked unconditionally; where its content has
//! changed although the validators say that it has not, it is not believed any more until it has passed a few such checks.

use std::time::Duration;

use registry::model::Instant;
use registry::store::{FetchState, Validator};

use crate::fetch::Fetched;

const DAY: i64 = 24 * 3600;

/// No check sooner after the last one: the first harvest of a source is one, wherever its place in the day.
const LEAST_BETWEEN: Duration = Duration::from_secs(12 * 3600);

/// Daily checks without a lie until validators are believed again.
const HONEST_CHECKS: u32 = 3;

/// How a source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asking {
    /// With the conditions of what is stored.
    pub(super) conditional: bool,
    /// The daily check.
    pub(super) is_check: bool,
}

impl Asking {
    /// How to ask this source now.
    pub(super) fn of(source: &str, state: &FetchState, now: Instant) -> Self {
        let is_check = state.verified_at.is_some_and(|last| check_is_due(source, last, now));
        Self { conditional: state.lie_since.is_none() && !is_check, is_check }
    }

    /// What was learned: `lied` is `None` where the documents did not all come.
    pub(super) fn learn(self, state: &mut FetchState, lied: Option<bool>, now: Instant) {
        match lied {
            Some(true) => {
                state.lie_since.get_or_insert(now);
                state.honest = 0;
                state.verified_at = Some(now);
            }
            Some(false) if self.is_check => {
                state.verified_at = Some(now);
                if state.lie_since.is_some() {
                    state.honest += 1;
                }
                if state.honest >= HONEST_CHECKS {
                    (state.lie_since, state.honest) = (None, 0);
                }
            }
            // What is read for the first time is asked for without conditions.
            Some(false) if state.verified_at.is_none() => state.verified_at = Some(now),
            Some(false) | None => {}
        }
    }
}

/// Every source has its own moment of the day, by a hash of its id.
fn check_is_due(source: &str, last: Instant, now: Instant) -> bool {
    let hash = blake3::hash(source.as_bytes());
    let place = hash.as_bytes().iter().skip(8).take(4).fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte)) % DAY;
    let day = |at: Instant| (at.utc().timestamp() - place).div_euclid(DAY);
    day(now) > day(last) && now.since(last) >= LEAST_BETWEEN
}

/// The body is another one, and the validator that came with it is the stored one.
pub(super) fn is_lie(stored: &Validator, fetched: &Fetched) -> bool {
    match (&stored.etag, &fetched.etag) {
        (Some(before), Some(now)) => before == now,
        (None, None) => stored.last_modified.is_some() && stored.last_modified == fetched.last_modified,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: u64) -> Instant {
        Instant::new("2026-11-24T00:00:00Z".parse().unwrap()).plus(Duration::from_secs(hours * 3600))
    }

    fn verified(hours: u64) -> FetchState {
        FetchState { verified_at: Some(at(hours)), ..FetchState::default() }
    }

    #[test]
    fn every_source_is_checked_once_a_day_each_at_its_own_hour_and_never_right_after_its_first_harvest() {
        let mut hours = std::collections::HashSet::new();
        for number in 0..50 {
            let source = format!("mpp-{number}");
            let mut state = verified(0);
            let mut checks = 0;
            for hour in 1..=24 * 10 {
                let asking = Asking::of(&source, &state, at(hour));
                assert!(hour > 11 || !asking.is_check);
                if asking.is_check {
                    checks += 1;
                    hours.insert(hour % 24);
                    asking.learn(&mut state, Some(false), at(hour));
                }
            }
            assert!((9..=10).contains(&checks), "{source}: {checks}");
        }
        assert!(hours.len() > 10, "spread over the day: {hours:?}");
    }

    #[test]
    fn who_has_lied_is_asked_without_conditions_until_three_days_have_passed_without_a_lie() {
        let mut state = verified(0);
        assert!(Asking::of("a", &state, at(1)).conditional);
        Asking::of("a", &state, at(1)).learn(&mut state, Some(true), at(1));
        assert_eq!(state.lie_since, Some(at(1)));
        let mut until = 0;
        for hour in 2..24 * 6 {
            let asking = Asking::of("a", &state, at(hour));
            if asking.conditional {
                until = hour;
                break;
            }
            asking.learn(&mut state, Some(false), at(hour));
        }
        assert!((2 * 24..=4 * 24).contains(&until), "{until}");
        assert_eq!((state.lie_since, state.honest), (None, 0));
    }

    #[test]
    fn what_did_not_come_proves_nothing() {
        let mut state = verified(0);
        Asking { conditional: false, is_check: true }.learn(&mut state, None, at(30));
        assert_eq!(state, verified(0));
    }
}
