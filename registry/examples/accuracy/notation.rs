//! Compares what was read with what is expected, both in the notation of the case files: JSON objects with a few keys.

use serde_json::{Map, Value};

use crate::Outcome;

/// The object that a case expects; `None` for `null`, "invalid …", "ambiguous …" and `{"kind":"unknown"}`: nothing is to be read.
pub fn expected(text: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) if object.get("kind").is_none_or(|kind| kind != "unknown" && kind != "invalid") => Some(object),
        _ => None,
    }
}

/// The outcome where nothing is to be read.
pub fn nothing(read: Option<String>) -> Outcome {
    read.map_or(Outcome::Right, Outcome::Wrong)
}

/// Compares key by key. A key that was not read is refused, one that was read differently is wrong, and so is one that nobody expects, save
/// those in `free`, which a case may leave out.
pub fn compare(expected: &Map<String, Value>, read: &Map<String, Value>, free: &[&str]) -> Outcome {
    let said = Value::Object(read.clone()).to_string();
    let null = |value: Option<&Value>| value.is_none_or(Value::is_null);
    let mut missing = false;
    for (key, value) in expected.iter().filter(|(_, value)| !value.is_null()) {
        match read.get(key).filter(|value| !value.is_null()) {
            None => missing = true,
            Some(other) if same(value, other) => {}
            Some(_) => return Outcome::Wrong(said),
        }
    }
    let extra = read.iter().any(|(key, value)| !value.is_null() && null(expected.get(key)) && !free.contains(&key.as_str()));
    if extra {
        Outcome::Wrong(said)
    } else if missing {
        Outcome::Refused(said)
    } else {
        Outcome::Right
    }
}

/// Numbers by value, texts by their words: one may quote less of the sentence than the other.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 1e-6),
        (Value::String(a), Value::String(b)) => {
            let (a, b) = (fold(a), fold(b));
            a == b || !a.is_empty() && !b.is_empty() && (b.contains(&a) || a.contains(&b))
        }
        _ => a == b,
    }
}

fn fold(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
