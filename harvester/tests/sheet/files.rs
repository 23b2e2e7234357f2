//! Workbooks as clerks send them: cells of every kind, written by a library that knows how programs write them.

use harvester::sheet::SERVICES;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub enum Cell {
    Text(&'static str),
    Number(f64),
    /// A number that is shown as something else: `d-mmm`, `hh:mm`, `[h]:mm`.
    Shown(f64, &'static str),
    Truth(bool),
    /// A formula and its last result.
    Computed(&'static str, &'static str),
}

use Cell::{Computed, Number, Shown, Text, Truth};

pub fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) {
    match cell {
        Text(text) => sheet.write_string(row, column, text),
        Number(number) => sheet.write_number(row, column, number),
        Shown(number, format) => sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(format)),
        Truth(truth) => sheet.write_boolean(row, column, truth),
        Computed(formula, result) => sheet.write_formula(row, column, Formula::new(formula).set_result(result)),
    }
    .unwrap();
}

/// The header of the template's services, and good rows under it: row 2 and 3 as a person counts.
pub fn services(sheet: &mut Worksheet) {
    sheet.set_name("Layanan").unwrap();
    for (at, column) in (0..).zip(SERVICES.columns) {
        sheet.write_string(0, at, column.name).unwrap();
    }
    for (row, name) in [(1, "Akta kelahiran"), (2, "Kartu keluarga")] {
        sheet.write_string(row, column("name"), name).unwrap();
        sheet.write_string(row, column("organization"), "Disdukcapil").unwrap();
    }
}

/// Where a field's column stands.
pub fn column(field: &str) -> u16 {
    u16::try_from(SERVICES.at(field).unwrap()).unwrap()
}

/// A workbook of the services, changed.
pub fn book(change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    services(sheet);
    change(sheet);
    book.save_to_buffer().unwrap()
}

/// A workbook in which one cell of the first service is this.
pub fn with(field: &str, cell: Cell) -> Vec<u8> {
    book(|sheet| put(sheet, 1, column(field), cell))
}
