//! Format `push`: what a region sends itself and nobody fetches. Simpul's own workbook (XLSX, ODS, CSV, a web page's table), or HSDS 3.0 as
//! one JSON document: told by the bytes, whatever the file is called.
//!
//! * `book`: which sheet is which, and what its columns are.
//! * `cell`: what a spreadsheet program has made of a cell. Repaired where it is certain what was meant, else told and left out.
//! * `rows`: the rows of a sheet, and what rows can have wrong with one another.
//! * `drafts`: rows to drafts.

mod book;
mod cell;
mod drafts;
mod rows;
mod series;

use registry::model::{Code, Drafts, Finding, Reason, Source};

use self::book::Book;
use super::table::grid::Grid;
use super::table::{column, delimited, page_tables, workbook};
use super::{Adapter, Document, ReadError, Request, encoding, hsds, parse_json};
use crate::sheet::{SERVICES, SHEETS, Table};

/// See the module.
pub const ADAPTER: Adapter = Adapter {
    format: "push",
    about: "what the region publishes itself: Simpul's workbook (XLSX, ODS, CSV) or HSDS 3.0 as one JSON document",
    version: 1,
    begin,
    read,
};

/// The documents of a publication: what was sent, and what is stored of the lists that it has no place for.
fn begin(source: &Source) -> Result<Vec<Request>, ReadError> {
    let mut rest = source.url.clone();
    rest.set_fragment(Some(REST));
    let request = |url, role: &str, optional| Request { url, role: role.to_owned(), optional };
    Ok(vec![request(source.url.clone(), CATALOG, false), request(rest, REST, true)])
}

const CATALOG: &str = "catalog";

/// The role of the document that holds what stays as it is, and the fragment of its address.
pub(crate) const REST: &str = "rest";

fn read(_source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let Some(body) = document.body else { return Ok(Vec::new()) };
    if document.request.role == REST {
        keep_rest(body, drafts)?;
        return Ok(Vec::new());
    }
    if body.trim_ascii().is_empty() {
        return Err(ReadError::new(Reason::EmptyBody, "berkasnya kosong"));
    }
    if is_json(body) {
        return hsds::bulk(&parse_json(body)?, drafts);
    }
    let mut findings = Vec::new();
    let grids = grids(body, document, &mut findings)?;
    drafts::read(Book::of(grids, &mut findings)?, drafts, findings);
    Ok(Vec::new())
}

/// Lists that the document before has no place for stay as they are, and so does what is stored of cells of which nothing certain is left.
fn keep_rest(body: &[u8], drafts: &mut Drafts) -> Result<(), ReadError> {
    let rest: Drafts = serde_json::from_slice(body).map_err(|error| ReadError::new(Reason::Unparsable, error.to_string()))?;
    let said = spoken(drafts);
    drafts::keep_lost(drafts, rest.services);
    if !said.contains(&"organizations") {
        drafts.organizations = rest.organizations;
    }
    if !said.contains(&"locations") {
        drafts.locations = rest.locations;
    }
    if !said.contains(&"stops") {
        drafts.stops = rest.stops;
    }
    if !said.contains(&"statistics") {
        drafts.statistics = rest.statistics;
    }
    Ok(())
}

/// What is stored of a source, as the document of what stays where nothing else is said.
#[must_use]
pub fn rest(tables: &[Table]) -> Vec<u8> {
    serde_json::to_vec(&drafts::of_tables(tables)).unwrap_or_default()
}

/// The lists that a publication speaks of, also where it says that there is nothing in them.
#[must_use]
pub fn spoken(drafts: &Drafts) -> Vec<&'static str> {
    let has = |list: &str| match list {
        "services" => !drafts.services.is_empty(),
        "organizations" => !drafts.organizations.is_empty(),
        "locations" => !drafts.locations.is_empty(),
        "stops" => !drafts.stops.is_empty(),
        _ => !drafts.statistics.is_empty(),
    };
    let is_spoken = |list: &str| has(list) || drafts.places.iter().any(|place| place.list == list);
    SHEETS.iter().map(|sheet| sheet.list).filter(|list| is_spoken(list)).collect()
}

