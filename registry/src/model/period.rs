//! The time that a figure is about: a day, a week, a month, and so on. What kind it is follows from its two days, so that the two cannot
//! disagree; figures of different kinds are never added.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PeriodKind {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
    /// Triwulan.
    Quarter,
    /// Semester.
    Half,
    /// A year of the calendar.
    Year,
    /// Anything else: "1 - 5 Oktober 2025".
    Span,
}

impl PeriodKind {
    /// All.
    pub const ALL: [Self; 7] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Half, Self::Year, Self::Span];

    /// As stored, and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
            Self::Span => "span",
        }
    }

    /// The last day of a period of this kind that begins on `first`; `None` where none begins there, and for a span, whose length is its own.
    #[must_use]
    pub fn last_from(self, first: NaiveDate) -> Option<NaiveDate> {
        let (begins, next) = match self {
            Self::Day => (true, first.checked_add_days(Days::new(1))),
            Self::Week => (first.weekday() == Weekday::Mon, first.checked_add_days(Days::new(7))),
            Self::Month => (first.day() == 1, first.checked_add_months(Months::new(1))),
            Self::Quarter => (first.day() == 1 && first.month0().is_multiple_of(3), first.checked_add_months(Months::new(3))),
            Self::Half => (first.day() == 1 && first.month0().is_multiple_of(6), first.checked_add_months(Months::new(6))),
            Self::Year => (first.ordinal() == 1, first.checked_add_months(Months::new(12))),
            Self::Span => (false, None),
        };
        if begins { next?.pred_opt() } else { None }
    }
}

impl std::str::FromStr for PeriodKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// A stretch of whole days. It prints as ISO 8601: `2026`, `2026-10`, `2026-10-31`, and `2025-01/2025-03` where it is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// From one day to another, both included; `None` where the last comes before the first.
    #[must_use]
    pub fn between(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The period of a kind that begins on a day; a span is `days` long.
    #[must_use]
    pub fn starting(kind: PeriodKind, first: NaiveDate, days: u32) -> Option<Self> {
        let last = match kind {
            PeriodKind::Span => first.checked_add_days(Days::new(days.checked_sub(1)?.into()))?,
            kind => kind.last_from(first)?,
        };
        Self::between(first, last)
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.last
    }

    /// How many days.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from((self.last - self.first).num_days() + 1).unwrap_or_default()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(self) -> PeriodKind {
        let is = |kind: &PeriodKind| kind.last_from(self.first) == Some(self.last);
        PeriodKind::ALL.into_iter().find(is).unwrap_or(PeriodKind::Span)
    }

    /// Whether the other lies within it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// The first and the last day of what one end of a period says: `2026`, `2026-10` or `2026-10-31`.
fn end(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    match text.len() {
        4 => Some((day(&format!("{text}-01-01"))?, day(&format!("{text}-12-31"))?)),
        7 => {
            let first = day(&format!("{text}-01"))?;
            Some((first, PeriodKind::Month.last_from(first)?))
        }
        10 => day(text).map(|day| (day, day)),
        _ => None,
    }
}

/// The text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is like 2026, 2026-10, 2026-10-31 or 2025-01/2025-03")]
pub struct ParsePeriod;

impl std::str::FromStr for Period {
    type Err = ParsePeriod;

    fn from_str(text: &str) -> Result<Self, ParsePeriod> {
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let (from, to) = (end(from).ok_or(ParsePeriod)?, end(to).ok_or(ParsePeriod)?);
        Self::between(from.0, to.1).ok_or(ParsePeriod)
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let month = |day: NaiveDate| day.format("%Y-%m");
        let is_months = self.first.day() == 1 && PeriodKind::Month.last_from(self.last.with_day(1).unwrap_or(self.last)) == Some(self.last);
        match self.kind() {
            PeriodKind::Day => write!(f, "{}", self.first),
            PeriodKind::Month => write!(f, "{}", month(self.first)),
            PeriodKind::Year => write!(f, "{}", self.first.format("%Y")),
            _ if is_months => write!(f, "{}/{}", month(self.first), month(self.last)),
            _ => write!(f, "{}/{}", self.first, self.last),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026", PeriodKind::Year, 365)]
    #[case("2024-02", PeriodKind::Month, 29)]
    #[case("2026-10-31", PeriodKind::Day, 1)]
    #[case("2025-01/2025-03", PeriodKind::Quarter, 90)]
    #[case("2025-07/2025-12", PeriodKind::Half, 184)]
    #[case("2025-02/2025-04", PeriodKind::Span, 89)]
    #[case("2026-10-05/2026-10-11", PeriodKind::Week, 7)]
    #[case("2026-10-06/2026-10-12", PeriodKind::Span, 7)]
    fn periods_print_as_they_are_read(#[case] text: &str, #[case] kind: PeriodKind, #[case] days: u32) {
        let period: Period = text.parse().unwrap();
        assert_eq!((period.to_string().as_str(), period.kind(), period.days()), (text, kind, days));
        assert_eq!(Period::starting(kind, period.first(), days), Some(period), "as it comes back from the store");
    }

    #[rstest]
    #[case("2026-13")]
    #[case("2026-02-30")]
    #[case("2025-10/2025-03")]
    #[case("--11-21")]
    #[case("")]
    fn what_is_none_is_not_read(#[case] text: &str) {
        assert_eq!(text.parse::<Period>(), Err(ParsePeriod));
    }

    #[test]
    fn one_kind_has_one_name() {
        let january_to_january: Period = "2025-01/2025-01".parse().unwrap();
        assert_eq!(january_to_january, "2025-01".parse().unwrap());
        assert_eq!(PeriodKind::Quarter.last_from(january_to_january.first()).unwrap().to_string(), "2025-03-31");
        assert_eq!(PeriodKind::Quarter.last_from("2025-02-01".parse().unwrap()), None);
    }
}
