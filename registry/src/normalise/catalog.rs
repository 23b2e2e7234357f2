//! The whole normaliser for one source: drafts to a catalog.

use std::collections::{HashMap, HashSet};

use super::{channel, cost, duration, hours, number, organization, period, phone, point, requirements, service_name, text};
use crate::gazetteer;
use crate::model::{
    Catalog, Channel, Code, Cost, Drafts, Duration, Fact, Finding, Hours, Id, Location, LocationDraft, Metric, Organization,
    OrganizationDraft, Region, RequiredDocument, Scope, Service, ServiceAtLocation, ServiceDraft, Source, Statistic, StatisticDraft,
};
use crate::normalise::Reading;

/// Characters of a name.
const NAME: usize = 300;
/// Characters of a description and of a requirement.
const PROSE: usize = 5000;

/// Turns what an adapter read from `source` into what is stored. Records that cannot be kept are findings of severity error.
#[must_use]
pub fn catalog(source: &Source, region: &Region, drafts: Drafts) -> Catalog {
    let mut work = Work {
        source,
        region,
        catalog: Catalog::default(),
        ids: Ids::default(),
        durations: HashMap::new(),
        costs: HashMap::new(),
        hours: HashMap::new(),
    };
    work.catalog.findings = drafts.findings;
    work.catalog.findings.extend(drafts.rejects.into_iter().map(|reject| reject.finding));
    for draft in drafts.organizations {
        work.organization(draft);
    }
    for draft in drafts.locations {
        work.location(draft);
    }
    let hall = work.hall();
    for draft in drafts.services {
        work.service(draft, hall);
    }
    for draft in drafts.statistics {
        work.statistic(&draft, hall);
    }
    work.catalog
}

/// Ids by which records of one source refer to each other.
#[derive(Default)]
struct Ids {
    /// By the source's own id and by folded name.
    organizations: HashMap<String, Id>,
    agency_hours: HashMap<Id, String>,
    locations: HashMap<String, Id>,
    services: HashSet<Id>,
}

struct Work<'a> {
    source: &'a Source,
    region: &'a Region,
    catalog: Catalog,
    ids: Ids,
    // The same texts stand in a catalog many times.
    durations: HashMap<String, Reading<Duration>>,
    costs: HashMap<String, Reading<Cost>>,
    hours: HashMap<String, Reading<Hours>>,
}

/// A key of `Ids` that is a source's own id, not a name.
fn own(id: &str) -> String {
    format!("\u{1f}{}", id.trim())
}

