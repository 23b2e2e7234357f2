//! The judge of costs: `{"kind":"amount","idr":50000,"per":"lembar","basis":"…","note":"…"}`, with the kinds `free`, `amount`, `range` (a
//! bound that is not stated is null), `mixed`, `formula`, `by_rule` and `foreign`.

use registry::model::{Cost, CostKind};
use registry::normalise::cost;
use serde_json::{Map, Value, json};

use super::notation;
use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let reading = cost::read(raw);
    let Some(mut expected) = notation::expected(expected) else {
        return notation::nothing(reading.value().map(|cost| format!("{cost:?}")));
    };
    let Some(cost) = reading.value() else { return Outcome::Refused(reading.rule().to_owned()) };
    let (kind, mut read) = object(cost, reading.rule());
    let stated = expected.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    read.insert("kind".to_owned(), json!(kind));
    if alias(&stated, kind, reading.rule()) {
        expected.insert("kind".to_owned(), json!(kind));
    }
    if kind == "mixed" && expected.get("min").is_some() {
        read.insert("min".to_owned(), json!(0));
    }
    let free: &[&str] = if kind == "mixed" { &["basis", "note", "idr", "min", "max"] } else { &["basis", "note"] };
    notation::compare(&expected, &read, free)
}

/// Other words for the same kind.
fn alias(stated: &str, kind: &str, rule: &str) -> bool {
    match stated {
        "conditional" | "list" | "several" | "varies" | "tiered" => rule == "cost.several" || kind == "mixed",
        "range" => kind == "mixed",
        "per_unit" => rule == "cost.per_unit",
        "sum" | "total" => rule == "cost.sum",
        "at_least" | "from" | "min" => rule == "cost.min",
        "max" | "at_most" => rule == "cost.max",
        _ => false,
    }
}

fn object(cost: &Cost, rule: &str) -> (&'static str, Map<String, Value>) {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("basis", json!(cost.basis));
    put("note", json!(cost.note));
    let kind = match &cost.kind {
        CostKind::Free => {
            put("idr", json!(0));
            "free"
        }
        CostKind::Amount { idr } => {
            put("idr", json!(idr));
            "amount"
        }
        CostKind::PerUnit { idr, per } => {
            put("idr", json!(idr));
            put("per", json!(per));
            "amount"
        }
        CostKind::Range { min, max, per } => {
            put("min", if rule == "cost.max" { Value::Null } else { json!(min) });
            put("max", json!(max));
            put("per", json!(per));
            "range"
        }
        CostKind::AtLeast { min, per } => {
            put("min", json!(min));
            put("per", json!(per));
            "range"
        }
        CostKind::Mixed { max } => {
            put("idr", json!(0));
            put("max", json!(max));
            "mixed"
        }
        CostKind::Formula { .. } => "formula",
        CostKind::ByRule => "by_rule",
        CostKind::Foreign { amount, currency, per } => {
            put("amount", json!(amount));
            put("currency", json!(currency));
            put("per", json!(per));
            "foreign"
        }
    };
    (kind, object)
}
