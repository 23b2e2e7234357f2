//! Which sheet of a workbook is which, by its name and by its header; and which column is which, wherever it was moved to.

use std::collections::BTreeMap;

use registry::model::{Code, Finding, Reason};

use super::super::ReadError;
use super::super::table::column::folded;
use super::super::table::grid::Grid;
use crate::sheet::{Column, SERVICES, SHEETS, Sheet, WITHOUT_RECORDS, cell};

/// Rows among which a header is looked for.
const LOOKED_AT: usize = 30;

/// Columns of Simpul's own by which its workbook is known.
const OWN: [&str; 3] = ["term", "location_ids", "alert"];

/// A workbook whose sheets are known.
pub(super) struct Book {
    pub(super) pages: Vec<Page>,
}

/// A sheet that is known.
pub(super) struct Page {
    pub(super) layout: &'static Sheet,
    pub(super) grid: Grid,
    pub(super) header: Header,
}

/// Where the columns of a sheet stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    row: usize,
    /// By field.
    pub(super) columns: BTreeMap<&'static str, usize>,
    /// Misspelt, and clear all the same: where, and as written.
    typos: Vec<(usize, String)>,
    twice: Vec<(usize, String)>,
    unknown: Vec<(usize, String)>,
}

impl Header {
    /// Where the records begin.
    pub(super) fn first(&self) -> usize {
        self.row + 1
    }

    fn has_required(&self, layout: &Sheet) -> bool {
        self.missing(layout).is_none()
    }

    /// A required column that is not there.
    fn missing(&self, layout: &Sheet) -> Option<&'static str> {
        layout.columns.iter().find(|column| column.required && !self.columns.contains_key(column.field)).map(|column| column.name)
    }

    fn read(grid: &Grid, row: usize, layout: &'static Sheet) -> Self {
        let mut header = Self { row, ..Self::default() };
        let mut unsure = Vec::new();
        for at in 0..grid.width(row) {
            let (name, written) = (folded(grid.text(row, at)), grid.text(row, at).to_owned());
            if name.is_empty() || grid.is_copy(row, at) {
                continue;
            }
            match layout.columns.iter().find(|column| names(column).any(|one| folded(one) == name)) {
                Some(column) if header.columns.contains_key(column.field) => header.twice.push((at, written)),
                Some(column) => drop(header.columns.insert(column.field, at)),
                None => unsure.push((at, name, written)),
            }
        }
        for (at, name, written) in unsure {
            match meant(&name, layout, &header) {
                Some(column) => {
                    header.columns.insert(column.field, at);
                    header.typos.push((at, written));
                }
                None => header.unknown.push((at, written)),
            }
        }
        header
    }
}

fn names(column: &Column) -> impl Iterator<Item = &'static str> + use<> {
    [column.name].into_iter().chain(column.others.iter().copied())
}

