//! Agencies by the many names they are written with: "DISDUKCAPIL (Kependudukan & Catatan Sipil)" is the Dinas Kependudukan dan Pencatatan
//! Sipil. Places, classes and brackets around a name are passed over; a name that could be another agency's stays unknown, and a heading
//! that names two gives both.

mod departments;
mod names;

use std::collections::HashMap;

use crate::gazetteer::{self, Lookup};
use crate::model::{Code, Region};

use super::text;

use names::{agencies, exact, without_slips, words};

/// What the alias table makes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName {
    /// The national name, where one is known; of the first where a heading names several.
    pub canonical: Option<&'static str>,
    /// The other agencies that the heading names, or whose work the department also does.
    pub also: Vec<&'static str>,
    /// How it was found: `organization.alias`, `organization.brackets`, `organization.place`, `organization.heading` (two in one),
    /// `organization.department` (by its topics), `organization.slip` (a wrong letter), `organization.unknown`.
    pub matched_by: &'static str,
}

impl OrganizationName {
    const UNKNOWN: Self = Self { canonical: None, also: Vec::new(), matched_by: "organization.unknown" };

    fn one(canonical: &'static str, matched_by: &'static str) -> Self {
        Self { canonical: Some(canonical), also: Vec::new(), matched_by }
    }

    fn several(found: Vec<&'static str>, matched_by: &'static str) -> Option<Self> {
        let mut found = found.into_iter();
        let first = found.next()?;
        Some(Self { canonical: Some(first), also: found.collect(), matched_by })
    }

    /// The remark on a name that is not known.
    #[must_use]
    pub fn finding(&self) -> Option<Code> {
        self.canonical.is_none().then_some(Code::OrganizationUnknown)
    }
}

/// Names read before in one catalog, of one region, for names that come again. It holds at most [`Memo::MOST`] of them.
#[derive(Debug, Default)]
pub struct Memo {
    read: HashMap<String, OrganizationName>,
}

impl Memo {
    /// The most names that are kept.
    pub const MOST: usize = 20_000;

    /// As [`read`]; the region is the same at every call.
    pub fn read(&mut self, name: &str, region: &Region) -> OrganizationName {
        if let Some(known) = self.read.get(name) {
            return known.clone();
        }
        let known = read(name, region);
        if self.read.len() < Self::MOST {
            self.read.insert(name.to_owned(), known.clone());
        }
        known
    }
}

/// The agency that a name, as a region writes it, stands for.
#[must_use]
pub fn read(name: &str, region: &Region) -> OrganizationName {
    let whole = words(name);
    if let Some(canonical) = exact(&whole) {
        let mut also = departments::joined(&whole, |_| false);
        also.retain(|department| *department != canonical);
        return OrganizationName { canonical: Some(canonical), also, matched_by: "organization.alias" };
    }
    let found = part(name, &whole, region);
    if found.canonical.is_some() {
        return found;
    }
    match without_slips(&whole) {
        Some(righted) => match part(&righted.join(" "), &righted, region) {
            OrganizationName { canonical: Some(canonical), also, .. } => {
                OrganizationName { canonical: Some(canonical), also, matched_by: "organization.slip" }
            }
            unknown => unknown,
        },
        None => found,
    }
}

/// Everything but the exact name and slips of the pen.
fn part(name: &str, whole: &[String], region: &Region) -> OrganizationName {
    let (outside, inside) = brackets(name);
    let bare = words(&outside);
    if let Some(canonical) = exact(&bare).or_else(|| exact(whole)) {
        return OrganizationName::one(canonical, "organization.brackets");
    }
    if let Some(canonical) = provincial(&bare, region) {
        return OrganizationName::one(canonical, "organization.place");
    }
    if let Some(heading) = heading(&outside, region) {
        return heading;
    }
    let joined = departments::joined(without_front(&bare), |rest| passed_over(rest, region));
    if let Some(department) = OrganizationName::several(joined, "organization.department") {
        return department;
    }
    if let Some(canonical) = [bare.as_slice(), whole].into_iter().find_map(|words| placed(words, region)) {
        return OrganizationName::one(canonical, "organization.place");
    }
    if let Some(department) = abbreviation(without_front(&bare), region) {
        return department;
    }
    if let Some(canonical) = of_whom(&bare, region) {
        return OrganizationName::one(canonical, "organization.place");
    }
    let inside = words(&inside);
    match exact(&inside).or_else(|| placed(&inside, region)) {
        Some(canonical) => OrganizationName::one(canonical, "organization.brackets"),
        None => OrganizationName::UNKNOWN,
    }
}

