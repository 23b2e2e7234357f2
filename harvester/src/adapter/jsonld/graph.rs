//! The nodes of a JSON-LD document: `@graph` and lists unfolded, vocabulary prefixes taken off, references by `@id` resolved.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Nodes of one document.
const MAX_NODES: usize = 100_000;

/// All nodes of some documents.
pub(super) struct Graph {
    roots: Vec<Value>,
}

/// The nodes in reading order, and where each id is described best.
pub(super) struct Nodes<'g> {
    pub(super) all: Vec<&'g Map<String, Value>>,
    by_id: HashMap<&'g str, &'g Map<String, Value>>,
}

impl Graph {
    pub(super) fn new(documents: Vec<Value>) -> Self {
        Self { roots: documents.into_iter().map(plain_names).collect() }
    }

    pub(super) fn nodes(&self) -> Nodes<'_> {
        let mut nodes = Nodes { all: Vec::new(), by_id: HashMap::new() };
        self.roots.iter().for_each(|root| nodes.collect(root));
        nodes
    }
}

impl<'g> Nodes<'g> {
    fn collect(&mut self, value: &'g Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(fields) if self.all.len() < MAX_NODES => {
                self.all.push(fields);
                if let Some(id) = fields.get("@id").and_then(Value::as_str) {
                    let better = self.by_id.get(id).is_none_or(|known| known.len() < fields.len());
                    if better {
                        self.by_id.insert(id, fields);
                    }
                }
                fields.values().for_each(|value| self.collect(value));
            }
            _ => {}
        }
    }

    /// The values of a property, lists unfolded.
    pub(super) fn values(&self, node: &'g Map<String, Value>, property: &str) -> Vec<&'g Value> {
        match node.get(property) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => items.iter().collect(),
            Some(Value::Object(fields)) if fields.contains_key("@list") => {
                fields.get("@list").and_then(Value::as_array).map(|items| items.iter().collect()).unwrap_or_default()
            }
            Some(value) => vec![value],
        }
    }

    /// The nodes that a property holds or refers to.
    pub(super) fn nodes(&self, node: &'g Map<String, Value>, property: &str) -> Vec<&'g Map<String, Value>> {
        self.values(node, property)
            .into_iter()
            .filter_map(|value| match value {
                Value::Object(fields) => Some(self.described(fields)),
                Value::String(id) => self.by_id.get(id.as_str()).copied(),
                _ => None,
            })
            .collect()
    }

    /// Where a node that only names its id is described.
    pub(super) fn described(&self, node: &'g Map<String, Value>) -> &'g Map<String, Value> {
        let id = node.get("@id").and_then(Value::as_str);
        id.and_then(|id| self.by_id.get(id).copied()).filter(|known| known.len() > node.len()).unwrap_or(node)
    }

    /// A property as text; several are lines. Of a text in several languages the Indonesian counts.
    pub(super) fn text(&self, node: &'g Map<String, Value>, property: &str) -> Option<String> {
        let values = self.values(node, property);
        let language = |value: &Value| value.get("@language").and_then(Value::as_str).map(str::to_owned);
        let indonesian: Vec<&Value> =
            values.iter().copied().filter(|value| language(value).is_some_and(|language| language.starts_with("id"))).collect();
        let values = if indonesian.is_empty() { values } else { indonesian };
        let texts: Vec<String> = values.into_iter().filter_map(plain).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }
}

/// Whether a node is of one of these types.
pub(super) fn is(node: &Map<String, Value>, types: &[&str]) -> bool {
    let named = |value: &Value| value.as_str().is_some_and(|name| types.contains(&name));
    match node.get("@type") {
        Some(Value::Array(names)) => names.iter().any(named),
        Some(name) => named(name),
        None => false,
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => fields.get("@value").or_else(|| fields.get("name")).and_then(plain),
        _ => None,
    }
}

/// A document whose properties, types and days have no prefix.
fn plain_names(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(plain_names).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(key, value)| {
                    let key = bare(&key).to_owned();
                    let value = if key == "@type" { bare_text(value) } else { plain_names(value) };
                    (key, value)
                })
                .collect(),
        ),
        other => other,
    }
}

fn bare_text(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(bare(&text).to_owned()),
        Value::Array(items) => Value::Array(items.into_iter().map(bare_text).collect()),
        other => other,
    }
}

/// A word of the vocabulary without `schema:` or its address.
pub(super) fn bare(word: &str) -> &str {
    ["http://schema.org/", "https://schema.org/", "http://www.schema.org/", "https://www.schema.org/", "schema:"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .unwrap_or(word)
}
