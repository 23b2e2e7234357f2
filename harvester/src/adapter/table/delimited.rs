//! Delimited text: CSV with whatever stands between the cells.

use registry::model::{Code, Finding, Reason};

use super::column::Column;
use super::grid::{Grid, Held};
use super::header;
use crate::adapter::ReadError;

/// What may stand between cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Text that is looked at to tell the delimiter.
const LOOKED_AT: usize = 64 << 10;

/// A quoted cell of more lines is an open quote.
const MOST_LINES: usize = 500;

/// Reads delimited text.
pub(in crate::adapter) fn read(
    text: &str,
    stated: Option<char>,
    wanted: &[&Column],
    findings: &mut Vec<Finding>,
) -> Result<Grid, ReadError> {
    let (text, told) = separator_line(text);
    let delimiter = match stated.or(told) {
        Some(delimiter) => delimiter,
        None => detect(text, wanted)?,
    };
    let grid = grid(text, delimiter)?;
    if !quote_open(text, &grid) {
        return Ok(grid);
    }
    findings.push(Finding::new(Code::CellQuote, "", "", ""));
    by_lines(text, delimiter)
}

/// "sep=;", which a spreadsheet program writes before the first row.
fn separator_line(text: &str) -> (&str, Option<char>) {
    let text = text.trim_start_matches('\u{feff}');
    let Some((first, rest)) = text.split_once('\n') else { return (text, None) };
    let mut characters = first.trim_end_matches('\r').strip_prefix("sep=").unwrap_or_default().chars();
    match (characters.next(), characters.next()) {
        (Some(delimiter), None) if delimiter.is_ascii() => (rest, Some(delimiter)),
        _ => (text, None),
    }
}

/// The delimiter by which most mapped columns are found, and else the one that makes the most cells.
fn detect(text: &str, wanted: &[&Column]) -> Result<char, ReadError> {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or_default();
    let mut best = (',', 0, 0);
    for delimiter in DELIMITERS.into_iter().filter(|delimiter| sample.contains(*delimiter)) {
        let grid = grid(sample, delimiter)?;
        let score = header::find(&grid, wanted, None).map_or(0, |header| header.score);
        let cells = (0..grid.rows()).map(|row| grid.width(row)).sum();
        if (score, cells) > (best.1, best.2) {
            best = (delimiter, score, cells);
        }
    }
    Ok(best.0)
}

fn builder(delimiter: char) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(u8::try_from(delimiter).unwrap_or(b','));
    builder
}

fn unparsable(error: &csv::Error) -> ReadError {
    ReadError::new(Reason::Unparsable, format!("not delimited text: {error}"))
}

fn grid(text: &str, delimiter: char) -> Result<Grid, ReadError> {
    let mut reader = builder(delimiter).from_reader(text.as_bytes());
    let mut grid = Grid::new("");
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unparsable(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        grid.row(u32::try_from(line).unwrap_or(u32::MAX));
        for (column, cell) in record.iter().enumerate() {
            grid.put(column, cell, Held::Text)?;
        }
    }
    Ok(grid)
}

/// Whether a cell took in what stands behind it: one goes over lines and the quotes do not pair, or one goes over very many.
fn quote_open(text: &str, grid: &Grid) -> bool {
    let lines = |row: usize| (0..grid.width(row)).map(|column| grid.text(row, column).matches('\n').count()).max().unwrap_or(0);
    let most = (0..grid.rows()).map(lines).max().unwrap_or(0);
    most > MOST_LINES || most > 0 && text.matches('"').count() % 2 == 1
}

/// Every line for itself; in one whose quotes do not pair a quote is a letter like any other.
fn by_lines(text: &str, delimiter: char) -> Result<Grid, ReadError> {
    let mut grid = Grid::new("");
    let mut record = csv::StringRecord::new();
    for (at, line) in text.lines().enumerate() {
        let paired = line.matches('"').count() % 2 == 0;
        let mut reader = builder(delimiter).quoting(paired).buffer_capacity(line.len() + 1).from_reader(line.as_bytes());
        if !reader.read_record(&mut record).map_err(|error| unparsable(&error))? {
            continue;
        }
        grid.row(u32::try_from(at + 1).unwrap_or(u32::MAX));
        for (column, cell) in record.iter().enumerate() {
            grid.put(column, if paired { cell } else { cell.trim_matches('"') }, Held::Text)?;
        }
    }
    Ok(grid)
}
