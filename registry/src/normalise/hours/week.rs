//! Lays statements over the days of a week and writes them as an OpenStreetMap `opening_hours` value, days of one kind together.

use chrono::Weekday;

use super::scan::{Days, HOLIDAYS, Span, Weeks};
use super::statement::{Says, Statement};
use super::time::OPEN_END;

/// The state of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// Open in these spans, in order, apart from one another.
    Open(Vec<Span>),
    /// Closed.
    Closed,
    /// Open, but nobody says when.
    Unknown,
}

/// Monday to Sunday, and the holidays last. A day that nothing is said of is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Week {
    days: [Option<Day>; 8],
    /// Days in some weeks of the month only.
    monthly: Vec<(Days, Weeks, Day)>,
}

const NAMES: [&str; 8] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"];

/// The week that the statements describe, and the rule that made it; `None` where they contradict one another.
pub(super) fn lay(statements: &[Statement]) -> Option<(Week, &'static str)> {
    let mut week = Week::default();
    let mut said: [Days; 8] = [0; 8];
    let mut rule = "hours.days";
    let mut last: Days = 0;
    let own_breaks = statements.iter().filter(|statement| matches!(statement.says, Says::Break(_))).filter_map(|statement| statement.days);
    let own_breaks: Days = own_breaks.fold(0, |days, more| days | more);
    for statement in statements {
        let days = statement.of_days();
        if statement.weeks != 0 {
            week.monthly.push((statement.days?, statement.weeks, state_of(&statement.says)?));
            rule = "hours.weeks_of_month";
            continue;
        }
        match &statement.says {
            Says::OnlyDays => {
                rule = "hours.days_only";
                bits(days).for_each(|day| week.days[day] = Some(Day::Unknown));
            }
            Says::Open(spans) => {
                let overrides = |day: usize| statement.days.is_none() && week.days[day] == Some(Day::Closed);
                if bits(days).any(overrides) {
                    return None;
                }
                for day in bits(days) {
                    week.open(day, spans, said[day], days)?;
                    said[day] = days;
                }
            }
            Says::Closed | Says::Unknown => {
                let state = if statement.says == Says::Closed { Day::Closed } else { Day::Unknown };
                statement.days?;
                bits(days).for_each(|day| week.days[day] = Some(state.clone()));
            }
            Says::Break(spans) => {
                rule = "hours.breaks";
                let broken = match statement.days {
                    Some(days) => days,
                    None if statement.same_line && week.falls_into(last, spans) => last,
                    None => !HOLIDAYS & !own_breaks,
                };
                week.pause(broken, spans)?;
            }
        }
        if !matches!(statement.says, Says::Break(_)) {
            last = days;
        }
    }
    if statements.iter().any(|statement| statement.says == Says::OnlyDays) {
        return Some((week, "hours.days_only"));
    }
    let always = (0..7).all(|day| week.days[day] == Some(Day::Open(vec![(0, 1440)])));
    let undated = statements.iter().all(|statement| statement.days.is_none());
    Some((
        week,
        if always {
            "hours.always"
        } else if undated {
            "hours.every_day"
        } else {
            rule
        },
    ))
}

fn state_of(says: &Says) -> Option<Day> {
    Some(match says {
        Says::Open(spans) => Day::Open(spans.clone()),
        Says::Closed => Day::Closed,
        Says::Unknown | Says::OnlyDays => Day::Unknown,
        Says::Break(_) => return None,
    })
}

/// The days of a set, as places in a week.
fn bits(days: Days) -> impl Iterator<Item = usize> {
    (0..8).filter(move |day| days & (1 << day) != 0)
}

impl Week {
    /// Sets one weekday.
    pub(super) fn set(&mut self, day: Weekday, state: Day) {
        self.days[day.num_days_from_monday() as usize] = Some(state);
    }

    /// Whether no day has a state that helps: all are unsaid or unknown.
    pub(super) fn says_nothing(&self) -> bool {
        self.monthly.is_empty() && self.days.iter().all(|day| matches!(day, None | Some(Day::Unknown)))
    }

    /// The state that all weekdays share.
    pub(super) fn same_every_day(&self) -> Option<Day> {
        let first = self.days[0].clone()?;
        self.days.iter().take(7).all(|day| day.as_ref() == Some(&first)).then_some(first)
    }

    /// Adds spans to a day. The same days again, or fewer than before, may follow: fewer are an exception and replace what was said;
    /// the same add to it.
    fn open(&mut self, day: usize, spans: &[Span], before: Days, now: Days) -> Option<()> {
        let exception = before != now && now & before == now;
        let all = match self.days[day].take() {
            Some(Day::Open(said)) if before == now => [&said[..], spans].concat(),
            Some(Day::Open(_)) if exception => spans.to_vec(),
            Some(Day::Open(said)) if said == spans => said,
            Some(Day::Open(_)) => return None,
            _ => spans.to_vec(),
        };
        apart(&all).then(|| self.days[day] = Some(Day::Open(all)))
    }

