//! Retry-After (RFC 9110, section 10.2.3): seconds, or a date in any of the three forms of HTTP. Whatever is written, the answer is a wait
//! between nothing and a day.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The longest wait that a server is granted.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long the server wants to be left alone; `None`: it does not say, or nothing that can be understood. A date is compared with the
/// server's own Date, where it gives one: its clock may be wrong, but it is the same clock.
pub(super) fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value: &reqwest::header::HeaderValue| value.to_str().ok());
    let now = text(DATE).and_then(|date| httpdate::parse_http_date(date.trim()).ok()).unwrap_or(now);
    parse(text(RETRY_AFTER)?, now)
}

fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    let wait = match seconds(text) {
        Some(seconds) => seconds,
        // A date that has passed is no wait.
        None => httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait.min(LONGEST))
}

/// A number as servers write it: negative is no wait, a fraction is rounded up, and one that does not fit is very long.
fn seconds(text: &str) -> Option<Duration> {
    // Two headers in one.
    let (text, others) = text.split_once(',').unwrap_or((text, ""));
    let digits = text.trim().trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || others.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    if text.trim().starts_with('-') {
        return Some(Duration::ZERO);
    }
    let more = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    Some(Duration::from_secs(whole.parse().unwrap_or(u64::MAX).saturating_add(more)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sunday, 6 November 1994, 08:49:37.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn parsed(text: &str) -> Option<u64> {
        parse(text, now()).map(|wait| wait.as_secs())
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(parsed("120"), Some(120));
        assert_eq!(parsed(" 120 "), Some(120));
        assert_eq!(parsed("0"), Some(0));
        assert_eq!(parsed("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60), "IMF-fixdate");
        assert_eq!(parsed("Sunday, 06-Nov-94 08:50:37 GMT"), Some(60), "RFC 850");
        assert_eq!(parsed("Sun Nov  6 08:50:37 1994"), Some(60), "asctime");
    }

    #[test]
    fn past_negative_absurd_and_meaningless_values() {
        assert_eq!(parsed("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        assert_eq!(parsed("-30"), Some(0));
        assert_eq!(parsed("1.5"), Some(2));
        assert_eq!(parsed("120, 120"), Some(120));
        assert_eq!(parsed("99999999999999999999999999"), Some(86_400));
        assert_eq!(parsed("Fri, 31 Dec 9999 23:59:59 GMT"), Some(86_400));
        for nonsense in ["", "soon", "-", "1e3", "12 minutes", "Sun, 06 Nov 1994", "١٢"] {
            assert_eq!(parsed(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_date_is_compared_with_the_servers_own_clock() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "Sun, 06 Nov 1994 08:50:37 GMT".parse().unwrap());
        headers.insert(DATE, "Sun, 06 Nov 1994 08:50:07 GMT".parse().unwrap());
        assert_eq!(wait(&headers, SystemTime::UNIX_EPOCH), Some(Duration::from_secs(30)));
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_makes_us_wait_longer_than_a_day(text in "\\PC{0,40}") {
            prop_assert!(parse(&text, now()).is_none_or(|wait| wait <= LONGEST));
        }

        #[test]
        fn seconds_and_dates_say_the_same(wait in 0_u64..86_400) {
            let date = httpdate::fmt_http_date(now() + Duration::from_secs(wait));
            prop_assert_eq!(parsed(&date), Some(wait));
            prop_assert_eq!(parsed(&wait.to_string()), Some(wait));
        }
    }
}
