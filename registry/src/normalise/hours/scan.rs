//! Parts a text about opening hours into days, times and words of state. What is none of these and may change the meaning ("kecuali",
//! "minggu pertama") makes the whole text unreadable; every other word is passed over.

use chrono::Weekday;

use crate::model::Zone;
use crate::normalise::lexer::{Kind, Token, tokens};

use super::weekday;

/// Minutes of a day, from opening to closing.
pub(super) type Span = (u16, u16);

/// A set of weekdays and perhaps the holidays: bit 0 is Monday, bit 6 Sunday, bit 7 the holidays.
pub(super) type Days = u8;

/// Every weekday.
pub(super) const EVERY_DAY: Days = 0b0111_1111;
/// Monday to Friday.
pub(super) const WORKING_DAYS: Days = 0b0001_1111;
/// The holidays.
pub(super) const HOLIDAYS: Days = 0b1000_0000;

/// What a text consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Days, already joined: "Senin - Kamis", "Sabtu, Minggu dan hari libur nasional".
    Days(Days),
    /// "08.00 - 15.00"
    Span(Span),
    /// "tutup", "libur"
    Closed,
    /// "disesuaikan"
    Unknown,
    /// "istirahat"
    Break,
    /// "Ramadan": what follows holds for a season only.
    Season,
    /// "online", "chatbot": what is said holds for no counter.
    Online,
    /// "WIB"
    Zone(Zone),
    /// A line break or a semicolon, or the end of a sentence.
    End,
}

/// The items of a text in lower case; `None` where it holds something that no item stands for.
pub(super) fn items(text: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for line in text.split(['\n', ';']) {
        let tokens = tokens(line);
        let mut at = 0;
        while at < tokens.len() {
            let (item, length) = item(&tokens, at)?;
            if let Some(item) = item {
                push(&mut items, item);
            }
            at += length.max(1);
        }
        items.push(Item::End);
    }
    Some(items)
}

fn push(items: &mut Vec<Item>, item: Item) {
    if let (Some(Item::Days(before)), Item::Days(days)) = (items.last_mut(), item) {
        *before |= days;
    } else {
        items.push(item);
    }
}

