//! How many regions an MPP covers, by which rule, at which date.
//!
//! * Numerator and denominator are always given apart.
//! * [`Rule::Autonomous`] is the ministry's: 508 autonomous kabupaten and kota, and DKI Jakarta as one: 509.
//! * [`Rule::All`] counts all 514 codes of the second level. The ministry counts DKI's one hall once under either rule, so it covers
//!   one of the six units: 296 of 509 is 296 of 514.
//! * A region is covered from its MPP's inauguration on, until it is closed; a moved hall still covers.
//! * An event without a date counts from [`gazetteer::UNDATED_SINCE`] on, and not before: nobody knows.
//! * A provincial hall (code `73`) belongs to no region of the denominator and is not counted; DKI's (`31`) is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::gazetteer;
use crate::model::{MppState, RegionCode};

/// What the denominator counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 508 autonomous kabupaten and kota, and DKI Jakarta as one: 509.
    #[default]
    Autonomous,
    /// All 514 kabupaten and kota.
    All,
}

impl Rule {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Autonomous, Self::All];

    /// `autonomous` or `all`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Autonomous => "autonomous",
            Self::All => "all",
        }
    }
}

impl std::str::FromStr for Rule {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text).ok_or(())
    }
}

/// Every state an MPP can be in, in the order of its history: a state that no region is in is counted as zero.
pub const STATES: [MppState; 6] =
    [MppState::Proposed, MppState::Built, MppState::SoftLaunch, MppState::Inaugurated, MppState::Moved, MppState::Closed];

/// How many regions are covered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// On this day.
    pub at: NaiveDate,
    /// By this rule.
    pub rule: Rule,
    /// Regions with an inaugurated MPP.
    pub covered: u32,
    /// Regions in all.
    pub denominator: u32,
    /// How many regions are in which state; regions without any are in none.
    pub states: BTreeMap<MppState, u32>,
    /// The same by province, by code.
    pub provinces: Vec<ProvinceCoverage>,
}

/// How many regions of one province are covered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProvinceCoverage {
    /// Which.
    pub province: RegionCode,
    /// Its name.
    pub name: &'static str,
    /// Regions with an inaugurated MPP.
    pub covered: u32,
    /// Regions in all.
    pub denominator: u32,
    /// How many regions are in which state.
    pub states: BTreeMap<MppState, u32>,
}

impl Coverage {
    /// Covered by denominator, 0 to 1.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.denominator.max(1))
    }
}

impl ProvinceCoverage {
    /// Covered by denominator, 0 to 1.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.denominator.max(1))
    }
}

/// Where a region's MPP stands after some of its history.
#[derive(Clone, Copy)]
struct Standing {
    state: MppState,
    covered: bool,
}

/// Counts the regions that `events` cover on the day `at`. Events may come in any order.
#[must_use]
pub fn coverage(events: impl Iterator<Item = (RegionCode, MppState, Option<NaiveDate>)>, at: NaiveDate, rule: Rule) -> Coverage {
    let standings = standings(events, at, rule);
    let mut denominators: BTreeMap<RegionCode, u32> = BTreeMap::new();
    for region in gazetteer::regions().iter().filter(|region| rule == Rule::All || region.autonomous) {
        *denominators.entry(region.province).or_default() += 1;
    }
    let mut coverage =
        Coverage { at, rule, covered: 0, denominator: 0, states: no_states(), provinces: Vec::with_capacity(denominators.len() + 1) };
    for province in gazetteer::provinces() {
        let denominator = denominators.get(&province.code).copied().unwrap_or(0).max(1);
        let mut here = ProvinceCoverage { province: province.code, name: &province.name, covered: 0, denominator, states: no_states() };
        for standing in standings.iter().filter(|(unit, _)| unit.province() == province.code).map(|(_, standing)| standing) {
            here.covered += u32::from(standing.covered);
            *here.states.entry(standing.state).or_default() += 1;
        }
        coverage.covered += here.covered;
        coverage.denominator += here.denominator;
        for (state, n) in &here.states {
            *coverage.states.entry(*state).or_default() += n;
        }
        coverage.provinces.push(here);
    }
    coverage
}

fn no_states() -> BTreeMap<MppState, u32> {
    STATES.into_iter().map(|state| (state, 0)).collect()
}

/// Where each counted unit stands on the day.
fn standings(
    events: impl Iterator<Item = (RegionCode, MppState, Option<NaiveDate>)>,
    at: NaiveDate,
    rule: Rule,
) -> BTreeMap<RegionCode, Standing> {
    let mut happened: Vec<_> = events
        .filter_map(|(region, state, date)| Some((unit(region, rule)?, date.unwrap_or(gazetteer::UNDATED_SINCE), state)))
        .filter(|(_, date, _)| *date <= at)
        .collect();
    happened.sort_unstable();
    let mut standings: BTreeMap<RegionCode, Standing> = BTreeMap::new();
    for (unit, _, state) in happened {
        let standing = standings.entry(unit).or_insert(Standing { state, covered: false });
        standing.covered = match state {
            MppState::Inaugurated => true,
            MppState::Closed => false,
            MppState::Proposed | MppState::Built | MppState::SoftLaunch | MppState::Moved => standing.covered,
        };
        let set_back = standing.covered && state < MppState::Inaugurated;
        standing.state = if set_back { standing.state } else { state };
    }
    if standings.keys().any(|unit| is_dki(*unit) && !unit.is_province()) {
        standings.retain(|unit, _| !(is_dki(*unit) && unit.is_province()));
    }
    standings
}

