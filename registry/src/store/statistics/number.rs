//! Days as the store holds them: 20261031. Four bytes in both databases, read by anybody, and `/ 100` is the month.

use chrono::{Datelike as _, NaiveDate};

/// 20261031
#[must_use]
pub fn number_of(day: NaiveDate) -> i32 {
    let within = i32::try_from(day.month() * 100 + day.day()).unwrap_or_default();
    day.year() * 10_000 + within
}

/// The day of a number; `None` where there is none.
#[must_use]
pub fn day_of(number: i32) -> Option<NaiveDate> {
    let part = |number: i32| u32::try_from(number).ok();
    NaiveDate::from_ymd_opt(number / 10_000, part(number / 100 % 100)?, part(number % 100)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_back() {
        let day: NaiveDate = "2026-10-31".parse().unwrap();
        assert_eq!((number_of(day), day_of(20_261_031)), (20_261_031, Some(day)));
        assert_eq!((day_of(20_260_230), day_of(-1)), (None, None));
    }
}
