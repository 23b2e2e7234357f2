//! Dates, times and periods: "Rabu, 24 September 2025 pukul 09.30 WIB", "24/09/25", "Triwulan II 2025", "1 - 5 Oktober 2025".
//!
//! The day stands before the month, as everywhere in Indonesia; a date whose second number cannot be a month was written the American way.
//! A day that does not exist is told apart from a text that holds no date.

mod words;

use std::fmt;

use chrono::NaiveDate;

use super::lexer::{Kind, Token, tokens};
use crate::model::Zone;
pub use words::month_number;
use words::{half_or_quarter, passed_over, roman};

/// The longest text that is read.
const LONGEST: usize = 120;

/// A day, a month or a year; the year may be unsaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// `None`: to be taken from what stands around the text.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31; only with a month.
    pub day: Option<u32>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0 to 23
    pub hour: u32,
    /// 0 to 59
    pub minute: u32,
    /// 0 to 59, where stated
    pub second: Option<u32>,
    /// Minutes east of UTC, where a zone is stated
    pub offset: Option<i32>,
}

/// What a text says of time. It prints as ISO 8601: `2025-09-24`, `2025-09`, `--11-21`, `2019-08-26T22:06+07:00`, `2025-01/2025-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// A day, a month or a year.
    Date(Date),
    /// A moment.
    Moment(Date, Time),
    /// From one to another, both included: a quarter, a half, "1 - 5 Oktober 2025".
    Span(Date, Date),
}

/// Why a text gives no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDate {
    /// It names a day that does not exist: 31 September.
    Impossible,
    /// It holds none, or several.
    Unread,
}

/// Reads a date, a moment or a period.
///
/// # Errors
/// [`NoDate::Impossible`] for a day that does not exist, [`NoDate::Unread`] for a text that holds no date or more than one.
pub fn read(text: &str) -> Result<When, NoDate> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(NoDate::Unread);
    }
    let lower = text.to_lowercase();
    let tokens = tokens(&lower);
    let mut reader = Reader::default();
    let mut at = 0;
    while at < tokens.len() {
        at = reader.step(&tokens, at)?;
    }
    reader.finish()
}

/// What has been read of a text.
#[derive(Default)]
struct Reader {
    /// The ends of a span; one where there is no span.
    first: Parts,
    second: Option<Parts>,
    time: Option<Time>,
    offset: Option<i32>,
    /// The months of a quarter or a half.
    part: Option<(u32, u32)>,
}

/// One end: day, month and year as far as said.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
}

impl Reader {
    /// Nothing is read yet: a place may stand before a date, "Bandung, 6 Oktober 2025".
    fn is_empty(&self) -> bool {
        self.second.is_none() && self.first.day.is_none() && self.first.month.is_none() && self.first.year.is_none()
    }

    fn here(&mut self) -> &mut Parts {
        self.second.as_mut().unwrap_or(&mut self.first)
    }

    /// Reads what begins at a token and says where the next begins.
    fn step(&mut self, tokens: &[Token<'_>], at: usize) -> Result<usize, NoDate> {
        if let Some((months, end)) = half_or_quarter(tokens, at) {
            return if self.part.replace(months).is_some() { Err(NoDate::Unread) } else { Ok(end) };
        }
        let token = tokens[at];
        match token.kind {
            Kind::Number => self.number(tokens, at),
            Kind::Word => self.word(tokens, at),
            Kind::Sign('+') if self.time.is_some() => self.stated_offset(tokens, at),
            Kind::Sign(_) if token.parts_range() && self.may_span(tokens, at) => {
                self.second = Some(Parts::default());
                Ok(at + 1)
            }
            Kind::Sign(_) => Ok(at + 1),
        }
    }

    /// A dash between two dates, not one inside a date.
    fn may_span(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let said = self.first.day.is_some() || self.first.month.is_some() || self.first.year.is_some();
        let joined =
            at > 0 && tokens[at - 1].end() == tokens[at].start && tokens.get(at + 1).is_some_and(|next| next.start == tokens[at].end());
        let months = self.first.month.is_some() && tokens.get(at + 1).is_some_and(|next| month_number(next.text).is_some());
        let days = self.first.month.is_none() && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Number);
        said && self.second.is_none() && self.time.is_none() && (!joined || months || days)
    }

