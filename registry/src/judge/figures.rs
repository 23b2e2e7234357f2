//! Figures that cannot be, or hardly: looked at beside one another and beside what the same source told of earlier periods. Every one is
//! told to its region; only those of a period that has not begun are kept out.

use std::collections::HashMap;
use std::time::Duration;

use chrono::NaiveDate;

use crate::model::{Code, Finding, Instant, Metric, Period, PeriodKind, Scope, Statistic};
use crate::normalise::satisfaction::{Element, Weight, of_elements, weight};

/// So many earlier periods make a median worth comparing with.
const ENOUGH: usize = 3;
/// Earlier periods that are compared with: the latest ones.
const LOOKED_AT: usize = 24;
/// So many times the median is a jump.
const JUMP: f64 = 10.0;
/// Below this a jump says nothing: a counter with two visitors may well have thirty.
const SMALL: f64 = 50.0;
/// How far a published index may be from that of its elements.
const TOLERANCE: f64 = 0.01;

/// The figures of one thing in periods of one kind.
type Line = (Metric, Scope, PeriodKind);

/// What is wrong with what a source tells now, `earlier` being what is stored of it.
#[must_use]
pub fn judge(told: &[Statistic], earlier: &[Statistic], today: NaiveDate) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        told.iter().filter(|figure| is_future(figure, today)).map(|one| on(Code::FigureFuture, one, String::new())).collect();
    let mut all: HashMap<(Metric, Scope, Period), f64> =
        earlier.iter().map(|one| ((one.metric, one.scope, one.period), one.value)).collect();
    let told: Vec<&Statistic> = told.iter().filter(|figure| !is_future(figure, today)).collect();
    all.extend(told.iter().map(|one| ((one.metric, one.scope, one.period), one.value)));
    let mut lines: HashMap<Line, Vec<(NaiveDate, f64)>> = HashMap::new();
    for ((metric, scope, period), value) in &all {
        lines.entry((*metric, *scope, period.kind())).or_default().push((period.first(), *value));
    }
    lines.values_mut().for_each(|line| line.sort_by_key(|(first, _)| *first));
    for figure in told {
        findings.extend(jump(figure, &lines));
        findings.extend(part(figure, &lines));
        findings.extend(index(figure, &all));
    }
    findings
}

/// The day that it is where it is latest, in the east of the nation: WIT, nine hours before UTC.
#[must_use]
pub fn latest_today(now: Instant) -> NaiveDate {
    now.plus(Duration::from_secs(9 * 3600)).utc().date_naive()
}

/// Whether the figure's period has not begun.
#[must_use]
pub fn is_future(figure: &Statistic, today: NaiveDate) -> bool {
    figure.period.first() > today
}

fn on(code: Code, figure: &Statistic, why: String) -> Finding {
    let raw = if why.is_empty() { figure.value.to_string() } else { format!("{}; {why}", figure.value) };
    Finding::new(code, &format!("{} {}", figure.metric.as_str(), figure.period), "value", &raw)
}

/// A count that is far from the median of those before it. A span is like no other, and is not compared.
fn jump(figure: &Statistic, lines: &HashMap<Line, Vec<(NaiveDate, f64)>>) -> Option<Finding> {
    let kind = figure.period.kind();
    if !figure.metric.is_count() || kind == PeriodKind::Span {
        return None;
    }
    let line = lines.get(&(figure.metric, figure.scope, kind))?;
    let before = line.partition_point(|(first, _)| *first < figure.period.first());
    // A day on which nobody came is a holiday and says nothing of the others.
    let mut values: Vec<f64> =
        line.get(before.saturating_sub(LOOKED_AT)..before)?.iter().map(|(_, value)| *value).filter(|value| *value > 0.0).collect();
    values.sort_by(f64::total_cmp);
    let median = *values.get(values.len() / 2).filter(|_| values.len() >= ENOUGH)?;
    let is_far = figure.value > median * JUMP || figure.value > 0.0 && figure.value * JUMP < median;
    (is_far && figure.value.max(median) >= SMALL).then(|| on(Code::FigureJump, figure, format!("nilai tengah {median}")))
}

/// A count that is less than that of a part of its period.
fn part(figure: &Statistic, lines: &HashMap<Line, Vec<(NaiveDate, f64)>>) -> Option<Finding> {
    let kind = figure.period.kind();
    if !figure.metric.is_count() || matches!(kind, PeriodKind::Day | PeriodKind::Span) {
        return None;
    }
    let shorter = PeriodKind::ALL.into_iter().filter(|other| *other < kind);
    let parts = shorter.filter_map(|kind| Some((kind, lines.get(&(figure.metric, figure.scope, kind))?)));
    let within = parts.flat_map(|(kind, line)| {
        let from = line.partition_point(|(first, _)| *first < figure.period.first());
        let part = move |(first, value): &(NaiveDate, f64)| Some((Period::starting(kind, *first, 0)?, *value));
        line.get(from..).unwrap_or_default().iter().take_while(|(first, _)| *first <= figure.period.last()).filter_map(part)
    });
    let (period, value) = within.filter(|(period, _)| figure.period.holds(*period)).max_by(|one, other| one.1.total_cmp(&other.1))?;
    (value > figure.value).then(|| on(Code::FigurePart, figure, format!("{period}: {value}")))
}