    /// Whether a break falls into the opening of one of these days.
    fn falls_into(&self, days: Days, spans: &[Span]) -> bool {
        let open = |day: usize| if let Some(Day::Open(open)) = &self.days[day] { open.as_slice() } else { &[] };
        bits(days).any(|day| open(day).iter().any(|span| spans.iter().any(|pause| span.0 < pause.1 && pause.0 < span.1)))
    }

    /// Takes a break out of the days on which it falls into an open span.
    fn pause(&mut self, days: Days, spans: &[Span]) -> Option<()> {
        let mut taken = false;
        for day in bits(days) {
            let Some(Day::Open(open)) = &mut self.days[day] else { continue };
            for pause in spans {
                if let Some(at) = open.iter().position(|span| span.0 < pause.0 && pause.1 < span.1) {
                    let (from, to) = open[at];
                    open.splice(at..=at, [(from, pause.0), (pause.1, to)]);
                    taken = true;
                } else {
                    taken |= !open.iter().any(|span| span.0 < pause.1 && pause.0 < span.1);
                }
            }
        }
        taken.then_some(())
    }

    /// The value: `Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su,PH off`. `None` where a day has two spans and one of them no end.
    pub(super) fn to_osm(&self) -> Option<String> {
        let always = |day: &Option<Day>| matches!(day, Some(Day::Open(spans)) if spans.as_slice() == [(0, 1440)]);
        if self.days.iter().take(7).all(always) && self.days[7].is_none() {
            return Some("24/7".to_owned());
        }
        let mut written: Days = 0;
        let mut osm = String::with_capacity(48);
        for day in 0..8 {
            let Some(state) = self.days[day].as_ref().filter(|_| written & (1 << day) == 0) else { continue };
            let same = (day..8).filter(|other| self.days[*other].as_ref() == Some(state)).fold(0, |same: Days, other| same | (1 << other));
            written |= same;
            rule(&mut osm, same, 0, state)?;
        }
        for (days, weeks, state) in &self.monthly {
            rule(&mut osm, *days, *weeks, state)?;
        }
        Some(osm)
    }
}

/// Writes one rule: `Mo-Th,Sa,PH 08:00-12:00,13:00-15:00`, `Mo[1,3] 08:00-12:00`.
fn rule(osm: &mut String, days: Days, weeks: Weeks, state: &Day) -> Option<()> {
    if !osm.is_empty() {
        osm.push_str("; ");
    }
    names(osm, days, weeks);
    osm.push(' ');
    write(osm, state)
}

fn apart(spans: &[Span]) -> bool {
    spans.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

/// `Mo-Th,Sa,PH`, or `Mo[1,3],Th[1,3]`.
fn names(osm: &mut String, days: Days, weeks: Weeks) {
    let mut first = true;
    let mut comma = |osm: &mut String| {
        if !std::mem::take(&mut first) {
            osm.push(',');
        }
    };
    let mut day = 0;
    while day < 7 {
        let length = (day..7).take_while(|day| days & (1 << day) != 0).count().min(if weeks == 0 { 7 } else { 1 });
        if length > 0 {
            comma(osm);
            osm.push_str(NAMES[day]);
        }
        if length > 1 {
            osm.push('-');
            osm.push_str(NAMES[day + length - 1]);
        }
        if length > 0 && weeks != 0 {
            let places: Vec<&str> = ["1", "2", "3", "4", "5", "-1"]
                .into_iter()
                .enumerate()
                .filter(|(at, _)| weeks & (1 << at) != 0)
                .map(|(_, name)| name)
                .collect();
            osm.push('[');
            osm.push_str(&places.join(","));
            osm.push(']');
        }
        day += length.max(1);
    }
    if days & HOLIDAYS != 0 {
        comma(osm);
        osm.push_str(NAMES[7]);
    }
}

fn write(osm: &mut String, state: &Day) -> Option<()> {
    let time = |osm: &mut String, minutes: u16| {
        for part in [minutes / 60, minutes % 60] {
            for digit in [part / 10, part % 10] {
                osm.push(char::from_digit(u32::from(digit), 10).unwrap_or('0'));
            }
            osm.push(':');
        }
        osm.pop();
    };
    match state {
        Day::Open(spans) if spans.iter().any(|span| span.1 == OPEN_END) => {
            let [(open, _)] = spans.as_slice() else { return None };
            time(osm, *open);
            osm.push_str("-24:00 unknown");
        }
        Day::Open(spans) => {
            for (at, (open, close)) in spans.iter().enumerate() {
                if at > 0 {
                    osm.push(',');
                }
                time(osm, *open);
                osm.push('-');
                time(osm, *close);
            }
        }
        Day::Closed => osm.push_str("off"),
        Day::Unknown => osm.push_str("unknown"),
    }
    Some(())
}
