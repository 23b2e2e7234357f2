//! The judge of durations: `{"min":1,"max":3,"unit":"hari_kerja","approx":true,"condition":"…","starts":"…","name":"…","kind":"…"}`.

use registry::model::{Duration, DurationKind, DurationUnit};
use registry::normalise::duration;
use serde_json::{Map, Value, json};

use super::notation;
use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let reading = duration::read(raw);
    let Some(expected) = notation::expected(expected) else {
        return notation::nothing(reading.value().map(|duration| format!("{duration:?}")));
    };
    let by_rule = reading.rule() == "duration.by_rule";
    match reading.value() {
        None if by_rule && expected.get("kind").is_some_and(|kind| kind == "by_rule") => Outcome::Right,
        None => Outcome::Refused(reading.rule().to_owned()),
        Some(duration) => compare(&expected, duration),
    }
}

/// Compares a duration with an expected object.
pub fn compare(expected: &Map<String, Value>, duration: &Duration) -> Outcome {
    let mut read = object(duration);
    let unit = expected.get("unit").and_then(Value::as_str).unwrap_or_default();
    let factor = read.get("unit").and_then(Value::as_str).and_then(|own| Some(minutes(own)? / minutes(unit)?));
    if let Some(factor) = factor {
        for bound in ["min", "max"] {
            let value = read.get(bound).and_then(Value::as_f64).map(|value| value * factor);
            read.insert(bound.to_owned(), json!(value));
        }
        read.insert("unit".to_owned(), json!(unit));
    } else if duration.calendar && unit == "hari_kalender" {
        read.insert("unit".to_owned(), json!(unit));
    }
    let free: &[&str] = match duration.kind {
        DurationKind::Plain => &[],
        DurationKind::SameDay => &["min", "max", "unit", "kind"],
        DurationKind::WhileWaiting => &["while_waiting"],
        DurationKind::Conditional => &["condition", "kind"],
        DurationKind::Stages => &["kind"],
    };
    notation::compare(expected, &read, free)
}

fn object(duration: &Duration) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("min", json!(duration.min));
    put("max", json!(duration.max));
    put("unit", json!(unit(duration.unit)));
    put("condition", json!(duration.condition));
    put("starts", json!(duration.starts));
    put("name", json!(duration.name));
    put("approx", if duration.approximate { json!(true) } else { Value::Null });
    put("while_waiting", if duration.kind == DurationKind::WhileWaiting { json!(true) } else { Value::Null });
    let kind = match duration.kind {
        DurationKind::SameDay => "same_day",
        DurationKind::Conditional => "conditional",
        DurationKind::Stages => "stages",
        DurationKind::Plain | DurationKind::WhileWaiting => return object,
    };
    put("kind", json!(kind));
    object
}

fn unit(unit: DurationUnit) -> &'static str {
    match unit {
        DurationUnit::Minute => "menit",
        DurationUnit::Hour => "jam",
        DurationUnit::Day => "hari",
        DurationUnit::WorkingDay => "hari_kerja",
        DurationUnit::Week => "minggu",
        DurationUnit::Month => "bulan",
        DurationUnit::Year => "tahun",
    }
}

/// Minutes in a unit that converts: the same time may be noted in another unit.
fn minutes(unit: &str) -> Option<f64> {
    Some(match unit {
        "menit" => 1.0,
        "jam" => 60.0,
        "hari" => 1440.0,
        "minggu" => 10_080.0,
        _ => return None,
    })
}
