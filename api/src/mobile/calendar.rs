//! Stops as an iCalendar file (RFC 5545) to subscribe to: dated ones as single events, those that come by the weekday as weekly ones, all in
//! UTC (no zone of Indonesia has daylight saving, so a weekly event keeps its hour). What feeds write is text, never a property: the
//! library escapes it, and control characters, which RFC 5545 does not allow in it, are taken out before.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};
use registry::model::{Instant, Zone};

use super::visits::{self, Coming, Visit};

/// Weeks that must be alike for a stop to count as weekly.
const ALIKE: u64 = 4;

/// What a region has announced of one coming of a unit.
#[derive(Clone, Debug, Default)]
pub struct Announced {
    /// Nobody comes.
    pub is_closed: bool,
    /// In words, a notice a line.
    pub lines: Vec<String>,
}

/// The file. `now` is its stamp: what the events were at; `announced` says what notices say of each coming.
#[must_use]
pub fn write(name: &str, visits: &[Visit], now: Instant, announced: impl Fn(&Visit, &Coming) -> Announced) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&clean(name));
    for visit in visits {
        for event in events(visit, now, &announced) {
            calendar.push(event);
        }
    }
    calendar.done().to_string()
}

fn events(visit: &Visit, now: Instant, announced: &dyn Fn(&Visit, &Coming) -> Announced) -> Vec<Event> {
    let zone = visit.row.zone.parse().unwrap_or(Zone::Wib);
    if visit.row.date.is_none() && is_weekly(visit) {
        let same = |a: &Coming, b: &Coming| a.date.weekday() == b.date.weekday() && times(a) == times(b);
        let mut each: Vec<&Coming> = Vec::new();
        for coming in &visit.coming {
            if !each.iter().any(|known| same(known, coming)) {
                each.push(coming);
            }
        }
        let key = |coming: &Coming| {
            let hour = coming.hours.map(|(begins, _)| begins.format("%H%M").to_string()).unwrap_or_default();
            format!("{}-{hour}", coming.date.weekday())
        };
        let weekly = |coming: &Coming| {
            let mut event = event(visit, coming, zone, now, &key(coming), &Announced::default())?;
            event.add_property("RRULE", "FREQ=WEEKLY");
            Some(event.done())
        };
        // One day of the weekly ones of which something is announced stands in that day's place (RFC 5545, 3.8.4.4).
        let single = |coming: &Coming| {
            let word = announced(visit, coming);
            if !word.is_closed && word.lines.is_empty() {
                return None;
            }
            let begins = zone.offset().from_local_datetime(&coming.hours?.0).single()?.to_utc();
            let mut event = event(visit, coming, zone, now, &key(coming), &word)?;
            event.add_property("RECURRENCE-ID", begins.format("%Y%m%dT%H%M%SZ").to_string());
            Some(event.done())
        };
        return each.into_iter().filter_map(weekly).chain(visit.coming.iter().filter_map(single)).collect();
    }
    visit
        .coming
        .iter()
        .enumerate()
        .filter_map(|(number, coming)| {
            let key = if visit.row.date.is_some() { number.to_string() } else { format!("{}-{number}", coming.date) };
            event(visit, coming, zone, now, &key, &announced(visit, coming))
        })
        .collect()
}

fn times(coming: &Coming) -> Option<(chrono::NaiveTime, chrono::NaiveTime)> {
    coming.hours.map(|(begins, ends)| (begins.time(), ends.time()))
}

/// Whether every week is like the first: OSM values may also hold months, or only the first Monday.
fn is_weekly(visit: &Visit) -> bool {
    let Some(first) = visit.coming.first().map(|coming| coming.date) else { return false };
    let week = |number: u64| {
        let begin = first.checked_add_days(Days::new(7 * number)).unwrap_or(first);
        let end = begin.checked_add_days(Days::new(6)).unwrap_or(begin);
        visits::days(&visit.row, begin, end).iter().map(|day| (day.date.weekday(), times(day))).collect::<Vec<_>>()
    };
    (1..=ALIKE).all(|number| week(number) == week(0)) && visit.coming.iter().all(|coming| coming.hours.is_some())
}

/// `None`: beyond what a calendar can hold.
fn event(visit: &Visit, coming: &Coming, zone: Zone, now: Instant, key: &str, word: &Announced) -> Option<Event> {
    let row = &visit.row;
    let utc = |local: NaiveDateTime| zone.offset().from_local_datetime(&local).single().map(|at| at.to_utc());
    let mut event = Event::with_uid(&format!("{}-{key}@simpul", row.id));
    event.timestamp(now.utc());
    match coming.hours {
        Some((begins, ends)) => event.starts(utc(begins)?).ends(utc(ends)?),
        None => event.starts(coming.date).ends(next_day(coming.date)?),
    };
    event.summary(&clean(&[row.service.as_deref().or(row.organization.as_deref()).unwrap_or("Layanan keliling"), &row.name].join(" · ")));
    event.location(&clean(&row.address.as_ref().map_or_else(|| row.name.clone(), |address| format!("{}, {address}", row.name))));
    if !row.point_is_regions {
        event.add_property("GEO", format!("{:.6};{:.6}", row.latitude, row.longitude));
    }
    let told = [row.organization.as_deref(), row.status.as_deref(), row.note.as_deref()];
    let told = word.lines.iter().map(String::as_str).chain(told.into_iter().flatten());
    event.description(&clean(&told.collect::<Vec<_>>().join("\n")));
    event.status(if word.is_closed || visit.is_cancelled() { EventStatus::Cancelled } else { EventStatus::Confirmed });
    Some(event.done())
}

