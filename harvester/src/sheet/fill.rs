//! What is stored of a source as the rows of its workbook. Texts go out as the region wrote them; what the registry worked out or filled in by
//! itself (a national term, the hours that are attested for the hall, a point of the region) is no word of the region's, and is left empty.

use std::collections::HashMap;

use registry::gazetteer;
use registry::model::{
    Catalog, Channel, Fact, Id, Location, Organization, Provenance, RequiredDocument, Scope, Service, ServiceAtLocation, Source, Statistic,
    Stop,
};
use registry::normalise::{date, requirements, service_name, text};

use super::{SHEETS, Sheet, lists};

/// A sheet and its rows, in the order of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Which sheet.
    pub sheet: &'static Sheet,
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
    /// What each row is known by: the id of its record, or what makes it one.
    pub keys: Vec<String>,
}

/// The most characters that a cell holds.
const LONGEST: usize = 32_767;

/// The workbook of a source's catalog: every sheet, also those without rows.
#[must_use]
pub fn fill(catalog: &Catalog, source: &Source) -> Vec<Table> {
    let names = Names::of(catalog);
    let tables = SHEETS.map(|sheet| {
        let rows: Vec<Cells> = match sheet.list {
            "services" => catalog.services.iter().map(|service| names.service(service)).collect(),
            "organizations" => catalog.organizations.iter().map(agency).collect(),
            "locations" => catalog.locations.iter().enumerate().map(|(at, hall)| place(hall, at == 0, source)).collect(),
            "stops" => catalog.stops.iter().map(stop).collect(),
            _ => catalog.statistics.iter().filter_map(|figure| names.figure(figure)).collect(),
        };
        let keys = keys(sheet.list, catalog, &rows);
        Table { sheet, rows: in_order(sheet, rows), keys }
    });
    tables.into()
}

