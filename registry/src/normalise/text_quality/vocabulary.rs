//! The words that are known: those of `common_words.txt`, of the national tables, and of the regions' names.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::gazetteer::{self, table};
use crate::normalise::{service_name, text};

use super::{region, test_data, typo};

/// FNV-1a: quick on short words. Nothing from outside is ever put into these sets.
#[derive(Clone)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What is known of a word.
type Words = HashMap<String, Mark, BuildHasherDefault<Fnv>>;

/// What a word is: several may be true.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    /// A word, a name or an abbreviation.
    pub known: bool,
    /// Hints at test data.
    pub test: bool,
    /// A region's name may follow.
    pub government: bool,
}

struct Vocabulary {
    words: Words,
    /// All words in order, to find those that begin alike.
    sorted: Vec<String>,
    /// Words that a misspelt one may have meant, by first letter and length.
    targets: HashMap<(u8, usize), Vec<&'static str>>,
    /// Which letters follow each other in a known word, abbreviations left out.
    pairs: [[bool; 26]; 26],
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(build);

fn build() -> Vocabulary {
    let mut vocabulary = Vocabulary { words: Words::default(), sorted: Vec::new(), targets: HashMap::new(), pairs: [[false; 26]; 26] };
    let mut section = "";
    for line in include_str!("../../../data/common_words.txt").lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("= ") {
            section = name;
            continue;
        }
        for word in line.split(' ') {
            vocabulary.add(word, section != "singkatan");
            if section == "inti" || (section == "umum" && word.len() >= 8) {
                let first = word.bytes().next().unwrap_or(0);
                vocabulary.targets.entry((first, word.len())).or_default().push(word);
            }
        }
    }
    let services = service_name::canonical().iter().copied();
    let synonyms = service_name::canonical().iter().flat_map(|name| service_name::synonyms(name)).map(String::as_str);
    let tables = [include_str!("../../../data/agencies.csv"), include_str!("../../../data/synonyms.csv")];
    let texts = tables.into_iter().chain(services).chain(synonyms);
    for word in texts.flat_map(|text| text.split(|c: char| !c.is_alphabetic())).filter(|word| word.len() > 2) {
        let acronym = word.chars().all(char::is_uppercase) || word.len() < 6;
        let lower = word.to_lowercase();
        if !vocabulary.is_slip(&lower) {
            vocabulary.add(&lower, !acronym);
        }
    }
    let aliases: Vec<String> =
        table::rows(include_str!("../../../data/region_aliases.csv")).filter_map(|row| row.get("alias").map(str::to_owned)).collect();
    let names = gazetteer::regions().iter().map(|region| region.name.as_str()).chain(aliases.iter().map(String::as_str));
    for name in names {
        for word in text::fold(name).split(' ').filter(|word| word.len() > 2) {
            vocabulary.add(word, true);
        }
    }
    vocabulary.sorted = vocabulary.words.keys().cloned().collect();
    vocabulary.sorted.sort_unstable();
    for word in test_data::TRIGGERS {
        vocabulary.words.entry(word.to_owned()).or_default().test = true;
    }
    for word in region::TRIGGERS {
        vocabulary.words.entry(word.to_owned()).or_default().government = true;
    }
    vocabulary
}

impl Vocabulary {
    /// Whether a word of the tables, which hold slips of the pen too, is one.
    fn is_slip(&self, word: &str) -> bool {
        let targets = |length: usize| self.targets.get(&(word.as_bytes().first().copied().unwrap_or(0), length)).into_iter().flatten();
        !self.words.contains_key(word)
            && (word.len().saturating_sub(1)..=word.len() + 1)
                .flat_map(targets)
                .any(|target| typo::slip(word.as_bytes(), target.as_bytes()).is_some())
    }