/// The names by which an agency is known.
#[must_use]
pub fn aliases(canonical: &str) -> &'static [&'static str] {
    agencies().aliases.get(canonical).map_or(&[], Vec::as_slice)
}

/// `pusat`, `provinsi`, `kab/kota`, `bumn`, `bumd` or `swasta`.
#[must_use]
pub fn level(canonical: &str) -> Option<&'static str> {
    agencies().levels.get(canonical).copied()
}

/// A name with a place, class or branch behind it, or "Gerai" before it.
fn placed(words: &[String], region: &Region) -> Option<&'static str> {
    let behind_front = without_front(words);
    beginning(words, region).or_else(|| {
        if behind_front.len() == words.len() {
            return None;
        }
        exact(behind_front).or_else(|| beginning(behind_front, region))
    })
}

/// A department of a province that has a name of its own among agencies: "Dinas Pendidikan Provinsi Jawa Barat".
fn provincial(words: &[String], region: &Region) -> Option<&'static str> {
    let at = words.iter().position(|word| province_word(word)).filter(|at| *at > 0)?;
    let before = words.get(..at)?;
    let department = exact(before)
        .or_else(|| departments::joined(without_front(before), |_| false).first().copied())
        .or_else(|| placed(before, region))?;
    exact(&names::words(&format!("{department} Provinsi")))
}

fn province_word(word: &str) -> bool {
    matches!(word, "provinsi" | "prov" | "propinsi" | "pemprov")
}

/// A heading that names two agencies: "Dinas PUPR / Dinas Perkim", "BRI dan BNI", "Kesbangpol + Bappeda". Each has to be known.
fn heading(name: &str, region: &Region) -> Option<OrganizationName> {
    let parts: Vec<&str> = name
        .split(['/', '+', '&', ';', ','])
        .flat_map(|part| part.split(" dan "))
        .flat_map(|part| part.split(" DAN "))
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| part.len() >= 2)
        .collect();
    if !(2..=5).contains(&parts.len()) {
        return None;
    }
    let first_word = words(parts[0]).into_iter().next()?;
    let mut found: Vec<&'static str> = Vec::new();
    for part in parts {
        let own = words(part);
        let own = without_front(&own);
        let with_first = || {
            let mut with = vec![first_word.clone()];
            with.extend(own.iter().cloned());
            matches!(first_word.as_str(), "bpjs" | "bank" | "pengadilan" | "bagian").then(|| exact(&with)).flatten()
        };
        let known = exact(own).or_else(|| beginning_strictly(own, region)).or_else(with_first)?;
        if !found.contains(&known) {
            found.push(known);
        }
    }
    OrganizationName::several(found, "organization.heading")
}

/// "UPTD PKB Dinas Perhubungan", "Bidang Paud Disdik Kota Bogor": an office of a department that stands behind it.
fn of_whom(words: &[String], region: &Region) -> Option<&'static str> {
    let at =
        words.iter().rposition(|word| matches!(word.as_str(), "dinas" | "kementerian") || (word.len() >= 6 && word.starts_with("dis")))?;
    let department = words.get(at..).filter(|_| at > 0)?;
    let joined = || departments::joined(department, |rest| passed_over(rest, region)).first().copied();
    exact(department).or_else(joined).or_else(|| beginning(department, region))
}

