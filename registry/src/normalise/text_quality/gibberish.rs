//! Keys struck at random: "jhgjhjhgj", "asdf", "Pendaftaran ghdfhtyty". Abbreviations ("PKKPR", "npwpd") and foreign words are none.

use super::Defect;
use super::{keyboard, vocabulary};

/// What gibberish a text holds.
pub(super) fn read(text: &str) -> Option<Defect> {
    let whole_upper = !text.chars().any(char::is_lowercase);
    let (mut mashed, mut letters, mut words, mut mashed_words) = (0, 0, 0_usize, 0_usize);
    let mut last_is_mashed = false;
    for word in words_of(text) {
        let length = word.text.len();
        letters += length;
        words += 1;
        let is_mashed = mash(&word, whole_upper);
        if is_mashed {
            mashed += length;
            mashed_words += 1;
        }
        if length >= 2 {
            last_is_mashed = is_mashed;
        }
    }
    if mashed_words == 0 {
        return None;
    }
    if mashed * 10 >= letters * 6 || mashed_words == words {
        return Some(Defect::Gibberish);
    }
    Some(Defect::PartlyGibberish { trailing: last_is_mashed })
}

/// A run of letters.
struct Word {
    /// In lower case.
    text: String,
    /// In capitals only.
    upper: bool,
    /// A digit touches it: "3x4", "F1".
    in_code: bool,
}

fn words_of(text: &str) -> impl Iterator<Item = Word> + '_ {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = text;
    let mut before = None;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphabetic)?;
        before = rest.get(..start).and_then(|skipped| skipped.chars().next_back()).or(before);
        let from = rest.get(start..)?;
        let end = from.find(|c: char| !c.is_alphabetic()).unwrap_or(from.len());
        let word = from.get(..end)?;
        rest = from.get(end..)?;
        let in_code = is_digit(before) || is_digit(rest.chars().next());
        before = word.chars().next_back();
        Some(Word { text: word.to_lowercase(), upper: !word.chars().any(char::is_lowercase), in_code })
    })
}

/// Whether a word is keys struck at random.
fn mash(word: &Word, whole_upper: bool) -> bool {
    let text = word.text.as_str();
    if !text.is_ascii() || text.len() > 200 {
        return text.len() > 200;
    }
    if text.len() < 3 || vocabulary::known(text) {
        return false;
    }
    if text.len() == 3 {
        return !word.in_code && TRIPLES.contains(&text);
    }
    if roman(text) {
        return false;
    }
    let abbreviation = word.upper && (!whole_upper || text.len() <= 8);
    let closeness = keyboard::closeness(text);
    let walk = keyboard::longest_walk(text);
    if walk >= 5 || (walk == 4 && !text.contains("erty") && (text.len() <= 6 || !speakable(text))) || one_letter(text) {
        return true;
    }
    if units(text, closeness) {
        return true;
    }
    if word.in_code && text.len() < 8 {
        return false;
    }
    let (strange, pairs) = vocabulary::strange_pairs(text);
    let share = strange * 100 / pairs.max(1);
    let vowels = text.bytes().filter(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')).count();
    if vowels == 0 {
        return match text.len() {
            ..=4 => closeness >= 0.99 && share >= 60 && !abbreviation,
            5..=8 => closeness >= 0.75 && share >= 20,
            _ => closeness >= 0.6 || share >= 40 || text.len() > 11,
        };
    }
    if abbreviation {
        return text.len() >= 5 && closeness >= 0.99 && share >= 50;
    }
    (text.len() >= 5 && share >= 50)
        || (text.len() >= 5 && share >= 30 && closeness >= 0.65)
        || (text.len() >= 7 && share >= 15 && closeness >= 0.85)
        || (text.len() >= 6 && share >= 15 && closeness >= 0.99)
        || (text.len() >= 8 && share >= 35)
        || consonants(text) >= 6
}

/// Three neighbouring keys: as a word they are none.
const TRIPLES: [&str; 25] = [
    "asd", "sdf", "dfg", "fgh", "ghj", "hjk", "jkl", "qwe", "zxc", "xcv", "cvb", "vbn", "bnm", "dsa", "fds", "lkj", "kjh", "jhg", "hgf",
    "gfd", "ewq", "cxz", "aaa", "zzz", "qqq",
];

fn roman(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
}

/// "aaaaa", or four of one letter in a row: "haaaai".
fn one_letter(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| four.iter().all(|byte| *byte == four[0])) && !text.starts_with("www")
}

/// "hahaha", "asdasd": a few letters again and again.
fn units(text: &str, closeness: f64) -> bool {
    let bytes = text.as_bytes();
    (1..=4).any(|unit| {
        let repeats = bytes.iter().zip(bytes.iter().skip(unit)).all(|(a, b)| a == b);
        repeats && bytes.len() >= 6 && (bytes.len() >= unit * 3 || (bytes.len() >= unit * 2 && unit >= 3 && closeness >= 0.95))
    }) || (bytes.len() >= 5
        && bytes.iter().all(|byte| matches!(byte, b'a' | b's' | b'd' | b'f' | b'g' | b'h' | b'j' | b'k' | b'l'))
        && (closeness >= 0.8 || bytes.len() >= 7)
        && !speakable(text))
}

/// Vowels and consonants change about as in words.
fn speakable(text: &str) -> bool {
    consonants(text) <= 2 && text.bytes().any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u'))
}

/// The longest run of consonants.
fn consonants(text: &str) -> usize {
    text.split(['a', 'e', 'i', 'o', 'u', 'y']).map(str::len).max().unwrap_or(0)
}
