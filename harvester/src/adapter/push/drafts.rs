//! The rows of a workbook to drafts, and where each of them stands.

use std::collections::HashMap;

use registry::model::{
    Code, Drafts, Finding, LocationDraft, OrganizationDraft, Reject, ServiceDraft, Severity, SheetPlaces, StatisticDraft, StopDraft,
};
use registry::normalise::text::fold;

use super::book::{Book, Page};
use super::rows::{self, Row};
use crate::sheet::{Table, letters};

/// Reads every sheet; `findings`: what was told of the file.
pub(super) fn read(book: Book, drafts: &mut Drafts, findings: Vec<Finding>) {
    drafts.findings.extend(findings);
    let mut pages: Vec<(Page, Vec<Row>)> =
        book.pages.into_iter().map(|page| (rows::read(&page), page)).map(|(rows, page)| (page, rows)).collect();
    let agencies = Called::of(&pages, "organizations");
    let halls = Called::of(&pages, "locations");
    for (page, rows) in &mut pages {
        if page.layout.list == "services" {
            rows.iter_mut().for_each(|row| ambiguous(row, &agencies, &halls));
        }
        for finding in rows::findings(page, rows) {
            if finding.code.severity() == Severity::Error {
                drafts.rejects.push(Reject { finding });
            } else {
                drafts.findings.push(finding);
            }
        }
        rows.retain(|row| !row.is_unsure);
        drafts.places.push(places(page, rows));
        for (at, row) in rows.drain(..).enumerate() {
            record(page.layout.list, at, row, (&agencies, &halls), drafts);
        }
    }
}

/// Gives the services that are stored what is stored of the fields of which it is not certain what was meant.
pub(super) fn keep_lost(drafts: &mut Drafts, stored: Vec<ServiceDraft>) {
    let lost: Vec<(usize, String)> =
        drafts.places.iter().filter(|place| place.list == "services").flat_map(|place| place.lost.iter().cloned()).collect();
    if lost.is_empty() {
        return;
    }
    let stored: HashMap<String, ServiceDraft> = stored.into_iter().filter_map(|draft| Some((draft.external_id.clone()?, draft))).collect();
    for (at, field) in lost {
        let Some(draft) = drafts.services.get_mut(at) else { continue };
        if let Some(stored) = draft.external_id.as_ref().and_then(|id| stored.get(id)) {
            keep(draft, stored, &field);
        }
    }
}

fn keep(draft: &mut ServiceDraft, stored: &ServiceDraft, field: &str) {
    match field {
        "category" => draft.category.clone_from(&stored.category),
        "term" => draft.term.clone_from(&stored.term),
        "description" => draft.description.clone_from(&stored.description),
        "duration" => draft.duration.clone_from(&stored.duration),
        "cost" => draft.cost.clone_from(&stored.cost),
        "requirements" => draft.requirements.clone_from(&stored.requirements),
        "procedure" => draft.procedure.clone_from(&stored.procedure),
        "legal_basis" => draft.legal_basis.clone_from(&stored.legal_basis),
        "hours" => draft.hours.clone_from(&stored.hours),
        "channels" => draft.channels.clone_from(&stored.channels),
        "counter" => draft.counter.clone_from(&stored.counter),
        "phone" => draft.phone.clone_from(&stored.phone),
        "url" => draft.url.clone_from(&stored.url),
        "alert" => draft.alert.clone_from(&stored.alert),
        // Without its name or agency a row is refused, and what is stored of it stays as a whole.
        _ => {}
    }
}

/// What stands in the tables of a stored catalog.
pub(super) fn of_tables(tables: &[Table]) -> Drafts {
    let mut drafts = Drafts::default();
    let ids = tables.iter().filter(|table| table.sheet.list == "organizations").flat_map(|table| &table.rows).filter_map(|row| row.first());
    let agencies = Called { ids: ids.cloned().collect(), ..Called::default() };
    for table in tables {
        for (at, cells) in table.rows.iter().enumerate() {
            record(table.sheet.list, at, Row::of(table.sheet, cells), (&agencies, &agencies), &mut drafts);
        }
    }
    drafts
}

fn places(page: &Page, rows: &[Row]) -> SheetPlaces {
    let mut columns: std::collections::BTreeMap<String, String> =
        page.header.columns.iter().map(|(field, at)| ((*field).to_owned(), letters(*at))).collect();
    // The normaliser reads a point from both.
    if let Some(column) = columns.get("latitude").cloned() {
        columns.insert("point".to_owned(), column);
    }
    if let Some(column) = columns.get("organization").cloned() {
        columns.insert("organization_id".to_owned(), column);
    }
    SheetPlaces {
        list: page.layout.list.to_owned(),
        sheet: page.grid.name.clone(),
        columns,
        rows: rows.iter().map(|row| row.number).collect(),
        lost: rows.iter().enumerate().flat_map(|(at, row)| row.lost.iter().map(move |field| (at, (*field).to_owned()))).collect(),
    }
}

