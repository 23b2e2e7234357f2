//! The services as CSV (RFC 4180), separated by semicolons: what a spreadsheet program of this country writes and expects.

use super::fill::Table;
use super::text::defused;

/// A table under its header, in UTF-8 with the mark by which a spreadsheet program knows it.
#[must_use]
pub fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory does not fail.
    let _ = writer.write_record(table.sheet.columns.iter().map(|column| column.name));
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| defused(cell)));
    }
    writer.into_inner().unwrap_or_default()
}
