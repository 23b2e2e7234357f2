//! Selecting values and turning them into the raw strings of a draft.

use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::mapping::{Index, Records};
use crate::adapter::ReadError;

/// How one field is found.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Field {
    /// By one path.
    Path(JsonPath),
    /// By several: for a text their values are joined by new lines, for a list they are appended.
    Paths(Vec<JsonPath>),
    /// It is the same for every record.
    Constant {
        /// The value.
        constant: String,
    },
}

/// The records that a level selects below `above`, each with its path for findings.
pub(super) fn each<'a>(map: &Records, above: &'a Value) -> Result<Vec<(String, &'a Value)>, ReadError> {
    Ok(match &map.each {
        None => vec![("$".to_owned(), above)],
        Some(path) => path.query_located(above).into_iter().map(|found| (found.location().to_string(), found.node())).collect(),
    })
}

fn values<'a>(field: &'a Field, record: &'a Value) -> Vec<&'a Value> {
    match field {
        Field::Path(path) => path.query(record).all(),
        Field::Paths(paths) => paths.iter().flat_map(|path| path.query(record).all()).collect(),
        Field::Constant { .. } => Vec::new(),
    }
}

/// A field as one text; `None` where it is missing, null or empty.
pub(super) fn one(map: &Records, key: &str, record: &Value) -> Result<Option<String>, ReadError> {
    let Some(field) = map.field(key) else { return Ok(None) };
    if let Field::Constant { constant } = field {
        return Ok(Some(constant.clone()));
    }
    let texts: Vec<String> = values(field, record).into_iter().filter_map(plain).collect();
    Ok((!texts.is_empty()).then(|| texts.join("\n")))
}

/// A field as a list of texts.
pub(super) fn list(map: &Records, key: &str, record: &Value) -> Result<Vec<String>, ReadError> {
    let Some(field) = map.field(key) else { return Ok(Vec::new()) };
    if let Field::Constant { constant } = field {
        return Ok(vec![constant.clone()]);
    }
    Ok(values(field, record)
        .into_iter()
        .flat_map(|value| match value {
            Value::Array(items) => items.iter().filter_map(plain).collect(),
            other => plain(other).into_iter().collect::<Vec<_>>(),
        })
        .collect())
}

/// A value as a person would read it; an object becomes lines of `key: value`, as with hours by weekday.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let lines: Vec<String> = items.iter().filter_map(plain).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        Value::Object(fields) => {
            let lines: Vec<String> = fields.iter().filter_map(|(key, value)| plain(value).map(|value| format!("{key}: {value}"))).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
    }
}

/// The first value of a path as text.
pub(super) fn text(path: &JsonPath, document: &Value) -> Result<Option<String>, ReadError> {
    Ok(path.query(document).first().and_then(plain))
}

/// The first value of a path as a count, also where it is written as text.
pub(super) fn number(path: &JsonPath, document: &Value) -> Result<Option<u64>, ReadError> {
    Ok(text(path, document)?.and_then(|text| text.trim().parse().ok()))
}

/// The agency's name by its place in a list elsewhere in the document.
pub(super) fn indexed(lookup: &Index, document: &Value, record: &Value) -> Result<Option<String>, ReadError> {
    let Some(index) = number(&lookup.index, record)?.and_then(|index| usize::try_from(index).ok()) else { return Ok(None) };
    let entry = match lookup.list.query(document).first() {
        Some(Value::Array(items)) => items.get(index),
        _ => lookup.list.query(document).all().get(index).copied(),
    };
    Ok(entry.and_then(plain))
}
