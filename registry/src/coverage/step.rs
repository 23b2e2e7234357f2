//! The steps of the MPPs' histories, and where they leave a region on a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::gazetteer;
use crate::model::{MppState, RegionCode};

/// One step in the history of a region's MPP, with the days between which it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `36.01`; `31` for DKI Jakarta.
    pub region: RegionCode,
    /// The state from then on.
    pub state: MppState,
    /// On this day it had happened for sure; `None`: attested without any date.
    pub by: Option<NaiveDate>,
    /// It had not happened before this day; `None`: nobody says.
    pub earliest: Option<NaiveDate>,
    /// A: a dated inauguration by the minister; B: other dated evidence; C: stated without a date of its own.
    pub confidence: char,
    /// An act of the ministry, which it counts.
    pub ministerial: bool,
    /// Filled in for a demonstration: attested by nobody.
    pub assumed: bool,
}

impl Step {
    /// From when on it counts.
    #[must_use]
    pub fn since(&self) -> NaiveDate {
        self.by.unwrap_or(gazetteer::UNDATED_SINCE)
    }

    /// It may have happened by `at`, and may have not.
    #[must_use]
    pub fn may_have_happened(&self, at: NaiveDate) -> bool {
        self.since() > at && self.earliest.is_none_or(|earliest| earliest <= at)
    }
}

/// Where a region stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The furthest state of its MPP; a hall that moved stays inaugurated, one that closed does not.
    pub state: MppState,
    /// The best evidence of the inauguration, or of the state.
    pub confidence: char,
    /// The ministry's own act is among that evidence.
    pub ministerial: bool,
    /// Only assumed.
    pub assumed: bool,
    /// Inaugurated on a day that nobody tells.
    pub undated: bool,
}

impl Standing {
    /// The ministry counts it, or would.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.state == MppState::Inaugurated
    }
}

/// Where every region that has a history by `at` stands. A provincial hall other than DKI Jakarta's belongs to no region.
#[must_use]
pub fn standings(steps: &[Step], at: NaiveDate) -> BTreeMap<RegionCode, Standing> {
    let mut histories: BTreeMap<RegionCode, Vec<&Step>> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.since() <= at && !is_provincial(step.region)) {
        histories.entry(step.region).or_default().push(step);
    }
    histories.into_iter().filter_map(|(region, steps)| Some((region, standing(&steps)?))).collect()
}

/// A hall of a province that has kabupaten and kota of its own: it is nobody's.
pub(super) fn is_provincial(region: RegionCode) -> bool {
    region.is_province() && region != super::JAKARTA
}

fn standing(history: &[&Step]) -> Option<Standing> {
    let last = |state| history.iter().filter(|step| step.state == state).map(|step| step.since()).max();
    let closed = match (last(MppState::Closed), last(MppState::Inaugurated)) {
        (Some(closed), Some(opened)) => closed >= opened,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let furthest = [MppState::Inaugurated, MppState::Moved, MppState::SoftLaunch, MppState::Built, MppState::Proposed];
    let state = if closed { MppState::Closed } else { furthest.into_iter().find(|state| last(*state).is_some())? };
    let of_state = || history.iter().filter(|step| step.state == state);
    Some(Standing {
        state,
        confidence: of_state().map(|step| step.confidence).min()?,
        ministerial: of_state().any(|step| step.ministerial),
        assumed: of_state().all(|step| step.assumed),
        undated: of_state().all(|step| step.by.is_none()),
    })
}
