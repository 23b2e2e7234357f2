//! Times of day and spans of them: "08.00 - 15.00 WIB", "8 pagi sampai 3 sore", "buka 08.00, tutup 15.00", "24 jam".

use crate::normalise::lexer::{Kind, Token};

use super::scan::{Refusal, Span};

/// The end of a span that ends nobody knows when: "08.00 sampai selesai".
pub(super) const OPEN_END: u16 = u16::MAX;

/// A span at a number, `None` for a number that is no time, and how many tokens it takes.
pub(super) fn span(tokens: &[Token<'_>], at: usize) -> Result<(Option<Span>, usize), Refusal> {
    if let Some(length) = all_day(tokens, at) {
        return Ok((Some((0, 1440)), length));
    }
    let sure = tokens[at].text.contains([':', '.', ',']);
    if !sure && counts(tokens, at) {
        let spanned =
            tokens.get(at + 1).is_some_and(Token::parts_range) && tokens.get(at + 2).is_some_and(|token| token.kind == Kind::Number);
        return Ok((None, if spanned { 3 } else { 1 }));
    }
    let Some((open, after)) = time(tokens, at) else {
        return if sure {
            Err(if looks_like_time(tokens[at].text) { Refusal::Impossible } else { Refusal::Unread })
        } else {
            Ok((None, 1))
        };
    };
    let listed = quoted_pair(tokens, at).or_else(|| closing_word(tokens, after));
    let mut to = skip_zone(tokens, after);
    let spanned = tokens.get(to).is_some_and(Token::parts_range) || listed.is_some();
    to = listed.unwrap_or(to + 1);
    while tokens.get(to).is_some_and(|token| {
        matches!(token.word(), "dengan" | "pukul" | "jam" | "pkl" | "dg" | "dgn" | "maksimal" | "pk") || token.is('.') || token.is('-')
    }) {
        to += 1;
    }
    if spanned
        && tokens.get(to).is_some_and(|token| matches!(token.word(), "selesai" | "tuntas" | "habis" | "berakhir" | "finish" | "finis"))
    {
        return Ok((Some((open, OPEN_END)), to + 1 - at));
    }
    match time(tokens, to).filter(|_| spanned) {
        Some((close, end)) => {
            let unit = tokens.get(end).map_or("", Token::word);
            if matches!(unit, "hari" | "menit" | "orang" | "bulan" | "tahun") && !sure || unit == "menit" || !sure && unit == "minggu" {
                return if sure { Err(Refusal::Unread) } else { Ok((None, end - at)) };
            }
            let close = if close == 1439 { 1440 } else { close };
            if open < close { Ok((Some((open, close)), end - at)) } else { Err(Refusal::Impossible) }
        }
        None if spanned && tokens.get(to).is_some_and(|token| token.kind == Kind::Number && looks_like_time(token.text)) => {
            Err(Refusal::Impossible)
        }
        None if sure || spanned && tokens.get(at + 1).is_some_and(|next| next.kind != Kind::Word) => Err(Refusal::Unread),
        None => Ok((None, 1)),
    }
}

/// "Loket 1-5", "lantai 2": a number that tells places apart.
fn counts(tokens: &[Token<'_>], at: usize) -> bool {
    let mut before = tokens.get(..at).unwrap_or_default().iter().rev().filter(|token| !token.is('.') && !token.is(':'));
    before.next().is_some_and(|token| {
        matches!(
            token.word(),
            "loket" | "lantai" | "lt" | "ruang" | "gedung" | "nomor" | "no" | "meja" | "kuota" | "usia" | "gerai" | "counter" | "sesi"
        )
    })
}

/// "24 jam", "24/7", "1 x 24 jam".
fn all_day(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let next = tokens.get(at + 1)?;
    let text = tokens[at].text;
    if text == "24" && matches!(next.word(), "jam" | "hours" | "jm") {
        return Some(2);
    }
    if text == "24" && next.is('/') {
        return Some(3);
    }
    let times = text == "1" && (next.word() == "x" || next.is('×')) && tokens.get(at + 2)?.text == "24";
    (times && matches!(tokens.get(at + 3)?.word(), "jam")).then_some(4)
}

/// "08.00, tutup pukul 15.00": where the closing time stands.
fn closing_word(tokens: &[Token<'_>], after: usize) -> Option<usize> {
    let passed = |token: &Token<'_>| token.is(',') || matches!(token.word(), "wib" | "wita" | "wit" | "dan");
    let at = after + tokens.iter().skip(after).take_while(|token| passed(token)).count();
    let closes = tokens.get(at).is_some_and(|token| matches!(token.word(), "tutup" | "ditutup" | "close" | "pulang"));
    let to = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|token| matches!(token.word(), "pukul" | "jam" | "pkl")));
    (closes && tokens.get(to).is_some_and(|token| token.kind == Kind::Number)).then_some(to)
}

/// `["08:00", "15:00"]`: where the second time of a quoted pair stands.
fn quoted_pair(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let open = at >= 2 && tokens[at - 1].is('"') && tokens[at - 2].is('[');
    let signs = tokens.iter().skip(at + 1).take_while(|token| token.is('"') || token.is(',')).count();
    (open && signs == 3).then_some(at + 4)
}

/// "Buka 08.00 WIB, tutup 15.00": a span at the word for opening.
pub(super) fn opening_and_closing(tokens: &[Token<'_>], at: usize) -> Option<(Span, usize)> {
    if !matches!(tokens[at].word(), "buka" | "open" | "opens" | "mulai" | "dibuka" | "masuk") {
        return None;
    }
    let passed = |token: &Token<'_>| {
        matches!(token.kind, Kind::Sign(_)) && !token.parts_range()
            || matches!(token.word(), "pukul" | "jam" | "pkl" | "wib" | "wita" | "wit" | "dan" | "at" | "pada" | "_")
    };
    let skip = |from: usize| from + tokens.iter().skip(from).take_while(|token| passed(token)).count();
    let (open, after) = time(tokens, skip(at + 1))?;
    let closing = skip(after);
    let closing = closing + usize::from(tokens.get(closing).is_some_and(Token::parts_range));
    if !matches!(tokens.get(closing)?.word(), "tutup" | "close" | "closes" | "closed" | "selesai" | "ditutup" | "pulang") {
        return None;
    }
    let (close, end) = time(tokens, skip(closing + 1))?;
    (open < close).then_some(((open, close), end - at))
}

/// Passes over "WIB" between opening and closing time: "08.00 WIB - 15.00 WIB".
fn skip_zone(tokens: &[Token<'_>], at: usize) -> usize {
    let zone = tokens.get(at).is_some_and(|token| matches!(token.word(), "wib" | "wita" | "wit"));
    at + usize::from(zone && tokens.get(at + 1).is_some_and(Token::parts_range))
}

/// Two digits, a mark, two digits: `25.00` looks like a time and is none.
fn looks_like_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once([':', '.']) else { return false };
    (1..=2).contains(&hours.len()) && minutes.len() == 2
}

/// A time of day in minutes, and the token after it: `08.00`, `8`, `0800`, `8 pagi`, `3 pm`.
fn time(tokens: &[Token<'_>], at: usize) -> Option<(u16, usize)> {
    let text = tokens.get(at).filter(|token| token.kind == Kind::Number)?.text;
    let (hours, minutes) = match text.split_once([':', '.', ',']) {
        Some((hours, minutes)) => (hours, minutes.split([':', '.']).next().filter(|minutes| minutes.len() == 2)?),
        None if text.len() == 4 && text.starts_with(['0', '1']) && !text.starts_with("19") => (text.get(..2)?, text.get(2..)?),
        None => (text, "0"),
    };
    if hours.len() > 2 {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let (hours, length) = match tokens.get(at + 1).map_or("", Token::word) {
        "malam" if hours == 12 => (24, 1),
        "pm" | "sore" | "malam" | "petang" => (if hours < 12 { hours + 12 } else { hours }, 1),
        "siang" => (if hours < 6 { hours + 12 } else { hours }, 1),
        "am" if hours == 12 => (0, 1),
        "am" | "pagi" => (hours, 1),
        _ => (hours, 0),
    };
    let of_day = hours * 60 + minutes;
    (hours <= 24 && minutes < 60 && of_day <= 1440).then_some((of_day, at + 1 + length))
}
