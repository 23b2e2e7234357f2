//! The services of a source and their counters. Texts that come again, "3 hari kerja" or "Gratis", are read once.

use std::collections::{HashMap, HashSet};

use crate::model::{Catalog, Channel, Code, Cost, Duration, Hours, Id, RequiredDocument, Service, ServiceAtLocation, ServiceDraft};
use crate::normalise::{Reading, channel, cost, duration, hours, requirements, service_name};

use super::fields::{Fields, Record};
use super::locations::Locations;
use super::organizations::Organizations;
use super::{LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT};

/// The most requirements or steps of one service.
const MOST_ITEMS: usize = 100;

/// What was read before in this catalog.
#[derive(Default)]
struct Before {
    durations: HashMap<String, Reading<Duration>>,
    costs: HashMap<String, Reading<Cost>>,
    hours: HashMap<String, Reading<Hours>>,
}

/// The reading of a text, made once.
fn once<T: Clone>(before: &mut HashMap<String, Reading<T>>, raw: &str, read: impl FnOnce(&str) -> Reading<T>) -> Reading<T> {
    if let Some(reading) = before.get(raw) {
        return reading.clone();
    }
    let reading = read(raw);
    before.insert(raw.to_owned(), reading.clone());
    reading
}

pub(super) fn read(
    fields: &mut Fields<'_>,
    organizations: &mut Organizations,
    locations: &Locations,
    drafts: Vec<ServiceDraft>,
    catalog: &mut Catalog,
) {
    let mut before = Before::default();
    let mut taken: HashSet<Id> = HashSet::with_capacity(drafts.len());
    catalog.services.reserve(drafts.len());
    catalog.services_at_locations.reserve(drafts.len());
    for draft in drafts {
        let external_id = draft.external_id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let record = Record { name: external_id.as_deref().unwrap_or(&draft.name), path: &draft.path };
        let Some(name) = fields.name(record, &draft.name) else {
            continue;
        };
        let Some(organization) = agency(fields, organizations, record, &draft) else {
            fields.tell(Code::OrganizationMissing, record, "organization", draft.organization.as_deref().unwrap_or_default());
            continue;
        };
        let local = external_id.clone().unwrap_or_else(|| format!("{}\u{1f}{}", organizations.more[organization].key, name.to_lowercase()));
        let id = Id::derive(&fields.source.id, "service", &local);
        if !taken.insert(id) {
            fields.tell(Code::IdDuplicate, record, "id", external_id.as_deref().unwrap_or(&name));
            continue;
        }
        let service = service(fields, &mut before, record, &draft, organizations.all[organization].id, id);
        let term = service_name::term(&name, organizations.more[organization].canonical).map(str::to_owned);
        counters(fields, &mut before, record, &draft, id, (locations, organizations, organization), catalog);
        catalog.services.push(Service { external_id, name, term, ..service });
    }
}

/// The agency of a service: by its id, else by its name.
fn agency(fields: &mut Fields<'_>, organizations: &mut Organizations, record: Record<'_>, draft: &ServiceDraft) -> Option<usize> {
    if let Some(id) = draft.organization_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        match organizations.by_external_id(id) {
            Some(at) => return Some(at),
            None => fields.tell(Code::OrphanReference, record, "organization_id", id),
        }
    }
    organizations.named(fields, draft.organization.as_deref()?, &draft.path)
}

/// Everything of a service but its name.
fn service(fields: &mut Fields<'_>, before: &mut Before, record: Record<'_>, draft: &ServiceDraft, organization: Id, id: Id) -> Service {
    let duration = draft.duration.as_deref().and_then(|raw| {
        let reading = once(&mut before.durations, raw, duration::read);
        fields.fact(record, "duration", raw, reading)
    });
    let cost = draft.cost.as_deref().and_then(|raw| {
        let reading = once(&mut before.costs, raw, cost::read);
        fields.fact(record, "cost", raw, reading)
    });
    Service {
        id,
        organization,
        duration,
        cost,
        external_id: None,
        name: String::new(),
        term: None,
        description: fields.lines(record, "description", draft.description.as_deref(), LONGEST_TEXT),
        category: fields.line(record, "category", draft.category.as_deref(), LONGEST_NAME),
        requirements: items(&draft.requirements),
        procedure: items(&draft.procedure).into_iter().map(|step| step.document).collect(),
        legal_basis: fields.lines(record, "legal_basis", draft.legal_basis.as_deref(), LONGEST_TEXT),
        channels: channels(fields, record, &draft.channels),
        url: fields.url(record, "url", draft.url.as_deref()),
        alert: fields.line(record, "alert", draft.alert.as_deref(), LONGEST_LINE),
    }
}

fn items(texts: &[String]) -> Vec<RequiredDocument> {
    texts.iter().flat_map(|text| requirements::split(text)).take(MOST_ITEMS).collect()
}

/// The stated channels; a service that states none is given at a counter.
fn channels(fields: &mut Fields<'_>, record: Record<'_>, texts: &[String]) -> Vec<Channel> {
    let mut channels = Vec::new();
    for text in texts {
        let read = channel::read(text);
        if read.is_empty() && !text.trim().is_empty() {
            fields.tell(Code::FieldUnknownValue, record, "channels", text);
        }
        channels.extend(read);
    }
    if channels.is_empty() {
        channels.push(Channel::Counter);
    }
    channels.sort_unstable();
    channels.dedup();
    channels
}

/// The service at each of its locations; at the hall where it names none, or only such as do not exist.
fn counters(
    fields: &mut Fields<'_>,
    before: &mut Before,
    record: Record<'_>,
    draft: &ServiceDraft,
    service: Id,
    (locations, organizations, organization): (&Locations, &Organizations, usize),
    catalog: &mut Catalog,
) {
    let zone = fields.region.zone;
    let own = draft.hours.as_deref().and_then(|raw| {
        let reading = once(&mut before.hours, raw, |raw| hours::read(raw, zone));
        fields.fact(record, "hours", raw, reading)
    });
    let mut hours = own.or_else(|| organizations.more[organization].hours.clone());
    if let Some(fact) = &mut hours {
        fact.value = fact.value.as_ref().map(hours::with_unknown_days);
    }
    let phone = fields.phone(record, draft.phone.as_deref());
    let counter = fields.line(record, "counter", draft.counter.as_deref(), LONGEST_NAME);
    let mut places: Vec<usize> = Vec::new();
    for id in &draft.location_ids {
        match locations.by_external_id(id) {
            Some(at) if places.contains(&at) => {}
            Some(at) => places.push(at),
            None => fields.tell(Code::OrphanReference, record, "location_ids", id),
        }
    }
    if places.is_empty() {
        places.push(0);
    }
    for location in places.iter().filter_map(|at| locations.all.get(*at)) {
        catalog.services_at_locations.push(ServiceAtLocation {
            id: Id::derive(&fields.source.id, "service_at_location", &format!("{service}/{}", location.id)),
            service,
            location: location.id,
            counter: counter.clone(),
            hours: hours.clone(),
            phone: phone.clone(),
        });
    }
}
