//! The services of a source and their counters. Drafts are consumed: what is right as it is written is moved, not copied.

use std::collections::HashSet;
use std::fmt::Write;

use crate::model::{Catalog, Channel, Code, Fact, Hours, Id, Provenance, RequiredDocument, Service, ServiceAtLocation, ServiceDraft};
use crate::normalise::service_name::{self, Aliases};
use crate::normalise::{requirements, text};

use super::fields::{Fields, Record};
use super::locations::Locations;
use super::memo::Before;
use super::organizations::Organizations;
use super::{LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT};

/// The most requirements or steps of one service.
const MOST_ITEMS: usize = 100;

/// The longest raw text of a list that is kept.
const LONGEST_RAW: usize = 20_000;

/// What is given to be read.
pub(super) struct Given<'a> {
    pub drafts: Vec<ServiceDraft>,
    /// Names that are mapped by hand.
    pub aliases: &'a Aliases,
}

pub(super) fn read(
    fields: &mut Fields<'_>,
    before: &mut Before,
    organizations: &mut Organizations,
    locations: &Locations,
    Given { drafts, aliases }: Given<'_>,
    catalog: &mut Catalog,
) {
    let mut taken: HashSet<Id> = HashSet::with_capacity(drafts.len());
    catalog.services.reserve(drafts.len());
    catalog.services_at_locations.reserve(drafts.len());
    let mut key = String::new();
    for mut draft in drafts {
        let raw_name = std::mem::take(&mut draft.name);
        let path = std::mem::take(&mut draft.path);
        let external_id = draft.external_id.take().map(trimmed).filter(|id| !id.is_empty());
        let record = Record { name: external_id.as_deref().unwrap_or(&raw_name), path: &path };
        let Some(changed) = fields.name(before, record, &raw_name) else {
            continue;
        };
        let name = changed.as_deref().unwrap_or(&raw_name);
        // A record that comes again is told as that, whatever else it lacks.
        let of_id = external_id.as_deref().map(|id| Id::of_record(&fields.source.id, "service", id));
        if of_id.is_some_and(|id| taken.contains(&id)) {
            fields.tell(Code::IdDuplicate, record, "id", external_id.as_deref().unwrap_or(name));
            continue;
        }
        let Some(organization) = agency(fields, before, organizations, record, &draft) else {
            fields.tell(Code::OrganizationMissing, record, "organization", draft.organization.as_deref().unwrap_or_default());
            continue;
        };
        let id = of_id.unwrap_or_else(|| {
            local_key(&mut key, &organizations.more[organization].key, name);
            Id::derive(&fields.source.id, "service", &key)
        });
        if !taken.insert(id) {
            fields.tell(Code::IdDuplicate, record, "id", name);
            continue;
        }
        let agency = organizations.more[organization].canonical;
        let mapped = if aliases.is_empty() { before.term(name, agency) } else { service_name::read_with(name, agency, aliases) };
        let stated_term = term(fields, record, draft.term.take());
        let stated = Counter {
            hours: draft.hours.take(),
            phone: draft.phone.take(),
            name: draft.counter.take(),
            location_ids: std::mem::take(&mut draft.location_ids),
        };
        let service = service(fields, before, record, draft, organizations.all[organization].id, id);
        counters(fields, before, record, stated, id, (locations, organizations, organization), catalog);
        let term = stated_term.or(mapped.term);
        let term_from = match stated_term {
            Some(stated) => Some(Provenance { raw: stated.to_owned(), rule: service_name::STATED.into() }),
            None => term.map(|_| Provenance { raw: name.to_owned(), rule: mapped.rule.into() }),
        };
        let name = changed.unwrap_or(raw_name);
        let external_id = external_id.filter(|id| Id::of_source(&fields.source.id, id).is_none());
        catalog.services.push(Service { external_id, name, term: term.map(str::to_owned), term_from, ..service });
    }
}

/// The national term that the region itself names; a text that is none is told.
fn term(fields: &mut Fields<'_>, record: Record<'_>, stated: Option<String>) -> Option<&'static str> {
    let stated = stated.filter(|text| !text::placeholder(text))?;
    let known = service_name::entry(stated.trim()).map(|entry| entry.canonical.as_str());
    if known.is_none() {
        fields.tell(Code::FieldUnknownValue, record, "term", &stated);
    }
    known
}

fn trimmed(text: String) -> String {
    if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
}

/// What the id of a service without an id of its own is derived from: its agency and its name in lower case.
fn local_key(key: &mut String, agency: &str, name: &str) {
    key.clear();
    key.push_str(agency);
    key.push('\u{1f}');
    if name.is_ascii() {
        key.extend(name.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        key.push_str(&name.to_lowercase());
    }
}

/// The agency of a service: by its id, else by its name.
fn agency(
    fields: &mut Fields<'_>,
    before: &mut Before,
    organizations: &mut Organizations,
    record: Record<'_>,
    draft: &ServiceDraft,
) -> Option<usize> {
    if let Some(id) = draft.organization_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        match organizations.by_external_id(id) {
            Some(at) => return Some(at),
            None => fields.tell(Code::OrphanReference, record, "organization_id", id),
        }
    }
    organizations.named(fields, before, draft.organization.as_deref()?, record.path)
}

