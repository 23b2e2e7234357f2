//! Weekdays, holidays, and weeks of a month: "Senin - Kamis", "hari libur nasional", "minggu ke-1 dan 3".

use chrono::Weekday;

use crate::normalise::lexer::{Kind, Token};

use super::scan::{Days, EVERY_DAY, HOLIDAYS, WORKING_DAYS, Weeks};

/// The weekday that a word names in Indonesian or English, full or short.
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "senin" | "mo" | "sen" | "snn" | "monday" | "mon" | "senen" | "sn" | "seninn" | "sennin" => Weekday::Mon,
        "selasa" | "tu" | "sel" | "sls" | "slasa" | "sl" | "tuesday" | "tue" | "tues" | "slsa" | "selsa" => Weekday::Tue,
        "rabu" | "we" | "rab" | "rbu" | "rb" | "wednesday" | "wed" | "rabo" => Weekday::Wed,
        "kamis" | "th" | "kam" | "kms" | "khamis" | "thursday" | "thu" | "thur" | "thurs" | "kemis" | "kamiss" => Weekday::Thu,
        "jumat" | "fr" | "jum'at" | "jum’at" | "jum`at" | "jum" | "jmt" | "jm" | "jumaat" | "juma'at" | "jum'ad" | "friday" | "fri"
        | "jum‘at" | "juma’at" | "jum´at" | "jumt" | "jumah" | "jum'ah" | "jumat'" => Weekday::Fri,
        "sabtu" | "sa" | "sab" | "sbt" | "saturday" | "sat" | "saptu" | "sabttu" => Weekday::Sat,
        "minggu" | "su" | "min" | "mgg" | "ahad" | "sunday" | "sun" | "mingu" => Weekday::Sun,
        _ => return None,
    })
}

/// The Indonesian name of a weekday.
pub(super) fn indonesian(day: Weekday) -> &'static str {
    ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"][day.num_days_from_monday() as usize]
}

