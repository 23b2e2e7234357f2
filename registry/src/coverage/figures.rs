//! What the ministry said at the time, and why we count otherwise: regions that are named, and gaps that are.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::step::{Step, is_provincial, standings};
use super::{Rule, folded};
use crate::gazetteer::table;
use crate::model::{MppState, Region, RegionCode};

/// A figure that the ministry published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The day, or the last day of the stated month or year.
    pub date: NaiveDate,
    /// The date as it was stated: `2022-09`.
    pub stated: String,
    /// Regions with an MPP.
    pub regions: u32,
    /// Where.
    pub source: String,
}

static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| {
    table::rows(include_str!("../../data/ministry_figures.csv"))
        .filter_map(|row| {
            Some(Figure {
                date: row.parse("date")?,
                stated: row.get("stated")?.to_owned(),
                regions: row.parse("regions")?,
                source: row.get("source")?.to_owned(),
            })
        })
        .collect()
});

/// Everything that the ministry published, by date.
#[must_use]
pub fn figures() -> &'static [Figure] {
    &FIGURES
}

/// The ministry's last figure by `at`.
#[must_use]
pub fn figure(at: NaiveDate) -> Option<&'static Figure> {
    figures().iter().rev().find(|figure| figure.date <= at)
}

/// A count beside the ministry's, and what lies between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The ministry's.
    pub figure: &'static Figure,
    /// Ours, at the date of the figure.
    pub attested: u32,
    /// Attested only by a later day, or by none: they may have been among those that the ministry counted.
    pub perhaps: Vec<RegionCode>,
    /// Counted here by an act that is not the ministry's own: it may not have counted them.
    pub other_acts: Vec<RegionCode>,
    /// What neither explains: so many regions (fewer than none: too many) that no evidence names.
    pub unnamed: i64,
}

impl Comparison {
    /// The ministry's figure less ours.
    #[must_use]
    pub fn difference(&self) -> i64 {
        i64::from(self.figure.regions) - i64::from(self.attested)
    }
}

/// Compares what `steps` attest with the ministry's last figure by `at`, under the ministry's own rule.
#[must_use]
pub fn comparison(regions: &[Region], steps: &[Step], at: NaiveDate) -> Option<Comparison> {
    let figure = figure(at)?;
    let known = standings(steps, figure.date);
    let counted = folded(regions, Rule::Autonomous, &known);
    let covered = || counted.iter().filter(|(_, standing)| standing.is_some_and(|standing| standing.is_covered()));
    let perhaps = perhaps(steps, figure.date, |region| known.get(&region).is_some_and(|standing| standing.is_covered()));
    let other_acts: Vec<RegionCode> =
        covered().filter(|(_, standing)| standing.is_some_and(|standing| !standing.ministerial)).map(|(region, _)| *region).collect();
    let attested = u32::try_from(covered().count()).unwrap_or(u32::MAX);
    let difference = i64::from(figure.regions) - i64::from(attested);
    let (more, fewer) = (len(&perhaps), len(&other_acts));
    Some(Comparison { figure, attested, perhaps, other_acts, unnamed: difference - difference.clamp(-fewer, more) })
}

fn len(list: &[RegionCode]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// The regions whose inauguration may have been by `at`, and is not attested by then.
pub(super) fn perhaps(steps: &[Step], at: NaiveDate, is_covered: impl Fn(RegionCode) -> bool) -> Vec<RegionCode> {
    let open = steps.iter().filter(|step| step.state == MppState::Inaugurated && !step.assumed && step.may_have_happened(at));
    let mut regions: Vec<RegionCode> =
        open.map(|step| step.region).filter(|region| !is_provincial(*region) && !is_covered(*region)).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}
