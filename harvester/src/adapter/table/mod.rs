//! Format `table`: CSV, XLSX, ODS and the tables of web pages, by the names of their columns.

mod archive;
pub(super) mod column;
mod damage;
pub(super) mod delimited;
mod formula;
pub(super) mod grid;
mod header;
mod names;
pub(super) mod workbook;

use registry::model::{Code, Finding, Reason};
use scraper::Selector;

use self::column::Column;
use self::grid::{Grid, Held};
use self::header::Header;
use super::mapping::complaint::Flaw;
use super::mapping::{self, Language, Opening, Place};
use super::{Adapter, ReadError, encoding, html};

/// See the module.
pub const ADAPTER: Adapter = Adapter {
    format: "table",
    about: "CSV, XLSX and ODS, by a mapping of column names",
    version: 2,
    begin: mapping::begin::<Table>,
    read: mapping::read::<Table>,
};

/// Column names.
pub(super) struct Table;

/// The tables of a document that have the mapped columns.
pub(super) struct Book {
    sheets: Vec<(Grid, Header)>,
}

/// The book, a row of it, or a cell.
#[derive(Clone, Copy)]
pub(super) struct Spot<'d> {
    book: &'d Book,
    sheet: usize,
    row: Option<usize>,
    cell: Option<usize>,
}

impl Language for Table {
    const NAME: &'static str = "column name";
    const OPTIONS: &'static [&'static str] = &["sheet", "header_row", "delimiter"];
    const OWN: &'static [&'static str] = &["column", "cell"];
    /// A header without rows is an empty list, as `[]` is: the judge knows what that means beside what is stored.
    const NEEDS_RECORDS: bool = false;
    type Selector = Column;
    type Own = Own;
    type Document = Book;
    type Node<'d> = Spot<'d>;

    fn compile(text: &str) -> Result<Column, Flaw> {
        column::compile(text)
    }

    fn own(name: &str, text: &str) -> Result<Own, Flaw> {
        match name {
            "cell" => column::address(text).map(Own::Cell).ok_or_else(|| Flaw::new("expected a cell such as `B3`", None)),
            _ => column::compile(text).map(Own::Column),
        }
    }

    fn open(body: &[u8], opening: &mut Opening<'_, Self>) -> Result<Book, ReadError> {
        if body.is_empty() || body.trim_ascii().is_empty() {
            return Err(ReadError::new(Reason::EmptyBody, "the body is empty"));
        }
        let grids = grids(body, opening)?;
        book(grids, opening)
    }

    fn root(document: &Book) -> Spot<'_> {
        Spot { book: document, sheet: 0, row: None, cell: None }
    }

    fn rows<'d>(node: Spot<'d>) -> Option<Vec<Place<'d, Self>>>
    where
        'd: 'd,
    {
        node.row.is_none().then(|| node.all_rows())
    }

    fn below<'d>(selector: &Column, node: Spot<'d>) -> Vec<Place<'d, Self>>
    where
        'd: 'd,
    {
        if *selector == Column::Rows {
            return if node.row.is_none() { node.all_rows() } else { Vec::new() };
        }
        let rows = if node.row.is_some() { vec![node] } else { node.all_rows().into_iter().map(|place| place.node).collect() };
        let cells = rows.into_iter().filter_map(|row| {
            let column = row.header().column(selector)?;
            let name = row.header().written.get(column).cloned().unwrap_or_default();
            (!row.text(column).is_empty()).then_some((Spot { cell: Some(column), ..row }, name))
        });
        cells
            .enumerate()
            .map(|(at, (spot, name))| Place {
                path: format!("{}.{name}", spot.path()),
                node: spot,
                keys: vec![name],
                ancestors: Vec::new(),
                position: at + 1,
            })
            .collect()
    }

    fn texts(selector: &Column, node: Spot<'_>, _apart: bool) -> Vec<String> {
        let text = match selector {
            Column::Sheet => node.grid().map(|grid| grid.name.as_str()).unwrap_or_default(),
            Column::Itself => node.cell.map(|cell| node.text(cell)).unwrap_or_default(),
            selector => node.header().column(selector).map(|column| node.text(column)).unwrap_or_default(),
        };
        if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
    }

    fn entry(_list: &Column, _node: Spot<'_>, _key: &str) -> Option<String> {
        None
    }

    fn own_text(own: &Own, node: Spot<'_>) -> Option<String> {
        match own {
            Own::Column(selector) => Self::texts(selector, node, false).pop(),
            Own::Cell((column, number)) => {
                let grid = node.grid()?;
                Some(grid.text(grid.at_number(*number)?, *column).to_owned()).filter(|text| !text.is_empty())
            }
        }
    }

    fn only_text(node: Spot<'_>) -> Option<String> {
        let (grid, row) = (node.grid()?, node.row?);
        let texts: Vec<&str> = (0..grid.width(row)).map(|column| grid.text(row, column)).filter(|text| !text.is_empty()).collect();
        let first = texts.first()?;
        let places = (0..grid.width(row)).position(|column| !grid.text(row, column).is_empty())?;
        // In the first columns, or over all of them: further right it goes on with the row above.
        (texts.iter().all(|text| text == first) && places < 2 && node.header().written.len().max(grid.width(row)) > 1)
            .then(|| (*first).to_owned())
    }

    fn blank(node: Spot<'_>) -> bool {
        node.grid().zip(node.row).is_some_and(|(grid, row)| grid.blank(row))
    }

    fn shown(node: Spot<'_>) -> String {
        let Some((grid, row)) = node.grid().zip(node.row) else { return String::new() };
        let texts: Vec<&str> = (0..grid.width(row)).map(|column| grid.text(row, column)).collect();
        texts.join(" | ")
    }
}

