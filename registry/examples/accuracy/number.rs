//! The judge of numbers: `70241`, `{"approx":300}`, `{"min":18240}` for "18.240+", and "ambiguous …" for what is not to be read.

use registry::normalise::number;
use serde_json::{Map, json};

use super::notation;
use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let read = number::figure(raw);
    if let Ok(value) = expected.trim().parse::<f64>() {
        return match read {
            None => Outcome::Refused("unread".to_owned()),
            Some(figure) if !figure.approximate && (figure.value - value).abs() <= value.abs() * 1e-12 => Outcome::Right,
            Some(figure) => Outcome::Wrong(format!("{figure:?}")),
        };
    }
    let Some(expected) = notation::expected(expected) else {
        return notation::nothing(read.map(|figure| format!("{figure:?}")));
    };
    let Some(figure) = read else { return Outcome::Refused("unread".to_owned()) };
    let mut object = Map::new();
    let key = match (figure.approximate, figure.at_least) {
        (true, _) => "approx",
        (false, true) if expected.contains_key("approx") => "approx",
        (false, true) if expected.contains_key("at_least") => "at_least",
        (false, true) => "min",
        (false, false) => "value",
    };
    object.insert(key.to_owned(), json!(figure.value));
    notation::compare(&expected, &object, &[])
}
