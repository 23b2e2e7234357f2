//! The history of coverage as samples with their times, in OpenMetrics, under the names that `/metrics` has: for a Prometheus that began to
//! scrape after the first MPP was inaugurated.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::{Coverage, Rule, STATES, Step, coverage, figures, month_ends};
use crate::model::{Province, Region, Zone};

/// One sample of every series for the end (in Jakarta) of each month and of each day on which the ministry published a figure, up to the day
/// before `today`: today is for whoever scrapes.
#[must_use]
pub fn open_metrics(regions: &[Region], provinces: &[Province], steps: &[Step], today: NaiveDate) -> String {
    let mut days = month_ends(today);
    days.extend(figures().iter().map(|figure| figure.date));
    days.retain(|day| *day < today);
    days.sort_unstable();
    days.dedup();
    let all = |rule| days.iter().map(move |day| coverage(regions, provinces, steps, *day, rule)).collect::<Vec<Coverage>>();
    let history: Vec<Coverage> = Rule::ALL.into_iter().flat_map(all).collect();

    // A family's samples stand together, and each series' in the order of time.
    let mut text =
        String::from("# HELP simpul_coverage_regions Regions by the state of their MPP.\n# TYPE simpul_coverage_regions gauge\n");
    for (rule, state) in Rule::ALL.into_iter().flat_map(|rule| STATES.map(|state| (rule, state))) {
        for one in history.iter().filter(|one| one.rule == rule) {
            let regions = one.nation.states.get(state).copied().unwrap_or_default();
            let _ = writeln!(text, "simpul_coverage_regions{{rule=\"{}\",state=\"{state}\"}} {regions} {}", rule.as_str(), end_of(one.at));
        }
    }
    text.push_str(
        "# HELP simpul_coverage_denominator_regions Regions that are counted.\n# TYPE simpul_coverage_denominator_regions gauge\n",
    );
    for one in &history {
        let (rule, regions) = (one.rule.as_str(), one.nation.denominator);
        let _ = writeln!(text, "simpul_coverage_denominator_regions{{rule=\"{rule}\"}} {regions} {}", end_of(one.at));
    }
    text.push_str("# EOF\n");
    text
}

/// The last second of a day in Jakarta, in seconds since 1970.
fn end_of(day: NaiveDate) -> i64 {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(chrono::NaiveTime::MIN);
    next.and_utc().timestamp() - i64::from(Zone::Wib.offset().local_minus_utc()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer;

    #[test]
    fn the_ministrys_day_is_told_as_the_registry_counts_it_and_today_is_not() {
        let today: NaiveDate = "2024-10-31".parse().unwrap();
        let steps = gazetteer::mpp_steps();
        let text = open_metrics(gazetteer::regions(), gazetteer::provinces(), &steps, today);
        let covered = coverage(gazetteer::regions(), gazetteer::provinces(), &steps, "2024-06-24".parse().unwrap(), Rule::Autonomous);
        // 2024-06-24T23:59:59+07:00
        let wanted =
            format!("simpul_coverage_regions{{rule=\"autonomous\",state=\"inaugurated\"}} {} 1719248399\n", covered.nation.covered);
        assert!(covered.nation.covered > 0 && text.contains(&wanted), "{wanted}");
        assert!(text.ends_with("# EOF\n") && !text.contains(&end_of(today).to_string()));
    }
}
