//! Simpul's own workbook: what goes out comes back, what a clerk changes is all that changes, and whatever a spreadsheet program does to a file
//! gives data, or a finding that names the cell.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod damage;
mod encodings;
mod files;
mod region;
mod round_trip;
mod site;
