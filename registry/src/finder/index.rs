//! The names of all services, ready to be found by some of their words. Built once, on first use, out of the tables of the taxonomy and of
//! the finder's own.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::elsewhere;
use super::slip::Slips;
use crate::gazetteer::table;
use crate::normalise::service_name::{self, Form, Lexicon, Spelt, SynonymKind, taxonomy};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// A service of the taxonomy, by its place there.
    Service(usize),
    /// What is done elsewhere, by its place in that table.
    Elsewhere(usize),
    /// Nothing that halls have to do with.
    Nothing,
}

/// A name of a service, as the ids of its words.
pub(super) struct Name {
    pub target: Target,
    /// Each once.
    pub words: Box<[u32]>,
    /// It means the service at its agency only.
    pub at_agency: bool,
}

/// An agency that a query names.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    /// By these words.
    pub words: &'a [u32],
    /// Its canonical name.
    pub agency: &'static str,
}

/// The names of all services.
pub(super) struct Index {
    lexicon: Lexicon,
    weights: Vec<f32>,
    pub names: Vec<Name>,
    /// By word: the names that have it.
    by_word: Vec<Vec<u32>>,
    /// By service: all words of its names.
    vocabulary: Vec<HashSet<u32>>,
    /// Words that may mean several services, sorted -> those services, the likeliest first.
    choices: HashMap<Vec<u32>, Vec<usize>>,
    /// Words, and the agency that they name.
    agencies: Vec<(Vec<u32>, &'static str)>,
    slips: Slips,
    /// Forms with their words, sorted, to be completed.
    forms: Vec<(String, u32)>,
}

/// The index, built on first use.
pub(super) fn index() -> &'static Index {
    static INDEX: LazyLock<Index> = LazyLock::new(Index::build);
    &INDEX
}

/// Words that the reader of official names passes over and that tell something in a question.
const HEARD: [&str; 12] = ["buka", "jam", "hari", "minggu", "bulan", "waktu", "bantu", "gratis", "pendampingan", "ga", "gak", "nggak"];

struct Row {
    target: Target,
    words: Vec<u32>,
    at_agency: bool,
    one_word: bool,
    /// Of the finder's own table.
    own: bool,
}

impl Index {
    fn build() -> Self {
        let own = table::rows(include_str!("../../data/finder_words.csv")).filter_map(|row| {
            Some((row.get("form")?.to_owned(), row.get("word")?.to_owned(), row.get("class").unwrap_or_default().to_owned()))
        });
        let mut lexicon = Lexicon::build_with(|form| !HEARD.contains(&form), own);
        let rows = rows(&mut lexicon);
        let choices = choices(&mut lexicon);
        let agencies = agencies(&mut lexicon);
        lexicon.weigh(&spelt(&rows));
        let services = taxonomy().entries.len();
        let weights = weights(&lexicon, &rows);
        let mut vocabulary = vec![HashSet::new(); services];
        for row in &rows {
            if let Target::Service(at) = row.target {
                vocabulary[at].extend(row.words.iter().copied());
            }
        }
        // What the finder's own table says of some words goes before what the taxonomy says of the same.
        let own: HashMap<Vec<u32>, Target> = rows.iter().filter(|row| row.own).map(|row| (row.words.clone(), row.target)).collect();
        let mut names: Vec<Name> = Vec::with_capacity(rows.len());
        let mut seen: HashSet<(Target, Box<[u32]>)> = HashSet::new();
        for Row { target, words, at_agency, .. } in rows {
            if matches!(target, Target::Service(_)) && own.get(&words).is_some_and(|owner| *owner != target) {
                continue;
            }
            let words = words.into_boxed_slice();
            if !words.is_empty() && seen.insert((target, words.clone())) {
                names.push(Name { target, words, at_agency });
            }
        }
        let mut by_word = vec![Vec::new(); lexicon.len()];
        for (at, name) in (0..).zip(&names) {
            name.words.iter().for_each(|word| by_word[*word as usize].push(at));
        }
        let mut forms: Vec<(String, u32)> = lexicon
            .forms()
            .filter_map(|(form, meaning)| match meaning {
                Form::Word(id) if form.len() >= 4 => Some((form.to_owned(), id)),
                _ => None,
            })
            .collect();
        forms.sort_unstable();
        let slips = Slips::new(&lexicon, &weights);
        Self { lexicon, weights, names, by_word, vocabulary, choices, agencies, slips, forms }
    }

