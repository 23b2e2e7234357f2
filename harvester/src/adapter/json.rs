//! Format `json`: any REST JSON by declaration, selected with JSONPath (RFC 9535).

use registry::model::{Code, Reason};
use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::mapping::complaint::Flaw;
use super::mapping::{self, Language, Opening, Place};
use super::{Adapter, ReadError, encoding, parse_json};

/// See the module.
pub const ADAPTER: Adapter = Adapter {
    format: "json",
    about: "any REST JSON, by a mapping of JSONPath selectors (RFC 9535)",
    version: 2,
    begin: mapping::begin::<Json>,
    read: mapping::read::<Json>,
};

/// JSONPath.
pub(super) struct Json;

impl Language for Json {
    const NAME: &'static str = "JSONPath";
    const OPTIONS: &'static [&'static str] = &[];
    const OWN: &'static [&'static str] = &[];
    const NEEDS_RECORDS: bool = false;
    type Selector = JsonPath;
    type Own = std::convert::Infallible;
    type Document = Value;
    type Node<'d> = &'d Value;

    fn compile(text: &str) -> Result<JsonPath, Flaw> {
        JsonPath::parse(text).map_err(|error| {
            let message = if text.starts_with('$') { error.message() } else { "it does not begin with `$`" };
            Flaw::new(message, Some(error.position().saturating_sub(1)))
        })
    }

    fn own(_name: &str, _text: &str) -> Result<Self::Own, Flaw> {
        Err(Flaw::new("not of this format", None))
    }

    fn open(body: &[u8], opening: &mut Opening<'_, Self>) -> Result<Value, ReadError> {
        let text = encoding::text(body, opening.options.encoding.as_deref(), opening.content_type);
        if let Some(finding) = text.finding(Code::EncodingOther, opening.url.path()) {
            opening.findings.push(finding);
        }
        parse_json(text.text.as_bytes()).or_else(|error| match error.reason {
            Reason::Unparsable => lines(&text.text).ok_or(error),
            _ => Err(error),
        })
    }

    fn root(document: &Value) -> &Value {
        document
    }

    fn below<'d>(selector: &JsonPath, node: &'d Value) -> Vec<Place<'d, Self>>
    where
        'd: 'd,
    {
        let found = selector.query_located(node);
        found
            .into_iter()
            .enumerate()
            .map(|(at, found)| {
                let location = found.location();
                Place {
                    node: found.node(),
                    keys: location.iter().map(key).collect(),
                    ancestors: objects_around(location, node),
                    path: location.to_string(),
                    position: at + 1,
                }
            })
            .collect()
    }

    fn texts(selector: &JsonPath, node: &Value, apart: bool) -> Vec<String> {
        let found = selector.query(node);
        found
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) if apart => items.iter().filter_map(plain).collect(),
                other => plain(other).into_iter().collect::<Vec<_>>(),
            })
            .collect()
    }

    fn entry(list: &JsonPath, node: &Value, key: &str) -> Option<String> {
        let found = list.query(node);
        let entry = match (found.first(), key.parse::<usize>()) {
            (Some(Value::Array(items)), Ok(number)) if found.len() == 1 => items.get(number),
            (Some(Value::Object(fields)), _) if found.len() == 1 => fields.get(key),
            (_, Ok(number)) => found.all().get(number).copied(),
            _ => None,
        };
        entry.and_then(plain)
    }

    fn empty_list(selector: &JsonPath, node: &Value) -> bool {
        let text = selector.to_string();
        let list = ["[*]", ".*"].iter().find_map(|end| text.strip_suffix(end)).and_then(|list| JsonPath::parse(list).ok());
        let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty);
        list.is_some_and(|list| list.query(node).into_iter().any(empty))
    }

    fn own_text(own: &Self::Own, _node: &Value) -> Option<String> {
        match *own {}
    }

    fn shown(node: &Value) -> String {
        node.to_string()
    }
}

/// One JSON object a line, as a list of them.
fn lines(text: &str) -> Option<Value> {
    let mut filled = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    filled.peek().filter(|first| first.starts_with('{'))?;
    filled.map(serde_json::from_str).collect::<Result<Vec<Value>, _>>().ok().filter(|items| items.len() > 1).map(Value::Array)
}

fn key(element: &PathElement<'_>) -> String {
    match element {
        PathElement::Name(name) => (*name).to_owned(),
        PathElement::Index(index) => index.to_string(),
    }
}

/// The objects between a node and the place below it, nearest first, without either.
fn objects_around<'d>(location: &NormalizedPath<'_>, node: &'d Value) -> Vec<&'d Value> {
    let mut around = Vec::new();
    let mut at = node;
    let inner = location.len().saturating_sub(1);
    for element in location.iter().take(inner) {
        let below = match element {
            PathElement::Name(name) => at.get(*name),
            PathElement::Index(index) => at.get(*index),
        };
        let Some(below) = below else { break };
        at = below;
        if at.is_object() {
            around.push(at);
        }
    }
    around.reverse();
    around
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
