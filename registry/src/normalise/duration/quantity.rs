//! Figures with a unit of time in a text: "7 (tujuh) hari kerja", "30 - 60 menit", "1x24 jam", "½ jam", "seminggu".

use crate::model::{Duration, DurationUnit};
use crate::normalise::lexer::{Kind, Token};

/// The largest figure that can be a duration in any unit.
const MOST: f64 = 100_000.0;

/// How a figure bounds the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Both,
    Upper,
    Lower,
}

/// A figure, or a span of two, with its unit, and the tokens that it takes up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    low: f64,
    high: f64,
    unit: DurationUnit,
    bound: Bound,
    approximate: bool,
    compound: bool,
    /// Its first token.
    pub first: usize,
    /// The token after its last.
    pub end: usize,
}

impl Quantity {
    /// The duration; `None` where it does not come out whole, or its span runs backwards.
    pub(super) fn duration(&self) -> Option<Duration> {
        let (low, high, unit) = whole(self.low, self.high, self.unit)?;
        if low > high {
            return None;
        }
        Some(Duration {
            min: (self.bound != Bound::Upper).then_some(low),
            max: (self.bound != Bound::Lower).then_some(high),
            unit,
            approximate: self.approximate,
            condition: None,
            starts: None,
        })
    }

    /// The stable name of the rule that read it.
    pub(super) fn rule(&self) -> &'static str {
        match self.bound {
            Bound::Upper => "duration.max",
            Bound::Lower => "duration.min",
            Bound::Both if self.compound => "duration.compound",
            Bound::Both if self.low < self.high => "duration.range",
            Bound::Both => "duration.exact",
        }
    }

    /// From this to `next`: "30 menit - 1 jam".
    pub(super) fn to(&self, next: &Self) -> Option<Self> {
        let (low, high, unit) = one_unit((self.low, self.unit), (next.high, next.unit))?;
        Some(Self { low, high, unit, end: next.end, approximate: self.approximate || next.approximate, ..self.clone() })
    }

    /// This and `next` together: "2 jam 30 menit"; only from a greater unit to a smaller.
    pub(super) fn plus(&self, next: &Self) -> Option<Self> {
        let exact = |quantity: &Self| quantity.low >= quantity.high;
        if !exact(self) || !exact(next) || next.bound != Bound::Both || self.unit.minutes() <= next.unit.minutes() {
            return None;
        }
        let (large, small, unit) = one_unit((self.low, self.unit), (next.low, next.unit))?;
        let sum = large + small;
        Some(Self { low: sum, high: sum, unit, end: next.end, compound: true, ..self.clone() })
    }
}

/// Two durations in one unit; `None` where their units do not convert.
pub(super) fn same_unit(a: Duration, b: Duration) -> Option<(Duration, Duration)> {
    let unit = if a.unit.minutes() <= b.unit.minutes() { a.unit } else { b.unit };
    let in_unit = |duration: Duration| {
        let factor = factor(duration.unit, unit)?;
        let scale = |bound: Option<u32>| bound.map_or(Some(None), |n| n.checked_mul(factor).map(Some));
        Some(Duration { min: scale(duration.min)?, max: scale(duration.max)?, unit, ..duration })
    };
    Some((in_unit(a)?, in_unit(b)?))
}

/// How many of the smaller unit are one of the larger, where that never varies. Working days convert to nothing.
fn factor(from: DurationUnit, to: DurationUnit) -> Option<u32> {
    use DurationUnit::{Day, Hour, Minute, Month, Week, Year};
    Some(match (from, to) {
        (a, b) if a == b => 1,
        (Hour, Minute) => 60,
        (Day, Minute) => 1440,
        (Day, Hour) => 24,
        (Week, Minute) => 10_080,
        (Week, Hour) => 168,
        (Week, Day) => 7,
        (Year, Month) => 12,
        _ => return None,
    })
}

fn one_unit(a: (f64, DurationUnit), b: (f64, DurationUnit)) -> Option<(f64, f64, DurationUnit)> {
    let unit = if a.1.minutes() <= b.1.minutes() { a.1 } else { b.1 };
    Some((a.0 * f64::from(factor(a.1, unit)?), b.0 * f64::from(factor(b.1, unit)?), unit))
}

/// Whole numbers, in a smaller unit where the stated one gives fractions ("1,5 jam").
fn whole(low: f64, high: f64, unit: DurationUnit) -> Option<(u32, u32, DurationUnit)> {
    use DurationUnit::{Day, Hour, Minute, Month, Week, Year};
    let smaller = match unit {
        Hour => Minute,
        Day => Hour,
        Week => Day,
        Year => Month,
        _ => unit,
    };
    [unit, smaller].into_iter().find_map(|to| {
        let factor = f64::from(factor(unit, to)?);
        Some((exact(low * factor)?, exact(high * factor)?, to))
    })
}