    fn word(&mut self, tokens: &[Token<'_>], at: usize) -> Result<usize, NoDate> {
        let token = tokens[at];
        if let Some(zone) = zone(token.text) {
            self.offset = Some(zone.offset().local_minus_utc() / 60);
            return Ok(at + 1);
        }
        if token.parts_range() || token.text == "dan" && self.second.is_none() && self.first.month.is_some() {
            if self.second.is_some() || self.time.is_some() {
                return if self.time.is_some() { Ok(tokens.len()) } else { Err(NoDate::Unread) };
            }
            self.second = Some(Parts::default());
            let with = tokens.get(at + 1).is_some_and(|next| next.word() == "dengan");
            return Ok(at + 1 + usize::from(with));
        }
        if let Some(month) = month_number(token.text) {
            return if self.here().month.replace(month).is_some() { Err(NoDate::Unread) } else { Ok(at + 1) };
        }
        match token.text {
            "t" if self.first.day.is_some() => Ok(at + 1),
            "z" if self.time.is_some() => {
                self.offset = Some(0);
                Ok(at + 1)
            }
            "pm" | "sore" | "malam" if self.time.is_some_and(|time| time.hour < 12) => Err(NoDate::Unread),
            "am" | "pagi" | "siang" | "sore" | "malam" | "pm" => Ok(at + 1),
            "h" | "hijriah" | "hijriyah" => Err(NoDate::Unread),
            "gmt" | "utc" => {
                self.offset = Some(0);
                Ok(at + 1)
            }
            word if passed_over(word) => Ok(at + 1),
            "di" => Ok(at + 2),
            _ if self.is_empty() && tokens.get(at + 1).is_some_and(|next| next.is(',')) => Ok(at + 1),
            _ => Err(NoDate::Unread),
        }
    }

    fn number(&mut self, tokens: &[Token<'_>], at: usize) -> Result<usize, NoDate> {
        if let Some(end) = self.numeric(tokens, at)? {
            return Ok(end);
        }
        let text = tokens[at].text;
        if text.contains(':') || (text.contains('.') && self.first.month.is_some()) {
            self.time = Some(time(text).ok_or(NoDate::Unread)?);
            return Ok(at + 1);
        }
        let here = *self.here();
        let behind = tokens.get(at.wrapping_sub(1)).is_some_and(|token| matches!(token.kind, Kind::Sign('\'' | '’' | '`')));
        match text.len() {
            8 if here.year.is_none() => {
                let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
                return self.set_numeric(part(0, 4), part(4, 6), Some(part(6, 8))).map(|()| at + 1);
            }
            6 if here.year.is_none() && here.month.is_none() => {
                return self.set_numeric(text.get(..4).unwrap_or_default(), text.get(4..).unwrap_or_default(), None).map(|()| at + 1);
            }
            4 if here.year.is_none() => self.here().year = Some(full_year(text).ok_or(NoDate::Unread)?),
            1 | 2 if here.day.is_none() && here.month.is_none() && !behind => self.here().day = text.parse().ok(),
            1 | 2 if here.day.is_none() && tokens.get(at + 1).is_some_and(|token| token.is(',')) => self.here().day = text.parse().ok(),
            2 if here.year.is_none() && here.month.is_some() => self.here().year = Some(full_year(text).ok_or(NoDate::Unread)?),
            _ => return Err(NoDate::Unread),
        }
        Ok(at + 1)
    }

    /// "24/09/25", "2025-09-24", "12.07.2021", "24-Sep-25": numbers joined by one sign, without spaces.
    fn numeric(&mut self, tokens: &[Token<'_>], at: usize) -> Result<Option<usize>, NoDate> {
        let dotted: Vec<&str> = tokens[at].text.split('.').collect();
        if let [a, b, c] = dotted.as_slice()
            && (c.len() == 4 || c.len() == 2 && self.is_empty() && b.parse::<u32>().is_ok_and(|month| month <= 12))
        {
            return self.set_numeric(a, b, Some(c)).map(|()| Some(at + 1));
        }
        let part = |offset: usize| {
            let sign = tokens.get(at + 2 * offset - 1).filter(|sign| matches!(sign.kind, Kind::Sign('/' | '-' | '.' | '–')))?;
            let part = tokens.get(at + 2 * offset)?;
            let plain = part.kind == Kind::Number && !part.text.contains(['.', ':', ',']);
            let touching = sign.end() == part.start && tokens[at + 2 * offset - 2].end() == sign.start;
            (touching && (plain || month_number(part.text).or_else(|| roman(part.text)).is_some())).then_some(*part)
        };
        let (Some(second), third) = (part(1), part(2)) else { return Ok(None) };
        let month_name =
            |part: Token<'_>| if part.kind == Kind::Word { month_number(part.text).or_else(|| roman(part.text)) } else { None };
        if let (Some(month), Some(year)) = (month_name(second), third) {
            let here = self.here();
            (here.day, here.month) = (tokens[at].text.parse().ok(), Some(month));
            here.year = Some(full_year(year.text).ok_or(NoDate::Unread)?);
            return Ok(Some(at + 5));
        }
        if second.kind == Kind::Word {
            return Ok(None);
        }
        let (first, behind) = (tokens[at].text, tokens.get(at + 3));
        match third {
            Some(third) => self.set_numeric(first, second.text, Some(third.text)).map(|()| Some(at + 5)),
            None if first.len() == 4 && second.text.len() == 4 && tokens[at + 1].is('/') && self.is_empty() => {
                let year = |text: &str| full_year(text).ok_or(NoDate::Unread);
                self.first.year = Some(year(first)?);
                self.second = Some(Parts { year: Some(year(second.text)?), month: None, day: None });
                Ok(Some(at + 3))
            }
            None if first.len() == 4 && second.text.len() == 4 => Ok(None),
            None if first.len() == 4 || second.text.len() == 4 => self.set_numeric(first, second.text, None).map(|()| Some(at + 3)),
            None if tokens[at + 1].is('/') || behind.is_some_and(|token| token.is(')')) => {
                let here = self.here();
                (here.day, here.month) = (first.parse().ok(), second.text.parse().ok());
                Ok(Some(at + 3))
            }
            None => Ok(None),
        }
    }

    fn set_numeric(&mut self, a: &str, b: &str, c: Option<&str>) -> Result<(), NoDate> {
        let number = |text: &str| text.parse::<u32>().ok().ok_or(NoDate::Unread);
        let here = self.here();
        if here.year.is_some() || here.month.is_some() {
            return Err(NoDate::Unread);
        }
        let (year, month, day) = match c {
            Some(c) if a.len() == 4 => (a, number(b)?, Some(number(c)?)),
            Some(c) => (c, number(b)?, Some(number(a)?)),
            None if a.len() == 4 => (a, number(b)?, None),
            None => (b, number(a)?, None),
        };
        let american = month > 12 && day.is_some_and(|day| day <= 12) && c.is_some() && a.len() != 4;
        here.year = Some(full_year(year).ok_or(NoDate::Unread)?);
        (here.month, here.day) = if american { (day, Some(month)) } else { (Some(month), day) };
        Ok(())
    }

    /// "+07:00"
    fn stated_offset(&mut self, tokens: &[Token<'_>], at: usize) -> Result<usize, NoDate> {
        let text = tokens.get(at + 1).filter(|token| token.kind == Kind::Number).ok_or(NoDate::Unread)?.text;
        let (hours, minutes) = text.split_once(':').unwrap_or((text.get(..2).unwrap_or(text), text.get(2..).unwrap_or_default()));
        let hours: i32 = hours.parse().map_err(|_| NoDate::Unread)?;
        self.offset = Some(hours * 60 + minutes.parse::<i32>().unwrap_or(0));
        Ok(at + 2)
    }

    fn finish(self) -> Result<When, NoDate> {
        let Self { mut first, second, time, offset, part } = self;
        if let Some((from, to)) = part {
            if first.month.is_some() || first.day.is_some() || second.is_some() {
                return Err(NoDate::Unread);
            }
            let month = |month| Date { year: first.year, month: Some(month), day: None };
            return if first.year.is_some() { Ok(When::Span(month(from), month(to))) } else { Err(NoDate::Unread) };
        }
        let Some(second) = second else {
            let date = first.date()?;
            return match (time, date.day) {
                (Some(time), Some(_)) => Ok(When::Moment(date, Time { offset, ..time })),
                (Some(_), None) => Err(NoDate::Unread),
                (None, _) => Ok(When::Date(date)),
            };
        };
        if second.year.is_none() && second.month.is_none() && second.day.is_none() {
            return if time.is_some() { Err(NoDate::Unread) } else { first.date().map(When::Date) };
        }
        if first.year.is_none() {
            first.year = second.year;
        }
        if first.month.is_none() && first.day.is_some() {
            first.month = second.month;
        }
        let (from, to) = (first.date()?, second.date()?);
        let same_grain = from.day.is_some() == to.day.is_some() && from.month.is_some() == to.month.is_some();
        let ordered = (from.year, from.month, from.day) <= (to.year, to.month, to.day);
        if same_grain && ordered { Ok(When::Span(from, to)) } else { Err(NoDate::Unread) }
    }
}

impl Parts {
    fn date(self) -> Result<Date, NoDate> {
        let Self { year, month, day } = self;
        let possible = match (month, day) {
            (None, None) => return year.map(|_| Date { year, month, day }).ok_or(NoDate::Unread),
            (None, Some(_)) => return Err(NoDate::Unread),
            (Some(month), None) if year.is_none() => return if month <= 12 { Err(NoDate::Unread) } else { Err(NoDate::Impossible) },
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day).is_some(),
        };
        if possible { Ok(Date { year, month, day }) } else { Err(NoDate::Impossible) }
    }
}

fn time(text: &str) -> Option<Time> {
    let mut parts = text.split([':', '.']).map(|part| if part.len() <= 2 { part.parse::<u32>().ok() } else { None });
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next());
    let second = match second {
        Some(second) => Some(second?),
        None => None,
    };
    (hour < 24 && minute < 60 && second.is_none_or(|second| second < 60)).then_some(Time { hour, minute, second, offset: None })
}

fn zone(word: &str) -> Option<Zone> {
    match word {
        "wib" => Some(Zone::Wib),
        "wita" => Some(Zone::Wita),
        "wit" => Some(Zone::Wit),
        _ => None,
    }
}

fn full_year(digits: &str) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    match digits.len() {
        4 => (1945..2100).contains(&year).then_some(year),
        2 if year >= 70 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None => f.write_str("-")?,
        }
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Span(from, to) => write!(f, "{from}/{to}"),
            Self::Moment(date, time) => {
                write!(f, "{date}T{:02}:{:02}", time.hour, time.minute)?;
                time.second.map_or(Ok(()), |second| write!(f, ":{second:02}"))?;
                match time.offset {
                    Some(0) => f.write_str("Z"),
                    Some(offset) => write!(f, "{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
