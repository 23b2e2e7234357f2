//! Lays statements over the days of a week and writes them as an OpenStreetMap `opening_hours` value, days of one kind together.

use chrono::Weekday;

use super::scan::{Days, HOLIDAYS, Span};
use super::statement::{Says, Statement};

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
}

const NAMES: [&str; 8] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"];

/// The week that the statements describe, and the rule that made it; `None` where they contradict one another.
pub(super) fn lay(statements: &[Statement]) -> Option<(Week, &'static str)> {
    let mut week = Week::default();
    let mut said: [Days; 8] = [0; 8];
    let mut rule = "hours.days";
    let mut last: Days = 0;
    for statement in statements {
        let days = statement.of_days();
        match &statement.says {
            Says::Open(spans) => {
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
                    None if statement.same_line => last,
                    None => !HOLIDAYS,
                };
                week.pause(broken, spans)?;
            }
        }
        if !matches!(statement.says, Says::Break(_)) {
            last = days;
        }
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
        self.days.iter().all(|day| matches!(day, None | Some(Day::Unknown)))
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

    /// The value: `Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su,PH off`.
    pub(super) fn to_osm(&self) -> String {
        let always = Some(Day::Open(vec![(0, 1440)]));
        if self.days.iter().take(7).all(|day| *day == always) && self.days[7].is_none() {
            return "24/7".to_owned();
        }
        let mut written = [false; 8];
        let mut rules = Vec::new();
        for day in 0..8 {
            let Some(state) = self.days[day].as_ref().filter(|_| !written[day]) else { continue };
            let mut same: Days = 0;
            for other in (day..8).filter(|other| self.days[*other].as_ref() == Some(state)) {
                written[other] = true;
                same |= 1 << other;
            }
            rules.push(format!("{} {}", names(same), write(state)));
        }
        rules.join("; ")
    }
}

fn apart(spans: &[Span]) -> bool {
    spans.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

/// `Mo-Th,Sa,PH`
fn names(days: Days) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut day = 0;
    while day < 7 {
        let length = (day..7).take_while(|day| days & (1 << day) != 0).count();
        match length {
            0 => {}
            1 => parts.push(NAMES[day].to_owned()),
            _ => parts.push(format!("{}-{}", NAMES[day], NAMES[day + length - 1])),
        }
        day += length + 1;
    }
    if days & HOLIDAYS != 0 {
        parts.push(NAMES[7].to_owned());
    }
    parts.join(",")
}

fn write(state: &Day) -> String {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    match state {
        Day::Open(spans) => spans.iter().map(|(open, close)| format!("{}-{}", time(*open), time(*close))).collect::<Vec<_>>().join(","),
        Day::Closed => "off".to_owned(),
        Day::Unknown => "unknown".to_owned(),
    }
}
