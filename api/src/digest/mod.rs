//! The weekly digest: a letter to the members of a region's team who asked for it (docs/digest.md). `compose` makes it of what is stored, `post`
//! hands it to a mail server; off until a mail server is set.

mod compose;
mod post;

use registry::model::{Instant, Zone};

pub use compose::{Letter, compose};
pub use post::{Mail, MailError, Postman};

/// The week whose digest is sent at this time (ISO 8601): a week's begins on Monday at seven in Jakarta.
#[must_use]
pub fn week(now: Instant) -> String {
    let there = now.utc().with_timezone(&Zone::Wib.offset()) - chrono::TimeDelta::hours(7);
    there.format("%G-W%V").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_at_seven_in_jakarta() {
        let at = |text: &str| week(Instant::new(text.parse().unwrap()));
        assert_eq!(at("2026-11-22T23:59:59Z"), "2026-W47");
        assert_eq!(at("2026-11-23T00:00:00Z"), "2026-W48");
        assert_eq!(at("2027-01-01T03:00:00Z"), "2026-W53");
    }
}