/// Everything of a service but its name and term.
fn service(fields: &mut Fields<'_>, before: &mut Before, record: Record<'_>, draft: ServiceDraft, organization: Id, id: Id) -> Service {
    let duration = fields.raw(record, "duration", draft.duration).and_then(|raw| {
        let reading = before.duration(&raw);
        fields.fact(record, "duration", &raw, reading)
    });
    let cost = fields.raw(record, "cost", draft.cost).and_then(|raw| {
        let reading = before.cost(&raw);
        fields.fact(record, "cost", &raw, reading)
    });
    let requirements_from = joined(fields, &draft.requirements);
    let mut requirements = items(draft.requirements);
    fields.documents(record, "requirements", &mut requirements);
    let mut procedure = items(draft.procedure);
    fields.documents(record, "procedure", &mut procedure);
    Service {
        id,
        organization,
        duration,
        cost,
        external_id: None,
        name: String::new(),
        term: None,
        term_from: None,
        description: fields.lines(record, "description", draft.description, LONGEST_TEXT),
        category: fields.line(record, "category", draft.category, LONGEST_NAME),
        requirements_from: requirements_from.filter(|_| !requirements.is_empty()),
        requirements,
        procedure: procedure.into_iter().map(|step| step.document).collect(),
        legal_basis: fields.lines(record, "legal_basis", draft.legal_basis, LONGEST_TEXT),
        channels: channels(fields, before, record, &draft.channels),
        url: fields.url(record, "url", draft.url.as_deref()),
        alert: fields.line(record, "alert", draft.alert, LONGEST_LINE),
    }
}

/// The raw texts of a list, without personal data.
fn joined(fields: &Fields<'_>, texts: &[String]) -> Option<Provenance> {
    if texts.is_empty() {
        return None;
    }
    let mut raw = texts.join("\n");
    if raw.len() > LONGEST_RAW {
        raw.truncate(text::front(&raw, LONGEST_RAW).len());
    }
    let raw = fields.quietly_blotted(raw);
    Some(Provenance { raw, rule: "requirements.split".into() })
}

fn items(texts: Vec<String>) -> Vec<RequiredDocument> {
    let mut documents = Vec::with_capacity(texts.len());
    for text in texts {
        requirements::take_into(text, &mut documents);
        if documents.len() >= MOST_ITEMS {
            break;
        }
    }
    documents
}

/// The stated channels; a service that states none is given at a counter.
fn channels(fields: &mut Fields<'_>, before: &mut Before, record: Record<'_>, texts: &[String]) -> Vec<Channel> {
    let mut channels = Vec::with_capacity(1);
    for text in texts {
        if !before.channels(text, &mut channels) && !text.trim().is_empty() {
            fields.tell(Code::FieldUnknownValue, record, "channels", text);
        }
    }
    if channels.is_empty() {
        channels.push(Channel::Counter);
    }
    channels.sort_unstable();
    channels.dedup();
    channels
}

/// What a draft says of the service's counter.
struct Counter {
    hours: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    location_ids: Vec<String>,
}

/// The service at each of its locations; at the hall where it names none, or only such as do not exist.
fn counters(
    fields: &mut Fields<'_>,
    before: &mut Before,
    record: Record<'_>,
    stated: Counter,
    service: Id,
    (locations, organizations, organization): (&Locations, &Organizations, usize),
    catalog: &mut Catalog,
) {
    let zone = fields.region.zone;
    let own: Option<Fact<Hours>> = fields.raw(record, "hours", stated.hours).and_then(|raw| {
        let reading = before.hours(&raw, zone);
        fields.fact(record, "hours", &raw, reading)
    });
    let mut hours = own.or_else(|| organizations.more[organization].hours.clone());
    let mut phone = fields.phone(record, stated.phone.as_deref());
    let mut counter = fields.line(record, "counter", stated.name, LONGEST_NAME);
    let mut places: Vec<usize> = Vec::new();
    for id in &stated.location_ids {
        match locations.by_external_id(id).or_else(|| locations.by_name(id)) {
            Some(at) if places.contains(&at) => {}
            Some(at) => places.push(at),
            None => fields.tell(Code::OrphanReference, record, "location_ids", id),
        }
    }
    let places = if places.is_empty() { &[0][..] } else { &places };
    let last = places.len() - 1;
    let mut local = String::with_capacity(73);
    for (nth, location) in places.iter().filter_map(|at| locations.all.get(*at)).enumerate() {
        let (hours, phone, counter) =
            if nth == last { (hours.take(), phone.take(), counter.take()) } else { (hours.clone(), phone.clone(), counter.clone()) };
        local.clear();
        // Writing to a string does not fail.
        let _ = write!(local, "{service}/{}", location.id);
        let id = Id::derive(&fields.source.id, "service_at_location", &local);
        catalog.services_at_locations.push(ServiceAtLocation { id, service, location: location.id, counter, hours, phone });
    }
}