/// Sources of a field that only tables have.
pub(super) enum Own {
    /// The same as a path.
    Column(Column),
    /// A cell beside the rows, such as the month in a title.
    Cell((usize, u64)),
}

impl<'d> Spot<'d> {
    fn grid(self) -> Option<&'d Grid> {
        self.book.sheets.get(self.sheet).map(|(grid, _)| grid)
    }

    fn header(self) -> &'d Header {
        static NONE: std::sync::LazyLock<Header> = std::sync::LazyLock::new(Header::none);
        self.book.sheets.get(self.sheet).map_or(&NONE, |(_, header)| header)
    }

    fn text(self, column: usize) -> &'d str {
        self.grid().zip(self.row).map(|(grid, row)| grid.text(row, column)).unwrap_or_default()
    }

    fn path(self) -> String {
        let number = self.grid().zip(self.row).map_or(0, |(grid, row)| grid.number(row));
        match self.grid().map(|grid| grid.name.as_str()) {
            Some(name) if self.book.sheets.len() > 1 => format!("{name}: row {number}"),
            _ => format!("row {number}"),
        }
    }

    fn all_rows(self) -> Vec<Place<'d, Table>> {
        let spots = self.book.sheets.iter().enumerate().flat_map(|(sheet, (grid, header))| {
            (header.first..grid.rows()).map(move |row| Spot { book: self.book, sheet, row: Some(row), cell: None })
        });
        let places = spots.enumerate().map(|(at, spot)| Place {
            path: spot.path(),
            node: spot,
            keys: Vec::new(),
            ancestors: Vec::new(),
            position: at + 1,
        });
        places.collect()
    }
}