/// The item at a token and how many tokens it takes; `None` where the text cannot be read.
fn item(tokens: &[Token<'_>], at: usize) -> Option<(Option<Item>, usize)> {
    let token = tokens[at];
    if token.kind == Kind::Number {
        return number(tokens, at);
    }
    if token.is('.') && tokens.get(at + 1).is_some() {
        return Some((Some(Item::End), 1));
    }
    if token.kind != Kind::Word {
        return Some((None, 1));
    }
    if let Some((days, length)) = days(tokens, at)? {
        return Some((Some(Item::Days(days)), length));
    }
    let next = tokens.get(at + 1).map_or("", Token::word);
    let after = tokens.get(at + 2).map_or("", Token::word);
    let found = match (token.text, next) {
        (
            "kecuali" | "except" | "ganjil" | "genap" | "pertama" | "kedua" | "ketiga" | "keempat" | "terakhir" | "selesai" | "sekali"
            | "tanggal",
            _,
        ) => {
            return None;
        }
        ("tidak" | "tdk", "ada" | "melayani" | "buka" | "beroperasi" | "menerima") if after != "istirahat" => (Item::Closed, 2),
        ("tanpa", "istirahat" | "jeda") => return Some((None, 2)),
        ("tidak", "ada") | ("tidak", "tutup" | "libur") => return Some((None, 3)),
        ("tutup" | "libur" | "closed" | "off" | "ditutup" | "diliburkan", _) => (Item::Closed, 1),
        ("disesuaikan" | "menyesuaikan" | "tentatif" | "kondisional", _) => (Item::Unknown, 1),
        ("istirahat" | "ishoma" | "rehat" | "break" | "isoma" | "jeda", _) => (Item::Break, 1),
        ("ramadan" | "ramadhan" | "romadhon" | "romadon" | "puasa" | "ramadlan", _) => (Item::Season, 1),
        ("online" | "daring" | "chatbot" | "website" | "whatsapp" | "aplikasi", _) => (Item::Online, 1),
        ("wib", _) => (Item::Zone(Zone::Wib), 1),
        ("wita", _) => (Item::Zone(Zone::Wita), 1),
        ("wit", _) => (Item::Zone(Zone::Wit), 1),
        _ => return Some((None, 1)),
    };
    Some((Some(found.0), found.1))
}

/// Days at a token: one, a span, or a word for several. The outer `None`: "Minggu" here is a week, and the text cannot be read.
fn days(tokens: &[Token<'_>], at: usize) -> Option<Option<(Days, usize)>> {
    let word = tokens[at].word();
    let next = tokens.get(at + 1).map_or("", Token::word);
    let named = match (word, next) {
        ("setiap" | "tiap", "hari") if !tokens.get(at + 2).is_some_and(|day| weekday(day.word()).is_some() || day.word() == "kerja") => {
            Some((EVERY_DAY, 2))
        }
        ("everyday" | "daily", _) => Some((EVERY_DAY, 1)),
        ("hari", "kerja") => Some((WORKING_DAYS, 2)),
        ("weekday" | "weekdays", _) => Some((WORKING_DAYS, 1)),
        ("hari", "libur" | "besar" | "raya") => {
            let nation = usize::from(tokens.get(at + 2).is_some_and(|token| matches!(token.word(), "nasional" | "keagamaan" | "resmi")));
            Some((HOLIDAYS, 2 + nation))
        }
        ("libur", "nasional") | ("cuti", "bersama") | ("tanggal", "merah") => Some((HOLIDAYS, 2)),
        _ => None,
    };
    if named.is_some() {
        return Some(named);
    }
    let Some(first) = weekday(word) else { return Some(None) };
    let before = at.checked_sub(1).map(|before| tokens[before]);
    let a_week = before.is_some_and(|token| token.kind == Kind::Number || matches!(token.word(), "per" | "dua" | "tiga"));
    if first == Weekday::Sun && (a_week && !before.is_some_and(|token| token.text.contains([':', '.'])) || matches!(next, "ke" | "pertama"))
    {
        return None;
    }
    let sep = tokens.get(at + 1).is_some_and(Token::parts_range);
    let to = at + 2 + usize::from(tokens.get(at + 2).is_some_and(|token| matches!(token.word(), "dengan" | "hari")));
    let last = tokens.get(to).filter(|_| sep).and_then(|token| weekday(token.word()));
    Some(Some(match last {
        Some(last) => (span_of_days(first, last), to + 1 - at),
        None => (bit(first), 1),
    }))
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

/// A span of times at a number; "24 jam"; another number is passed over, unless it is a time without an end.
fn number(tokens: &[Token<'_>], at: usize) -> Option<(Option<Item>, usize)> {
    let next = tokens.get(at + 1).map_or("", Token::word);
    if tokens[at].text == "24" && matches!(next, "jam" | "hours") {
        return Some((Some(Item::Span((0, 1440))), 2));
    }
    if tokens[at].text == "24" && tokens.get(at + 1).is_some_and(|token| token.is('/')) {
        return Some((Some(Item::Span((0, 1440))), 3));
    }
    let sure = tokens[at].text.contains([':', '.']);
    let Some((open, after)) = time(tokens, at) else {
        return if sure { None } else { Some((None, 1)) };
    };
    let mut to = skip_zone(tokens, after);
    let spanned = tokens.get(to).is_some_and(Token::parts_range);
    to += 1;
    while tokens.get(to).is_some_and(|token| matches!(token.word(), "dengan" | "pukul" | "jam" | "pkl") || token.is('.')) {
        to += 1;
    }
    match time(tokens, to).filter(|_| spanned) {
        Some((close, end)) => {
            let unit = tokens.get(end).map_or("", Token::word);
            if matches!(unit, "hari" | "menit" | "orang" | "bulan" | "tahun" | "minggu") {
                return if sure { None } else { Some((None, end - at)) };
            }
            let close = if close == 1439 { 1440 } else { close };
            (open < close && close <= 1440).then_some((Some(Item::Span((open, close))), end - at))
        }
        None if sure || spanned && next.is_empty() => None,
        None => Some((None, 1)),
    }
}

/// Passes over "WIB" between opening and closing time: "08.00 WIB - 15.00 WIB".
fn skip_zone(tokens: &[Token<'_>], at: usize) -> usize {
    let zone = tokens.get(at).is_some_and(|token| matches!(token.word(), "wib" | "wita" | "wit"));
    at + usize::from(zone && tokens.get(at + 1).is_some_and(Token::parts_range))
}

/// A time of day in minutes, and the token after it: `08.00`, `8`, `0800`, `8 pagi`, `3 pm`.
fn time(tokens: &[Token<'_>], at: usize) -> Option<(u16, usize)> {
    let text = tokens.get(at).filter(|token| token.kind == Kind::Number)?.text;
    let (hours, minutes) = match text.split_once([':', '.']) {
        Some((hours, minutes)) => (hours, minutes.split(':').next().filter(|minutes| minutes.len() == 2)?),
        None if text.len() == 4 && text.starts_with(['0', '1']) && !text.starts_with("19") => (text.get(..2)?, text.get(2..)?),
        None => (text, "0"),
    };
    if hours.len() > 2 {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let (late, length) = match tokens.get(at + 1).map_or("", Token::word) {
        "pm" | "sore" | "malam" | "petang" => (hours < 12, 1),
        "siang" => (hours < 6, 1),
        "am" | "pagi" => (false, 1),
        _ => (false, 0),
    };
    let minutes_of_day = (hours + if late { 12 } else { 0 }) * 60 + minutes;
    (hours <= 24 && minutes < 60 && minutes_of_day <= 1440).then_some((minutes_of_day, at + 1 + length))
}
