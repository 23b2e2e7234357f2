//! Which region a text names. A name that belongs to both a kabupaten and a kota is answered with both, never with a guess.

use std::sync::LazyLock;

use crate::model::{Province, Region, RegionCode};

use super::names::Names;
use super::spelling::{province_word, words};
use super::{province as province_by_code, region};

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

/// A text with more words than this is read up to here.
const MOST_WORDS: usize = 60;

/// A text with more bytes than this is read up to here.
const MOST_BYTES: usize = 1000;

static NAMES: LazyLock<Names> = LazyLock::new(Names::build);

/// What `text` names: "Kab. Bandung Barat", "MPP Kota Bogor", "Sidrap", "Kraksaan", "36.01", "Jawa Barat", or an address that names a
/// kabupaten or kota with its type. One wrong letter is forgiven in a long name.
#[must_use]
pub fn find(text: &str) -> Lookup {
    let text = match text.char_indices().find(|(at, _)| *at >= MOST_BYTES) {
        Some((at, _)) => text.get(..at).unwrap_or_default(),
        None => text,
    };
    if let Some(found) = by_code(text) {
        return found;
    }
    match find_words(text) {
        Lookup::Unknown if text.contains(['(', '[']) => {
            let (outside, inside) = brackets(text);
            match find_words(&outside) {
                Lookup::Unknown => by_code(&inside).unwrap_or_else(|| find_words(&inside)),
                found => found,
            }
        }
        found => found,
    }
}

/// Whether a region or province bears this name, written in lower case without spaces: "bandungbarat", "tangsel", "jabar".
pub(crate) fn bears(joined: &str) -> bool {
    joined.len() >= 3 && NAMES.bears(joined)
}

fn find_words(text: &str) -> Lookup {
    let mut words = words(text);
    words.truncate(MOST_WORDS);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = without_tail(&words);
    let (hall, words) = without_hall(words);
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
        .or_else(|| written_out(words).and_then(|words| of_words(names, &words, hall)))
        .or_else(|| names.inside(words))
        .or_else(|| names.misspelt(words, hall))
        .unwrap_or(Lookup::Unknown)
}

fn of_words(names: &Names, words: &[String], hall: bool) -> Option<Lookup> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    names.whole(&words, hall).or_else(|| names.before_province(&words, hall))
}

/// The words with "Sel.", "Tj." and the like written out; `None` where there are none.
fn written_out(words: &[&str]) -> Option<Vec<String>> {
    let mut changed = false;
    let written = words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let whole = match *word {
                "sel" | "slt" if at > 0 => "selatan",
                "ut" | "utr" if at > 0 => "utara",
                "bar" | "brt" if at > 0 => "barat",
                "tim" | "tmr" if at > 0 => "timur",
                "teng" | "tgh" if at > 0 => "tengah",
                "tengg" if at > 0 => "tenggara",
                "tj" | "tg" | "tjg" | "tnj" => "tanjung",
                "tap" => "tapanuli",
                "lab" => "labuhan",
                "bolmong" => "bolaangmongondow",
                "halm" => "halmahera",
                "sumb" => "sumba",
                "kalim" => "kalimantan",
                "ma" | "muaro" => "muara",
                "peg" => "pegunungan",
                "bdr" | "bd" => "bandar",
                "pkl" => "pangkal",
                "psg" => "pasang",
                "lb" | "lbk" => "lubuk",
                other => return other.to_owned(),
            };
            changed = true;
            whole.to_owned()
        })
        .collect();
    changed.then_some(written)
}

/// "36.01" or "3601", alone or with a word like "kode" before it.
fn by_code(text: &str) -> Option<Lookup> {
    let digits = text.trim().trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, ' ' | ':')).trim_end_matches('.');
    let (front, back) = match digits.split_once('.') {
        Some(parts) => parts,
        None => (digits.get(..2)?, digits.get(2..)?),
    };
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(two(front) && two(back)) {
        return None;
    }
    let code: RegionCode = format!("{front}.{back}").parse().ok()?;
    region(code).map(Lookup::Found).or_else(|| province_by_code(code).filter(|_| back == "00").map(Lookup::Province))
}

/// The text outside and inside of brackets.
fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// Takes the country, post codes and codes off the end.
fn without_tail<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    match words {
        [rest @ .., last] if !rest.is_empty() && (*last == "indonesia" || last.bytes().all(|byte| byte.is_ascii_digit())) => {
            without_tail(rest)
        }
        _ => words,
    }
}

/// Takes "MPP", "Mal Pelayanan Publik", "Gerai" and "Pemerintah" off the front; says whether a hall was named.
fn without_hall<'a, 'b>(words: &'a [&'b str]) -> (bool, &'a [&'b str]) {
    match words {
        ["mal" | "mall", "pelayanan", "publik", rest @ ..] | ["mpp" | "mppd" | "mppdn", rest @ ..] => (true, without_hall(rest).1),
        ["pemerintah" | "pemerintahan" | "pemda" | "daerah" | "di", rest @ ..] if !rest.is_empty() && !province(words) => {
            without_hall(rest)
        }
        ["gerai" | "mini" | "gedung" | "upt" | "uptd" | "portal" | "website", rest @ ..] if names_hall(rest) => {
            (true, without_hall(rest).1)
        }
        ["digital" | "mini" | "nasional", rest @ ..] if !rest.is_empty() => without_hall(rest),
        _ => (false, words),
    }
}

fn names_hall(words: &[&str]) -> bool {
    matches!(words, ["mpp" | "mppd" | "mini" | "digital", ..] | ["mal" | "mall", "pelayanan", ..])
}

fn province(words: &[&str]) -> bool {
    NAMES.province(words).is_some()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::regions;
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
        assert_eq!(NAMES.twins(), 26);
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

    #[rstest]
    #[case("36.01", "36.01 Kabupaten Pandeglang")]
    #[case("3601", "36.01 Kabupaten Pandeglang")]
    #[case("Kode 32.71", "32.71 Kota Bogor")]
    #[case("99.99", "?")]
    #[case("12345", "?")]
    fn codes(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("Kab. Purbalinga", "33.03 Kabupaten Purbalingga")]
    #[case("Kota Samrinda", "64.72 Kota Samarinda")]
    #[case("Kabupaten Semrang", "33.22|36.04")]
    #[case("langkah", "?")]
    #[case("kendali", "?")]
    fn one_wrong_letter_is_forgiven_where_it_cannot_be_a_word(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    #[rstest]
    #[case("Kota Tangerang Sel", "36.74 Kota Tangerang Selatan")]
    #[case("Kab. Dati II Batang", "33.25 Kabupaten Batang")]
    #[case("Bantul, Yogyakarta", "34.02 Kabupaten Bantul")]
    #[case("Kota/Kab. Bogor", "32.01|32.71")]
    #[case("Kota Surakarta (Solo)", "33.72 Kota Surakarta")]
    fn shortened_and_doubled(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(found(text), expected);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_up(text in "\\PC{0,200}") {
            let _ = find(&text);
        }

        #[test]
        fn case_and_signs_do_not_matter(at in 0..514_usize) {
            let region = &regions()[at];
            proptest::prop_assert_eq!(find(&region.name.to_uppercase().replace(' ', " - ")), Lookup::Found(region));
        }
    }
}
