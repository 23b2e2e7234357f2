//! One cell: what a spreadsheet program has made of it, and what was meant. A value is put back where it is certain what was meant; where it is
//! not, it is left out and told. Nothing is guessed.

use std::sync::LazyLock;

use regex::Regex;
use registry::model::Code;
use registry::normalise::phone;

use super::super::table::grid::Held;
use crate::sheet::Kind;
use crate::sheet::undefused;

/// The most characters that a cell of a workbook holds; older programs cut at the second.
const CUT_AT: [usize; 2] = [32_767, 255];

/// Digits that a number of a spreadsheet program holds.
const DIGITS: usize = 15;

static SCIENTIFIC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$").ok());
static SHORT_DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let months = "jan|feb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|des|dec";
    Regex::new(&format!(r"^(?i:[0-9]{{1,2}}-(?:{months})|(?:{months})-[0-9]{{2}})$")).ok()
});
static WHOLE_DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00(?::00)?)?$").ok());
static FORMULA: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[=+\-@][A-Za-z_.]*\(.*\)$|^=[A-Z]{1,3}[0-9]{1,7}$|^=.*![$A-Z]+[$0-9]+$").ok());
static ERROR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|NILAI!|NAMA\?|#{2,})$").ok());

/// A cell as it is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// Empty where nothing is, or nothing certain.
    pub(super) text: String,
    /// What there is to tell.
    pub(super) told: Vec<Code>,
    /// Something was there, and it is not certain what was meant.
    pub(super) is_lost: bool,
}

impl Meant {
    fn lost(code: Code) -> Self {
        Self { text: String::new(), told: vec![code], is_lost: true }
    }

    fn put_back(text: String) -> Self {
        Self { text, told: vec![Code::CellMended], is_lost: false }
    }
}

/// What is meant by a cell.
pub(super) fn meant(raw: &str, held: Held, kind: Kind) -> Meant {
    if held == Held::Error {
        return Meant::lost(Code::CellError);
    }
    let text = cleaned(raw, kind);
    if text.is_empty() {
        return Meant::default();
    }
    if is(&ERROR, &text) {
        return Meant::lost(Code::CellError);
    }
    match held {
        Held::Truth => return Meant::lost(Code::CellBoolean),
        Held::Date if kind == Kind::Date => return Meant { text, ..Meant::default() },
        Held::Date => return Meant::lost(Code::CellDate),
        Held::Span if kind == Kind::Duration => return span(&text),
        Held::Time | Held::Span => return Meant::lost(Code::CellTime),
        Held::Number => return number(text, kind),
        Held::Text | Held::Error => {}
    }
    if kind != Kind::Lines && matches!(text.as_str(), "TRUE" | "FALSE" | "BENAR" | "SALAH") {
        return Meant::lost(Code::CellBoolean);
    }
    if let Some(quoted) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"')) {
        return Meant { text: quoted.to_owned(), ..Meant::default() };
    }
    // An apostrophe before a digit is how such a program marks a text; before a sign it is how such a text is written here.
    let plain = match text.strip_prefix('\'').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        Some(rest) => rest,
        None => undefused(&text),
    };
    if plain.len() == text.len() && is(&FORMULA, &text) {
        return Meant::lost(Code::CellFormula);
    }
    written(plain.to_owned(), kind)
}

/// A text that somebody wrote, or a program for him.
fn written(text: String, kind: Kind) -> Meant {
    let is_code = !matches!(kind, Kind::Lines | Kind::Date | Kind::Period);
    match () {
        () if is(&SCIENTIFIC, &text) => return Meant::lost(Code::CellScientific),
        () if is_code && is(&SHORT_DATE, &text) => return Meant::lost(Code::CellDate),
        () if is_code && !matches!(kind, Kind::Name | Kind::Line) && is(&WHOLE_DATE, &text) => return Meant::lost(Code::CellDate),
        () => {}
    }
    if kind == Kind::Phone && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return telephone(text);
    }
    let length = text.chars().count();
    let is_cut = length == CUT_AT[0] || length == CUT_AT[1] && !text.ends_with(['.', '!', '?', ')', ';']);
    let told =
        [(is_cut, Code::CellCut), (text.contains(['©', '®', '™']), Code::CellAutocorrect), (text.contains('\u{fffd}'), Code::CellCharset)];
    Meant { text, told: told.into_iter().filter(|(is_so, _)| *is_so).map(|(_, code)| code).collect(), is_lost: false }
}

/// A number where a text was asked for.
fn number(text: String, kind: Kind) -> Meant {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        Kind::Number | Kind::Degrees | Kind::Period if digits <= DIGITS + 3 => Meant { text, ..Meant::default() },
        _ if is_whole && digits > DIGITS => Meant::lost(Code::CellScientific),
        // "1.10" is a code and 1,1 a number: which it was, nobody knows.
        Kind::Id if !is_whole => Meant::lost(Code::CellZerosLost),
        Kind::Phone if is_whole => telephone(text),
        Kind::Phone => Meant::lost(Code::CellScientific),
        Kind::Cost => {
            let value: f64 = text.replace(',', ".").parse().unwrap_or_default();
            if value > 0.0 && value < 1000.0 { Meant::lost(Code::CellThousands) } else { Meant { text, ..Meant::default() } }
        }
        _ => Meant { text, ..Meant::default() },
    }
}

