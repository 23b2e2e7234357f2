//! A catalog as one HSDS 3.0 document: its services in full, each with its agency, places, schedules, documents and costs. Texts go out as the
//! region wrote them.

use std::collections::HashMap;

use registry::model::{Catalog, CostKind, Fact, Hours, Id, Location, Organization, Service, ServiceAtLocation};
use serde_json::{Map, Value, json};

/// The whole of a catalog.
pub(super) fn document(catalog: &Catalog, at: &str) -> Value {
    let writer = Writer {
        agencies: catalog.organizations.iter().map(|item| (item.id, item)).collect(),
        places: catalog.locations.iter().map(|item| (item.id, item)).collect(),
        at,
    };
    let mut given: HashMap<Id, Vec<&ServiceAtLocation>> = HashMap::new();
    catalog.services_at_locations.iter().for_each(|one| given.entry(one.service).or_default().push(one));
    let services = catalog.services.iter().map(|item| writer.service(item, given.get(&item.id).map(Vec::as_slice).unwrap_or_default()));
    json!({
        "version": "3.0",
        "organizations": catalog.organizations.iter().map(|item| writer.organization(item)).collect::<Vec<_>>(),
        "locations": catalog.locations.iter().map(|item| writer.location(item)).collect::<Vec<_>>(),
        "services": services.collect::<Vec<_>>(),
    })
}

struct Writer<'a> {
    agencies: HashMap<Id, &'a Organization>,
    places: HashMap<Id, &'a Location>,
    at: &'a str,
}

/// A record of the fields that are there.
fn record(fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    let told = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(told.collect::<Map<_, _>>())
}

fn text(text: Option<&String>) -> Option<Value> {
    text.map(|text| text.as_str().into())
}

fn raw<T>(fact: Option<&Fact<T>>) -> Option<Value> {
    fact.map(|fact| fact.provenance.raw.as_str().into())
}

/// An id of something that belongs to a record: the same each time.
fn part(of: Id, kind: &str) -> String {
    Id::derive(&of.to_string(), kind, "").to_string()
}

fn phones(of: Id, fact: Option<&Fact<String>>) -> Option<Value> {
    fact.map(|fact| json!([{ "id": part(of, "phone"), "number": fact.provenance.raw }]))
}

fn schedules(of: Id, fact: Option<&Fact<Hours>>) -> Option<Value> {
    fact.map(|fact| json!([{ "id": part(of, "schedule"), "description": fact.provenance.raw }]))
}

impl Writer<'_> {
    fn organization(&self, item: &Organization) -> Value {
        record([
            ("id", Some(item.id.to_string().into())),
            ("name", Some(item.name.as_str().into())),
            // Required by the specification.
            ("description", Some(item.description.as_deref().unwrap_or(&item.name).into())),
            ("email", text(item.email.as_ref())),
            ("website", text(item.website.as_ref())),
            ("phones", phones(item.id, item.phone.as_ref())),
        ])
    }

    fn location(&self, item: &Location) -> Value {
        let point = (!item.point_is_regions).then_some(item.point);
        let address = |address: &String| {
            json!([{
                "id": part(item.id, "address"), "address_1": address, "city": "", "state_province": "", "postal_code": "",
                "country": "ID", "address_type": "physical",
            }])
        };
        let accessibility = |text: &String| json!([{ "id": part(item.id, "accessibility"), "description": text }]);
        record([
            ("id", Some(item.id.to_string().into())),
            ("location_type", Some("physical".into())),
            ("name", Some(item.name.as_str().into())),
            ("url", text(item.website.as_ref())),
            ("latitude", point.map(|point| point.lat.into())),
            ("longitude", point.map(|point| point.lon.into())),
            ("addresses", item.address.as_ref().map(address)),
            ("phones", phones(item.id, item.phone.as_ref())),
            ("schedules", schedules(item.id, item.hours.as_ref())),
            ("accessibility", item.accessibility.as_ref().map(accessibility)),
        ])
    }

    fn service(&self, item: &Service, given: &[&ServiceAtLocation]) -> Value {
        let places = given.iter().filter_map(|at| Some(self.service_at_location(at, self.places.get(&at.location)?)));
        let category = |name: &String| {
            json!([{ "id": part(item.id, "attribute"), "link_type": "service_category", "label": name,
            "taxonomy_term": { "id": part(item.id, "term"), "name": name, "description": name } }])
        };
        record([
            ("id", Some(item.id.to_string().into())),
            ("name", Some(item.name.as_str().into())),
            ("status", Some("active".into())),
            ("last_modified", Some(format!("{}T00:00:00Z", self.at).into())),
            ("description", text(item.description.as_ref())),
            ("url", text(item.url.as_ref())),
            ("alert", text(item.alert.as_ref())),
            ("wait_time", raw(item.duration.as_ref())),
            ("fees_description", raw(item.cost.as_ref())),
            ("application_process", (!item.procedure.is_empty()).then(|| item.procedure.join("\n").into())),
            ("phones", phones(item.id, given.first().and_then(|at| at.phone.as_ref()))),
            ("organization", self.agencies.get(&item.organization).map(|agency| self.organization(agency))),
            ("service_at_locations", Some(places.collect::<Vec<_>>().into())),
            ("required_documents", documents(item)),
            ("cost_options", costs(item)),
            ("attributes", item.category.as_ref().map(category)),
        ])
    }

    fn service_at_location(&self, at: &ServiceAtLocation, place: &Location) -> Value {
        record([
            ("id", Some(at.id.to_string().into())),
            ("description", text(at.counter.as_ref())),
            ("location", Some(self.location(place))),
            ("schedules", schedules(at.id, at.hours.as_ref())),
        ])
    }
}

fn documents(item: &Service) -> Option<Value> {
    let list = item.requirements.iter().enumerate().map(|(at, document)| {
        record([
            ("id", Some(part(item.id, &format!("document {at}")).into())),
            ("document", Some(document.document.as_str().into())),
            ("uri", text(document.uri.as_ref())),
        ])
    });
    (!item.requirements.is_empty()).then(|| list.collect::<Vec<_>>().into())
}

/// The cost as it is written, and as an amount where it is one.
fn costs(item: &Service) -> Option<Value> {
    let fact = item.cost.as_ref()?;
    let amount = match fact.value.as_ref().map(|cost| &cost.kind) {
        Some(CostKind::Free) => Some(0),
        Some(CostKind::Amount { idr }) => Some(*idr),
        _ => None,
    };
    Some(json!([record([
        ("id", Some(part(item.id, "cost").into())),
        ("option", Some("Tarif".into())),
        ("currency", amount.map(|_| "IDR".into())),
        ("amount", amount.map(Value::from)),
        ("amount_description", Some(fact.provenance.raw.as_str().into())),
    ])]))
}
