//! The national name of a service, from the name that a region gives it: "Penerbitan KTP Elektronik karena Hilang" is
//! "KTP-el: penggantian karena hilang (Disdukcapil)".
//!
//! The name is taken apart ([`scan`]), its words are brought to one form and weighed ([`words`]), and the synonym of the taxonomy
//! ([`taxonomy`]) that explains the most of it wins. How much of the name it explains is the confidence; below [`ENOUGH`], or where two
//! services are explained as well, the name stays unmapped. The agency rules out what it does not give, and decides between two that tie.

mod aliases;
mod scan;
mod taxonomy;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gazetteer;

use super::organization;

pub use aliases::{Aliases, UnknownService, Unmapped, unmapped};
pub use taxonomy::{ServiceEntry, Synonym, SynonymKind};

pub(crate) use taxonomy::{Spelt, taxonomy};
pub(crate) use words::{Form, Lexicon};

use scan::{Token, tokens};
use taxonomy::{Phrase, Taxonomy};
use words::{Word, Zone};

/// The confidence below which a name is left unmapped.
pub const ENOUGH: f32 = 0.62;

/// The same where all that was found is one word that is no document's name: "kematian".
const ENOUGH_OF_ONE_WORD: f32 = 0.75;

/// What a synonym in the rest of a name weighs to tell that the name is of two services.
const ANOTHER_SERVICE: f32 = 1.6;

/// What is left to explain of a word that stands in another name of the same service.
const OF_ANOTHER_NAME: f32 = 0.4;

/// What a name was read as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mapped {
    /// The canonical name; `None` where nothing was found or the best was not sure enough.
    pub term: Option<&'static str>,
    /// From 0 to 1: the share of what the name says that the service found explains. Of the best that was found, also where `term` is
    /// `None`.
    pub confidence: f32,
    /// How it was read: `service.alias` (mapped by hand), `service.canonical`, `service.synonym` (nothing left over), `service.words` (the
    /// telling words), `service.agency` (the agency decided); without a term `service.none` (known to be no service of the taxonomy),
    /// `service.ambiguous`, `service.doubtful`, `service.unknown`.
    pub rule: &'static str,
}

/// The rule of a term that the region itself names.
pub const STATED: &str = "service.stated";

/// The canonical names of all services, in the order of the table.
#[must_use]
pub fn canonical() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| taxonomy().entries.iter().filter(|entry| entry.is_service).map(|entry| entry.canonical.as_str()).collect());
    &NAMES
}

/// Everything known of a service or answer, by its canonical name.
#[must_use]
pub fn entry(canonical: &str) -> Option<&'static ServiceEntry> {
    let taxonomy = taxonomy();
    taxonomy.by_name.get(canonical).map(|at| &taxonomy.entries[*at])
}

/// The words by which people look for a service: its names but those that hold at one agency only, and the formal ones at length.
#[must_use]
pub fn synonyms(canonical: &str) -> &'static [String] {
    static SYNONYMS: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
        let texts = |entry: &'static ServiceEntry| {
            entry
                .synonyms
                .iter()
                .filter(|synonym| !matches!(synonym.kind, SynonymKind::AtAgency | SynonymKind::Formal))
                .map(|synonym| synonym.text.clone())
                .collect()
        };
        taxonomy().entries.iter().map(|entry| (entry.canonical.as_str(), texts(entry))).collect()
    });
    SYNONYMS.get(canonical).map_or(&[], Vec::as_slice)
}

/// The canonical name of a service. An agency that is known not to give it rules a name out.
#[must_use]
pub fn term(name: &str, organization_canonical: Option<&str>) -> Option<&'static str> {
    read(name, organization_canonical).term
}

/// What a name stands for, at this agency (by its canonical name).
#[must_use]
pub fn read(name: &str, organization: Option<&str>) -> Mapped {
    static NONE: LazyLock<Aliases> = LazyLock::new(Aliases::default);
    read_with(name, organization, &NONE)
}

/// As [`read`], with names mapped by hand asked first.
#[must_use]
pub fn read_with(name: &str, organization: Option<&str>, aliases: &Aliases) -> Mapped {
    let taxonomy = taxonomy();
    let found = |at: usize, confidence, rule| Mapped { term: Some(taxonomy.entries[at].canonical.as_str()), confidence, rule };
    let tokens = without_places(tokens(name), taxonomy);
    if !aliases.is_empty()
        && let Some(at) = aliases.get(&key_of(&tokens), organization)
    {
        return found(at, 1.0, "service.alias");
    }
    if let Some(at) = taxonomy.by_name.get(name.trim()).copied().filter(|at| taxonomy.entries[*at].is_service) {
        return found(at, 1.0, "service.canonical");
    }
    let words = taxonomy.lexicon.words(&tokens);
    let Some(best) = best(taxonomy, &words, organization) else {
        return Mapped { term: None, confidence: 0.0, rule: "service.unknown" };
    };
    let nothing = |rule| Mapped { term: None, confidence: best.confidence, rule };
    match best.entry {
        _ if best.confidence < ENOUGH || (best.words.len() == 1 && best.weight <= 1.0 && best.confidence < ENOUGH_OF_ONE_WORD) => {
            nothing("service.doubtful")
        }
        Choice::One(_) if names_two(taxonomy, &words, &best, organization) => nothing("service.ambiguous"),
        Choice::None => nothing("service.none"),
        Choice::Several => nothing("service.ambiguous"),
        Choice::One(at) if best.by_agency => found(at, best.confidence, "service.agency"),
        Choice::One(at) if best.confidence > 0.94 => found(at, best.confidence, "service.synonym"),
        Choice::One(at) => found(at, best.confidence, "service.words"),
    }
}

