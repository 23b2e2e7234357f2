//! CSV, XLSX and ODS.

use registry::model::{Code, Drafts, Reason};

use crate::documents::{archive, ods, ods_of_table, sheet, xlsx_of_sheets};
use crate::feed::Feed;

const MAPPING: &str = r#"
    id = "rows"
    region = "32.11"
    format = "table"
    url = "https://mpp.example.id/layanan"
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    id = "Kode"
    name = "Layanan"
    organization = "Instansi"
    cost = "Biaya"
    phone = "Telepon"
"#;

fn mapping(more: &str) -> String {
    MAPPING.replace("[[mapping.endpoint]]", &format!("[[mapping.endpoint]]\n{more}"))
}

fn named(drafts: &Drafts) -> Vec<(&str, &str)> {
    drafts.services.iter().map(|service| (service.name.as_str(), service.organization.as_deref().unwrap_or_default())).collect()
}

fn told(drafts: &Drafts) -> Vec<(Code, &str, &str)> {
    drafts.findings.iter().map(|finding| (finding.code, finding.path.as_str(), finding.raw.as_str())).collect()
}

const HEADER: [&str; 5] = ["Kode", "Layanan", "Instansi", "Biaya", "Telepon"];

fn workbook(rows: &[Vec<&str>]) -> Vec<u8> {
    let rows: Vec<Vec<&str>> = std::iter::once(HEADER.to_vec()).chain(rows.iter().cloned()).collect();
    xlsx_of_sheets(&[("Layanan", sheet(&rows, &[]))])
}

#[test]
fn any_delimiter_and_any_place_of_the_columns() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = "Daftar layanan\n\nNo,TELEPON , instansi,Kode,layanan,Biaya\n1,0811,\"Dinas\",a,\"KTP; baru | hilang\",Gratis\n"
            .replace(',', delimiter);
        let drafts = Feed::of(text).harvest(MAPPING);
        assert_eq!(named(&drafts), [("KTP; baru | hilang", "Dinas")], "{delimiter:?}");
        assert_eq!(drafts.services[0].path, "row 4");
    }
}

#[test]
fn a_spreadsheet_program_may_name_the_delimiter() {
    let drafts = Feed::of("sep=;\r\nKode;Layanan;Instansi;Biaya;Telepon\r\na;KTP, baru;Dinas;;\r\n").harvest(MAPPING);
    assert_eq!(named(&drafts), [("KTP, baru", "Dinas")]);
}

#[test]
fn a_quote_that_is_never_closed_loses_nothing() {
    for (rows, lines) in [(3, 4), (2000, 2001)] {
        let rows: String = (0..rows).map(|number| format!("{number},\"Layanan, {number}\",Dinas,,\n")).collect();
        let drafts = Feed::of(format!("Kode,Layanan,Instansi,Biaya,Telepon\nx,\"KTP,Dinas,,\n{rows}")).harvest(MAPPING);
        assert_eq!(drafts.services.len(), lines);
        assert_eq!(named(&drafts)[..2], [("KTP", "Dinas"), ("Layanan, 0", "Dinas")]);
        assert!(drafts.findings.iter().any(|finding| finding.code == Code::CellQuote));
    }
}

#[test]
fn a_cell_of_several_lines_is_one_cell() {
    let drafts = Feed::of("Kode,Layanan,Instansi,Biaya,Telepon\na,KTP,Dinas,\"Gratis\nuntuk \"\"semua\"\"\",\n").harvest(MAPPING);
    assert_eq!(drafts.services[0].cost.as_deref(), Some("Gratis\nuntuk \"semua\""));
    assert!(drafts.findings.is_empty());
}

#[test]
fn a_missing_column_is_told_and_a_missing_header_refused() {
    let drafts = Feed::of("Kode,Layanan,Instansi,Biaya\na,KTP,Dinas,Gratis\n").harvest(MAPPING);
    assert_eq!(told(&drafts), [(Code::ColumnMissing, "`Telepon`", "Kode, Layanan, Instansi, Biaya")]);
    let error = Feed::of("Tahun,Layanan\n2026,KTP\n").refused(MAPPING);
    assert_eq!(error.reason, Reason::WrongShape);
    assert!(
        error.detail.contains("row 1 comes nearest and lacks `Biaya`, `Instansi`, `Kode`, `Telepon`; it has Tahun, Layanan"),
        "{error}"
    );
}

#[test]
fn a_hundred_thousand_rows() {
    let mut text = String::from("Kode,Layanan,Instansi,Biaya,Telepon\n");
    (0..100_000).for_each(|number| text.push_str(&format!("{number},Layanan {number},Dinas {},Gratis,0811{number:08}\n", number % 50)));
    let drafts = Feed::of(text).harvest(MAPPING);
    assert_eq!(drafts.services.len(), 100_000);
    assert!(drafts.findings.is_empty(), "{:?}", drafts.findings.first());
}

#[test]
fn a_file_of_more_rows_than_the_limit_is_refused() {
    let mut text = String::from("Kode,Layanan,Instansi,Biaya,Telepon\n");
    (0..200_001).for_each(|number| text.push_str(&format!("{number},L{number},D,,\n")));
    assert_eq!(Feed::of(text).refused(MAPPING).reason, Reason::TooManyRecords);
}

