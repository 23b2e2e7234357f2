//! Stored stops read into the days on which a unit comes. One that comes by the weekday comes on a holiday, too, as far as anybody says:
//! that day is marked, not left out.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use opening_hours::{OpeningHours, RuleKind};
use registry::model::{Instant, Point, RegionCode, Zone};
use registry::store::{self, StopRow};
use registry::{finder, gazetteer, normalise};

use crate::error::Error;
use crate::state::State;

/// No more stops than this are looked at.
const MOST: i64 = 50_000;
/// Words of a service's name that say only that it comes by car.
const CARRIERS: [&str; 6] = ["keliling", "mobil", "layanan", "pelayanan", "jemput", "bola"];

/// One visit's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The day, on the calendar of the place.
    pub date: NaiveDate,
    /// From and to; `None`: the day is known and the hours are not.
    pub hours: Option<(NaiveDateTime, NaiveDateTime)>,
    /// A national holiday or a day of collective leave, of which the source says nothing.
    pub holiday: bool,
}

/// A stop, and when it is made.
#[derive(Clone, Debug)]
pub struct Visit {
    /// As stored.
    pub row: StopRow,
    /// The national services that come.
    pub terms: Vec<&'static str>,
    /// The agency that comes, by its canonical name.
    pub agency: Option<&'static str>,
    /// The days within the window that was asked for, in order.
    pub coming: Vec<Coming>,
    /// From the point that was asked for.
    pub distance_km: Option<f64>,
}

/// Which stops.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// A kabupaten, a kota or a province.
    pub region: Option<RegionCode>,
    /// Distances are from here.
    pub near: Option<Point>,
    /// No farther than this.
    pub radius_km: Option<f64>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Words for the service, the agency or the place, as people say them.
    pub text: Option<String>,
}

/// The stops that are wanted, the nearest first where `near` is given, else those that come first.
///
/// # Errors
/// The store does not answer.
pub async fn find(state: &State, wanted: &Wanted) -> Result<Vec<Visit>, Error> {
    let from = wanted.from.to_string();
    let region = wanted.region.filter(|code| !code.is_province()).map(|code| code.to_string());
    let (rows, _) = state.store.read(move |conn| store::stops(conn, region.as_deref(), &from, 0, MOST)).await?;
    let province = wanted.region.filter(|code| code.is_province()).map(|code| format!("{code}."));
    let meant = wanted.text.as_deref().map(|text| (text.to_lowercase(), terms(text, state.now())));
    let now = state.now();
    let mut visits: Vec<Visit> = rows
        .into_iter()
        .filter(|row| province.as_deref().is_none_or(|province| row.region.starts_with(province)))
        .filter_map(|row| Visit::of(row, wanted, now))
        .filter(|visit| wanted.radius_km.is_none_or(|radius| visit.distance_km.is_some_and(|km| km <= radius)))
        .filter(|visit| meant.as_ref().is_none_or(|(text, terms)| visit.is_named(text) || visit.brings(terms)))
        .collect();
    let km = |visit: &Visit| visit.distance_km.unwrap_or(0.0);
    visits.sort_by(|a, b| {
        let first = |visit: &Visit| visit.coming.first().map(|coming| (coming.date, coming.hours));
        km(a).total_cmp(&km(b)).then_with(|| first(a).cmp(&first(b))).then_with(|| a.row.id.cmp(&b.row.id))
    });
    Ok(visits)
}

impl Visit {
    /// `None`: it does not come within the window.
    fn of(row: StopRow, wanted: &Wanted, now: Instant) -> Option<Self> {
        let coming = days(&row, wanted.from, wanted.to);
        if coming.is_empty() {
            return None;
        }
        let point = Point { lat: row.latitude, lon: row.longitude };
        let region = row.region.parse().ok().and_then(gazetteer::region);
        let agency =
            region.zip(row.organization.as_deref()).and_then(|(region, name)| normalise::organization::read(name, region).canonical);
        let terms = row.service.as_deref().map(|service| terms(service, now)).unwrap_or_default();
        let distance_km = wanted.near.map(|near| (near.distance_km(point) * 1000.0).round() / 1000.0);
        Some(Self { row, terms, agency, coming, distance_km })
    }

    /// Whether one of these national services comes. A unit of which only the agency is known brings what that agency gives.
    #[must_use]
    pub fn brings(&self, wanted: &[&'static str]) -> bool {
        if !self.terms.is_empty() {
            return wanted.iter().any(|term| self.terms.contains(term));
        }
        let gives = |term: &&'static str| {
            let entry = normalise::service_name::entry(term);
            entry.zip(self.agency).is_some_and(|(entry, agency)| entry.agency() == Some(agency))
        };
        self.row.service.is_none() && wanted.iter().any(gives)
    }

    /// Whether the text is part of what is written of it.
    fn is_named(&self, text: &str) -> bool {
        let row = &self.row;
        [Some(&row.name), row.address.as_ref(), row.service.as_ref(), row.organization.as_ref()]
            .into_iter()
            .flatten()
            .any(|written| written.to_lowercase().contains(text))
    }