/// A name as names are compared: in lower case, without numbering, codes, durations and places.
#[must_use]
pub fn name_key(name: &str) -> String {
    key_of(&without_places(tokens(name), taxonomy()))
}

/// Names read before in one catalog, for names that come again. It holds at most [`Memo::MOST`] of them, none longer than
/// [`Memo::LONGEST`].
#[derive(Debug, Default)]
pub struct Memo {
    read: HashMap<String, Vec<(Option<String>, Mapped)>>,
}

impl Memo {
    /// The most names that are kept.
    pub const MOST: usize = 50_000;
    /// The longest name that is kept, in bytes.
    pub const LONGEST: usize = 500;

    /// As [`read_with`]; the aliases are the same at every call.
    pub fn read(&mut self, name: &str, organization: Option<&str>, aliases: &Aliases) -> Mapped {
        let known = self.read.get(name).and_then(|readings| readings.iter().find(|(known, _)| known.as_deref() == organization));
        if let Some((_, mapped)) = known {
            return *mapped;
        }
        let mapped = read_with(name, organization, aliases);
        if self.read.len() < Self::MOST && name.len() <= Self::LONGEST {
            self.read.entry(name.to_owned()).or_default().push((organization.map(str::to_owned), mapped));
        }
        mapped
    }
}

/// The synonym that explains the most of a name.
struct Best {
    entry: Choice,
    words: &'static [u32],
    weight: f32,
    confidence: f32,
    by_agency: bool,
    closeness: u8,
}

#[derive(Clone, Copy, PartialEq)]
enum Choice {
    One(usize),
    /// Known to be no service of the taxonomy.
    None,
    /// Two services that are explained as well.
    Several,
}

fn best(taxonomy: &'static Taxonomy, words: &[Word], organization: Option<&str>) -> Option<Best> {
    let told_in_main = words.iter().any(|word| word.zone == Zone::Main && word.unexplained >= 1.0);
    let mut best: Option<Best> = None;
    for id in words.iter().filter_map(|word| word.id) {
        for phrase in taxonomy.phrases.get(&id).into_iter().flatten() {
            if !explains(phrase, words, told_in_main) || !given_by(taxonomy, phrase, organization) {
                continue;
            }
            let entry = phrase.entry.map_or(Choice::None, Choice::One);
            let closeness = phrase.entry.map_or(3, |at| closeness(&taxonomy.entries[at], organization));
            let close = |a: f32, b: f32| (a - b).abs() < 0.01;
            match &mut best {
                Some(known) if known.weight > phrase.weight + 0.01 => {}
                Some(known) if close(known.weight, phrase.weight) => {
                    if known.entry == entry || closeness < known.closeness {
                        known.by_agency |= known.entry != entry;
                    } else if closeness > known.closeness {
                        *known = Best { entry, words: &phrase.words, closeness, by_agency: true, ..*known };
                    } else {
                        known.entry = Choice::Several;
                    }
                }
                _ => {
                    best = Some(Best {
                        entry,
                        words: &phrase.words,
                        weight: phrase.weight,
                        confidence: 0.0,
                        by_agency: phrase.at_agency,
                        closeness,
                    })
                }
            }
            if let Some(known) = &mut best
                && known.entry == entry
            {
                known.confidence = known.confidence.max(coverage(taxonomy, phrase, words));
            }
        }
    }
    best
}

/// Whether the name proper names another service beside the best one: "Akta Kelahiran & Kartu Keluarga".
fn names_two(taxonomy: &Taxonomy, words: &[Word], best: &Best, organization: Option<&str>) -> bool {
    let left: Vec<u32> =
        words.iter().filter(|word| word.zone == Zone::Main).filter_map(|word| word.id).filter(|id| !best.words.contains(id)).collect();
    let another = |phrase: &Phrase| {
        phrase.weight >= ANOTHER_SERVICE
            && !phrase.at_agency
            && phrase.entry.is_some_and(|at| Choice::One(at) != best.entry)
            && phrase.words.iter().all(|id| left.contains(id))
            && given_by(taxonomy, phrase, organization)
    };
    left.iter().any(|id| taxonomy.phrases.get(id).into_iter().flatten().any(another))
}

