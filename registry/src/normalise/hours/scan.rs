//! Parts a text about opening hours into days, times and words of state. What is none of these and may change the meaning ("tanggal 5")
//! makes the whole text unreadable; every other word is passed over.

use crate::model::Zone;
use crate::normalise::date::month_number;
use crate::normalise::lexer::{Kind, Token, tokens};

use super::days::{days, is_week, weeks};
use super::time::{opening_and_closing, span};

/// Minutes of a day, from opening to closing.
pub(super) type Span = (u16, u16);

/// A set of weekdays and perhaps the holidays: bit 0 is Monday, bit 6 Sunday, bit 7 the holidays.
pub(super) type Days = u8;

/// A set of weeks of a month: bit 0 is the first, bit 5 the last. Empty: every week.
pub(super) type Weeks = u8;

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
    /// "minggu ke-1 dan 3": weeks of a month for the days beside it.
    Weeks(Weeks),
    /// "08.00 - 15.00"
    Span(Span),
    /// "tutup", "libur"
    Closed,
    /// "disesuaikan"
    Unknown,
    /// "istirahat"
    Break,
    /// "kecuali"
    Except,
    /// "Ramadan": what follows holds for a season only.
    Season,
    /// "online", "chatbot": what is said holds for no counter.
    Online,
    /// "offline", "tatap muka": what is said holds for the counter again.
    Counter,
    /// "2x seminggu"; `weekly`: at the same days of every week.
    Frequency { weekly: bool },
    /// "WIB"
    Zone(Zone),
    /// A line break or a semicolon, or the end of a sentence.
    End,
}

/// Why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It holds something that no item stands for.
    Unread,
    /// 25.00, or closing before opening.
    Impossible,
}

