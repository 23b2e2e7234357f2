//! Where: a kabupaten, kota or province in the query, with or without "di" and "kab". A name that two regions bear stays two.

use super::index::Index;
use super::text::{Mark, Marks, Token};
use super::understood::{Choice, Place, Understood};
use crate::gazetteer::{self, Lookup};
use crate::model::{Region, RegionCode};

/// The longest names have so many words.
const LONGEST: usize = 4;

/// Looks for the first place that is meant as where to go.
pub(super) fn find(tokens: &[Token], index: &Index, marks: &mut Marks, understood: &mut Understood) {
    let moves = tokens.iter().any(|token| index.says_move(&token.text));
    let mut at = 0;
    while at < tokens.len() {
        let Some((many, found)) = named(tokens, at, index) else {
            at += 1;
            continue;
        };
        let before = before(tokens, at);
        let marker = before.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| token.text.as_str());
        let direction = moves && matches!(marker, Some("ke" | "dari" | "dr" | "antar"));
        marks.set(before..at, Mark::BeforePlace);
        if matches!(
            marker,
            Some("di" | "ke" | "dari" | "dr" | "daerah" | "wilayah" | "area" | "sekitar" | "deket" | "dekat" | "neng" | "ning")
        ) {
            marks.set(before - 1..before, Mark::BeforePlace);
        }
        marks.set(at..at + many, Mark::Place);
        // "pindah ke Bandung" is asked at home.
        if !direction && understood.place.is_none() {
            take(tokens, before..at + many, found, understood);
        }
        at += many;
    }
}

/// The type words before a name: "kab", "kota".
fn before(tokens: &[Token], at: usize) -> usize {
    let kind = |at: usize| tokens.get(at).is_some_and(|token| is_kind(&token.text));
    if at > 0 && kind(at - 1) { at - 1 } else { at }
}

fn is_kind(word: &str) -> bool {
    matches!(
        word,
        "kab" | "kabupaten" | "kota" | "kodya" | "kotamadya" | "pemkab" | "pemkot" | "prov" | "provinsi" | "propinsi" | "kotif" | "kb"
    )
}

/// Whether a name may follow: after these even a word that means something is one.
fn leads(word: &str) -> bool {
    is_kind(word) || matches!(word, "di" | "mpp" | "daerah" | "wilayah" | "area")
}

/// The place that begins at a word: how many words, and what it is.
fn named(tokens: &[Token], at: usize, index: &Index) -> Option<(usize, Lookup)> {
    let kind = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| token.text.as_str()).filter(|word| is_kind(word));
    let led = at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| leads(&token.text));
    let first = tokens.get(at)?.text.as_str();
    if is_kind(first) && !(first == "kota" && tokens.get(at + 1).is_some_and(|next| next.text == "baru")) {
        return None;
    }
    for many in (1..=LONGEST.min(tokens.len() - at)).rev() {
        let words: Vec<&str> = tokens.iter().skip(at).take(many).map(|token| token.text.as_str()).collect();
        let joined = words.concat();
        let plain = many > 1 || led || (first.len() >= 4 && !index.knows(first));
        if joined.len() < 3 || !plain || !gazetteer::bears(&joined) {
            continue;
        }
        // "di batang" is a place, "kartu tani" is none: two words that both mean something are looked at as words.
        if many > 1 && !led && words.iter().all(|word| index.tells(word)) {
            continue;
        }
        let text = kind.into_iter().chain(words).collect::<Vec<_>>().join(" ");
        match gazetteer::find(&text) {
            Lookup::Unknown => {}
            found => return Some((many, found)),
        }
    }
    misspelt(tokens, at, kind, led, index)
}

/// "di purbalinga": a word behind "di" or "kab" that is none of the vocabulary, one letter from a name.
fn misspelt(tokens: &[Token], at: usize, kind: Option<&str>, led: bool, index: &Index) -> Option<(usize, Lookup)> {
    let word = tokens.get(at)?.text.as_str();
    if !led || word.len() < 6 || index.knows(word) {
        return None;
    }
    let text = format!("{} {word}", kind.unwrap_or("mpp"));
    match gazetteer::find(&text) {
        Lookup::Unknown => None,
        found => Some((1, found)),
    }
}

fn take(tokens: &[Token], range: std::ops::Range<usize>, found: Lookup, understood: &mut Understood) {
    let typed = tokens.iter().take(range.end).skip(range.start).map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
    let regions: Vec<&Region> = match found {
        Lookup::Found(region) => vec![region],
        Lookup::Ambiguous(regions) => regions,
        Lookup::Province(province) => {
            understood.place = Some(Place {
                typed,
                regions: Vec::new(),
                province: Some(province.code),
                name: province.name.clone(),
                point: province.point,
                zone: province.zone,
            });
            return;
        }
        Lookup::Unknown => return,
    };
    let Some(first) = regions.first() else { return };
    let codes: Vec<RegionCode> = regions.iter().map(|region| region.code).collect();
    let name = regions.iter().map(|region| region.name.as_str()).collect::<Vec<_>>().join(" / ");
    if regions.len() > 1 {
        understood.choices.extend(regions.iter().map(|region| Choice { name: region.name.clone(), term: None, region: Some(region.code) }));
    }
    understood.place = Some(Place { typed, regions: codes, province: None, name, point: first.point, zone: first.zone });
}
