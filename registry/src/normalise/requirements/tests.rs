use rstest::rstest;

use super::*;

fn texts(raw: &str) -> Vec<String> {
    split(raw).into_iter().map(|document| document.document).collect()
}

#[rstest]
#[case("1. KTP\n2. KK\n3. Pas foto 3x4", &["KTP", "KK", "Pas foto 3x4"])]
#[case("1. KTP 2. KK 3. Pas foto 3 x 4", &["KTP", "KK", "Pas foto 3 x 4"])]
#[case("1. KTP2. KK3. Pas foto", &["KTP", "KK", "Pas foto"])]
#[case("1. KTP 2. KK\n3. Pas foto", &["KTP", "KK", "Pas foto"])]
#[case("a. KTP b. KK c. Pas foto 3x4", &["KTP", "KK", "Pas foto 3x4"])]
#[case("- KTP - KK - Pas foto 3 x 4", &["KTP", "KK", "Pas foto 3 x 4"])]
#[case("- KTP - asli\n- KK", &["KTP - asli", "KK"])]
#[case("• KTP • KK", &["KTP", "KK"])]
#[case("KTP • KK • Ijazah", &["KTP", "KK", "Ijazah"])]
#[case("✓ KTP\n✓ KK", &["KTP", "KK"])]
#[case("(1) KTP (2) KK", &["KTP", "KK"])]
#[case("1)KTP\n2)KK", &["KTP", "KK"])]
#[case("i. KTP\nii. KK", &["KTP", "KK"])]
#[case("KTP; KK;", &["KTP", "KK"])]
#[case("KTP; KK; dan Pas foto", &["KTP", "KK", "Pas foto"])]
#[case("KTP, KK, Pas foto", &["KTP", "KK", "Pas foto"])]
#[case("Fotokopi KTP, KK, dan akta", &["Fotokopi KTP, KK, dan akta"])]
#[case("KTP\\nKK", &["KTP", "KK"])]
#[case("<ol>\n<li>Andalalin</li>\n<li>&nbsp;</li>\n</ol>", &["Andalalin"])]
#[case("<p>KTP</p><p>KK<br/>Ijazah</p>", &["KTP", "KK", "Ijazah"])]
#[case("<ol><li><p>KTP<br>asli</p></li><li>KK</li></ol>", &["KTP asli", "KK"])]
#[case("&lt;ol&gt;&lt;li&gt;KTP&lt;/li&gt;&lt;li&gt;KK&lt;/li&gt;&lt;/ol&gt;", &["KTP", "KK"])]
#[case("[\"KTP\",\"Pas foto terbaru\"]", &["KTP", "Pas foto terbaru"])]
#[case("[{\"nama\":\"KTP\",\"link\":\"#\"}]", &["KTP"])]
#[case("{\"KTP\",\"KK\"}", &["KTP", "KK"])]
#[case("['KTP', 'KK']", &["KTP", "KK"])]
#[case("Fotokopi KTP a.n. pemohon", &["Fotokopi KTP a.n. pemohon"])]
#[case("a.n. pemohon", &["a.n. pemohon"])]
#[case("H. Ahmad menandatangani", &["H. Ahmad menandatangani"])]
#[case("KTP dan/atau SIM", &["KTP dan/atau SIM"])]
#[case("-", &[])]
#[case("", &[])]
fn documents(#[case] raw: &str, #[case] expected: &[&str]) {
    assert_eq!(texts(raw), expected);
}

#[rstest]
#[case("1. KTP\n   a. asli\n   b. fotokopi\n2. KK", &["KTP a. asli b. fotokopi", "KK"])]
#[case("1. KTP\n- asli\n- fotokopi\n2. KK", &["KTP - asli - fotokopi", "KK"])]
#[case("<ol><li>KTP<ul><li>asli</li><li>salinan</li></ul></li><li>KK</li></ol>", &["KTP asli salinan", "KK"])]
#[case("1. KTP a. asli b. fotokopi 2. KK", &["KTP a. asli b. fotokopi", "KK"])]
#[case("1. Surat permohonan\nditujukan kepada Bupati\n2. KTP", &["Surat permohonan ditujukan kepada Bupati", "KTP"])]
fn what_belongs_to_an_item_stays_with_it(#[case] raw: &str, #[case] expected: &[&str]) {
    assert_eq!(texts(raw), expected);
}

#[rstest]
#[case("Persyaratan:\n1. KTP\n2. KK", &["KTP", "KK"])]
#[case("Persyaratan : 1. KTP 2. KK", &["KTP", "KK"])]
#[case("A. Persyaratan Umum\n1. KTP\n2. KK\nB. Persyaratan Khusus\n1. Ijazah", &["KTP", "KK", "Ijazah"])]
#[case("Dokumen yang dibutuhkan:<br>KTP<br>KK", &["KTP", "KK"])]
#[case("Dokumen lingkungan", &["Dokumen lingkungan"])]
fn headings_are_left_out(#[case] raw: &str, #[case] expected: &[&str]) {
    assert_eq!(texts(raw), expected);
}

#[rstest]
#[case("1. Datang ke lantai 2. 2. Ambil nomor", &["Datang ke lantai 2.", "Ambil nomor"])]
#[case("UU No. 23 Tahun 2006 tentang Administrasi Kependudukan", &["UU No. 23 Tahun 2006 tentang Administrasi Kependudukan"])]
#[case("1. Pas foto 3 x 4. 2. Materai Rp. 10. 000", &["Pas foto 3 x 4.", "Materai Rp. 10. 000"])]
#[case("Materai 1. 000", &["Materai 1. 000"])]
fn numbers_inside_an_item_do_not_part_it(#[case] raw: &str, #[case] expected: &[&str]) {
    assert_eq!(texts(raw), expected);
}

#[test]
fn repeated_documents_are_named_once() {
    assert_eq!(texts("1. KTP\n2. KK\n3. ktp"), ["KTP", "KK"]);
}

#[test]
fn a_link_beside_a_document_is_kept_apart() {
    let form = RequiredDocument { document: "Formulir F-1.02".into(), uri: Some("https://a.example/form.pdf".into()) };
    let one = std::slice::from_ref(&form);
    assert_eq!(split("<li><a href=\"https://a.example/form.pdf\">Formulir F-1.02</a></li>"), one);
    assert_eq!(split("Formulir F-1.02 (https://a.example/form.pdf)"), one);
    assert_eq!(split("Formulir F-1.02\nhttps://a.example/form.pdf"), one);
}

#[test]
fn a_hostile_text_stays_short() {
    assert_eq!(split(&(0..100_000).map(|n| format!("a{n}\n")).collect::<String>()).len(), MOST);
    assert!(split(&"<".repeat(200_000)).len() <= 1);
    assert!(split(&"1. ".repeat(100_000)).len() <= MOST);
}
