//! The words of a query as words of the vocabulary: through other spellings, affixes and slips.

use super::affix;
use super::index::Index;
use super::text::{Mark, Marks, Token};
use super::understood::{Corrected, Understood};
use crate::normalise::service_name::Form;

/// A word that weighs less says nothing alone: "kartu", "baru".
pub(super) const TELLING: f32 = 0.35;
/// What a word that nobody knows weighs.
const UNKNOWN: f32 = 0.8;
/// How much less a word tells behind "untuk": "sidik jari buat SKCK" is about the finger prints.
const PURPOSE: f32 = 0.7;

/// A word, or a name of several words, of a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Said {
    /// In the vocabulary; `None`: not in it.
    pub id: Option<u32>,
    /// It says nothing: "gimana".
    pub silent: bool,
    /// How much it tells.
    pub weight: f32,
    /// Its first word in the query.
    pub first: usize,
    /// Its last.
    pub last: usize,
    /// The service found accounts for it.
    pub explained: bool,
}

/// Reads what is no place.
pub(super) fn read(tokens: &[Token], marks: &Marks, index: &Index, understood: &mut Understood) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::with_capacity(tokens.len());
    let last = tokens.len().saturating_sub(1);
    for (at, token) in tokens.iter().enumerate() {
        let mark = marks.get(at);
        if matches!(mark, Mark::Place | Mark::BeforePlace) {
            continue;
        }
        if mark == Mark::Open
            && !index.knows(&token.text)
            && let Some(two) = index.two_words(&token.text)
        {
            said.extend(two.map(|id| Said {
                id: Some(id),
                silent: false,
                weight: index.weight(id),
                first: at,
                last: at,
                explained: false,
            }));
            continue;
        }
        let meaning = meaning(token, mark == Mark::Open, at == last, index, understood);
        let aside = mark != Mark::Open;
        let weight = match meaning {
            Meaning::Word(id) if aside => index.weight(id).min(TELLING / 2.0),
            Meaning::Word(id) => index.weight(id),
            Meaning::Silent => 0.0,
            Meaning::Unknown if aside || token.text.len() < 2 => 0.0,
            Meaning::Unknown if token.text.bytes().all(|byte| byte.is_ascii_digit()) => 0.1,
            Meaning::Unknown if token.text.len() == 2 => 0.3,
            Meaning::Unknown => UNKNOWN,
        };
        let id = if let Meaning::Word(id) = meaning { Some(id) } else { None };
        // What says when or how is no filler, but it is told apart already.
        let silent = meaning == Meaning::Silent && !aside;
        said.push(Said { id, silent, weight, first: at, last: at, explained: false });
    }
    let mut said = joined(said, index);
    behind_purpose(&mut said, tokens);
    said.retain(|word| !(word.id.is_none() && !word.silent && marks.get(word.first) != Mark::Open));
    said
}

/// What stands behind "untuk" says what for, not what.
fn behind_purpose(said: &mut [Said], tokens: &[Token]) {
    let mut told = false;
    let mut purpose = false;
    for word in said {
        let text = tokens.get(word.first).map_or("", |token| token.text.as_str());
        purpose |= told && matches!(text, "untuk" | "utk" | "buat" | "bwt" | "bagi" | "guna" | "keperluan" | "kanggo" | "jang" | "buwat");
        told |= word.weight >= 1.0;
        if purpose {
            word.weight *= PURPOSE;
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Silent,
    Word(u32),
    Unknown,
}

fn meaning(token: &Token, correct: bool, unfinished: bool, index: &Index, understood: &mut Understood) -> Meaning {
    let word = token.text.as_str();
    let known = |form: &str| index.form(form).map(|form| if let Form::Word(id) = form { Meaning::Word(id) } else { Meaning::Silent });
    if let Some(found) = known(word) {
        return found;
    }
    // "anak2", "rame2", "surat2nya"
    let doubled = word.split_once('2').filter(|(stem, behind)| stem.len() >= 3 && matches!(*behind, "" | "nya" | "an" | "ny"));
    if let Some(found) = doubled.and_then(|(stem, _)| known(stem)) {
        return found;
    }
    if !correct || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Meaning::Unknown;
    }
    if let Some(found) = affix::bare(word, known) {
        return found;
    }
    if unfinished && let Some(id) = index.completed(word) {
        return Meaning::Word(id);
    }
    let meant = index.meant(word).or_else(|| affix::bare(word, |stem| if stem.len() >= 6 { index.meant(stem) } else { None }));
    match meant {
        Some((id, read_as)) => {
            understood.corrected.push(Corrected { typed: word.to_owned(), read_as });
            Meaning::Word(id)
        }
        None => Meaning::Unknown,
    }
}

/// Names of several words as the word that they stand for: "kartu tanda penduduk" is "ktp". Silent words between do not matter.
fn joined(said: Vec<Said>, index: &Index) -> Vec<Said> {
    let mut joined: Vec<Said> = Vec::with_capacity(said.len());
    let mut at = 0;
    while let Some(word) = said.get(at) {
        let rest: Vec<(usize, u32)> = said
            .iter()
            .enumerate()
            .skip(at)
            .filter_map(|(at, word)| Some((at, word.id?)))
            .take_while(|_| word.id.is_some())
            .take(8)
            .collect();
        let ids: Vec<u32> = rest.iter().map(|(_, id)| *id).collect();
        let unbroken = |many: usize| {
            let Some((end, _)) = rest.get(many - 1) else { return false };
            said.iter().take(end + 1).skip(at).all(|word| word.id.is_some() || word.silent)
        };
        match index.long_name(&ids).filter(|(many, _)| unbroken(*many)) {
            Some((many, whole)) => {
                let end = rest.get(many - 1).map_or(at, |(end, _)| *end);
                let last = said.get(end).map_or(word.last, |word| word.last);
                joined.extend(whole.iter().map(|id| Said { id: Some(*id), weight: index.weight(*id), last, ..*word }));
                at = end + 1;
            }
            None => {
                joined.push(*word);
                at += 1;
            }
        }
    }
    joined
}
