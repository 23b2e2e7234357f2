//! What the library that reads cells passes over: formulas that no program has computed, for which the workbook has no value, and rows that
//! are hidden.

use std::collections::BTreeSet;
use std::io::Write;

use registry::model::{Code, Finding};

/// How a formula without a value ends.
const END: &[u8] = b"</f></c>";

/// How a cell begins.
const CELL: &[u8] = b"<c r=\"";

/// Findings of one workbook; the rest are like them.
const MOST: usize = 20;

/// What a formula and its cell take at most; a longer formula is passed over.
const LONGEST: usize = 4096;

/// Takes the XML of a sheet as it is inflated, and keeps only its end.
#[derive(Default)]
pub(super) struct Formulas {
    held: Vec<u8>,
    pub(super) findings: Vec<Finding>,
    /// The numbers of rows that are hidden.
    pub(super) hidden: BTreeSet<u32>,
}

impl Write for Formulas {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() > 16 * LONGEST {
            self.look(LONGEST);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.look(0);
        Ok(())
    }
}

impl Formulas {
    /// Looks at what is held, and keeps so many bytes of it.
    fn look(&mut self, keep: usize) {
        self.hidden.extend(hidden(&self.held).take(MOST));
        let mut from = 0;
        while let Some(at) = self.held.get(from..).and_then(|rest| find(rest, END)) {
            let end = from + at;
            if self.findings.len() < MOST {
                self.findings.extend(self.held.get(end.saturating_sub(LONGEST)..end).and_then(finding));
            }
            from = end + END.len();
        }
        let begin = self.held.len().saturating_sub(keep).max(from);
        self.held.drain(..begin);
    }
}

/// The rows whose tag says that they are hidden.
fn hidden(text: &[u8]) -> impl Iterator<Item = u32> {
    let tags = text.split(|byte| *byte == b'<').filter_map(|tag| tag.strip_prefix(b"row "));
    let tags = tags.filter_map(|rest| rest.split(|byte| *byte == b'>').next().and_then(|tag| std::str::from_utf8(tag).ok()));
    let is_hidden = |tag: &&str| ["hidden=\"1\"", "hidden=\"true\""].iter().any(|flag| tag.contains(flag));
    tags.filter(is_hidden).filter_map(|tag| format!(" {tag}").split_once(" r=\"")?.1.split('"').next()?.parse().ok())
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}

/// The finding on the cell that ends here.
fn finding(before: &[u8]) -> Option<Finding> {
    let cell = before.windows(CELL.len()).rposition(|window| window == CELL)?;
    let text = std::str::from_utf8(before.get(cell + CELL.len()..)?).ok()?;
    let (name, rest) = text.split_once('"')?;
    let formula = rest.split_once("<f")?.1.split_once('>')?.1;
    Some(Finding::new(Code::CellFormula, name, name, &format!("={formula}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_wherever_the_pieces_are_cut() {
        let xml = "<row><c r=\"A1\"><f>B1</f><v>1</v></c><c r=\"B2\" s=\"1\"><f t=\"x\">SUM(A1:A2)</f></c></row>".repeat(300);
        for size in [1, 7, 64, 100_000] {
            let mut formulas = Formulas::default();
            xml.as_bytes().chunks(size).for_each(|piece| formulas.write_all(piece).unwrap());
            formulas.flush().unwrap();
            assert_eq!(formulas.findings.len(), MOST);
            assert_eq!((formulas.findings[0].record.as_str(), formulas.findings[0].raw.as_str()), ("B2", "=SUM(A1:A2)"));
        }
    }
}
