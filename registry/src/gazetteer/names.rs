//! The names of regions and provinces, with all their spellings, and how a row of words is compared with them.

use std::collections::HashMap;

use crate::model::{Kind, Province, Region, RegionCode};

use super::lookup::Lookup;
use super::spelling::{kind_prefix, kind_word, one_slip, province_word, words};
use super::{history, province, provinces, region, regions, table};

/// The longest names have five words ("Kepulauan Siau Tagulandang Biaro", and a type word before it).
const LONGEST_NAME: usize = 5;

pub(super) struct Names {
    /// Bare names of regions, without type word and spaces.
    regions: HashMap<String, Vec<&'static Region>>,
    /// Short, old and other names, with type word where it matters.
    aliases: HashMap<String, Vec<&'static Region>>,
    provinces: HashMap<String, &'static Province>,
}

impl Names {
    pub(super) fn build() -> Self {
        let mut names = Self { regions: HashMap::new(), aliases: HashMap::new(), provinces: HashMap::new() };
        for region in regions() {
            names.regions.entry(bare(region).concat()).or_default().push(region);
        }
        for region in regions() {
            for short in without_islands(&bare(region)) {
                names.regions.entry(short).or_insert_with(|| vec![region]);
            }
        }
        for province in provinces() {
            names.provinces.insert(words(&province.name).concat(), province);
        }
        for row in table::rows(include_str!("../../data/region_aliases.csv")) {
            if let (Some(alias), Some(code)) = (row.get("alias"), row.parse::<RegionCode>("code")) {
                names.alias(alias, code);
            }
        }
        for event in history::mpp_events() {
            names.alias(&event.name, event.region);
        }
        names
    }

    fn alias(&mut self, alias: &str, code: RegionCode) {
        let mut words = words(alias);
        if let Some(kind) = words.first().and_then(|word| kind_word(word)) {
            words[0] = kind_prefix(kind).to_owned();
        }
        let key = words.concat();
        if code.is_province() {
            if let Some(province) = province(code) {
                self.provinces.entry(key).or_insert(province);
            }
        } else if let Some(region) = region(code) {
            let regions = self.aliases.entry(key).or_default();
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
    }

    pub(super) fn province(&self, words: &[&str]) -> Option<&'static Province> {
        self.provinces.get(&words.concat()).copied()
    }

    /// The words are one name and nothing else.
    pub(super) fn whole(&self, words: &[&str], hall: bool) -> Option<Lookup> {
        let joined = words.concat();
        if hall && let Some(found) = self.aliases.get(&format!("mpp{joined}")) {
            return Some(among(found));
        }
        if let [first, second, rest @ ..] = words
            && let (Some(first), Some(second)) = (kind_word(first), kind_word(second))
            && !rest.is_empty()
        {
            return if first == second { self.typed(first, rest) } else { self.whole(rest, hall) };
        }
        if let Some(kind) = kind_word(words[0])
            && let Some(found) = self.typed(kind, &words[1..])
        {
            return Some(found);
        }
        if let Some(found) = self.regions.get(&joined).or_else(|| self.aliases.get(&joined)) {
            return Some(among(found));
        }
        let (last, rest) = words.split_last()?;
        self.typed(kind_word(last)?, rest)
    }

    /// A name with its type stated. The wrong type is forgiven where only one region bears the name.
    fn typed(&self, kind: Kind, words: &[&str]) -> Option<Lookup> {
        let joined = words.concat();
        if let Some(found) = self.aliases.get(&format!("{}{joined}", kind_prefix(kind))) {
            return Some(among(found));
        }
        let bearers = self.regions.get(&joined).or_else(|| self.aliases.get(&joined))?;
        let of_kind: Vec<_> = bearers.iter().copied().filter(|region| region.kind == kind).collect();
        Some(if of_kind.is_empty() { among(bearers) } else { among(&of_kind) })
    }

