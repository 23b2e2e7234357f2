//! What a notice covers in the catalog as it is now, and where a question stands.
//!
//! A notice hangs on no record: harvests, new ids, tombstones and rollbacks leave it as it is. What it covers is found anew from what is
//! served. Where that is not there any more, the notice stays with the hall or the region, says so, and closes nothing: a wider place was
//! never meant.

use std::collections::BTreeSet;

use super::{Notice, Target};
use crate::model::{Id, RegionCode, Zone};

/// What a notice covers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The region as a whole.
    Region,
    /// A hall.
    Hall(Id),
    /// Agencies at a hall: one, by the ids that its sources give it.
    Counter(Id, BTreeSet<Id>),
    /// Services at a hall: one, by the ids that its sources give it.
    Service(Id, BTreeSet<Id>),
    /// A national service in the region, and the services that it is there.
    National(String, BTreeSet<Id>),
    /// It is not there any more; shown at this hall, else with the region.
    Gone(Option<Id>),
}

/// What is asked about: the more of it is known, the narrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The kabupaten or kota.
    pub region: RegionCode,
    /// The hall; `None`: the region as a whole, or a mobile unit.
    pub location: Option<Id>,
    /// The agency.
    pub organization: Option<Id>,
    /// The service.
    pub service: Option<Id>,
    /// Its national term.
    pub term: Option<&'a str>,
}

impl Spot<'_> {
    /// The region as a whole.
    #[must_use]
    pub fn region(region: RegionCode) -> Self {
        Self { region, location: None, organization: None, service: None, term: None }
    }

    /// A hall as a whole.
    #[must_use]
    pub fn hall(region: RegionCode, location: Id) -> Self {
        Self { location: Some(location), ..Self::region(region) }
    }
}

/// A notice with what it covers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// As written.
    pub notice: Notice,
    /// What it covers.
    pub reach: Reach,
    /// On whose clock its hours are.
    pub zone: Zone,
}

impl Posted {
    /// Whether it holds for what is asked about.
    #[must_use]
    pub fn covers(&self, spot: &Spot<'_>) -> bool {
        self.notice.region == spot.region
            && match &self.reach {
                Reach::Region => true,
                Reach::Hall(hall) => spot.location == Some(*hall),
                Reach::Counter(hall, agencies) => {
                    spot.location == Some(*hall) && spot.organization.is_some_and(|one| agencies.contains(&one))
                }
                Reach::Service(hall, services) => spot.location == Some(*hall) && spot.service.is_some_and(|one| services.contains(&one)),
                Reach::National(term, services) => {
                    spot.term == Some(term.as_str()) || spot.service.is_some_and(|one| services.contains(&one))
                }
                Reach::Gone(hall) => hall.is_none_or(|hall| spot.location == Some(hall)),
            }
    }

    /// Whether it is to be shown there: it holds, or it is about a part of it.
    #[must_use]
    pub fn concerns(&self, spot: &Spot<'_>) -> bool {
        if self.covers(spot) {
            return true;
        }
        let is_whole = spot.organization.is_none() && spot.service.is_none() && spot.term.is_none();
        let is_within = || match (&self.reach, spot.location) {
            (_, None) => true,
            (Reach::Counter(hall, _) | Reach::Service(hall, _), Some(location)) => *hall == location,
            _ => false,
        };
        is_whole && self.notice.region == spot.region && is_within()
    }

    /// What it was written about is not there any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.reach, Reach::Gone(_))
    }

    /// The hall that it is about now, or a part of which.
    #[must_use]
    pub fn hall(&self) -> Option<Id> {
        match &self.reach {
            Reach::Hall(hall) | Reach::Counter(hall, _) | Reach::Service(hall, _) => Some(*hall),
            Reach::Gone(hall) => *hall,
            Reach::Region | Reach::National(..) => None,
        }
    }

    /// Which of two is told first: what closes, then what is narrower, then what was written last.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        let Notice { content, target, written_at, id, .. } = &self.notice;
        (self.is_gone(), content.kind, std::cmp::Reverse(Target::narrowness(target)), std::cmp::Reverse(*written_at), *id)
    }
}
