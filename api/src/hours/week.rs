//! The week that an OSM `opening_hours` value means, for standards that know weekdays and times and nothing more. A value that is another
//! one from week to week, or that leaves hours unknown, has none.

use chrono::{Days, NaiveDate};
use opening_hours::{OpeningHours, RuleKind};

/// Spans of each day, Monday first, in minutes from its midnight; a span that goes on after midnight ends beyond 1440.
pub type Week = [Vec<(u16, u16)>; 7];

/// Days between two weeks that are compared: whole weeks, and a year is walked through in 13 of them.
const STRIDE: u64 = 28;

/// The week that `osm` means; holidays are left aside.
#[must_use]
pub fn week(osm: &str) -> Option<Week> {
    let hours: OpeningHours = osm.parse().ok()?;
    // A Monday.
    let first = NaiveDate::from_ymd_opt(2001, 1, 1)?;
    let week = of(&hours, first)?;
    let is_same =
        (1..13).all(|turn| first.checked_add_days(Days::new(turn * STRIDE)).and_then(|monday| of(&hours, monday)).as_ref() == Some(&week));
    (is_same && week.iter().any(|day| !day.is_empty())).then_some(week)
}

fn of(hours: &OpeningHours, monday: NaiveDate) -> Option<Week> {
    let mut week = Week::default();
    for (day, past) in week.iter_mut().zip(0..) {
        for span in hours.schedule_at(monday.checked_add_days(Days::new(past))?) {
            match span.kind {
                RuleKind::Closed => {}
                RuleKind::Unknown => return None,
                RuleKind::Open => day.push((span.range.start.mins_from_midnight(), span.range.end.mins_from_midnight())),
            }
        }
    }
    Some(week)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_week_is_read_and_holidays_are_left_aside() {
        let read = week("Mo-Th 08:00-15:00; Fr 08:00-11:30,13:00-15:00; Sa-Su,PH off").unwrap();
        assert_eq!(read[0], [(480, 900)]);
        assert_eq!(read[4], [(480, 690), (780, 900)]);
        assert!(read[5].is_empty() && read[6].is_empty());
        assert_eq!(week("24/7").unwrap()[6], [(0, 1440)]);
    }

    #[test]
    fn what_differs_from_week_to_week_or_is_unknown_has_none() {
        for osm in ["2026 Jan 20 08:00-12:00", "Mar-May Mo 08:00-12:00", "Mo 08:00-12:00 unknown", "off", "tanya petugas"] {
            assert_eq!(week(osm), None, "{osm}");
        }
    }
}
