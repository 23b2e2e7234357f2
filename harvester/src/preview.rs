//! A preview of an unsaved source: the first records as drafts and as facts, what is wrong with them, and what storing them would change.

use std::collections::BTreeMap;

use registry::model::{Catalog, Drafts, Id, Reason, Service, Source, Verdict};
use registry::store::{self, Change, Store, StoreError};
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::fetch::Fetch;
use crate::pipeline::{Examined, Extent, examine};
use crate::report::{Language, Line};

/// Records that are looked at.
pub const PREVIEWED: usize = 20;

/// What was seen.
#[derive(Debug, Serialize)]
pub struct Preview {
    /// The source's name.
    pub source: String,
    /// How a harvest of this much would end.
    pub outcome: Verdict,
    /// Why.
    pub reason: Reason,
    /// What a person needs to know beyond the reason.
    pub detail: Option<String>,
    /// Raw, as the adapter read them.
    pub drafts: Drafts,
    /// The services, normalised.
    pub records: Vec<Record>,
    /// Remarks, with how to fix what they remark on.
    pub findings: Vec<Line>,
    /// What storing them would change.
    pub changes: Changes,
}

/// One service, normalised.
#[derive(Debug, Serialize)]
pub struct Record {
    /// The id that it would have.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Where it stands in the feed.
    pub path: String,
    /// Against what is stored.
    pub change: Change,
    /// Every field that was read: its value, raw text and rule.
    pub facts: BTreeMap<String, Value>,
}

/// What storing would change, counted in services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// New.
    pub created: usize,
    /// With other content.
    pub changed: usize,
    /// As they are.
    pub unchanged: usize,
    /// Stored and no longer there; null where only a part of the feed was read: what was not read is not gone.
    pub deleted: Option<usize>,
}

/// Looks at the first records of a source; stores nothing.
///
/// # Errors
/// The store does not answer.
pub async fn preview(fetcher: &impl Fetch, store: &Store, source: &Source, headers: &HeaderMap) -> Result<Preview, StoreError> {
    let examined = examine(fetcher, source, headers, Extent::First(PREVIEWED)).await;
    let Examined { outcome, reason, detail, drafts, catalog, findings, .. } = examined;
    let is_whole = catalog.services.len() < PREVIEWED && outcome == Verdict::Accepted;
    let id = source.id.clone();
    let (catalog, comparison) = store
        .read(move |conn| {
            let comparison = store::compare_services(conn, &id, &catalog)?;
            Ok((catalog, comparison))
        })
        .await?;
    let count = |wanted: Change| comparison.changes.values().filter(|change| **change == wanted).count();
    let changes = Changes {
        created: count(Change::New),
        changed: count(Change::Changed),
        unchanged: count(Change::Unchanged),
        deleted: is_whole.then_some(comparison.missing.len()),
    };
    let records = records(&catalog, &drafts, &comparison.changes);
    let findings = findings.iter().map(|finding| Line::of(finding, Language::Indonesian)).collect();
    Ok(Preview { source: source.id.clone(), outcome, reason, detail, drafts, records, findings, changes })
}

fn records(catalog: &Catalog, drafts: &Drafts, changes: &std::collections::HashMap<Id, Change>) -> Vec<Record> {
    let path_of = |service: &Service| {
        let same = drafts.services.iter().find(|draft| draft.external_id.is_some() && draft.external_id == service.external_id);
        same.map(|draft| draft.path.clone()).unwrap_or_default()
    };
    catalog
        .services
        .iter()
        .map(|service| Record {
            id: service.id,
            name: service.name.clone(),
            path: path_of(service),
            change: changes.get(&service.id).copied().unwrap_or(Change::New),
            facts: facts(service),
        })
        .collect()
}

/// The service's fields as they would be served; those that are empty left out.
fn facts(service: &Service) -> BTreeMap<String, Value> {
    let Ok(Value::Object(fields)) = serde_json::to_value(service) else { return BTreeMap::new() };
    let is_told = |(key, value): &(String, Value)| !matches!(key.as_str(), "id" | "name") && !is_empty(value);
    fields.into_iter().filter(is_told).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
