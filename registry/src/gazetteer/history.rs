//! What is known of the MPPs: the dated steps of their history, and the halls' addresses, points and hours.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Months, NaiveDate};

use crate::coverage::Step;
use crate::model::{MppEvent, MppState, Point, RegionCode};

use super::table;

/// From this day on an event without a date counts: the list of known MPPs was closed on it, and attests them by then. Before
/// it nobody knows, so it does not count.
pub const UNDATED_SINCE: NaiveDate = match NaiveDate::from_ymd_opt(2026, 10, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

static HISTORY: LazyLock<Vec<(MppEvent, Option<String>)>> =
    LazyLock::new(|| table::rows(include_str!("../../data/known_mpps.csv")).filter_map(|row| read(&row)).collect());

static EVENTS: LazyLock<Vec<MppEvent>> = LazyLock::new(|| HISTORY.iter().map(|(event, _)| event.clone()).collect());

static HALLS: LazyLock<HashMap<RegionCode, (&'static MppEvent, Option<&'static str>)>> =
    LazyLock::new(|| HISTORY.iter().map(|(event, hours)| (event.region, (event, hours.as_deref()))).collect());

/// Every known step in the history of an MPP, by region code.
#[must_use]
pub fn mpp_events() -> &'static [MppEvent] {
    &EVENTS
}

/// The same as steps that can be counted.
#[must_use]
pub fn mpp_steps() -> Vec<Step> {
    let step = |event: &MppEvent| Step {
        region: event.region,
        state: event.state,
        by: event.date,
        earliest: event.earliest,
        confidence: event.confidence,
        ministerial: MppEvent::is_ministerial(&event.date_kind),
        assumed: false,
    };
    mpp_events().iter().map(step).collect()
}

/// The known hall of a region (DKI Jakarta's for its six units), and its hours as they are attested.
#[must_use]
pub fn hall(code: RegionCode) -> Option<(&'static MppEvent, Option<&'static str>)> {
    HALLS.get(&code).or_else(|| HALLS.get(&code.province()).filter(|_| code.province().to_string() == "31")).copied()
}

fn read(row: &table::Row) -> Option<(MppEvent, Option<String>)> {
    let kind = row.get("date_kind").unwrap_or("operating");
    // "operating by 2021-07": a witness, whose date is in the kind where it has no cell of its own.
    let witness = kind.strip_prefix("operating by ").map(str::trim);
    let written = row.get("date").or(witness.filter(|date| days(date).is_some()));
    let meant = written.and_then(days);
    let date_kind = match written {
        Some(date) if date.len() < 10 => format!("{kind}, on a day in {date}"),
        _ => kind.to_owned(),
    };
    let event = MppEvent {
        region: row.parse("code")?,
        name: row.get("mpp_name")?.to_owned(),
        state: state(kind),
        date: meant.map(|(_, last)| last),
        earliest: meant.filter(|_| !kind.starts_with("operating by")).map(|(first, _)| first),
        date_kind,
        confidence: row.get("confidence")?.chars().next()?,
        evidence: row.get("source").unwrap_or_default().to_owned(),
        address: row.get("address").map(str::to_owned),
        point: row.parse("lat").zip(row.parse("lon")).map(|(lat, lon)| Point { lat, lon }),
    };
    Some((event, row.get("hours").map(str::to_owned)))
}

/// A hall that is attested to operate counts as inaugurated, as the ministry counts it; a soft launch or a plan does not.
fn state(date_kind: &str) -> MppState {
    if date_kind.contains("soft launch") {
        MppState::SoftLaunch
    } else if date_kind.starts_with("planned") {
        MppState::Proposed
    } else {
        MppState::Inaugurated
    }
}

/// The first and the last of the days that are meant by a day, a month or a year as people write them down: `2026-11-28`, `2026-11`,
/// `2026`. Before the first the event has not happened; on the last it has happened for sure.
pub(crate) fn days(written: &str) -> Option<(NaiveDate, NaiveDate)> {
    if !written.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (missing, months) = match written.len() {
        4 => ("-01-01", 12),
        7 => ("-01", 1),
        10 => ("", 0),
        _ => return None,
    };
    let first: NaiveDate = format!("{written}{missing}").parse().ok()?;
    let last = if months == 0 { first } else { first.checked_add_months(Months::new(months))?.pred_opt()? };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_mpp_is_read() {
        assert_eq!(mpp_events().len(), 271);
        assert!(mpp_events().iter().all(|event| event.date.is_none_or(|date| date <= UNDATED_SINCE)));
    }

    #[test]
    fn a_month_or_a_year_stands_for_its_days() {
        let of = |written| days(written).map(|(first, last)| format!("{first} {last}"));
        assert_eq!(of("2023-02").as_deref(), Some("2023-02-01 2023-02-28"));
        assert_eq!(of("2023-12").as_deref(), Some("2023-12-01 2023-12-31"));
        assert_eq!(of("2024").as_deref(), Some("2024-01-01 2024-12-31"));
        assert_eq!(of("2017-10-12").as_deref(), Some("2017-10-12 2017-10-12"));
        assert_eq!(["soon", "26-1-1", "-026-01-01", "2026-13", "2026-02-30", "", "2026/11/2"].map(of), [const { None }; 7]);
    }

    #[test]
    fn a_witness_tells_the_last_possible_day_and_no_first_one() {
        let of = |code: &str| mpp_events().iter().find(|event| event.region.to_string() == code).unwrap();
        let witnessed = of("18.05");
        assert_eq!(
            (witnessed.date.map(|date| date.to_string()).as_deref(), witnessed.earliest),
            (Some("2021-07-31"), None),
            "{witnessed:?}"
        );
        let inaugurated = of("11.04");
        assert_eq!(inaugurated.date, inaugurated.earliest);
    }

    #[test]
    fn the_halls_hours_and_address_are_known_where_attested() {
        let (event, hours) = hall("32.11".parse().unwrap()).unwrap();
        assert_eq!(event.name, "MPP Kabupaten Sumedang");
        assert_eq!(hours, Some("Senin-Jumat 08.00-15.00 WIB"));
        assert_eq!(hall("31.71".parse().unwrap()).unwrap().0.name, "MPP DKI Jakarta");
        assert_eq!(hall("73.01".parse().unwrap()).map(|(event, _)| event.region.to_string()).as_deref(), None);
    }
}
