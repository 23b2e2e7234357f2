//! Which region a text names. A name that belongs to both a kabupaten and a kota is answered with both, never with a guess.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{Kind, Province, Region, RegionCode};

use super::spelling::{kind_prefix, kind_word, province_word, words};
use super::{history, province, provinces, region, regions, table};

/// What a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// One kabupaten or kota.
    Found(&'static Region),
    /// A name that several bear, by code: "Bogor" is a kabupaten and a kota.
    Ambiguous(Vec<&'static Region>),
    /// A province.
    Province(&'static Province),
    /// Nothing that is known.
    Unknown,
}

/// The longest names have five words ("Kepulauan Siau Tagulandang Biaro", and a type word before it).
const LONGEST_NAME: usize = 5;

/// A text with more words than this is read up to here.
const MOST_WORDS: usize = 60;

struct Names {
    /// Bare names of regions, without type word and spaces.
    regions: HashMap<String, Vec<&'static Region>>,
    /// Short, old and other names, with type word where it matters.
    aliases: HashMap<String, Vec<&'static Region>>,
    provinces: HashMap<String, &'static Province>,
}

static NAMES: LazyLock<Names> = LazyLock::new(Names::build);

/// What `text` names: "Kab. Bandung Barat", "MPP Kota Bogor", "Sidrap", "Kraksaan", "Jawa Barat", or an address that names a
/// kabupaten or kota with its type.
#[must_use]
pub fn find(text: &str) -> Lookup {
    let mut words = words(text);
    words.truncate(MOST_WORDS);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (hall, words) = without_hall(&words);
    if words.is_empty() {
        return Lookup::Unknown;
    }
    let names = &*NAMES;
    if province_word(words[0]) {
        return names.province(&words[1..]).map_or(Lookup::Unknown, Lookup::Province);
    }
    names
        .whole(words, hall)
        .or_else(|| names.province(words).map(Lookup::Province))
        .or_else(|| names.before_province(words, hall))
        .or_else(|| names.inside(words))
        .unwrap_or(Lookup::Unknown)
}

/// Takes "MPP", "Mal Pelayanan Publik" and "Pemerintah" off the front; says whether a hall was named.
fn without_hall<'a, 'b>(words: &'a [&'b str]) -> (bool, &'a [&'b str]) {
    match words {
        ["mal" | "mall", "pelayanan", "publik", rest @ ..] => (true, without_hall(rest).1),
        ["mpp", rest @ ..] => (true, without_hall(rest).1),
        ["pemerintah" | "pemda" | "daerah", rest @ ..] => without_hall(rest),
        _ => (false, words),
    }
}

impl Names {
    fn build() -> Self {
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

    fn province(&self, words: &[&str]) -> Option<&'static Province> {
        self.provinces.get(&words.concat()).copied()
    }

