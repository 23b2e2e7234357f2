//! Rows of cells, held closely: one text for all cells, twelve bytes a cell. A hundred thousand rows take little more than their bytes.

use registry::model::Reason;

use crate::adapter::ReadError;

/// Cells of one document, empty ones between others included.
const MAX_CELLS: usize = 4_000_000;

/// Rows of one table: what is read of each takes ten times its bytes. The catalog of a hall has some hundreds, ten years of visits a few
/// thousand.
const MAX_ROWS: usize = 200_000;

/// The widest row; what stands further right is left out.
pub(in crate::adapter) const MAX_COLUMNS: usize = 512;

/// What a cell held beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::adapter) enum Held {
    Text,
    Number,
    /// A day, or a moment.
    Date,
    /// A time of day.
    Time,
    /// Hours and minutes that are counted.
    Span,
    Truth,
    Error,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    start: u32,
    length: u32,
    held: Held,
    /// It stands in another cell, of the same merged region.
    is_copy: bool,
}

const EMPTY: Cell = Cell { start: 0, length: 0, held: Held::Text, is_copy: false };

#[derive(Clone, Copy, Debug)]
struct Row {
    /// As a person counts: from 1.
    number: u32,
    first: u32,
    length: u32,
}

/// One table.
#[derive(Debug, Default)]
pub(in crate::adapter) struct Grid {
    /// The sheet's name; empty where there are no sheets.
    pub(in crate::adapter) name: String,
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

impl Grid {
    pub(in crate::adapter) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Begins a row with its number as a person counts.
    pub(in crate::adapter) fn row(&mut self, number: u32) {
        let first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        self.rows.push(Row { number, first, length: 0 });
    }

    /// Puts a cell into the last row, at a column that is further right than those before.
    pub(in crate::adapter) fn put(&mut self, column: usize, text: &str, held: Held) -> Result<(), ReadError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let Some(row) = self.rows.last_mut().filter(|_| column < MAX_COLUMNS && !(text.is_empty() && held != Held::Error)) else {
            return Ok(());
        };
        if row.number as usize > MAX_ROWS {
            return Err(ReadError::new(Reason::TooManyRecords, format!("a table of more than {MAX_ROWS} rows")));
        }
        while (row.length as usize) < column {
            self.cells.push(EMPTY);
            row.length += 1;
        }
        let places = u32::try_from(self.text.len()).ok().zip(u32::try_from(text.len()).ok());
        let Some((start, length)) = places.filter(|_| self.cells.len() < MAX_CELLS) else {
            return Err(ReadError::new(Reason::ArchiveTooLarge, format!("a table of more than {MAX_CELLS} cells")));
        };
        self.text.push_str(text);
        self.cells.push(Cell { start, length, held, is_copy: false });
        row.length += 1;
        Ok(())
    }

    /// Gives the first cell of a merged region to all of its cells, in rows that are there. Rows and columns count from 0.
    pub(in crate::adapter) fn merge(&mut self, rows: (u32, u32), columns: (u32, u32)) -> Result<(), ReadError> {
        let begin = self.rows.partition_point(|row| row.number <= rows.0);
        let end = self.rows.partition_point(|row| row.number <= rows.1.saturating_add(1));
        let (left, right) = (columns.0 as usize, (columns.1 as usize).min(MAX_COLUMNS - 1));
        let Some(source) = self.rows.get(begin).filter(|row| row.number == rows.0 + 1).and_then(|row| self.cell_of(*row, left)) else {
            return Ok(());
        };
        for at in begin..end {
            self.widen(at, right)?;
            let Some(row) = self.rows.get(at) else { continue };
            let from = row.first as usize;
            for (nth, cell) in self.cells.iter_mut().skip(from + left).take(right + 1 - left).enumerate() {
                *cell = Cell { is_copy: nth > 0 || at > begin, ..source };
            }
        }
        Ok(())
    }

    /// Makes a row reach a column: it moves to the end of the cells where it is too short.
    fn widen(&mut self, at: usize, column: usize) -> Result<(), ReadError> {
        let Some(row) = self.rows.get_mut(at).filter(|row| (row.length as usize) <= column) else { return Ok(()) };
        if self.cells.len() + column >= MAX_CELLS {
            return Err(ReadError::new(Reason::ArchiveTooLarge, format!("a table of more than {MAX_CELLS} cells")));
        }
        let from = row.first as usize..row.first as usize + row.length as usize;
        row.first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        self.cells.extend_from_within(from);
        self.cells.resize(row.first as usize + column + 1, EMPTY);
        row.length = u32::try_from(column + 1).unwrap_or(u32::MAX);
        Ok(())
    }

    pub(in crate::adapter) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How a person counts a row.
    pub(in crate::adapter) fn number(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(0, |row| row.number)
    }

    /// The row with a number.
    pub(in crate::adapter) fn at_number(&self, number: u64) -> Option<usize> {
        self.rows.iter().position(|row| u64::from(row.number) == number)
    }

    pub(in crate::adapter) fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.length as usize)
    }

    fn cell_of(&self, row: Row, column: usize) -> Option<Cell> {
        if column >= row.length as usize { None } else { self.cells.get(row.first as usize + column).copied() }
    }

    /// The text of a cell; empty where there is none.
    pub(in crate::adapter) fn text(&self, row: usize, column: usize) -> &str {
        let cell = self.rows.get(row).and_then(|row| self.cell_of(*row, column)).unwrap_or(EMPTY);
        let start = cell.start as usize;
        self.text.get(start..start + cell.length as usize).unwrap_or_default()
    }

    /// What a cell held.
    pub(in crate::adapter) fn held(&self, row: usize, column: usize) -> Held {
        self.rows.get(row).and_then(|row| self.cell_of(*row, column)).unwrap_or(EMPTY).held
    }

    /// The cell is a part of a merged region, and not its first.
    pub(in crate::adapter) fn is_copy(&self, row: usize, column: usize) -> bool {
        self.rows.get(row).and_then(|row| self.cell_of(*row, column)).unwrap_or(EMPTY).is_copy
    }

    /// Nothing is written in a row.
    pub(in crate::adapter) fn blank(&self, row: usize) -> bool {
        (0..self.width(row)).all(|column| self.text(row, column).is_empty())
    }
}
