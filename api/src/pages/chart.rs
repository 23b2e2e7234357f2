//! Lines over time as SVG, drawn here. Beside each stands its table, so that nothing is told by the drawing alone.

use chrono::{Datelike as _, Months, NaiveDate};

/// The drawing's size, in its own units, and the margins for what is written beside the axes.
const SIZE: (f64, f64) = (720.0, 300.0);
const MARGIN: (f64, f64) = (40.0, 24.0);
/// The room above the highest value, for what is written at it.
const TOP: f64 = 18.0;

/// A chart over time: where its lines and dots lie, and what is written beside the axes.
pub struct Chart {
    /// Of each line, as SVG's `points`.
    pub lines: Vec<String>,
    /// Single values, with their title.
    pub dots: Vec<ChartDot>,
    /// Values: where from the top, and which.
    pub values: Vec<(String, f64)>,
    /// Years, or months where the chart has less than two years: where from the left, the text, and how it is anchored there.
    pub dates: Vec<(String, String, &'static str)>,
}

/// A single value.
pub struct ChartDot {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// What it is.
    pub title: String,
}

impl Chart {
    /// Draws lines and dots that share their axes. The values begin at zero.
    #[must_use]
    pub fn new(lines: &[Vec<(NaiveDate, f64)>], dots: &[(NaiveDate, f64, String)]) -> Self {
        let days = || lines.iter().flatten().map(|(day, _)| *day).chain(dots.iter().map(|(day, ..)| *day));
        let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
        let most = lines.iter().flatten().map(|(_, value)| *value).chain(dots.iter().map(|(_, value, _)| *value)).fold(1.0, f64::max);
        let step = step(most);
        let top = (most / step).ceil() * step;
        #[expect(clippy::cast_precision_loss, reason = "days of some years")]
        let across = |day: NaiveDate| {
            let span = (last - first).num_days().max(1) as f64;
            MARGIN.0 + (day - first).num_days() as f64 / span * (SIZE.0 - MARGIN.0 - 8.0)
        };
        let x = |day: NaiveDate| format!("{:.1}", across(day));
        let y = |value: f64| format!("{:.1}", SIZE.1 - MARGIN.1 - value / top * (SIZE.1 - MARGIN.1 - TOP));
        let ticks = std::iter::successors(Some(0.0), |value| Some(value + step)).take_while(|value| *value <= top + step / 2.0);
        let anchor = |day: NaiveDate| if across(day) > SIZE.0 - 30.0 { "end" } else { "middle" };
        Self {
            lines: lines
                .iter()
                .map(|line| line.iter().map(|(day, value)| format!("{},{}", x(*day), y(*value))).collect::<Vec<_>>().join(" "))
                .collect(),
            dots: dots.iter().map(|(day, value, title)| ChartDot { x: x(*day), y: y(*value), title: title.clone() }).collect(),
            values: ticks.map(|value| (y(value), value)).collect(),
            dates: dates(first, last).into_iter().map(|(day, text)| (x(day), text, anchor(day))).collect(),
        }
    }
}

/// The days to write beside the axis: each year's first where there are two of them, else as many months' first as there is room for.
fn dates(first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, String)> {
    let starts = |first: NaiveDate, months: u32| {
        let begin = first.with_day(1).filter(|day| *day >= first).or_else(|| first.with_day(1)?.checked_add_months(Months::new(1)));
        std::iter::successors(begin, move |day| day.checked_add_months(Months::new(months))).take_while(move |day| *day <= last)
    };
    let years: Vec<_> = starts(first, 1).filter(|day| day.month() == 1).collect();
    if years.len() > 1 {
        return years.into_iter().map(|day| (day, day.format("%Y").to_string())).collect();
    }
    let months = u32::try_from((last - first).num_days() / 240).unwrap_or_default() + 1;
    starts(first, months).map(|day| (day, day.format("%Y-%m").to_string())).collect()
}

/// A round distance between the values written beside the axis: about five of them.
fn step(most: f64) -> f64 {
    let rough = most / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn lines_and_dots_share_their_axes() {
        let line = vec![(day("2020-01-01"), 0.0), (day("2022-01-01"), 300.0)];
        let chart = Chart::new(&[line], &[(day("2022-01-01"), 300.0, "menurut kementerian: 300".into())]);
        assert_eq!(chart.lines, ["40.0,276.0 712.0,18.0"]);
        assert_eq!((chart.dots[0].x.as_str(), chart.dots[0].y.as_str()), ("712.0", "18.0"));
        assert_eq!(chart.values.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [0.0, 100.0, 200.0, 300.0]);
        assert_eq!(written(&chart), ["2020", "2021", "2022"]);
        assert_eq!(chart.dates[2].2, "end");
    }

    fn written(chart: &Chart) -> Vec<&str> {
        chart.dates.iter().map(|(_, text, _)| text.as_str()).collect()
    }

    #[test]
    fn months_are_written_where_there_are_no_two_years() {
        let of = |first, last| written(&Chart::new(&[vec![(day(first), 1.0), (day(last), 2.0)]], &[])).join(" ");
        assert_eq!(of("2026-08-01", "2026-11-01"), "2026-08 2026-09 2026-10 2026-11");
        assert_eq!(of("2025-03-15", "2026-11-01"), "2025-04 2025-07 2025-10 2026-01 2026-04 2026-07 2026-10");
    }

    #[test]
    fn nothing_to_draw_is_drawn_as_nothing() {
        let chart = Chart::new(&[Vec::new()], &[]);
        assert_eq!(chart.lines, [""]);
        assert!(!chart.values.is_empty());
    }
}
