//! How many regions an MPP covers, by which rule, at which date; how that grew; and why it is not what the ministry said.
//!
//! * Numerator and denominator are always given apart.
//! * [`Rule::Autonomous`] is the ministry's: 508 autonomous kabupaten and kota, and DKI Jakarta as one: 509.
//! * [`Rule::All`] counts all 514 codes of the second level. The ministry counts DKI's one hall once under either rule, so it covers
//!   one of the six units: 296 of 509 is 296 of 514.
//! * A region is covered from its MPP's inauguration on, until it is closed; a moved hall still covers.
//! * An event without a date counts from [`crate::gazetteer::UNDATED_SINCE`] on, and not before: nobody knows. One of which only a month, a
//!   year or a later witness is known counts from the last possible day on; until then its region is one of those that may be covered.
//! * A provincial hall (code `73`) belongs to no region of the denominator and is not counted; DKI's (`31`) is.

mod figures;
mod growth;
mod open_metrics;
mod record;
mod step;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{Province, Region, RegionCode};

pub use figures::{Comparison, Figure, comparison, figure, figures};
pub use growth::{Point, growth, month_ends};
pub use open_metrics::open_metrics;
pub use record::{Attested, Record, RecordError};
pub use step::{Standing, Step, standings};

/// DKI Jakarta: one region with one hall, whose six units have no government of their own.
const JAKARTA: RegionCode = RegionCode::province_of(31);

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

/// The states in which a region's MPP can be, [`NO_STATE`] included, by name; all are always given, zero too.
pub const STATES: [&str; 7] = [NO_STATE, "proposed", "built", "soft_launch", "inaugurated", "moved", "closed"];

/// Nothing is known of an MPP.
pub const NO_STATE: &str = "none";

/// How many regions are covered.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// On this day.
    pub at: NaiveDate,
    /// By this rule.
    pub rule: Rule,
    /// Of the whole nation.
    pub nation: Tally,
    /// Attested on a later day only, or on none: they may be covered on this one.
    pub perhaps: Vec<RegionCode>,
    /// The same by province, by code.
    pub provinces: Vec<(RegionCode, Tally)>,
}

/// Regions counted by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Regions with an inaugurated MPP that is not closed.
    pub covered: u32,
    /// Regions in all.
    pub denominator: u32,
    /// Regions by the state of their MPP, under every one of [`STATES`].
    pub states: BTreeMap<&'static str, u32>,
    /// The covered by the best evidence: A, B, C.
    pub confidence: BTreeMap<char, u32>,
    /// Of the covered: only assumed.
    pub assumed: u32,
    /// Of the covered: on a day that nobody tells.
    pub undated: u32,
}

impl Tally {
    fn of<'s>(standings: impl Iterator<Item = &'s Option<Standing>>) -> Self {
        let mut tally = Self {
            states: STATES.into_iter().map(|state| (state, 0)).collect(),
            confidence: ['A', 'B', 'C'].into_iter().map(|letter| (letter, 0)).collect(),
            ..Self::default()
        };
        for standing in standings {
            tally.denominator += 1;
            *tally.states.entry(standing.map_or(NO_STATE, |standing| standing.state.as_str())).or_default() += 1;
            if let Some(standing) = standing.filter(Standing::is_covered) {
                tally.covered += 1;
                tally.assumed += u32::from(standing.assumed);
                tally.undated += u32::from(standing.undated);
                if !standing.assumed {
                    *tally.confidence.entry(standing.confidence).or_default() += 1;
                }
            }
        }
        tally
    }

    /// Covered by denominator, to four decimals; 0 of nothing is 0.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.denominator == 0 { 0.0 } else { (f64::from(self.covered) / f64::from(self.denominator) * 10_000.0).round() / 10_000.0 }
    }
}