/// The one column, of those that are not there, that a misspelt header can mean.
fn meant(name: &str, layout: &'static Sheet, header: &Header) -> Option<&'static Column> {
    let room = match name.chars().count() {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let near = |column: &&Column| names(column).any(|one| strsim::osa_distance(&folded(one), name) <= room);
    let mut found = layout.columns.iter().filter(|column| !header.columns.contains_key(column.field)).filter(near);
    found.next().filter(|_| found.next().is_none())
}

/// The header of a grid as a sheet's: the row that holds most of its columns.
fn header(grid: &Grid, layout: &'static Sheet) -> Option<Header> {
    let rows = (0..grid.rows().min(LOOKED_AT)).map(|row| Header::read(grid, row, layout));
    let best = rows.rev().max_by_key(|header| (header.columns.len(), std::cmp::Reverse(header.typos.len())))?;
    (best.columns.len() >= 2).then_some(best)
}

impl Book {
    /// Finds the sheets.
    pub(super) fn of(grids: Vec<Grid>, findings: &mut Vec<Finding>) -> Result<Self, ReadError> {
        let mut left: Vec<Grid> = grids.into_iter().filter(|grid| !WITHOUT_RECORDS.iter().any(|name| same(&grid.name, name))).collect();
        let mut pages = Vec::new();
        let is_workbook = left.len() > 1 || left.first().is_some_and(|grid| !grid.name.is_empty());
        // By name first: a sheet that is called like that is that, whatever other sheet looks like it.
        for by_name in [true, false] {
            for layout in SHEETS {
                if pages.iter().any(|page: &Page| page.layout == layout) {
                    continue;
                }
                let fits = |grid: &Grid| if by_name { same(&grid.name, layout.name) } else { looks_like(grid, layout) };
                let found =
                    left.iter().enumerate().filter(|(_, grid)| fits(grid)).filter_map(|(at, grid)| Some((at, header(grid, layout)?)));
                if let Some((at, header)) = found.rev().max_by_key(|(_, header)| header.columns.len()) {
                    pages.push(Page { layout, grid: left.remove(at), header });
                }
            }
        }
        let Some(services) = pages.iter().find(|page| page.layout == SERVICES) else { return Err(no_services(&left)) };
        if let Some(column) = services.header.missing(SERVICES) {
            let detail = format!("sheet {}: kolom {column} tidak ada; yang terbaca: {}", shown(&services.grid), titles(services));
            return Err(ReadError::new(Reason::WrongShape, detail));
        }
        if is_workbook {
            remarks(&pages, &left, findings);
        }
        pages.retain(|page| page.header.has_required(page.layout));
        for page in &pages {
            page.remarks(findings);
        }
        Ok(Self { pages })
    }

    /// It has columns that only Simpul's workbook has.
    pub(super) fn has_own_columns(&self) -> bool {
        let services = self.pages.iter().find(|page| page.layout == SERVICES);
        services.is_some_and(|page| OWN.iter().any(|field| page.header.columns.contains_key(field)))
    }
}

/// A sheet of another name that can be no other: by all columns that it needs, and most of those that there are. The services are looked for in
/// whatever a region sends.
fn looks_like(grid: &Grid, layout: &'static Sheet) -> bool {
    let enough = |header: &Header| layout == SERVICES || header.columns.len() * 10 >= layout.columns.len() * 7;
    header(grid, layout).is_some_and(|header| header.has_required(layout) && enough(&header))
}

fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn shown(grid: &Grid) -> &str {
    if grid.name.is_empty() { SERVICES.name } else { &grid.name }
}

fn titles(page: &Page) -> String {
    let row = page.header.row;
    let titles: Vec<&str> = (0..page.grid.width(row)).map(|at| page.grid.text(row, at)).filter(|text| !text.is_empty()).collect();
    titles.join(", ")
}

fn no_services(left: &[Grid]) -> ReadError {
    let names: Vec<&str> = left.iter().map(|grid| grid.name.as_str()).filter(|name| !name.is_empty()).collect();
    let sheets = if names.is_empty() { String::new() } else { format!(" (ada: {})", names.join(", ")) };
    let detail =
        format!("tidak ada sheet {} dengan kolom Nama layanan dan Instansi{sheets}; unduh templatnya dan isi di sana", SERVICES.name);
    ReadError::new(Reason::WrongShape, detail)
}

/// Sheets that are not there or not known, and those that lack a column without which they say nothing.
fn remarks(pages: &[Page], left: &[Grid], findings: &mut Vec<Finding>) {
    for layout in SHEETS {
        match pages.iter().find(|page| page.layout == layout) {
            None => findings.push(Finding::new(Code::SheetMissing, layout.name, layout.name, "")),
            Some(page) => {
                if let Some(column) = page.header.missing(layout) {
                    let path = format!("{}!{column}", page.grid.name);
                    findings.push(Finding::new(Code::ColumnMissing, layout.name, path, &titles(page)));
                }
            }
        }
    }
    for grid in left.iter().filter(|grid| grid.rows() > 0) {
        findings.push(Finding::new(Code::SheetUnknown, &grid.name, &grid.name, ""));
    }
}

impl Page {
    fn remarks(&self, findings: &mut Vec<Finding>) {
        let at = |column: usize| cell(&self.grid.name, self.grid.number(self.header.row).saturating_sub(1), column);
        let lists =
            [(Code::ColumnTypo, &self.header.typos), (Code::ColumnTwice, &self.header.twice), (Code::ColumnUnknown, &self.header.unknown)];
        for (code, columns) in lists {
            for (column, written) in columns {
                findings.push(Finding::new(code, self.layout.name, at(*column), written));
            }
        }
        // A table of a region's own has the columns that it has.
        if self.grid.name.is_empty() {
            return;
        }
        for column in self.layout.columns.iter().filter(|column| !self.header.columns.contains_key(column.field)) {
            let path = format!("{}!{}", self.grid.name, column.name);
            findings.push(Finding::new(Code::ColumnMissing, self.layout.name, path, &titles(self)));
        }
    }
}
