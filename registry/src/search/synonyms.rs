//! Words and phrases that mean the same: "ktp", "e-ktp", "kartu tanda penduduk". The groups come from outside.

use std::collections::HashMap;

use super::words;

/// Groups of phrases that stand for one another.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Phrase>>,
    /// First word -> the phrases that begin with it and their group, longest first.
    by_first: HashMap<String, Vec<(Phrase, u32)>>,
}

type Phrase = Vec<String>;

impl Synonyms {
    /// Each group holds words and phrases that mean the same.
    #[must_use]
    pub fn new(groups: &[Vec<String>]) -> Self {
        let mut synonyms = Self::default();
        for group in groups {
            let mut phrases: Vec<Phrase> =
                group.iter().map(|phrase| words::words(phrase).into_iter().map(|word| word.text).collect()).collect();
            phrases.retain(|phrase: &Phrase| !phrase.is_empty());
            phrases.sort();
            phrases.dedup();
            if phrases.len() > 1 {
                synonyms.add(phrases);
            }
        }
        for phrases in synonyms.by_first.values_mut() {
            phrases.sort_by_key(|(phrase, group)| (std::cmp::Reverse(phrase.len()), *group));
        }
        synonyms
    }

    fn add(&mut self, phrases: Vec<Phrase>) {
        let number = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        for phrase in &phrases {
            if let Some(first) = phrase.first() {
                self.by_first.entry(first.clone()).or_default().push((phrase.clone(), number));
            }
        }
        self.groups.push(phrases);
    }

    /// The phrases that `words` begins with: how many words, and which group. Longest first.
    pub(super) fn starting<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = (usize, u32)> + 'a {
        let candidates = words.first().and_then(|first| self.by_first.get(*first)).map_or(&[][..], Vec::as_slice);
        candidates
            .iter()
            .filter(move |(phrase, _)| phrase.len() <= words.len() && phrase.iter().zip(words).all(|(a, b)| a == b))
            .map(|(phrase, group)| (phrase.len(), *group))
    }

    /// The longest phrase that `words` begins with, and its groups.
    pub(super) fn longest(&self, words: &[&str]) -> Option<(usize, Vec<u32>)> {
        let (length, _) = self.starting(words).next()?;
        Some((length, self.starting(words).take_while(|(other, _)| *other == length).map(|(_, group)| group).collect()))
    }

    /// The phrases of a group.
    pub(super) fn phrases(&self, group: u32) -> &[Phrase] {
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// All groups.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &[Phrase])> {
        (0..).zip(self.groups.iter().map(Vec::as_slice))
    }

    /// Changes when the groups do: an index made with other groups has to be made anew.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for phrase in self.groups.iter().flat_map(|group| group.iter().map(|phrase| phrase.join(" ")).chain([String::new()])) {
            hasher.update(phrase.as_bytes()).update(b"\n");
        }
        hasher.finalize().to_hex().chars().take(12).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms() -> Synonyms {
        let group = |phrases: &[&str]| phrases.iter().map(|phrase| (*phrase).to_owned()).collect::<Vec<_>>();
        Synonyms::new(&[group(&["KTP", "ktp-el", "kartu tanda penduduk"]), group(&["imb", "pbg"]), group(&["alone"])])
    }

    #[test]
    fn the_longest_phrase_is_found() {
        let synonyms = synonyms();
        assert_eq!(synonyms.longest(&["ktp", "el", "hilang"]), Some((2, vec![0])));
        assert_eq!(synonyms.longest(&["kartu", "tanda", "penduduk"]), Some((3, vec![0])));
        assert_eq!(synonyms.longest(&["kartu", "keluarga"]), None);
        assert_eq!(synonyms.longest(&["alone"]), None, "a group of one says nothing");
    }

    #[test]
    fn other_groups_have_another_fingerprint() {
        assert_eq!(synonyms().fingerprint(), synonyms().fingerprint());
        assert_ne!(synonyms().fingerprint(), Synonyms::default().fingerprint());
    }
}