    /// The words are one name and nothing else.
    fn whole(&self, words: &[&str], hall: bool) -> Option<Lookup> {
        let joined = words.concat();
        if hall && let Some(found) = self.aliases.get(&format!("mpp{joined}")) {
            return Some(among(found));
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
    fn before_province(&self, words: &[&str], hall: bool) -> Option<Lookup> {
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

    /// A longer text, an address say, that names regions with their types. A kecamatan of the same name has no type word before it.
    fn inside(&self, words: &[&str]) -> Option<Lookup> {
        let mut found: Vec<&'static Region> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let Some(kind) = kind_word(word) else { continue };
            let rest = &words[at + 1..];
            let named = (1..=LONGEST_NAME.min(rest.len())).rev().find_map(|n| {
                let bearers = self.regions.get(&rest[..n].concat())?;
                bearers.iter().copied().find(|region| region.kind == kind)
            });
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn found(text: &str) -> String {
        match find(text) {
            Lookup::Found(region) => format!("{} {}", region.code, region.name),
            Lookup::Ambiguous(regions) => regions.iter().map(|region| region.code.to_string()).collect::<Vec<_>>().join("|"),
            Lookup::Province(province) => format!("{} {}", province.code, province.name),
            Lookup::Unknown => "?".to_owned(),
        }
    }

    #[rstest]
    #[case("Kab. Bandung Barat", "32.17 Kabupaten Bandung Barat")]
    #[case("KOTA BOGOR", "32.71 Kota Bogor")]
    #[case("Kodya Pontianak", "61.71 Kota Pontianak")]
    #[case("Kotif Singkawang", "61.72 Kota Singkawang")]
    #[case("MPP Kota Bogor", "32.71 Kota Bogor")]
    #[case("Mal Pelayanan Publik Kabupaten Pandeglang", "36.01 Kabupaten Pandeglang")]
    #[case("Pemkab Kebumen", "33.05 Kabupaten Kebumen")]
    #[case("Bandung, Kab.", "32.04 Kabupaten Bandung")]
    #[case("Bau-Bau", "74.72 Kota Bau Bau")]
    #[case("Kab Batubara", "12.19 Kabupaten Batu Bara")]
    #[case("Kota Baru", "63.02 Kabupaten Kotabaru")]
    #[case("Lima Puluh Kota", "13.07 Kabupaten Lima Puluh Kota")]
    #[case("Jakarta Pusat", "31.71 Kota Administrasi Jakarta Pusat")]
    #[case("Kab. Kep. Seribu", "31.01 Kabupaten Administrasi Kepulauan Seribu")]
    fn usual_spellings(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("Sidrap", "73.14 Kabupaten Sidenreng Rappang")]
    #[case("Jogja", "34.71 Kota Yogyakarta")]
    #[case("Tangsel", "36.74 Kota Tangerang Selatan")]
    #[case("PALI", "16.12 Kabupaten Penukal Abab Lematang Ilir")]
    #[case("Kab. Pontianak", "61.02 Kabupaten Mempawah")]
    #[case("Toba Samosir", "12.12 Kabupaten Toba")]
    #[case("MPP Kraksaan", "35.13 Kabupaten Probolinggo")]
    #[case("MPP Bale Madukara", "32.14 Kabupaten Purwakarta")]
    #[case("Kabupaten Yapen", "91.05 Kabupaten Kepulauan Yapen")]
    #[case("Tidore", "82.72 Kota Tidore Kepulauan")]
    fn short_old_and_other_names(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("Kota Bandung Barat", "32.17 Kabupaten Bandung Barat")]
    #[case("Kabupaten Surabaya", "35.78 Kota Surabaya")]
    fn a_wrong_type_is_forgiven_where_only_one_region_bears_the_name(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("Bogor", "32.01|32.71")]
    #[case("mpp bandung", "32.04|32.73")]
    #[case("Gorontalo", "75.01|75.71")]
    #[case("Mura", "16.05|62.12")]
    fn a_name_of_two_regions_is_never_guessed(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[test]
    fn twenty_six_names_belong_to_a_kabupaten_and_a_kota() {
        assert_eq!(NAMES.regions.values().filter(|regions| regions.len() == 2).count(), 26);
    }

    #[rstest]
    #[case("Banjar, Jawa Barat", "32.79 Kota Banjar")]
    #[case("Kabupaten Sumedang, Jawa Barat", "32.11 Kabupaten Sumedang")]
    #[case("Kelurahan Ramanuju Kecamatan Purwakarta Kota Cilegon 42431", "36.72 Kota Cilegon")]
    #[case("Jl. Prabu Geusan Ulun No.36, Sumedang Sel., Kabupaten Sumedang, Jawa Barat", "32.11 Kabupaten Sumedang")]
    fn a_region_in_a_longer_text(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("DIY", "34 Daerah Istimewa Yogyakarta")]
    #[case("Provinsi Jambi", "15 Jambi")]
    #[case("Jateng", "33 Jawa Tengah")]
    #[case("DKI Jakarta", "31 Daerah Khusus Ibukota Jakarta")]
    #[case("Prov. Papua", "91 Papua")]
    fn provinces_are_told_apart(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("")]
    #[case("Kota")]
    #[case("MPP")]
    #[case("Atlantis")]
    #[case("Provinsi")]
    fn what_is_not_known_is_unknown(#[case] text: &str) {
        assert_eq!(find(text), Lookup::Unknown);
    }

    #[test]
    fn every_region_is_found_by_its_own_name_and_code_is_right() {
        for region in regions() {
            assert_eq!(find(&region.name), Lookup::Found(region), "{}", region.name);
        }
    }
}
