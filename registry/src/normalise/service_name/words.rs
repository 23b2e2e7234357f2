//! The words of services' names, in one form each: "bikin", "buat" and "pembuatan" are one word, "e-KTP" and "Kartu Tanda Penduduk
//! Elektronik" are "ktp". Each word weighs as much as it tells about the service: "surat" little, "skck" everything.

use std::collections::HashMap;

use crate::gazetteer::table;

pub(super) use super::scan::Zone;
use super::scan::{Token, tokens};
use super::taxonomy::Spelt;

/// What a word as it is written stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Says nothing: "pelayanan", "untuk".
    Silent,
    /// A word, by its id.
    Word(u32),
}

/// A word of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    /// `None`: not in the vocabulary.
    pub id: Option<u32>,
    /// What it takes from the confidence when the service found does not explain it.
    pub unexplained: f32,
    /// Where it stands.
    pub zone: Zone,
}

/// A name of several words, and the word or words that it stands for.
type LongName = (Vec<u32>, Vec<u32>);

/// The vocabulary of the taxonomy.
pub(crate) struct Lexicon {
    forms: HashMap<String, Form>,
    weights: Vec<f32>,
    /// Whether a word's class is stated in the table.
    stated: Vec<bool>,
    spelling: Vec<String>,
    ids: HashMap<String, u32>,
    /// Names of several words, by the first: the words, and what they stand for.
    long: HashMap<u32, Vec<LongName>>,
    /// Forms of six letters and more, by each spelling with one letter less.
    near: HashMap<String, Vec<String>>,
}

const LIGHT: f32 = 0.15;
const FORM: f32 = 0.4;
const ACTION: f32 = 0.6;
const CONTENT: f32 = 1.0;
/// What changes another service into one of its own: "rekomendasi", "sosialisasi".
const ANOTHER: f32 = 1.5;
const DOCUMENT: f32 = 2.0;
/// How much less a word weighs in brackets or behind "untuk", where nothing explains it.
const OUTSIDE: f32 = 0.3;

impl Lexicon {
    /// The words of the table, without those of the synonyms.
    pub(crate) fn build() -> Self {
        Self::build_with(|_| true, std::iter::empty())
    }

    /// The same, of the rows of the table that `keep` (by their written form) and of more rows: form, word, class.
    pub(crate) fn build_with(keep: impl Fn(&str) -> bool, more: impl Iterator<Item = (String, String, String)>) -> Self {
        let mut lexicon = Self {
            forms: HashMap::new(),
            weights: Vec::new(),
            stated: Vec::new(),
            spelling: Vec::new(),
            ids: HashMap::new(),
            long: HashMap::new(),
            near: HashMap::new(),
        };
        let rows: Vec<(String, String, String)> = table::rows(include_str!("../../../data/service_words.csv"))
            .filter_map(|row| {
                Some((row.get("form")?.to_owned(), row.get("word")?.to_owned(), row.get("class").unwrap_or_default().to_owned()))
            })
            .filter(|(form, ..)| keep(form))
            .chain(more)
            .collect();
        for (form, word, class) in rows.iter().filter(|(form, ..)| !form.contains(' ')) {
            if class == "silent" {
                lexicon.forms.insert(form.clone(), Form::Silent);
                continue;
            }
            let id = lexicon.intern(word);
            if let Some(weight) = weight_of(class) {
                lexicon.weights[id as usize] = weight;
                lexicon.stated[id as usize] = true;
            }
            lexicon.forms.insert(form.clone(), Form::Word(id));
        }
        for (form, word, _) in rows.iter().filter(|(form, ..)| form.contains(' ')) {
            let parts = lexicon.taken_up(form);
            let whole: Vec<u32> = word.split(' ').map(|word| lexicon.intern(word)).collect();
            if let Some(first) = parts.first().copied() {
                lexicon.long.entry(first).or_default().push((parts, whole));
            }
        }
        for names in lexicon.long.values_mut() {
            names.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
        }
        lexicon
    }

    /// The words of a synonym, new ones taken up.
    pub(crate) fn learn(&mut self, synonym: &str) -> Vec<u32> {
        let ids = self.taken_up(synonym);
        self.joined(ids.into_iter().map(|id| Word { id: Some(id), unexplained: 0.0, zone: Zone::Main }).collect())
            .into_iter()
            .filter_map(|word| word.id)
            .collect()
    }