/// "Disnakerperin Kab. Batang": an abbreviation of departments, alone or with a place.
fn abbreviation(words: &[String], region: &Region) -> Option<OrganizationName> {
    let [first, rest @ ..] = words else { return None };
    let mut joined: Vec<&'static str> = departments::abbreviated(first);
    for (at, word) in rest.iter().enumerate() {
        if passed_over(&rest[at..], region) {
            break;
        }
        let more = departments::joined(&["dinas".to_owned(), word.clone()], |_| false);
        if more.is_empty() {
            return None;
        }
        joined.extend(more.into_iter().filter(|more| !joined.contains(more)).collect::<Vec<_>>());
    }
    if departments::abbreviated(first).is_empty() {
        return None;
    }
    OrganizationName::several(joined, "organization.department")
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

/// The longest alias that a name begins with, where only a place, a class or a branch stands behind it, or the alias itself leaves no doubt.
fn beginning(words: &[String], region: &Region) -> Option<&'static str> {
    (1..words.len()).rev().take(12).find_map(|n| {
        let (alias, rest) = words.split_at(n);
        let canonical = exact(alias)?;
        (distinctive(alias) || passed_over(rest, region)).then(|| of_province(canonical, rest))
    })
}

/// As [`beginning`], with nothing but a place, class or branch behind the alias.
fn beginning_strictly(words: &[String], region: &Region) -> Option<&'static str> {
    (1..words.len()).rev().take(12).find_map(|n| {
        let (alias, rest) = words.split_at(n);
        let canonical = exact(alias)?;
        passed_over(rest, region).then(|| of_province(canonical, rest))
    })
}

