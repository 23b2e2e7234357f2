//! The words of a document with their levels. The same texts come again in thousands of documents (the words for a national service, the
//! names of an agency, a hall and its region): their words are found once.

use std::collections::HashMap;
use std::sync::Arc;

use super::schema::{group_word, level, term_word};
use crate::search::{Document, Synonyms, words};

/// The most groups of texts that are remembered.
const MOST: usize = 4096;

/// Finds the words of documents, one after another.
#[derive(Default)]
pub(super) struct Leveller {
    before: HashMap<String, Arc<[String]>>,
}

impl Leveller {
    /// Every distinct word of a document with its level, sorted: `5ktp 5el 1hilang `. Also how many words the name has.
    pub(super) fn write(&mut self, document: &Document, synonyms: &Synonyms) -> (String, usize) {
        let name = found(&[&document.service], synonyms);
        let term: Vec<&str> = document.term.iter().chain(&document.synonyms).map(String::as_str).collect();
        let agency: Vec<&str> = [&document.organization]
            .into_iter()
            .chain(&document.organization_aliases)
            .chain(&document.category)
            .map(String::as_str)
            .collect();
        let place = [document.location.as_str(), &document.region_name, &document.province_name];
        let description = document.description.as_deref().map(|text| found(&[text], synonyms)).unwrap_or_default();
        let whole_term = document.term.as_deref().map(term_word);
        let (term, agency, place) = (self.once(&term, synonyms), self.once(&agency, synonyms), self.once(&place, synonyms));
        let levels: [(&[String], u8); 5] = [
            (&name, level::NAME),
            (&term, level::TERM),
            (&agency, level::AGENCY),
            (&place, level::PLACE),
            (&description, level::DESCRIPTION),
        ];
        let mut all: Vec<(&str, u8)> = levels.iter().flat_map(|(words, level)| words.iter().map(|word| (word.as_str(), *level))).collect();
        all.extend(whole_term.as_deref().map(|term| (term, level::TERM)));
        // The most prominent field counts: it comes first of the same words.
        all.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        all.dedup_by(|next, kept| next.0 == kept.0);
        let mut text = String::with_capacity(all.iter().map(|(word, _)| word.len() + 2).sum());
        for (word, level) in &all {
            text.push(char::from(b'0' + level));
            text.push_str(word);
            text.push(' ');
        }
        let name_words = name.iter().filter(|word| super::schema::as_group(word).is_none()).count();
        (text, name_words)
    }

    fn once(&mut self, texts: &[&str], synonyms: &Synonyms) -> Arc<[String]> {
        let key = texts.join("\u{1f}");
        if let Some(words) = self.before.get(&key) {
            return Arc::clone(words);
        }
        let words: Arc<[String]> = found(texts, synonyms).into();
        if self.before.len() >= MOST {
            self.before.clear();
        }
        self.before.insert(key, Arc::clone(&words));
        words
    }
}

/// The distinct words of these texts: each word, two that are glued together as one, and the groups of synonyms that begin at it.
fn found(texts: &[&str], synonyms: &Synonyms) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        let words = words::words(text);
        let written: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        for (at, word) in words.iter().enumerate() {
            if let Some(before) = at.checked_sub(1).filter(|_| word.glued).and_then(|before| words.get(before)) {
                all.push(format!("{}{}", before.text, word.text));
            }
            all.extend(synonyms.starting(written.get(at..).unwrap_or_default()).map(|(_, group)| group_word(group)));
            all.push(word.text.clone());
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_groups_and_words_glued_together() {
        let synonyms = Synonyms::new(&[vec!["ktp-el".to_owned(), "kartu tanda penduduk".to_owned()]]);
        let words = found(&["KTP-el hilang", "ktp"], &synonyms);
        assert_eq!(words, [group_word(0).as_str(), "el", "hilang", "ktp", "ktpel"]);
    }

    #[test]
    fn what_was_found_before_is_the_same_again() {
        let synonyms = Synonyms::new(&[]);
        let mut leveller = Leveller::default();
        let first = leveller.once(&["MPP Kota Bogor", "Kota Bogor"], &synonyms);
        assert!(Arc::ptr_eq(&first, &leveller.once(&["MPP Kota Bogor", "Kota Bogor"], &synonyms)));
        assert_eq!(first.as_ref(), ["bogor", "kota", "mpp"]);
    }
}
