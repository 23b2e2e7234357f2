//! The rows of a sheet: each cell as it is meant, and what rows can have wrong with one another.

use std::collections::{BTreeMap, HashMap};

use registry::model::{Code, Finding};
use registry::normalise::text::placeholder;

use super::book::Page;
use super::cell::meant;
use super::series;
use crate::sheet::{Kind, Sheet, cell};

/// Findings of one kind in one column; the rest are like them.
const MOST: usize = 50;

/// A row, by its fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// As a person counts.
    pub(super) number: u32,
    cells: BTreeMap<&'static str, String>,
    /// What there is to tell, each with the field.
    told: Vec<(Code, &'static str)>,
    /// As written, where something is to be told.
    raw: BTreeMap<&'static str, String>,
    /// Fields of which it is not certain what was meant.
    pub(super) lost: Vec<&'static str>,
    /// The row cannot be published: whose it is, is not certain.
    pub(super) is_unsure: bool,
}

impl Row {
    /// A row that is stored, and has nothing wrong with it.
    pub(super) fn of(sheet: &Sheet, cells: &[String]) -> Self {
        let named = sheet.columns.iter().zip(cells).filter(|(_, text)| !text.is_empty());
        Self { cells: named.map(|(column, text)| (column.field, text.clone())).collect(), ..Self::default() }
    }

    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.cells.get(field).map(String::as_str)
    }

    pub(super) fn take(&mut self, field: &str) -> Option<String> {
        self.cells.remove(field)
    }

    pub(super) fn tell(&mut self, code: Code, field: &'static str) {
        self.is_unsure |= matches!(code, Code::IdUnsure | Code::IdCopied | Code::ReferenceAmbiguous | Code::NameMissing);
        self.told.push((code, field));
    }
}

/// The rows of a sheet that say something, the help row left out.
pub(super) fn read(page: &Page) -> Vec<Row> {
    let mut rows: Vec<Row> = (page.header.first()..page.grid.rows())
        .filter(|at| !page.grid.blank(*at) && !is_help(page, *at))
        .map(|at| row(page, at))
        .filter(|row| !row.cells.is_empty() || !row.told.is_empty())
        .collect();
    let name = page.layout.columns.iter().find(|column| column.kind == Kind::Name).map_or("name", |column| column.field);
    for row in rows.iter_mut().filter(|row| row.text(name).is_none_or(placeholder)) {
        row.tell(Code::NameMissing, name);
    }
    copied(&mut rows);
    zeros_lost(&mut rows);
    series::tell(&mut rows, page.layout);
    rows
}

/// The help row: what stands under the header says what the help says, in two columns at least.
fn is_help(page: &Page, at: usize) -> bool {
    let says =
        |field: &str, column: usize| page.layout.columns.iter().any(|one| one.field == field && one.help == page.grid.text(at, column));
    page.header.columns.iter().filter(|(field, column)| says(field, **column)).count() >= 2
}

fn row(page: &Page, at: usize) -> Row {
    let mut row = Row { number: page.grid.number(at), ..Row::default() };
    for column in page.layout.columns {
        let Some(place) = page.header.columns.get(column.field) else { continue };
        let raw = page.grid.text(at, *place);
        let is_own = matches!(column.kind, Kind::Id | Kind::Name);
        if is_own && page.grid.is_copy(at, *place) {
            row.tell(Code::CellMerged, column.field);
            continue;
        }
        let read = meant(raw, page.grid.held(at, *place), column.kind);
        for code in read.told {
            row.tell(code, column.field);
            row.raw.insert(column.field, raw.to_owned());
        }
        match (read.is_lost, column.kind) {
            (true, Kind::Id) => row.tell(Code::IdUnsure, column.field),
            (true, _) => row.lost.push(column.field),
            (false, _) => {}
        }
        if !read.text.is_empty() {
            row.cells.insert(column.field, read.text);
        }
    }
    row
}

/// Rows that have one id and differ: which of them it belongs to, nobody knows. Where they say the same, the first is enough.
fn copied(rows: &mut Vec<Row>) {
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(id) = row.text("id") {
            by_id.entry(id.to_owned()).or_default().push(at);
        }
    }
    let mut again = Vec::new();
    for places in by_id.into_values().filter(|places| places.len() > 1) {
        let first = places.first().and_then(|at| rows.get(*at)).map(|row| row.cells.clone());
        if places.iter().all(|at| rows.get(*at).map(|row| &row.cells) == first.as_ref()) {
            again.extend(places.into_iter().skip(1));
            continue;
        }
        for at in places {
            if let Some(row) = rows.get_mut(at) {
                row.tell(Code::IdCopied, "id");
            }
        }
    }
    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        !again.contains(&(at - 1))
    });
}

/// Ids of digits alone among longer ones that begin with a zero have lost theirs.
fn zeros_lost(rows: &mut [Row]) {
    let is_digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.text("id")).filter(is_digits).collect();
    let with_zero: Vec<usize> = ids.iter().filter(|id| id.len() > 1 && id.starts_with('0')).map(|id| id.len()).collect();
    let (Some(least), Some(most)) = (with_zero.iter().min().copied(), with_zero.iter().max().copied()) else { return };
    for row in rows {
        let is_short =
            row.text("id").is_some_and(|id| is_digits(&id) && !id.starts_with('0') && (least.saturating_sub(2)..most).contains(&id.len()));
        if is_short {
            row.tell(Code::CellZerosLost, "id");
            row.tell(Code::IdUnsure, "id");
        }
    }
}

/// The findings on the rows of a sheet, each naming its cell.
pub(super) fn findings(page: &Page, rows: &[Row]) -> Vec<Finding> {
    let mut many: HashMap<(Code, &str), usize> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let record = row.text("id").or_else(|| row.text("name")).unwrap_or_default();
        for (code, field) in &row.told {
            let count = many.entry((*code, field)).or_default();
            *count += 1;
            if *count > MOST && !row.is_unsure {
                continue;
            }
            let column = page.header.columns.get(field).copied().unwrap_or_default();
            let raw = row.raw.get(field).map(String::as_str).or_else(|| row.text(field)).unwrap_or_default();
            findings.push(Finding::new(*code, record, cell(&page.grid.name, row.number.saturating_sub(1), column), raw));
        }
    }
    findings
}
