//! Case files: CSV with the columns `field,raw,expected,source`.

use std::path::Path;

/// One case.
pub struct Case {
    /// The file that it stands in.
    pub file: String,
    /// Where it begins in the file.
    pub line: u64,
    /// The kind of text: `duration`, `cost`, …
    pub field: String,
    /// The text as a region wrote it.
    pub raw: String,
    /// What a careful person reads in it, in the notation of the field.
    pub expected: String,
}

/// The cases of a file.
///
/// # Errors
/// A file that cannot be read, or that lacks one of the columns `field`, `raw` and `expected`.
pub fn read(path: &Path) -> Result<Vec<Case>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        let lacks = || std::io::Error::new(std::io::ErrorKind::InvalidData, format!("no column {name:?}"));
        headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name).ok_or_else(lacks)
    };
    let (field, raw, expected) = (column("field")?, column("raw")?, column("expected")?);
    let mut cases = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        cases.push(Case {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            line: record.position().map_or(0, csv::Position::line),
            field: cell(field).trim().to_owned(),
            raw: cell(raw),
            expected: cell(expected),
        });
    }
    Ok(cases)
}
