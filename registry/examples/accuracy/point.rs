//! The judge of `point`. The raw text is `region | latitude | longitude`, or `region | text` for one field; expected is `latitude,longitude`
//! in decimal degrees (compared to 0.0005), `swapped: …` where the fields were swapped, or `null` where the point must be refused.

use registry::gazetteer::{self, Lookup};
use registry::model::Code;
use registry::normalise::point;

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let mut fields = raw.split(" | ");
    let region = match gazetteer::find(fields.next().unwrap_or_default()) {
        Lookup::Found(region) => region,
        _ => return Outcome::Refused("no region".to_owned()),
    };
    let reading = point::read(fields.next().unwrap_or_default(), fields.next().unwrap_or_default(), region);
    let swapped = reading.findings.contains(&Code::PointSwapped);
    let said = reading.value().map(|point| format!("{}{:.5},{:.5}", if swapped { "swapped: " } else { "" }, point.lat, point.lon));
    let Some(read) = reading.value() else {
        return if expected == "null" { Outcome::Right } else { Outcome::Refused(format!("{:?}", reading.findings)) };
    };
    let said = said.unwrap_or_default();
    let (wanted_swapped, wanted) = match expected.strip_prefix("swapped: ") {
        Some(wanted) => (true, wanted),
        None => (false, expected),
    };
    let wanted = wanted.split_once(',').and_then(|(lat, lon)| Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?)));
    let close = wanted.is_some_and(|(lat, lon)| (lat - read.lat).abs() < 0.0005 && (lon - read.lon).abs() < 0.0005);
    if close && swapped == wanted_swapped { Outcome::Right } else { Outcome::Wrong(said) }
}
