//! When: "besok", "sabtu", "hari ini jam 4", "nanti malam". Read against the clock of the place.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone};

use super::text::{Mark, Marks, Token};
use super::understood::{Understood, When};
use crate::model::{Instant, Zone};

/// A day without an hour is looked at in the middle of the morning, when whoever opens at all is open.
const MIDDLE: u32 = 10;

/// What was said of a moment.
#[derive(Default)]
struct Told {
    day: Option<NaiveDate>,
    minutes: Option<u32>,
    /// "pagi", "sore": which half of the day an hour means, and the hour where none is said.
    part: Option<DayPart>,
    now: bool,
    first: Option<usize>,
    last: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// Looks for a day and an hour.
pub(super) fn find(tokens: &[Token], now: Instant, zone: Zone, marks: &mut Marks, understood: &mut Understood) {
    let here = now.utc().with_timezone(&zone.offset());
    let mut told = Told::default();
    let mut at = 0;
    while at < tokens.len() {
        let taken = told.take(tokens, at, here.date_naive());
        if taken > 0 {
            told.first = told.first.or(Some(at));
            told.last = at + taken;
            marks.set(at..at + taken, Mark::When);
        }
        at += taken.max(1);
    }
    let Some(first) = told.first else { return };
    let Some((at, whole_day)) = told.settle(here) else { return };
    let typed = tokens.iter().take(told.last).skip(first).enumerate();
    let typed = typed.filter(|(offset, _)| marks.get(first + offset) == Mark::When).map(|(_, token)| token.text.as_str());
    understood.when = Some(When { typed: typed.collect::<Vec<_>>().join(" "), at: Instant::new(at.to_utc()), whole_day });
}

impl Told {
    /// Takes what begins at a word; gives how many words.
    fn take(&mut self, tokens: &[Token], at: usize, today: NaiveDate) -> usize {
        let word = |offset: usize| tokens.get(at + offset).map_or("", |token| token.text.as_str());
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |token| token.text.as_str());
        let mut day = |date: Option<NaiveDate>, many| {
            self.day = date;
            many
        };
        match (word(0), word(1)) {
            ("hari", "ini") | ("dino", "iki") | ("poe", "ieu") => day(Some(today), 2),
            ("sekarang" | "skrg" | "skrng" | "skarang" | "saiki" | "ayeuna", _) => {
                self.now = true;
                1
            }
            ("besok" | "bsk" | "besuk" | "sesuk" | "isuk" | "enjing", next) if !(word(0) == "besuk" && visits(next)) => {
                day(today.checked_add_days(Days::new(1)), 1)
            }
            ("lusa" | "lusanya", _) => day(today.checked_add_days(Days::new(2)), 1),
            ("akhir", "pekan") => day(next(today, chrono::Weekday::Sat), 2),
            ("weekend" | "wiken" | "weeken", _) => day(next(today, chrono::Weekday::Sat), 1),
            ("hari", name) if weekday(name).is_some() => day(weekday(name).and_then(|name| next(today, name)), 2),
            ("minggu", "depan" | "ini" | "lalu") => 0,
            ("minggu" | "ahad", _) if at > 0 && counted(before) => 0,
            (name, _) if weekday(name).is_some() => day(weekday(name).and_then(|name| next(today, name)), 1),
            ("jam" | "jm" | "pukul" | "pkl", "berapa" | "brp" | "brapa" | "kerja" | "operasional" | "buka" | "pelayanan") => 0,
            ("jam" | "jm" | "pukul" | "pkl", _) => self.hour(tokens, at),
            ("nanti" | "ntar" | "tadi", part) if day_part(part).is_some() => {
                self.part = day_part(part);
                day(Some(today), 2)
            }
            (part, _) if day_part(part).is_some() && !matches!(before, "selamat" | "met" | "slamat") => {
                self.part = day_part(part);
                1
            }
            _ => 0,
        }
    }

    /// "jam 4", "jam 16.30", "pukul 9 30".
    fn hour(&mut self, tokens: &[Token], at: usize) -> usize {
        let number = |offset: usize| tokens.get(at + offset).and_then(|token| token.text.parse::<u32>().ok());
        let Some(hour) = number(1).filter(|hour| *hour <= 24) else { return 0 };
        let minutes = number(2).filter(|minutes| *minutes < 60 && tokens.get(at + 2).is_some_and(|token| token.text.len() == 2));
        self.minutes = Some(hour * 60 + minutes.unwrap_or(0));
        2 + usize::from(minutes.is_some())
    }

