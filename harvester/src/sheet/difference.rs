//! How one catalog differs from another, record by record and column by column: what a clerk has changed, in the words of the workbook.

use std::collections::HashMap;

use registry::model::{Catalog, Source};
use serde::{Deserialize, Serialize};

use super::{Sheet, Table, fill};

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// Some of its fields are others.
    Changed,
    /// It is no longer there.
    Removed,
}

/// A record that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// What became of it.
    pub change: Change,
    /// `services`, `organizations`, `locations`, `stops` or `statistics`.
    pub list: String,
    /// The list as the workbook calls it: "Layanan".
    pub sheet: String,
    /// Its id, as in the workbook; empty for a figure.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The fields that differ; of a record that was added or removed, none.
    pub fields: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `cost`
    pub field: String,
    /// As the workbook calls it: "Biaya".
    pub column: String,
    /// As it was written; empty: it was not.
    pub before: String,
    /// As it is written now.
    pub after: String,
}

/// How `after` differs from `before`, which is of the same source and its ids; what is the same is left out.
#[must_use]
pub fn difference(before: &Catalog, after: &Catalog, source: &Source) -> Vec<RecordChange> {
    let mut changes = Vec::new();
    for (old, new) in fill(before, source).iter().zip(&fill(after, source)) {
        compare(old, new, &mut changes);
    }
    changes
}

fn compare(old: &Table, new: &Table, changes: &mut Vec<RecordChange>) {
    let sheet = old.sheet;
    let stored: HashMap<&str, &Vec<String>> = old.keys.iter().map(String::as_str).zip(&old.rows).collect();
    let named: std::collections::HashSet<&str> = new.keys.iter().map(String::as_str).collect();
    for (key, row) in new.keys.iter().zip(&new.rows) {
        let fields = match stored.get(key.as_str()) {
            None => {
                changes.push(record(Change::Added, sheet, row, Vec::new()));
                continue;
            }
            Some(before) => fields(sheet, before, row),
        };
        if !fields.is_empty() {
            changes.push(record(Change::Changed, sheet, row, fields));
        }
    }
    let gone = old.keys.iter().zip(&old.rows).filter(|(key, _)| !named.contains(key.as_str()));
    changes.extend(gone.map(|(_, row)| record(Change::Removed, sheet, row, Vec::new())));
}

fn fields(sheet: &Sheet, before: &[String], after: &[String]) -> Vec<FieldChange> {
    let cells = sheet.columns.iter().zip(before).zip(after).filter(|((_, before), after)| before != after);
    let field = |((column, before), after): ((&super::Column, &String), &String)| FieldChange {
        field: column.field.to_owned(),
        column: column.name.to_owned(),
        before: before.clone(),
        after: after.clone(),
    };
    cells.map(field).collect()
}

fn record(change: Change, sheet: &Sheet, row: &[String], fields: Vec<FieldChange>) -> RecordChange {
    let text = |field: &str| sheet.at(field).and_then(|at| row.get(at)).cloned().unwrap_or_default();
    let name = match sheet.list {
        "stops" => format!("{}, {}", text("location"), text("date")),
        "statistics" => {
            [text("metric"), text("scope"), text("period")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        _ => text("name"),
    };
    RecordChange { change, list: sheet.list.to_owned(), sheet: sheet.name.to_owned(), id: text("id"), name, fields }
}
