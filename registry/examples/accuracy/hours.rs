//! The judge of opening hours: `{"sen":[["08:00","15:00"]],"sab":[],"jum":"unknown","holidays":"closed","tz":"WIB"}`, `{"all":[…]}`,
//! `{"days":["sen"]}` for days without times, `"weeks":[1,3]`, `"season":"ramadan"`, `"channel":"online"`. A span without an end ends in null.

use registry::model::{Channel, Hours, Zone};
use registry::normalise::hours;
use serde_json::{Map, Value, json};

use super::notation;
use crate::Outcome;

const DAYS: [(&str, &str); 7] = [("Mo", "sen"), ("Tu", "sel"), ("We", "rab"), ("Th", "kam"), ("Fr", "jum"), ("Sa", "sab"), ("Su", "min")];

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let reading = hours::read(raw, Zone::Wib);
    let Some(expected) = notation::expected(expected) else {
        return notation::nothing(reading.value().map(|hours| hours.osm.clone()));
    };
    let Some(hours) = reading.value() else { return Outcome::Refused(reading.rule().to_owned()) };
    let stated = hours::read(raw, Zone::Wit).value().is_some_and(|other| other.zone == hours.zone);
    let Some(read) = object(hours, stated) else { return Outcome::Refused(hours.osm.clone()) };
    notation::compare(&each_day(expected), &read, &[])
}

/// `all` and `days` written out for each day.
fn each_day(mut expected: Map<String, Value>) -> Map<String, Value> {
    if let Some(spans) = expected.remove("all") {
        expected.extend(DAYS.iter().map(|(_, name)| ((*name).to_owned(), spans.clone())));
    }
    if let Some(Value::Array(days)) = expected.remove("days") {
        expected.extend(days.iter().filter_map(Value::as_str).map(|name| (name.to_owned(), json!("unknown"))));
    }
    expected
}

/// The notation of an OpenStreetMap value as the normaliser writes it.
fn object(hours: &Hours, stated: bool) -> Option<Map<String, Value>> {
    let mut object = Map::new();
    let osm = if hours.osm == "24/7" { "Mo-Su 00:00-24:00" } else { &hours.osm };
    for rule in osm.split("; ") {
        let (days, state) = rule.split_once(' ')?;
        let (days, weeks) = days
            .split_once('[')
            .map_or((days.to_owned(), None), |(_, rest)| (strip_weeks(days), rest.split_once(']').map(|(weeks, _)| weeks)));
        if let Some(weeks) = weeks {
            object.insert("weeks".to_owned(), json!(weeks.split(',').filter_map(|week| week.parse::<i8>().ok()).collect::<Vec<_>>()));
        }
        for part in days.split(',') {
            if part == "PH" {
                object.insert("holidays".to_owned(), if state == "off" { json!("closed") } else { spans(state)? });
                continue;
            }
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let at = |code: &str| DAYS.iter().position(|(day, _)| *day == code);
            for (_, name) in DAYS.iter().take(at(last)? + 1).skip(at(first)?) {
                object.insert((*name).to_owned(), spans(state)?);
            }
        }
    }
    if stated {
        object.insert("tz".to_owned(), json!(hours.zone.as_str()));
    }
    if hours.season.is_some() {
        object.insert("season".to_owned(), json!("ramadan"));
    }
    if hours.channel == Some(Channel::Online) {
        object.insert("channel".to_owned(), json!("online"));
    }
    Some(object)
}

/// `Mo[1,3],Th[1,3]` as `Mo,Th`.
fn strip_weeks(days: &str) -> String {
    let mut inside = false;
    days.chars()
        .filter(|c| {
            inside = *c == '[' || inside && *c != ']';
            !inside && *c != ']'
        })
        .collect()
}

fn spans(state: &str) -> Option<Value> {
    match state {
        "off" => return Some(json!([])),
        "unknown" => return Some(json!("unknown")),
        _ => {}
    }
    if let Some(span) = state.strip_suffix("-24:00 unknown") {
        return Some(json!([[span, null]]));
    }
    let spans: Option<Vec<Value>> = state.split(',').map(|span| span.split_once('-').map(|(open, close)| json!([open, close]))).collect();
    spans.map(Value::Array)
}
