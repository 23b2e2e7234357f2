//! The places of a source. A source that names none describes its region's one hall.

use std::collections::HashMap;

use crate::gazetteer;
use crate::model::{Code, Id, Location, LocationDraft, RegionCode};
use crate::normalise::{hours, point, text};

use super::LONGEST_LINE;
use super::fields::{Fields, Record};
use super::memo::Before;

/// The places, the hall first, and how they are found.
pub(super) struct Locations {
    pub all: Vec<Location>,
    by_external_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

/// The region whose hall a place is by its name: "MPP Kota Cimahi".
fn region_of(name: &str) -> Option<RegionCode> {
    match gazetteer::find(name) {
        gazetteer::Lookup::Found(region) => Some(region.code),
        _ => None,
    }
}

impl Locations {
    pub(super) fn read(fields: &mut Fields<'_>, before: &mut Before, drafts: Vec<LocationDraft>) -> Self {
        let mut locations = Self { all: Vec::new(), by_external_id: HashMap::new(), by_name: HashMap::new() };
        if drafts.len() > 1 {
            fields.serves = drafts.iter().filter_map(|draft| region_of(&draft.name)).collect();
        }
        for (at, draft) in drafts.into_iter().enumerate() {
            let path = format!("locations[{at}]");
            locations.add(fields, before, draft, &path);
        }
        if locations.all.is_empty() {
            let name = fields.source.name.clone().unwrap_or_else(|| format!("MPP {}", fields.region.name));
            let hall = LocationDraft { name, ..LocationDraft::default() };
            locations.add(fields, before, hall, "source");
            if let Some(hall) = locations.all.first_mut() {
                hall.id = Id::derive(&fields.source.id, "location", "hall");
            }
        }
        locations
    }

    fn add(&mut self, fields: &mut Fields<'_>, before: &mut Before, mut draft: LocationDraft, path: &str) {
        let id = draft.external_id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let record_name = id.clone().unwrap_or_else(|| draft.name.clone());
        let record = Record { name: &record_name, path };
        let Some(changed) = fields.name(before, record, &draft.name) else {
            return;
        };
        let name = changed.unwrap_or_else(|| draft.name.clone());
        let key = id.clone().unwrap_or_else(|| name.to_lowercase());
        let taken = if id.is_some() { self.by_external_id.contains_key(&key) } else { self.by_name.contains_key(&text::fold(&name)) };
        if taken {
            fields.tell(Code::IdDuplicate, record, "id", &key);
            return;
        }
        let own_id = id.as_deref().and_then(|id| Id::of_source(&fields.source.id, id));
        let is_hall = self.all.is_empty();
        if is_hall {
            self.fill_in_what_is_known(fields, &mut draft);
        }
        let (lat, lon) = (draft.latitude.as_deref().unwrap_or_default(), draft.longitude.as_deref().unwrap_or_default());
        let stated = point::read(lat, lon, fields.region);
        let stated = fields.fact(record, "point", &format!("{lat}, {lon}"), stated);
        let point_from = stated.as_ref().map(|fact| fact.provenance.clone());
        let stated = stated.and_then(|fact| fact.value);
        let known = gazetteer::hall(fields.region.code).and_then(|(event, _)| event.point).filter(|_| is_hall);
        let own = stated.or(known);
        let at = self.all.len();
        self.by_name.entry(text::fold(&name)).or_insert(at);
        if let Some(id) = &id {
            self.by_external_id.insert(id.clone(), at);
        }
        let hours = fields.raw(record, "hours", draft.hours).and_then(|raw| {
            let reading = before.hours(&raw, fields.region.zone);
            fields.fact(record, "hours", &raw, reading)
        });
        self.all.push(Location {
            id: own_id.unwrap_or_else(|| Id::derive(&fields.source.id, "location", &key)),
            address: fields.line(record, "address", draft.address, LONGEST_LINE),
            point: own.unwrap_or(fields.region.point),
            point_is_regions: own.is_none(),
            point_from,
            hours,
            phone: fields.phone(record, draft.phone.as_deref()),
            email: fields.email(record, draft.email),
            website: fields.url(record, "website", draft.website.as_deref()),
            accessibility: fields.line(record, "accessibility", draft.accessibility, LONGEST_LINE),
            external_id: id.filter(|_| own_id.is_none()),
            name,
        });
    }

    /// The declaration's hours, and the address and hours that are attested for the region's hall, where the feed gives none.
    fn fill_in_what_is_known(&self, fields: &Fields<'_>, draft: &mut LocationDraft) {
        let missing = |text: &Option<String>| text.as_deref().is_none_or(text::placeholder);
        let known = gazetteer::hall(fields.region.code);
        if missing(&draft.hours) {
            let attested = known.and_then(|(_, hours)| hours).filter(|raw| hours::read(raw, fields.region.zone).value().is_some());
            draft.hours = fields.source.hours.clone().or_else(|| attested.map(str::to_owned));
        }
        if missing(&draft.address) {
            draft.address = known.and_then(|(event, _)| event.address.clone());
        }
    }

    /// The place with this id in the source.
    pub(super) fn by_external_id(&self, id: &str) -> Option<usize> {
        self.by_external_id.get(id.trim()).copied()
    }

    /// The place of this name.
    pub(super) fn by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(&text::fold(name)).copied()
    }
}
