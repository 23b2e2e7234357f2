//! What a spreadsheet program does to codes and long numbers: told, never repaired.

use std::sync::LazyLock;

use regex::Regex;
use registry::model::{Code, Finding};

use super::grid::{Grid, Held};
use super::header::Header;

/// Findings of one kind in one column; the rest are like them.
const MOST: usize = 20;

static SCIENTIFIC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$").ok());
static SHORT_DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let months = "jan|feb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|des|dec";
    Regex::new(&format!(r"^(?i:[0-9]{{1,2}}-(?:{months})|(?:{months})-[0-9]{{2}})$")).ok()
});

/// Says what is damaged in the mapped columns of a table.
pub(super) fn tell(grid: &Grid, header: &Header, columns: &[usize], findings: &mut Vec<Finding>) {
    for column in columns {
        let shape = Shape::of(grid, header, *column);
        let mut told = [0_usize; 5];
        for row in header.first..grid.rows() {
            let Some((kind, code)) = shape.damage(grid, row, *column) else { continue };
            told[kind] += 1;
            if told[kind] <= MOST {
                let name = header.written.get(*column).map_or_else(|| format!("#{}", column + 1), Clone::clone);
                let record = format!("row {}", grid.number(row));
                findings.push(Finding::new(code, &record, format!("{record}.{name}"), grid.text(row, *column)));
            }
        }
    }
}

/// What most cells of a column are.
struct Shape {
    dates: bool,
    /// How long numbers with a leading zero are, where the column has such.
    zeros: Option<(usize, usize)>,
    phone: bool,
}

impl Shape {
    fn of(grid: &Grid, header: &Header, column: usize) -> Self {
        let (mut filled, mut dates, mut digits, mut zeros, mut shortest, mut longest) = (0, 0, 0, 0, usize::MAX, 0);
        for row in header.first..grid.rows() {
            let text = grid.text(row, column);
            if text.is_empty() {
                continue;
            }
            filled += 1;
            dates += usize::from(matches!(grid.held(row, column), Held::Date | Held::Time | Held::Span) || matches(&SHORT_DATE, text));
            if text.bytes().all(|byte| byte.is_ascii_digit()) {
                digits += 1;
                if text.starts_with('0') && text.len() > 1 {
                    zeros += 1;
                    shortest = shortest.min(text.len());
                    longest = longest.max(text.len());
                }
            }
        }
        let name = header.written.get(column).map(|name| name.to_lowercase()).unwrap_or_default();
        Self {
            dates: dates * 2 > filled,
            zeros: (zeros * 10 >= digits * 3 && zeros > 0).then_some((shortest, longest)),
            phone: ["telp", "telepon", "hp", "whatsapp", "phone", "wa"]
                .iter()
                .any(|word| name.split(|c: char| !c.is_alphabetic()).any(|part| part.starts_with(word))),
        }
    }

    fn damage(&self, grid: &Grid, row: usize, column: usize) -> Option<(usize, Code)> {
        let text = grid.text(row, column);
        if text.is_empty() {
            return None;
        }
        let held = grid.held(row, column);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let mobile = || self.phone && digits && text.starts_with('8') && (9..=12).contains(&text.len());
        let shorter = || {
            digits && !text.starts_with('0') && self.zeros.is_some_and(|(shortest, longest)| (shortest - 1..longest).contains(&text.len()))
        };
        match () {
            () if held == Held::Error => Some((0, Code::CellError)),
            () if text.strip_prefix('=').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '(')) => {
                Some((1, Code::CellFormula))
            }
            () if matches(&SCIENTIFIC, text) || held == Held::Number && text.len() > 15 => Some((2, Code::CellScientific)),
            () if !self.dates && (held == Held::Date && text.contains('-') || matches(&SHORT_DATE, text)) => Some((3, Code::CellDate)),
            () if mobile() || shorter() => Some((4, Code::CellZerosLost)),
            () => None,
        }
    }
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    text.len() <= 32 && pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}