/// The tables of a body of any kind.
fn grids(body: &[u8], opening: &mut Opening<'_, Table>) -> Result<Vec<Grid>, ReadError> {
    if body.starts_with(b"PK\x03\x04") {
        return workbook::read(body, opening.options.sheet.as_deref(), &mut opening.findings);
    }
    if body.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ReadError::new(Reason::Unparsable, "an old .xls workbook; save it as .xlsx, .ods or .csv"));
    }
    let text = encoding::text(body, opening.options.encoding.as_deref(), opening.content_type);
    opening.findings.extend(text.finding(Code::EncodingOther, opening.url.path()));
    let begin = text.text.trim_start();
    if begin.starts_with('<') {
        return page_tables(body, opening.options.encoding.as_deref(), opening.content_type, opening.url);
    }
    if begin.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(begin).is_ok() {
        return Err(ReadError::new(Reason::WrongShape, "JSON came instead of a table"));
    }
    if text.text.contains('\0') {
        return Err(ReadError::new(Reason::Unparsable, "not text: it holds zero bytes"));
    }
    let wanted = opening.wanted.clone();
    Ok(vec![delimited::read(&text.text, opening.options.delimiter, &wanted, &mut opening.findings)?])
}

/// The tables of a web page: what many systems export as a spreadsheet is one.
pub(super) fn page_tables(body: &[u8], encoding: Option<&str>, content_type: Option<&str>, url: &url::Url) -> Result<Vec<Grid>, ReadError> {
    let no_table = || ReadError::new(Reason::HtmlInsteadOfData, "a web page without a table came");
    let page = html::open(body, encoding, content_type, url, &mut Vec::new())?;
    let css = Selector::parse("table").map_err(|_| no_table())?;
    let mut grids = Vec::new();
    for table in page.select(&css) {
        let mut grid = Grid::new("");
        for (at, row) in table.descendent_elements().filter(|row| row.value().name() == "tr").enumerate() {
            grid.row(u32::try_from(at + 1).unwrap_or(u32::MAX));
            for (column, cell) in row.child_elements().enumerate() {
                grid.put(column, &html::text(cell), Held::Text)?;
            }
        }
        grids.push(grid);
    }
    if grids.is_empty() { Err(no_table()) } else { Ok(grids) }
}

/// The tables that have the mapped columns: all of them where that is asked for, else the one that has most.
fn book(grids: Vec<Grid>, opening: &mut Opening<'_, Table>) -> Result<Book, ReadError> {
    let mut wanted = opening.wanted.clone();
    let mut seen = Vec::new();
    wanted.retain(|selector| {
        !seen.contains(selector) && {
            seen.push(selector);
            true
        }
    });
    let (mut sheets, mut nearest) = (Vec::new(), None);
    for grid in grids {
        match header::find(&grid, &wanted, opening.options.header_row) {
            Ok(header) => sheets.push((grid, header)),
            Err(error) => nearest = nearest.or(Some(error.detail)),
        }
    }
    if opening.options.sheet.as_deref() != Some("*") {
        let best = sheets.iter().map(|(_, header)| header.score).max().unwrap_or(0);
        if let Some(at) = sheets.iter().position(|(_, header)| header.score == best) {
            sheets = vec![sheets.swap_remove(at)];
        }
    }
    if sheets.is_empty() {
        return Err(ReadError::new(Reason::WrongShape, nearest.unwrap_or_else(|| "there is no table".to_owned())));
    }
    for (grid, header) in &sheets {
        let named = wanted.iter().filter(|selector| matches!(selector, Column::Named(_)));
        for selector in named.filter(|selector| header.column(selector).is_none()) {
            let has = header.written.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            opening.findings.push(Finding::new(Code::ColumnMissing, &grid.name, header::written(selector), &has));
        }
        let mut columns: Vec<usize> = wanted.iter().filter_map(|selector| header.column(selector)).collect();
        columns.sort_unstable();
        columns.dedup();
        damage::tell(grid, header, &columns, &mut opening.findings);
    }
    Ok(Book { sheets })
}

/// A table out of records that came as objects: the rows of a data store.
pub(super) fn of_objects(fields: &[String], records: &[serde_json::Value]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let shown = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    // Writing to memory does not fail.
    let _ = writer.write_record(fields);
    for record in records {
        let _ = writer.write_record(fields.iter().map(|field| shown(record.get(field))));
    }
    writer.into_inner().unwrap_or_default()
}
