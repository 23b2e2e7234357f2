//! The judge of satisfaction: `{"ikm":76.61,"mutu":"B","kinerja":"Baik","nrr":3.0644}`, and "invalid …" for what is no index.

use registry::normalise::satisfaction;
use serde_json::{Map, Value, json};

use super::notation;
use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let read = satisfaction::read(raw);
    let Some(expected) = notation::expected(expected) else {
        return notation::nothing(read.ok().map(|read| format!("{read:?}")));
    };
    let read = match read {
        Ok(read) => read,
        Err(why) => return Outcome::Refused(format!("{why:?}")),
    };
    let object: Map<String, Value> = [
        ("ikm", json!(read.index)),
        ("mutu", json!(read.band.as_str())),
        ("kinerja", json!(read.band.performance())),
        ("nrr", json!(read.mean)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    notation::compare(&expected, &object, &["nrr", "mutu", "kinerja"])
}