fn keys(list: &str, catalog: &Catalog, rows: &[Cells]) -> Vec<String> {
    match list {
        "services" => catalog.services.iter().map(|item| item.id.to_string()).collect(),
        "organizations" => catalog.organizations.iter().map(|item| item.id.to_string()).collect(),
        "locations" => catalog.locations.iter().map(|item| item.id.to_string()).collect(),
        "stops" => catalog.stops.iter().map(|item| item.id.to_string()).collect(),
        _ => rows.iter().map(|cells| cells.iter().take(3).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\u{1f}")).collect(),
    }
}

type Cells = Vec<(&'static str, String)>;

fn in_order(sheet: &Sheet, records: Vec<Cells>) -> Vec<Vec<String>> {
    let row = |cells: Cells| {
        let mut cells: HashMap<&str, String> = cells.into_iter().collect();
        sheet.columns.iter().map(|column| fitting(cells.remove(column.field).unwrap_or_default())).collect()
    };
    records.into_iter().map(row).collect()
}

/// A text that fits a cell, cut at the end of a line.
fn fitting(text: String) -> String {
    if text.len() <= LONGEST || text.chars().count() <= LONGEST {
        return text;
    }
    let front: String = text.chars().take(LONGEST).collect();
    front.rsplit_once('\n').map_or_else(|| front.clone(), |(whole, _)| whole.to_owned())
}

/// A record's id as the source gives it, else the one that it is known by here.
fn id(external: Option<&String>, id: Id) -> String {
    external.cloned().unwrap_or_else(|| id.to_string())
}

fn raw<T>(fact: Option<&Fact<T>>) -> String {
    fact.map(|fact| fact.provenance.raw.clone()).unwrap_or_default()
}

fn written(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// How records call one another.
struct Names<'a> {
    agencies: HashMap<Id, String>,
    places: HashMap<Id, String>,
    services: HashMap<Id, &'a str>,
    at: HashMap<Id, Vec<&'a ServiceAtLocation>>,
    hall: Option<Id>,
}

impl<'a> Names<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let mut at: HashMap<Id, Vec<&ServiceAtLocation>> = HashMap::new();
        catalog.services_at_locations.iter().for_each(|one| at.entry(one.service).or_default().push(one));
        Self {
            agencies: distinct(catalog.organizations.iter().map(|item| (item.id, item.external_id.as_ref(), item.name.as_str()))),
            places: distinct(catalog.locations.iter().map(|item| (item.id, item.external_id.as_ref(), item.name.as_str()))),
            services: catalog.services.iter().map(|item| (item.id, item.name.as_str())).collect(),
            at,
            hall: catalog.locations.first().map(|hall| hall.id),
        }
    }

    fn service(&self, service: &Service) -> Cells {
        let at = self.at.get(&service.id).map(Vec::as_slice).unwrap_or_default();
        let first = at.first();
        let stated = service.term_from.as_ref().is_some_and(|from| from.rule == service_name::STATED);
        let document =
            |item: &RequiredDocument| item.uri.as_ref().map_or_else(|| item.document.clone(), |uri| format!("{} {uri}", item.document));
        let documents: Vec<String> = service.requirements.iter().map(document).collect();
        let documents_from = service.requirements_from.as_ref().map(|from| from.raw.as_str());
        vec![
            ("id", id(service.external_id.as_ref(), service.id)),
            ("name", service.name.clone()),
            ("organization", self.agencies.get(&service.organization).cloned().unwrap_or_default()),
            ("term", if stated { written(service.term.as_ref()) } else { String::new() }),
            ("category", written(service.category.as_ref())),
            ("description", written(service.description.as_ref())),
            ("duration", raw(service.duration.as_ref())),
            ("cost", raw(service.cost.as_ref())),
            ("requirements", list(documents_from, &documents)),
            ("procedure", list(None, &service.procedure)),
            ("legal_basis", written(service.legal_basis.as_ref())),
            ("hours", raw(first.and_then(|at| at.hours.as_ref()))),
            ("channels", channels(&service.channels)),
            ("location_ids", self.places_of(at)),
            ("counter", written(first.and_then(|at| at.counter.as_ref()))),
            ("phone", raw(first.and_then(|at| at.phone.as_ref()))),
            ("url", written(service.url.as_ref())),
            ("alert", written(service.alert.as_ref())),
        ]
    }

    /// Where a service is given; empty where there is one hall and it is there.
    fn places_of(&self, at: &[&ServiceAtLocation]) -> String {
        if self.places.len() < 2 {
            return String::new();
        }
        let mut names: Vec<&str> = at.iter().filter_map(|at| self.places.get(&at.location)).map(String::as_str).collect();
        names.sort_unstable();
        names.join("; ")
    }

    /// A figure about a record that is no longer there is left out.
    fn figure(&self, figure: &Statistic) -> Option<Cells> {
        let (metric, element) = lists::metric(figure.metric);
        let scope = match (element, figure.scope) {
            (Some(element), _) => element.to_owned(),
            (None, Scope::Location(id)) if Some(id) == self.hall => String::new(),
            (None, Scope::Location(id)) => self.places.get(&id)?.clone(),
            (None, Scope::Organization(id)) => self.agencies.get(&id)?.clone(),
            (None, Scope::Service(id)) => (*self.services.get(&id)?).to_owned(),
        };
        let value = figure.value.to_string().replace('.', ",");
        Some(vec![("metric", metric.to_owned()), ("scope", scope), ("period", figure.period.to_string()), ("value", value)])
    }
}

/// Names by which records can be told apart: where two have one name, each has its id behind it.
fn distinct<'a>(records: impl Iterator<Item = (Id, Option<&'a String>, &'a str)> + Clone) -> HashMap<Id, String> {
    let mut many: HashMap<String, usize> = HashMap::new();
    records.clone().for_each(|(_, _, name)| *many.entry(text::fold(name)).or_default() += 1);
    let called = |(own, external, name): (Id, Option<&String>, &str)| {
        let alone = many.get(&text::fold(name)).is_none_or(|many| *many < 2);
        (own, if alone { name.to_owned() } else { format!("{name} [{}]", id(external, own)) })
    };
    records.map(called).collect()
}

/// A service that states no channel is given at a counter: that is not written where it may not have been.
fn channels(channels: &[Channel]) -> String {
    if channels == [Channel::Counter] {
        return String::new();
    }
    channels.iter().map(|channel| lists::channel(*channel)).collect::<Vec<_>>().join(", ")
}

/// A list as a cell: as it was written, where that is read to these items; else a line an item, with numbers where a line alone is not one.
fn list(raw: Option<&str>, items: &[String]) -> String {
    let says = |text: &str| {
        let read = requirements::split(text);
        let lengths = read.iter().map(|item| item.document.len() + item.uri.as_ref().map_or(0, |uri| uri.len() + 1));
        lengths.eq(items.iter().map(String::len))
    };
    let lines = items.join("\n");
    match raw.filter(|raw| says(raw)) {
        Some(raw) => raw.to_owned(),
        None if says(&lines) => lines,
        None => (1..).zip(items).map(|(number, item)| format!("{number}. {item}")).collect::<Vec<_>>().join("\n"),
    }
}

