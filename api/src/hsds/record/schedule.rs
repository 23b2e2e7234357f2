//! `schedule`: the week of a place or of a counter as RFC 5545 parts. Hours that are no plain week are told in their own words alone.

use std::collections::HashMap;

use registry::model::{Id, Provenance, Zone};
use registry::store::read::ScheduleRow;
use serde::Serialize;

use super::parts::part;
use crate::hours::week::{Week, week};

/// `schedule`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Schedule {
    /// Derived from its owner's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// `WEEKLY`; absent where the hours are no plain week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freq: Option<&'static str>,
    /// `MO`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wkst: Option<&'static str>,
    /// `MO,TU,WE,TH`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byday: Option<String>,
    /// Hours ahead of UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<i32>,
    /// `08:00+07:00`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    /// `15:00+07:00`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<String>,
    /// The whole week as written, on the first schedule of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Weeks that were read already: a few hundred values stand for a hundred thousand counters.
#[derive(Default)]
pub struct Weeks(HashMap<String, Option<Week>>);

impl Weeks {
    /// The schedules of `owner`.
    pub fn schedules(&mut self, owner: Id, row: Option<&ScheduleRow>) -> Vec<Schedule> {
        let Some(row) = row else { return Vec::new() };
        let raw = serde_json::from_str::<Provenance>(&row.fact).map(|from| from.raw).ok().filter(|raw| !raw.trim().is_empty());
        let zone = row.zone.as_deref().and_then(|zone| zone.parse().ok());
        let read = row.osm.as_deref().and_then(|osm| {
            let known = self.0.contains_key(osm);
            if !known {
                self.0.insert(osm.to_owned(), week(osm));
            }
            self.0.get(osm).and_then(Option::as_ref)
        });
        let (Some(week), Some(zone)) = (read, zone) else {
            let told = raw.or_else(|| row.osm.clone());
            return told.map(|text| told_only(owner, text)).into_iter().collect();
        };
        let mut schedules: Vec<Schedule> = spans(week).enumerate().map(|(at, (days, span))| weekly(owner, at, &days, span, zone)).collect();
        if let Some(first) = schedules.first_mut() {
            first.description = raw;
        }
        schedules
    }
}

fn told_only(owner: Id, text: String) -> Schedule {
    let nothing = None::<String>;
    Schedule {
        id: part(owner, "schedule", 0),
        freq: None,
        wkst: None,
        byday: nothing.clone(),
        timezone: None,
        opens_at: nothing.clone(),
        closes_at: nothing,
        description: Some(text),
    }
}

fn weekly(owner: Id, position: usize, days: &str, (from, until): (u16, u16), zone: Zone) -> Schedule {
    let hours = zone.offset().local_minus_utc() / 3600;
    let clock = |minutes: u16| {
        let minutes = if minutes > 1440 { minutes - 1440 } else { minutes };
        format!("{:02}:{:02}{hours:+03}:00", minutes / 60, minutes % 60)
    };
    Schedule {
        id: part(owner, "schedule", position),
        freq: Some("WEEKLY"),
        wkst: Some("MO"),
        byday: Some(days.to_owned()),
        timezone: Some(hours),
        opens_at: Some(clock(from)),
        closes_at: Some(clock(until)),
        description: None,
    }
}

/// Days, and the spans that they have in common.
type Group<'w> = (Vec<&'static str>, &'w Vec<(u16, u16)>);

/// Days with the same spans together, in the order of the week.
fn spans(week: &Week) -> impl Iterator<Item = (String, (u16, u16))> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (name, day) in DAYS.iter().zip(week).filter(|(_, day)| !day.is_empty()) {
        match groups.iter_mut().find(|(_, spans)| *spans == day) {
            Some((days, _)) => days.push(name),
            None => groups.push((vec![name], day)),
        }
    }
    groups.into_iter().flat_map(|(days, spans)| {
        let days = days.join(",");
        spans.iter().map(|span| (days.clone(), *span)).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(osm: Option<&str>) -> ScheduleRow {
        let fact = r#"{"value":null,"raw":"Senin-Kamis 08.00-15.00","rule":"hours.days"}"#.to_owned();
        ScheduleRow { owner_id: Id::derive("a", "location", "1"), osm: osm.map(str::to_owned), zone: Some("WITA".into()), fact }
    }

    #[test]
    fn days_with_the_same_hours_stand_together_on_their_own_clock() {
        let row = row(Some("Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su,PH off"));
        let read = Weeks::default().schedules(row.owner_id, Some(&row));
        let told: Vec<_> = read.iter().map(|one| (one.byday.as_deref(), one.opens_at.as_deref(), one.closes_at.as_deref())).collect();
        assert_eq!(
            told,
            [(Some("MO,TU,WE,TH"), Some("08:00+08:00"), Some("15:00+08:00")), (Some("FR"), Some("08:00+08:00"), Some("11:30+08:00"))]
        );
        assert_eq!((read[0].timezone, read[0].description.as_deref()), (Some(8), Some("Senin-Kamis 08.00-15.00")));
        assert_ne!(read[0].id, read[1].id);
    }

    #[test]
    fn hours_that_nobody_understood_are_told_as_written() {
        let row = row(None);
        let read = Weeks::default().schedules(row.owner_id, Some(&row));
        assert_eq!((read.len(), read[0].freq, read[0].description.as_deref()), (1, None, Some("Senin-Kamis 08.00-15.00")));
    }
}
