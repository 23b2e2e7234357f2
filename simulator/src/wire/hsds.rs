//! Human Services Data Specification, UK profile 3.0: pages, or all in one document.

use registry::model::Id;
use serde_json::{Value, json};

use super::Asked;
use crate::catalog::{Agency, Catalog, Service};
use crate::plan::Plan;
use crate::wording::hours::{Week, clock};
use crate::{NOTICE, Site};

/// A document of the paged API.
pub fn paged(site: &Site, plan: &Plan, catalog: &Catalog, asked: &Asked) -> Option<Value> {
    let writer = Writer { slug: site.slug(), site, catalog };
    let (folder, id) = asked.path.split_once('/').unwrap_or((&asked.path, ""));
    match (folder, id) {
        ("", "") => Some(details()),
        ("services", "") => {
            let record = |service: &Service| if plan.details { writer.basic(service) } else { writer.full(service, true) };
            Some(page(asked, &catalog.services, record))
        }
        ("services", id) => {
            let service = catalog.services.iter().find(|service| writer.service_id(service) == id)?;
            Some(synthetic(writer.full(service, true)))
        }
        ("organizations", "") => Some(page(asked, &catalog.agencies, |agency| writer.organization(agency))),
        ("organizations", id) => {
            let agency = catalog.agencies.iter().find(|agency| writer.organization_id(agency) == id)?;
            Some(synthetic(writer.organization(agency)))
        }
        ("service_at_locations", "") => Some(page(asked, &catalog.services, |service| {
            let mut record = writer.at_location(service, true);
            record["service"] = writer.basic(service);
            record
        })),
        ("taxonomy_terms", "") => Some(page(asked, &writer.categories(), |category| writer.term(category))),
        _ => None,
    }
}

/// Everything in one document.
pub fn bulk(site: &Site, catalog: &Catalog) -> Value {
    let writer = Writer { slug: site.slug(), site, catalog };
    json!({
        "version": "HSDS-UK-3.0",
        "_synthetic": true,
        "_note": NOTICE,
        "organizations": catalog.agencies.iter().map(|agency| writer.organization(agency)).collect::<Vec<_>>(),
        "locations": [writer.location()],
        "services": catalog.services.iter().map(|service| writer.full(service, false)).collect::<Vec<_>>(),
    })
}

fn details() -> Value {
    synthetic(json!({
        "version": "HSDS-UK-3.0",
        "profile": "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md",
        "openapi_url": "https://docs.openreferraluk.org/en/latest/openapi30.json",
        "_note": NOTICE,
    }))
}

fn synthetic(mut record: Value) -> Value {
    record["_synthetic"] = Value::Bool(true);
    record
}

fn page<T>(asked: &Asked, records: &[T], record: impl Fn(&T) -> Value) -> Value {
    let (here, pages) = asked.cut(records);
    json!({
        "_synthetic": true,
        "total_items": records.len(),
        "total_pages": pages,
        "page_number": asked.page,
        "size": here.len(),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": here.is_empty(),
        "contents": here.iter().map(record).collect::<Vec<_>>(),
    })
}

struct Writer<'a> {
    slug: String,
    site: &'a Site,
    catalog: &'a Catalog,
}

