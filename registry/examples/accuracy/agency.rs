//! The judge of `agency`. Expected is a canonical name, a remark in brackets behind it at will; `A + B` where a heading names two; `null`
//! for a name that is no known agency's.

use registry::gazetteer;
use registry::normalise::organization;

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let Some(region) = gazetteer::regions().first() else { return Outcome::Refused("no regions".to_owned()) };
    let read = organization::read(raw, region);
    let Some(canonical) = read.canonical else {
        return if expected.trim() == "null" { Outcome::Right } else { Outcome::Refused("unknown".to_owned()) };
    };
    let mut wanted = expected.split(" + ").map(str::trim);
    let first = wanted.next().unwrap_or_default();
    let first_is_right = canonical == first || canonical == without_remark(first);
    if first_is_right && wanted.all(|more| read.also.contains(&more)) {
        Outcome::Right
    } else {
        Outcome::Wrong(std::iter::once(canonical).chain(read.also).collect::<Vec<_>>().join(" + "))
    }
}

fn without_remark(name: &str) -> &str {
    name.rsplit_once(" (").map_or(name, |(front, _)| front)
}