fn next_day(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::days(1))
}

/// Without the characters that could end a line, and without those that turn its direction.
fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{85}');
    text.chars().filter(|&c| c == '\n' || !(c.is_control() || turns(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(date: Option<&str>, osm: &str, name: &str) -> Visit {
        let row = registry::store::StopRow {
            id: registry::model::Id::derive("a", "stop", "b"),
            source_id: "a".into(),
            region: "32.71".into(),
            name: name.into(),
            address: Some("Jl. Contoh; Blok A, No. 1".into()),
            latitude: -6.6,
            longitude: 106.8,
            point_is_regions: false,
            date: date.map(Into::into),
            osm: Some(osm.into()),
            zone: "WITA".into(),
            fact: "{}".into(),
            service: None,
            organization: Some("Disdukcapil".into()),
            status: None,
            note: None,
        };
        let coming = visits::days(&row, "2026-11-24".parse().unwrap(), "2026-12-31".parse().unwrap());
        Visit { row, terms: Vec::new(), agency: None, coming, distance_km: None }
    }

    fn written(visits: &[Visit]) -> (String, Calendar) {
        announced(visits, |_, _| Announced::default())
    }

    fn announced(visits: &[Visit], word: impl Fn(&Visit, &Coming) -> Announced) -> (String, Calendar) {
        let text = write("Layanan keliling", visits, Instant::new("2026-11-24T03:00:00Z".parse().unwrap()), word);
        let read: Calendar = text.parse().expect("what was written can be read");
        (text, read)
    }

    #[test]
    fn a_dated_stop_is_one_event_in_utc() {
        let (text, calendar) = written(&[visit(Some("2026-12-03"), "2026 Dec 03 09:00-12:00", "Balai Desa")]);
        assert_eq!(calendar.events().count(), 1);
        assert!(text.contains("DTSTART:20261203T010000Z\r\n") && text.contains("DTEND:20261203T040000Z\r\n"), "{text}");
        assert!(!text.contains("RRULE") && text.contains("DTSTAMP:20261124T030000Z\r\n"), "{text}");
        assert!(text.lines().all(|line| line.len() <= 75), "folded: {text}");
    }

    #[test]
    fn a_weekly_stop_is_a_rule_and_its_name_stays() {
        let stop = visit(None, "Tu,Th 09:00-12:00", "Balai Desa");
        let (text, calendar) = written(std::slice::from_ref(&stop));
        assert_eq!((calendar.events().count(), text.matches("RRULE:FREQ=WEEKLY\r\n").count()), (2, 2), "{text}");
        let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
        let later = Visit { coming: stop.coming.iter().skip(1).cloned().collect(), ..stop.clone() };
        let (mut before, mut after) = (uids(&text), uids(&written(&[later]).0));
        before.sort();
        after.sort();
        assert_eq!(before, after, "the same a week later");
    }

    #[test]
    fn one_week_of_a_weekly_stop_is_called_off_in_its_place() {
        let stop = visit(None, "Tu 09:00-12:00", "Balai Desa");
        let first = stop.coming[0].date;
        let flood = |_: &Visit, coming: &Coming| match coming.date == first {
            true => Announced { is_closed: true, lines: vec!["Tutup sementara: banjir".into()] },
            false => Announced::default(),
        };
        let (text, calendar) = announced(&[stop], flood);
        assert_eq!((calendar.events().count(), text.matches("STATUS:CANCELLED").count()), (2, 1), "{text}");
        assert!(text.contains("RECURRENCE-ID:20261124T010000Z\r\n") && text.contains("DESCRIPTION:Tutup sementara: banjir"), "{text}");
        let uids: std::collections::HashSet<&str> = text.lines().filter(|line| line.starts_with("UID:")).collect();
        assert_eq!(uids.len(), 1, "the same event");
    }

    #[test]
    fn what_a_feed_writes_is_text() {
        let evil = "Balai\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:palsu\r\u{2028}\u{202e}";
        let (text, calendar) = written(&[visit(Some("2026-12-03"), "2026 Dec 03 09:00-12:00", evil)]);
        assert_eq!((calendar.events().count(), text.matches("\r\nBEGIN:VEVENT").count()), (1, 1), "{text}");
        assert!(!text.replace("\r\n", "").contains('\r') && !text.contains('\u{202e}'), "{text:?}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("Jl. Contoh\\; Blok A\\, No. 1"), "{unfolded}");
    }
}
