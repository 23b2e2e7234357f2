//! Misspelt words of public services: one slip of the finger away from a word that is meant, and no word themselves.

use super::{Defect, keyboard, vocabulary};

/// The shortest word that is put under suspicion.
const SHORTEST: usize = 6;

/// The first misspelt word.
pub(super) fn read(text: &str, found: &[Defect]) -> Option<Defect> {
    let cut = found.iter().any(|defect| matches!(defect, Defect::Truncated { .. }));
    let all_upper = !text.chars().any(char::is_lowercase);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(400).collect();
    let last = words.len().saturating_sub(1);
    words.iter().enumerate().filter(|(at, _)| !(cut && *at == last)).find_map(|(_, word)| {
        let abbreviation = !all_upper && !word.chars().any(char::is_lowercase);
        if word.len() < SHORTEST || word.len() > 24 || abbreviation || !word.is_ascii() {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        if vocabulary::known(&lower) || allowed(&lower) {
            return None;
        }
        meant(&lower).map(|meant| Defect::Typo { word: (*word).to_owned(), meant })
    })
}

/// Other spellings, loan words and forms that are one letter away from a word and meant as they stand.
fn allowed(word: &str) -> bool {
    matches!(
        word,
        "penghantar"
            | "perawan"
            | "layangan"
            | "perijinan"
            | "sertipikasi"
            | "legalisir"
            | "registration"
            | "administrasi"
            | "pemohonan"
            | "permukaan"
    )
}

/// The word that was meant, where only one can be.
fn meant(word: &str) -> Option<&'static str> {
    let mut best: Option<(u8, &'static str)> = None;
    let mut tied = false;
    for target in vocabulary::targets(word) {
        let Some(distance) = slip(word.as_bytes(), target.as_bytes()).filter(|distance| *distance < 3 || odd(word)) else { continue };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, other)) if distance == least => tied |= other != target,
            _ => (best, tied) = (Some((distance, target)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, target)| target)
}

/// Letters that follow each other in no word, or an end that words seldom have.
fn odd(word: &str) -> bool {
    vocabulary::strange_pairs(word).0 > 0 || word.ends_with(['b', 'c', 'd', 'f', 'g', 'j', 'p', 'q', 'v', 'w', 'x', 'y', 'z'])
}

/// How unlikely a slip is. 1: two letters changed places, a letter doubled, the key beside the right one; 2: another letter, one too many or too
/// few; 3: two wrong letters in a long word that looks like none, each beside the right key. `None` for more.
pub(super) fn slip(word: &[u8], target: &[u8]) -> Option<u8> {
    if target.len() < 7 || word.len().abs_diff(target.len()) > 1 || word.first()? != target.first()? {
        return None;
    }
    let start = word.iter().zip(target).take_while(|(a, b)| a == b).count();
    let end = word.iter().rev().zip(target.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = end.min(word.len().min(target.len()) - start);
    let rest = |bytes: &[u8]| bytes.len() - start - end;
    match (rest(word), rest(target)) {
        (1, 1) if keyboard::adjacent(word[start], target[start]) => Some(1),
        (1, 1) => Some(2),
        (0, 1) => Some(2),
        (1, 0) if start > 0 && word[start] == word[start - 1] => Some(1),
        (1, 0) => Some(2),
        (2, 2) if word[start] == target[start + 1] && word[start + 1] == target[start] => Some(1),
        _ if word.len() == target.len() && word.len() >= 8 => {
            let wrong: Vec<(u8, u8)> = word.iter().zip(target).filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)).collect();
            (wrong.len() == 2 && wrong.iter().all(|(a, b)| keyboard::adjacent(*a, *b))).then_some(3)
        }
        _ => None,
    }
}