fn record(list: &str, at: usize, mut row: Row, (agencies, halls): (&Called, &Called), drafts: &mut Drafts) {
    let path = format!("{list}[{at}]");
    match list {
        "services" => drafts.services.push(service(row, path, agencies, halls)),
        "organizations" => drafts.organizations.push(OrganizationDraft {
            external_id: row.take("id"),
            name: row.take("name").unwrap_or_default(),
            description: row.take("description"),
            phone: row.take("phone"),
            email: row.take("email"),
            website: row.take("website"),
            hours: None,
        }),
        "locations" => drafts.locations.push(LocationDraft {
            external_id: row.take("id"),
            name: row.take("name").unwrap_or_default(),
            address: row.take("address"),
            latitude: row.take("latitude"),
            longitude: row.take("longitude"),
            hours: row.take("hours"),
            phone: row.take("phone"),
            email: row.take("email"),
            website: row.take("website"),
            accessibility: row.take("accessibility"),
        }),
        "stops" => drafts.stops.push(StopDraft {
            external_id: row.take("id"),
            location: row.take("location").unwrap_or_default(),
            address: row.take("address"),
            latitude: row.take("latitude"),
            longitude: row.take("longitude"),
            date: row.take("date").unwrap_or_default(),
            opens: None,
            closes: None,
            hours: row.take("hours"),
            service: row.take("service"),
            organization: row.take("organization"),
            status: row.take("status"),
            note: row.take("note"),
            path,
        }),
        _ => drafts.statistics.push(StatisticDraft {
            metric: row.take("metric").unwrap_or_default(),
            scope: row.take("scope").map(|scope| agencies.id_of(&scope).unwrap_or(scope)),
            period: row.take("period").unwrap_or_default(),
            value: row.take("value").unwrap_or_default(),
        }),
    }
}

fn service(mut row: Row, path: String, agencies: &Called, halls: &Called) -> ServiceDraft {
    let organization = row.take("organization");
    let organization_id = organization.as_deref().and_then(|name| agencies.id_of(name));
    let list = |text: Option<String>| text.into_iter().collect::<Vec<String>>();
    let places = row.take("location_ids").unwrap_or_default();
    let places = places.split([';', '\n']).map(str::trim).filter(|name| !name.is_empty());
    ServiceDraft {
        external_id: row.take("id"),
        name: row.take("name").unwrap_or_default(),
        description: row.take("description"),
        organization: if organization_id.is_some() { None } else { organization },
        organization_id,
        location_ids: places.map(|name| halls.id_of(name).unwrap_or_else(|| name.to_owned())).collect(),
        category: row.take("category"),
        term: row.take("term"),
        duration: row.take("duration"),
        cost: row.take("cost"),
        hours: row.take("hours"),
        requirements: list(row.take("requirements")),
        procedure: list(row.take("procedure")),
        legal_basis: row.take("legal_basis"),
        counter: row.take("counter"),
        channels: list(row.take("channels")),
        phone: row.take("phone"),
        email: None,
        url: row.take("url"),
        alert: row.take("alert"),
        path,
    }
}

/// How the records of a sheet are called by others.
#[derive(Default)]
struct Called {
    by_name: HashMap<String, usize>,
    ids: Vec<String>,
}

impl Called {
    fn of(pages: &[(Page, Vec<Row>)], list: &str) -> Self {
        let mut called = Self::default();
        let rows = pages.iter().filter(|(page, _)| page.layout.list == list).flat_map(|(_, rows)| rows);
        for row in rows {
            called.ids.extend(row.text("id").map(str::to_owned));
            if let Some(name) = row.text("name") {
                *called.by_name.entry(fold(name)).or_default() += 1;
            }
        }
        called
    }

    /// The id behind a name in square brackets, where it is one of a record.
    fn id_of(&self, name: &str) -> Option<String> {
        let (_, id) = name.strip_suffix(']')?.rsplit_once('[')?;
        self.ids.iter().find(|one| *one == id.trim()).cloned()
    }

    fn is_ambiguous(&self, name: &str) -> bool {
        self.id_of(name).is_none() && self.by_name.get(&fold(name)).is_some_and(|many| *many > 1)
    }
}

/// Names that several agencies or places have.
fn ambiguous(row: &mut Row, agencies: &Called, halls: &Called) {
    if row.text("organization").is_some_and(|name| agencies.is_ambiguous(name)) {
        row.tell(Code::ReferenceAmbiguous, "organization");
    }
    if row.text("location_ids").is_some_and(|names| names.split([';', '\n']).any(|name| halls.is_ambiguous(name))) {
        row.tell(Code::ReferenceAmbiguous, "location_ids");
    }
}
