//! Workbooks: XLSX cell by cell, with merged cells filled, and ODS.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader as _, Xlsx};
use registry::model::{Finding, Reason};

use super::archive::{self, Archive};
use super::grid::{Grid, Held};
use crate::adapter::ReadError;

/// Reads every sheet, or the one that is asked for.
pub(in crate::adapter) fn read(body: &[u8], sheet: Option<&str>, findings: &mut Vec<Finding>) -> Result<Vec<Grid>, ReadError> {
    let kind = archive::inspect(body, findings)?;
    let wanted = sheet.filter(|name| *name != "*");
    // The library reads files that nobody has checked: a panic in it is a broken file, not our end.
    let read = catch_unwind(AssertUnwindSafe(|| match kind {
        Archive::Xlsx => xlsx(body, wanted),
        Archive::Ods => ods(body, wanted),
    }));
    read.unwrap_or_else(|_| Err(ReadError::new(Reason::Unparsable, "a broken spreadsheet")))
}

fn broken(error: &impl std::fmt::Display) -> ReadError {
    ReadError::new(Reason::Unparsable, format!("a broken spreadsheet: {error}"))
}

/// The names of the sheets to read.
fn chosen(names: Vec<String>, wanted: Option<&str>) -> Result<Vec<String>, ReadError> {
    let Some(wanted) = wanted else { return Ok(names) };
    let same = |name: &String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
    match names.iter().find(|name| same(name)) {
        Some(name) => Ok(vec![name.clone()]),
        None => Err(ReadError::new(Reason::WrongShape, format!("there is no sheet `{wanted}`; there are {}", names.join(", ")))),
    }
}

fn xlsx(body: &[u8], wanted: Option<&str>) -> Result<Vec<Grid>, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body)).map_err(|error| broken(&error))?;
    let mut grids = Vec::new();
    for name in chosen(book.sheet_names(), wanted)? {
        let mut grid = Grid::new(&name);
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A sheet of charts has no cells.
            Err(_) if wanted.is_none() => continue,
            Err(error) => return Err(broken(&error)),
        };
        let mut last = None;
        while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            match last {
                Some(at) if at > row => return Err(broken(&"its rows are out of order")),
                Some(at) if at == row => {}
                _ => grid.row(row.saturating_add(1)),
            }
            last = Some(row);
            let (text, held) = of_ref(cell.get_value());
            grid.put(column as usize, &text, held)?;
        }
        drop(cells);
        if let Ok(regions) = book.merge_cells_by_sheet_name(&name) {
            for region in regions {
                grid.merge((region.start.0, region.end.0), (region.start.1, region.end.1))?;
            }
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn ods(body: &[u8], wanted: Option<&str>) -> Result<Vec<Grid>, ReadError> {
    let mut book: Ods<_> = Ods::new(Cursor::new(body)).map_err(|error| broken(&error))?;
    let mut grids = Vec::new();
    for name in chosen(book.sheet_names(), wanted)? {
        let range = book.worksheet_range(&name).map_err(|error| broken(&error))?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut grid = Grid::new(&name);
        for (at, row) in range.rows().enumerate() {
            grid.row(first_row.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).saturating_add(1));
            for (column, value) in row.iter().enumerate() {
                let (text, held) = of_data(value);
                grid.put(first_column as usize + column, &text, held)?;
            }
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn of_ref(value: &DataRef<'_>) -> (String, Held) {
    match value {
        DataRef::Int(number) => (number.to_string(), Held::Number),
        DataRef::Float(number) => (decimal(*number), Held::Number),
        DataRef::String(text) => (text.clone(), Held::Text),
        DataRef::SharedString(text) => ((*text).to_owned(), Held::Text),
        DataRef::Bool(flag) => (flag.to_string(), Held::Truth),
        DataRef::DateTime(date) => moment(*date),
        DataRef::DateTimeIso(text) => (iso(text), Held::Date),
        DataRef::DurationIso(text) => (iso(text), Held::Time),
        DataRef::Error(error) => (error.to_string(), Held::Error),
        DataRef::Empty => (String::new(), Held::Text),
    }
}

fn of_data(value: &Data) -> (String, Held) {
    match value {
        Data::Int(number) => (number.to_string(), Held::Number),
        Data::Float(number) => (decimal(*number), Held::Number),
        Data::String(text) => (text.clone(), Held::Text),
        Data::Bool(flag) => (flag.to_string(), Held::Truth),
        Data::DateTime(date) => moment(*date),
        Data::DateTimeIso(text) => (iso(text), Held::Date),
        Data::DurationIso(text) => (iso(text), Held::Time),
        Data::Error(error) => (error.to_string(), Held::Error),
        Data::Empty => (String::new(), Held::Text),
    }
}

/// A number as it is written here: whole ones without a point, others with a comma.
fn decimal(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string().replace('.', ",") }
}

/// A date, a time of day, or both, to the nearest minute: a third of a day is eight hours, whatever is left of it in the file.
fn moment(date: ExcelDateTime) -> (String, Held) {
    let value = date.as_f64();
    if date.is_duration() || (0.0..1.0).contains(&value) {
        let (hours, minutes) = clock(value);
        let held = if date.is_duration() { Held::Span } else { Held::Time };
        return (format!("{hours:02}:{minutes:02}"), held);
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let text = match clock(value.fract()) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (hours, minutes) => format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}"),
    };
    (text, Held::Date)
}

/// A part of a day as hours and minutes.
pub(in crate::adapter) fn clock(days: f64) -> (u64, u64) {
    // A file may state any number: casting holds it within what there is.
    let minutes = (days * 1440.0).round().max(0.0) as u64;
    (minutes / 60, minutes % 60)
}

/// "2026-10-05T00:00:00" and "PT08H30M00S" as a person writes them.
fn iso(text: &str) -> String {
    if let Some((hours, rest)) = text.strip_prefix("PT").and_then(|rest| rest.split_once('H')) {
        let minutes = rest.split('M').next().unwrap_or("00");
        return format!("{hours:0>2}:{minutes:0>2}");
    }
    text.trim_end_matches("T00:00:00").replace('T', " ")
}