/// Counts the regions that `steps` cover on the day `at`. Steps may come in any order.
#[must_use]
pub fn coverage(regions: &[Region], provinces: &[Province], steps: &[Step], at: NaiveDate, rule: Rule) -> Coverage {
    let known = standings(steps, at);
    let counted = folded(regions, rule, &known);
    let of =
        |province: &Province| Tally::of(counted.iter().filter(|(unit, _)| unit.province() == province.code).map(|(_, standing)| standing));
    Coverage {
        at,
        rule,
        nation: Tally::of(counted.iter().map(|(_, standing)| standing)),
        perhaps: figures::perhaps(steps, at, |region| known.get(&region).is_some_and(Standing::is_covered)),
        provinces: provinces.iter().map(|province| (province.code, of(province))).collect(),
    }
}

/// Every counted unit with where it stands: the six units of DKI Jakarta fold into one, or its one hall counts for one of them.
fn folded(regions: &[Region], rule: Rule, known: &BTreeMap<RegionCode, Standing>) -> Vec<(RegionCode, Option<Standing>)> {
    let of = |code: RegionCode| known.get(&code).copied();
    let mut jakarta = of(JAKARTA);
    let mut units: Vec<RegionCode> =
        regions.iter().filter(|region| rule == Rule::All || region.autonomous).map(|region| region.code).collect();
    if rule == Rule::Autonomous && regions.iter().any(|region| !region.autonomous) {
        units.push(JAKARTA);
    }
    let own_of_a_unit = || known.iter().find(|(unit, standing)| unit.province() == JAKARTA && standing.is_covered()).map(|(_, one)| *one);
    units
        .into_iter()
        .map(|unit| {
            let standing = match of(unit) {
                None if unit == JAKARTA => own_of_a_unit(),
                None if unit.province() == JAKARTA => jakarta.take(),
                own => own,
            };
            (unit, standing)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer;
    use crate::model::MppState;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn step(region: &str, state: MppState, date: &str) -> Step {
        let by = (!date.is_empty()).then(|| day(date));
        Step { region: region.parse().unwrap(), state, by, earliest: by, confidence: 'A', ministerial: true, assumed: false }
    }

    fn at(steps: &[Step], at: &str, rule: Rule) -> Coverage {
        coverage(gazetteer::regions(), gazetteer::provinces(), steps, day(at), rule)
    }

    fn count(steps: &[Step], date: &str, rule: Rule) -> (u32, u32) {
        let nation = at(steps, date, rule).nation;
        (nation.covered, nation.denominator)
    }

    #[test]
    fn the_ministry_counts_509_and_all_codes_are_514() {
        assert_eq!(count(&[], "2026-11-24", Rule::Autonomous), (0, 509));
        assert_eq!(count(&[], "2026-11-24", Rule::All), (0, 514));
    }

    #[test]
    fn two_hundred_and_ninety_six_of_509_is_58_percent() {
        let autonomous = gazetteer::regions().iter().filter(|region| region.autonomous).take(295);
        let mut steps: Vec<Step> = autonomous.map(|region| step(&region.code.to_string(), MppState::Inaugurated, "2025-01-01")).collect();
        steps.push(step("31", MppState::Inaugurated, "2017-10-12"));
        let nation = at(&steps, "2025-09-24", Rule::Autonomous).nation;
        assert_eq!((nation.covered, nation.denominator, nation.ratio().to_string().as_str()), (296, 509, "0.5815"));
    }

    #[test]
    fn the_hall_of_jakarta_counts_once_and_that_of_a_province_never() {
        let halls = [step("31", MppState::Inaugurated, "2017-10-12"), step("73", MppState::Inaugurated, "2022-01-22")];
        assert_eq!(count(&halls, "2026-01-01", Rule::Autonomous), (1, 509));
        assert_eq!(count(&halls, "2026-01-01", Rule::All), (1, 514));
        let coverage = at(&halls, "2026-01-01", Rule::All);
        let (_, jakarta) = coverage.provinces.iter().find(|(code, _)| *code == JAKARTA).unwrap();
        assert_eq!((jakarta.covered, jakarta.denominator), (1, 6));
    }

    #[test]
    fn only_an_inauguration_covers_and_only_from_its_day() {
        let history = [step("36.01", MppState::SoftLaunch, "2022-01-01"), step("36.01", MppState::Inaugurated, "2023-07-13")];
        assert_eq!(count(&history, "2023-07-12", Rule::Autonomous).0, 0);
        assert_eq!(count(&history, "2023-07-13", Rule::Autonomous).0, 1);
    }

    #[test]
    fn a_moved_hall_covers_and_a_closed_one_does_not_until_it_opens_again() {
        let mut history = vec![step("32.75", MppState::Inaugurated, "2021-01-01"), step("32.75", MppState::Moved, "2024-01-01")];
        assert_eq!(count(&history, "2025-01-01", Rule::Autonomous).0, 1);
        history.push(step("32.75", MppState::Closed, "2025-06-01"));
        assert_eq!((count(&history, "2025-05-31", Rule::Autonomous).0, count(&history, "2025-06-01", Rule::Autonomous).0), (1, 0));
        history.push(step("32.75", MppState::Inaugurated, "2026-02-01"));
        assert_eq!(count(&history, "2026-02-01", Rule::Autonomous).0, 1);
    }

    #[test]
    fn an_undated_event_counts_from_the_day_the_list_was_closed_and_may_have_been_before() {
        let undated = [step("32.73", MppState::Inaugurated, "")];
        let before = at(&undated, "2026-10-30", Rule::Autonomous);
        assert_eq!((before.nation.covered, before.perhaps.len()), (0, 1));
        let after = at(&undated, "2026-11-24", Rule::Autonomous);
        assert_eq!((after.nation.covered, after.nation.undated, after.perhaps.len()), (1, 1, 0));
    }

    #[test]
    fn a_month_may_have_been_from_its_first_day_and_has_been_on_its_last() {
        let month = Step { earliest: Some(day("2023-02-01")), ..step("36.01", MppState::Inaugurated, "2023-02-28") };
        let of = |date| {
            let coverage = at(std::slice::from_ref(&month), date, Rule::Autonomous);
            (coverage.nation.covered, coverage.perhaps.len())
        };
        assert_eq!((of("2023-01-31"), of("2023-02-01"), of("2023-02-28")), ((0, 0), (0, 1), (1, 0)));
    }

    #[test]
    fn what_is_attested_adds_up_by_state_by_province_and_by_evidence() {
        let coverage = at(&gazetteer::mpp_steps(), "2026-11-24", Rule::Autonomous);
        assert_eq!(coverage.nation.covered, coverage.provinces.iter().map(|(_, tally)| tally.covered).sum::<u32>());
        assert_eq!(coverage.nation.states.values().sum::<u32>(), 509);
        assert_eq!(coverage.nation.confidence.values().sum::<u32>(), coverage.nation.covered);
        assert_eq!((coverage.provinces.len(), coverage.nation.covered), (38, 265));
    }

    #[test]
    fn each_figure_of_the_ministry_is_met_by_named_regions_or_a_named_gap() {
        let steps = gazetteer::mpp_steps();
        for date in ["2022-09-30", "2023-10-31", "2024-06-24", "2024-12-12", "2025-09-24"] {
            let compared = comparison(gazetteer::regions(), &steps, day(date)).unwrap();
            assert_eq!(compared.figure.date, day(date));
            let attested = at(&steps, date, Rule::Autonomous).nation.covered;
            assert_eq!(compared.attested, attested);
            let named = compared.difference().min(compared.perhaps.len() as i64);
            assert_eq!(i64::from(attested) + named + compared.unnamed, i64::from(compared.figure.regions), "{date}");
        }
        assert_eq!(comparison(gazetteer::regions(), &steps, day("2016-01-01")), None);
    }

    #[test]
    fn where_we_count_more_than_the_ministry_the_acts_of_others_come_first() {
        let own = gazetteer::regions().iter().filter(|region| region.autonomous).take(5);
        let mut steps: Vec<Step> = own.map(|region| step(&region.code.to_string(), MppState::Inaugurated, "2017-11-01")).collect();
        steps[0].ministerial = false;
        let compared = comparison(gazetteer::regions(), &steps, day("2018-01-01")).unwrap();
        assert_eq!((compared.difference(), compared.other_acts.len(), compared.unnamed), (-2, 1, -1));
    }
}
