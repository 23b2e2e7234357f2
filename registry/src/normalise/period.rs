//! Periods of statistics: "Oktober 2026", "2026-10", "Triwulan I 2025". A period without a year is not read.

pub use super::date::month_number;
use super::date::{self, Date, When};
use crate::model::Period;

/// A day, a month, a year, a quarter, a half or a span. A day that does not exist, a text without a year, or a span that ends before it
/// begins is `None`.
#[must_use]
pub fn read(text: &str) -> Option<Period> {
    let one = |date: Date| date.to_string().parse::<Period>().ok();
    match date::read(text).ok()? {
        When::Date(date) | When::Moment(date, _) => one(date),
        When::Span(from, to) => Period::between(one(from)?.first(), one(to)?.last()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Oktober 2026", "2026-10")]
    #[case("PEBRUARI 2024", "2024-02")]
    #[case("Bulan Nopember Tahun 2025", "2025-11")]
    #[case("2026-10", "2026-10")]
    #[case("10/2026", "2026-10")]
    #[case("202610", "2026-10")]
    #[case("2025", "2025")]
    #[case("Tahun 2025", "2025")]
    #[case("12 Juli 2021", "2021-07-12")]
    #[case("12/07/2021", "2021-07-12")]
    #[case("24/09/25", "2025-09-24")]
    #[case("Rabu 24 September 2025", "2025-09-24")]
    #[case("Kamis (12/12/2024)", "2024-12-12")]
    #[case("2025-02-13 08:40:17", "2025-02-13")]
    #[case("2025-02-13T08:40:17Z", "2025-02-13")]
    #[case("Senin, 26 Agu 2019 22:06 WIB", "2019-08-26")]
    #[case("Januari - Maret 2025", "2025-01/2025-03")]
    #[case("Triwulan II Tahun 2025", "2025-04/2025-06")]
    #[case("Semester 1 2025", "2025-01/2025-06")]
    fn periods(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(read(text).map(|period| period.to_string()).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("31 September 2025")]
    #[case("Selasa (21/11)")]
    #[case("2025-13")]
    #[case("Oktober")]
    #[case("kemarin")]
    #[case("")]
    #[case("12345")]
    fn what_is_no_one_period_is_not_read(#[case] text: &str) {
        assert_eq!(read(text), None);
    }
}