/// The items of a text in lower case.
pub(super) fn items(text: &str) -> Result<Vec<Item>, Refusal> {
    let mut items = Vec::with_capacity(16);
    for line in text.split(['\n', ';']) {
        let mut tokens = tokens(line);
        part_times(&mut tokens);
        items.extend(tokens.iter().find_map(zone).map(Item::Zone));
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
    Ok(items)
}

/// "Senin - Jumat buka, Sabtu tutup": open, and no time is given before the next day.
fn open_somewhen(tokens: &[Token<'_>], at: usize) -> bool {
    let behind_day = at > 0 && super::weekday(tokens[at - 1].word()).is_some();
    let clause = tokens.iter().skip(at + 1).take_while(|token| super::weekday(token.word()).is_none());
    behind_day && !clause.into_iter().any(|token| token.kind == Kind::Number)
}

/// "S-K 08.00-15.00": two short words parted by a dash may be days that nobody knows.
fn abbreviation(tokens: &[Token<'_>], at: usize) -> bool {
    let short = |at: usize| tokens.get(at).is_some_and(|token| (1..=3).contains(&token.word().len()));
    let alone = at == 0 || matches!(tokens[at - 1].kind, Kind::Sign(_));
    alone && short(at + 2) && tokens.get(at + 1).is_some_and(|token| token.parts_range() && token.kind != Kind::Word)
}

fn zone(token: &Token<'_>) -> Option<Zone> {
    Some(match token.word() {
        "wib" => Zone::Wib,
        "wita" => Zone::Wita,
        "wit" => Zone::Wit,
        _ => return None,
    })
}

/// "12.00,13.00" is two times, not one number.
fn part_times(tokens: &mut Vec<Token<'_>>) {
    let mut at = 0;
    while at < tokens.len() {
        let Token { kind, text, start } = tokens[at];
        let timed = kind == Kind::Number && text.len() > 6 && text.contains(',');
        if let Some((first, second)) = text.split_once(',').filter(|(first, second)| timed && first.len() >= 4 && second.len() >= 4) {
            let behind = start + first.len() + 1;
            tokens.splice(at..=at, [Token { kind, text: first, start }, Token { kind, text: second, start: behind }]);
        }
        at += 1;
    }
}

fn push(items: &mut Vec<Item>, item: Item) {
    if let (Some(Item::Days(before)), Item::Days(days)) = (items.last_mut(), item) {
        *before |= days;
    } else {
        items.push(item);
    }
}

/// The item at a token and how many tokens it takes.
fn item(tokens: &[Token<'_>], at: usize) -> Result<(Option<Item>, usize), Refusal> {
    let token = tokens[at];
    if matches!(token.text, "wib" | "wita" | "wit" | "pukul" | "jam" | "s/d" | "dan" | "pelayanan")
        || matches!(token.kind, Kind::Sign(c) if c != '.')
    {
        return Ok((None, 1));
    }
    if let Some((weekly, length)) = frequency(tokens, at) {
        return Ok((Some(Item::Frequency { weekly }), length));
    }
    if token.kind == Kind::Number {
        return span(tokens, at).map(|(span, length)| (span.map(Item::Span), length));
    }
    if token.is('.') && tokens.get(at + 1).is_some() {
        return Ok((Some(Item::End), 1));
    }
    if token.kind != Kind::Word {
        return Ok((None, 1));
    }
    if let Some((weeks, length)) = weeks(tokens, at) {
        return Ok((Some(Item::Weeks(weeks)), length));
    }
    let each_week = matches!(token.text, "minggu" | "pekan") && at > 0 && matches!(tokens[at - 1].word(), "setiap" | "tiap");
    let other_day = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| super::weekday(token.word()).is_some());
    let named_day = tokens.get(at + 1).is_some_and(|next| next.word() == "hari") && other_day(Some(at + 2));
    if each_week && (other_day(at.checked_sub(2)) || other_day(Some(at + 1)) || named_day) {
        return Ok((None, 1));
    }
    if is_week(tokens, at) {
        return Err(Refusal::Unread);
    }
    if let Some((found, length)) = days(tokens, at) {
        if said_of_days(tokens, at) {
            return Ok((Some(Item::Closed), length));
        }
        let named = tokens.iter().skip(at + length).find(|token| !token.is('(') && !token.is(':') && token.word() != "yaitu");
        if found == WORKING_DAYS && super::weekday(token.text).is_none() && named.is_some_and(|next| super::weekday(next.word()).is_some())
        {
            return Ok((None, length));
        }
        let blank = blank(tokens, at + length);
        return Ok((blank.is_none().then_some(Item::Days(found)), length + blank.unwrap_or(0)));
    }
    if let Some((span, length)) = opening_and_closing(tokens, at) {
        return Ok((Some(Item::Span(span)), length));
    }
    word(tokens, at)
}

/// "Sabtu dan Minggu hari libur": the holiday is what is said of the days, no day beside them.
fn said_of_days(tokens: &[Token<'_>], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let holiday = word(at) == "hari" && word(at + 1) == "libur" && !matches!(word(at + 2), "nasional" | "keagamaan" | "besar" | "resmi");
    holiday && at > 0 && (super::weekday(word(at - 1)).is_some() || matches!(word(at - 1), "adalah" | "merupakan"))
}

/// How many tokens say that nothing is said of the days before them: `: -`, `: ""`, `: null`.
fn blank(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    let mut at = from;
    while tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Sign('"' | ':' | '|' | '='))) {
        if tokens[at].is('"')
            && at > from
            && tokens.get(at + 1).is_some_and(|next| next.is('"'))
            && tokens.get(at + 2).is_none_or(|next| next.is(',') || next.is('}'))
        {
            return Some(at + 2 - from);
        }
        at += 1;
    }
    let nothing =
        tokens.get(at).is_some_and(|token| token.parts_range() && token.kind != Kind::Word || matches!(token.word(), "null" | "none"));
    let ends = tokens.get(at + 1).is_none_or(|token| matches!(token.kind, Kind::Sign('"' | ',' | '}' | '|' | ')' | '-')));
    (nothing && ends).then_some(at + 1 - from)
}

fn word(tokens: &[Token<'_>], at: usize) -> Result<(Option<Item>, usize), Refusal> {
    let word = |offset: usize| tokens.get(at + offset).map_or("", Token::word);
    let found = match (word(0), word(1)) {
        ("kecuali" | "except" | "selain", _) => (Item::Except, 1),
        ("ganjil" | "genap" | "selesai" | "sekali" | "tanggal" | "tgl", _) => return Err(Refusal::Unread),
        (name, _) if month_number(name).is_some() && !matches!(name, "mar" | "mei" | "des") => return Err(Refusal::Unread),
        ("tidak" | "tdk", "ada" | "melayani" | "buka" | "beroperasi" | "menerima" | "operasional" | "dilayani")
            if word(2) != "istirahat" =>
        {
            (Item::Closed, 2)
        }
        ("tanpa", "istirahat" | "jeda") => return Ok((None, 2)),
        ("istirahat" | "ishoma", "") if tokens.get(at + 1).is_some_and(|next| next.is(')')) => return Ok((None, 1)),
        ("unknown", _) => (Item::Unknown, 1),
        ("istirahat", "tetap") | ("tetap", "buka" | "melayani" | "dilayani") => return Ok((None, 2)),
        ("tidak" | "tdk", "ada" | "tutup" | "libur" | "istirahat") => return Ok((None, 3)),
        ("tutup" | "libur" | "closed" | "off" | "ditutup" | "diliburkan" | "close" | "liburr", _) => (Item::Closed, 1),
        ("disesuaikan" | "menyesuaikan" | "tentatif" | "kondisional" | "menyusul" | "fleksibel", _) => (Item::Unknown, 1),
        ("sesuai", "jadwal" | "kebutuhan" | "permintaan" | "perjanjian" | "kondisi") => (Item::Unknown, 2),
        ("buka" | "dibuka" | "melayani" | "beroperasi", _) if open_somewhen(tokens, at) => (Item::Unknown, 1),
        (day, _) if abbreviation(tokens, at) && day.len() <= 3 => return Err(Refusal::Unread),
        ("istirahat" | "ishoma" | "ist" | "rehat" | "break" | "isoma" | "jeda" | "istrahat" | "isirahat" | "istrirahat", _) => {
            (Item::Break, 1)
        }
        ("ramadan" | "ramadhan" | "romadhon" | "romadon" | "puasa" | "ramadlan" | "romadlon", _) => (Item::Season, 1),
        ("online" | "daring" | "chatbot" | "website" | "whatsapp" | "aplikasi" | "web" | "situs" | "wa" | "hotline", _)
        | ("call", "center" | "centre") => (Item::Online, 1),
        ("offline" | "luring" | "langsung", _) | ("tatap", "muka") => (Item::Counter, 1),
        ("pendaftaran" | "pengambilan" | "antrian" | "antrean" | "registrasi" | "loket", _) => {
            return Ok((None, latest(tokens, at).unwrap_or(1)));
        }
        _ => return Ok((None, 1)),
    };
    Ok((Some(found.0), found.1))
}

/// "Pendaftaran terakhir pukul 14.00": a remark with one time, which is no opening hours. How many tokens it takes.
fn latest(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let leads = |token: &Token<'_>| {
        matches!(
            token.word(),
            "pendaftaran"
                | "pengambilan"
                | "antrian"
                | "antrean"
                | "registrasi"
                | "loket"
                | "nomor"
                | "terakhir"
                | "ditutup"
                | "tutup"
                | "sampai"
                | "s/d"
                | "hingga"
                | "maksimal"
                | "paling"
                | "lambat"
                | "pukul"
                | "jam"
                | "pkl"
                | "batas"
                | "berkas"
                | "penerimaan"
                | "dibatasi"
        ) || token.is(':')
    };
    let to = at + tokens.iter().skip(at).take_while(|token| leads(token)).count();
    let time = tokens.get(to).filter(|token| token.kind == Kind::Number && token.text.contains(['.', ':']))?;
    let last = tokens.get(to - 1)?;
    let bounded = matches!(last.word(), "terakhir" | "ditutup" | "tutup" | "sampai" | "s/d" | "hingga" | "maksimal" | "lambat")
        || tokens
            .get(at..to)?
            .iter()
            .any(|token| matches!(token.word(), "terakhir" | "ditutup" | "sampai" | "s/d" | "hingga" | "maksimal" | "lambat"));
    let spanned = tokens.get(to + 1).is_some_and(Token::parts_range);
    (time.text.len() <= 5 && bounded && !spanned).then_some(to + 1 - at)
}

/// "1 minggu 2x", "2 kali seminggu", "seminggu sekali", "2 minggu sekali": whether it is every week, and how many tokens it takes.
fn frequency(tokens: &[Token<'_>], at: usize) -> Option<(bool, usize)> {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let count = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Number && token.text.len() == 1 || matches!(token.word(), "satu" | "dua" | "tiga"))
    };
    let times = |at: usize| matches!(word(at), "x" | "kali");
    let once = |at: usize| if word(at) == "sekali" { Some(1) } else { (count(at) && times(at + 1)).then_some(2) };
    let one = |at: usize| tokens.get(at).is_some_and(|token| matches!(token.text, "1" | "satu"));
    if matches!(word(at), "seminggu" | "sepekan" | "sebulan") {
        return once(at + 1).map(|length| (word(at) != "sebulan", 1 + length));
    }
    if !count(at) {
        return None;
    }
    if matches!(word(at + 1), "minggu" | "pekan" | "bulan") {
        return once(at + 2).map(|length| (one(at) && word(at + 1) != "bulan", 2 + length));
    }
    if !times(at + 1) {
        return None;
    }
    let to = at
        + 2
        + usize::from(matches!(word(at + 2), "dalam" | "per" | "tiap" | "setiap") || tokens.get(at + 2).is_some_and(|token| token.is('/')));
    let counted = usize::from(one(to));
    match word(to + counted) {
        "seminggu" | "sepekan" | "minggu" | "pekan" => Some((true, to + counted + 1 - at)),
        "sebulan" | "bulan" => Some((false, to + counted + 1 - at)),
        _ => None,
    }
}
