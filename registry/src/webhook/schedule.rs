//! When a telling that failed is tried again: the waits that the specification recommends, over four days, with a jitter so that an endpoint that
//! comes back is not met by all at once.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// After the first failure, the second, and so on.
const WAITS: [u64; 9] = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// So often a telling is tried before it is given up.
pub const ATTEMPTS: usize = WAITS.len() + 1;

/// An endpoint that has failed for so long without a success in between is not asked any more.
pub const PATIENCE: Duration = Duration::from_secs(5 * 24 * HOUR);

/// The longest that an endpoint may ask us to wait (Retry-After).
const LONGEST: Duration = Duration::from_secs(24 * HOUR);

/// How long to wait after `failed` failures; `None`: it is given up. An endpoint that asks for more time gets it. `random` takes up to a
/// fifth away or adds it.
#[must_use]
pub fn wait(failed: usize, asked: Option<Duration>, random: u8) -> Option<Duration> {
    let base = Duration::from_secs(*WAITS.get(failed.checked_sub(1)?)?);
    let jittered = base * (80 * 255 + 40 * u32::from(random)) / (100 * 255);
    Some(jittered.max(asked.unwrap_or_default().min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_over_three_days_and_more() {
        let waits: Vec<_> = (1..=ATTEMPTS).map(|failed| wait(failed, None, 127)).collect();
        assert_eq!(waits.iter().flatten().count(), ATTEMPTS - 1);
        assert_eq!(waits.last(), Some(&None), "then it is given up");
        let all: Duration = waits.iter().flatten().sum();
        assert!((74..77).contains(&(all.as_secs() / HOUR)), "{all:?}");
        assert!(waits.iter().flatten().is_sorted());
    }

    #[test]
    fn jitter_stays_within_a_fifth_and_who_asks_for_time_gets_it() {
        assert_eq!(wait(2, None, 0), Some(Duration::from_secs(240)));
        assert_eq!(wait(2, None, 255), Some(Duration::from_secs(360)));
        assert_eq!(wait(1, Some(Duration::from_secs(90)), 0), Some(Duration::from_secs(90)));
        assert_eq!(wait(1, Some(Duration::from_secs(90 * 24 * HOUR)), 0), Some(LONGEST), "not for ever");
        assert_eq!(wait(ATTEMPTS, Some(Duration::from_secs(90)), 0), None);
    }
}