/// Whether all words of a synonym are in the name, one that tells something in the name proper; or an abbreviation in brackets behind it:
/// "Surat Pernyataan Pengelolaan Lingkungan (SPPL)".
fn explains(phrase: &Phrase, words: &[Word], told_in_main: bool) -> bool {
    let mut in_main = false;
    for id in &phrase.words {
        let Some(word) = words.iter().find(|word| word.id == Some(*id)) else { return false };
        in_main |= word.zone == Zone::Main && word.unexplained >= 1.0;
        in_main |= word.zone == Zone::Brackets && phrase.words.len() == 1 && phrase.weight >= 2.0;
    }
    in_main || !told_in_main
}

/// The share of a name's weight that a synonym explains. Words of the service's other names are half explained: "NIB melalui OSS RBA".
fn coverage(taxonomy: &Taxonomy, phrase: &Phrase, words: &[Word]) -> f32 {
    let own = phrase.entry.map(|at| &taxonomy.words[at]);
    let left = |word: &Word| match word.id {
        Some(id) if phrase.words.contains(&id) => 0.0,
        Some(id) if own.is_some_and(|own| own.contains(&id)) => word.unexplained * OF_ANOTHER_NAME,
        _ => word.unexplained,
    };
    phrase.weight / (phrase.weight + words.iter().map(left).sum::<f32>())
}

fn closeness(entry: &ServiceEntry, organization: Option<&str>) -> u8 {
    match entry.agencies.iter().position(|agency| Some(agency.as_str()) == organization) {
        Some(0) => 2,
        Some(_) => 1,
        None => 0,
    }
}

/// Whether an agency may give what a synonym stands for. A synonym that holds only at its agency needs that very agency.
fn given_by(taxonomy: &Taxonomy, phrase: &Phrase, organization: Option<&str>) -> bool {
    let Some(entry) = phrase.entry.map(|at| &taxonomy.entries[at]) else { return true };
    let Some(organization) = organization else { return !phrase.at_agency };
    let giver = entry.agencies.iter().any(|agency| agency == organization);
    giver || (!phrase.at_agency && (operator(organization) || entry.agencies.iter().any(|agency| beside(agency, organization))))
}

/// The hall's own operator gives anything.
fn operator(organization: &str) -> bool {
    organization.starts_with("Dinas Penanaman Modal") || organization.starts_with("Perpustakaan/Loket")
}

/// Whether an organization shares the counter, or the work, of an agency.
fn beside(agency: &str, organization: &str) -> bool {
    match agency {
        "Samsat" => matches!(organization, "Kepolisian Negara Republik Indonesia" | "Badan Pendapatan Daerah" | "Jasa Raharja"),
        "Kepolisian Negara Republik Indonesia" => organization == "Samsat",
        "Kementerian Agama" => organization == "Kementerian Haji dan Umrah",
        "Kementerian Haji dan Umrah" => organization == "Kementerian Agama",
        "Dinas Kependudukan dan Pencatatan Sipil" => organization == "Kecamatan",
        "Imigrasi" | "Lembaga Pemasyarakatan" => organization == "Kementerian Hukum",
        "Bank (BUMN/swasta)" => organization == "Bank pembangunan daerah",
        agency if operator(agency) => organization::level(organization) == Some("kab/kota"),
        _ => false,
    }
}

/// Leaves out the names of regions, with the type words before them.
fn without_places(tokens: Vec<Token>, taxonomy: &Taxonomy) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        let skipped = match token.word.as_str() {
            "kab" | "kabupaten" | "kota" | "kodya" | "kotamadya" | "provinsi" | "prov" | "propinsi" | "pemkab" | "pemkot" | "pemprov" => {
                place(rest).map_or(usize::from(token.word == "kab"), |n| n + 1)
            }
            "kecamatan" | "kec" | "kelurahan" | "kel" | "desa" => match rest.first() {
                Some(next) if !taxonomy.lexicon.knows(&next.word) => 2,
                _ => 0,
            },
            word if word.len() >= 4 && !taxonomy.lexicon.knows(word) => place(tokens.get(at..).unwrap_or_default()).unwrap_or(0),
            _ => 0,
        };
        if skipped == 0 {
            kept.push(token.clone());
        }
        at += skipped.max(1);
    }
    kept
}

/// How many words from the first on are the name of a region or province.
fn place(tokens: &[Token]) -> Option<usize> {
    (1..=tokens.len().min(4)).rev().find(|n| {
        let joined: String = tokens.iter().take(*n).map(|token| token.word.as_str()).collect();
        gazetteer::bears(&joined)
    })
}

fn key_of(tokens: &[Token]) -> String {
    let numbering = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut key = String::new();
    for token in tokens.iter().skip_while(|token| numbering(&token.word)) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&token.word);
    }
    key
}

#[cfg(test)]
mod tests;
