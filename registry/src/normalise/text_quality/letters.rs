//! One pass over a text that tells which rules need to look at it at all, and names that are no words.

use super::{Defect, Role, vocabulary};

/// What a text holds that a rule could have something to say about.
#[derive(Default)]
pub(super) struct Traits {
    pub unknown_words: bool,
    pub foreign_signs: bool,
    pub markup: bool,
    pub may_be_personal: bool,
    pub names_a_government: bool,
    pub repeats: bool,
    pub test_words: bool,
    odd: bool,
}

impl Traits {
    pub(super) fn nothing_to_see(&self) -> bool {
        !(self.unknown_words
            || self.foreign_signs
            || self.markup
            || self.may_be_personal
            || self.names_a_government
            || self.repeats
            || self.test_words
            || self.odd)
    }
}

/// The longest word that is looked up.
const LONGEST: usize = 32;

/// Longer names are no test data.
const LONGEST_TEST: usize = 80;

/// The words of which a doubled name is told.
const MOST_WORDS: usize = 24;

/// Whether the second half says what the first says.
fn doubled(words: &[u64]) -> bool {
    let (first, second) = words.split_at(words.len() / 2);
    words.len() >= 4 && first == second
}

/// Reads the traits of a cleaned text.
pub(super) fn traits(text: &str, role: Role) -> Traits {
    let mut traits = Traits::default();
    let bytes = text.as_bytes();
    let mut word = [0_u8; LONGEST];
    let (mut length, mut digits, mut words, mut open, mut letters) = (0_usize, 0_usize, 0_usize, 0_i32, 0_usize);
    let mut seen = [0_u64; MOST_WORDS];
    let mut last: [u8; LONGEST] = [0; LONGEST];
    let mut last_length = 0;
    for &byte in bytes.iter().chain(b" ") {
        if byte.is_ascii_alphabetic() {
            if length < LONGEST {
                word[length] = byte.to_ascii_lowercase();
            }
            length += 1;
            letters += 1;
            continue;
        }
        if length > 0 {
            words += 1;
            let lower = std::str::from_utf8(word.get(..length).unwrap_or_default()).unwrap_or_default();
            traits.word(lower);
            if words <= MOST_WORDS {
                seen[words - 1] = vocabulary::hash(lower);
            }
            traits.repeats |= length > 1 && length <= LONGEST && last_length == length && last == word;
            (last, last_length) = (word, length);
            word = [0; LONGEST];
            length = 0;
        }
        match byte {
            b'0'..=b'9' => digits += 1,
            b'(' => open += 1,
            b')' => open -= 1,
            b'&' | b'<' => traits.markup = true,
            b'@' => traits.may_be_personal = true,
            b'/' if text.contains("://") => traits.odd = true,
            0x80.. => {
                traits.foreign_signs = true;
                letters += 1;
            }
            _ => {}
        }
    }
    traits.may_be_personal |= digits >= 10;
    let ends_badly = || matches!(bytes.last(), Some(b'&' | b'(' | b'/' | b',' | b'-' | b'.' | b':'));
    let last_word = std::str::from_utf8(last.get(..last_length).unwrap_or_default()).unwrap_or_default();
    traits.odd |= role == Role::Name && last_length <= 2 && text.len() >= 20;
    traits.odd |= open != 0 || letters < 3 || (role == Role::Name && ends_badly()) || super::truncated::dangles(last_word);
    traits.odd |= role == Role::Name && words > 1 && !text.contains(' ') && text.contains('.');
    traits.repeats |= doubled(seen.get(..words).unwrap_or_default());
    traits.test_words &= text.len() <= LONGEST_TEST || role == Role::Text;
    traits
}

/// The traits of a text's signs, where it has any.
pub(super) fn signs(text: &str) -> Option<Traits> {
    let mut traits = Traits::default();
    let mut digits = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'&' | b'<' => traits.markup = true,
            b'@' => traits.may_be_personal = true,
            0x80.. => traits.foreign_signs = true,
            _ => {}
        }
    }
    traits.may_be_personal |= digits >= 10;
    (traits.markup || traits.may_be_personal || traits.foreign_signs).then_some(traits)
}

impl Traits {
    fn word(&mut self, lower: &str) {
        if (1..=2).contains(&lower.len()) {
            return;
        }
        let mark = vocabulary::mark(lower);
        self.unknown_words = self.unknown_words || !(mark.known || vocabulary::known(lower));
        self.names_a_government |= mark.government;
        self.test_words |= mark.test;
    }
}

/// A name of digits and signs, or an address.
pub(super) fn not_words(text: &str, role: Role) -> Option<Defect> {
    if role != Role::Name {
        return None;
    }
    let trimmed = text.trim();
    let lower = || trimmed.to_ascii_lowercase();
    let one_word = !trimmed.contains(' ');
    if one_word
        && (trimmed.contains("://")
            || lower().starts_with("www.")
            || (trimmed.contains('/') && [".go.id/", ".com/"].iter().any(|end| lower().contains(end))))
    {
        return Some(Defect::Address);
    }
    let bare_host = one_word && [".go.id", ".com", ".co.id", ".or.id", ".net"].iter().any(|end| lower().ends_with(end));
    if bare_host {
        return Some(Defect::Address);
    }
    (!trimmed.is_empty() && !trimmed.chars().any(char::is_alphabetic)).then_some(Defect::NoLetters)
}