fn exact(value: f64) -> Option<u32> {
    let fits = value.fract() == 0.0 && (0.0..=MOST).contains(&value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked on the line above")]
    fits.then_some(value as u32)
}

/// Every quantity of a text, in order.
pub(super) fn quantities(tokens: &[Token<'_>]) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match quantity(tokens, at) {
            Some(mut quantity) => {
                at = quantity.end;
                let from = found.last().map_or(0, |last| last.end);
                let before = tokens.get(from..quantity.first).unwrap_or_default();
                let behind = tokens.get(quantity.end..).unwrap_or_default();
                if qualify(&mut quantity, before, behind) {
                    found.push(quantity);
                }
            }
            None => at += 1,
        }
    }
    found
}

fn quantity(tokens: &[Token<'_>], first: usize) -> Option<Quantity> {
    if let Some(unit) = one_of(tokens.get(first)?.word()) {
        let (unit, end) = working(unit, tokens, first + 1);
        return Some(Quantity { low: 1.0, high: 1.0, unit, bound: Bound::Both, approximate: false, compound: false, first, end });
    }
    let (low, mut end) = figure(tokens, first)?;
    let mut high = low;
    if tokens.get(end).is_some_and(Token::parts_range) {
        let after = end + 1 + usize::from(tokens.get(end + 1).is_some_and(|token| token.word() == "dengan"));
        if let Some((second, behind)) = figure(tokens, after) {
            (high, end) = (second, behind);
        }
    }
    let (unit, end) = unit(tokens, end)?;
    Some(Quantity { low, high, unit, bound: Bound::Both, approximate: false, compound: false, first, end })
}

/// A figure, with its words in brackets passed over: `7 (tujuh)`, `1x24`, `½`, `1/2`, `dua puluh`.
fn figure(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let token = tokens.get(at)?;
    let (value, end) = match token.kind {
        Kind::Number => number(tokens, at)?,
        Kind::Sign('½') => (0.5, at + 1),
        Kind::Word if token.text == "setengah" => (0.5, at + 1),
        Kind::Word => spelt(tokens, at)?,
        Kind::Sign(_) => return None,
    };
    Some((value, past_brackets(tokens, end)))
}

fn number(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let value = plain(tokens.get(at)?.text)?;
    let next = tokens.get(at + 1);
    let second = tokens.get(at + 2).filter(|token| token.kind == Kind::Number).and_then(|token| plain(token.text));
    match (next, second) {
        (Some(next), _) if next.is('½') => Some((value + 0.5, at + 2)),
        (Some(next), Some(second)) if next.word() == "x" || next.is('×') => Some((value * second, at + 3)),
        (Some(next), Some(second)) if next.is('/') => {
            let hours = tokens.get(at + 3).is_some_and(|unit| unit.word() == "jam");
            (hours && value < second && [2.0, 4.0].contains(&second)).then_some((value / second, at + 3))
        }
        _ => Some((value, at + 1)),
    }
}

/// Digits with at most a decimal comma or point; "08.00" and "08:00" are times of day.
fn plain(text: &str) -> Option<f64> {
    if let Some((whole, decimals)) = text.split_once(['.', ',']) {
        let thousands = text.contains('.') && decimals.len() == 3 && !whole.starts_with('0');
        if thousands {
            return text.replace('.', "").parse().ok();
        }
        return if decimals.len() == 1 { text.replace(',', ".").parse().ok() } else { None };
    }
    text.parse().ok()
}

/// Passes over "(tujuh)", "( tujuh )" and "(7)".
fn past_brackets(tokens: &[Token<'_>], at: usize) -> usize {
    if !tokens.get(at).is_some_and(|token| token.is('(')) {
        return at;
    }
    let inside = tokens.iter().skip(at + 1).take(6).take_while(|token| counting_word(token.word()) || token.kind == Kind::Number).count();
    let closed = tokens.get(at + 1 + inside).is_some_and(|token| token.is(')'));
    if inside > 0 && closed { at + inside + 2 } else { at }
}

/// Whether a word is part of a number in words.
pub(super) fn counting_word(word: &str) -> bool {
    digit(word).is_some() || matches!(word, "belas" | "puluh" | "ratus" | "sebelas" | "sepuluh" | "seratus" | "setengah")
}

fn digit(word: &str) -> Option<f64> {
    let names = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
    names.iter().position(|name| *name == word).and_then(|n| u8::try_from(n).ok()).map(f64::from)
}

/// A number in words, up to 999.
fn spelt(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let (mut total, mut open, mut end) = (0.0, None, at);
    while let Some(word) = tokens.get(end).map(Token::word).filter(|word| counting_word(word) && *word != "setengah") {
        match word {
            "sepuluh" => total += 10.0,
            "sebelas" => total += 11.0,
            "seratus" => total += 100.0,
            "belas" => total += open.take()? + 10.0,
            "puluh" => total += open.take()? * 10.0,
            "ratus" => total += open.take()? * 100.0,
            _ if open.is_some() => return None,
            _ => open = digit(word),
        }
        end += 1;
    }
    (end > at).then_some((total + open.unwrap_or(0.0), end))
}

fn unit(tokens: &[Token<'_>], at: usize) -> Option<(DurationUnit, usize)> {
    let unit = match tokens.get(at)?.word() {
        "menit" | "mnt" | "min" | "mins" | "minute" | "minutes" | "menitan" => DurationUnit::Minute,
        "jam" | "hour" | "hours" => DurationUnit::Hour,
        "hari" | "hr" | "day" | "days" => DurationUnit::Day,
        "hk" => DurationUnit::WorkingDay,
        "working" | "business" => return Some((DurationUnit::WorkingDay, at + 2)),
        "minggu" | "mgg" | "pekan" | "week" | "weeks" => DurationUnit::Week,
        "bulan" | "bln" | "month" | "months" => DurationUnit::Month,
        "tahun" | "thn" | "th" | "year" | "years" => DurationUnit::Year,
        _ => return None,
    };
    Some(working(unit, tokens, at + 1))
}

/// "hari kerja", "hari (kerja)", and "hari kalender", which is a day.
fn working(unit: DurationUnit, tokens: &[Token<'_>], at: usize) -> (DurationUnit, usize) {
    let bracket = usize::from(tokens.get(at).is_some_and(|token| token.is('(')));
    let word = tokens.get(at + bracket).map_or("", Token::word);
    match (unit, word) {
        (DurationUnit::Day, "kerja" | "krja") => (DurationUnit::WorkingDay, at + 1 + 2 * bracket),
        (DurationUnit::Day, "kalender") => (DurationUnit::Day, at + 1 + 2 * bracket),
        _ => (unit, at),
    }
}

/// "sehari", "seminggu": one of a unit.
fn one_of(word: &str) -> Option<DurationUnit> {
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

/// Reads the words around a quantity. False where they say that it is no processing time: an age, a validity.
fn qualify(quantity: &mut Quantity, before: &[Token<'_>], behind: &[Token<'_>]) -> bool {
    let figure = before.iter().rposition(|token| token.kind == Kind::Number).map_or(0, |at| at + 1);
    let near = before.get(figure.max(before.len().saturating_sub(5))..).unwrap_or_default();
    let word = |at: usize| near.get(at).map_or("", Token::word);
    for (at, token) in near.iter().enumerate() {
        match token.kind {
            Kind::Sign('±' | '~' | '≈') => quantity.approximate = true,
            Kind::Sign('+') if near.get(at + 1..).is_some_and(|rest| rest.iter().any(|t| t.is('-'))) => quantity.approximate = true,
            Kind::Sign('<' | '≤') => quantity.bound = Bound::Upper,
            Kind::Sign('>' | '≥') => quantity.bound = Bound::Lower,
            Kind::Word => match (token.text, word(at + 1)) {
                ("usia" | "umur" | "berumur" | "berusia" | "berlaku" | "validitas", _) => return false,
                ("kurang", "lebih") | ("lebih", "kurang") => quantity.approximate = true,
                ("sekitar" | "kira" | "estimasi" | "perkiraan" | "rata" | "kurleb" | "approx" | "about", _) => quantity.approximate = true,
                ("maksimal" | "maksimum" | "maks" | "max" | "maksimalnya" | "selambat" | "maximal" | "maximum", _) => {
                    quantity.bound = Bound::Upper;
                }
                ("paling", "lama" | "lambat" | "banyak" | "telat") | ("kurang", "dari") => quantity.bound = Bound::Upper,
                ("lebih", "dari") => {
                    let not = at.checked_sub(1).is_some_and(|before| matches!(word(before), "tidak" | "tak"));
                    quantity.bound = if not { Bound::Upper } else { Bound::Lower };
                }
                ("minimal" | "minimum" | "sekurang", _) | ("paling", "cepat" | "sedikit" | "singkat") => quantity.bound = Bound::Lower,
                _ => {}
            },
            Kind::Sign(_) | Kind::Number => {}
        }
    }
    if matches!(near.last().map(Token::word), Some("s/d" | "sampai" | "hingga")) && quantity.low >= quantity.high {
        quantity.bound = Bound::Upper;
    }
    if matches!(behind.first().map(Token::word), Some("maksimal" | "maks" | "max")) {
        quantity.bound = Bound::Upper;
    }
    if quantity.low < quantity.high {
        quantity.bound = Bound::Both;
    }
    true
}
