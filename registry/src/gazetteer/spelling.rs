//! The many spellings of one name, folded to one: lower case, no punctuation, and "Bau-Bau", "Bau Bau" and "Baubau" the same.

use crate::model::Kind;

/// The words of a text in lower case; apostrophes vanish ("Beraya'an" is one word), every other sign parts words.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘' | '`' | '´') && !word.is_empty() {
            push(&mut words, std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        push(&mut words, word);
    }
    words
}

fn push(words: &mut Vec<String>, word: String) {
    match word.as_str() {
        "kep" | "kepl" | "kepul" => words.push("kepulauan".to_owned()),
        "adm" | "administrasi" | "administratif" | "dati" => {}
        "ii" | "2" if words.last().is_some_and(|before| kind_word(before).is_some()) => {}
        "pemkab" => words.push("kabupaten".to_owned()),
        "pemkot" => words.push("kota".to_owned()),
        "kota" if words.last().is_some_and(|before| before == "wali") => {
            words.pop();
            words.push("walikota".to_owned());
        }
        _ => words.push(word),
    }
}

/// Whether a word says that what follows (or stands before) is a regency or a city.
pub(super) fn kind_word(word: &str) -> Option<Kind> {
    match word {
        "kab" | "kabupaten" | "kabupatan" | "kabupaen" | "kabupten" | "kabu" | "kbp" | "kbpt" | "regency" | "bupati" => {
            Some(Kind::Kabupaten)
        }
        "kota" | "kodya" | "kotif" | "kotip" | "kotamadya" | "kotamadia" | "kodia" | "kodamadya" | "city" | "walikota" => Some(Kind::Kota),
        _ => None,
    }
}

/// The type word as aliases carry it.
pub(super) fn kind_prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::Kabupaten => "kabupaten",
        Kind::Kota => "kota",
    }
}

/// Whether a word says that what follows is a province.
pub(super) fn province_word(word: &str) -> bool {
    matches!(word, "provinsi" | "propinsi" | "prov" | "prop" | "pemprov")
}

/// Whether two names differ by one letter, or by two neighbours changed about.
pub(crate) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    match (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default()) {
        ([x, y, a @ ..], [u, v, b @ ..]) if x == v && y == u && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a.len() == b.len() => a == b,
        ([_, a @ ..], b) if a.len() == b.len() => a == b,
        (a, [_, b @ ..]) if a.len() == b.len() => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_do_not_matter() {
        assert_eq!(words("Kab. Fak-Fak"), ["kab", "fak", "fak"]);
        assert_eq!(words("MPP Beraya'an"), ["mpp", "berayaan"]);
        assert_eq!(words("Kota Adm. Jakarta Pusat"), ["kota", "jakarta", "pusat"]);
        assert_eq!(words("Kep. Siau"), ["kepulauan", "siau"]);
    }
}
