//! The table of agencies, and the words of their names in one spelling.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::gazetteer::table;
use crate::normalise::text;

/// Names that are longer than this are read up to here.
const MOST_WORDS: usize = 24;
const MOST_BYTES: usize = 400;

pub(super) struct Agencies {
    by_alias: HashMap<String, &'static str>,
    pub aliases: HashMap<&'static str, Vec<&'static str>>,
    pub levels: HashMap<&'static str, &'static str>,
    /// Every word of an alias.
    vocabulary: HashSet<String>,
    /// The longer words of aliases, by their first letter, to tell a slip in a word of seven letters or more.
    long_words: HashMap<u8, Vec<String>>,
}

static AGENCIES: LazyLock<Agencies> = LazyLock::new(|| {
    let mut agencies = Agencies {
        by_alias: HashMap::new(),
        aliases: HashMap::new(),
        levels: HashMap::new(),
        vocabulary: HashSet::new(),
        long_words: HashMap::new(),
    };
    let mut interned: HashMap<String, &'static str> = HashMap::new();
    for row in table::rows(include_str!("../../../data/agencies.csv")) {
        let (Some(canonical), Some(level), Some(alias)) = (row.get("canonical"), row.get("level"), row.get("alias")) else { continue };
        let mut keep = |text: &str| *interned.entry(text.to_owned()).or_insert_with(|| Box::leak(text.to_owned().into_boxed_str()));
        let (canonical, level, alias) = (keep(canonical), keep(level), keep(alias));
        let words = words(alias);
        agencies.by_alias.entry(words.concat()).or_insert(canonical);
        agencies.by_alias.entry(self::words(canonical).concat()).or_insert(canonical);
        agencies.aliases.entry(canonical).or_default().push(alias);
        agencies.levels.insert(canonical, level);
        agencies.vocabulary.extend(words);
    }
    for word in agencies.vocabulary.iter().filter(|word| word.len() >= 6 && word.is_ascii()) {
        agencies.long_words.entry(word.as_bytes()[0]).or_default().push(word.clone());
    }
    agencies
});

/// The table, read on first use.
pub(super) fn agencies() -> &'static Agencies {
    &AGENCIES
}

/// The agency that these words are a name of, and nothing else.
pub(super) fn exact(words: &[String]) -> Option<&'static str> {
    if words.is_empty() { None } else { AGENCIES.by_alias.get(&words.concat()).copied() }
}

/// The words of a name in lower case, without forms of company and with common slips put right.
pub(super) fn words(name: &str) -> Vec<String> {
    let name = match name.char_indices().find(|(at, _)| *at >= MOST_BYTES) {
        Some((at, _)) => name.get(..at).unwrap_or_default(),
        None => name,
    };
    text::fold(name)
        .split(' ')
        .filter(|word| !matches!(*word, "" | "pt" | "persero" | "tbk" | "cv" | "dan" | "and"))
        .take(MOST_WORDS)
        .map(|word| match word {
            "kementrian" | "kementerain" => "kementerian",
            "resort" => "resor",
            "negri" => "negeri",
            "jendral" => "jenderal",
            "ketenaga" => "tenaga",
            "departement" => "departemen",
            "umroh" => "umrah",
            "pemukiman" => "permukiman",
            other => other,
        })
        .map(str::to_owned)
        .collect()
}

/// The words with one slip in each of them put right, where each can only mean one word of the table; `None` where there is none.
pub(super) fn without_slips(words: &[String]) -> Option<Vec<String>> {
    let agencies = agencies();
    let mut changed = false;
    let righted = words
        .iter()
        .map(|word| match one_slip_away(agencies, word) {
            Some(right) => {
                changed = true;
                right.to_owned()
            }
            None => word.clone(),
        })
        .collect();
    changed.then_some(righted)
}

fn one_slip_away<'a>(agencies: &'a Agencies, word: &str) -> Option<&'a str> {
    if word.len() < 7 || !word.is_ascii() || agencies.vocabulary.contains(word) {
        return None;
    }
    let candidates = agencies.long_words.get(&word.as_bytes()[0])?;
    let mut near = candidates.iter().filter(|known| known.len().abs_diff(word.len()) <= 1 && crate::gazetteer::one_slip(known, word));
    let first = near.next()?;
    near.next().is_none().then_some(first)
}
