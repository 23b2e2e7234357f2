//! Which judge a field has.

#[path = "agency.rs"]
mod agency;
#[path = "cost.rs"]
mod cost;
#[path = "date.rs"]
mod date;
#[path = "duration.rs"]
mod duration;
#[path = "hours.rs"]
mod hours;
#[path = "ikm.rs"]
mod ikm;
#[path = "list.rs"]
mod list;
#[path = "notation.rs"]
mod notation;
#[path = "number.rs"]
mod number;
#[path = "phone.rs"]
mod phone;
#[path = "point.rs"]
mod point;
#[path = "region.rs"]
mod region;
#[path = "service.rs"]
mod service;
#[path = "text_quality.rs"]
mod text_quality;
#[path = "validity.rs"]
mod validity;

/// What came of a case.
pub enum Outcome {
    /// Read as a careful person reads it.
    Right,
    /// Read as something else: what it was read as.
    Wrong(String),
    /// Not read though there is something to read: what was said about it.
    Refused(String),
}

/// Judges a case; `None` where the field has no judge.
pub fn judge(field: &str, raw: &str, expected: &str) -> Option<Outcome> {
    let judge = match field {
        "agency" => agency::judge,
        "cost" => cost::judge,
        "date" => date::judge,
        "duration" => duration::judge,
        "hours" => hours::judge,
        "ikm" => ikm::judge,
        "list" => list::judge,
        "number" => number::judge,
        "phone" => phone::judge,
        "point" => point::judge,
        "region" => region::judge,
        "service" => service::judge,
        "text_quality" => text_quality::judge,
        "validity" => validity::judge,
        _ => return None,
    };
    Some(judge(raw, expected))
}
