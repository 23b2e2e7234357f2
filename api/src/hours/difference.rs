//! What a search says of 10,000 random schedules at random moments, held against the `opening-hours` library asked minute by minute at its
//! own clock, and against a reading of the same week with nothing but a calendar. Not here: single cases that a person reads.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::*;

const CASES: usize = 10_000;
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, many: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % many
    }
}

/// What a schedule says of holidays.
#[derive(Clone, Copy, PartialEq)]
enum Holidays {
    Silent,
    Closed,
    Open(u32, u32),
}

/// A week as a hall or a counter has it; minutes since midnight.
struct Week {
    days: [Vec<(u32, u32)>; 7],
    holidays: Holidays,
}

impl Week {
    fn random(dice: &mut Dice) -> Self {
        let opens = 60 * (7 + dice.below(3)) as u32 + 15 * dice.below(4) as u32;
        let closes = 60 * (14 + dice.below(4)) as u32 + 30 * dice.below(2) as u32;
        let lunch = dice.below(3) == 0;
        let friday_break = dice.below(3) != 0;
        let days = std::array::from_fn(|day| match day {
            5 if dice.below(3) != 0 => Vec::new(),
            6 if dice.below(8) != 0 => Vec::new(),
            1..=6 if dice.below(6) == 0 => Vec::new(),
            4 if friday_break => vec![(opens, 690), (810, closes + 30)],
            _ if lunch => vec![(opens, 720), (780, closes)],
            _ => vec![(opens, closes)],
        });
        let holidays = match dice.below(4) {
            0 => Holidays::Silent,
            1 => Holidays::Open(540, 660),
            _ => Holidays::Closed,
        };
        Self { days, holidays }
    }

    fn osm(&self) -> String {
        let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let spans = |all: &[(u32, u32)]| all.iter().map(|&(from, to)| format!("{}-{}", time(from), time(to))).collect::<Vec<_>>().join(",");
        let mut rules: Vec<String> =
            DAYS.iter().zip(&self.days).filter(|(_, all)| !all.is_empty()).map(|(day, all)| format!("{day} {}", spans(all))).collect();
        match self.holidays {
            Holidays::Silent => {}
            Holidays::Closed => rules.push("PH off".into()),
            Holidays::Open(from, to) => rules.push(format!("PH {}", spans(&[(from, to)]))),
        }
        rules.join("; ")
    }

    /// `None`: unknown.
    fn is_open(&self, at: NaiveDateTime) -> Option<bool> {
        let minute = at.hour() * 60 + at.minute();
        let within = |all: &[(u32, u32)]| all.iter().any(|&(from, to)| from <= minute && minute < to);
        let day = self.days.get(at.weekday().num_days_from_monday() as usize).map_or(&[][..], Vec::as_slice);
        if !gazetteer::holidays().iter().any(|holiday| holiday.date == at.date()) {
            return Some(within(day));
        }
        match self.holidays {
            Holidays::Silent => None,
            Holidays::Closed => Some(false),
            Holidays::Open(from, to) => Some(within(&[(from, to)])),
        }
    }

    /// The first minute after `at`, within the days that are looked ahead, in which it opens.
    fn opens_next(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let starts = |date: NaiveDate| {
            let mut minutes: Vec<u32> = self.days.iter().flatten().map(|&(from, _)| from).collect();
            if let Holidays::Open(from, _) = self.holidays {
                minutes.push(from);
            }
            minutes.sort_unstable();
            minutes.into_iter().filter_map(move |minute| Some(date.and_time(NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?)))
        };
        let mut candidates = (0..=AHEAD_DAYS).flat_map(|day| starts(at.date() + TimeDelta::days(day)));
        candidates.find(|&start| start > at && start < at + TimeDelta::days(AHEAD_DAYS) && self.is_open(start) == Some(true))
    }
}

/// The next minute in which the library says that it is open, found by going from change to change.
fn library_opens_next(hours: &OpeningHours, at: NaiveDateTime) -> Option<NaiveDateTime> {
    let mut at = at;
    let until = at + TimeDelta::days(AHEAD_DAYS);
    while let Some(change) = hours.next_change(at).filter(|change| *change < until) {
        if hours.is_open(change) {
            return Some(change);
        }
        at = change;
    }
    None
}

#[test]
fn ten_thousand_schedules_agree_with_the_library() {
    let mut dice = Dice(2026);
    let begin: DateTime<FixedOffset> = "2026-01-01T00:00:00+00:00".parse().unwrap();
    let (mut states, mut with_next) = ([0_usize; 3], 0);
    for case in 0..CASES {
        let week = Week::random(&mut dice);
        let osm = week.osm();
        let zone = [Zone::Wib, Zone::Wita, Zone::Wit][dice.below(3) as usize];
        // Every fourth within the days around a holiday, where the rules meet.
        let holiday = gazetteer::holidays()[dice.below(gazetteer::holidays().len() as u64) as usize].date;
        let seconds = TimeDelta::seconds(dice.below(86_400 * 3) as i64);
        let at = match dice.below(4) {
            0 => (holiday.pred_opt().unwrap().and_time(NaiveTime::MIN) + seconds).and_utc(),
            _ => begin.to_utc() + TimeDelta::seconds(dice.below(86_400 * 360) as i64),
        };
        let local = at.with_timezone(&zone.offset()).naive_local();
        let said = Reader::new(Instant::new(at)).read(Some(&osm), zone.as_str());
        let told = said.opens_next.as_deref().map(|next| next.parse::<DateTime<FixedOffset>>().unwrap());

        let expected = week.is_open(local);
        assert_eq!(said.open, expected, "case {case}: {osm} at {local} {zone:?}");
        let next = if expected == Some(false) { week.opens_next(local) } else { None };
        assert_eq!(told.map(|next| next.naive_local()), next, "case {case}: {osm} opens next after {local} {zone:?}");
        assert!(told.is_none_or(|next| *next.offset() == zone.offset()), "on its own clock");

        if osm.is_empty() {
            continue;
        }
        let plain = if osm.contains("PH") { osm.clone() } else { format!("{osm}; PH unknown") };
        let hours: OpeningHours = plain.parse().unwrap();
        let hours = hours.with_context(Context::default().with_holidays(HOLIDAYS.clone()));
        let library = (hours.is_open(local), hours.is_closed(local));
        assert_eq!(said.open, if library.0 { Some(true) } else { library.1.then_some(false) }, "case {case}: {osm} at {local}");
        if said.open == Some(false) {
            assert_eq!(told.map(|next| next.naive_local()), library_opens_next(&hours, local), "case {case}: {osm} after {local}");
        }
        states[match said.open {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        }] += 1;
        with_next += usize::from(told.is_some());
    }
    assert!(states.iter().all(|&many| many > 100) && with_next > 1_000, "each state was played: {states:?}, {with_next}");
}