/// A number of digits alone that is a telephone number only with the zero, or the plus sign, that a spreadsheet program takes away.
fn telephone(text: String) -> Meant {
    let is_read = |text: &str| phone::read(text).fact.and_then(|fact| fact.value).is_some();
    if is_read(&text) {
        return Meant { text, ..Meant::default() };
    }
    let whole = format!("{}{text}", if text.starts_with("62") { '+' } else { '0' });
    if is_read(&whole) { Meant::put_back(whole) } else { Meant { text, ..Meant::default() } }
}

/// "26:30", counted, in words.
fn span(text: &str) -> Meant {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let count = |digits: &str| digits.parse::<u32>().unwrap_or_default();
    match (count(hours), count(minutes)) {
        (0, minutes) => Meant::put_back(format!("{minutes} menit")),
        (hours, 0) => Meant::put_back(format!("{hours} jam")),
        (hours, minutes) => Meant::put_back(format!("{hours} jam {minutes} menit")),
    }
}

/// A text without what cannot be seen: spare and strange spaces, marks of no width, the several ways to end a line.
fn cleaned(raw: &str, kind: Kind) -> String {
    let text = raw.replace("_x000D_\n", "\n").replace("_x000D_", "\n").replace("\r\n", "\n");
    let mut clean = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\r' | '\u{b}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' => {}
            '\n' => clean.push('\n'),
            '\t' => clean.push(' '),
            char if char.is_control() => {}
            char if char.is_whitespace() => clean.push(' '),
            char => clean.push(char),
        }
    }
    if !matches!(kind, Kind::Lines | Kind::Hours) {
        clean = clean.replace('\n', " ");
    }
    let lines: Vec<&str> = clean.split('\n').map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    text.len() <= 512 && pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("  Gratis\u{a0} ", Kind::Cost, "Gratis")]
    #[case("a\u{200b}b\u{feff}", Kind::Line, "ab")]
    #[case("KTP_x000D_\nKK\r\nAkta\rSurat\u{b}Foto", Kind::Lines, "KTP\nKK\nAkta\nSurat\nFoto")]
    #[case("KTP\nbaru", Kind::Name, "KTP baru")]
    #[case("'0812", Kind::Line, "0812")]
    #[case("'=1+1", Kind::Line, "=1+1")]
    #[case("'-", Kind::Line, "-")]
    #[case("='Jum''at", Kind::Line, "='Jum''at")]
    #[case("=\"0123\"", Kind::Id, "0123")]
    #[case("3/4", Kind::Line, "3/4")]
    #[case("20/01/2026", Kind::Date, "20/01/2026")]
    #[case("Pasal 3 - 4", Kind::Line, "Pasal 3 - 4")]
    fn what_is_certain_is_put_right(#[case] raw: &str, #[case] kind: Kind, #[case] expected: &str) {
        assert_eq!(meant(raw, Held::Text, kind), Meant { text: expected.to_owned(), ..Meant::default() });
    }

    #[rstest]
    #[case("2-Jan", Held::Text, Kind::Duration, Code::CellDate)]
    #[case("2026-01-02", Held::Date, Kind::Duration, Code::CellDate)]
    #[case("03/04/2026", Held::Text, Kind::Cost, Code::CellDate)]
    #[case("08:00", Held::Time, Kind::Duration, Code::CellTime)]
    #[case("3,17E+15", Held::Text, Kind::Id, Code::CellScientific)]
    #[case("3170000000000000", Held::Number, Kind::Id, Code::CellScientific)]
    #[case("1,1", Held::Number, Kind::Id, Code::CellZerosLost)]
    #[case("50", Held::Number, Kind::Cost, Code::CellThousands)]
    #[case("true", Held::Truth, Kind::Cost, Code::CellBoolean)]
    #[case("BENAR", Held::Text, Kind::Cost, Code::CellBoolean)]
    #[case("#REF!", Held::Text, Kind::Line, Code::CellError)]
    #[case("", Held::Error, Kind::Line, Code::CellError)]
    #[case("#####", Held::Text, Kind::Date, Code::CellError)]
    #[case("=HYPERLINK(\"http://x\")", Held::Text, Kind::Line, Code::CellFormula)]
    #[case("=B3", Held::Text, Kind::Line, Code::CellFormula)]
    fn what_is_not_certain_is_told_and_left_out(#[case] raw: &str, #[case] held: Held, #[case] kind: Kind, #[case] code: Code) {
        assert_eq!(meant(raw, held, kind), Meant::lost(code));
    }

    #[rstest]
    #[case("2518321075", Held::Number, "02518321075")]
    #[case("00:30", Held::Span, "30 menit")]
    #[case("26:30", Held::Span, "26 jam 30 menit")]
    fn what_was_put_back_is_told(#[case] raw: &str, #[case] held: Held, #[case] expected: &str) {
        let kind = if held == Held::Span { Kind::Duration } else { Kind::Phone };
        assert_eq!(meant(raw, held, kind), Meant::put_back(expected.to_owned()));
    }

    #[test]
    fn short_numbers_and_numbers_with_their_zero_stay_as_they_are() {
        for number in ["112", "08123456789", "1500046"] {
            assert_eq!(meant(number, Held::Text, Kind::Phone).text, number);
        }
    }
}
