//! What comes of dragging a cell: the number in it counts up from row to row.

use registry::model::Code;

use super::rows::Row;
use crate::sheet::Sheet;

/// Rows that make a series.
const LEAST: usize = 3;

/// Columns in which numbers count up for other reasons: counters, codes of a region's own.
const COUNTING: [&str; 6] = ["counter", "id", "date", "period", "value", "scope"];

/// An id that this registry gave is as long as this.
const UUID: usize = 36;

/// Tells of cells in which a number counts up over several rows; an id that was dragged is nobody's.
pub(super) fn tell(rows: &mut [Row], layout: &Sheet) {
    for column in layout.columns {
        let is_id = column.field == "id";
        if COUNTING.contains(&column.field) && !is_id {
            continue;
        }
        let parts: Vec<Option<(String, u64, String)>> =
            rows.iter().map(|row| row.text(column.field).filter(|text| !is_id || text.len() == UUID).and_then(parts)).collect();
        let mut from = 0;
        while from < parts.len() {
            let length = parts.iter().skip(from).zip(parts.iter().skip(from + 1)).take_while(|(one, next)| follows(one, next)).count() + 1;
            if length >= LEAST {
                let code = if is_id { Code::IdUnsure } else { Code::CellSeries };
                rows.iter_mut().skip(from + 1).take(length - 1).for_each(|row| row.tell(code, column.field));
            }
            from += length;
        }
    }
}

/// A text around its last number.
fn parts(text: &str) -> Option<(String, u64, String)> {
    let end = text.rfind(|char: char| char.is_ascii_digit())? + 1;
    let (front, behind) = text.split_at_checked(end)?;
    let start = front.trim_end_matches(|char: char| char.is_ascii_digit()).len();
    let (before, digits) = front.split_at_checked(start)?;
    Some((before.to_owned(), digits.parse().ok()?, behind.to_owned()))
}

fn follows(one: &Option<(String, u64, String)>, next: &Option<(String, u64, String)>) -> bool {
    let (Some((before, number, behind)), Some((next_before, next_number, next_behind))) = (one, next) else { return false };
    before == next_before && behind == next_behind && number.checked_add(1) == Some(*next_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_a_text_is_what_a_program_counts_up() {
        let after = |one, next| follows(&parts(one), &parts(next));
        assert!(after("Layanan 1", "Layanan 2") && after("3 hari kerja", "4 hari kerja") && after("Loket 09", "Loket 10"));
        assert!(!after("Layanan 1", "Layanan 3") && !after("Layanan 1", "Pelayanan 2") && !after("Gratis", "Gratis"));
    }
}
