//! A row as a line of RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe.

use harvester::sheet::defused;

use super::{Cell, Table};

/// A table under its columns' names.
#[must_use]
pub fn table(table: &Table) -> String {
    let head = line(table.columns.iter().map(|name| (*name).into()).collect());
    table.rows.iter().fold(head, |text, row| text + &line(row.clone()))
}

/// One line. What is unknown is empty.
#[must_use]
pub fn line(cells: Vec<Cell>) -> String {
    let cell = |cell: Cell| match cell {
        Cell::Text(text) => text.as_deref().map(quoted).unwrap_or_default(),
        Cell::Whole(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Cell::Real(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Cell::Yes(is) => is.map(|is| if is { "ya" } else { "tidak" }.to_owned()).unwrap_or_default(),
    };
    cells.into_iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

fn quoted(text: &str) -> String {
    // A number below zero is a number.
    let text = if text.parse::<f64>().is_ok() { text.to_owned() } else { defused(text) };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<const N: usize>(words: [&str; N]) -> String {
        line(words.map(|word| word.to_owned().into()).into())
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_numbers_stay_numbers() {
        assert_eq!(words(["=1+1", "-6.6", "@a", "a, b"]), "'=1+1,-6.6,'@a,\"a, b\"\r\n");
        assert_eq!(words(["-1+HYPERLINK(2)"]), "'-1+HYPERLINK(2)\r\n");
    }

    #[test]
    fn what_is_unknown_is_empty_and_not_no() {
        assert_eq!(line(vec![None::<bool>.into(), Some(false).into(), None::<u64>.into(), (-6.5).into()]), ",tidak,,-6.5\r\n");
    }
}