    /// A name with its province behind it: "Banjar, Jawa Barat".
    pub(super) fn before_province(&self, words: &[&str], hall: bool) -> Option<Lookup> {
        (1..words.len()).rev().take(LONGEST_NAME).find_map(|at| {
            let (name, behind) = words.split_at(at);
            let behind = if province_word(behind[0]) { &behind[1..] } else { behind };
            let province = self.province(behind)?;
            let name = if name.len() > 1 && province_word(name[name.len() - 1]) { &name[..name.len() - 1] } else { name };
            let found = match self.whole(name, hall)? {
                Lookup::Ambiguous(regions) => regions,
                Lookup::Found(region) => vec![region],
                Lookup::Province(_) | Lookup::Unknown => return None,
            };
            let inside: Vec<_> = found.into_iter().filter(|region| region.province == province.code).collect();
            (!inside.is_empty()).then(|| among(&inside))
        })
    }

    /// The one region that bears a name, of this very type.
    fn of_kind(&self, kind: Kind, words: &[&str]) -> Option<&'static Region> {
        let joined = words.concat();
        let bearers = self.regions.get(&joined).or_else(|| self.aliases.get(&joined))?;
        let mut of_kind = bearers.iter().copied().filter(|region| region.kind == kind);
        of_kind.next().filter(|_| of_kind.next().is_none())
    }

    /// How many names two regions bear.
    #[cfg(test)]
    pub(super) fn twins(&self) -> usize {
        self.regions.values().filter(|regions| regions.len() == 2).count()
    }

    /// Whether a region or province bears this name.
    pub(super) fn bears(&self, joined: &str) -> bool {
        self.regions.contains_key(joined) || self.aliases.contains_key(joined) || self.provinces.contains_key(joined)
    }

    /// A name with one letter wrong, too many or too few, or two changed about: with its type or "MPP" from six letters on, alone from
    /// eight. Names that several regions are as near to are answered with all.
    pub(super) fn misspelt(&self, words: &[&str], hall: bool) -> Option<Lookup> {
        let (kind, words) = match words.split_first() {
            Some((first, rest)) if kind_word(first).is_some() && !rest.is_empty() => (kind_word(first), rest),
            _ => (None, words),
        };
        let joined = words.concat();
        let shortest = if hall || kind.is_some() { 6 } else { 8 };
        if joined.len() < shortest || joined.len() > 40 || words.len() > LONGEST_NAME {
            return None;
        }
        let mut found: Vec<&'static Region> = Vec::new();
        for (name, bearers) in self.regions.iter().chain(&self.aliases) {
            if name.len().abs_diff(joined.len()) <= 1 && name.len() >= 6 && one_slip(name, &joined) {
                found.extend(bearers.iter().copied().filter(|region| kind.is_none_or(|kind| region.kind == kind)));
            }
        }
        found.sort_by_key(|region| region.code);
        found.dedup();
        (!found.is_empty() && found.len() <= 4).then(|| among(&found))
    }

    /// A longer text, an address say, that names regions with their types. A kecamatan of the same name has no type word before it.
    pub(super) fn inside(&self, words: &[&str]) -> Option<Lookup> {
        let mut found: Vec<&'static Region> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let Some(kind) = kind_word(word) else { continue };
            let rest = &words[at + 1..];
            let named = (1..=LONGEST_NAME.min(rest.len())).rev().find_map(|n| self.of_kind(kind, &rest[..n]));
            if let Some(region) = named
                && !found.contains(&region)
            {
                found.push(region);
            }
        }
        (!found.is_empty()).then(|| among(&found))
    }
}

fn among(regions: &[&'static Region]) -> Lookup {
    match regions {
        [one] => Lookup::Found(one),
        _ => Lookup::Ambiguous(regions.to_vec()),
    }
}

/// The name's words without the type word.
fn bare(region: &Region) -> Vec<String> {
    let mut words = words(&region.name);
    if words.first().is_some_and(|word| kind_word(word).is_some()) {
        words.remove(0);
    }
    words
}

/// "Kepulauan Yapen" is called "Yapen", "Pulau Morotai" "Morotai", "Tidore Kepulauan" "Tidore".
fn without_islands(bare: &[String]) -> Vec<String> {
    let islands = |word: &String| matches!(word.as_str(), "kepulauan" | "pulau");
    let mut short = Vec::new();
    if let [first, rest @ ..] = bare
        && islands(first)
        && !rest.is_empty()
    {
        short.push(rest.concat());
    }
    if let [rest @ .., last] = bare
        && islands(last)
        && !rest.is_empty()
    {
        short.push(rest.concat());
        short.push(format!("{last}{}", rest.concat()));
    }
    short
}
