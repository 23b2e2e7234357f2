//! From a typed text to what the index is asked: for each word or phrase the words of the index that answer it.

use super::schema::{group_word, term_word};
use super::vocabulary::Vocabulary;
use crate::search::highlight::Marks;
use crate::search::{Synonyms, words};

/// What to match.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// All of these, rarest first.
    pub units: Vec<Unit>,
    /// Words were typed; without units, nothing can match them.
    pub asked: bool,
    /// (typed, read as).
    pub corrected: Vec<(String, String)>,
    /// Unknown words.
    pub dropped: Vec<String>,
    /// What to mark in names.
    pub marks: Marks,
}

/// One word or phrase of the query.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit {
    /// As typed, folded.
    pub typed: String,
    /// Words of the index, any of which will do.
    pub alternatives: Vec<Alternative>,
    /// Documents that have one of them, at most.
    pub documents: u64,
    /// How much it says: the rarer, the more.
    pub weight: f32,
}

/// A word of the index.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub word: String,
    /// It is the typed word or a synonym, not only a word that begins so.
    pub exact: bool,
}

impl Plan {
    /// Reads a query.
    pub fn new(text: &str, vocabulary: &Vocabulary, synonyms: &Synonyms) -> Self {
        let asked = words::asked(text);
        let mut plan = Self { asked: !asked.words.is_empty(), ..Self::default() };
        let words = plan.read(join(&asked.words, vocabulary), asked.open, vocabulary);
        let mut rest: &[String] = &words;
        while let Some(first) = rest.first() {
            let texts: Vec<&str> = rest.iter().map(String::as_str).collect();
            let found = synonyms.longest(&texts).filter(|(_, groups)| groups.iter().any(|group| vocabulary.group(*group) > 0));
            let (length, groups) = found.unwrap_or((1, Vec::new()));
            let (unit, behind) = rest.split_at(length);
            // Only a single last word can be unfinished; a phrase of synonyms is complete.
            let open = asked.open && length == 1 && behind.is_empty();
            plan.add(first, unit, &groups, open, vocabulary, synonyms);
            rest = behind;
        }
        plan.units.sort_by_key(|unit| unit.documents);
        plan
    }

    /// Reads misspelt words as what was meant.
    fn read(&mut self, words: Vec<String>, open: bool, vocabulary: &Vocabulary) -> Vec<String> {
        let last = words.len().saturating_sub(1);
        let mut read = Vec::with_capacity(words.len());
        for (at, word) in words.into_iter().enumerate() {
            let unfinished = open && at == last && !vocabulary.completions(&word).is_empty();
            match vocabulary.correction(&word).filter(|_| !vocabulary.knows(&word) && !unfinished) {
                Some(meant) => {
                    self.corrected.push((word, meant.clone()));
                    read.push(meant);
                }
                None => read.push(word),
            }
        }
        read
    }

    fn add(&mut self, word: &str, phrase: &[String], groups: &[u32], open: bool, vocabulary: &Vocabulary, synonyms: &Synonyms) {
        let typed = phrase.join(" ");
        let mut unit = Unit { typed, alternatives: Vec::new(), documents: 0, weight: 0.0 };
        for group in groups.iter().filter(|group| vocabulary.group(**group) > 0) {
            unit.take(group_word(*group), true, vocabulary.group(*group));
            self.marks.phrases.extend_from_slice(synonyms.phrases(*group));
        }
        // A word with synonyms is indexed as its group wherever it stands.
        if groups.is_empty() && vocabulary.documents(word) > 0 {
            unit.take(word.to_owned(), true, vocabulary.documents(word));
        }
        self.marks.words.extend((phrase.len() == 1).then(|| word.to_owned()));
        if open {
            vocabulary.completions(word).into_iter().for_each(|(longer, documents)| unit.take(longer.to_owned(), false, documents));
            self.marks.prefix = Some(word.to_owned());
        }
        if unit.alternatives.is_empty() {
            self.dropped.push(unit.typed);
        } else {
            unit.weight = vocabulary.weight(unit.documents);
            self.units.push(unit);
        }
    }

    /// Asks for one national term and nothing else; what was typed is only marked.
    pub fn of_term(mut self, term: &str) -> Self {
        let unit = Unit { alternatives: vec![Alternative { word: term_word(term), exact: true }], ..Unit::default() };
        self.units = vec![unit];
        self.asked = true;
        self.dropped.clear();
        self
    }

    /// Leaves out all words but those whose bit is set.
    pub fn keep(&mut self, bits: u16) {
        let is_kept = |at: usize| bits >> at & 1 == 1;
        let (kept, dropped): (Vec<_>, Vec<_>) = self.units.drain(..).enumerate().partition(|(at, _)| is_kept(*at));
        self.units = kept.into_iter().map(|(_, unit)| unit).collect();
        self.dropped.extend(dropped.into_iter().map(|(_, unit)| unit.typed));
    }
}

impl Unit {
    fn take(&mut self, word: String, exact: bool, documents: u32) {
        self.documents += u64::from(documents);
        self.alternatives.push(Alternative { word, exact });
    }
}

/// "ktp-el" is two words, unless only "ktpel" is known.
fn join(words: &[words::Word], vocabulary: &Vocabulary) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        if let Some(last) = joined.last_mut().filter(|_| word.glued) {
            let both = format!("{last}{}", word.text);
            if vocabulary.knows(&both) && !(vocabulary.knows(last) && vocabulary.knows(&word.text)) {
                *last = both;
                continue;
            }
        }
        joined.push(word.text.clone());
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn plan(text: &str) -> Plan {
        let words = [("ktp", 900), ("kartu", 950), ("hilang", 500), ("hilangnya", 5), ("skck", 300), ("ak1", 7)];
        let words = words.into_iter().map(|(word, many)| (word.to_owned(), many)).collect();
        let synonyms = Synonyms::new(&[vec!["ktp".to_owned(), "kartu tanda penduduk".to_owned()]]);
        let vocabulary = Vocabulary::new(words, HashMap::from([(0, 920)]), 1000, &synonyms);
        Plan::new(text, &vocabulary, &synonyms)
    }

    fn asks(plan: &Plan) -> Vec<Vec<&str>> {
        plan.units.iter().map(|unit| unit.alternatives.iter().map(|alternative| alternative.word.as_str()).collect()).collect()
    }

    #[test]
    fn a_phrase_and_a_word_of_one_group_ask_the_same() {
        assert_eq!(asks(&plan("ktp ")), [["\u{1}0"]]);
        assert_eq!(asks(&plan("kartu tanda penduduk")), [["\u{1}0"]]);
        assert_eq!(asks(&plan("kartu ")), [["kartu"]]);
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        assert_eq!(asks(&plan("skck hila")), [vec!["skck"], vec!["hilang", "hilangnya"]]);
        assert_eq!(asks(&plan("hilang ")), [["hilang"]]);
        assert!(!plan("hilang").units[0].alternatives[1].exact);
    }

    #[test]
    fn misspelt_unknown_and_joined_words() {
        let misspelt = plan("ktp hilag ");
        assert_eq!(misspelt.corrected, [("hilag".to_owned(), "hilang".to_owned())]);
        let unknown = plan("skck xyzzy ");
        assert_eq!(asks(&unknown), [["skck"]]);
        assert_eq!(unknown.dropped, ["xyzzy"]);
        assert_eq!(asks(&plan("ak-1 ")), [["ak1"]]);
    }
}
