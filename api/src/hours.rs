//! Whether a place is open: its OSM `opening_hours` value, read on the clock of its zone. Hours that are missing or that cannot be read
//! make neither an open nor a closed place, and hours that say nothing of holidays are unknown on them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{NaiveDateTime, TimeDelta, TimeZone as _};
use compact_calendar::CompactCalendar;
use opening_hours::{Context, ContextHolidays, OpeningHours};
use registry::gazetteer;
use registry::model::{Instant, Zone};

/// How far ahead the next opening is looked for.
const AHEAD_DAYS: i64 = 14;

/// `PH` of an OSM value: national holidays and *cuti bersama*, on which the offices of the state are closed by joint decree.
static HOLIDAYS: LazyLock<ContextHolidays> = LazyLock::new(|| {
    let days: CompactCalendar = gazetteer::holidays().iter().map(|holiday| holiday.date).collect();
    ContextHolidays::new(Arc::new(days), Arc::default())
});

/// What `PH` means here.
#[must_use]
pub fn with_holidays() -> Context {
    Context::default().with_holidays(HOLIDAYS.clone())
}

/// What the hours say of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// `None`: unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens, on its own clock, within 14 days (RFC 3339).
    pub opens_next: Option<String>,
}

/// Reads hours; each distinct value is evaluated once for the moment it was made for.
pub struct Reader {
    at: Instant,
    read: HashMap<(String, Zone), Moment>,
}

impl Reader {
    /// A reader for one moment.
    #[must_use]
    pub fn new(at: Instant) -> Self {
        Self { at, read: HashMap::new() }
    }

    /// What `osm`, meant in `zone` (`WIB`, `WITA`, `WIT`), says of the moment.
    pub fn read(&mut self, osm: Option<&str>, zone: &str) -> Moment {
        let (Some(osm), Ok(zone)) = (osm, zone.parse::<Zone>()) else { return Moment::default() };
        let key = (osm.to_owned(), zone);
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let moment = evaluate(osm, zone, self.at);
        self.read.insert(key, moment.clone());
        moment
    }
}

fn evaluate(osm: &str, zone: Zone, at: Instant) -> Moment {
    let stated = if osm.contains("PH") { osm.to_owned() } else { format!("{osm}; PH unknown") };
    let Ok(hours) = stated.parse::<OpeningHours>() else { return Moment::default() };
    let hours = hours.with_context(with_holidays());
    let local: NaiveDateTime = at.utc().with_timezone(&zone.offset()).naive_local();
    if hours.is_open(local) {
        return Moment { open: Some(true), opens_next: None };
    }
    if !hours.is_closed(local) {
        return Moment::default();
    }
    let until = local + TimeDelta::days(AHEAD_DAYS);
    let next = hours.iter_range(local, until).map(|span| span.range.start).find(|&start| start > local && hours.is_open(start));
    let opens_next = next.and_then(|start| zone.offset().from_local_datetime(&start).single()).map(|start| start.to_rfc3339());
    Moment { open: Some(false), opens_next }
}

#[cfg(test)]
mod difference;

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = "Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su,PH off";

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn the_zone_decides() {
        // Tuesday 07:30 in Jakarta is 08:30 in Makassar.
        let mut reader = Reader::new(at("2026-11-24T00:30:00Z"));
        let wib = reader.read(Some(OFFICE), "WIB");
        assert_eq!(wib, Moment { open: Some(false), opens_next: Some("2026-11-24T08:00:00+07:00".into()) });
        assert_eq!(reader.read(Some(OFFICE), "WITA").open, Some(true));
    }

    #[test]
    fn friday_evening_opens_on_monday() {
        let moment = Reader::new(at("2026-11-27T12:00:00Z")).read(Some(OFFICE), "WIB");
        assert_eq!(moment.opens_next.as_deref(), Some("2026-11-30T08:00:00+07:00"));
    }

    #[test]
    fn a_holiday_closes_what_says_so_and_leaves_the_rest_unknown() {
        // Christmas 2026 is a Friday; the day before is cuti bersama.
        let mut reader = Reader::new(at("2026-12-25T02:00:00Z"));
        let closed = reader.read(Some(OFFICE), "WIB");
        assert_eq!(closed, Moment { open: Some(false), opens_next: Some("2026-12-28T08:00:00+07:00".into()) });
        assert_eq!(reader.read(Some("Mo-Fr 08:00-15:00"), "WIB").open, None);
        let mut before = Reader::new(at("2026-12-24T02:00:00Z"));
        assert_eq!(before.read(Some(OFFICE), "WIB").open, Some(false));
        assert_eq!(before.read(Some("Mo-Fr 08:00-15:00; PH 08:00-10:00"), "WIB").open, Some(true));
    }

    #[test]
    fn unknown_is_neither_open_nor_closed() {
        let mut reader = Reader::new(at("2026-11-24T03:00:00Z"));
        assert_eq!(reader.read(None, "WIB"), Moment::default());
        assert_eq!(reader.read(Some("tanya petugas"), "WIB"), Moment::default());
        assert_eq!(reader.read(Some(OFFICE), "").open, None);
    }
}