/// A department of the province where the province has one of its own.
fn of_province(canonical: &'static str, rest: &[String]) -> &'static str {
    let provincial = rest.iter().any(|word| province_word(word)) || matches!(gazetteer::find(&rest.join(" ")), Lookup::Province(_));
    let own = || exact(&words(&format!("{canonical} Provinsi")));
    if provincial { own().unwrap_or(canonical) } else { canonical }
}

/// An alias that leaves no doubt, whatever stands behind it: it names a kind of office and what it is for, or is an abbreviation that is no
/// word.
fn distinctive(alias: &[String]) -> bool {
    const KINDS: [&str; 28] = [
        "dinas",
        "badan",
        "kantor",
        "kementerian",
        "pengadilan",
        "kejaksaan",
        "kepolisian",
        "satuan",
        "perumda",
        "perumdam",
        "pdam",
        "direktorat",
        "ditjen",
        "balai",
        "loka",
        "lembaga",
        "bpjs",
        "kpp",
        "bank",
        "perusahaan",
        "pos",
        "komisi",
        "rumah",
        "polres",
        "samsat",
        "pln",
        "bnn",
        "halal",
    ];
    const ALONE: [&str; 64] = [
        "polres",
        "polresta",
        "polrestabes",
        "polda",
        "polsek",
        "satlantas",
        "satpas",
        "kejari",
        "kejati",
        "kanim",
        "kantah",
        "kankemenag",
        "kemenag",
        "taspen",
        "asabri",
        "baznas",
        "pdam",
        "perumdam",
        "samsat",
        "bapenda",
        "bappenda",
        "kanwil",
        "rsud",
        "puskesmas",
        "kecamatan",
        "kelurahan",
        "bnnk",
        "bnnp",
        "bnn",
        "bpom",
        "bbpom",
        "pln",
        "kppn",
        "kpknl",
        "kppbc",
        "kp2kp",
        "ptun",
        "lapas",
        "rutan",
        "bapas",
        "ksop",
        "bpbd",
        "bps",
        "bkpsdm",
        "baperlitbang",
        "bappeda",
        "pegadaian",
        "bulog",
        "telkom",
        "telkomsel",
        "imigrasi",
        "grapari",
        "bpr",
        "kua",
        "kesbangpol",
        "bakesbangpol",
        "inspektorat",
        "satpol",
        "damkar",
        "dekranasda",
        "kadin",
        "polrestro",
        "tirta",
        "kai",
    ];
    const FRONTS: [&str; 9] = ["dis", "dind", "dink", "dinp", "dinn", "dpmptsp", "bapp", "bpjs", "kemen"];
    match alias {
        [one] => ALONE.contains(&one.as_str()) || (one.len() >= 6 && FRONTS.iter().any(|start| one.starts_with(start))),
        [first, ..] => KINDS.contains(&first.as_str()) || alias.len() >= 3,
        [] => false,
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
            | "kodya"
            | "provinsi"
            | "prov"
            | "propinsi"
            | "kelas"
            | "kc"
            | "kcp"
            | "kcu"
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
            | "uid"
            | "resor"
            | "pemprov"
            | "pemkab"
            | "pemkot"
            | "metro"
            | "tipe"
            | "type"
            | "ri"
            | "republik"
            | "kantor"
            | "regional"
            | "perwakilan"
            | "daerah"
            | "pusat"
            | "mpp"
            | "tingkat"
            | "non"
            | "tpi"
            | "khusus"
            | "rayon"
            | "capem"
            | "i"
            | "ii"
            | "iii"
            | "ia"
            | "ib"
            | "iia"
            | "iib"
            | "tmp"
            | "satu"
            | "loket"
            | "gerai"
            | "keliling"
            | "corner"
            | "di"
            | "untuk"
    ) {
        return true;
    }
    let joined = words.concat();
    if joined.is_empty() {
        return true;
    }
    gazetteer::bears(&joined) || text::fold(&region.name).replace(' ', "").ends_with(&joined)
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
                | "uptb"
                | "unit"
                | "mpp"
                | "instansi"
                | "booth"
                | "meja"
                | "perwakilan"
                | "pemerintah"
                | "pemkab"
                | "pemkot"
                | "pos"
                | "ptsp"
                | "bidang"
                | "tim"
                | "sub"
                | "perum"
                | "perseroan"
                | "bumn"
                | "bumd"
                | "opd"
                | "desk"
                | "no"
        ) || word.bytes().all(|byte| byte.is_ascii_digit())
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
    #[case("KANTOR IMIGRASI KELAS II NON TPI PEMALANG", "Imigrasi")]
    #[case("Polres Metro Jakarta Barat", "Kepolisian Negara Republik Indonesia")]
    #[case("Perumda Air Minum Tirta Kerta Raharja", "PDAM")]
    #[case("Dinas Kesehtan Kota Depok", "Dinas Kesehatan")]
    #[case("Disnakerperin Kab. Batang", "Dinas Tenaga Kerja")]
    #[case("Bapenda Provinsi Jawa Barat", "Samsat")]
    fn known_names(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(canonical(name), Some(expected));
    }

    #[rstest]
    #[case("Koperasi Sejahtera")]
    #[case("Informasi Umum Kota")]
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
        for (canonical, aliases) in &agencies().aliases {
            for alias in aliases {
                assert_eq!(read(alias, batang).canonical, Some(*canonical), "{alias}");
            }
        }
    }

    #[rstest]
    #[case("Dinas PUPR / Dinas Perkim", &["Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Perumahan Rakyat dan Kawasan Permukiman"])]
    #[case("PA dan PN", &["Pengadilan Agama", "Pengadilan Negeri"])]
    #[case("BRI dan BNI", &["Bank (BUMN/swasta)"])]
    #[case("Taspen & Asabri", &["TASPEN", "ASABRI"])]
    #[case("BPJS Kesehatan dan Ketenagakerjaan", &["BPJS Kesehatan", "BPJS Ketenagakerjaan"])]
    fn a_heading_of_two_names_both(#[case] name: &str, #[case] expected: &[&str]) {
        let read = read(name, gazetteer::region("33.25".parse().unwrap()).unwrap());
        let all: Vec<&str> = read.canonical.into_iter().chain(read.also).collect();
        assert_eq!(all, expected);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_left(text in "\\PC{0,200}") {
            let read = read(&text, gazetteer::region("33.25".parse().unwrap()).unwrap());
            proptest::prop_assert!(read.also.is_empty() || read.canonical.is_some());
        }
    }

    #[test]
    fn a_canonical_name_is_read_as_itself() {
        let batang = gazetteer::region("33.25".parse().unwrap()).unwrap();
        for canonical in agencies().aliases.keys() {
            assert_eq!(read(canonical, batang).canonical, Some(*canonical));
        }
    }

    #[test]
    fn an_agency_knows_its_names() {
        assert!(aliases("BP3MI").contains(&"BP2TKI Jateng"));
        assert!(aliases("no such agency").is_empty());
        assert_eq!(level("PLN"), Some("bumn"));
    }
}