    /// Gives short words that alone name one service the weight of a document's name, and takes up spellings with a slip.
    pub(crate) fn weigh(&mut self, phrases: &[Spelt]) {
        let mut alone: HashMap<u32, Vec<usize>> = HashMap::new();
        for spelt in phrases {
            if let (Some(entry), [word], false) = (spelt.entry, spelt.words.as_slice(), spelt.at_agency) {
                alone.entry(*word).or_default().push(entry);
            }
        }
        for (word, entries) in alone {
            let short = self.spelling[word as usize].len() <= 6;
            if !self.stated[word as usize] && short && entries.iter().all(|entry| *entry == entries[0]) {
                self.weights[word as usize] = DOCUMENT;
            }
        }
        let long: Vec<String> = self.forms.keys().filter(|form| form.len() >= 6 && form.is_ascii()).cloned().collect();
        for form in long {
            for shorter in one_letter_less(&form) {
                self.near.entry(shorter).or_default().push(form.clone());
            }
        }
    }

    pub(crate) fn weight(&self, word: u32) -> f32 {
        self.weights[word as usize]
    }

    /// What a word as it is written stands for.
    pub(crate) fn form(&self, word: &str) -> Option<Form> {
        self.forms.get(word).copied()
    }

    /// Every word as it is written, with what it stands for.
    pub(crate) fn forms(&self) -> impl Iterator<Item = (&str, Form)> {
        self.forms.iter().map(|(form, meaning)| (form.as_str(), *meaning))
    }

    /// Whether the table states how much a word tells.
    pub(crate) fn is_stated(&self, word: u32) -> bool {
        self.stated[word as usize]
    }

    /// How many words there are: their ids are below.
    pub(crate) fn len(&self) -> usize {
        self.spelling.len()
    }

    /// The name of several words that `words` begin with: how many, and what they stand for.
    pub(crate) fn long_name(&self, words: &[u32]) -> Option<(usize, &[u32])> {
        let names = self.long.get(words.first()?)?;
        let (parts, whole) = names.iter().find(|(parts, _)| words.starts_with(parts))?;
        Some((parts.len(), whole))
    }

    /// The form that a word with one slip (a letter too many, too few, another, or two changed about) can only mean.
    pub(crate) fn misspelt(&self, word: &str) -> Option<Form> {
        self.slip(word)
    }

    /// A word by its id, to be read by people.
    pub(crate) fn spelling(&self, word: u32) -> &str {
        &self.spelling[word as usize]
    }

    /// Words by their ids, to be read by people.
    #[cfg(test)]
    pub(super) fn spelt(&self, words: &[u32]) -> String {
        words.iter().map(|word| self.spelling[*word as usize].as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether a word names a thing, not only a form of paper or what is done with it.
    pub(crate) fn tells_alone(&self, word: u32) -> bool {
        let weight = self.weight(word);
        (CONTENT..ANOTHER).contains(&weight) || weight >= DOCUMENT
    }

    /// Whether a written word is in the vocabulary.
    pub(crate) fn knows(&self, form: &str) -> bool {
        self.forms.contains_key(form)
    }

    /// The words of a name that tell something, each once.
    pub(super) fn words(&self, tokens: &[Token]) -> Vec<Word> {
        let mut words = Vec::with_capacity(tokens.len());
        for token in tokens {
            let zone = token.zone;
            let factor = if zone == Zone::Main { 1.0 } else { OUTSIDE };
            let form = self.forms.get(token.word.as_str()).copied().or_else(|| self.slip(&token.word));
            match form {
                Some(Form::Silent) => {}
                Some(Form::Word(id)) => words.push(Word { id: Some(id), unexplained: self.weight(id) * factor, zone }),
                None if token.word.len() < 3 || token.word.bytes().any(|byte| byte.is_ascii_digit()) => {}
                None => words.push(Word { id: None, unexplained: CONTENT * factor, zone }),
            }
        }
        let mut once: Vec<Word> = Vec::with_capacity(words.len());
        for word in self.joined(words) {
            match once.iter_mut().find(|known| known.id.is_some() && known.id == word.id) {
                Some(known) if word.zone == Zone::Main => *known = word,
                Some(_) => {}
                None => once.push(word),
            }
        }
        once
    }

    /// Names of several words as the one word that they stand for.
    fn joined(&self, words: Vec<Word>) -> Vec<Word> {
        let mut joined = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let names = word.id.and_then(|id| self.long.get(&id));
            let found = names.into_iter().flatten().find(|(parts, _)| {
                words.get(at..at + parts.len()).is_some_and(|here| here.iter().zip(parts).all(|(word, part)| word.id == Some(*part)))
            });
            match found {
                Some((parts, whole)) => {
                    let factor = if word.zone == Zone::Main { 1.0 } else { OUTSIDE };
                    for id in whole {
                        joined.push(Word { id: Some(*id), unexplained: self.weight(*id) * factor, zone: word.zone });
                    }
                    at += parts.len();
                }
                None => {
                    joined.push(*word);
                    at += 1;
                }
            }
        }
        joined
    }

    fn taken_up(&mut self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        for token in tokens(text) {
            match self.forms.get(&token.word) {
                Some(Form::Silent) => {}
                Some(Form::Word(id)) => ids.push(*id),
                None => {
                    let id = self.intern(&token.word);
                    self.forms.insert(token.word, Form::Word(id));
                    ids.push(id);
                }
            }
        }
        ids
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.spelling.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.to_owned(), id);
        let light = word.len() <= 2 || word.bytes().all(|byte| byte.is_ascii_digit());
        self.spelling.push(word.to_owned());
        self.weights.push(if light { LIGHT } else { CONTENT });
        self.stated.push(false);
        id
    }