impl Work<'_> {
    fn find(&mut self, code: Code, record: &str, path: &str, raw: &str) {
        self.catalog.findings.push(Finding::new(code, record, path, raw));
    }

    /// A name, cleaned and cut.
    fn name(&mut self, raw: &str, record: &str, path: &str, most: usize) -> String {
        let (name, cut) = text::cut(text::clean(raw), most);
        if cut {
            self.find(Code::TextTooLong, record, path, raw);
        }
        name
    }

    fn prose(&mut self, raw: Option<String>, record: &str, path: &str) -> Option<String> {
        let raw = raw?;
        let prose = self.name(&raw, record, path, PROSE);
        (!text::placeholder(&prose)).then_some(prose)
    }

    fn url(&mut self, raw: Option<String>, record: &str, path: &str) -> Option<String> {
        let raw = raw.filter(|raw| !text::placeholder(raw))?;
        let url = text::url(&raw);
        if url.is_none() {
            self.find(Code::UrlInvalid, record, path, &raw);
        }
        url
    }

    /// The fact of a reading; its findings are noted.
    fn keep<T>(&mut self, reading: Reading<T>, record: &str, path: &str) -> Option<Fact<T>> {
        let raw = reading.fact.as_ref().map(|fact| fact.provenance.raw.clone()).unwrap_or_default();
        for code in reading.findings {
            self.find(code, record, path, &raw);
        }
        reading.fact
    }

    fn phone(&mut self, raw: Option<String>, record: &str) -> Option<Fact<String>> {
        let reading = phone::read(&raw?);
        self.keep(reading, record, "phone")
    }

    fn opening(&mut self, raw: Option<&str>, record: &str) -> Option<Fact<Hours>> {
        let raw = raw?;
        let zone = self.region.zone;
        let reading = self.hours.entry(raw.to_owned()).or_insert_with(|| hours::read(raw, zone)).clone();
        self.keep(reading, record, "hours")
    }

    fn organization(&mut self, draft: OrganizationDraft) -> Option<Id> {
        let name = self.name(&draft.name, &draft.name, "name", NAME);
        if name.is_empty() {
            self.find(Code::NameMissing, draft.external_id.as_deref().unwrap_or("organization"), "name", &draft.name);
            return None;
        }
        let local = draft.external_id.clone().map_or_else(|| text::fold(&name), |id| own(&id));
        if let Some(known) = self.ids.organizations.get(&local) {
            return Some(*known);
        }
        let id = Id::derive(&self.source.id, "organization", &local);
        let canonical = organization::canonical(&name).map(str::to_owned);
        if canonical.is_none() {
            self.find(Code::OrganizationUnknown, &name, "organization", &draft.name);
        }
        if let Some(hours) = draft.hours {
            self.ids.agency_hours.insert(id, hours);
        }
        self.ids.organizations.insert(local, id);
        self.ids.organizations.entry(text::fold(&name)).or_insert(id);
        let description = self.prose(draft.description, &name, "description");
        let (phone, website) = (self.phone(draft.phone, &name), self.url(draft.website, &name, "website"));
        let email = draft.email.filter(|email| email.contains('@'));
        self.catalog.organizations.push(Organization {
            id,
            external_id: draft.external_id,
            name,
            canonical,
            description,
            phone,
            email,
            website,
        });
        Some(id)
    }

    fn location(&mut self, draft: LocationDraft) {
        let name = self.name(&draft.name, &draft.name, "name", NAME);
        let local = draft.external_id.clone().map_or_else(|| text::fold(&name), |id| own(&id));
        if self.ids.locations.contains_key(&local) {
            self.find(Code::IdDuplicate, &local, "location", &draft.name);
            return;
        }
        let id = Id::derive(&self.source.id, "location", &local);
        self.ids.locations.insert(local, id);
        let stated = match (&draft.latitude, &draft.longitude) {
            (Some(lat), Some(lon)) => {
                let reading = point::read(lat, lon, self.region);
                self.keep(reading, &name, "latitude").and_then(|fact| fact.value)
            }
            _ => None,
        };
        let hours = self.opening(draft.hours.as_deref().or(self.source.hours.as_deref()), &name);
        let location = Location {
            id,
            external_id: draft.external_id,
            address: self.prose(draft.address, &name, "address"),
            point: stated.unwrap_or(self.region.point),
            point_is_regions: stated.is_none(),
            hours,
            phone: self.phone(draft.phone, &name),
            email: draft.email.filter(|email| email.contains('@')),
            website: self.url(draft.website, &name, "website"),
            accessibility: self.prose(draft.accessibility, &name, "accessibility"),
            name,
        };
        self.catalog.locations.push(location);
    }

    /// The place of services that name none: the first that the source gives, or the region's hall.
    fn hall(&mut self) -> Id {
        if let Some(first) = self.catalog.locations.first() {
            return first.id;
        }
        let known = gazetteer::hall(self.region.code);
        let name = self.source.name.clone().or_else(|| known.map(|(event, _)| event.name.clone()));
        let hours = self.source.hours.clone();
        self.location(LocationDraft {
            name: name.unwrap_or_else(|| format!("MPP {}", self.region.name)),
            address: known.and_then(|(event, _)| event.address.clone()),
            latitude: known.and_then(|(event, _)| event.point).map(|point| point.lat.to_string()),
            longitude: known.and_then(|(event, _)| event.point).map(|point| point.lon.to_string()),
            hours,
            ..LocationDraft::default()
        });
        self.catalog.locations.first().map_or_else(|| Id::derive(&self.source.id, "location", ""), |place| place.id)
    }

    fn agency(&mut self, draft: &ServiceDraft) -> Option<Id> {
        let by_id = draft.organization_id.as_deref().and_then(|id| self.ids.organizations.get(&own(id)).copied());
        if by_id.is_some() {
            return by_id;
        }
        let name = draft.organization.as_deref().filter(|name| !text::placeholder(name))?;
        if let Some(known) = self.ids.organizations.get(&text::fold(name)) {
            return Some(*known);
        }
        self.organization(OrganizationDraft {
            external_id: draft.organization_id.clone(),
            name: name.to_owned(),
            ..OrganizationDraft::default()
        })
    }

    fn service(&mut self, draft: ServiceDraft, hall: Id) {
        let named = draft.external_id.clone().unwrap_or_else(|| draft.name.clone());
        let name = self.name(&draft.name, &named, "name", NAME);
        if name.is_empty() || text::placeholder(&name) {
            return self.find(Code::NameMissing, &named, &draft.path, &draft.name);
        }
        let Some(agency) = self.agency(&draft) else {
            return self.find(Code::OrganizationMissing, &named, &draft.path, draft.organization_id.as_deref().unwrap_or_default());
        };
        let local = draft.external_id.clone().unwrap_or_else(|| format!("{agency}\u{1f}{}", text::fold(&name)));
        let id = Id::derive(&self.source.id, "service", &local);
        if !self.ids.services.insert(id) {
            return self.find(Code::IdDuplicate, &named, &draft.path, &draft.name);
        }
        let mut places = self.places(&draft, &named);
        if places.is_empty() {
            places.push(hall);
        }
        let own_hours = draft.hours.clone().or_else(|| self.ids.agency_hours.get(&agency).cloned());
        let opening = self.opening(own_hours.as_deref(), &named);
        let phone = self.phone(draft.phone.clone(), &named);
        let counter = self.prose(draft.counter.clone(), &named, "counter");
        let service_id = id;
        for location in places {
            let id = Id::derive(&self.source.id, "service_at_location", &format!("{id}\u{1f}{location}"));
            let at = ServiceAtLocation {
                id,
                service: service_id,
                location,
                counter: counter.clone(),
                hours: opening.clone(),
                phone: phone.clone(),
            };
            self.catalog.services_at_locations.push(at);
        }
        let service = self.facts(draft, id, name, agency, &named);
        self.catalog.services.push(service);
    }

    fn places(&mut self, draft: &ServiceDraft, named: &str) -> Vec<Id> {
        let mut places = Vec::new();
        for id in &draft.location_ids {
            match self.ids.locations.get(&own(id)) {
                Some(place) => places.push(*place),
                None => self.find(Code::OrphanReference, named, "location_ids", id),
            }
        }
        places
    }

    /// The service itself, its texts read.
    fn facts(&mut self, draft: ServiceDraft, id: Id, name: String, organization: Id, named: &str) -> Service {
        let duration = draft.duration.as_deref().and_then(|raw| {
            let reading = self.durations.entry(raw.to_owned()).or_insert_with(|| duration::read(raw)).clone();
            self.keep(reading, named, "duration")
        });
        let cost = draft.cost.as_deref().and_then(|raw| {
            let reading = self.costs.entry(raw.to_owned()).or_insert_with(|| cost::read(raw)).clone();
            self.keep(reading, named, "cost")
        });
        let mut channels: Vec<Channel> = draft.channels.iter().flat_map(|raw| channel::read(raw)).collect();
        channels.sort_unstable();
        channels.dedup();
        if channels.is_empty() {
            channels.push(Channel::Counter);
        }
        let requirements: Vec<RequiredDocument> = match draft.requirements.as_slice() {
            [one] => requirements::split(one),
            several => several.iter().flat_map(|text| requirements::split(text)).collect(),
        };
        let procedure = draft.procedure.iter().map(|step| text::clean(step)).filter(|step| !text::placeholder(step)).collect();
        Service {
            id,
            description: self.prose(draft.description, named, "description"),
            organization,
            term: service_name::term(&name).map(str::to_owned),
            category: self.prose(draft.category, named, "category"),
            duration,
            cost,
            requirements,
            procedure,
            legal_basis: self.prose(draft.legal_basis, named, "legal_basis"),
            channels,
            url: self.url(draft.url, named, "url"),
            alert: self.prose(draft.alert, named, "alert"),
            external_id: draft.external_id,
            name,
        }
    }

    fn statistic(&mut self, draft: &StatisticDraft, hall: Id) {
        let metric: Option<Metric> = draft.metric.trim().parse().ok();
        let (period, value) = (period::read(&draft.period), number::read(&draft.value));
        let (Some(metric), Some(period), Some(value)) = (metric, period, value) else {
            let raw = format!("{} {} {}", draft.metric, draft.period, draft.value);
            return self.find(Code::FieldUnknownValue, draft.scope.as_deref().unwrap_or("statistic"), "statistic", &raw);
        };
        let scope = match draft.scope.as_deref().filter(|scope| !text::placeholder(scope)) {
            None => Scope::Location(hall),
            Some(scope) => {
                let known = self.ids.organizations.get(&own(scope)).or_else(|| self.ids.organizations.get(&text::fold(scope))).copied();
                match known {
                    Some(agency) => Scope::Organization(agency),
                    None => return self.find(Code::OrphanReference, scope, "statistic.scope", scope),
                }
            }
        };
        self.catalog.statistics.push(Statistic { metric, scope, period, value });
    }
}
