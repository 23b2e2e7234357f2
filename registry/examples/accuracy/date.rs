//! The judge of dates: ISO 8601, `--11-21` for a day without a year, `2025-01/2025-03` for a span, and "invalid" for what is no date. What
//! stands in brackets behind a date is a remark.

use registry::normalise::date;

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let read = date::read(raw).map(|when| when.to_string());
    let wanted = expected.split(" (").next().unwrap_or_default().trim();
    if !wanted.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return read.map_or(Outcome::Right, Outcome::Wrong);
    }
    match read {
        Err(why) => Outcome::Refused(format!("{why:?}")),
        Ok(read) if spelt_out(&read) == spelt_out(wanted) => Outcome::Right,
        Ok(read) => Outcome::Wrong(read),
    }
}

/// A quarter or a half as the span of its months: `2025-Q1` is `2025-01/2025-03`.
fn spelt_out(text: &str) -> String {
    let Some((year, part)) = text.split_once('-') else { return text.to_owned() };
    let months = match part {
        "Q1" => (1, 3),
        "Q2" => (4, 6),
        "Q3" => (7, 9),
        "Q4" => (10, 12),
        "S1" | "H1" => (1, 6),
        "S2" | "H2" => (7, 12),
        _ => return text.to_owned(),
    };
    format!("{year}-{:02}/{year}-{:02}", months.0, months.1)
}
