//! Simpul's own workbook: which sheets and columns it has, what stands in their help row, and which values they offer. A region downloads it
//! filled with what the registry holds, edits it, and publishes it; `adapter::push` reads it, `fill` and `workbook` write it.
//!
//! Requirements and steps are lines within one cell, not rows of a sheet of their own: a clerk sorts, filters and copies rows, and what belongs
//! to a service must come along.

mod delimited;
mod difference;
mod fill;
mod layout;
mod lists;
mod marked;
mod text;
mod workbook;

pub use delimited::csv;
pub use difference::{Change, FieldChange, RecordChange, difference};
pub use fill::{Table, fill};
pub use layout::{Choices, Column, Kind, SERVICES, SHEETS, Sheet};
pub use marked::marked;
pub use text::defused;
pub(crate) use text::undefused;
pub use workbook::xlsx;

/// Names of sheets that hold no records.
pub const WITHOUT_RECORDS: [&str; 2] = ["Petunjuk", "Daftar"];

/// How the cell of a place is called: columns and rows from 0.
#[must_use]
pub fn cell(sheet: &str, row: u32, column: usize) -> String {
    let name = format!("{}{}", letters(column), row + 1);
    if sheet.is_empty() { name } else { format!("{sheet}!{name}") }
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: usize) -> String {
    let (mut rest, mut name) = (column + 1, Vec::new());
    while rest > 0 {
        name.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default());
        rest = (rest - 1) / 26;
    }
    name.reverse();
    String::from_utf8_lossy(&name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_a_spreadsheet_program_calls_them() {
        assert_eq!(cell("Layanan", 16, 5), "Layanan!F17");
        assert_eq!(["A", "Z", "AA", "AZ", "BA"].map(str::to_owned), [0, 25, 26, 51, 52].map(letters));
    }
}
