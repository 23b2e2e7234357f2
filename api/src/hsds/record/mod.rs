//! HSDS 3.0 records: a file for each object of the specification, and the writer that makes them of what was loaded. What this profile adds
//! to an object stands at its end (docs/hsds.md). Nothing is asked of the database here.

mod organization;
mod parts;
mod place;
mod schedule;
mod service;
mod taxonomy;

use registry::model::Id;
use registry::store::read::{Bundle, Depth, LocationRow, PlaceRow, ServiceRow};

pub use organization::Organization;
pub use parts::{Accessibility, Contact, CostOption, Phone, RequiredDocument, email, link};
pub use place::{Address, Location, ServiceAtLocation};
pub use schedule::Schedule;
pub use service::Service;
pub use taxonomy::{Attribute, Taxonomy, TaxonomyRecord, TermRecord, category_term, channel_term, fixed_terms, national_term};

use crate::state::Gazetteer;
use schedule::Weeks;

/// Writes records of one bundle.
pub struct Writer<'a> {
    bundle: &'a Bundle,
    gazetteer: &'a Gazetteer,
    base: &'a str,
    depth: Depth,
    weeks: Weeks,
}

impl<'a> Writer<'a> {
    /// Of this bundle, loaded as deep as `depth`. `base`: where this server is reached.
    #[must_use]
    pub fn new(bundle: &'a Bundle, gazetteer: &'a Gazetteer, base: &'a str, depth: Depth) -> Self {
        Self { bundle, gazetteer, base, depth, weeks: Weeks::default() }
    }

    /// A service; `None`: it is not in the bundle.
    pub fn service(&mut self, id: Id) -> Option<Service> {
        let row = self.bundle.services.get(&id)?;
        let mut service = self.described(row);
        if self.depth == Depth::Whole {
            let places = self.bundle.places.get(&id).map(Vec::as_slice).unwrap_or_default();
            service.service_at_locations = places.iter().map(|place| self.place(place)).collect();
        }
        Some(service)
    }

    /// A service at a place, its service within it; `None`: it is not in the bundle.
    pub fn service_at_location(&mut self, service: Id, id: Id) -> Option<ServiceAtLocation> {
        let place = self.bundle.places.get(&service)?.iter().find(|place| place.id == id)?;
        let described = self.described(self.bundle.services.get(&service)?);
        Some(ServiceAtLocation { service: Some(Box::new(described)), ..self.place(place) })
    }

    /// A place; `None`: it is not in the bundle.
    pub fn location_by_id(&mut self, id: Id) -> Option<Location> {
        let row = self.bundle.locations.get(&id)?;
        Some(self.location(row))
    }

    /// An agency with its services, as `services` holds them, and the places where it gives them; `None`: it is not in the bundle.
    pub fn organization(&mut self, id: Id, services: Vec<Service>) -> Option<Organization> {
        let row = self.bundle.organizations.get(&id)?;
        let source = self.bundle.sources.get(&row.source_id);
        let mut halls: Vec<&LocationRow> = services
            .iter()
            .flat_map(|service| self.bundle.places.get(&service.id).into_iter().flatten())
            .filter_map(|place| self.bundle.locations.get(&place.location_id))
            .collect();
        halls.sort_unstable_by_key(|row| row.id);
        halls.dedup_by_key(|row| row.id);
        let locations = halls.into_iter().map(|row| self.location(row)).collect();
        Some(Organization { locations, services, ..Organization::whole(row, source) })
    }

    /// A service without the places where it is given.
    fn described(&self, row: &ServiceRow) -> Service {
        let source = self.bundle.sources.get(&row.source_id);
        let agency = self.bundle.organizations.get(&row.organization_id);
        let mut service = Service::listed(row, source, self.bundle.modified_at(row));
        if self.depth == Depth::List {
            service.organization = agency.map(|agency| Organization::listed(agency, source));
            return service;
        }
        service.organization = agency.map(|agency| Organization::whole(agency, source));
        (service.fees_description, service.cost_options) = parts::costs(row.id, self.bundle.costs.get(&row.id).map(String::as_str));
        let documents = self.bundle.requirements.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        service.required_documents = parts::required_documents(row.id, documents);
        service.attributes = taxonomy::attributes(self.base, row.id, row.category.as_deref(), row.term.as_deref(), &row.channels);
        service
    }

    fn place(&mut self, row: &PlaceRow) -> ServiceAtLocation {
        let location = self.bundle.locations.get(&row.location_id).map(|location| self.location(location));
        let hours = self.bundle.schedules.get(&row.id);
        ServiceAtLocation {
            id: row.id,
            service_id: row.service_id,
            location_id: row.location_id,
            description: row.counter.clone(),
            phones: if self.depth == Depth::Whole { parts::phones(row.id, row.phone.as_deref()) } else { Vec::new() },
            schedules: self.weeks.schedules(row.id, hours),
            location,
            service: None,
            opening_hours: hours.and_then(|hours| hours.osm.clone()),
            absent_since: row.absent_since,
        }
    }

    fn location(&mut self, row: &LocationRow) -> Location {
        if self.depth == Depth::List {
            return Location::listed(row);
        }
        let hours = self.bundle.schedules.get(&row.id);
        let schedules = self.weeks.schedules(row.id, hours);
        Location { schedules, opening_hours: hours.and_then(|hours| hours.osm.clone()), ..Location::whole(row, self.gazetteer) }
    }
}
