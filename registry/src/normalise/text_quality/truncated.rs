//! Names that were cut: at a length that columns of tables have, in the middle of a word, or behind a word that asks for another.

use super::{Defect, Role, vocabulary};

/// Lengths that columns have, in characters.
const LIMITS: [usize; 22] = [20, 25, 30, 32, 35, 40, 45, 48, 50, 60, 64, 70, 75, 80, 100, 120, 128, 150, 200, 250, 254, 255];

/// Whether a word cannot be the last of a name.
pub(super) fn dangles(word: &str) -> bool {
    matches!(
        word,
        "dan"
            | "atau"
            | "untuk"
            | "yang"
            | "dari"
            | "dengan"
            | "oleh"
            | "pada"
            | "bagi"
            | "dalam"
            | "tentang"
            | "serta"
            | "karena"
            | "di"
            | "ke"
            | "para"
            | "sebagai"
            | "antara"
            | "terhadap"
            | "melalui"
            | "kepada"
            | "and"
            | "of"
            | "for"
    )
}

/// Whether a text was cut.
pub(super) fn read(text: &str, role: Role) -> Option<Defect> {
    let trimmed = text.trim_end();
    if role == Role::Text {
        let full = [250, 254, 255, 256, 500, 512, 1000, 1024, 2000, 4000].contains(&trimmed.chars().count());
        let open = trimmed.ends_with(|c: char| c.is_lowercase() || c == ',');
        let cut_word = full && open && last_word(trimmed).is_some_and(|(_, lower)| dangles(&lower) || begins(&lower, 1));
        return cut_word.then(|| Defect::Truncated { at: Some(trimmed.chars().count()) });
    }
    let length = trimmed.chars().count();
    if length < 6 {
        return None;
    }
    let at = LIMITS.contains(&length).then_some(length);
    let truncated = Some(Defect::Truncated { at });
    if trimmed.ends_with("...") || trimmed.ends_with('…') {
        return truncated;
    }
    if trimmed.ends_with(['(', '&', '/', '[']) || trimmed.ends_with(" -") || trimmed.ends_with(" –") {
        return truncated;
    }
    if trimmed.matches('(').count() > trimmed.matches(')').count() {
        return truncated;
    }
    let (word, lower) = last_word(trimmed)?;
    if dangles(&lower) && trimmed.contains(' ') {
        return truncated;
    }
    let upper = !word.chars().any(char::is_lowercase);
    let all_upper = !trimmed.chars().any(char::is_lowercase);
    let first = trimmed.len() == word.len();
    if first || (upper && !all_upper) || vocabulary::known(&lower) {
        return None;
    }
    let cut_at_limit = at.is_some() && lower.len() >= 2 && begins(&lower, 1) && !abbreviation(&lower);
    let cut_word = lower.len() >= 4 && begins(&lower, 2) && !abbreviation(&lower) && trimmed.split(' ').count() >= 3;
    (cut_at_limit || cut_word).then_some(Defect::Truncated { at })
}

fn begins(word: &str, more: usize) -> bool {
    word.is_ascii() && !vocabulary::known(word) && vocabulary::begins_a_word(word, more)
}

/// The last word, as written and in lower case, where the text ends with one.
fn last_word(text: &str) -> Option<(&str, String)> {
    let at = text.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last()?.0;
    let word = text.get(at..)?;
    let before = text.get(..at)?.chars().next_back();
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '/' | '-' | '(' | ',')).then(|| (word, word.to_lowercase()))
}

/// Short forms that begin like longer words and are meant.
fn abbreviation(word: &str) -> bool {
    matches!(
        word,
        "kab"
            | "kec"
            | "kel"
            | "prov"
            | "jl"
            | "no"
            | "dll"
            | "dsb"
            | "dst"
            | "adm"
            | "admin"
            | "info"
            | "dok"
            | "lab"
            | "min"
            | "maks"
            | "tgl"
            | "tel"
            | "kep"
            | "sel"
            | "ut"
            | "bar"
            | "tim"
            | "teng"
            | "ket"
            | "bid"
            | "bag"
            | "sek"
            | "sie"
            | "org"
            | "pem"
            | "penc"
            | "lingk"
            | "dept"
            | "univ"
            | "medik"
            | "konsul"
            | "dukcapil"
            | "kepeg"
            | "rek"
            | "rekom"
            | "pos"
            | "ib"
            | "el"
            | "an"
            | "ii"
            | "iii"
            | "iv"
            | "ktp"
            | "elektr"
            | "dalam"
            | "ling"
            | "sert"
            | "perusda"
            | "kemen"
            | "kesra"
            | "catin"
            | "capil"
            | "duk"
            | "dik"
            | "praktek"
    )
}
