//! Spreadsheets for tests, written part by part: what a program would not write can be written too.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of these files.
pub fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, body) in files {
        writer.start_file(*name, options).expect("a file");
        writer.write_all(body).expect("its body");
    }
    writer.finish().expect("the archive").into_inner()
}

/// The name of a cell, from 0.
fn name(row: usize, column: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number % 26).expect("a letter"));
    let column = if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) };
    format!("{column}{}", row + 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// An XLSX out of the XML of each sheet's rows and what stands behind them.
pub fn xlsx_of_sheets(sheets: &[(&str, String)]) -> Vec<u8> {
    let rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let list =
        |item: &dyn Fn(usize, &str) -> String| sheets.iter().enumerate().map(|(at, (name, _))| item(at + 1, name)).collect::<String>();
    let workbook = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>{}</sheets></workbook>"#,
        list(&|at, name| format!(r#"<sheet name="{}" sheetId="{at}" r:id="rId{at}"/>"#, escaped(name)))
    );
    let relations = format!(
        r#"<Relationships xmlns="{package}">{}<Relationship Id="rIdS" Type="{rels}/styles" Target="styles.xml"/></Relationships>"#,
        list(&|at, _| format!(r#"<Relationship Id="rId{at}" Type="{rels}/worksheet" Target="worksheets/sheet{at}.xml"/>"#))
    );
    let styles = format!(r#"<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#);
    let office = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let mut files = vec![
        ("_rels/.rels".to_owned(), office),
        ("xl/workbook.xml".to_owned(), workbook),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations),
        ("xl/styles.xml".to_owned(), styles),
    ];
    for (at, (_, inner)) in sheets.iter().enumerate() {
        files.push((format!("xl/worksheets/sheet{}.xml", at + 1), format!(r#"<worksheet xmlns="{main}">{inner}</worksheet>"#)));
    }
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, body)| (name.as_str(), body.clone().into_bytes())).collect();
    archive(&files)
}

/// The XML of rows: a cell is a text, `#12` a number, `@45000` a date, `!` an error, `=A1` the text of a formula, `{A1}5` a formula with a value, `{A1}` one
/// without.
pub fn sheet(rows: &[Vec<&str>], merges: &[&str]) -> String {
    let mut xml = String::from("<sheetData>");
    for (at, row) in rows.iter().enumerate() {
        xml.push_str(&format!(r#"<row r="{}">"#, at + 1));
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let place = name(at, column);
            let cell = match text.split_at(1) {
                ("#", number) => format!(r#"<c r="{place}"><v>{number}</v></c>"#),
                ("@", days) => format!(r#"<c r="{place}" s="1"><v>{days}</v></c>"#),
                ("!", _) => format!(r##"<c r="{place}" t="e"><v>#REF!</v></c>"##),
                ("{", formula) => {
                    let (formula, value) = formula.split_once('}').expect("a formula");
                    if value.is_empty() {
                        format!(r#"<c r="{place}"><f>{formula}</f></c>"#)
                    } else {
                        format!(r#"<c r="{place}"><f>{formula}</f><v>{value}</v></c>"#)
                    }
                }
                _ => format!(r#"<c r="{place}" t="inlineStr"><is><t>{}</t></is></c>"#, escaped(text)),
            };
            xml.push_str(&cell);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData>");
    if !merges.is_empty() {
        xml.push_str("<mergeCells>");
        merges.iter().for_each(|merge| xml.push_str(&format!(r#"<mergeCell ref="{merge}"/>"#)));
        xml.push_str("</mergeCells>");
    }
    xml
}

/// An XLSX out of rows as the documentation shows them: cells between bars, merged regions on the last line.
pub fn xlsx_of_text(text: &str) -> Vec<u8> {
    let merges: Vec<&str> =
        text.lines().find_map(|line| line.strip_prefix("merge ")).unwrap_or_default().split(' ').filter(|part| !part.is_empty()).collect();
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with("merge ")).map(|line| line.split('|').map(str::trim).collect()).collect();
    xlsx_of_sheets(&[("Lembar1", sheet(&rows, &merges))])
}

/// An ODS with one table of rows.
pub fn ods(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut table = String::new();
    for row in rows {
        table.push_str("<table:table-row>");
        for text in row {
            match text.strip_prefix('#') {
                Some(number) => table.push_str(&format!(
                    r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
                )),
                None if text.is_empty() => table.push_str("<table:table-cell/>"),
                None => table.push_str(&format!(
                    r#"<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
                    escaped(text)
                )),
            }
        }
        table.push_str("</table:table-row>");
    }
    ods_of_table(&table)
}

/// An ODS with the XML of one table.
pub fn ods_of_table(table: &str) -> Vec<u8> {
    let names =
        ["office", "table", "text"].map(|name| format!(r#"xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0""#)).join(" ");
    let content = format!(
        r#"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Lembar1">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>"#;
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", manifest.as_bytes().to_vec()),
        ("content.xml", content.into_bytes()),
    ])
}
