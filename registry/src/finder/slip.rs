//! Misspelt words. Short ones ("kpt", "sckc", "nbi") by what fingers do on a keyboard: two letters changed about, a neighbouring key, a letter
//! twice; long ones by one letter, which [`Lexicon`] does; and words of consonants alone, as in chats ("prpnjng").
//!
//! A slip that may have meant two words means none.

use std::collections::HashMap;

use crate::gazetteer;
use crate::normalise::service_name::{Form, Lexicon};

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Words of documents up to this long are short.
const SHORT: usize = 5;
/// A short word that tells less than this is not guessed at.
const TELLS: f32 = 1.4;

/// What misspelt words can only mean.
pub(super) struct Slips {
    short: HashMap<String, Option<(u32, String)>>,
    bones: HashMap<String, Option<(u32, String)>>,
}

impl Slips {
    pub fn new(lexicon: &Lexicon, weights: &[f32]) -> Self {
        let mut slips = Self { short: HashMap::new(), bones: HashMap::new() };
        for (form, meaning) in lexicon.forms() {
            let Form::Word(id) = meaning else { continue };
            if !form.bytes().all(|byte| byte.is_ascii_lowercase()) {
                continue;
            }
            let tells = weights.get(id as usize).copied().unwrap_or(0.0);
            if (3..=SHORT).contains(&form.len()) && tells >= TELLS {
                fingers(form, |slip| add(&mut slips.short, lexicon, slip, id, form));
            }
            if form.len() >= 6 {
                let bones = bones(form);
                if bones.len() >= 4 {
                    add(&mut slips.bones, lexicon, bones, id, form);
                }
            }
        }
        slips
    }

    /// The word meant, with a spelling of it.
    pub fn meant<'a>(&'a self, word: &str, lexicon: &'a Lexicon) -> Option<(u32, String)> {
        if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        if let Some(found) = self.short.get(word) {
            return found.clone();
        }
        if word.len() >= 4 && word.bytes().filter(|byte| is_vowel(*byte)).count() * 4 <= word.len() {
            let found = self.bones.get(&bones(word)).cloned().flatten();
            if found.is_some() {
                return found;
            }
        }
        match lexicon.misspelt(word)? {
            Form::Word(id) => Some((id, lexicon.spelling(id).to_owned())),
            Form::Silent => None,
        }
    }
}

fn add(to: &mut HashMap<String, Option<(u32, String)>>, lexicon: &Lexicon, slip: String, id: u32, form: &str) {
    if lexicon.knows(&slip) || gazetteer::bears(&slip) {
        return;
    }
    to.entry(slip)
        .and_modify(|known| {
            if known.as_ref().is_some_and(|(other, _)| *other != id) {
                *known = None;
            }
        })
        .or_insert_with(|| Some((id, form.to_owned())));
}

/// What fingers make of a short word.
fn fingers(word: &str, mut give: impl FnMut(String)) {
    let letters: Vec<u8> = word.bytes().collect();
    let mut say = |letters: Vec<u8>| {
        if let Ok(slip) = String::from_utf8(letters) {
            give(slip);
        }
    };
    for at in 0..letters.len() {
        if at + 1 < letters.len() && letters[at] != letters[at + 1] {
            let mut changed = letters.clone();
            changed.swap(at, at + 1);
            say(changed);
        }
        let mut twice = letters.clone();
        twice.insert(at, letters[at]);
        say(twice);
        for near in neighbours(letters[at]) {
            let mut other = letters.clone();
            other[at] = near;
            say(other);
        }
        if letters.len() >= 4 {
            let mut less = letters.clone();
            less.remove(at);
            say(less);
        }
    }
}

fn neighbours(letter: u8) -> impl Iterator<Item = u8> {
    let place = ROWS.iter().enumerate().find_map(|(row, keys)| keys.bytes().position(|key| key == letter).map(|column| (row, column)));
    let near = |(row, column): (usize, usize)| {
        let beside = [(row, column.checked_sub(1)), (row, Some(column + 1))];
        let across = [(row.wrapping_sub(1), Some(column)), (row + 1, Some(column)), (row + 1, column.checked_sub(1))];
        beside.into_iter().chain(across).filter_map(|(row, column)| ROWS.get(row)?.as_bytes().get(column?).copied()).collect::<Vec<_>>()
    };
    place.map(near).unwrap_or_default().into_iter()
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'i' | b'u' | b'e' | b'o')
}

/// The consonants of a word.
fn bones(word: &str) -> String {
    word.bytes().filter(|byte| !is_vowel(*byte)).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingers_slip_to_keys_nearby() {
        let mut slips = Vec::new();
        fingers("sim", |slip| slips.push(slip));
        for expected in ["ism", "smi", "ssim", "dim", "som", "sin"] {
            assert!(slips.iter().any(|slip| slip == expected), "{expected}");
        }
        assert!(!slips.iter().any(|slip| slip == "kim" || slip == "si"));
    }

    #[test]
    fn bones_are_consonants() {
        assert_eq!(bones("perpanjang"), "prpnjng");
    }
}
