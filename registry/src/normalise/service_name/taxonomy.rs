//! The tables of the taxonomy: services with their facts, the names people and officials give them, and the words of those names. Which
//! name means which service is told in the module above.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::gazetteer::table;

use super::words::Lexicon;

/// A service of the national taxonomy, or an answer of another kind to what people ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEntry {
    /// `SKCK (Polri)`
    pub canonical: String,
    /// `Kepolisian`; empty for an answer.
    pub category: String,
    /// `Mencari kerja`: the event in a life that asks for it; empty for an answer.
    pub life_event: String,
    /// The agencies that give it, by their canonical names, the usual one first.
    pub agencies: Vec<String>,
    /// False for "opening hours", "nearest hall" and other answers that are no service.
    pub is_service: bool,
    /// The names by which it goes.
    pub synonyms: Vec<Synonym>,
}

/// One name of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// `surat kelakuan baik`
    pub text: String,
    /// What sort of name it is.
    pub kind: SynonymKind,
}

/// What sort of name a synonym is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SynonymKind {
    /// As offices write it.
    Official,
    /// As offices write it at length: read, and too much to search by.
    Formal,
    /// `SKCK`, `AK-1`
    Abbreviation,
    /// As people say it.
    Colloquial,
    /// A name that law has replaced: `IMB`, `SIUP`.
    Old,
    /// A name that means this service only at an agency that gives it: "balik nama" at the land office.
    AtAgency,
}

impl ServiceEntry {
    /// The agency that usually gives it.
    #[must_use]
    pub fn agency(&self) -> Option<&str> {
        self.agencies.first().map(String::as_str)
    }
}

/// A name of a service, as the ids of its words.
pub(crate) struct Phrase {
    /// Which service; `None`: a name that is known to be no service of the taxonomy.
    pub entry: Option<usize>,
    pub words: Vec<u32>,
    pub weight: f32,
    pub at_agency: bool,
}

/// A row of the synonyms, in words.
pub(crate) struct Spelt {
    pub entry: Option<usize>,
    pub words: Vec<u32>,
    pub at_agency: bool,
    /// Written as one word.
    pub one_word: bool,
}

/// Everything that the reader of names needs.
pub(crate) struct Taxonomy {
    pub entries: Vec<ServiceEntry>,
    pub by_name: HashMap<String, usize>,
    pub lexicon: Lexicon,
    /// Phrases by their rarest word.
    pub phrases: HashMap<u32, Vec<Phrase>>,
    /// All words of each entry's names.
    pub words: Vec<HashSet<u32>>,
}

/// A name that weighs less tells too little to stand for a service at any agency: "izin".
const TELLING: f32 = 0.5;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::build);

/// The tables, read on first use.
pub(crate) fn taxonomy() -> &'static Taxonomy {
    &TAXONOMY
}

impl Taxonomy {
    fn build() -> Self {
        let mut entries = entries();
        let by_name: HashMap<String, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.canonical.clone(), at)).collect();
        let mut rows: Vec<(Option<usize>, String, bool)> = Vec::new();
        for row in table::rows(include_str!("../../../data/service_synonyms.csv")) {
            let (Some(canonical), Some(text), Some(kind)) = (row.get("canonical"), row.get("synonym"), row.get("kind")) else { continue };
            let entry = by_name.get(canonical).copied();
            rows.push((entry, text.to_owned(), kind == "at_agency"));
            if let (Some(entry), Some(kind)) = (entry, synonym_kind(kind)) {
                entries[entry].synonyms.push(Synonym { text: text.to_owned(), kind });
            }
        }
        let mut lexicon = Lexicon::build();
        let spelt: Vec<Spelt> = rows
            .into_iter()
            .map(|(entry, text, at_agency)| Spelt { entry, words: lexicon.learn(&text), at_agency, one_word: !text.contains(' ') })
            .collect();
        lexicon.weigh(&spelt);
        let mut words: Vec<HashSet<u32>> = vec![HashSet::new(); entries.len()];
        for spelt in &spelt {
            if let Some(entry) = spelt.entry {
                words[entry].extend(&spelt.words);
            }
        }
        Self { phrases: phrases(spelt, &lexicon), entries, by_name, lexicon, words }
    }
}

