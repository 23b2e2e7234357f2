//! The national name of a service, from the name that a region gives it: "Penerbitan KTP Elektronik karena Hilang" is
//! "KTP-el: penggantian karena hilang (Disdukcapil)". The most telling synonym wins; two that tell as much give no answer.

mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gazetteer::table;

use super::organization;

/// A synonym, as the ids of its words.
struct Phrase {
    canonical: usize,
    words: Vec<u32>,
}

struct Terms {
    names: Vec<&'static str>,
    synonyms: HashMap<&'static str, Vec<String>>,
    /// The agencies that give each service; empty: any may.
    givers: Vec<Vec<&'static str>>,
    vocabulary: HashMap<String, u32>,
    /// Phrases by their rarest word.
    phrases: HashMap<u32, Vec<Phrase>>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(Terms::build);

/// The canonical names of all services, in the order of the table.
#[must_use]
pub fn canonical() -> &'static [&'static str] {
    &TERMS.names
}

/// The canonical name of a service. An agency that is known not to give it rules a name out.
#[must_use]
pub fn term(name: &str, organization_canonical: Option<&str>) -> Option<&'static str> {
    let terms = &*TERMS;
    let words = words::words(name);
    let known: Vec<u32> = words.iter().filter_map(|word| terms.vocabulary.get(word.as_str()).copied()).collect();
    let mut best: Option<(usize, usize)> = None;
    let mut tied = false;
    for word in &known {
        for phrase in terms.phrases.get(word).into_iter().flatten() {
            let matches = phrase.words.iter().all(|word| known.contains(word));
            let general = phrase.words.len() == 1 && words.len() > 1 && words::general(&words, *word, &terms.vocabulary);
            if !matches || general || !terms.given_by(phrase.canonical, organization_canonical) {
                continue;
            }
            match best {
                Some((_, length)) if length > phrase.words.len() => {}
                Some((canonical, length)) if length == phrase.words.len() => tied |= canonical != phrase.canonical,
                _ => (best, tied) = (Some((phrase.canonical, phrase.words.len())), false),
            }
        }
    }
    best.filter(|_| !tied).map(|(canonical, _)| terms.names[canonical])
}

/// The words by which people look for a service.
#[must_use]
pub fn synonyms(canonical: &str) -> &'static [String] {
    TERMS.synonyms.get(canonical).map_or(&[], Vec::as_slice)
}

impl Terms {
    fn build() -> Self {
        let mut terms =
            Self { names: Vec::new(), synonyms: HashMap::new(), givers: Vec::new(), vocabulary: HashMap::new(), phrases: HashMap::new() };
        for row in table::rows(include_str!("../../../data/canonical_services.csv")) {
            if let Some(name) = row.get("canonical").filter(|_| row.get("kind") != Some("answer")) {
                terms.names.push(Box::leak(name.to_owned().into_boxed_str()));
            }
        }
        terms.givers = terms.names.iter().map(|name| givers(name)).collect();
        let mut phrases: Vec<Phrase> = Vec::new();
        let mut frequency: Vec<u32> = Vec::new();
        for row in table::rows(include_str!("../../../data/service_synonyms.csv")) {
            let (Some(name), Some(synonym)) = (row.get("canonical"), row.get("synonym")) else { continue };
            let Some(canonical) = terms.names.iter().position(|known| *known == name) else { continue };
            terms.synonyms.entry(terms.names[canonical]).or_default().push(synonym.to_owned());
            let words: Vec<u32> =
                words::words(synonym).into_iter().map(|word| intern(&mut terms.vocabulary, &mut frequency, word)).collect();
            if !words.is_empty() {
                phrases.push(Phrase { canonical, words });
            }
        }
        for phrase in phrases {
            if let Some(rarest) = phrase.words.iter().copied().min_by_key(|word| frequency[*word as usize]) {
                terms.phrases.entry(rarest).or_default().push(phrase);
            }
        }
        terms
    }

    /// Whether an agency may give a service: one of its givers, the hall's own operator, or, where the operator gives it too, any office of
    /// the region.
    fn given_by(&self, canonical: usize, organization: Option<&str>) -> bool {
        let givers = &self.givers[canonical];
        let Some(organization) = organization.filter(|_| !givers.is_empty()) else { return true };
        let operator = |name: &str| name.starts_with("Dinas Penanaman Modal") || name.starts_with("Perpustakaan/Loket");
        let beside = |giver: &&str| match *giver {
            "Samsat" => matches!(organization, "Kepolisian Negara Republik Indonesia" | "Badan Pendapatan Daerah" | "Jasa Raharja"),
            "Kementerian Agama" => organization == "Kementerian Haji dan Umrah",
            giver if operator(giver) => organization::level(organization) == Some("kab/kota"),
            _ => false,
        };
        operator(organization) || givers.contains(&organization) || givers.iter().any(|giver| beside(giver))
    }
}