fn agency(agency: &Organization) -> Cells {
    vec![
        ("id", id(agency.external_id.as_ref(), agency.id)),
        ("name", agency.name.clone()),
        ("description", written(agency.description.as_ref())),
        ("phone", raw(agency.phone.as_ref())),
        ("email", written(agency.email.as_ref())),
        ("website", written(agency.website.as_ref())),
    ]
}

fn place(hall: &Location, is_first: bool, source: &Source) -> Cells {
    let known = gazetteer::hall(source.region).filter(|_| is_first);
    let filled_in = |written: &String, by: Option<&str>| is_first && by == Some(written.as_str());
    let hours = raw(hall.hours.as_ref());
    let hours_by = source.hours.as_deref().or_else(|| known.and_then(|(_, hours)| hours));
    let address = written(hall.address.as_ref());
    let address_by = known.and_then(|(event, _)| event.address.as_deref());
    let (latitude, longitude) = degrees(hall.point_from.as_ref());
    vec![
        ("id", id(hall.external_id.as_ref(), hall.id)),
        ("name", hall.name.clone()),
        ("hours", if filled_in(&hours, hours_by) { String::new() } else { hours }),
        ("address", if filled_in(&address, address_by) { String::new() } else { address }),
        ("latitude", latitude),
        ("longitude", longitude),
        ("phone", raw(hall.phone.as_ref())),
        ("email", written(hall.email.as_ref())),
        ("website", written(hall.website.as_ref())),
        ("accessibility", written(hall.accessibility.as_ref())),
    ]
}

/// "-6,595, 106,797" as it was written in two fields.
fn degrees(from: Option<&Provenance>) -> (String, String) {
    let both = from.and_then(|from| from.raw.split_once(", "));
    both.map(|(latitude, longitude)| (latitude.to_owned(), longitude.to_owned())).unwrap_or_default()
}

fn stop(stop: &Stop) -> Cells {
    let (date, hours) = when(&stop.hours.provenance.raw);
    let point = (!stop.point_is_regions).then_some(stop.point);
    vec![
        ("id", stop.id.to_string()),
        ("location", stop.name.clone()),
        ("address", written(stop.address.as_ref())),
        ("latitude", point.map(|point| point.lat.to_string()).unwrap_or_default()),
        ("longitude", point.map(|point| point.lon.to_string()).unwrap_or_default()),
        ("date", date),
        ("hours", hours),
        ("service", written(stop.service.as_ref())),
        ("organization", written(stop.organization.as_ref())),
        ("status", written(stop.status.as_ref())),
        ("note", written(stop.note.as_ref())),
    ]
}

/// "20 Januari 2026 08:00-12:00" as its day and its hours; "setiap Senin 08.00-12.00" likewise.
fn when(raw: &str) -> (String, String) {
    let is_day = |text: &str| matches!(date::read(text), Ok(date::When::Date(day)) if day.day.is_some() && day.year.is_some());
    let spaces = raw.match_indices(' ').map(|(at, _)| at).chain([raw.len()]);
    let day = spaces.filter_map(|at| raw.split_at_checked(at)).find(|(front, _)| is_day(front));
    let by_digit = || raw.find(|char: char| char.is_ascii_digit()).and_then(|at| raw.split_at_checked(at));
    let (date, hours) = day.or_else(by_digit).unwrap_or((raw, ""));
    (date.trim().to_owned(), hours.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visits_day_and_hours_stand_apart_as_they_were_written() {
        for (raw, date, hours) in [
            ("20 Januari 2026 08:00-12:00", "20 Januari 2026", "08:00-12:00"),
            ("2026-01-20 08.00-12.00", "2026-01-20", "08.00-12.00"),
            ("2026-01-20", "2026-01-20", ""),
            ("setiap Senin 08.00-12.00", "setiap Senin", "08.00-12.00"),
            ("setiap Senin", "setiap Senin", ""),
        ] {
            assert_eq!(when(raw), (date.to_owned(), hours.to_owned()));
        }
    }

    #[test]
    fn records_of_one_name_are_told_apart() {
        let (one, two) = (Id::derive("a", "organization", "1"), Id::derive("a", "organization", "2"));
        let number = "7".to_owned();
        let names = distinct([(one, Some(&number), "Polres"), (two, None, "POLRES")].into_iter());
        assert_eq!(names[&one], "Polres [7]");
        assert_eq!(names[&two], format!("POLRES [{two}]"));
    }
}
