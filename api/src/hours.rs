//! Whether a place is open: its OSM `opening_hours` value, read on the clock of its zone. Hours that are missing or that cannot be read
//! make neither an open nor a closed place, and hours that say nothing of holidays are unknown on them.

pub mod week;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

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

/// Reads hours for one moment.
#[derive(Clone, Copy)]
pub struct Reader {
    at: Instant,
}

impl Reader {
    /// A reader for one moment.
    #[must_use]
    pub fn new(at: Instant) -> Self {
        Self { at }
    }

    /// What `osm`, meant in `zone` (`WIB`, `WITA`, `WIT`), says of the moment.
    #[must_use]
    pub fn read(&self, osm: Option<&str>, zone: &str) -> Moment {
        osm.map(|osm| moment(osm, zone, self.at)).unwrap_or_default()
    }
}

/// What hours, meant in `zone` (`WIB`, `WITA`, `WIT`), say of a moment.
#[must_use]
pub fn moment(osm: &str, zone: &str, at: Instant) -> Moment {
    let Ok(zone) = zone.parse::<Zone>() else { return Moment::default() };
    let local = at.utc().with_timezone(&zone.offset()).naive_local();
    READ.moment(osm, zone, local)
}

/// Hours that were read lately. What they say holds from the moment that was asked for until they open or close, so a question of the same
/// hour costs a look into a table.
static READ: LazyLock<Read> = LazyLock::new(Read::default);

/// The most hours that are remembered.
const MOST: usize = 8192;

#[derive(Default)]
struct Read(RwLock<HashMap<String, [Option<Arc<Known>>; 3]>>);

/// What hours say from one time until another.
struct Known {
    hours: Option<OpeningHours>,
    from: NaiveDateTime,
    until: NaiveDateTime,
    moment: Moment,
}

impl Read {
    fn moment(&self, osm: &str, zone: Zone, local: NaiveDateTime) -> Moment {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(osm).and_then(|zones| zones.get(zone as usize)?.clone());
        if let Some(known) = known.as_ref().filter(|known| known.from <= local && local < known.until) {
            return known.moment.clone();
        }
        let hours = match known {
            Some(known) => known.hours.clone(),
            None => parse(osm),
        };
        let known = evaluate(hours, zone, local);
        let moment = known.moment.clone();
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        if let Some(place) = all.entry(osm.to_owned()).or_default().get_mut(zone as usize) {
            *place = Some(Arc::new(known));
        }
        moment
    }
}

fn parse(osm: &str) -> Option<OpeningHours> {
    let stated = if osm.contains("PH") { osm.to_owned() } else { format!("{osm}; PH unknown") };
    Some(stated.parse::<OpeningHours>().ok()?.with_context(with_holidays()))
}

fn evaluate(hours: Option<OpeningHours>, zone: Zone, local: NaiveDateTime) -> Known {
    let ahead = local + TimeDelta::days(AHEAD_DAYS);
    let Some(open_hours) = &hours else { return Known { hours, from: local, until: ahead, moment: Moment::default() } };
    let mut spans = open_hours.iter_range(local, ahead);
    let first = spans.next();
    let until = first.as_ref().map_or(local, |span| span.range.end);
    let moment = if open_hours.is_open(local) {
        Moment { open: Some(true), opens_next: None }
    } else if open_hours.is_closed(local) {
        let next = spans.map(|span| span.range.start).find(|&start| start > local && open_hours.is_open(start));
        let opens_next = next.and_then(|start| zone.offset().from_local_datetime(&start).single()).map(|start| start.to_rfc3339());
        Moment { open: Some(false), opens_next }
    } else {
        Moment::default()
    };
    // What opens later than it was looked ahead for is looked for again tomorrow.
    let until = if moment.opens_next.is_none() { until.min(local + TimeDelta::days(1)) } else { until };
    Known { hours, from: local, until, moment }
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
        let reader = Reader::new(at("2026-11-24T00:30:00Z"));
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
        let reader = Reader::new(at("2026-12-25T02:00:00Z"));
        let closed = reader.read(Some(OFFICE), "WIB");
        assert_eq!(closed, Moment { open: Some(false), opens_next: Some("2026-12-28T08:00:00+07:00".into()) });
        assert_eq!(reader.read(Some("Mo-Fr 08:00-15:00"), "WIB").open, None);
        let before = Reader::new(at("2026-12-24T02:00:00Z"));
        assert_eq!(before.read(Some(OFFICE), "WIB").open, Some(false));
        assert_eq!(before.read(Some("Mo-Fr 08:00-15:00; PH 08:00-10:00"), "WIB").open, Some(true));
    }

    #[test]
    fn unknown_is_neither_open_nor_closed() {
        let reader = Reader::new(at("2026-11-24T03:00:00Z"));
        assert_eq!(reader.read(None, "WIB"), Moment::default());
        assert_eq!(reader.read(Some("tanya petugas"), "WIB"), Moment::default());
        assert_eq!(reader.read(Some(OFFICE), "").open, None);
    }
}
