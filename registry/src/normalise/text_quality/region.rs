//! Texts taken over from another region's page: "Peraturan Bupati Bogor" where the page is Serang's.

use crate::gazetteer::{self, Lookup};
use crate::model::{Kind, Region};
use crate::normalise::text;

/// Words after which a region's name stands.
pub(super) fn trigger(word: &str) -> bool {
    kind_of(word).is_some() || matches!(word, "mpp" | "pemerintah" | "gubernur" | "provinsi")
}

/// What follows the word: a kabupaten, a kota, or either.
fn kind_of(word: &str) -> Option<Option<Kind>> {
    match word {
        "bupati" | "perbup" | "pemkab" | "kabupaten" | "kab" => Some(Some(Kind::Kabupaten)),
        "walikota" | "wali" | "perwali" | "perwal" | "pemkot" | "kota" => Some(Some(Kind::Kota)),
        "mpp" => Some(None),
        _ => None,
    }
}

/// Words between "Pemerintah" and its name, or before it.
const LONGEST_NAME: usize = 4;

/// Another region that a text names, where it does not name its own.
pub(super) fn other(text: &str, own: &Region) -> Option<&'static Region> {
    let folded = text::fold(text);
    let words: Vec<&str> = folded.split(' ').take(600).collect();
    let own_name = text::fold(&own.name);
    let own_bare = own_name.split_once(' ').map_or(own_name.as_str(), |(_, bare)| bare);
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let Some(kind) = kind_of(word) else { continue };
        let mut rest = words.get(at + 1..).unwrap_or_default();
        if *word == "wali" {
            let Some(behind) = rest.strip_prefix(&["kota"]) else { continue };
            rest = behind;
        }
        if *word == "kota" && at > 0 && words[at - 1] == "wali" {
            continue;
        }
        let rest = if matches!(rest.first(), Some(&("kab" | "kabupaten" | "kota"))) { &rest[1..] } else { rest };
        let Some(named) = named(rest, kind) else { continue };
        if named.code == own.code || folded_bare(named) == own_bare && *word != "bupati" {
            return None;
        }
        found = found.or(Some(named));
    }
    let mentions_own = || folded.match_indices(own_bare).any(|(at, _)| !elsewhere(&folded, at));
    found.filter(|other| folded_bare(other) == own_bare || !mentions_own())
}

fn folded_bare(region: &Region) -> String {
    let name = text::fold(&region.name);
    name.split_once(' ').map_or_else(|| name.clone(), |(_, bare)| bare.to_owned())
}

/// A part of a longer word is no mention.
fn elsewhere(folded: &str, at: usize) -> bool {
    folded.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|c| c != ' ')
}

/// The region whose name stands at the front.
fn named(words: &[&str], kind: Option<Kind>) -> Option<&'static Region> {
    let most = words.len().min(LONGEST_NAME);
    (1..=most).rev().find_map(|n| {
        let name = words.get(..n)?.join(" ");
        if name.len() < 4 {
            return None;
        }
        let typed = match kind {
            Some(Kind::Kabupaten) => gazetteer::find(&format!("kabupaten {name}")),
            Some(Kind::Kota) => gazetteer::find(&format!("kota {name}")),
            None => gazetteer::find(&name),
        };
        match typed {
            Lookup::Found(region) if folded_bare(region) == name => Some(region),
            _ => None,
        }
    })
}
