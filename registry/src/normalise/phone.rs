//! Telephone numbers to E.164; short numbers ("14049", "110") stay short. Of several the first counts; the raw text keeps the rest.

use crate::model::Code;

use super::{Reading, text};

/// A telephone number. A number without area code, or with letters for digits, is not read.
#[must_use]
pub fn read(raw: &str) -> Reading<String> {
    let clean = text::clean(raw);
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    let found = runs(&clean).into_iter().find_map(|run| number(&run)).or_else(|| short(&clean));
    match found {
        Some((number, rule)) => Reading::read(number, raw, rule),
        None => Reading::unread(raw, Code::PhoneUnread),
    }
}

/// A stretch of digits and the signs that part them.
struct Run {
    plus: bool,
    digits: String,
}

/// The stretches of a text. A letter, a slash, a comma or a semicolon ends one; a letter that touches its digits spoils it.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run { plus: false, digits: String::new() };
    let mut spoilt = false;
    for c in text.chars().take(500).chain([';']) {
        match c {
            '0'..='9' => run.digits.push(c),
            '+' => {
                end(&mut runs, &mut run, &mut spoilt);
                run.plus = true;
            }
            ' ' | '-' | '–' | '.' | '(' | ')' | '\u{a0}' | '‑' => {}
            'x' | 'X' | '*' | '_' => spoilt = true,
            _ => end(&mut runs, &mut run, &mut spoilt),
        }
    }
    runs
}

fn end(runs: &mut Vec<Run>, run: &mut Run, spoilt: &mut bool) {
    let ended = std::mem::replace(run, Run { plus: false, digits: String::new() });
    if !std::mem::take(spoilt) && !ended.digits.is_empty() {
        runs.push(ended);
    }
}

fn number(run: &Run) -> Option<(String, &'static str)> {
    let digits = run.digits.as_str();
    let foreign = || (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    match (run.plus, digits.strip_prefix("62"), digits.strip_prefix('0')) {
        (_, Some(national), _) if run.plus || national.len() >= 8 => {
            let national = national.strip_prefix('0').unwrap_or(national);
            plausible(national).then(|| (format!("+62{national}"), "phone.international"))
        }
        (true, None, _) if foreign() => Some((format!("+{digits}"), "phone.international")),
        (false, _, Some(national)) => plausible(national).then(|| (format!("+62{national}"), "phone.national")),
        (false, _, _) if digits.starts_with("1500") && digits.len() == 7 => Some((digits.to_owned(), "phone.short")),
        (false, None, None) if digits.starts_with("8") && (10..=12).contains(&digits.len()) => {
            Some((format!("+62{digits}"), "phone.mobile_without_zero"))
        }
        _ => None,
    }
}

/// The number without its leading 0: an area code of two or three digits and a line, or a mobile number.
fn plausible(national: &str) -> bool {
    let mobile = national.starts_with('8');
    let length = if mobile { 9..=12 } else { 7..=11 };
    length.contains(&national.len()) && !national.starts_with('0') && !national.starts_with('1')
}

/// A short number counts only where the text holds no other digits: "Call center 14049", "165".
fn short(text: &str) -> Option<(String, &'static str)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let together = text.contains(&digits);
    let length = (3..=5).contains(&digits.len());
    let words = text.split_whitespace().count() <= 5 && !text.to_lowercase().contains("jl");
    (together && length && words && digits.starts_with('1')).then_some((digits, "phone.short"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("(0261) 205657", "+62261205657")]
    #[case("+62 877-2555-8787", "+6287725558787")]
    #[case("+62 (021) 123 4567", "+62211234567")]
    #[case("62812 3456 7890", "+6281234567890")]
    #[case("Telp. (031) 99000000 · Email: dpmptsp@surabaya.go.id", "+623199000000")]
    #[case("0254 200252 / 0812 3456 7890", "+62254200252")]
    #[case("(0254) 200-252", "+62254200252")]
    #[case("0812.3456.7890 (WA)", "+6281234567890")]
    #[case("https://wa.me/6281234567890", "+6281234567890")]
    #[case("14049", "14049")]
    #[case("Call Center 165", "165")]
    #[case("1500 400", "1500400")]
    #[case("+60 3 1234 5678", "+60312345678")]
    fn numbers(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(read(raw).value().map(String::as_str), Some(expected));
    }

    #[rstest]
    #[case("(0562) XXXXXX")]
    #[case("WA 085xxxxxxxxx")]
    #[case("205657")]
    #[case("Jl. Merdeka No 110")]
    #[case("hubungi petugas")]
    #[case("0254 200252 0812 3456 7890 1234")]
    fn what_cannot_be_dialled_is_not_read(#[case] raw: &str) {
        let reading = read(raw);
        assert_eq!(reading.value(), None);
        assert_eq!(reading.findings, [Code::PhoneUnread]);
    }

    #[test]
    fn a_dash_is_no_number() {
        assert_eq!(read("-"), Reading::empty());
    }
}