#[test]
fn columns_without_a_header_by_number() {
    let toml = mapping("header_row = 0").replace("\"Layanan\"", "\"#1\"").replace("\"Instansi\"", "\"#2\"");
    let toml =
        toml.lines().filter(|line| !["Kode", "Biaya", "Telepon"].iter().any(|name| line.contains(name))).collect::<Vec<_>>().join("\n");
    assert_eq!(named(&Feed::of("KTP,Dinas\nKK,Dinas\n").harvest(&toml)), [("KTP", "Dinas"), ("KK", "Dinas")]);
}

#[test]
fn values_of_cells_and_what_a_spreadsheet_did_to_them() {
    let rows = [
        vec!["a", "KTP", "Dinas", "#50000", "0811234567"],
        vec!["@45727", "KK", "Dinas", "{SUM(A1:A2)}75000", "#81234567890"],
        vec!["c", "KIA", "Dinas", "=A1+B1", "!"],
        vec!["#1234567890123456789", "Akta", "Dinas", "#0.5", ""],
        vec!["e", "Pindah", "Dinas", "", ""],
    ];
    let drafts = Feed::of(workbook(&rows)).harvest(MAPPING);
    let read: Vec<(Option<&str>, Option<&str>)> =
        drafts.services.iter().map(|service| (service.external_id.as_deref(), service.cost.as_deref())).collect();
    let expected = [
        (Some("a"), Some("50000")),
        (Some("2025-03-11"), Some("75000")),
        (Some("c"), Some("=A1+B1")),
        (Some("1234567890123456768"), Some("0,5")),
        (Some("e"), None),
    ];
    assert_eq!(read, expected);
    let expected = [
        (Code::CellDate, "row 3.Kode", "2025-03-11"),
        (Code::CellScientific, "row 5.Kode", "1234567890123456768"),
        (Code::CellFormula, "row 4.Biaya", "=A1+B1"),
        (Code::CellZerosLost, "row 3.Telepon", "81234567890"),
        (Code::CellError, "row 4.Telepon", "#REF!"),
    ];
    assert_eq!(told(&drafts), expected);
}

#[test]
fn a_formula_that_no_program_computed_is_told() {
    let drafts =
        Feed::of(workbook(&[vec!["a", "KTP", "Dinas", "{D1*2}", ""], vec!["b", "KK", "Dinas", "{D1*2}7000", ""]])).harvest(MAPPING);
    assert_eq!(drafts.services.iter().map(|service| service.cost.as_deref()).collect::<Vec<_>>(), [None, Some("7000")]);
    assert_eq!(told(&drafts), [(Code::CellFormula, "Layanan!D2", "=D1*2")]);
}

#[test]
fn damage_in_a_csv_file() {
    let text = "Kode,Layanan,Instansi,Biaya,Telepon\n03-Jan,KTP,Dinas,,021555001\n1.2E+15,KK,Dinas,,21555002\nB-3,KIA,Dinas,,022555003\nB-4,Akta,Dinas,,022555004\n";
    let drafts = Feed::of(text).harvest(MAPPING);
    let expected = [
        (Code::CellDate, "row 2.Kode", "03-Jan"),
        (Code::CellScientific, "row 3.Kode", "1.2E+15"),
        (Code::CellZerosLost, "row 3.Telepon", "21555002"),
    ];
    assert_eq!(told(&drafts), expected);
}

#[test]
fn a_column_of_dates_is_no_damage() {
    let text = "Kode,Layanan,Instansi,Biaya,Telepon\n01-Jan,KTP,Dinas,,\n02-Jan,KK,Dinas,,\n";
    assert!(Feed::of(text).harvest(MAPPING).findings.is_empty());
}

#[test]
fn ods_is_read_like_xlsx() {
    let drafts =
        Feed::of(ods(&[HEADER.to_vec(), vec!["a", "KTP", "Dinas", "#50000", "0811"], vec!["b", "KK", "Dinas", "", ""]])).harvest(MAPPING);
    assert_eq!(named(&drafts), [("KTP", "Dinas"), ("KK", "Dinas")]);
    assert_eq!(drafts.services[0].cost.as_deref(), Some("50000"));
}

#[test]
fn sheets_by_their_columns_by_name_or_all() {
    let rows = |name| vec![HEADER.to_vec(), vec!["a", name, "Dinas"]];
    let book = xlsx_of_sheets(&[
        ("Sampul", sheet(&[vec!["Mal Pelayanan Publik"]], &[])),
        ("Dukcapil", sheet(&rows("KTP"), &[])),
        ("Pajak", sheet(&rows("PBB"), &[])),
    ]);
    assert_eq!(named(&Feed::of(book.clone()).harvest(MAPPING)), [("KTP", "Dinas")]);
    assert_eq!(named(&Feed::of(book.clone()).harvest(&mapping("sheet = \"pajak\""))), [("PBB", "Dinas")]);
    let all = mapping("sheet = \"*\"").replace("\"Instansi\"", "\"@sheet\"");
    let drafts = Feed::of(book.clone()).harvest(&all);
    assert_eq!(named(&drafts), [("KTP", "Dukcapil"), ("PBB", "Pajak")]);
    assert_eq!(drafts.services[1].path, "Pajak: row 2");
    let error = Feed::of(book).refused(&mapping("sheet = \"Izin\""));
    assert_eq!(error.detail, "there is no sheet `Izin`; there are Sampul, Dukcapil, Pajak");
}

