//! The judge of `service`. Expected is a canonical name of the taxonomy, or `null` for a name that has to stay unmapped. The raw text may
//! carry the agency behind ` @ `.

use registry::gazetteer;
use registry::normalise::{organization, service_name};

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let (name, agency) = raw.split_once(" @ ").map_or((raw, None), |(name, agency)| (name, Some(agency)));
    let region = gazetteer::regions().first();
    let organization = agency.zip(region).and_then(|(agency, region)| organization::read(agency, region).canonical);
    let mapped = service_name::read(name, organization);
    let unmapped = matches!(expected.trim(), "null" | "unmapped" | "");
    match mapped.term {
        Some(term) if term == expected.trim() => Outcome::Right,
        None if unmapped => Outcome::Right,
        Some(term) => Outcome::Wrong(format!("{term} ({}, {:.2})", mapped.rule, mapped.confidence)),
        None => Outcome::Refused(format!("{} {:.2}", mapped.rule, mapped.confidence)),
    }
}