    fn add(&mut self, word: &str, speaks: bool) {
        if word.is_empty() || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        if speaks {
            for pair in word.as_bytes().windows(2) {
                if let [a @ b'a'..=b'z', b @ b'a'..=b'z'] = pair {
                    self.pairs[usize::from(a - b'a')][usize::from(b - b'a')] = true;
                }
            }
        }
        self.words.entry(word.to_owned()).or_default().known = true;
    }
}

/// A word as a number, to compare words quickly.
pub(super) fn hash(word: &str) -> u64 {
    let mut hasher = Fnv::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// Whether a word in lower case is known as it stands.
pub(super) fn contains(word: &str) -> bool {
    mark(word).known
}

/// What is known of a word in lower case.
pub(super) fn mark(word: &str) -> Mark {
    VOCABULARY.words.get(word).copied().unwrap_or_default()
}

/// Whether a word in lower case is known, with or without the prefixes and suffixes of Indonesian.
pub(super) fn known(word: &str) -> bool {
    if contains(word) {
        return true;
    }
    const SUFFIXES: [&str; 8] = ["nya", "kan", "lah", "kah", "an", "ku", "mu", "i"];
    const PREFIXES: [&str; 21] = [
        "memper", "diper", "meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "ber", "ter", "per", "pel", "bel", "me", "pe", "di",
        "ke", "se", "nge",
    ];
    let stems = |word: &str| -> bool { word.len() >= 4 && contains(word) };
    if SUFFIXES.iter().filter_map(|suffix| word.strip_suffix(suffix)).any(stems) {
        return true;
    }
    PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix).map(|rest| (*prefix, rest))).any(|(prefix, rest)| {
        let bare = |rest: &str| stems(rest) || softened(prefix, rest);
        let makes_nouns = prefix.starts_with("pe") && prefix != "per" || prefix == "ke";
        let fits = |suffix: &&&str| !(makes_nouns && matches!(**suffix, "kan" | "i"));
        if matches!(prefix, "pe" | "me") && rest.starts_with(['a', 'e', 'i', 'o', 'u']) {
            return false;
        }
        bare(rest) || SUFFIXES.iter().filter(fits).filter_map(|suffix| rest.strip_suffix(suffix)).any(bare)
    })
}

/// "memakai" is "pakai", "menulis" "tulis", "menyewa" "sewa", "mengirim" "kirim".
fn softened(prefix: &str, rest: &str) -> bool {
    let lost = match prefix {
        "mem" | "pem" => "p",
        "men" | "pen" => "t",
        "meny" | "peny" => "s",
        "meng" | "peng" => "k",
        _ => return false,
    };
    rest.len() >= 3 && contains(&format!("{lost}{rest}"))
}

/// Whether a longer word begins like this one, by at least `more` letters.
pub(super) fn begins_a_word(start: &str, more: usize) -> bool {
    let sorted = &VOCABULARY.sorted;
    let from = sorted.partition_point(|word| word.as_str() < start);
    sorted.iter().skip(from).take_while(|word| word.starts_with(start)).any(|word| word.len() >= start.len() + more)
}

/// Words that a misspelt one may have meant: those with its first letter and about its length.
pub(super) fn targets(word: &str) -> impl Iterator<Item = &'static str> {
    let first = word.bytes().next().unwrap_or(0);
    let lengths = word.len().saturating_sub(1)..=word.len() + 1;
    lengths.filter_map(move |length| VOCABULARY.targets.get(&(first, length))).flatten().copied()
}

/// How many neighbouring letters of a word follow each other in no known word, and how many pairs it has.
pub(super) fn strange_pairs(word: &str) -> (usize, usize) {
    let mut strange = 0;
    let mut pairs = 0;
    for pair in word.as_bytes().windows(2) {
        if let [a @ b'a'..=b'z', b @ b'a'..=b'z'] = pair {
            pairs += 1;
            strange += usize::from(!VOCABULARY.pairs[usize::from(a - b'a')][usize::from(b - b'a')]);
        }
    }
    (strange, pairs)
}
