//! How notices change what is told of a place.
//!
//! One rule holds for all of them: **a notice only takes away.** A place is open where its hours say so and no notice in force closes it.
//! So there is no order in which notices must be read: a hall that is closed has no open counter, whatever was written of the counter, and of
//! two notices with shorter hours the minutes count that both leave. Hours that are unknown stay unknown where no notice closes; unknown is
//! not made open by anybody's notice. What is closed by a notice opens again when the last that closes it has ended and the hours say open.
//!
//! The order in which they are *told* is that of [`Posted::rank`].

use std::collections::HashSet;

use chrono::{Days, TimeZone as _};

use super::{Kind, Posted, Reach, Spot};
use crate::model::{Id, Instant, RegionCode};

/// How often a next opening is looked for behind yet another notice.
const STEPS: usize = 64;

/// What hours say of a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// `None`: unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens, where that is known.
    pub opens_next: Option<Instant>,
}

/// What is to be told of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// The same, notices heeded.
    pub hours: Hours,
    /// The notice that closes it.
    pub closed_by: Option<&'a Posted>,
}

/// Until when a notice closes what it covers; `None`: it does not at this moment.
fn closes(posted: &Posted, at: Instant) -> Option<Instant> {
    let notice = &posted.notice;
    if posted.is_gone() || !notice.is_in_force(at) {
        return None;
    }
    match notice.content.kind {
        Kind::Closed => Some(notice.end()),
        Kind::ShortHours => {
            let daily = notice.content.hours?;
            let local = at.utc().with_timezone(&posted.zone.offset()).naive_local();
            let day = match local.time() {
                time if time < daily.from => local.date(),
                time if time < daily.to => return None,
                _ => local.date().checked_add_days(Days::new(1))?,
            };
            let again = posted.zone.offset().from_local_datetime(&day.and_time(daily.from)).single()?;
            Some(Instant::new(again.to_utc()).min(notice.end()))
        }
        Kind::Moved | Kind::NoBlanks | Kind::Other => None,
    }
}

/// What is told of a moment, by the notices that cover the place, and by its hours.
#[must_use]
pub fn told<'a>(covering: &[&'a Posted], at: Instant, hours: impl Fn(Instant) -> Hours) -> Told<'a> {
    let closing = |at: Instant| {
        let all = covering.iter().filter_map(|posted| Some((closes(posted, at)?, *posted)));
        // The one that lasts longest: what it says of the end is true.
        all.min_by(|(a_until, a), (b_until, b)| b_until.cmp(a_until).then_with(|| a.rank().cmp(&b.rank())))
    };
    let closed_by = closing(at).map(|(_, posted)| posted);
    let now = hours(at);
    if closed_by.is_none() && now.open != Some(false) {
        return Told { hours: now, closed_by };
    }
    let mut moment = at;
    let mut opens_next = None;
    for _ in 0..STEPS {
        if let Some((until, _)) = closing(moment) {
            moment = until;
            continue;
        }
        match hours(moment) {
            Hours { open: Some(true), .. } => {
                opens_next = Some(moment);
                break;
            }
            Hours { open: Some(false), opens_next: Some(next) } if next > moment => moment = next,
            Hours { .. } => break,
        }
    }
    Told { hours: Hours { open: Some(false), opens_next }, closed_by }
}

/// What is closed by notices at one moment, for whoever filters many places at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shut {
    /// Whole regions.
    pub regions: HashSet<RegionCode>,
    /// Halls.
    pub halls: HashSet<Id>,
    /// Agencies at halls.
    pub counters: HashSet<(Id, Id)>,
    /// Services at halls.
    pub services: HashSet<(Id, Id)>,
    /// Services in regions.
    pub regional: HashSet<(RegionCode, Id)>,
}

impl Shut {
    /// Nothing is closed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Whether this is closed.
    #[must_use]
    pub fn holds(&self, spot: &Spot<'_>) -> bool {
        let Spot { region, location, organization, service, .. } = *spot;
        let with = |set: &HashSet<(Id, Id)>, other: Option<Id>| location.zip(other).is_some_and(|pair| set.contains(&pair));
        self.regions.contains(&region)
            || location.is_some_and(|hall| self.halls.contains(&hall))
            || with(&self.counters, organization)
            || with(&self.services, service)
            || service.is_some_and(|service| self.regional.contains(&(region, service)))
    }
}

/// What these notices close at one moment: exactly what [`told`] says is closed by a notice.
#[must_use]
pub fn shut<'a>(posted: impl IntoIterator<Item = &'a Posted>, at: Instant) -> Shut {
    let mut shut = Shut::default();
    for one in posted.into_iter().filter(|posted| closes(posted, at).is_some()) {
        let region = one.notice.region;
        match &one.reach {
            Reach::Region => drop(shut.regions.insert(region)),
            Reach::Hall(hall) => drop(shut.halls.insert(*hall)),
            Reach::Counter(hall, agencies) => shut.counters.extend(agencies.iter().map(|agency| (*hall, *agency))),
            Reach::Service(hall, services) => shut.services.extend(services.iter().map(|service| (*hall, *service))),
            Reach::National(_, services) => shut.regional.extend(services.iter().map(|service| (region, *service))),
            Reach::Gone(_) => {}
        }
    }
    shut
}

#[cfg(test)]
#[path = "precedence_tests.rs"]
mod tests;