fn entries() -> Vec<ServiceEntry> {
    table::rows(include_str!("../../../data/services.csv"))
        .filter_map(|row| {
            let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
            Some(ServiceEntry {
                canonical: row.get("canonical")?.to_owned(),
                category: text("category"),
                life_event: text("life_event"),
                agencies: row.get("agency").unwrap_or_default().split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                is_service: row.get("kind") != Some("answer"),
                synonyms: Vec::new(),
            })
        })
        .collect()
}

fn synonym_kind(kind: &str) -> Option<SynonymKind> {
    Some(match kind {
        "official" => SynonymKind::Official,
        "formal" => SynonymKind::Formal,
        "abbreviation" => SynonymKind::Abbreviation,
        "colloquial" => SynonymKind::Colloquial,
        "old" => SynonymKind::Old,
        "at_agency" => SynonymKind::AtAgency,
        _ => return None,
    })
}

/// Indexes phrases by the word that the fewest of them have.
fn phrases(spelt: Vec<Spelt>, lexicon: &Lexicon) -> HashMap<u32, Vec<Phrase>> {
    let mut frequency: HashMap<u32, u32> = HashMap::new();
    for word in spelt.iter().flat_map(|spelt| &spelt.words) {
        *frequency.entry(*word).or_default() += 1;
    }
    let mut index: HashMap<u32, Vec<Phrase>> = HashMap::new();
    for Spelt { entry, mut words, at_agency, one_word } in spelt {
        words.sort_unstable();
        words.dedup();
        if let Some(rarest) = words.iter().copied().min_by_key(|word| frequency[word]) {
            let weight: f32 = words.iter().map(|word| lexicon.weight(*word)).sum();
            let general = words.len() == 1 && !lexicon.tells_alone(words[0]);
            if (weight < TELLING || general) && !(at_agency || one_word) {
                continue;
            }
            index.entry(rarest).or_default().push(Phrase { entry, words, weight, at_agency });
        }
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::organization;

    #[test]
    fn the_tables_are_whole() {
        let entries = &taxonomy().entries;
        assert!(entries.iter().filter(|entry| entry.is_service).count() >= 180);
        assert_eq!(entries.iter().filter(|entry| !entry.is_service).count(), 5);
        for entry in entries.iter().filter(|entry| entry.is_service) {
            assert!(!entry.category.is_empty() && !entry.life_event.is_empty(), "{}", entry.canonical);
            assert!(entry.synonyms.len() >= 4, "{}", entry.canonical);
            for agency in &entry.agencies {
                assert!(organization::level(agency).is_some(), "{agency} of {}", entry.canonical);
            }
            assert!(entry.agency().is_some(), "{}", entry.canonical);
        }
    }

    #[test]
    fn no_two_services_have_one_name() {
        let mut bearers: HashMap<&[u32], usize> = HashMap::new();
        let mut shared = Vec::new();
        let taxonomy = taxonomy();
        for phrase in taxonomy.phrases.values().flatten().filter(|phrase| !phrase.at_agency) {
            let Some(entry) = phrase.entry else { continue };
            match bearers.insert(&phrase.words, entry) {
                Some(other) if other != entry => shared.push(format!(
                    "{} / {}: {}",
                    taxonomy.entries[other].canonical,
                    taxonomy.entries[entry].canonical,
                    taxonomy.lexicon.spelt(&phrase.words)
                )),
                _ => {}
            }
        }
        assert!(shared.is_empty(), "{shared:#?}");
    }

    #[test]
    fn every_synonym_belongs_to_a_service_of_the_table() {
        for row in table::rows(include_str!("../../../data/service_synonyms.csv")) {
            let canonical = row.get("canonical").expect("a canonical name");
            assert!(canonical == "-" || taxonomy().by_name.contains_key(canonical), "{canonical}");
        }
    }
}
