//! What the records of a feed amount to: drafts to a catalog, and whether the whole of it may stand.

use std::collections::HashSet;

use registry::model::{Catalog, Drafts, Reason, Source};
use registry::normalise::service_name::Aliases;

use super::CollectError;

/// The records of a feed, read and normalised.
pub struct Understood {
    /// Records that the adapter read, good and bad.
    pub records: u32,
    /// Of these refused, by the adapter or the normaliser.
    pub refused: u32,
    /// What they say.
    pub catalog: Catalog,
    /// Why the whole of it is refused; `None`: it is not.
    pub refusal: Option<(Reason, String)>,
}

impl Understood {
    /// The catalog, if the judge may see it. Whether a feed without records may stand is for him to say: it depends on what is stored.
    ///
    /// # Errors
    /// It is refused as a whole; the findings go with the error.
    pub fn accepted(self) -> Result<Catalog, CollectError> {
        match self.refusal {
            None | Some((Reason::NoRecords, _)) => Ok(self.catalog),
            Some((reason, detail)) => Err(CollectError { findings: self.catalog.findings, ..CollectError::new(reason, detail) }),
        }
    }
}

/// Drafts to a catalog; a feed without records, or with too few good ones (half of them, unless the source says otherwise), is refused.
pub(super) fn understand(source: &Source, drafts: Drafts, aliases: &Aliases) -> Result<Understood, CollectError> {
    let region = registry::gazetteer::region(source.region)
        .ok_or_else(|| CollectError::new(Reason::ConfigInvalid, format!("region {}: there is none of that code", source.region)))?;
    let all = drafts.services.len() + drafts.statistics.len() + drafts.stops.len() + drafts.rejects.len();
    // A record that comes again is a finding, and no bad record.
    let mut seen = HashSet::new();
    let again = drafts.services.iter().filter_map(|draft| draft.external_id.as_deref()).filter(|id| !seen.insert(*id)).count();
    let places = drafts.places.clone();
    let mut catalog = registry::normalise::catalog_with(source, region, drafts, aliases);
    for finding in &mut catalog.findings {
        if let Some(cell) = places.iter().find_map(|place| place.cell(&finding.path)) {
            finding.path = cell;
        }
    }
    let kept = catalog.services.len() + catalog.statistics.len() + catalog.stops.len();
    let distinct = all - again;
    let refusal = if all == 0 {
        Some((Reason::NoRecords, "the feed holds no record; the last good data stays".to_owned()))
    } else if kept * 100 < distinct * source.judge.good_percent as usize {
        Some((Reason::TooManyBadRecords, format!("{kept} of {distinct} records are good; the last good data stays")))
    } else {
        None
    };
    Ok(Understood { records: count(all), refused: count(all.saturating_sub(kept)), catalog, refusal })
}

fn count(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}