    /// Whether the source says that it does not come.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.row.status.as_deref().is_some_and(|status| {
            let status = status.to_lowercase();
            ["batal", "ditiadakan", "cancel", "libur"].iter().any(|word| status.contains(word))
        })
    }
}

/// The national services that a text speaks of.
pub(super) fn terms(text: &str, now: Instant) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    let said: Vec<&str> = lower.split_whitespace().filter(|word| !CARRIERS.contains(word)).collect();
    finder::understand(&said.join(" "), now, Zone::Wib).services.into_iter().map(|one| one.term).collect()
}

/// The days of a stop from `from` to `to`.
#[must_use]
pub fn days(row: &StopRow, from: NaiveDate, to: NaiveDate) -> Vec<Coming> {
    let date = row.date.as_deref().and_then(|date| date.parse::<NaiveDate>().ok());
    let within = |date: &NaiveDate| (from..=to).contains(date);
    if let Some(date) = date.filter(|date| !within(date)) {
        tracing::trace!(%date, "outside the window");
        return Vec::new();
    }
    let Some(hours) = row.osm.as_deref().and_then(|osm| osm.parse::<OpeningHours>().ok()) else {
        return date.map(|date| Coming { date, hours: None, holiday: false }).into_iter().collect();
    };
    let (begin, end) = (from.and_time(NaiveTime::MIN), to.checked_add_days(Days::new(1)).unwrap_or(to).and_time(NaiveTime::MIN));
    let says_of_holidays = row.osm.as_deref().is_some_and(|osm| osm.contains("PH"));
    let hours = if says_of_holidays { hours.with_context(crate::hours::with_holidays()) } else { hours };
    let mut coming: Vec<Coming> = hours
        .iter_range(begin, end)
        .filter(|span| span.kind != RuleKind::Closed)
        .map(|span| {
            let day = span.range.start.date();
            let holiday = date.is_none() && !says_of_holidays && gazetteer::holidays().iter().any(|holiday| holiday.date == day);
            Coming { date: day, hours: (span.kind == RuleKind::Open).then_some((span.range.start, span.range.end)), holiday }
        })
        .filter(|coming| within(&coming.date))
        .collect();
    coming.dedup();
    coming
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(date: Option<&str>, osm: Option<&str>) -> StopRow {
        StopRow {
            id: registry::model::Id::derive("a", "stop", "b"),
            source_id: "a".into(),
            region: "32.71".into(),
            name: "Kantor Desa Contoh".into(),
            address: None,
            latitude: -6.6,
            longitude: 106.8,
            point_is_regions: false,
            date: date.map(Into::into),
            osm: osm.map(Into::into),
            zone: "WIB".into(),
            fact: "{}".into(),
            service: Some("Perekaman KTP-el keliling".into()),
            organization: Some("Disdukcapil".into()),
            status: None,
            note: None,
        }
    }

    fn on(row: &StopRow, from: &str, to: &str) -> Vec<(String, Option<String>, bool)> {
        let days = days(row, from.parse().unwrap(), to.parse().unwrap());
        let time = |day: &Coming| day.hours.map(|(begins, ends)| format!("{}-{}", begins.format("%H:%M"), ends.format("%H:%M")));
        days.iter().map(|day| (day.date.to_string(), time(day), day.holiday)).collect()
    }

    #[test]
    fn a_weekday_comes_again_and_a_holiday_is_marked() {
        // Christmas 2026 is a Friday.
        let fridays = on(&row(None, Some("Fr 08:00-11:00")), "2026-12-17", "2026-12-26");
        let times = || Some("08:00-11:00".to_owned());
        assert_eq!(fridays, [("2026-12-18".to_owned(), times(), false), ("2026-12-25".to_owned(), times(), true)]);
        let said = on(&row(None, Some("Fr 08:00-11:00; PH off")), "2026-12-17", "2026-12-26");
        assert_eq!(said, [("2026-12-18".to_owned(), times(), false)], "where the source says it, it holds");
    }

    #[test]
    fn a_day_without_hours_is_a_day() {
        let expected = vec![("2026-12-03".to_owned(), None, false)];
        assert_eq!(on(&row(Some("2026-12-03"), Some("2026 Dec 03 unknown")), "2026-12-01", "2026-12-31"), expected);
        assert_eq!(on(&row(Some("2026-12-03"), None), "2026-12-01", "2026-12-31"), expected);
        assert_eq!(on(&row(Some("2026-12-03"), None), "2026-12-04", "2026-12-31"), []);
        assert_eq!(on(&row(None, None), "2026-12-01", "2026-12-31"), [], "neither day nor weekday");
    }

    #[test]
    fn what_comes_is_read_out_of_its_name() {
        let now = Instant::new("2026-11-24T03:00:00Z".parse().unwrap());
        let found = terms("Perekaman KTP-el keliling", now);
        assert!(found.iter().any(|term| term.starts_with("KTP-el")), "{found:?}");
    }
}