    /// The moment, and whether only the day is known.
    fn settle(&self, here: DateTime<FixedOffset>) -> Option<(DateTime<FixedOffset>, bool)> {
        if self.now && self.day.is_none() && self.minutes.is_none() {
            return Some((here, false));
        }
        let minutes = match (self.minutes, self.part) {
            (Some(minutes), part) => Some(half_of_day(minutes, part)),
            (None, Some(DayPart::Morning)) => Some(9 * 60),
            (None, Some(DayPart::Noon)) => Some(13 * 60),
            (None, Some(DayPart::Afternoon)) => Some(15 * 60 + 30),
            (None, Some(DayPart::Evening)) => Some(19 * 60),
            (None, None) => None,
        };
        let today = here.date_naive();
        let on = |date: NaiveDate, minutes: u32| {
            let time = NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0)?;
            here.timezone().from_local_datetime(&date.and_time(time)).single()
        };
        match (self.day, minutes) {
            (Some(day), Some(minutes)) => Some((on(day, minutes)?, false)),
            // What is left of today begins now.
            (Some(day), None) if day == today => Some((here.max(on(day, MIDDLE * 60)?), true)),
            (Some(day), None) => Some((on(day, MIDDLE * 60)?, true)),
            (None, Some(minutes)) => {
                let at = on(today, minutes)?;
                let at = if at < here { on(today.checked_add_days(Days::new(1))?, minutes)? } else { at };
                Some((at, false))
            }
            (None, None) => None,
        }
    }
}

/// "jam 4" is in the afternoon: no office opens in the night.
fn half_of_day(minutes: u32, part: Option<DayPart>) -> u32 {
    let afternoon = match part {
        Some(DayPart::Morning) => false,
        Some(DayPart::Noon) => minutes < 5 * 60,
        Some(DayPart::Afternoon | DayPart::Evening) => minutes < 12 * 60,
        None => (60..7 * 60).contains(&minutes),
    };
    if afternoon { minutes + 12 * 60 } else { minutes }
}

fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "pagi" | "pgi" | "enjang" | "isuk2" => DayPart::Morning,
        "siang" | "siank" | "awan" => DayPart::Noon,
        "sore" | "sor" | "sonten" => DayPart::Afternoon,
        "malam" | "malem" | "mlm" | "mlam" | "peuting" | "bengi" => DayPart::Evening,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<chrono::Weekday> {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    Some(match word {
        "senin" | "snin" | "senen" => Mon,
        "selasa" | "slasa" | "salasa" => Tue,
        "rabu" | "rebo" | "rabo" => Wed,
        "kamis" | "kemis" | "kms" => Thu,
        "jumat" | "jmat" | "jmt" | "jum" | "jumaat" | "jemuah" => Fri,
        "sabtu" | "sbtu" | "setu" | "saptu" | "sbt" => Sat,
        "minggu" | "ahad" => Sun,
        _ => return None,
    })
}

/// The next day of this name, today included.
fn next(today: NaiveDate, day: chrono::Weekday) -> Option<NaiveDate> {
    let ahead = (7 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    today.checked_add_days(Days::new(u64::from(ahead)))
}

/// "2 minggu", "tiap minggu": a span, no day.
fn counted(before: &str) -> bool {
    before.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(before, "satu" | "dua" | "tiga" | "empat" | "per" | "berapa" | "brp" | "tiap" | "setiap" | "beberapa")
}

/// "besuk tahanan" is a visit.
fn visits(next: &str) -> bool {
    matches!(next, "tahanan" | "lapas" | "rutan" | "napi" | "penjara" | "orang" | "")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::finder::text::tokens;

    /// Wednesday 25 November 2026, 13:00 in Jakarta.
    fn now() -> Instant {
        Instant::new("2026-11-25T06:00:00Z".parse().unwrap())
    }

    fn read(typed: &str) -> Option<String> {
        let tokens = tokens(typed);
        let mut understood = Understood::default();
        find(&tokens, now(), Zone::Wib, &mut Marks::new(tokens.len()), &mut understood);
        understood.when.map(|when| when.at.utc().with_timezone(&Zone::Wib.offset()).format("%a %d %H:%M").to_string())
    }

    #[rstest]
    #[case("skck besok", "Thu 26 10:00")]
    #[case("hari ini buka", "Wed 25 13:00")]
    #[case("sabtu buka ga", "Sat 28 10:00")]
    #[case("hari rabu", "Wed 25 13:00")]
    #[case("jumat jam 2", "Fri 27 14:00")]
    #[case("buka jam 4", "Wed 25 16:00")]
    #[case("jam 9", "Thu 26 09:00")]
    #[case("besok jam 08.30", "Thu 26 08:30")]
    #[case("nanti malam", "Wed 25 19:00")]
    #[case("sabtu sore jam 3", "Sat 28 15:00")]
    #[case("minggu buka", "Sun 29 10:00")]
    #[case("sekarang", "Wed 25 13:00")]
    #[case("weekend", "Sat 28 10:00")]
    fn days_and_hours(#[case] typed: &str, #[case] expected: &str) {
        assert_eq!(read(typed).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("buka jam berapa")]
    #[case("2 minggu")]
    #[case("minggu depan")]
    #[case("selamat pagi")]
    #[case("jam kerja")]
    #[case("besuk tahanan")]
    #[case("ktp hilang")]
    fn what_is_no_moment(#[case] typed: &str) {
        assert_eq!(read(typed), None);
    }

    #[test]
    fn the_clock_is_that_of_the_place() {
        let tokens = tokens("besok jam 9");
        let mut understood = Understood::default();
        find(&tokens, now(), Zone::Wit, &mut Marks::new(3), &mut understood);
        assert_eq!(understood.when.unwrap().at.to_string(), "2026-11-26T00:00:00.000Z");
    }
}
