//! Opening hours: the week itself, and the ways in which regions write it.

use registry::model::Zone;
use serde_json::{Map, Value};

use super::spelling;
use crate::dice::Dice;
use crate::plan::Manner;

/// From and to, in minutes since midnight.
pub type Span = (u16, u16);

/// Open spans of Monday to Sunday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week(pub [Vec<Span>; 7]);

const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const BYDAY: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Week {
    /// A hall's week.
    pub fn of_hall(dice: &mut Dice) -> Self {
        let open = [450, 480, 480, 480, 510][dice.below(5)];
        let close = [840, 900, 900, 930, 960][dice.below(5)];
        let day = if dice.chance(15) { vec![(open, 720), (780, close)] } else { vec![(open, close)] };
        let friday = match dice.below(10) {
            0..=2 => day.clone(),
            3 | 4 => vec![(open, 660)],
            5 | 6 => vec![(open, 690)],
            7 => vec![(open, close.min(870))],
            _ => vec![(open, 690), (810, close.max(900))],
        };
        let saturday = if dice.chance(14) { vec![(open.max(480), 720)] } else { Vec::new() };
        Self([day.clone(), day.clone(), day.clone(), day, friday, saturday, Vec::new()])
    }

    /// This week on some of its working days only.
    pub fn on_days(&self, dice: &mut Dice) -> (Self, Vec<usize>) {
        let mut days: Vec<usize> = (0..dice.between(1, 3)).map(|_| dice.below(5)).collect();
        days.sort_unstable();
        days.dedup();
        let mut week = Self::default();
        for &day in &days {
            week.0[day].clone_from(&self.0[day]);
        }
        (week, days)
    }

    /// This week, closing at `close` at the latest.
    pub fn until(&self, close: u16) -> Self {
        let mut week = self.clone();
        for day in &mut week.0 {
            day.retain(|&(from, _)| from < close);
            for span in day {
                span.1 = span.1.min(close);
            }
        }
        week
    }

    /// This week with a long break for the Friday prayer.
    pub fn with_friday_break(&self) -> Self {
        let mut week = self.clone();
        let from = week.0[4].first().map_or(480, |span| span.0);
        week.0[4] = vec![(from, 690), (810, 930)];
        week
    }

    /// Days with the same spans, as HSDS schedules have them: `("MO,TU", spans)`.
    pub fn by_day(&self) -> Vec<(String, Vec<Span>)> {
        let mut groups: Vec<(String, Vec<Span>)> = Vec::new();
        for (day, spans) in self.0.iter().enumerate().filter(|(_, spans)| !spans.is_empty()) {
            match groups.iter_mut().find(|(_, same)| same == spans) {
                Some((days, _)) => *days = format!("{days},{}", BYDAY[day]),
                None => groups.push((BYDAY[day].to_owned(), spans.clone())),
            }
        }
        groups
    }

    /// Runs of neighbouring days with the same spans; closed days are left out.
    fn runs(&self) -> Vec<(usize, usize, &[Span])> {
        let mut runs: Vec<(usize, usize, &[Span])> = Vec::new();
        for (day, spans) in self.0.iter().enumerate().filter(|(_, spans)| !spans.is_empty()) {
            match runs.last_mut() {
                Some(run) if run.1 + 1 == day && run.2 == spans.as_slice() => run.1 = day,
                _ => runs.push((day, day, spans)),
            }
        }
        runs
    }

    /// An object with a text for each weekday, `Tutup` where it is closed.
    pub fn object(&self) -> Value {
        let texts = DAYS.iter().zip(&self.0).take(6);
        let entry = |(day, spans): (&&str, &Vec<Span>)| {
            let text = if spans.is_empty() { "Tutup".to_owned() } else { spans_text(spans, '.', " - ", ", ") };
            (day.to_lowercase(), Value::String(text))
        };
        Value::Object(texts.map(entry).collect::<Map<_, _>>())
    }

    /// Saturday and Sunday as text.
    pub fn weekend(&self, zone: Zone) -> String {
        match self.0[5].as_slice() {
            [] => "Sabtu & Minggu: Libur".to_owned(),
            spans => format!("Sabtu: {} {}", spans_text(spans, '.', " - ", ", "), zone.as_str()),
        }
    }

    /// The week without its Saturday and Sunday.
    pub fn workdays(&self) -> Self {
        let mut week = self.clone();
        week.0[5].clear();
        week.0[6].clear();
        week
    }

    /// The week as a region writes it.
    pub fn text(&self, zone: Zone, manner: &Manner, dice: &mut Dice) -> String {
        let zone = zone.as_str();
        let style = spelling(&["lines", "sd", "dash", "pukul", "days"], manner, dice);
        let run = |&(first, last, spans): &(usize, usize, &[Span])| match style {
            "sd" => {
                let friday = if first == 4 { "Jum'at" } else { DAYS[first] };
                let days = if first == last { friday.to_owned() } else { format!("{} s.d {}", DAYS[first], DAYS[last]) };
                format!("{days} {} {zone}", spans_text(spans, '.', " s.d ", " dan "))
            }
            "dash" => {
                let days = if first == last { DAYS[first].to_owned() } else { format!("{}–{}", DAYS[first], DAYS[last]) };
                format!("{days} {} {zone}", spans_text(spans, '.', "–", " dan "))
            }
            "pukul" => {
                let days = if first == last { DAYS[first].to_owned() } else { format!("{} s/d {}", DAYS[first], DAYS[last]) };
                format!("{days}: Pukul {}", with_break(spans, zone))
            }
            _ => {
                let days = if first == last { DAYS[first].to_owned() } else { format!("{} - {}", DAYS[first], DAYS[last]) };
                format!("{days}: {} {zone}", spans_text(spans, '.', " - ", " dan "))
            }
        };
        let runs: Vec<String> = match style {
            "days" => self.0.iter().enumerate().filter(|(_, spans)| !spans.is_empty()).map(|(day, spans)| single(day, spans)).collect(),
            _ => self.runs().iter().map(run).collect(),
        };
        let mut text = runs.join(match style {
            "sd" => "; ",
            "dash" => ", ",
            _ => "\n",
        });
        if matches!(style, "lines" | "pukul" | "days") && self.0[5].is_empty() && dice.chance(30) {
            text.push_str("\nSabtu & Minggu: Libur");
        }
        text
    }
}

