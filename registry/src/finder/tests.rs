use rstest::rstest;

use super::*;

fn read(typed: &str) -> Understood {
    understand(typed, Instant::new("2026-11-25T06:00:00Z".parse().unwrap()), Zone::Wib)
}

#[test]
fn a_whole_question() {
    let read = read("bikin ktp ilang bandung sabtu");
    assert_eq!(read.service(), Some("KTP-el: penggantian karena hilang (Disdukcapil)"));
    assert_eq!(read.place.unwrap().regions.len(), 2);
    assert!(read.when.unwrap().whole_day);
    let names: Vec<&str> = read.choices.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["Kabupaten Bandung", "Kota Bandung"]);
}

#[rstest]
#[case("")]
#[case("???")]
#[case("\0")]
fn nothing_is_nothing(#[case] typed: &str) {
    assert_eq!(read(typed).services, []);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        let read = read(&text);
        proptest::prop_assert!(read.services.iter().all(|one| (0.0..=1.0).contains(&one.confidence)));
    }
}

fn terms(typed: &str) -> Vec<&'static str> {
    read(typed).services.into_iter().map(|one| one.term).collect()
}

#[rstest]
#[case("kpt ilang", "KTP-el: penggantian karena hilang (Disdukcapil)")]
#[case("sckc", "SKCK (Polri)")]
#[case("prpnjng sim", "Perpanjangan SIM (Polri/Satpas)")]
#[case("diperpanjangin paspornya", "Penggantian paspor (Imigrasi)")]
#[case("kartukeluarga hilang", "Kartu Keluarga: baru/pecah/ubah (Disdukcapil)")]
#[case("anak2 blm punya akte", "Akta Kelahiran (Disdukcapil)")]
#[case("min mau nanya dong ktp suami saya ilang di pasar", "KTP-el: penggantian karena hilang (Disdukcapil)")]
#[case("siup", "NIB / perizinan berusaha OSS-RBA (DPMPTSP)")]
fn one_service_is_meant(#[case] typed: &str, #[case] expected: &str) {
    assert_eq!(terms(typed), [expected]);
}

#[rstest]
#[case("balik nama", &["Balik nama kendaraan BBN2 (Samsat)", "Peralihan hak / balik nama sertifikat (BPN)"])]
#[case("bpjs", &["BPJS Kesehatan: pendaftaran/ubah data", "Klaim JHT (BPJS Ketenagakerjaan)"])]
#[case("cabut berkas", &["Mutasi kendaraan (Samsat)", "Surat Pindah SKPWNI (Disdukcapil)"])]
#[case("pmi", &["Layanan pekerja migran (BP3MI/Disnaker)", "Donor darah (PMI)"])]
fn ambiguous_words_are_a_choice(#[case] typed: &str, #[case] expected: &[&str]) {
    let read = read(typed);
    let offered: Vec<&str> = read.choices.iter().filter_map(|choice| choice.term).collect();
    assert!(expected.iter().all(|term| offered.contains(term)), "{offered:?}");
}

#[test]
fn an_agency_ends_the_ambiguity() {
    assert_eq!(terms("balik nama di samsat"), ["Balik nama kendaraan BBN2 (Samsat)"]);
    assert_eq!(terms("balik nama pln"), ["Balik nama pelanggan listrik (PLN)"]);
}

#[rstest]
#[case("bikin sim c", "Satpas Polres")]
#[case("sktm", "kantor kelurahan atau desa")]
#[case("surat pengantar rt", "ketua RT dan RW setempat")]
fn what_no_hall_does_is_told_with_the_place(#[case] typed: &str, #[case] place: &str) {
    assert_eq!(read(typed).not_offered.map(|told| told.place).as_deref(), Some(place));
}

#[rstest]
#[case("halo min")]
#[case("tiket kereta")]
#[case("asdfghjkl")]
#[case("terima kasih")]
fn nothing_is_understood(#[case] typed: &str) {
    let read = read(typed);
    assert!(read.services.is_empty() && read.topic.is_none() && read.choices.is_empty(), "{read:?}");
}

#[rstest]
#[case("sabtu buka ga", Topic::OpeningHours)]
#[case("mpp bogor", Topic::Halls)]
#[case("ambil antrian online", Topic::Queue)]
fn topics(#[case] typed: &str, #[case] expected: Topic) {
    assert_eq!(read(typed).topic, Some(expected));
}

#[test]
fn every_word_is_accounted_for() {
    let read = read("gimana cara perpanjang sim di sleman besok xyzzy");
    let parts: Vec<(PartKind, &str)> = read.parts.iter().map(|part| (part.kind, part.words.as_str())).collect();
    let expected = [
        (PartKind::Filler, "gimana cara"),
        (PartKind::Service, "perpanjang sim"),
        (PartKind::Place, "di sleman"),
        (PartKind::When, "besok"),
        (PartKind::Unknown, "xyzzy"),
    ];
    assert_eq!(parts, expected);
    assert_eq!(read.rest, "perpanjang sim xyzzy");
}

#[test]
fn where_one_moves_to_is_no_place_to_look_in() {
    assert_eq!(read("pindah domisili ke bandung").place, None);
    assert!(read("surat pindah di bandung").place.is_some());
}

#[test]
fn corrections_are_suggested() {
    assert_eq!(read("perpanjang pasport").suggestion, None, "a known spelling is no slip");
    assert_eq!(read("Urus sertifkat").suggestion.as_deref(), Some("Urus sertifikat"));
}
