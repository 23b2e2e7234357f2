//! Lines over time as SVG, drawn here. Beside each stands its table, so that nothing is told by the drawing alone.

use chrono::NaiveDate;

/// The drawing's size, in its own units, and the margins for what is written beside the axes.
const SIZE: (f64, f64) = (720.0, 300.0);
const MARGIN: (f64, f64) = (40.0, 24.0);

/// A chart over time: where its lines and dots lie, and what is written beside the axes.
pub struct Chart {
    /// Of each line, as SVG's `points`.
    pub lines: Vec<String>,
    /// Single values, with their title.
    pub dots: Vec<ChartDot>,
    /// Values: where from the top, and the text.
    pub values: Vec<(String, String)>,
    /// Years: where from the left, and the text.
    pub years: Vec<(String, String)>,
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
        let x = |day: NaiveDate| {
            let span = (last - first).num_days().max(1) as f64;
            format!("{:.1}", MARGIN.0 + (day - first).num_days() as f64 / span * (SIZE.0 - MARGIN.0 - 8.0))
        };
        let y = |value: f64| format!("{:.1}", SIZE.1 - MARGIN.1 - value / top * (SIZE.1 - MARGIN.1 - 8.0));
        let ticks = std::iter::successors(Some(0.0), |value| Some(value + step)).take_while(|value| *value <= top + step / 2.0);
        let years = (0..200).map_while(|nth| {
            use chrono::Datelike as _;
            let day = NaiveDate::from_ymd_opt(first.year() + nth, 1, 1)?;
            (day <= last).then_some(day)
        });
        Self {
            lines: lines
                .iter()
                .map(|line| line.iter().map(|(day, value)| format!("{},{}", x(*day), y(*value))).collect::<Vec<_>>().join(" "))
                .collect(),
            dots: dots.iter().map(|(day, value, title)| ChartDot { x: x(*day), y: y(*value), title: title.clone() }).collect(),
            values: ticks.map(|value| (y(value), format!("{value}"))).collect(),
            years: years.filter(|day| *day >= first).map(|day| (x(day), day.format("%Y").to_string())).collect(),
        }
    }
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
        assert_eq!(chart.lines, ["40.0,276.0 712.0,8.0"]);
        assert_eq!((chart.dots[0].x.as_str(), chart.dots[0].y.as_str()), ("712.0", "8.0"));
        assert_eq!(chart.values.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["0", "100", "200", "300"]);
        assert_eq!(chart.years.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["2020", "2021", "2022"]);
    }

    #[test]
    fn nothing_to_draw_is_drawn_as_nothing() {
        let chart = Chart::new(&[Vec::new()], &[]);
        assert_eq!(chart.lines, [""]);
        assert!(!chart.values.is_empty());
    }
}
