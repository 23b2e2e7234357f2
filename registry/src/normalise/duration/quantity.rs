//! Figures with a unit of time in a text: "7 (tujuh) hari kerja", "30 - 60 menit", "1x24 jam", "½ jam", "seminggu".

use crate::model::{Duration, DurationUnit};
use crate::normalise::lexer::Token;

use super::bound::{Bound, qualify};
use super::figure::figure;
use super::unit::{Unit, one_of, rest_of, unit};

/// The largest figure that can be a duration in any unit.
const MOST: f64 = 100_000.0;

/// A figure, or a span of two, with its unit, and the tokens that it takes up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    pub low: f64,
    pub high: f64,
    pub unit: DurationUnit,
    pub calendar: bool,
    pub bound: Bound,
    pub approximate: bool,
    /// "2 jam 30 menit"
    pub compound: bool,
    /// "Total 6 hari": what holds whatever else is said.
    pub total: bool,
    /// Its first token.
    pub first: usize,
    /// The token after its last.
    pub end: usize,
}

impl Quantity {
    fn new(low: f64, high: f64, unit: Unit, first: usize) -> Self {
        let Unit { unit, calendar, end } = unit;
        Self { low, high, unit, calendar, bound: Bound::Both, approximate: false, compound: false, total: false, first, end }
    }

    /// The duration; `None` where it does not come out whole, or its span runs backwards.
    pub(super) fn duration(&self) -> Option<Duration> {
        let (low, high, unit) = whole(self.low, self.high, self.unit)?;
        if low > high {
            return None;
        }
        let min = (self.bound != Bound::Upper).then_some(low);
        let max = (self.bound != Bound::Lower).then_some(high);
        Some(Duration { approximate: self.approximate, calendar: self.calendar, ..Duration::new(min, max, unit) })
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

    /// From this to `next`: "30 menit - 1 jam", "minimal 3 hari, maksimal 7 hari", "3 hari s/d 5 hari kerja".
    pub(super) fn to(&self, next: &Self) -> Option<Self> {
        let working = |unit| matches!(unit, DurationUnit::Day | DurationUnit::WorkingDay);
        let (low, high, unit) = if working(self.unit) && next.unit == DurationUnit::WorkingDay {
            (self.low, next.high, DurationUnit::WorkingDay)
        } else {
            one_unit((self.low, self.unit), (next.high, next.unit))?
        };
        let approximate = self.approximate || next.approximate;
        (low <= high).then(|| Self { low, high, unit, approximate, bound: Bound::Both, end: next.end, ..self.clone() })
    }

    /// This and `next` together: "2 jam 30 menit"; only from a greater unit to a smaller.
    pub(super) fn plus(&self, next: &Self) -> Option<Self> {
        if !self.exact() || !next.exact() || next.bound != Bound::Both || self.unit.minutes() <= next.unit.minutes() {
            return None;
        }
        let (large, small, unit) = one_unit((self.low, self.unit), (next.low, next.unit))?;
        let sum = large + small;
        Some(Self { low: sum, high: sum, unit, end: next.end, compound: true, ..self.clone() })
    }

    /// Whether both say the same time in whatever unit: "1 hari (24 jam)".
    pub(super) fn same_time(&self, next: &Self) -> bool {
        let days = |unit| matches!(unit, DurationUnit::Day | DurationUnit::WorkingDay);
        let working = self.unit == DurationUnit::WorkingDay || next.unit == DurationUnit::WorkingDay;
        let same = |a: f64, b: f64| {
            let (a, b) = match one_unit((a, self.unit), (b, next.unit)) {
                Some((a, b, _)) => (a, b),
                None if days(self.unit) && days(next.unit) => (a, b),
                None if working => return false,
                None => (a * f64::from(self.unit.minutes()), b * f64::from(next.unit.minutes())),
            };
            (a - b).abs() < 1e-9
        };
        same(self.low, next.low) && same(self.high, next.high)
    }

    /// One figure, no span.
    pub(super) fn exact(&self) -> bool {
        self.low >= self.high
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

/// Whole numbers, in a smaller unit where the stated one gives fractions ("1,5 jam"). Half a day is no number of hours: an office day is
/// shorter than 24.
fn whole(low: f64, high: f64, unit: DurationUnit) -> Option<(u32, u32, DurationUnit)> {
    let smaller = match unit {
        DurationUnit::Hour => DurationUnit::Minute,
        DurationUnit::Year => DurationUnit::Month,
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
                if qualify(&mut quantity, tokens, from) {
                    found.push(quantity);
                }
            }
            None => at += 1,
        }
    }
    found
}

/// "Antara 2 dan 3 hari", "minimal 3 dan maksimal 7 hari": the word before a figure that makes "dan" part a span.
fn opens_span(tokens: &[Token<'_>], first: usize) -> bool {
    first.checked_sub(1).is_some_and(|before| matches!(tokens[before].word(), "antara" | "minimal" | "minimum" | "min"))
}

fn quantity(tokens: &[Token<'_>], first: usize) -> Option<Quantity> {
    if let Some(unit) = one_of(tokens.get(first)?.word()) {
        return Some(Quantity::new(1.0, 1.0, rest_of(unit, tokens, first + 1), first));
    }
    let (mut low, mut end) = figure(tokens, first)?;
    let mut high = low;
    let between = tokens.get(end);
    if between.is_some_and(|token| {
        token.parts_range() || matches!(token.word(), "atau" | "ke") || token.word() == "dan" && opens_span(tokens, first)
    }) {
        let with = |token: &&Token<'_>| {
            matches!(token.word(), "dengan" | "dg" | "dgn" | "maksimal" | "maks" | "max") || token.is('-') || token.is('.')
        };
        let after = end + 1 + tokens.iter().skip(end + 1).take(2).take_while(with).count();
        if let Some((second, behind)) = figure(tokens, after) {
            // "1-2 x 24 jam": the factor is of both.
            let factor = tokens.get(after + 2).filter(|token| tokens[after + 1].word() == "x" && token.text == "24").map_or(1.0, |_| 24.0);
            low *= if end == first + 1 { factor } else { 1.0 };
            (high, end) = (second, behind);
        }
    }
    let dash =
        tokens.get(end).is_some_and(|token| token.is('-')) && tokens.get(end + 1).is_some_and(|next| next.start == tokens[end].end());
    Some(Quantity::new(low, high, unit(tokens, end + usize::from(dash))?, first))
}
