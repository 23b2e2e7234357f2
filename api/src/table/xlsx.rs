//! A table as a workbook: the table, and what its figures are.

use harvester::report::SheetError;
use rust_xlsxwriter::{Format, Workbook};

use super::{Cell, Table};

/// The workbook. Texts are texts: no cell is a formula or a link.
///
/// # Errors
/// The library refuses: a fault of ours.
pub fn workbook(table: &Table) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name("Data")?;
    for (column, name) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(Some(text)) => sheet.write_string(row, column, text)?,
                #[expect(clippy::cast_precision_loss, reason = "a cell of a workbook holds no other number")]
                Cell::Whole(Some(number)) => sheet.write_number(row, column, *number as f64)?,
                Cell::Real(Some(number)) => sheet.write_number(row, column, *number)?,
                Cell::Yes(Some(is)) => sheet.write_string(row, column, if *is { "ya" } else { "tidak" })?,
                Cell::Text(None) | Cell::Whole(None) | Cell::Real(None) | Cell::Yes(None) => continue,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    let about = book.add_worksheet();
    about.set_name("Keterangan")?;
    about.set_column_width(0, 100)?;
    for (row, text) in (0_u32..).zip(&table.about) {
        about.write_string(row, 0, text)?;
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    #[test]
    fn numbers_are_numbers_and_what_looks_like_a_formula_is_text() {
        let rows = vec![vec!["=1+1".into(), 5_u32.into(), None::<bool>.into()], vec!["Aceh".into(), (-1_i64).into(), Some(true).into()]];
        let table = Table { name: "uji".into(), about: vec!["Per 2026-11-28.".into()], columns: vec!["nama", "jumlah", "ya"], rows };
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook(&table).unwrap())).unwrap();
        let data = book.worksheet_range("Data").unwrap();
        assert_eq!(data.get((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!((data.get((1, 1)), data.get((2, 1))), (Some(&Data::Float(5.0)), Some(&Data::Float(-1.0))));
        assert_eq!((data.get((1, 2)), data.get((2, 2))), (Some(&Data::Empty), Some(&Data::String("ya".into()))));
        assert_eq!(book.worksheet_range("Keterangan").unwrap().get((0, 0)), Some(&Data::String("Per 2026-11-28.".into())));
    }
}
