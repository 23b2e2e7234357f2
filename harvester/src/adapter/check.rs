//! Checking a declaration file: every mistake with its line, its column, its key and what was expected.

use std::ops::Range;

use registry::gazetteer;
use registry::model::{Source, SourceFile, SourceFileError};
use serde::{Deserialize, Serialize};
use toml::de::DeTable;

use super::html::Html;
use super::json::Json;
use super::mapping::complaint::{Complaints, nearest};
use super::mapping::decode_mapping;
use super::mapping::item::{Item, Kind};
use super::table::Table;
use super::{ADAPTERS, adapter};

/// One mistake in a declaration file. Shown as `file:line:column: key: message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}:{line}:{column}: {key}{}{message}", if key.is_empty() { "" } else { ": " })]
pub struct MappingError {
    /// The file's name as it was given.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// Which key, `mapping.endpoint[0].service.cost`; empty where the file is not TOML.
    pub key: String,
    /// What is wrong and what was expected.
    pub message: String,
}

/// Checks the mapping of one format.
type Check = fn(Option<&Item>, &mut Complaints);

/// The formats with a mapping, and how it is checked.
const MAPPED: &[(&str, Check)] = &[
    ("json", |item, complaints| drop(decode_mapping::<Json>(item, &[], complaints))),
    ("table", |item, complaints| drop(decode_mapping::<Table>(item, &[], complaints))),
    ("ckan", super::ckan::check),
    ("jsonld", super::jsonld::check),
    ("html", |item, complaints| drop(decode_mapping::<Html>(item, &[], complaints))),
];

/// Reads a declaration file and checks everything in it that can be checked without fetching.
///
/// # Errors
/// All mistakes, in the order of the file.
pub fn check(text: &str, file: &str) -> Result<Vec<Source>, Vec<MappingError>> {
    let at = |span: &Range<usize>, key: &str, message: &str| {
        let (line, column) = place(text, span.start);
        MappingError { file: file.to_owned(), line, column, key: key.to_owned(), message: message.to_owned() }
    };
    let table = DeTable::parse(text).map_err(|error| vec![at(&error.span().unwrap_or(0..0), "", error.message().trim())])?;
    let root = Item { span: table.span(), kind: entries(&table) };
    let declared = match root.get("source") {
        Some(Item { kind: Kind::List(items), .. }) => items.iter().collect(),
        _ => vec![&root],
    };
    let mut complaints = Complaints::default();
    let several = root.get("source").is_some();
    for (number, item) in declared.iter().enumerate() {
        let mut own = Complaints::default();
        source(item, &mut own);
        for complaint in own.all {
            let key = if several { format!("source[{number}].{}", complaint.key) } else { complaint.key };
            complaints.add(&key, &complaint.span, complaint.message);
        }
    }
    if let Err(error) = parse(text, several) {
        let hint = expected(error.message());
        complaints.add("", &error.span().unwrap_or(0..0), hint.unwrap_or_else(|| error.message().trim().to_owned()));
    }
    if complaints.all.is_empty() {
        match SourceFile::parse(text).map_err(|error| of_value(&error, &declared)) {
            Ok(file) => {
                for (source, item) in file.sources.iter().zip(&declared) {
                    let begun = adapter(&source.format).map(|adapter| (adapter.begin)(source));
                    if let Some(Err(error)) = begun {
                        complaints.add("mapping", &item.get("mapping").map_or(item.span.clone(), |item| item.span.clone()), error.detail);
                    }
                }
                if complaints.all.is_empty() {
                    return Ok(file.sources);
                }
            }
            Err((key, span, message)) => complaints.add(&key, &span, message),
        }
    }
    let mut errors: Vec<MappingError> =
        complaints.all.iter().map(|complaint| at(&complaint.span, &complaint.key, &complaint.message)).collect();
    errors.sort_by_key(|error| (error.line, error.column));
    errors.dedup();
    Err(errors)
}

fn entries(table: &toml::Spanned<DeTable<'_>>) -> Kind {
    let entry = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<toml::de::DeValue<'_>>)| {
        super::mapping::item::Entry { key: key.get_ref().to_string(), at: key.span(), item: Item::of_file(value) }
    };
    Kind::Table(table.get_ref().iter().map(entry).collect())
}

/// What serde has to say of the keys around the mapping.
fn parse(text: &str, several: bool) -> Result<(), toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Many {
        #[expect(dead_code, reason = "only its decoding is of interest")]
        source: Vec<Source>,
    }
    if several { toml::from_str::<Many>(text).map(drop) } else { toml::from_str::<Source>(text).map(drop) }
}

/// The nearest known key, out of serde's list of them.
fn expected(message: &str) -> Option<String> {
    let behind = message.trim().strip_prefix("unknown field `")?;
    let (word, behind) = behind.split_once('`')?;
    let known: Vec<&str> = behind.split('`').skip(1).step_by(2).collect();
    let near = nearest(word, &known)?;
    Some(format!("no such key `{word}`; did you mean `{near}`?"))
}

/// What is checked of one source beside the types of its keys.
fn source(item: &Item, complaints: &mut Complaints) {
    let format = item.get("format");
    let formats: Vec<&str> = ADAPTERS.iter().map(|adapter| adapter.format).collect();
    if let Some((item, word)) = format.and_then(|item| item.text().map(|word| (item, word)))
        && !formats.contains(&word)
    {
        complaints.add("format", &item.span, format!("`{word}` is no format; there are {}", formats.join(", ")));
    }
    if let Some((item, word)) = item.get("region").and_then(|item| item.text().map(|word| (item, word))) {
        let known = word.parse().ok().and_then(gazetteer::region);
        if known.is_none() {
            complaints.add("region", &item.span, format!("`{word}` is the code of no region; expected one such as 32.11"));
        }
    }
    let checked = MAPPED.iter().find(|(name, _)| format.and_then(Item::text) == Some(name));
    if let Some((_, check)) = checked {
        let before = complaints.all.len();
        check(item.get("mapping"), complaints);
        // What is missing altogether is told where its source begins.
        for complaint in complaints.all.iter_mut().skip(before).filter(|complaint| complaint.span == (0..0)) {
            complaint.span = item.span.clone();
        }
    }
}

/// The place of a value that is not allowed.
fn of_value(error: &SourceFileError, declared: &[&Item]) -> (String, Range<usize>, String) {
    match error {
        SourceFileError::Toml(message) => (String::new(), 0..0, message.clone()),
        SourceFileError::Value { id, key, expected } => {
            let source = declared.iter().find(|item| item.get("id").and_then(Item::text) == Some(id));
            let span = source.and_then(|source| source.get(key)).map_or(0..0, |item| item.span.clone());
            ((*key).to_owned(), span, (*expected).to_owned())
        }
    }
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte.min(text.len())).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
