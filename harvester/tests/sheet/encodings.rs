//! The services as text in every encoding that programs write, and files that are something else than their name says.

use encoding_rs::{ISO_8859_15, MACINTOSH, WINDOWS_1252};
use rstest::rstest;

use crate::files::Cell::Text;
use crate::files::with;
use crate::region::{accepted, read, read_as};

const CSV: &str = "ID;Nama layanan;Instansi;Biaya;Keterangan\r\n001;Akta kelahiran;Disdukcapil;\"Rp50.000\";Senin – Jum’at, café\r\n";

fn utf_16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let mark: &[u16] = if mark { &[0xfeff] } else { &[] };
    let units = mark.iter().copied().chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[rstest]
#[case::utf_8(CSV.as_bytes().to_vec(), None)]
#[case::utf_8_with_mark([b"\xef\xbb\xbf", CSV.as_bytes()].concat(), None)]
#[case::utf_16_le_with_mark(utf_16(CSV, true, true), None)]
#[case::utf_16_be_with_mark(utf_16(CSV, false, true), None)]
#[case::utf_16_le(utf_16(CSV, true, false), None)]
#[case::utf_16_be(utf_16(CSV, false, false), None)]
#[case::windows_1252(WINDOWS_1252.encode(CSV).0.into_owned(), None)]
#[case::macintosh(MACINTOSH.encode(CSV).0.into_owned(), Some("text/csv; charset=macintosh"))]
#[case::utf_8_read_as_windows_1252(WINDOWS_1252.decode(CSV.as_bytes()).0.into_owned().into_bytes(), None)]
#[case::commas(CSV.replace(", café", " café").replace(';', ",").into_bytes(), None)]
#[case::tabs(CSV.replace(';', "\t").into_bytes(), None)]
#[case::separator_line(format!("sep=;\r\n{CSV}").into_bytes(), None)]
#[case::old_line_ends(CSV.replace("\r\n", "\n").into_bytes(), None)]
#[tokio::test]
async fn text_is_read_in_every_encoding(#[case] body: Vec<u8>, #[case] content_type: Option<&str>) {
    let catalog = accepted(read_as(body, content_type).await);
    let service = &catalog.services[0];
    assert_eq!(service.external_id.as_deref(), Some("001"));
    assert_eq!(service.cost.as_ref().unwrap().provenance.raw, "Rp50.000");
    let text = service.description.as_deref().unwrap();
    assert!(text.starts_with("Senin – Jum’at") && text.ends_with("café"), "{text}");
}

#[tokio::test]
async fn latin_9_is_read_where_it_is_stated() {
    let body = ISO_8859_15.encode("Nama layanan;Instansi;Keterangan\nAkta kelahiran;Disdukcapil;café €5\n").0.into_owned();
    let catalog = accepted(read_as(body, Some("text/csv; charset=iso-8859-15")).await);
    assert_eq!(catalog.services[0].description.as_deref(), Some("café €5"));
}

#[rstest]
#[case::old_excel(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook".to_vec(), ".xls")]
#[case::password([b"\xd0\xcf\x11\xe0".to_vec(), "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(), "sandi")]
#[case::pdf(b"%PDF-1.7 ...".to_vec(), "PDF")]
#[case::picture(b"\x89PNG\r\n\x1a\n...".to_vec(), "gambar")]
#[case::packed(b"Rar!\x1a\x07".to_vec(), "dimampatkan")]
#[case::utf_32(CSV.chars().flat_map(|char| u32::from(char).to_le_bytes()).collect(), "bukan teks")]
#[case::empty(b"  \r\n ".to_vec(), "kosong")]
#[case::a_letter(b"Kepada Yth. Bapak Menteri\ndi tempat\n".to_vec(), "Layanan")]
#[case::a_web_page(b"<!DOCTYPE html><title>Masuk</title><form></form>".to_vec(), "web page")]
#[tokio::test]
async fn what_is_no_table_is_refused_with_what_to_do(#[case] body: Vec<u8>, #[case] word: &str) {
    let error = read(body).await.content.err().unwrap();
    assert!(error.detail.contains(word), "{}", error.detail);
}

#[tokio::test]
async fn a_workbook_that_ends_in_the_middle_is_refused() {
    let whole = with("cost", Text("Gratis"));
    for part in [5, 50, 95] {
        let error = read(whole[..whole.len() * part / 100].to_vec()).await.content.err().unwrap();
        assert_eq!(error.reason.as_str(), "unparsable", "{part} %");
    }
}

#[tokio::test]
async fn a_web_page_that_calls_itself_xls_is_read() {
    let page = "<html><table><tr><th>Nama layanan<th>Instansi<tr><td>Akta kelahiran<td>Disdukcapil</table></html>";
    assert_eq!(accepted(read_as(page.as_bytes().to_vec(), Some("application/vnd.ms-excel")).await).services.len(), 1);
}

#[tokio::test]
async fn text_that_calls_itself_a_workbook_is_read() {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(accepted(read_as(CSV.as_bytes().to_vec(), Some(kind)).await).services.len(), 1);
}

#[tokio::test]
async fn hsds_as_one_document_is_read() {
    let body = r#"{"services":[{"id":"1","name":"Akta kelahiran","organization":{"id":"7","name":"Disdukcapil"}}]}"#;
    assert_eq!(accepted(read(body.as_bytes().to_vec()).await).services[0].external_id.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_cell_of_a_text_file_is_named_without_a_sheet() {
    let read = read(b"Nama layanan;Instansi;Jangka waktu\nAkta kelahiran;Disdukcapil;2-Jan\n".to_vec()).await;
    assert_eq!(read.findings().iter().map(|finding| finding.path.as_str()).collect::<Vec<_>>(), ["C2"]);
}