impl Writer<'_> {
    fn id(&self, kind: &str, local: impl ToString) -> String {
        Id::derive(&self.slug, kind, &local.to_string()).to_string()
    }

    fn service_id(&self, service: &Service) -> String {
        self.id("service", service.number)
    }

    fn organization_id(&self, agency: &Agency) -> String {
        self.id("organization", agency.number)
    }

    fn basic(&self, service: &Service) -> Value {
        let agency = &self.catalog.agencies[service.agency];
        json!({
            "id": self.service_id(service),
            "name": service.name,
            "description": service.description,
            "status": "active",
            "organization": { "id": self.organization_id(agency), "name": agency.name },
        })
    }

    fn full(&self, service: &Service, nested: bool) -> Value {
        let agency = &self.catalog.agencies[service.agency];
        let mut record = self.basic(service);
        if nested {
            record["organization"] = self.organization(agency);
        }
        record["organization_id"] = self.organization_id(agency).into();
        record["attributes"] = self.attributes(service, agency);
        record["schedules"] = self.schedules(service, agency);
        record["service_at_locations"] = json!([self.at_location(service, nested)]);
        record["required_documents"] = self.required_documents(service);
        if let Some(text) = &service.duration {
            record["wait_time"] = text.as_str().into();
        }
        if let Some(text) = &service.cost.text {
            record["fees"] = text.as_str().into();
        }
        if let Some(amount) = service.cost.amount {
            record["cost_options"] = json!([{
                "id": self.id("cost", service.number),
                "option": "Tarif",
                "amount": amount,
                "amount_description": service.cost.text,
                "currency": "IDR",
            }]);
        }
        if !service.procedure.is_empty() {
            record["application_process"] = service.procedure.join("\n").into();
        }
        record
    }

    fn organization(&self, agency: &Agency) -> Value {
        let mut record = json!({
            "id": self.organization_id(agency),
            "name": agency.name,
            "description": format!("{}. {NOTICE}.", agency.category),
        });
        if let Some(email) = &agency.email {
            record["email"] = email.as_str().into();
        }
        if let Some(website) = &agency.website {
            record["website"] = website.as_str().into();
        }
        if let Some(phone) = &agency.phone {
            record["phones"] = json!([{ "id": self.id("phone", agency.number), "number": phone }]);
        }
        record
    }

    fn at_location(&self, service: &Service, nested: bool) -> Value {
        let location = if nested { self.location() } else { json!({ "id": self.id("location", 1), "name": self.catalog.hall.name }) };
        json!({ "id": self.id("service_at_location", service.number), "description": service.counter, "location": location })
    }

    fn location(&self) -> Value {
        let hall = &self.catalog.hall;
        json!({
            "id": self.id("location", 1),
            "location_type": "physical",
            "name": hall.name,
            "description": NOTICE,
            "latitude": hall.point.lat,
            "longitude": hall.point.lon,
            "addresses": [{
                "id": self.id("address", 1),
                "address_1": hall.address,
                "city": self.site.region_name,
                "state_province": self.site.province_name,
                "country": "ID",
                "address_type": "physical",
            }],
            "phones": [{ "id": self.id("phone", 0), "number": hall.phone }],
            "schedules": self.week("hall", &hall.week, &hall.hours),
        })
    }

    fn schedules(&self, service: &Service, agency: &Agency) -> Value {
        let hall = &self.catalog.hall;
        let text = agency.hours.as_ref().map_or(&hall.hours, |(_, text)| text);
        self.week(&format!("service-{}", service.number), &self.catalog.week_of(agency), text)
    }

    fn week(&self, of: &str, week: &Week, text: &str) -> Value {
        let groups = week.by_day();
        let spans = groups.iter().flat_map(|(days, spans)| spans.iter().map(move |span| (days, span)));
        let schedule = |(place, (days, &(from, until))): (usize, (&String, &(u16, u16)))| {
            let mut record = json!({
                "id": self.id("schedule", format!("{of}-{days}-{from}")),
                "freq": "WEEKLY",
                "byday": days,
                "opens_at": clock(from, ':'),
                "closes_at": clock(until, ':'),
            });
            // The text is of the whole week: it stands once.
            if place == 0 {
                record["description"] = text.into();
            }
            record
        };
        spans.enumerate().map(schedule).collect()
    }

    fn required_documents(&self, service: &Service) -> Value {
        let record =
            |(i, text): (usize, &String)| json!({ "id": self.id("document", format!("{}-{i}", service.number)), "document": text });
        service.requirements.iter().enumerate().map(record).collect()
    }

    /// The category, and the channels, for which HSDS has no field of their own.
    fn attributes(&self, service: &Service, agency: &Agency) -> Value {
        let category =
            json!({ "id": self.id("attribute", service.number), "link_type": "service", "taxonomy_term": self.term(agency.category) });
        let channel = |&channel: &registry::model::Channel| {
            json!({
                "id": self.id("attribute", format!("{}-{}", service.number, channel.as_str())),
                "link_type": "service",
                "taxonomy_term": { "id": self.id("channel", channel.as_str()), "name": super::channel(channel), "taxonomy": "kanal" },
            })
        };
        std::iter::once(category).chain(service.channels.iter().map(channel)).collect()
    }

    fn categories(&self) -> Vec<&'static str> {
        let mut categories: Vec<&str> = self.catalog.agencies.iter().map(|agency| agency.category).collect();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    fn term(&self, category: &str) -> Value {
        json!({ "id": self.id("term", category), "name": category, "taxonomy": "kategori-mpp" })
    }
}