/// Days at a token and how many tokens they take: one, a span, or a word for several.
pub(super) fn days(tokens: &[Token<'_>], at: usize) -> Option<(Days, usize)> {
    named(tokens, at).or_else(|| {
        let first = weekday(tokens[at].word())?;
        let sep = tokens.get(at + 1).is_some_and(|token| token.parts_range() || token.is('_'));
        let mut to = at + 2;
        while tokens.get(to).is_some_and(|token| matches!(token.word(), "dengan" | "hari" | "dg" | "dgn") || token.is('-')) {
            to += 1;
        }
        let last = tokens.get(to).filter(|_| sep).and_then(|token| weekday(token.word()));
        Some(match last {
            Some(last) => (span_of_days(first, last), to + 1 - at),
            None => (bit(first), 1),
        })
    })
}

fn named(tokens: &[Token<'_>], at: usize) -> Option<(Days, usize)> {
    let next = tokens.get(at + 1).map_or("", Token::word);
    let after = tokens.get(at + 2);
    Some(match (tokens[at].word(), next) {
        ("setiap" | "tiap" | "semua" | "seluruh", "hari")
            if !after.is_some_and(|day| weekday(day.word()).is_some() || narrows(day.word())) =>
        {
            (EVERY_DAY, 2)
        }
        ("everyday" | "daily", _) => (EVERY_DAY, 1),
        ("hari", "kerja") if counted(tokens, at) == Some("6") => (0b0011_1111, 2),
        ("hari", "kerja") if counted(tokens, at).is_some_and(|count| count != "5") => return None,
        ("hari", "kerja") => (WORKING_DAYS, 2 + usize::from(after.is_some_and(|token| token.word() == "kerja"))),
        ("hr", "kerja") => (WORKING_DAYS, 2),
        ("weekday" | "weekdays", _) => (WORKING_DAYS, 1),
        ("weekend" | "weekends", _) | ("akhir", "pekan") => (0b0110_0000, if next == "pekan" { 2 } else { 1 }),
        ("hari", "libur" | "besar" | "raya") => {
            let nation = tokens
                .iter()
                .skip(at + 2)
                .take(3)
                .take_while(|token| matches!(token.word(), "nasional" | "keagamaan" | "resmi" | "besar" | "umum"))
                .count();
            (HOLIDAYS, 2 + nation)
        }
        ("libur", "nasional" | "nas") | ("cuti", "bersama") | ("tanggal" | "tgl", "merah") => (HOLIDAYS, 2),
        ("liburan" | "ph" | "holiday" | "holidays", _) => (HOLIDAYS, 1),
        ("public", "holiday" | "holidays") => (HOLIDAYS, 2),
        _ => return None,
    })
}

/// The figure before a token: "6 hari kerja".
fn counted<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    at.checked_sub(1)
        .map(|before| tokens[before])
        .filter(|before| before.kind == Kind::Number && before.text.len() == 1)
        .map(|before| before.text)
}

/// What makes "setiap hari" mean less than every day.
fn narrows(word: &str) -> bool {
    matches!(word, "kerja" | "libur" | "pasaran" | "efektif" | "besar")
}

/// The weeks of a month at a token: "minggu ke-1 dan 3", "pekan pertama", or "ke-2" and "pertama" behind a weekday.
pub(super) fn weeks(tokens: &[Token<'_>], at: usize) -> Option<(Weeks, usize)> {
    let word = tokens[at].word();
    let before = tokens.get(..at)?.iter().rev().find(|token| !token.is('(') && !token.is(','));
    let behind_day = before.is_some_and(|token| weekday(token.word()).is_some());
    let mut to = match word {
        "minggu" | "pekan" | "mgg" => at + 1,
        "ke" | "pertama" | "kedua" | "ketiga" | "keempat" | "kelima" | "terakhir" if behind_day => at,
        _ => return None,
    };
    let from = to;
    let (mut weeks, mut ends, mut said, mut until) = (0, to, false, None);
    let mut last: u8 = 1;
    while let Some(token) = tokens.get(to) {
        let ordinal = match token.kind {
            Kind::Number if token.text.len() == 1 => {
                token.text.parse().ok().filter(|week| (1..=5).contains(week) && (said || behind_day || to > from))
            }
            Kind::Word => ordinal(token.text),
            _ => None,
        };
        if let Some(week) = ordinal {
            for week in until.take().unwrap_or(week)..=week {
                weeks |= 1 << (week - 1);
            }
            last = week;
            (said, ends) = (true, to + 1);
        } else if said && token.kind == Kind::Word && token.parts_range() {
            until = Some(last);
        } else if !(matches!(token.word(), "ke" | "dan" | "serta" | "minggu" | "pekan")
            || matches!(token.kind, Kind::Sign('-' | ',' | '&')))
        {
            break;
        }
        to += 1;
    }
    let time_follows =
        tokens.get(ends).is_some_and(Token::parts_range) && tokens.get(ends + 1).is_some_and(|token| token.kind == Kind::Number);
    (said && !time_follows).then_some((weeks, ends - at))
}

/// 1 to 5; 6 stands for the last.
fn ordinal(word: &str) -> Option<u8> {
    Some(match word {
        "pertama" | "i" | "kesatu" | "satu" => 1,
        "kedua" | "ii" | "dua" => 2,
        "ketiga" | "iii" | "tiga" => 3,
        "keempat" | "iv" | "empat" => 4,
        "kelima" | "v" => 5,
        "terakhir" => 6,
        _ => return None,
    })
}

/// Whether "Minggu" here is a week: "2 minggu", "per minggu", "minggu depan".
pub(super) fn is_week(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| tokens[before]);
    let counted = before.is_some_and(|token| token.kind == Kind::Number && !token.text.contains([':', '.']));
    let word = before.map_or("", |token| token.text);
    let next = tokens.get(at + 1).map_or("", Token::word);
    matches!(tokens[at].word(), "minggu" | "mgg" | "min")
        && (counted
            || matches!(word, "per" | "dua" | "tiga" | "satu" | "dalam")
            || matches!(next, "ke" | "pertama" | "depan" | "ini" | "lalu"))
}

fn bit(day: Weekday) -> Days {
    1 << day.num_days_from_monday()
}

fn span_of_days(first: Weekday, last: Weekday) -> Days {
    let (mut days, mut day) = (bit(first), first);
    while day != last {
        day = day.succ();
        days |= bit(day);
    }
    days
}