fn intern(vocabulary: &mut HashMap<String, u32>, frequency: &mut Vec<u32>, word: String) -> u32 {
    let next = u32::try_from(frequency.len()).unwrap_or(u32::MAX);
    let id = *vocabulary.entry(word).or_insert(next);
    if id == next {
        frequency.push(0);
    }
    frequency[id as usize] += 1;
    id
}

/// The agencies that a canonical name has in brackets ("(BP3MI/Disnaker)"), or before its colon.
fn givers(name: &str) -> Vec<&'static str> {
    let listed = name.rsplit_once('(').map(|(_, rest)| rest.trim_end_matches(')')).or_else(|| name.split_once(':').map(|(front, _)| front));
    let parts = listed.unwrap_or_default().split(['/', '+', ',', '→', ':']);
    parts.filter_map(|part| organization::by_alias(part.trim())).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Penerbitan KTP Elektronik Baru", "KTP-el: perekaman dan penerbitan baru (Disdukcapil)")]
    #[case("Cetak Ulang KTP Elektronik karena Rusak/Buram", "KTP-el: penggantian karena rusak (Disdukcapil)")]
    #[case("Penggantian Kartu Tanda Penduduk karena Hilang", "KTP-el: penggantian karena hilang (Disdukcapil)")]
    #[case("ktp ilang", "KTP-el: penggantian karena hilang (Disdukcapil)")]
    #[case("e-KTP", "KTP-el: perekaman dan penerbitan baru (Disdukcapil)")]
    #[case("Penerbitan Kartu Keluarga (KK) Baru", "Kartu Keluarga: baru/pecah/ubah (Disdukcapil)")]
    #[case("Pelayanan Akta Kelahiran", "Akta Kelahiran (Disdukcapil)")]
    #[case("Perpanjangan SIM A dan SIM C", "Perpanjangan SIM (Polri/Satpas)")]
    #[case("Penerbitan SKCK", "SKCK (Polri)")]
    #[case("Permohonan Paspor Baru", "Paspor baru (Imigrasi)")]
    #[case("Penggantian Paspor Habis Masa Berlaku", "Penggantian paspor (Imigrasi)")]
    #[case("Nomor Induk Berusaha (NIB)", "NIB / perizinan berusaha OSS-RBA (DPMPTSP)")]
    #[case("Izin Mendirikan Bangunan (IMB/PBG)", "Persetujuan Bangunan Gedung PBG/SLF (DPMPTSP/DPUPR)")]
    #[case("Izin Praktik Bidan (SIPB)", "SIP tenaga kesehatan (DPMPTSP, MPP Digital)")]
    #[case("Pembayaran Pajak Kendaraan Bermotor", "Pajak kendaraan tahunan / pengesahan STNK (Samsat)")]
    #[case("Kartu Pencari Kerja (AK-1)", "AK-1 kartu kuning (Disnaker)")]
    fn names_of_regions(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(term(name, None), Some(expected));
    }

    #[rstest]
    #[case("KTP dan KK")]
    #[case("Sertifikat Kompetensi Tukang")]
    #[case("Layanan baca di tempat")]
    #[case("jhgjhjhgj")]
    #[case("")]
    fn what_is_doubtful_stays_unmapped(#[case] name: &str) {
        assert_eq!(term(name, None), None);
    }

    #[test]
    fn the_agency_rules_out_what_it_does_not_give() {
        assert_eq!(term("Mutasi PBB", Some("Badan Pendapatan Daerah")), Some("PBB-P2 (Bapenda)"));
        assert_eq!(term("KTP", Some("PLN")), None);
        assert_eq!(term("Nomor Induk Berusaha", Some("Dinas Koperasi dan UKM")), Some("NIB / perizinan berusaha OSS-RBA (DPMPTSP)"));
    }

    #[test]
    fn every_service_is_found_by_each_of_its_synonyms_or_by_none() {
        let mut wrong = Vec::new();
        for name in canonical() {
            assert!(!synonyms(name).is_empty(), "{name}");
            for synonym in synonyms(name) {
                if term(synonym, None).is_some_and(|found| found != *name) {
                    wrong.push(format!("{synonym} -> {:?}, not {name}", term(synonym, None)));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
