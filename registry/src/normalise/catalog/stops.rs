//! The visits of mobile units: a place, and a date or a weekday with its hours.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::model::{Code, Fact, Hours, Id, Stop, StopDraft};
use crate::normalise::date::{self, When};
use crate::normalise::{hours, point};

use super::fields::{Fields, Record};
use super::{LONGEST_LINE, LONGEST_NAME};

/// Months as OpenStreetMap's `opening_hours` writes them.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn read(fields: &mut Fields<'_>, drafts: Vec<StopDraft>) -> Vec<Stop> {
    let mut taken = HashSet::new();
    let mut stops = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let path = draft.path.clone();
        let named = draft.external_id.clone().unwrap_or_else(|| draft.location.clone());
        let record = Record { name: &named, path: &path };
        let key = match draft.external_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => {
                [&draft.location, &draft.date, draft.opens.as_deref().unwrap_or_default()].map(|text| text.to_lowercase()).join("\u{1f}")
            }
        };
        let id = Id::of_record(&fields.source.id, "stop", &key);
        if !taken.insert(id) {
            fields.tell(Code::IdDuplicate, record, "id", &named);
            continue;
        }
        stops.extend(stop(fields, record, draft, id));
    }
    stops
}

/// One visit; `None`, told, where it names no place or no date.
fn stop(fields: &mut Fields<'_>, record: Record<'_>, draft: StopDraft, id: Id) -> Option<Stop> {
    let Some(name) = fields.line(record, "location", Some(draft.location), LONGEST_NAME) else {
        fields.tell(Code::NameMissing, record, "location", "");
        return None;
    };
    let times = draft.hours.or_else(|| Some(format!("{}-{}", draft.opens.as_deref()?, draft.closes.as_deref()?))).unwrap_or_default();
    let raw = format!("{} {times}", draft.date).trim().to_owned();
    let date = day(&draft.date);
    let hours = match date {
        Some(date) => Some(dated(date, &times, fields.region.zone)),
        None => hours::read(&raw, fields.region.zone).fact.and_then(|fact| fact.value).filter(|hours| !hours.osm.is_empty()),
    };
    let rule = if date.is_some() { "stop.date" } else { "stop.weekday" };
    let fact = match hours {
        Some(hours) => Fact::read(hours, &raw, rule),
        None => {
            fields.tell(Code::HoursUnread, record, "date", &raw);
            Fact::unread(&raw)
        }
    };
    let (lat, lon) = (draft.latitude.as_deref().unwrap_or_default(), draft.longitude.as_deref().unwrap_or_default());
    let stated = point::read(lat, lon, fields.region);
    let stated = fields.fact(record, "point", &format!("{lat}, {lon}"), stated).and_then(|fact| fact.value);
    Some(Stop {
        id,
        name,
        address: fields.line(record, "address", draft.address, LONGEST_LINE),
        point: stated.unwrap_or(fields.region.point),
        point_is_regions: stated.is_none(),
        date,
        hours: fact,
        service: fields.line(record, "service", draft.service, LONGEST_NAME),
        organization: fields.line(record, "organization", draft.organization, LONGEST_NAME),
        status: fields.line(record, "status", draft.status, LONGEST_NAME),
        note: fields.line(record, "note", draft.note, LONGEST_LINE),
    })
}

/// The one day that a text names.
fn day(text: &str) -> Option<NaiveDate> {
    match date::read(text).ok()? {
        When::Date(date) | When::Moment(date, _) => NaiveDate::from_ymd_opt(date.year?, date.month?, date.day?),
        When::Span(..) => None,
    }
}

/// `2026 Jan 20 08:00-12:00`; without times that can be read, the day is known and its hours are not.
fn dated(date: NaiveDate, times: &str, zone: crate::model::Zone) -> Hours {
    use chrono::Datelike as _;
    let month = MONTHS.get(date.month0() as usize).copied().unwrap_or_default();
    // The rules for hours want a day: any will do, its name is taken off again.
    let read = hours::read(&format!("Senin {times}"), zone);
    let span = read.value().and_then(|hours| hours.osm.strip_prefix("Mo ").map(str::to_owned)).unwrap_or_else(|| "unknown".to_owned());
    Hours::new(format!("{} {month} {:02} {span}", date.year(), date.day()), zone)
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::read;
    use super::*;
    use crate::model::Drafts;

    fn visit(date: &str, opens: Option<&str>, closes: Option<&str>) -> StopDraft {
        StopDraft {
            location: "Kantor Desa Contoh".into(),
            date: date.into(),
            opens: opens.map(Into::into),
            closes: closes.map(Into::into),
            ..StopDraft::default()
        }
    }

    fn osm(draft: StopDraft) -> (Option<String>, Option<String>) {
        let catalog = read(Drafts { stops: vec![draft], ..Drafts::default() });
        let stop = &catalog.stops[0];
        (stop.date.map(|date| date.to_string()), stop.hours.value.as_ref().map(|hours| hours.osm.clone()))
    }

    #[test]
    fn a_dated_visit_is_that_day_only() {
        let (date, hours) = osm(visit("20 Januari 2026", Some("08:00"), Some("12:00")));
        assert_eq!((date.as_deref(), hours.as_deref()), (Some("2026-01-20"), Some("2026 Jan 20 08:00-12:00")));
        assert!(hours.unwrap().parse::<opening_hours::OpeningHours>().is_ok());
    }

    #[test]
    fn a_weekday_comes_again() {
        let (date, hours) = osm(visit("setiap Senin", Some("08.00"), Some("12.00")));
        assert_eq!((date, hours.as_deref()), (None, Some("Mo 08:00-12:00")));
    }

    #[test]
    fn a_day_without_hours_is_known_and_its_hours_are_not() {
        assert_eq!(osm(visit("2026-01-20", None, None)).1.as_deref(), Some("2026 Jan 20 unknown"));
    }
}