    /// The form that a word with one slip (a letter too many, too few, another, or two changed about) can only mean.
    fn slip(&self, word: &str) -> Option<Form> {
        if word.len() < 6 || word.len() > 24 || !word.is_ascii() {
            return None;
        }
        let mut found: Option<&String> = None;
        let as_it_is = self.near.get(word).into_iter().flatten();
        let shorter = one_letter_less(word);
        let without = shorter.iter().flat_map(|short| {
            let exact = self.forms.get_key_value(short).map(|(form, _)| form).filter(|form| form.len() >= 6);
            exact.into_iter().chain(self.near.get(short).into_iter().flatten())
        });
        for form in as_it_is.chain(without) {
            if !one_slip(word, form) {
                continue;
            }
            match found {
                Some(other) if other != form && !self.same(other, form) => return None,
                _ => found = Some(form),
            }
        }
        self.forms.get(found?).copied()
    }

    fn same(&self, a: &str, b: &str) -> bool {
        match (self.forms.get(a), self.forms.get(b)) {
            (Some(Form::Word(a)), Some(Form::Word(b))) => a == b,
            (Some(Form::Silent), Some(Form::Silent)) => true,
            _ => false,
        }
    }
}

fn weight_of(class: &str) -> Option<f32> {
    Some(match class {
        "light" => LIGHT,
        "form" => FORM,
        "action" => ACTION,
        "content" => CONTENT,
        "another" => ANOTHER,
        "document" => DOCUMENT,
        _ => return None,
    })
}

/// Each spelling of an ASCII word with one letter left out.
fn one_letter_less(word: &str) -> Vec<String> {
    (0..word.len()).map(|out| word.char_indices().filter(|(at, _)| *at != out).map(|(_, c)| c).collect()).collect()
}

/// Whether two ASCII words differ by one letter, or by two neighbours changed about. The first letter is right, and a word with another
/// letter in it has seven.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.first() != b.first() {
        return false;
    }
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default());
    match (rest_a, rest_b) {
        ([_, a @ ..], [_, b @ ..]) if rest_a.len() == rest_b.len() => {
            (a == b && rest_a.len() + front >= 8)
                || matches!((rest_a, rest_b), ([x, y, ra @ ..], [u, v, rb @ ..]) if x == v && y == u && ra == rb)
        }
        ([_, a @ ..], b) if a.len() == b.len() => a == b,
        (a, [_, b @ ..]) if a.len() == b.len() => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::normalise::service_name::taxonomy::taxonomy;

    #[rstest]
    #[case("Kartu Tanda Penduduk Elektronik", "e-KTP")]
    #[case("Permohonan Ijin Mendirikan Bangunan", "IMB")]
    #[case("Bea Perolehan Hak atas Tanah dan Bangunan", "BPHTB")]
    #[case("Kartu AK/I", "kartu ak-1")]
    #[case("K.T.P.", "ktp")]
    #[case("Kartu Keluraga", "kk")]
    fn one_name_has_one_form(#[case] a: &str, #[case] b: &str) {
        let ids = |text: &str| taxonomy().lexicon.words(&tokens(text)).into_iter().map(|word| word.id).collect::<Vec<_>>();
        assert_eq!(ids(a), ids(b));
    }

    #[rstest]
    #[case("keluraga", "keluarga", true)]
    #[case("kelahiran", "kelhiran", true)]
    #[case("paspor", "pastor", false)]
    #[case("perubahan", "perumahan", true)]
    #[case("kawin", "nikah", false)]
    fn a_slip_is_one_letter(#[case] a: &str, #[case] b: &str, #[case] expected: bool) {
        assert_eq!(one_slip(a, b), expected);
    }
}