/// `Setiap Rabu dan Kamis.`
pub fn only_days(days: &[usize], dice: &mut Dice) -> String {
    let names: Vec<&str> = days.iter().map(|&day| DAYS[day]).collect();
    match names.as_slice() {
        [one] => format!("{} {one}.", dice.pick(&["Setiap", "Setiap hari", "Pelaksanaan setiap hari"])),
        [first, second] => dice.pick(&["Setiap {a} dan {b}.", "{a} dan {b}"]).replace("{a}", first).replace("{b}", second),
        _ => names.join(", "),
    }
}

fn single(day: usize, spans: &[Span]) -> String {
    format!("{}: {}", DAYS[day], spans_text(spans, ':', " - ", ", "))
}

fn with_break(spans: &[Span], zone: &str) -> String {
    match spans {
        [(open, noon), (after, close)] => format!(
            "{} – {} {zone} (Istirahat: {} – {} {zone})",
            clock(*open, '.'),
            clock(*close, '.'),
            clock(*noon, '.'),
            clock(*after, '.')
        ),
        _ => format!("{} {zone}", spans_text(spans, '.', " – ", ", ")),
    }
}

fn spans_text(spans: &[Span], point: char, to: &str, and: &str) -> String {
    let texts: Vec<String> = spans.iter().map(|&(from, until)| format!("{}{to}{}", clock(from, point), clock(until, point))).collect();
    texts.join(and)
}

/// `480` as `08.00`.
pub fn clock(minute: u16, point: char) -> String {
    format!("{:02}{point}{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Format, Plan};
    use crate::site::examples::sites;

    fn week() -> Week {
        let day = vec![(480, 900)];
        Week([day.clone(), day.clone(), day.clone(), day, vec![(480, 690), (810, 900)], vec![], vec![]])
    }

    #[test]
    fn the_same_week_in_several_spellings() {
        let manner = Plan::of(1, &sites()[0], None, &Format::ALL).manner;
        let spelt: std::collections::BTreeSet<String> =
            (0..200).map(|n| week().text(Zone::Wib, &manner, &mut Dice::of(n, &["week"]))).collect();
        assert!(spelt.contains("Senin s.d Kamis 08.00 s.d 15.00 WIB; Jum'at 08.00 s.d 11.30 dan 13.30 s.d 15.00 WIB"), "{spelt:#?}");
        assert!(spelt.iter().any(|text| text.contains("(Istirahat: 11.30 – 13.30 WIB)")), "{spelt:#?}");
    }

    #[test]
    fn schedules_group_the_days() {
        assert_eq!(week().by_day(), [("MO,TU,WE,TH".to_owned(), vec![(480, 900)]), ("FR".to_owned(), vec![(480, 690), (810, 900)])]);
    }

    #[test]
    fn an_object_names_the_weekdays() {
        assert_eq!(week().object()["jumat"], "08.00 - 11.30, 13.30 - 15.00");
        assert_eq!(week().object()["sabtu"], "Tutup");
    }

    #[test]
    fn closing_early_drops_what_lies_after() {
        assert_eq!(week().until(720).0[4], [(480, 690)]);
        assert_eq!(week().until(720).0[0], [(480, 720)]);
    }
}
