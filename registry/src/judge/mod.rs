//! What may replace what is stored: the verdict on new content, from what is known of its source and of all others. Pure; the store asks
//! within the transaction that writes.
//!
//! * `loss`: how many services may go missing at once, or in some days.
//! * `identity`: content that speaks for another region.
//! * `nation`: many sources at once are our fault until shown otherwise.
//! * `health`: a source is up, down, or unknown; asked whenever somebody looks, not when content comes.
//! * `carry`: records that got new ids keep the ones that they are known by.

pub mod carry;
pub mod figures;
mod health;
mod identity;
mod loss;
mod nation;

use std::time::Duration;

use crate::model::{Catalog, Instant, Reason, Region, Thresholds};

pub use health::{Asked, Canary, Doubt, Health, Reach};
pub use identity::other_region;
pub use loss::{Loss, Version};
pub use nation::{LATELY, Nation};

/// What is known before new content is judged.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Versions of the source's content, newest first, back to the one before the window of [`Thresholds::window`].
    pub versions: Vec<Version>,
    /// Services that are stored and not missing.
    pub services: usize,
    /// Content that waits.
    pub held: Option<Waiting>,
    /// The meaning of content that a person took back, where that was the last that happened.
    pub taken_back: Option<String>,
    /// Another region's source whose content is the same, byte for byte.
    pub twin: Option<String>,
    /// How the other sources fare.
    pub nation: Nation,
}

/// Content that waits for a person or for time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it says.
    pub meaning: String,
    /// Since when it has come.
    pub since: Instant,
    /// How often.
    pub times: u32,
    /// A person has refused it.
    pub is_refused: bool,
}

/// The new content in figures.
#[derive(Clone, Debug)]
pub struct Brought<'a> {
    /// What it says.
    pub meaning: &'a str,
    /// Its services.
    pub services: usize,
    /// Stored services that are not in it, under whatever id.
    pub gone: usize,
    /// The content is known to be incomplete: nothing is taken away.
    pub partial: bool,
}

/// The verdict on new content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It replaces what is stored. `changed`, or `repeated` where it had been held.
    Accept(Reason),
    /// It waits.
    Hold(Reason, String),
    /// It is refused.
    Reject(Reason, String),
}

/// Judges new content. Reasons to refuse come before reasons to wait, and those that a person alone can lift before those that time lifts.
#[must_use]
pub fn judge(
    standing: &Standing,
    brought: &Brought<'_>,
    catalog: &Catalog,
    region: &Region,
    limits: &Thresholds,
    now: Instant,
) -> Judgement {
    if let Some(other) = &standing.twin {
        let detail = format!("byte for byte the content of source {other}, of another region; nothing is stored");
        return Judgement::Reject(Reason::AnothersContent, detail);
    }
    if let Some(other) = other_region(catalog, region).filter(|other| !limits.regions.contains(&other.code)) {
        let detail = format!("the content names {} and not {}; nothing is stored", other.name, region.name);
        return Judgement::Reject(Reason::WrongRegion, detail);
    }
    if standing.services == 0 && brought.services == 0 && is_empty(catalog) {
        return Judgement::Reject(Reason::NoRecords, "the feed holds no record".to_owned());
    }
    if standing.taken_back.as_deref() == Some(brought.meaning) {
        return Judgement::Hold(Reason::RolledBack, "this content was taken back; `simpul source accept` releases it".to_owned());
    }
    if standing.held.as_ref().is_some_and(|held| held.is_refused && held.meaning == brought.meaning) {
        return Judgement::Hold(Reason::Refused, "this content was refused; `simpul source accept` releases it".to_owned());
    }
    if brought.gone == 0 || brought.partial {
        return Judgement::Accept(Reason::Changed);
    }
    let nation = standing.nation.is_in_doubt().map(|why| (Reason::NationalHold, why));
    let loss = || loss::of(standing, brought, limits, now).map(|loss| (loss.reason(), loss.to_string()));
    match nation.or_else(loss) {
        None => Judgement::Accept(Reason::Changed),
        // Also while the nation is in doubt: when all regions drop a service for good, nobody else's attempts will ever lift the doubt.
        Some(_) if has_come_often(standing.held.as_ref(), brought, limits, now) => Judgement::Accept(Reason::Repeated),
        Some((reason, why)) => Judgement::Hold(reason, why),
    }
}

fn is_empty(catalog: &Catalog) -> bool {
    catalog.stops.is_empty() && catalog.statistics.is_empty()
}

/// Whether held content has come often enough, over long enough, to be what the region means.
fn has_come_often(held: Option<&Waiting>, brought: &Brought<'_>, limits: &Thresholds, now: Instant) -> bool {
    let same = held.filter(|held| held.meaning == brought.meaning);
    let span = |held: &Waiting| now.since(held.since).max(Duration::ZERO);
    same.is_some_and(|held| held.times + 1 >= limits.repeats && span(held) >= limits.repeat_span())
}

#[cfg(test)]
mod tests;
