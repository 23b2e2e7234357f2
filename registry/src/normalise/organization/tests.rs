//! Names of agencies as regions write them, and what they are read as.

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

#[test]
fn a_very_long_name_is_read_or_left() {
    let batang = gazetteer::region("33.25".parse().unwrap()).unwrap();
    assert_eq!(read(&"a / b dan ".repeat(100_000), batang).canonical, None);
    assert_eq!(read(&"(".repeat(1_000_000), batang).canonical, None);
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