/// A published index beside that of its nine elements.
fn index(figure: &Statistic, all: &HashMap<(Metric, Scope, Period), f64>) -> Option<Finding> {
    if figure.metric != Metric::Satisfaction {
        return None;
    }
    let score = |(metric, element): (Metric, Element)| Some((element, *all.get(&(metric, figure.scope, figure.period))?));
    let elements: Vec<(Element, f64)> = Metric::ELEMENTS.into_iter().zip(Element::ALL).filter_map(score).collect();
    let computed = of_elements(&elements)?;
    match weight(&elements, figure.value) {
        Some(Weight::Ninth) => None,
        Some(Weight::Rounded) => Some(on(Code::IndexRounded, figure, format!("dengan 1/9: {computed:.2}"))),
        None if (figure.value - computed).abs() <= computed * TOLERANCE => None,
        None => Some(on(Code::IndexDiffers, figure, format!("dari unsurnya: {computed:.2}"))),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::Id;

    fn hall() -> Scope {
        Scope::Location(Id::derive("a", "location", "hall"))
    }

    fn figure(metric: Metric, period: &str, value: f64) -> Statistic {
        Statistic { metric, scope: hall(), period: period.parse().unwrap(), value }
    }

    fn codes(told: &[Statistic], earlier: &[Statistic]) -> Vec<Code> {
        judge(told, earlier, "2026-11-24".parse().unwrap()).into_iter().map(|finding| finding.code).collect()
    }

    fn months() -> Vec<Statistic> {
        ["2026-06", "2026-07", "2026-08", "2026-09"].map(|month| figure(Metric::Visits, month, 6000.0)).to_vec()
    }

    #[rstest]
    #[case(6100.0, None)]
    #[case(60_000.0, None)]
    #[case(60_001.0, Some(Code::FigureJump))]
    #[case(599.0, Some(Code::FigureJump))]
    #[case(0.0, None)]
    fn a_jump_is_ten_times_the_median_of_what_came_before(#[case] value: f64, #[case] expected: Option<Code>) {
        assert_eq!(codes(&[figure(Metric::Visits, "2026-10", value)], &months()), Vec::from_iter(expected));
    }

    #[test]
    fn a_jump_needs_something_of_its_own_kind_to_be_compared_with() {
        assert_eq!(codes(&[figure(Metric::Visits, "2026-10-05", 200.0)], &months()), []);
        assert_eq!(codes(&[figure(Metric::Tickets, "2026-10", 200.0)], &months()), []);
        assert_eq!(codes(&[figure(Metric::Visits, "2026-10", 60_001.0)], &months()[..2]), []);
    }

    #[test]
    fn a_year_is_not_less_than_one_of_its_months() {
        assert_eq!(codes(&[figure(Metric::Visits, "2026", 5999.0)], &months()), [Code::FigurePart]);
        assert_eq!(codes(&[figure(Metric::Visits, "2026", 24_000.0)], &months()), []);
        assert_eq!(codes(&[figure(Metric::Visits, "2025", 10.0)], &months()), [], "the months of another year");
    }

    #[test]
    fn a_period_that_has_not_begun_is_told() {
        assert_eq!(codes(&[figure(Metric::Visits, "2026-12", 10.0)], &[]), [Code::FigureFuture]);
        assert_eq!(codes(&[figure(Metric::Visits, "2026-11", 10.0), figure(Metric::Visits, "2026", 10.0)], &[]), []);
    }

    #[rstest]
    #[case(91.48, None)]
    #[case(90.57, Some(Code::IndexRounded))]
    #[case(91.0, None)]
    #[case(85.0, Some(Code::IndexDiffers))]
    fn an_index_is_computed_again_from_its_nine_elements(#[case] index: f64, #[case] expected: Option<Code>) {
        let mut told = Metric::ELEMENTS.map(|metric| figure(metric, "2026-10", 3.6593)).to_vec();
        told.push(figure(Metric::Satisfaction, "2026-10", index));
        assert_eq!(codes(&told, &[]), Vec::from_iter(expected));
        told.remove(0);
        assert_eq!(codes(&told, &[]), [], "eight elements make no index");
    }
}
