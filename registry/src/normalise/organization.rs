//! Agencies by the many names they are written with: "DISDUKCAPIL (Kependudukan & Catatan Sipil)" is the Dinas Kependudukan dan Pencatatan
//! Sipil. Places, classes and brackets around a name are passed over; a name that could be another agency's stays unknown.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gazetteer::{self, Lookup, table};
use crate::model::{Code, Region};

use super::text;

/// What the alias table makes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName {
    /// The national name, where one is known.
    pub canonical: Option<&'static str>,
    /// How it was found: `organization.alias`, `organization.brackets`, `organization.place`, `organization.unknown`.
    pub matched_by: &'static str,
}

impl OrganizationName {
    /// The remark on a name that is not known.
    #[must_use]
    pub fn finding(&self) -> Option<Code> {
        self.canonical.is_none().then_some(Code::OrganizationUnknown)
    }
}

struct Agencies {
    by_alias: HashMap<String, &'static str>,
    aliases: HashMap<&'static str, Vec<&'static str>>,
    levels: HashMap<&'static str, &'static str>,
}

static AGENCIES: LazyLock<Agencies> = LazyLock::new(|| {
    let mut agencies = Agencies { by_alias: HashMap::new(), aliases: HashMap::new(), levels: HashMap::new() };
    let mut interned: HashMap<String, &'static str> = HashMap::new();
    for row in table::rows(include_str!("../../data/agencies.csv")) {
        let (Some(canonical), Some(level), Some(alias)) = (row.get("canonical"), row.get("level"), row.get("alias")) else { continue };
        let mut keep = |text: &str| *interned.entry(text.to_owned()).or_insert_with(|| Box::leak(text.to_owned().into_boxed_str()));
        let (canonical, level, alias) = (keep(canonical), keep(level), keep(alias));
        agencies.by_alias.entry(words(alias).concat()).or_insert(canonical);
        agencies.aliases.entry(canonical).or_default().push(alias);
        agencies.levels.insert(canonical, level);
    }
    agencies
});

/// The agency that a name, as a region writes it, stands for.
#[must_use]
pub fn read(name: &str, region: &Region) -> OrganizationName {
    let found = |canonical, matched_by| OrganizationName { canonical: Some(canonical), matched_by };
    let whole = words(name);
    if let Some(canonical) = exact(&whole) {
        return found(canonical, "organization.alias");
    }
    let (outside, inside) = brackets(name);
    let (outside, inside) = (words(&outside), words(&inside));
    if let Some(canonical) = exact(&outside) {
        return found(canonical, "organization.brackets");
    }
    let place =
        [&outside, &whole].into_iter().find_map(|words| beginning(words, region).or_else(|| beginning(without_front(words), region)));
    if let Some(canonical) = place {
        return found(canonical, "organization.place");
    }
    match exact(&inside).or_else(|| beginning(&inside, region)) {
        Some(canonical) => found(canonical, "organization.brackets"),
        None => OrganizationName { canonical: None, matched_by: "organization.unknown" },
    }
}

/// The names by which an agency is known.
#[must_use]
pub fn aliases(canonical: &str) -> &'static [&'static str] {
    AGENCIES.aliases.get(canonical).map_or(&[], Vec::as_slice)
}

/// `pusat`, `provinsi`, `kab/kota`, `bumn`, `bumd` or `swasta`.
#[must_use]
pub fn level(canonical: &str) -> Option<&'static str> {
    AGENCIES.levels.get(canonical).copied()
}

/// The agency that an alias stands for, without any passing over: for names that come from our own tables.
pub(super) fn by_alias(alias: &str) -> Option<&'static str> {
    exact(&words(alias))
}

fn exact(words: &[String]) -> Option<&'static str> {
    if words.is_empty() { None } else { AGENCIES.by_alias.get(&words.concat()).copied() }
}

/// The words of a name in lower case, without forms of company and with common slips put right.
fn words(name: &str) -> Vec<String> {
    text::fold(name)
        .split(' ')
        .filter(|word| !matches!(*word, "" | "pt" | "persero" | "tbk" | "cv" | "dan" | "and"))
        .take(24)
        .map(|word| match word {
            "kementrian" => "kementerian",
            "resort" => "resor",
            "negri" => "negeri",
            "jendral" => "jenderal",
            "ketenaga" => "tenaga",
            other => other,
        })
        .map(str::to_owned)
        .collect()
}

/// The text outside and inside of brackets.
fn brackets(name: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// The longest alias that a name begins with, where only a place, a class or a branch stands behind it.
fn beginning(words: &[String], region: &Region) -> Option<&'static str> {
    (1..words.len()).rev().take(12).find_map(|n| {
        let (alias, rest) = words.split_at(n);
        let canonical = exact(alias)?;
        if !(distinctive(alias) || passed_over(rest, region)) {
            return None;
        }
        let provincial = rest.iter().any(|word| matches!(word.as_str(), "provinsi" | "prov" | "propinsi"))
            || matches!(gazetteer::find(&rest.join(" ")), Lookup::Province(_));
        let of_province = provincial.then(|| by_alias(&format!("{canonical} Provinsi"))).flatten();
        Some(of_province.unwrap_or(canonical))
    })
}

