//! Names of services as regions write them, and what they are read as.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

#[rstest]
#[case("Penerbitan KTP Elektronik Baru", "KTP-el: perekaman dan penerbitan baru (Disdukcapil)")]
#[case("Cetak Ulang KTP Elektronik karena Rusak/Buram", "KTP-el: penggantian karena rusak (Disdukcapil)")]
#[case("Penggantian Kartu Tanda Penduduk karena Hilang", "KTP-el: penggantian karena hilang (Disdukcapil)")]
#[case("Penerbitan Kartu Tanda Penduduk Elektronik karena Hilang atau Rusak", "KTP-el: penggantian karena hilang (Disdukcapil)")]
#[case("Penerbitan KTP-el Baru Kab. Sleman (3 hari)", "KTP-el: perekaman dan penerbitan baru (Disdukcapil)")]
#[case("1. [DKCS-01] Penerbitan Akta Kelahiran", "Akta Kelahiran (Disdukcapil)")]
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
#[case("Penerbitan Kartu Keluraga", "Kartu Keluarga: baru/pecah/ubah (Disdukcapil)")]
fn names_of_regions(#[case] name: &str, #[case] expected: &str) {
    assert_eq!(term(name, None), Some(expected), "{:?}", read(name, None));
}

#[rstest]
#[case("KTP dan KK")]
#[case("Sertifikat Kompetensi Tukang")]
#[case("Layanan baca di tempat")]
#[case("Balik Nama")]
#[case("Surat Pengantar untuk SKCK")]
#[case("Sosialisasi Perizinan")]
#[case("jhgjhjhgj")]
#[case("")]
fn what_is_doubtful_stays_unmapped(#[case] name: &str) {
    assert_eq!(term(name, None), None, "{:?}", read(name, None));
}

#[rstest]
#[case("Mutasi PBB", "Badan Pendapatan Daerah", Some("PBB-P2 (Bapenda)"))]
#[case("KTP", "PLN", None)]
#[case("Nomor Induk Berusaha", "Dinas Koperasi dan UKM", Some("NIB / perizinan berusaha OSS-RBA (DPMPTSP)"))]
#[case("Balik Nama", "Kementerian ATR/BPN", Some("Peralihan hak / balik nama sertifikat (BPN)"))]
#[case("Balik Nama", "Samsat", Some("Balik nama kendaraan BBN2 (Samsat)"))]
#[case("Balik Nama", "PLN", Some("Balik nama pelanggan listrik (PLN)"))]
#[case("Balik Nama Pelanggan", "PDAM", Some("Balik nama, tutup sementara, pengaduan air (PDAM)"))]
#[case("Cabut Berkas", "Samsat", Some("Mutasi kendaraan (Samsat)"))]
#[case("Cabut Berkas", "Dinas Kependudukan dan Pencatatan Sipil", Some("Surat Pindah SKPWNI (Disdukcapil)"))]
#[case("Pendaftaran Peserta", "BPJS Kesehatan", Some("BPJS Kesehatan: pendaftaran/ubah data"))]
#[case("Pendaftaran Peserta", "BPJS Ketenagakerjaan", Some("Pendaftaran peserta BPJS Ketenagakerjaan"))]
#[case("Pendaftaran Peserta", "Pegadaian", None)]
fn the_agency_decides_and_rules_out(#[case] name: &str, #[case] organization: &str, #[case] expected: Option<&str>) {
    assert_eq!(term(name, Some(organization)), expected, "{:?}", read(name, Some(organization)));
}

#[test]
fn every_canonical_name_maps_to_itself() {
    for name in canonical() {
        assert_eq!(term(name, None), Some(*name));
        for agency in &entry(name).expect("an entry").agencies {
            assert_eq!(term(name, Some(agency)), Some(*name));
        }
    }
    assert_eq!(term("(bukan layanan) antrian", None), None);
}

#[test]
fn every_service_is_found_by_each_of_its_synonyms_or_by_none() {
    let mut wrong = Vec::new();
    for name in canonical() {
        assert!(!synonyms(name).is_empty(), "{name}");
        let names = entry(name).into_iter().flat_map(|entry| &entry.synonyms).filter(|synonym| synonym.kind != SynonymKind::AtAgency);
        for synonym in names.map(|synonym| synonym.text.as_str()) {
            if term(synonym, None).is_some_and(|found| found != *name) {
                wrong.push(format!("{synonym} -> {:?}, not {name}", term(synonym, None)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_name_that_comes_again_reads_the_same() {
    let mut memo = Memo::default();
    let none = Aliases::default();
    for _ in 0..2 {
        assert_eq!(memo.read("Balik Nama", Some("PLN"), &none), read("Balik Nama", Some("PLN")));
        assert_eq!(memo.read("Balik Nama", None, &none), read("Balik Nama", None));
    }
}

#[test]
fn a_very_long_name_is_read_up_to_its_beginning() {
    let long = format!("Penerbitan SKCK {}", "baru ".repeat(200_000));
    assert_eq!(term(&long, None), Some("SKCK (Polri)"));
    assert_eq!(term(&"((((".repeat(250_000), None), None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_left(text in "\\PC{0,200}") {
        let mapped = read(&text, None);
        prop_assert!((0.0..=1.0).contains(&mapped.confidence));
        prop_assert!(mapped.term.is_none() || mapped.confidence >= ENOUGH);
    }

    #[test]
    fn case_and_places_do_not_matter(at in 0..canonical().len(), which in 0..1000_usize) {
        let names = synonyms(canonical()[at]);
        let name = &names[which % names.len()];
        let said = term(name, None);
        prop_assert_eq!(term(&name.to_uppercase(), None), said);
        prop_assert_eq!(term(&format!("{name} Kabupaten Kebumen"), None), said);
    }
}
