//! What the words around a quantity make of it: "maksimal", "±", "kurang dari", or no processing time at all ("usia 17 tahun").

use crate::normalise::lexer::{Kind, Token};

use super::quantity::Quantity;

/// How a figure bounds the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// From both sides.
    Both,
    /// At most.
    Upper,
    /// At least.
    Lower,
}

/// How many tokens before a quantity still speak of it.
const NEAR: usize = 6;

/// Reads the words around a quantity; those before `from` belong to another. False where they say that it is no processing time.
pub(super) fn qualify(quantity: &mut Quantity, tokens: &[Token<'_>], from: usize) -> bool {
    let before = tokens.get(from.max(quantity.first.saturating_sub(NEAR))..quantity.first).unwrap_or_default();
    let after_figure = before.iter().rposition(|token| token.kind == Kind::Number).map_or(0, |at| at + 1);
    let near = before.get(after_figure..).unwrap_or_default();
    for at in 0..near.len() {
        if !word_before(quantity, near, at) {
            return false;
        }
    }
    if matches!(near.last().map(Token::word), Some("s/d" | "sampai" | "hingga")) && quantity.exact() {
        quantity.bound = Bound::Upper;
    }
    if returns(tokens, quantity) {
        return false;
    }
    behind(quantity, tokens);
    if !quantity.exact() {
        quantity.bound = Bound::Both;
    }
    true
}

/// "2 kali seminggu", "setahun sekali", "7 hari sebelum berangkat": how often, or by when, and not how long. Seconds are not counted.
fn returns(tokens: &[Token<'_>], quantity: &Quantity) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let before = quantity.first.checked_sub(1).map_or("", word);
    if tokens.get(quantity.end).is_some_and(|next| next.kind == Kind::Number) && word(quantity.end + 1) == "detik" {
        return true;
    }
    matches!(word(quantity.end), "sekali" | "sebelum" | "lalu" | "yang") || matches!(before, "kali" | "x" | "sekali" | "setiap" | "tiap")
}

/// One word before the quantity; false where it says that the quantity is none.
fn word_before(quantity: &mut Quantity, near: &[Token<'_>], at: usize) -> bool {
    let token = near[at];
    let next = near.get(at + 1).map_or("", Token::word);
    let not = at.checked_sub(1).is_some_and(|before| matches!(near[before].word(), "tidak" | "tak" | "tdk"));
    let plus = |offset: usize| near.get(at + offset).is_some_and(|token| token.is('-'));
    match token.kind {
        Kind::Sign('±' | '~' | '≈') => quantity.approximate = true,
        Kind::Sign('+') if plus(1) || (near.get(at + 1).is_some_and(|token| token.is('/')) && plus(2)) => quantity.approximate = true,
        Kind::Sign('<' | '≤') => quantity.bound = Bound::Upper,
        Kind::Sign('>' | '≥') => quantity.bound = Bound::Lower,
        Kind::Word => match (token.text, next) {
            ("usia" | "umur" | "berumur" | "berusia" | "berlaku" | "berlakunya" | "validitas" | "kadaluarsa" | "kedaluwarsa", _) => {
                return false;
            }
            ("kurang", "lebih") | ("lebih", "kurang") => quantity.approximate = true,
            (word, _) if about(word) => quantity.approximate = true,
            ("kurang", "dari") | ("di", "bawah") => quantity.bound = Bound::Upper,
            ("paling" | "plg" | "tak", "lama" | "lambat" | "banyak" | "telat" | "lambatnya" | "lamanya" | "lm") => {
                quantity.bound = Bound::Upper
            }
            ("lamanya", _) if at > 0 && near[at - 1].is('-') => quantity.bound = Bound::Upper,
            ("lebih", "dari") | ("di", "atas") | ("diatas", _) if !not => quantity.bound = Bound::Lower,
            ("lebih", _) | ("melebihi" | "lewat" | "melampaui", _) if not => quantity.bound = Bound::Upper,
            ("paling" | "plg", "cepat" | "sedikit" | "singkat" | "kurang") => quantity.bound = Bound::Lower,
            (word, _) if at_least(word) => quantity.bound = Bound::Lower,
            ("total" | "totalnya" | "keseluruhan" | "jumlah", _) => quantity.total = true,
            (word, _) if at_most(word) => quantity.bound = Bound::Upper,
            _ => {}
        },
        Kind::Sign('=') => quantity.total = true,
        Kind::Sign(_) | Kind::Number => {}
    }
    true
}

/// Whether a word says how a quantity is meant, and so names nothing.
pub(super) fn qualifies(word: &str) -> bool {
    at_most(word)
        || at_least(word)
        || about(word)
        || matches!(word, "plg" | "banyak" | "dibawah" | "diatas" | "telat" | "singkat" | "sedikit" | "kurangnya")
}

fn about(word: &str) -> bool {
    matches!(
        word,
        "sekitar"
            | "kira"
            | "estimasi"
            | "perkiraan"
            | "diperkirakan"
            | "rata"
            | "rerata"
            | "kurleb"
            | "approx"
            | "about"
            | "lk"
            | "estimated"
            | "approximately"
            | "krg"
            | "sekira"
            | "hampir"
            | "sekiranya"
            | "diestimasikan"
    )
}

fn at_least(word: &str) -> bool {
    matches!(word, "minimal" | "minimum" | "sekurang" | "setidaknya" | "minim" | "setidak")
}

fn at_most(word: &str) -> bool {
    matches!(
        word,
        "maksimal"
            | "maksimum"
            | "maks"
            | "max"
            | "mak"
            | "mks"
            | "maksimalnya"
            | "maksimalkan"
            | "maximal"
            | "maximum"
            | "maxsimal"
            | "maximimal"
            | "maksimla"
            | "maskimal"
            | "maksmal"
            | "maksimak"
            | "maksima"
            | "makismal"
            | "maxs"
            | "selambat"
            | "selambatnya"
            | "selambatlambatnya"
            | "lambatnya"
            | "within"
            | "terlama"
            | "dibawah"
    )
}

/// "3 hari maksimal", "14 hari kerja (paling lama)", "2 jam kurang lebih".
fn behind(quantity: &mut Quantity, tokens: &[Token<'_>]) {
    let bracket = usize::from(tokens.get(quantity.end).is_some_and(|token| token.is('(')));
    let word = |at: usize| tokens.get(quantity.end + bracket + at).map_or("", Token::word);
    let ends = |at: usize| tokens.get(quantity.end + bracket + at).is_none_or(|token| matches!(token.kind, Kind::Sign(_)));
    match (word(0), word(1)) {
        (word, _) if at_most(word) && ends(1) => quantity.bound = Bound::Upper,
        ("paling", "lama" | "lambat") if ends(2) => quantity.bound = Bound::Upper,
        ("kurang", "lebih") if ends(2) => quantity.approximate = true,
        ("estimasi" | "perkiraan", _) if ends(1) => quantity.approximate = true,
        ("lebih", _) if ends(1) => quantity.bound = Bound::Lower,
        _ if tokens.get(quantity.end).is_some_and(|token| token.is('±') || token.is('+') && tokens.len() <= quantity.end + 3) => {
            quantity.approximate = true;
        }
        ("an", _) if bracket == 0 => quantity.approximate = true,
        ("", "an") if tokens[quantity.end].is('-') => quantity.approximate = true,
        _ => {}
    }
}
