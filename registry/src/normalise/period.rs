//! Periods and days: "Oktober 2026", "2026-10", "12 Juli 2021" to reduced ISO 8601. A period without a year is not read.

use chrono::NaiveDate;

use super::lexer::{Kind, Token, tokens};

/// `2026`, `2026-10` or `2026-10-31`. A day that does not exist, a span, or a text without a year is `None`.
#[must_use]
pub fn read(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    if text.len() > 80 {
        return None;
    }
    if let Some(iso) = numeric(&text) {
        return iso;
    }
    let tokens = tokens(&text);
    let mut numbers: Vec<&str> = Vec::new();
    let mut month = None;
    for token in tokens.iter().filter(|token| !ignored(token)) {
        match token.kind {
            Kind::Number if token.text.contains([':', '.']) => break,
            Kind::Number => numbers.push(token.text),
            Kind::Word => {
                if month.is_some() {
                    return None;
                }
                month = Some(month_number(token.text)?);
            }
            Kind::Sign('/' | '-') if month.is_none() => {
                return numeric(text.get(first_digit(&text)?..)?.trim_end_matches([')', '.', ' ']))?;
            }
            Kind::Sign(_) => {}
        }
    }
    match (numbers.as_slice(), month) {
        ([year], None) => compact(year),
        ([year], Some(month)) => iso(full_year(year)?, month, None),
        ([day, year], Some(month)) => iso(full_year(year)?, month, Some(day.parse().ok()?)),
        _ => None,
    }
}

/// The number of a month by its Indonesian or English name, full or short.
#[must_use]
pub fn month_number(name: &str) -> Option<u32> {
    Some(match name {
        "januari" | "jan" | "january" => 1,
        "februari" | "pebruari" | "feb" | "peb" | "february" => 2,
        "maret" | "mar" | "mrt" | "march" => 3,
        "april" | "apr" => 4,
        "mei" | "may" => 5,
        "juni" | "jun" | "june" => 6,
        "juli" | "jul" | "july" => 7,
        "agustus" | "agu" | "agt" | "ags" | "agst" | "aug" | "august" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" | "oct" | "october" => 10,
        "november" | "nopember" | "nov" | "nop" => 11,
        "desember" | "des" | "dec" | "december" => 12,
        _ => return None,
    })
}

fn first_digit(text: &str) -> Option<usize> {
    text.find(|c: char| c.is_ascii_digit())
}

fn ignored(token: &Token<'_>) -> bool {
    matches!(
        token.word(),
        "bulan"
            | "tahun"
            | "tanggal"
            | "tgl"
            | "periode"
            | "thn"
            | "th"
            | "senin"
            | "selasa"
            | "rabu"
            | "kamis"
            | "jumat"
            | "jum'at"
            | "sabtu"
            | "minggu"
            | "per"
            | "pada"
            | "hari"
            | "wib"
            | "wita"
            | "wit"
    )
}

/// A text of digits, "-", "/" and perhaps a time behind; `None` where it is no such text, `Some(None)` where it is one of no sense.
fn numeric(text: &str) -> Option<Option<String>> {
    let date = text.split([' ', 't']).next()?;
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let rest_is_time = text.get(date.len()..)?.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | 't' | ':' | '.' | '+' | '-' | 'z'));
    let number = |part: &str| part.parse::<u32>().ok();
    Some(match parts.as_slice() {
        _ if !rest_is_time => return None,
        [year, month] if year.len() == 4 => iso(full_year(year)?, number(month)?, None),
        [month, year] if year.len() == 4 => iso(full_year(year)?, number(month)?, None),
        [year, month, day] if year.len() == 4 => iso(full_year(year)?, number(month)?, number(day)),
        [day, month, year] if year.len() == 4 || year.len() == 2 => iso(full_year(year)?, number(month)?, number(day)),
        [_] => return None,
        _ => None,
    })
}

/// A year alone, or `202610`.
fn compact(digits: &str) -> Option<String> {
    match digits.len() {
        4 => full_year(digits).map(|year| year.to_string()),
        6 => iso(full_year(digits.get(..4)?)?, digits.get(4..)?.parse().ok()?, None),
        _ => None,
    }
}

fn full_year(digits: &str) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    match digits.len() {
        4 => (1945..2100).contains(&year).then_some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn iso(year: i32, month: u32, day: Option<u32>) -> Option<String> {
    let date = NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1))?;
    Some(date.format(if day.is_some() { "%Y-%m-%d" } else { "%Y-%m" }).to_string())
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
    fn periods(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(read(text).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("31 September 2025")]
    #[case("Selasa (21/11)")]
    #[case("2025-13")]
    #[case("Januari - Maret 2025")]
    #[case("Oktober")]
    #[case("kemarin")]
    #[case("")]
    #[case("12345")]
    fn what_is_no_one_period_is_not_read(#[case] text: &str) {
        assert_eq!(read(text), None);
    }
}