#[test]
fn headings_between_the_rows() {
    let toml = MAPPING.replace("organization = \"Instansi\"", "organization = \"Instansi\"\n group = \"organization\"");
    let text = "Kode,Layanan,Instansi,Biaya,Telepon\nDinas Contoh,,,,\na,KTP,,,\nb,KK,,,\nBadan Contoh,,,,\nc,PBB,,,\n";
    assert_eq!(named(&Feed::of(text).harvest(&toml)), [("KTP", "Dinas Contoh"), ("KK", "Dinas Contoh"), ("PBB", "Badan Contoh")]);
}

#[test]
fn an_archive_that_inflates_to_gigabytes_is_refused() {
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>".to_vec()), ("xl/worksheets/sheet1.xml", vec![b' '; 65 << 20])]);
    assert!(bomb.len() < 1 << 20);
    let error = Feed::of(bomb).refused(MAPPING);
    assert_eq!((error.reason, error.reason.as_str()), (Reason::ArchiveTooLarge, "archive_too_large"));
}

#[test]
fn a_workbook_of_a_hundred_thousand_rows() {
    let numbers: Vec<[String; 2]> = (0..100_000).map(|number| [format!("L{number}"), format!("#{number}")]).collect();
    let mut rows = vec![HEADER.to_vec()];
    rows.extend(numbers.iter().map(|[name, number]| vec![number.as_str(), name.as_str(), "Dinas"]));
    let drafts = Feed::of(xlsx_of_sheets(&[("Layanan", sheet(&rows, &[]))])).harvest(MAPPING);
    assert_eq!(drafts.services.len(), 100_000);
}

#[test]
fn an_archive_that_lies_about_its_size_is_refused() {
    let mut bomb = archive(&[("xl/workbook.xml", vec![b' '; 65 << 20])]);
    // The size in the central directory, 24 bytes behind its signature.
    let at = bomb.windows(4).rposition(|window| window == b"PK\x01\x02").expect("the directory");
    bomb[at + 24..at + 28].copy_from_slice(&100_u32.to_le_bytes());
    let error = Feed::of(bomb).refused(MAPPING);
    assert!(matches!(error.reason, Reason::ArchiveTooLarge | Reason::Unparsable), "{error}");
}

#[test]
fn repeats_that_make_millions_of_cells_are_refused() {
    let cell = r#"<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>"#;
    let row = format!(r#"<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>"#);
    assert_eq!(Feed::of(ods_of_table(&row)).refused(MAPPING).reason, Reason::ArchiveTooLarge);
    // Empty rows and cells to the end of the sheet are how programs write a sheet.
    let header: String = HEADER
        .iter()
        .map(|name| format!(r#"<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>"#))
        .collect();
    let end = r#"<table:table-cell table:number-columns-repeated="16000"/>"#;
    let rows = format!(
        r#"<table:table-row>{header}{end}</table:table-row><table:table-row>{}{end}</table:table-row><table:table-row table:number-rows-repeated="1048000">{end}</table:table-row>"#,
        header.replace("Layanan", "KTP")
    );
    assert_eq!(Feed::of(ods_of_table(&rows)).harvest(MAPPING).services.len(), 1);
}

#[test]
fn a_cell_far_away_does_not_make_a_large_table() {
    let far = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Layanan</t></is></c><c r="B1" t="inlineStr"><is><t>Instansi</t></is></c><c r="C1" t="inlineStr"><is><t>Kode</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>KTP</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>"#;
    let drafts = Feed::of(xlsx_of_sheets(&[("S", far.to_owned())])).harvest(MAPPING);
    assert_eq!(drafts.services[0].name, "KTP");
}

#[test]
fn what_is_no_spreadsheet_is_told_apart() {
    let detail = |body: &[u8]| Feed::of(body).refused(MAPPING);
    assert!(detail(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").detail.contains("save it as .xlsx"));
    assert_eq!(detail(&archive(&[("word/document.xml", b"<x/>".to_vec())])).reason, Reason::Unparsable);
    assert_eq!(detail(&workbook(&[vec!["a", "KTP"]])[..300]).reason, Reason::Unparsable);
    assert_eq!(detail(b"{\"data\":[]}").reason, Reason::WrongShape);
    assert_eq!(detail(b"<html><title>Masuk</title><form></form>").reason, Reason::HtmlInsteadOfData);
}

#[test]
fn a_header_and_nothing_below_is_an_empty_list() {
    assert!(Feed::of("Kode,Layanan,Instansi,Biaya,Telepon\n").harvest(MAPPING).services.is_empty());
    assert_eq!(Feed::of("Satu,Dua\n").refused(MAPPING).reason, Reason::WrongShape);
}
