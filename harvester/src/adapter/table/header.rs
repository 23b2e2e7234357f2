//! Finding the header of a table: the row, below whatever titles, that holds the names that are mapped. A header of two or three rows, "Biaya"
//! above "WNI" and "WNA", is read as one.

use std::collections::HashMap;

use super::column::{Column, folded};
use super::grid::Grid;

/// Rows among which a header is looked for.
const LOOKED_AT: usize = 50;

/// Rows that one header takes at most.
const TALLEST: usize = 3;

/// The header of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    /// The columns by folded name.
    names: HashMap<String, usize>,
    /// Each column's name as written.
    pub(super) written: Vec<String>,
    /// Where the records begin.
    pub(super) first: usize,
    /// How many of the wanted names it holds.
    pub(super) score: usize,
    /// The header's row.
    row: usize,
}

impl Header {
    /// The column that a selector means.
    pub(super) fn column(&self, selector: &Column) -> Option<usize> {
        match selector {
            Column::Number(number) => Some(*number),
            Column::Named(names) => names.iter().find_map(|(_, name)| self.names.get(name).copied()),
            Column::Itself | Column::Sheet | Column::Rows => None,
        }
    }

    /// Of a table without a header.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// How many rows it takes.
    fn tall(&self) -> usize {
        self.first - self.row
    }

    fn read(grid: &Grid, row: usize, tall: usize, wanted: &[&Column]) -> Self {
        let width = (row..row + tall).map(|row| grid.width(row)).max().unwrap_or(0);
        let mut header = Self { first: row + tall, row, ..Self::default() };
        for column in 0..width {
            let mut parts: Vec<&str> = Vec::new();
            for at in row..row + tall {
                let own = grid.text(at, column);
                // "Biaya" over two columns stands in the first of them only where cells are not merged.
                let spread = at + 1 < row + tall && own.is_empty() && !grid.text(at + 1, column).is_empty();
                let part = if spread { (0..column).rev().map(|left| grid.text(at, left)).find(|text| !text.is_empty()) } else { Some(own) };
                if let Some(part) = part.filter(|part| !part.is_empty() && !parts.contains(part)) {
                    parts.push(part);
                }
            }
            let whole = parts.join(" ");
            for name in parts.iter().rev().map(|part| folded(part)).chain([folded(&whole)]) {
                header.names.entry(name).or_insert(column);
            }
            header.written.push(whole);
        }
        header.score = wanted.iter().filter(|selector| header.column(selector).is_some()).count();
        header
    }
}

/// Why there is no header.
pub(super) struct NotFound {
    /// The row that came nearest, and what it lacks.
    pub(super) detail: String,
}

/// Finds the header; `stated`: the number of its row, 0 for none.
pub(super) fn find(grid: &Grid, wanted: &[&Column], stated: Option<u64>) -> Result<Header, NotFound> {
    let named: Vec<&Column> = wanted.iter().copied().filter(|selector| matches!(selector, Column::Named(_))).collect();
    if stated == Some(0) || named.is_empty() && stated.is_none() {
        return Ok(Header::none());
    }
    let rows = match stated {
        Some(number) => grid.at_number(number).map_or(0..0, |row| row..row + 1),
        None => 0..grid.rows().min(LOOKED_AT),
    };
    let mut best: Option<Header> = None;
    for row in rows {
        for tall in 1..=TALLEST.min(grid.rows() - row) {
            let header = Header::read(grid, row, tall, &named);
            if best.as_ref().is_none_or(|best| header.score > best.score || header.score == best.score && header.tall() < best.tall()) {
                best = Some(header);
            }
        }
    }
    let missing = |header: &Header| {
        let lacking = named.iter().filter(|selector| header.column(selector).is_none());
        let mut names: Vec<String> = lacking.map(|selector| written(selector)).collect();
        names.sort();
        names.dedup();
        names.join(", ")
    };
    match best {
        // Half of the names, or so many that no title has them by chance.
        Some(header) if (header.score * 2 >= named.len() || header.score >= 3) && header.score > 0 => Ok(header),
        Some(header) => Err(NotFound {
            detail: format!(
                "no header row holds the mapped columns; row {} comes nearest and lacks {}; it has {}",
                grid.number(header.row),
                missing(&header),
                header.written.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(", ")
            ),
        }),
        None => Err(NotFound { detail: "the table has no such header row".to_owned() }),
    }
}

/// The names of a selector as declared.
pub(super) fn written(selector: &Column) -> String {
    match selector {
        Column::Named(names) => format!("`{}`", names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" | ")),
        Column::Number(number) => format!("#{}", number + 1),
        Column::Itself => ".".to_owned(),
        Column::Sheet => "@sheet".to_owned(),
        Column::Rows => "*".to_owned(),
    }
}
