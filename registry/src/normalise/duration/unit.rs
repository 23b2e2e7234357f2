//! The unit behind a figure: "hari kerja", "HK", "mnt", and the typing errors that are met in them.

use crate::model::DurationUnit;
use crate::normalise::lexer::{Kind, Token};
use crate::normalise::spelt;

/// A unit that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub unit: DurationUnit,
    /// "hari kalender"
    pub calendar: bool,
    /// The token after it.
    pub end: usize,
}

/// The unit at a token: "hari kerja", "(tujuh hari kerja)".
pub(super) fn unit(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let token = tokens.get(at)?;
    if token.is('(') {
        return in_brackets(tokens, at);
    }
    if token.is('-') && tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Word) {
        return None;
    }
    let unit = match token.word() {
        "hk" | "harikerja" | "hkerja" => return Some(Unit { unit: DurationUnit::WorkingDay, calendar: false, end: at + 1 }),
        "h" if followed_by_k(tokens, at) => return Some(Unit { unit: DurationUnit::WorkingDay, calendar: false, end: at + 3 }),
        "working" | "business" | "workdays" => DurationUnit::WorkingDay,
        word => named(word).or_else(|| misspelt(word))?,
    };
    if matches!(token.text, "working" | "business") {
        return Some(Unit { unit, calendar: false, end: at + 2 });
    }
    let year = unit == DurationUnit::Year && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Number && next.text.len() == 4);
    if year {
        return None;
    }
    Some(working(unit, tokens, at + 1))
}

/// "14 (empat belas hari kerja)": the brackets say the number again and its unit.
fn in_brackets(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let behind = spelt::number(tokens, at + 1)?.1;
    let inner = unit(tokens, behind).filter(|_| !tokens[behind].is('('))?;
    let closed = tokens.get(inner.end).is_some_and(|token| token.is(')'));
    closed.then(|| working(inner.unit, tokens, inner.end + 1)).map(|outer| Unit { calendar: inner.calendar || outer.calendar, ..outer })
}

fn named(word: &str) -> Option<DurationUnit> {
    Some(match word {
        "menit" | "mnt" | "min" | "mins" | "minute" | "minutes" | "menitan" | "mnit" | "mn" | "menitnya" => DurationUnit::Minute,
        "jam" | "hour" | "hours" | "jm" | "jaman" => DurationUnit::Hour,
        "hari" | "hr" | "day" | "days" | "hri" | "hari-hari" | "harinya" => DurationUnit::Day,
        "minggu" | "mgg" | "pekan" | "week" | "weeks" | "mg" => DurationUnit::Week,
        "bulan" | "bln" | "month" | "months" | "bl" => DurationUnit::Month,
        "tahun" | "thn" | "th" | "year" | "years" | "tahunan" => DurationUnit::Year,
        _ => return None,
    })
}

/// Units with one letter wrong, missing, doubled or swapped.
fn misspelt(word: &str) -> Option<DurationUnit> {
    if matches!(
        word,
        "har" | "haru" | "hary" | "hati" | "hsri" | "hair" | "ahri" | "harri" | "harii" | "hafi" | "hark" | "hqri" | "haari" | "hrai"
    ) {
        return Some(DurationUnit::Day);
    }
    if !(4..=7).contains(&word.len()) || matches!(word, "bulat" | "tahan" | "tahunan" | "bulanan" | "mening" | "tahu" | "bukan" | "minggir")
    {
        return None;
    }
    let near = |name: &str| one_edit(word, name);
    if near("menit") {
        Some(DurationUnit::Minute)
    } else if near("minggu") {
        Some(DurationUnit::Week)
    } else if near("bulan") {
        Some(DurationUnit::Month)
    } else if near("tahun") {
        Some(DurationUnit::Year)
    } else {
        None
    }
}

/// Whether two ASCII words differ by one letter: another, one more, one less, or two neighbours swapped.
fn one_edit(word: &str, name: &str) -> bool {
    let (a, b) = (word.as_bytes(), name.as_bytes());
    let same_head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(same_head..).unwrap_or_default(), b.get(same_head..).unwrap_or_default());
    match (rest_a, rest_b) {
        ([_, tail_a @ ..], [_, tail_b @ ..]) if tail_a == tail_b => true,
        ([_, tail_a @ ..], _) if tail_a == rest_b => true,
        (_, [_, tail_b @ ..]) if rest_a == tail_b => true,
        ([a0, a1, tail_a @ ..], [b0, b1, tail_b @ ..]) => a0 == b1 && a1 == b0 && tail_a == tail_b,
        _ => false,
    }
}

/// "hari kerja", "hari (kerja)", "hari.kerja", "hari kerha"; and "hari kalender", which is a day.
fn working(unit: DurationUnit, tokens: &[Token<'_>], at: usize) -> Unit {
    let joined = tokens.get(at).is_some_and(|token| token.is('-') || token.is('.') || token.is('/'));
    let bracket = tokens.get(at).is_some_and(|token| token.is('(')) && tokens.get(at + 2).is_some_and(|token| token.is(')'));
    let at_word = at + usize::from(joined || bracket);
    let word = tokens.get(at_word).map_or("", Token::word);
    let end = at_word + 1 + usize::from(bracket);
    match (unit, word) {
        (DurationUnit::Day, "kalender" | "kalendar" | "calendar" | "takwim") => Unit { unit, calendar: true, end },
        (DurationUnit::Day, word) if is_working(word) => Unit { unit: DurationUnit::WorkingDay, calendar: false, end },
        (DurationUnit::Hour, "kerja") => Unit { unit, calendar: false, end },
        _ => Unit { unit, calendar: false, end: at },
    }
}

fn is_working(word: &str) -> bool {
    matches!(word, "kerja" | "krja" | "krj" | "kj" | "kja" | "efektif" | "work" | "kerjas" | "keraj")
        || ((4..=6).contains(&word.len()) && one_edit(word, "kerja"))
}

/// "H K" and "h.k".
fn followed_by_k(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|token| token.is('.')) && tokens.get(at + 2).is_some_and(|token| token.word() == "k")
}

/// "sehari", "seminggu": one of a unit.
pub(super) fn one_of(word: &str) -> Option<DurationUnit> {
    Some(match word {
        "semenit" => DurationUnit::Minute,
        "sejam" => DurationUnit::Hour,
        "sehari" => DurationUnit::Day,
        "seminggu" | "sepekan" => DurationUnit::Week,
        "sebulan" => DurationUnit::Month,
        "setahun" => DurationUnit::Year,
        _ => return None,
    })
}

/// The rest of a unit behind "sehari": "sehari kerja".
pub(super) fn rest_of(unit: DurationUnit, tokens: &[Token<'_>], at: usize) -> Unit {
    working(unit, tokens, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_off() {
        for word in ["kerha", "keja", "kerrja", "krja", "kerjaa", "kreja"] {
            assert!(one_edit(word, "kerja"), "{word}");
        }
        assert!(!one_edit("kirim", "kerja"));
        assert_eq!(misspelt("menti"), Some(DurationUnit::Minute));
        assert_eq!(misspelt("dari"), None);
    }
}
