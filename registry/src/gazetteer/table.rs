//! Reads the tables that are compiled in. A row that does not parse is left out; tests count the rows, so none is lost unseen.

use std::rc::Rc;
use std::str::FromStr;

/// One row of a compiled-in CSV table.
pub(crate) struct Row {
    head: Rc<csv::StringRecord>,
    record: csv::StringRecord,
}

impl Row {
    /// The cell in this column; `None` where it is empty or there is no such column.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        let at = self.head.iter().position(|name| name == column)?;
        self.record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// The cell in this column, parsed.
    pub(crate) fn parse<T: FromStr>(&self, column: &str) -> Option<T> {
        self.get(column)?.parse().ok()
    }
}

/// The rows of a CSV text with a head line.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = Rc::new(reader.headers().cloned().unwrap_or_default());
    reader.into_records().filter_map(move |record| Some(Row { head: Rc::clone(&head), record: record.ok()? }))
}