    pub fn form(&self, word: &str) -> Option<Form> {
        self.lexicon.form(word)
    }

    /// Whether a word is in the vocabulary.
    pub fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word)
    }

    /// Whether a word says something of a service.
    pub fn tells(&self, word: &str) -> bool {
        matches!(self.form(word), Some(Form::Word(id)) if self.weight(id) >= super::words::TELLING)
    }

    /// Whether a word is of moving house or registration: what follows "ke" is then no place to look in.
    pub fn says_move(&self, word: &str) -> bool {
        matches!(self.form(word), Some(Form::Word(id)) if matches!(self.lexicon.spelling(id), "pindah" | "mutasi" | "cabut"))
    }

    pub fn weight(&self, word: u32) -> f32 {
        self.weights.get(word as usize).copied().unwrap_or(0.0)
    }

    pub fn long_name(&self, words: &[u32]) -> Option<(usize, &[u32])> {
        self.lexicon.long_name(words)
    }

    /// The word that a misspelt one can only mean.
    pub fn meant(&self, word: &str) -> Option<(u32, String)> {
        self.slips.meant(word, &self.lexicon)
    }

    /// The one word that an unfinished one can become.
    pub fn completed(&self, begun: &str) -> Option<u32> {
        if begun.len() < 3 {
            return None;
        }
        let from = self.forms.partition_point(|(form, _)| form.as_str() < begun);
        let mut longer = self.forms.iter().skip(from).take_while(|(form, _)| form.starts_with(begun)).map(|(_, id)| *id);
        let first = longer.next()?;
        longer.all(|id| id == first).then_some(first)
    }

    /// Two words that were written as one: "kartukeluarga".
    pub fn two_words(&self, word: &str) -> Option<[u32; 2]> {
        if word.len() < 7 || !word.is_ascii() {
            return None;
        }
        let id = |part: &str| match self.form(part) {
            Some(Form::Word(id)) => Some(id),
            _ => None,
        };
        // Endings like "an" and "ku" are no words.
        (3..=word.len().saturating_sub(3)).find_map(|at| {
            let (front, back) = word.split_at_checked(at)?;
            let (front, back) = (id(front)?, id(back)?);
            (self.weight(front).max(self.weight(back)) >= 0.7).then_some([front, back])
        })
    }

    /// The names that have a word.
    pub fn with(&self, word: u32) -> impl Iterator<Item = &Name> {
        self.by_word.get(word as usize).into_iter().flatten().filter_map(|at| self.names.get(*at as usize))
    }

    /// Whether a word is in any name of a service.
    pub fn is_of(&self, service: usize, word: u32) -> bool {
        self.vocabulary.get(service).is_some_and(|words| words.contains(&word))
    }

    /// The services that these words may mean, where that is known to be open.
    pub fn choice(&self, words: &[u32]) -> Option<&[usize]> {
        self.choices.get(words).map(Vec::as_slice)
    }

    /// The agency that some of these words name, and which.
    pub fn agency(&self, words: &[u32]) -> Option<Named<'_>> {
        let found = self.agencies.iter().find(|(name, _)| name.iter().all(|word| words.contains(word)));
        found.map(|(words, agency)| Named { words, agency })
    }
}

/// All names: the taxonomy's, those of the finder, and what is done elsewhere.
fn rows(lexicon: &mut Lexicon) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |lexicon: &mut Lexicon, target, text: &str, at_agency, own| {
        let mut words = lexicon.learn(text);
        words.sort_unstable();
        words.dedup();
        rows.push(Row { target, words, at_agency, one_word: !text.contains(' '), own });
    };
    for (at, entry) in taxonomy().entries.iter().enumerate().filter(|(_, entry)| entry.is_service) {
        for synonym in &entry.synonyms {
            add(lexicon, Target::Service(at), &synonym.text, synonym.kind == SynonymKind::AtAgency, false);
        }
    }
    for row in table::rows(include_str!("../../data/finder_phrases.csv")) {
        let (Some(phrase), Some(service), kind) = (row.get("phrase"), row.get("service"), row.get("kind")) else { continue };
        match taxonomy().by_name.get(service) {
            Some(at) if kind.is_none() => add(lexicon, Target::Service(*at), phrase, false, true),
            None => add(lexicon, Target::Nothing, phrase, false, false),
            Some(_) => {}
        }
    }
    for (at, one) in elsewhere::all().iter().enumerate() {
        one.phrases.iter().for_each(|phrase| add(lexicon, Target::Elsewhere(at), phrase, false, false));
    }
    rows
}