/// What an event of `region` counts for: itself; all of DKI Jakarta as one under the autonomous rule; nothing, for a provincial hall.
fn unit(region: RegionCode, rule: Rule) -> Option<RegionCode> {
    match (is_dki(region), region.is_province()) {
        (true, _) if rule == Rule::Autonomous => Some(region.province()),
        (false, true) => None,
        _ => Some(region),
    }
}

fn is_dki(region: RegionCode) -> bool {
    gazetteer::province(region).is_some_and(|province| province.name.ends_with("Jakarta"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn event(region: &str, state: MppState, date: &str) -> (RegionCode, MppState, Option<NaiveDate>) {
        (region.parse().unwrap(), state, (!date.is_empty()).then(|| day(date)))
    }

    fn count(events: &[(RegionCode, MppState, Option<NaiveDate>)], at: &str, rule: Rule) -> (u32, u32) {
        let coverage = coverage(events.iter().copied(), day(at), rule);
        (coverage.covered, coverage.denominator)
    }

    #[test]
    fn the_ministry_counts_509_and_all_codes_are_514() {
        assert_eq!(count(&[], "2026-11-24", Rule::Autonomous), (0, 509));
        assert_eq!(count(&[], "2026-11-24", Rule::All), (0, 514));
    }

    #[test]
    fn two_hundred_and_ninety_six_of_509_is_58_percent() {
        let autonomous = gazetteer::regions().iter().filter(|region| region.autonomous).take(295);
        let events = autonomous.map(|region| (region.code, MppState::Inaugurated, Some(day("2025-01-01"))));
        let events = events.chain([event("31", MppState::Inaugurated, "2017-10-12")]);
        let coverage = coverage(events, day("2025-09-24"), Rule::Autonomous);
        assert_eq!((coverage.covered, coverage.denominator), (296, 509));
        assert!((coverage.ratio() - 0.5815).abs() < 0.0001);
    }

    #[test]
    fn the_hall_of_jakarta_counts_once_and_that_of_a_province_never() {
        let halls = [event("31", MppState::Inaugurated, "2017-10-12"), event("73", MppState::Inaugurated, "2022-01-22")];
        assert_eq!(count(&halls, "2026-01-01", Rule::Autonomous), (1, 509));
        assert_eq!(count(&halls, "2026-01-01", Rule::All), (1, 514));
        let coverage = coverage(halls.into_iter(), day("2026-01-01"), Rule::All);
        let dki = coverage.provinces.iter().find(|province| province.province.to_string() == "31").unwrap();
        assert_eq!((dki.covered, dki.denominator), (1, 6));
    }

    #[test]
    fn only_an_inauguration_covers_and_only_from_its_day() {
        let history = [event("36.01", MppState::SoftLaunch, "2022-01-01"), event("36.01", MppState::Inaugurated, "2023-07-13")];
        assert_eq!(count(&history, "2023-07-12", Rule::Autonomous).0, 0);
        assert_eq!(count(&history, "2023-07-13", Rule::Autonomous).0, 1);
    }

    #[test]
    fn a_moved_hall_still_covers_and_a_closed_one_does_not() {
        let mut history = vec![event("32.75", MppState::Inaugurated, "2021-01-01"), event("32.75", MppState::Moved, "2024-01-01")];
        assert_eq!(count(&history, "2025-01-01", Rule::Autonomous).0, 1);
        history.push(event("32.75", MppState::Closed, "2025-06-01"));
        assert_eq!(count(&history, "2025-06-01", Rule::Autonomous).0, 0);
    }

    #[test]
    fn an_undated_event_counts_from_the_day_the_list_was_closed() {
        let undated = [event("32.73", MppState::Inaugurated, "")];
        assert_eq!(count(&undated, "2026-10-30", Rule::Autonomous).0, 0);
        assert_eq!(count(&undated, "2026-11-24", Rule::Autonomous).0, 1);
    }

    #[test]
    fn states_are_counted_with_zeros_and_add_up_over_provinces() {
        let events = gazetteer::mpp_events().iter().map(|event| (event.region, event.state, event.date));
        let coverage = coverage(events, day("2026-11-24"), Rule::Autonomous);
        assert_eq!(coverage.states.len(), 6);
        assert_eq!(coverage.covered, coverage.states[&MppState::Inaugurated] + coverage.states[&MppState::Moved]);
        assert_eq!(coverage.covered, coverage.provinces.iter().map(|province| province.covered).sum::<u32>());
        assert_eq!(coverage.provinces.len(), 38);
        assert_eq!(coverage.covered, 265);
    }
}
