//! The judge of validities: as durations, and `{"kind":"forever"}`, `{"kind":"until","date":"…"}`, `{"kind":"while","condition":"…"}`.

use registry::normalise::validity::{self, Validity};
use serde_json::{Map, Value, json};

use super::{duration, notation};
use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let reading = validity::read(raw);
    let Some(mut expected) = notation::expected(expected) else {
        return notation::nothing(reading.value().map(|validity| format!("{validity:?}")));
    };
    if expected
        .get("kind")
        .and_then(Value::as_str)
        .is_some_and(|kind| matches!(kind, "lifetime" | "unlimited" | "permanent" | "seumur_hidup"))
    {
        expected.insert("kind".to_owned(), json!("forever"));
    }
    let object = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect::<Map<_, _>>();
    match reading.value() {
        None => Outcome::Refused(reading.rule().to_owned()),
        Some(Validity::Span(span)) => duration::compare(&expected, span),
        Some(Validity::Forever) => notation::compare(&expected, &object(&[("kind", "forever")]), &[]),
        Some(Validity::Until { date }) => notation::compare(&expected, &object(&[("kind", "until"), ("date", date)]), &[]),
        Some(Validity::While { condition }) => notation::compare(&expected, &object(&[("kind", "while"), ("condition", condition)]), &[]),
    }
}
