//! All words of the index with how many documents have them: to finish a word that is being typed, and to read a misspelt one.
//!
//! The vocabulary is some ten thousand words, so a misspelt word is compared with each of them *once* and then replaced; walking an
//! automaton over every field's dictionary for every query costs five times as much. The 26-bit set of a word's letters rules out
//! nearly all candidates before any distance is computed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::edits;
use crate::search::Synonyms;

/// At most so many words are tried for one unfinished word: the most frequent.
const MOST_COMPLETIONS: usize = 128;
/// Corrections remembered.
const MOST_REMEMBERED: usize = 20_000;

/// The words of the index.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Sorted.
    words: Vec<Entry>,
    groups: HashMap<u32, u32>,
    documents: u32,
    corrections: Mutex<HashMap<String, Option<String>>>,
}

#[derive(Debug)]
struct Entry {
    word: Box<str>,
    letters: u32,
    documents: u32,
    /// Stands in documents, not only in a group of synonyms.
    written: bool,
}

impl Vocabulary {
    /// From words and groups with the number of documents that have them. Words that only occur in a group of synonyms count as the group
    /// does: "ktp" can be misspelt where all documents write "kartu tanda penduduk".
    pub fn new(mut words: HashMap<String, u32>, groups: HashMap<u32, u32>, documents: u32, synonyms: &Synonyms) -> Self {
        let mut unwritten = HashMap::new();
        for (group, phrases) in synonyms.groups() {
            let Some(documents) = groups.get(&group) else { continue };
            for word in phrases.iter().flatten().filter(|word| !words.contains_key(*word)) {
                unwritten.insert(word.clone(), *documents);
            }
        }
        let mut entries: Vec<Entry> =
            words.drain().map(|word| (word, true)).chain(unwritten.drain().map(|word| (word, false))).map(entry).collect();
        entries.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Self { words: entries, groups, documents, corrections: Mutex::default() }
    }

    /// How many documents have this very word.
    pub fn documents(&self, word: &str) -> u32 {
        self.entry(word).filter(|entry| entry.written).map_or(0, |entry| entry.documents)
    }

    /// How many documents have a phrase of this group.
    pub fn group(&self, group: u32) -> u32 {
        self.groups.get(&group).copied().unwrap_or(0)
    }

    /// How much a word says that so many documents have.
    #[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
    pub fn weight(&self, documents: u64) -> f32 {
        (1.0 + self.documents as f32 / documents.max(1) as f32).ln()
    }

    /// Whether documents, or the synonyms of what stands in documents, have this word.
    pub fn knows(&self, word: &str) -> bool {
        self.entry(word).is_some()
    }

    fn entry(&self, word: &str) -> Option<&Entry> {
        self.words.binary_search_by(|entry| (*entry.word).cmp(word)).ok().and_then(|at| self.words.get(at))
    }

    /// The most frequent words that begin with `start` and are longer, with the number of their documents.
    pub fn completions(&self, start: &str) -> Vec<(&str, u32)> {
        let from = self.words.partition_point(|entry| &*entry.word <= start);
        let rest = self.words.get(from..).unwrap_or_default();
        let mut found: Vec<_> = rest
            .iter()
            .take_while(|entry| entry.word.starts_with(start))
            .filter(|entry| entry.written)
            .map(|entry| (&*entry.word, entry.documents))
            .collect();
        if found.len() > MOST_COMPLETIONS {
            found.select_nth_unstable_by_key(MOST_COMPLETIONS, |(_, documents)| std::cmp::Reverse(*documents));
            found.truncate(MOST_COMPLETIONS);
        }
        found
    }

    /// The word that was probably meant: the one with the fewest edits, among those one with the same first letter, among those the most
    /// frequent.
    pub fn correction(&self, typed: &str) -> Option<String> {
        let tolerance = edits::Tolerance::of(typed)?;
        let mut remembered = self.corrections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = remembered.get(typed) {
            return known.clone();
        }
        drop(remembered);
        let found = self.nearest(typed, tolerance).map(str::to_owned);
        remembered = self.corrections.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(typed.to_owned(), found.clone());
        found
    }

    fn nearest(&self, typed: &str, tolerance: edits::Tolerance) -> Option<&str> {
        let letters = edits::letters(typed);
        let first = typed.bytes().next();
        // A word of three or four letters is near to many: only one that is common enough was meant.
        let rarest = if tolerance.short { 1 + self.documents / 1000 } else { 1 };
        let candidates = self.words.iter().filter(|entry| {
            entry.documents >= rarest
                && (entry.letters ^ letters).count_ones() <= 2 * tolerance.edits
                && entry.word.len().abs_diff(typed.len()) <= tolerance.edits as usize
        });
        candidates
            .filter_map(|entry| Some((tolerance.distance(typed, &entry.word)?, entry)))
            .min_by_key(|(distance, entry)| (*distance, entry.word.bytes().next() != first, std::cmp::Reverse(entry.documents)))
            .map(|(_, entry)| &*entry.word)
    }
}

fn entry(((word, documents), written): ((String, u32), bool)) -> Entry {
    Entry { letters: edits::letters(&word), word: word.into(), documents, written }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let words = [
            ("ktp", 900),
            ("hilang", 500),
            ("kehilangan", 40),
            ("perpanjangan", 300),
            ("perpanjang", 20),
            ("sim", 400),
            ("simpan", 10),
            ("kk", 300),
        ];
        let words = words.into_iter().map(|(word, many)| (word.to_owned(), many)).collect();
        let synonyms = Synonyms::new(&[vec!["imb".to_owned(), "pbg".to_owned()]]);
        Vocabulary::new(words, HashMap::from([(0, 50)]), 10_000, &synonyms)
    }

    #[test]
    fn misspelt_words_are_read() {
        let vocabulary = vocabulary();
        let read = |typed: &str| vocabulary.correction(typed);
        assert_eq!(read("hilag").as_deref(), Some("hilang"), "one edit");
        assert_eq!(read("hlag"), None, "four letters have no room for that");
        assert_eq!(read("perpnjagan").as_deref(), Some("perpanjangan"), "two edits");
        assert_eq!(read("kpt").as_deref(), Some("ktp"), "swapped");
        assert_eq!(read("sin").as_deref(), Some("sim"), "the key beside it");
        assert_eq!(read("sia"), None, "a far key is another word");
        assert_eq!(read("ibm").as_deref(), Some("imb"), "only a synonym has it");
        assert_eq!(read("12345"), None, "numbers are meant as they are");
    }

    #[test]
    fn unfinished_words_are_finished() {
        let vocabulary = vocabulary();
        let mut found = vocabulary.completions("perp");
        found.sort_unstable();
        assert_eq!(found, [("perpanjang", 20), ("perpanjangan", 300)]);
        assert_eq!(vocabulary.completions("sim"), [("simpan", 10)], "the word itself is none");
        assert!(vocabulary.completions("im").is_empty(), "not written in any document");
    }
}