fn choices(lexicon: &mut Lexicon) -> HashMap<Vec<u32>, Vec<usize>> {
    let mut choices: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
    for row in table::rows(include_str!("../../data/finder_phrases.csv")).filter(|row| row.get("kind") == Some("choice")) {
        let (Some(phrase), Some(service)) = (row.get("phrase"), row.get("service")) else { continue };
        let Some(at) = taxonomy().by_name.get(service) else { continue };
        let mut words = lexicon.learn(phrase);
        words.sort_unstable();
        words.dedup();
        choices.entry(words).or_default().push(*at);
    }
    choices
}

/// The longest names first: "pengadilan agama" is not any "pengadilan".
fn agencies(lexicon: &mut Lexicon) -> Vec<(Vec<u32>, &'static str)> {
    let known: HashMap<&str, &'static str> =
        taxonomy().entries.iter().flat_map(|entry| &entry.agencies).map(|agency| (agency.as_str(), agency.as_str())).collect();
    let mut agencies = Vec::new();
    for row in table::rows(include_str!("../../data/finder_agencies.csv")) {
        let (Some(words), Some(agency)) = (row.get("words"), row.get("agency").and_then(|agency| known.get(agency))) else { continue };
        let words = lexicon.learn(words);
        if !words.is_empty() {
            agencies.push((words, *agency));
        }
    }
    agencies.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    agencies
}

fn spelt(rows: &[Row]) -> Vec<Spelt> {
    let spelt = |row: &Row| {
        let entry = if let Target::Service(at) = row.target { Some(at) } else { None };
        Spelt { entry, words: row.words.clone(), at_agency: row.at_agency, one_word: row.one_word }
    };
    rows.iter().map(spelt).collect()
}

/// How much each word tells: what the table states, else the more the fewer services have it in a name.
fn weights(lexicon: &Lexicon, rows: &[Row]) -> Vec<f32> {
    let mut bearers: Vec<HashSet<Target>> = vec![HashSet::new(); lexicon.len()];
    for row in rows {
        for word in &row.words {
            bearers[*word as usize].insert(row.target);
        }
    }
    (0..)
        .zip(bearers)
        .map(|(word, bearers)| {
            let stated = lexicon.weight(word);
            if lexicon.is_stated(word) || !(0.9..1.1).contains(&stated) {
                return stated;
            }
            match bearers.len() {
                0 | 1 => 1.5,
                2 => 1.3,
                3 | 4 => 1.1,
                5..=8 => 0.95,
                _ => 0.8,
            }
        })
        .collect()
}

/// The canonical name of a service by its place in the taxonomy.
pub(super) fn canonical(service: usize) -> &'static str {
    taxonomy().entries.get(service).map_or("", |entry| entry.canonical.as_str())
}

/// Whether an agency gives a service.
pub(super) fn gives(service: usize, agency: &str) -> bool {
    service_name::entry(canonical(service)).is_some_and(|entry| entry.agencies.iter().any(|one| one == agency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_targets_have_one_name() {
        let index = index();
        let mut bearers: HashMap<&[u32], Target> = HashMap::new();
        let mut shared = Vec::new();
        for name in index.names.iter().filter(|name| !name.at_agency && !matches!(name.target, Target::Elsewhere(_))) {
            let other = bearers.insert(&name.words, name.target).filter(|other| *other != name.target);
            let spelt = || name.words.iter().map(|word| index.lexicon.spelling(*word)).collect::<Vec<_>>().join(" ");
            let told = |target| if let Target::Service(at) = target { canonical(at).to_owned() } else { format!("{target:?}") };
            shared.extend(other.map(|other| format!("{}: {} / {}", spelt(), told(other), told(name.target))));
        }
        assert!(shared.is_empty(), "{shared:#?}");
    }

    #[test]
    fn every_row_of_the_tables_is_taken() {
        for row in table::rows(include_str!("../../data/finder_phrases.csv")) {
            let service = row.get("service").expect("a service");
            assert!(service == "-" || taxonomy().by_name.contains_key(service), "{service}");
        }
        for row in table::rows(include_str!("../../data/finder_agencies.csv")) {
            let agency = row.get("agency").expect("an agency");
            assert!(taxonomy().entries.iter().any(|entry| entry.agencies.iter().any(|one| one == agency)), "{agency}");
        }
    }
}
