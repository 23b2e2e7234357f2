//! Findings as CSV (RFC 4180).

use super::{Language, Line, headings};
use crate::sheet::defused;

/// The lines under their headings.
#[must_use]
pub fn csv(lines: &[Line], language: Language) -> String {
    let mut text = row(headings(language));
    for line in lines {
        text += &row(line.cells(language));
    }
    text
}

fn row(cells: [&str; 6]) -> String {
    cells.map(cell).join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let text = defused(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_defused() {
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    }
}
