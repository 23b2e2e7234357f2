//! The selectors of tables: the names of a column, its number, or something about the row.

use crate::adapter::mapping::complaint::Flaw;

/// A compiled selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::adapter) enum Column {
    /// `Nama Layanan | Layanan`: names to look for in the header, as written and folded; the first that is there counts.
    Named(Vec<(String, String)>),
    /// `#3`: by number, from 0 here and from 1 in the declaration.
    Number(usize),
    /// `.`: the cell itself, where cells are the records.
    Itself,
    /// `@sheet`: the name of the sheet.
    Sheet,
    /// `*`: every row.
    Rows,
}

/// Compiles a selector.
pub(in crate::adapter) fn compile(text: &str) -> Result<Column, Flaw> {
    let trimmed = text.trim();
    match trimmed {
        "." => return Ok(Column::Itself),
        "*" => return Ok(Column::Rows),
        "@sheet" => return Ok(Column::Sheet),
        _ => {}
    }
    if let Some(number) = trimmed.strip_prefix('#').and_then(|digits| digits.parse::<usize>().ok()) {
        return number.checked_sub(1).map(Column::Number).ok_or_else(|| Flaw::new("columns count from #1", Some(0)));
    }
    let names: Vec<(String, String)> =
        trimmed.split('|').map(|name| (name.trim().to_owned(), folded(name))).filter(|(_, folded)| !folded.is_empty()).collect();
    if names.is_empty() {
        return Err(Flaw::new("empty; expected the name of a column, or `#3` for the third", None));
    }
    Ok(Column::Named(names))
}

/// A column's name for comparing: small letters without spaces, without the marks that headers end with.
pub(crate) fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').flat_map(char::to_lowercase);
    letters.collect::<String>().trim_end_matches([':', '*']).to_owned()
}

/// The cell that `B3` names, from 0.
pub(super) fn address(text: &str) -> Option<(usize, u64)> {
    let text = text.trim();
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = text.split_at_checked(letters).filter(|_| (1..=2).contains(&letters))?;
    let column = column.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    Some((column - 1, row.parse().ok().filter(|row| *row > 0)?))
}