/// Two words, or an abbreviation that is no word: what stands behind such a name does not make it another agency's.
fn distinctive(alias: &[String]) -> bool {
    const ABBREVIATIONS: [&str; 12] = ["dis", "dind", "dink", "dinp", "dinn", "bapen", "bapp", "bpjs", "dpm", "kemen", "dpu", "bake"];
    match alias {
        [one] => one.len() >= 6 && ABBREVIATIONS.iter().any(|start| one.starts_with(start)),
        _ => true,
    }
}

/// Whether words only say where, or which branch or class.
fn passed_over(words: &[String], region: &Region) -> bool {
    let first = words.first().map_or("", String::as_str);
    if matches!(
        first,
        "kab"
            | "kabupaten"
            | "kota"
            | "kotamadya"
            | "provinsi"
            | "prov"
            | "propinsi"
            | "kelas"
            | "kc"
            | "kcp"
            | "cabang"
            | "cab"
            | "wilayah"
            | "kecamatan"
            | "kec"
            | "kanwil"
            | "unit"
            | "area"
            | "ulp"
            | "up3"
            | "resor"
            | "pemprov"
            | "metro"
            | "tipe"
            | "type"
            | "ri"
    ) {
        return true;
    }
    let joined = words.join(" ");
    text::fold(&region.name).ends_with(&joined) || gazetteer::find(&joined) != Lookup::Unknown
}

/// "Gerai", "Loket", "Kantor", "UPTD" before a name.
fn without_front(words: &[String]) -> &[String] {
    let front = |word: &String| {
        matches!(
            word.as_str(),
            "gerai"
                | "loket"
                | "tenant"
                | "tenan"
                | "stand"
                | "counter"
                | "konter"
                | "layanan"
                | "pelayanan"
                | "kantor"
                | "uptd"
                | "upt"
                | "unit"
                | "mpp"
                | "instansi"
        )
    };
    words.get(words.iter().take_while(|word| front(word)).count()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn canonical(name: &str) -> Option<&'static str> {
        read(name, gazetteer::region("33.25".parse().unwrap()).unwrap()).canonical
    }

    #[rstest]
    #[case("DISDUKCAPIL (Kependudukan & Catatan Sipil)", "Dinas Kependudukan dan Pencatatan Sipil")]
    #[case("Dinas Kependudukan & Pencatatan Sipil Kab. Batang", "Dinas Kependudukan dan Pencatatan Sipil")]
    #[case("KANTOR IMIGRASI KELAS II PEMALANG ", "Imigrasi")]
    #[case("Kantor Imigrasi Kelas I TPI Bandung", "Imigrasi")]
    #[case("BP3TKI", "BP3MI")]
    #[case("TABUNGAN DAN ASURANSI PEGAWAI NEGERI", "TASPEN")]
    #[case("Kejar Tulang Bawang", "Kejaksaan Republik Indonesia")]
    #[case("BPJS KETENAGAKERJAAN PEMROV", "BPJS Ketenagakerjaan")]
    #[case("DPMPTSP Kab. Batang", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu")]
    #[case("DINAS PMPTSP PROVINSI JAWA BARAT", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Provinsi")]
    #[case("Dinas Perkim LH", "Dinas Lingkungan Hidup")]
    #[case("PLN BATANG", "PLN")]
    #[case("PT. PLN (Persero) ULP Batang", "PLN")]
    #[case("PA Kelas IA Kebumen", "Pengadilan Agama")]
    #[case("Polres Kebumen", "Kepolisian Negara Republik Indonesia")]
    #[case("Gerai Samsat Kota Bogor", "Samsat")]
    #[case("Pemerintah (BPN)", "Kementerian ATR/BPN")]
    #[case("KPP Pratama Batang", "Direktorat Jenderal Pajak")]
    #[case("Kementrian Agama Kab Tulang Bawang", "Kementerian Agama")]
    fn known_names(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(canonical(name), Some(expected));
    }

    #[rstest]
    #[case("Koperasi Sejahtera")]
    #[case("Informasi Umum Kota")]
    #[case("PA dan PN")]
    #[case("Pertanahan Swasta Nasional")]
    #[case("")]
    #[case("Dinas")]
    fn unknown_names_stay_unknown(#[case] name: &str) {
        let read = read(name, gazetteer::region("33.25".parse().unwrap()).unwrap());
        assert_eq!((read.canonical, read.finding()), (None, Some(Code::OrganizationUnknown)));
    }

    #[test]
    fn every_alias_of_the_table_is_read_as_its_agency() {
        let batang = gazetteer::region("33.25".parse().unwrap()).unwrap();
        for (canonical, aliases) in &AGENCIES.aliases {
            for alias in aliases {
                assert_eq!(read(alias, batang).canonical, Some(*canonical), "{alias}");
            }
        }
    }

    #[test]
    fn an_agency_knows_its_names() {
        assert!(aliases("BP3MI").contains(&"BP2TKI Jateng"));
        assert!(aliases("no such agency").is_empty());
        assert_eq!(level("PLN"), Some("bumn"));
    }
}
