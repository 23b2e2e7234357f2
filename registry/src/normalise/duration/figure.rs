//! The figure of a duration, without its unit: `7 (tujuh)`, `1x24`, `½`, `1/2`, `1,5`, `dua puluh`, `setengah`.

use crate::normalise::lexer::{Kind, Token};
use crate::normalise::spelt;

/// A figure and the token after it, its repetition in brackets passed over. A repetition that says another number makes it none.
pub(super) fn figure(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let token = tokens.get(at)?;
    let halved = at >= 2 && tokens[at - 1].is('/') && tokens[at - 2].kind == Kind::Number;
    if halved {
        return None;
    }
    let (value, end) = match token.kind {
        Kind::Number => number(tokens, at)?,
        Kind::Sign('½') => (0.5, at + 1),
        Kind::Sign('¼') => (0.25, at + 1),
        Kind::Word => words(tokens, at)?,
        Kind::Sign(_) => return None,
    };
    let (half, end) = with_half(tokens, at, end)?;
    let end = past_brackets(tokens, end, value + half)?;
    Some(repeated(tokens, end).map_or((value + half, end), |(times, end)| (value * times, end)))
}

/// "1 (satu) x 24 jam": the second factor behind the brackets, and the token after it.
fn repeated(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let behind = at > 0 && tokens[at - 1].is(')') && tokens.get(at)?.word() == "x";
    let times = tokens.get(at + 1).filter(|token| behind && token.kind == Kind::Number)?;
    Some((plain(times.text)?, at + 2))
}

/// Whether a figure may begin with this word.
pub(super) fn begins(word: &str) -> bool {
    matches!(word, "setengah" | "separuh" | "seperempat") || spelt::is_part(word)
}

/// "satu setengah": the half behind a whole number in words.
fn with_half(tokens: &[Token<'_>], at: usize, end: usize) -> Option<(f64, usize)> {
    let half = end > at && tokens.get(at)?.text != "setengah" && tokens.get(end).is_some_and(|token| token.word() == "setengah");
    Some(if half { (0.5, end + 1) } else { (0.0, end) })
}

fn words(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    match tokens.get(at)?.text {
        "setengah" | "separuh" => return Some((0.5, at + 1)),
        "seperempat" => return Some((0.25, at + 1)),
        _ => {}
    }
    let (value, end) = spelt::number(tokens, at)?;
    Some((f64::from(u32::try_from(value).ok()?), end))
}

fn number(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let value = plain(tokens.get(at)?.text)?;
    let next = tokens.get(at + 1);
    let second = tokens.get(at + 2).filter(|token| token.kind == Kind::Number).and_then(|token| plain(token.text));
    if let Some((part, end)) = fraction(tokens, at + 1).filter(|_| value.fract() == 0.0) {
        return Some((value + part, end));
    }
    match (next, second) {
        (Some(next), _) if next.is('½') => Some((value + 0.5, at + 2)),
        (Some(next), Some(second)) if matches!(next.word(), "x" | "kali") || next.is('×') || next.is('*') => {
            Some((value * second, at + 3))
        }
        (Some(next), Some(_)) if next.is('/') => fraction(tokens, at),
        _ => Some((value, at + 1)),
    }
}

/// "1/2 jam": a half, a quarter or three quarters of an hour.
fn fraction(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    let part = match (tokens.get(at)?.text, tokens.get(at + 1)?.is('/'), tokens.get(at + 2)?.text) {
        ("1", true, "2") => 0.5,
        ("1", true, "4") => 0.25,
        ("3", true, "4") => 0.75,
        _ => return None,
    };
    (tokens.get(at + 3)?.word() == "jam").then_some((part, at + 3))
}

/// Digits with at most a decimal comma or point; "08.00" and "08:00" are times of day.
fn plain(text: &str) -> Option<f64> {
    let Some((whole, decimals)) = text.split_once(['.', ',', ':']) else { return text.parse().ok() };
    let grouped = text.contains('.') && decimals.len() == 3 && !whole.starts_with('0');
    if grouped {
        return text.replace('.', "").parse().ok();
    }
    let decimal =
        (decimals.len() == 1 || matches!(decimals, "25" | "75")) && !text.contains(':') && !(whole.len() > 1 && whole.starts_with('0'));
    if decimal { text.replace(',', ".").parse().ok() } else { None }
}

/// Passes over "(tujuh)", "( tujuh )" and "(7)"; `None` where the brackets hold another number.
fn past_brackets(tokens: &[Token<'_>], at: usize, value: f64) -> Option<usize> {
    let Some(inside) = tokens.get(at).filter(|token| token.is('(')).and_then(|_| tokens.get(at + 1)) else { return Some(at) };
    let (repeated, end) = match inside.kind {
        Kind::Number => (inside.text.parse().ok(), at + 2),
        Kind::Word if inside.text == "setengah" => (Some(0.5), at + 2),
        Kind::Word => match spelt::number(tokens, at + 1) {
            Some((number, end)) => (u32::try_from(number).ok().map(f64::from), end),
            None => return Some(past_misspelt(tokens, at)),
        },
        Kind::Sign(_) => return Some(at),
    };
    if !tokens.get(end).is_some_and(|token| token.is(')')) {
        return Some(at);
    }
    repeated.is_none_or(|repeated: f64| (repeated - value).abs() < 1e-9).then_some(end + 1)
}

/// Passes over "(tga)": a misspelt repetition between a figure and its unit.
fn past_misspelt(tokens: &[Token<'_>], at: usize) -> usize {
    let words = tokens.iter().skip(at + 1).take(4).take_while(|token| token.kind == Kind::Word).count();
    let end = at + 1 + words;
    let unit = |word: &str| matches!(word, "hari" | "jam" | "menit" | "bulan" | "minggu" | "tahun" | "hk" | "hr" | "mnt");
    let closed = words > 0 && tokens.get(end).is_some_and(|token| token.is(')'));
    if closed && tokens.get(end + 1).is_some_and(|next| unit(next.word())) { end + 1 } else { at }
}
