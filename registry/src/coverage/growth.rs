//! How coverage grew.

use chrono::{Datelike as _, NaiveDate};

use super::step::{Step, standings};
use super::{Figure, Rule, figures, folded};
use crate::model::Region;

/// Coverage on one day of the curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub at: NaiveDate,
    /// Covered for sure.
    pub covered: u32,
    /// Regions beyond those that may be covered, too.
    pub perhaps: u32,
    /// What the ministry said of this very day.
    pub figure: Option<&'static Figure>,
}

/// The last days of the months from the first MPP's on, and `until` as the last.
#[must_use]
pub fn month_ends(until: NaiveDate) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2017, 10, 1).unwrap_or(until);
    let mut days = Vec::new();
    let mut month = first;
    while month <= until {
        let next = month.checked_add_months(chrono::Months::new(1)).and_then(|next| next.with_day(1));
        let Some(next) = next else { break };
        days.push(next.pred_opt().unwrap_or(month).min(until));
        month = next;
    }
    days
}

/// The curve over the months until `until`, and over the days on which the ministry published a figure.
#[must_use]
pub fn growth(regions: &[Region], steps: &[Step], until: NaiveDate, rule: Rule) -> Vec<Point> {
    let mut days = month_ends(until);
    days.extend(figures().iter().map(|figure| figure.date).filter(|date| *date <= until));
    days.sort_unstable();
    days.dedup();
    let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
    days.into_iter()
        .map(|at| {
            let known = standings(steps, at);
            let covered = folded(regions, rule, &known).iter().filter(|(_, one)| one.is_some_and(|one| one.is_covered())).count();
            let perhaps = super::figures::perhaps(steps, at, |region| known.get(&region).is_some_and(|one| one.is_covered()));
            Point { at, covered: count(covered), perhaps: count(perhaps.len()), figure: figures().iter().find(|figure| figure.date == at) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer;

    #[test]
    fn the_curve_ends_today_never_falls_and_holds_every_figure() {
        let today = "2026-11-24".parse().unwrap();
        let curve = growth(gazetteer::regions(), &gazetteer::mpp_steps(), today, Rule::Autonomous);
        assert_eq!((curve.first().unwrap().at.to_string().as_str(), curve.last().unwrap().at), ("2017-10-31", today));
        assert!(curve.windows(2).all(|pair| pair[0].at < pair[1].at && pair[0].covered <= pair[1].covered));
        assert_eq!(curve.iter().filter(|point| point.figure.is_some()).count(), figures().len());
    }

    #[test]
    fn months_end_on_their_last_days() {
        let ends: Vec<String> = month_ends("2018-03-05".parse().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(ends, ["2017-10-31", "2017-11-30", "2017-12-31", "2018-01-31", "2018-02-28", "2018-03-05"]);
    }
}
