//! Findings as a workbook.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Language, Line, headings};

/// A workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct SheetError(#[from] XlsxError);

/// Widths of the columns, in characters.
const WIDTHS: [f64; 6] = [12.0, 28.0, 32.0, 40.0, 60.0, 22.0];

/// The rows that a sheet holds beside its heading.
const MOST_ROWS: usize = 1_048_575;

/// The lines under their headings, with a filter over each column. Texts are texts: no cell is a formula or a link.
///
/// # Errors
/// The library refuses: a fault of ours.
pub fn xlsx(lines: &[Line], language: Language) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    for (column, (heading, width)) in (0_u16..).zip(headings(language).into_iter().zip(WIDTHS)) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, line) in (1_u32..).zip(lines.iter().take(MOST_ROWS)) {
        for (column, cell) in (0_u16..).zip(line.cells(language)) {
            sheet.write_string_with_format(row, column, cell, &wrapped)?;
        }
    }
    sheet.autofilter(0, 0, u32::try_from(lines.len().min(MOST_ROWS)).unwrap_or(0), 5)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(book.save_to_buffer()?)
}