/// Whether a file is Simpul's workbook, or a table with its columns.
#[must_use]
pub fn is_template(body: &[u8]) -> bool {
    let url = url::Url::parse("https://file.invalid/").ok();
    let request = url.map(|url| Request { url, role: CATALOG.to_owned(), optional: false });
    let Some(request) = request else { return false };
    let document = Document::new(&request, Some(body));
    let book = grids(body, &document, &mut Vec::new()).and_then(|grids| Book::of(grids, &mut Vec::new()));
    book.is_ok_and(|book| book.has_own_columns())
}

/// A sheet as it was sent: its texts, row by row with their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The sheet's name; empty where there are no sheets.
    pub name: String,
    /// Rows with their numbers as a person counts, in order.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// The sheets of a file as they were sent; none where it is no table.
#[must_use]
pub fn copied(body: &[u8], content_type: Option<&str>) -> Vec<Copied> {
    let Some(url) = url::Url::parse("https://file.invalid/").ok().filter(|_| !is_json(body)) else { return Vec::new() };
    let request = Request { url, role: CATALOG.to_owned(), optional: false };
    let document = Document { request: &request, body: Some(body), content_type, link: None };
    let copy = |grid: Grid| {
        let cells = |row: usize| (0..grid.width(row)).map(|at| grid.text(row, at).to_owned()).collect();
        Copied { rows: (0..grid.rows()).map(|row| (grid.number(row), cells(row))).collect(), name: grid.name.clone() }
    };
    grids(body, &document, &mut Vec::new()).unwrap_or_default().into_iter().map(copy).collect()
}

fn is_json(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    matches!(text.first(), Some(b'{' | b'['))
}

/// The tables of a body of any kind.
fn grids(body: &[u8], document: &Document<'_>, findings: &mut Vec<Finding>) -> Result<Vec<Grid>, ReadError> {
    if body.starts_with(b"PK\x03\x04") {
        return workbook::read(body, None, findings);
    }
    if let Some(what) = unreadable(body) {
        return Err(ReadError::new(Reason::Unparsable, what));
    }
    let text = encoding::text(body, None, document.content_type);
    if text.text.contains('\0') {
        return Err(ReadError::new(Reason::Unparsable, "bukan lembar kerja dan bukan teks: simpan sebagai XLSX, ODS atau CSV"));
    }
    findings.extend(text.finding(Code::EncodingOther, ""));
    if text.text.trim_start().starts_with('<') {
        return page_tables(body, None, document.content_type, &document.request.url);
    }
    let names = SERVICES.columns.iter().map(|column| {
        let names: Vec<&str> = [column.name].into_iter().chain(column.others.iter().copied()).collect();
        column::compile(&names.join("|"))
    });
    let wanted: Vec<column::Column> = names.filter_map(Result::ok).collect();
    Ok(vec![delimited::read(&text.text, None, &wanted.iter().collect::<Vec<_>>(), findings)?])
}

/// Files that are known, and cannot be read; with what to do.
fn unreadable(body: &[u8]) -> Option<&'static str> {
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match () {
        () if body.starts_with(COMPOUND) && body.windows(locked.len()).any(|window| window == locked) => {
            Some("berkas dikunci dengan sandi: buka, hapus sandinya (Berkas > Info > Lindungi Buku Kerja), simpan, lalu kirim lagi")
        }
        () if body.starts_with(COMPOUND) => Some("buku kerja .xls lama: simpan sebagai .xlsx (Berkas > Simpan Sebagai), lalu kirim lagi"),
        () if body.starts_with(b"%PDF") => Some("berkas PDF: kirim lembar kerjanya (XLSX, ODS atau CSV)"),
        () if body.starts_with(b"{\\rtf") => Some("dokumen RTF: kirim lembar kerjanya (XLSX, ODS atau CSV)"),
        () if body.starts_with(b"\xff\xd8\xff") || body.starts_with(b"\x89PNG") => {
            Some("gambar: kirim lembar kerjanya (XLSX, ODS atau CSV)")
        }
        () if body.starts_with(b"Rar!") || body.starts_with(b"7z\xbc\xaf") || body.starts_with(b"\x1f\x8b") => {
            Some("berkas dimampatkan: keluarkan lembar kerjanya dulu, lalu kirim")
        }
        () => None,
    }
}
