//! What an instance reports of itself: visits that grow day by day, tickets, and the index of satisfaction.

use chrono::{Datelike, Days, NaiveDate};

use super::{Agency, Moment};
use crate::dice::Dice;

/// One figure of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As in the model: `visits`, `tickets`, `satisfaction`.
    pub metric: &'static str,
    /// The agency's place in the list; none: the hall.
    pub agency: Option<usize>,
    /// Its first day.
    pub month: NaiveDate,
    /// Hundredths for `satisfaction`, else a count.
    pub value: u64,
}

impl Figure {
    /// `2026-10`
    pub fn period(&self) -> String {
        format!("{}-{:02}", self.month.year(), self.month.month())
    }

    /// `Oktober 2026`
    pub fn period_in_words(&self) -> String {
        const MONTHS: [&str; 12] =
            ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
        format!("{} {}", MONTHS[self.month.month0() as usize], self.month.year())
    }
}

/// The figures at `moment`: last month's, and this month's so far.
pub fn figures(seed: u64, slug: &str, agencies: &[Agency], moment: &Moment) -> Vec<Figure> {
    let today = moment.first_day.checked_add_days(Days::new(u64::from(moment.day))).unwrap_or(moment.first_day);
    let this_month = today.with_day(1).unwrap_or(today);
    let last_day = this_month.pred_opt().unwrap_or(this_month);
    let last_month = last_day.with_day(1).unwrap_or(last_day);
    let mut figures = Vec::new();
    for (month, until) in [(last_month, last_day), (this_month, today)] {
        let visits: Vec<u64> =
            (0..agencies.len()).map(|agency| days(month, until).map(|day| visits_on(seed, slug, agency, day)).sum()).collect();
        let all: u64 = visits.iter().sum();
        figures.push(Figure { metric: "visits", agency: None, month, value: all });
        figures.push(Figure { metric: "tickets", agency: None, month, value: all + all / 7 });
        figures.extend(visits.iter().enumerate().map(|(agency, &value)| Figure { metric: "visits", agency: Some(agency), month, value }));
    }
    let score = 7_661 + Dice::of(seed, &["score", slug]).below(1_900) as u64;
    figures.push(Figure { metric: "satisfaction", agency: None, month: last_month, value: score });
    figures
}

fn days(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= until).filter(|day| day.weekday().number_from_monday() <= 5)
}

/// The first agencies of the list are the busy ones.
fn visits_on(seed: u64, slug: &str, agency: usize, day: NaiveDate) -> u64 {
    let usual = 60 / (agency + 1) + 2;
    Dice::of(seed, &["visits", slug, &agency.to_string(), &day.to_string()]).between(usual / 2 + 1, usual * 2) as u64
}
