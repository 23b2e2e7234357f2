//! schema.org: a hall as a `GovernmentOffice`, a service as a `GovernmentService`, results as an `ItemList`, the registry as a `Dataset`, and
//! the way to each page as a `BreadcrumbList`. What is unknown is left out.

use registry::model::{Channel, Cost, CostKind, Duration, DurationUnit, Fact};
use serde_json::{Map, Value, json};

use crate::hours::week::week;
use crate::hsds::record::{email, link};
use crate::licence;
use crate::routes::locations::{LocationDetail, LocationView};
use crate::routes::services::ServiceDetail;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MADE_UP: &str = "Data sintetis untuk peragaan / synthetic demo data";

/// An object without the members that are null.
fn node(members: Value) -> Value {
    let Value::Object(members) = members else { return members };
    Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
}

/// The way to a page: names and paths, from the top down.
#[must_use]
pub fn breadcrumbs(base: &str, way: &[(&str, String)]) -> Value {
    let step = |(position, (name, path)): (usize, &(&str, String))| json!({ "@type": "ListItem", "position": position + 1, "name": name, "item": format!("{base}{path}") });
    json!({ "@type": "BreadcrumbList", "itemListElement": way.iter().enumerate().map(step).collect::<Vec<_>>() })
}

fn hours(osm: Option<&str>) -> Value {
    let Some(week) = osm.and_then(week) else { return Value::Null };
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let spec = |(day, span): (&str, &(u16, u16))| {
        let closes = if span.1 == 1440 { "23:59".to_owned() } else { clock(span.1) };
        json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": format!("https://schema.org/{day}"), "opens": clock(span.0), "closes": closes })
    };
    DAYS.iter().zip(&week).flat_map(|(day, spans)| spans.iter().map(move |span| spec((day, span)))).collect()
}

/// A hall as it stands in a list or beside a service.
fn office(base: &str, hall: &LocationView) -> Value {
    let geo = json!({ "@type": "GeoCoordinates", "latitude": hall.point.lat, "longitude": hall.point.lon });
    let url = format!("{base}/mpp/{}", hall.id);
    node(json!({
        "@type": "GovernmentOffice",
        "@id": url,
        "url": url,
        "name": hall.name,
        "address": node(json!({
            "@type": "PostalAddress",
            "streetAddress": hall.address,
            "addressLocality": hall.region.name,
            "addressCountry": "ID",
        })),
        "geo": if hall.point_is_regions { Value::Null } else { geo },
        "openingHoursSpecification": hours(hall.opening_hours.as_deref()),
        "disambiguatingDescription": if hall.synthetic { MADE_UP.into() } else { Value::Null },
    }))
}

/// The page of a hall.
#[must_use]
pub fn hall(base: &str, detail: &LocationDetail) -> Vec<Value> {
    let hall = &detail.location;
    let mut office = office(base, hall);
    let phone = detail.phone.as_ref().and_then(|fact| fact.get("value")).filter(|value| value.is_string());
    office["telephone"] = phone.cloned().unwrap_or_default();
    office["email"] = email(detail.email.as_deref()).into();
    office["sameAs"] = link(detail.website.as_deref()).into();
    office["areaServed"] = area(&hall.region.name);
    let way = [
        ("Simpul", "/".to_owned()),
        (hall.region.name.as_str(), format!("/daerah/{}", hall.region.code)),
        (hall.name.as_str(), format!("/mpp/{}", hall.id)),
    ];
    vec![node(office), breadcrumbs(base, &way)]
}

fn area(name: &str) -> Value {
    json!({ "@type": "AdministrativeArea", "name": name })
}

/// The page of a service.
#[must_use]
pub fn service(base: &str, detail: &ServiceDetail) -> Vec<Value> {
    let url = format!("{base}/layanan/{}", detail.id);
    let agency = detail.organization.as_ref();
    let agency =
        agency.map(|agency| node(json!({ "@type": "GovernmentOrganization", "name": agency.name, "alternateName": agency.canonical })));
    let time = processing_time(detail.duration.as_ref());
    let online = detail.channels.iter().any(|name| name == Channel::Online.as_str()).then(|| link(detail.url.as_deref())).flatten();
    let online = online.map(|url| json!({ "@type": "ServiceChannel", "serviceUrl": url }));
    let counters = detail.places.iter().map(|place| {
        node(json!({ "@type": "ServiceChannel", "name": place.counter, "serviceLocation": office(base, &place.location), "processingTime": time }))
    });
    let first = detail.places.first().map(|place| &place.location);
    let node = node(json!({
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "name": detail.name,
        "description": detail.description,
        "serviceType": detail.term,
        "category": detail.category,
        "provider": agency,
        "areaServed": first.map(|hall| area(&hall.region.name)),
        "availableChannel": counters.chain(online).collect::<Vec<_>>(),
        "offers": offer(detail.cost.as_ref()),
        "disambiguatingDescription": if detail.synthetic { MADE_UP.into() } else { Value::Null },
    }));
    let mut way = vec![("Simpul", "/".to_owned())];
    way.extend(first.map(|hall| (hall.name.as_str(), format!("/mpp/{}", hall.id))));
    way.push((detail.name.as_str(), format!("/layanan/{}", detail.id)));
    vec![node, breadcrumbs(base, &way)]
}

/// Only one amount, or none at all, is a price.
fn offer(fact: Option<&Value>) -> Value {
    let cost = fact.and_then(|fact| serde_json::from_value::<Fact<Cost>>(fact.clone()).ok()).and_then(|fact| fact.value);
    let price = match cost.map(|cost| cost.kind) {
        Some(CostKind::Free) => 0,
        Some(CostKind::Amount { idr }) => idr,
        _ => return Value::Null,
    };
    json!({ "@type": "Offer", "price": price, "priceCurrency": "IDR" })
}

/// ISO 8601, of the longest time. Working days are none of its units, and are left out.
#[must_use]
pub fn processing_time(fact: Option<&Value>) -> Option<String> {
    let duration = serde_json::from_value::<Fact<Duration>>(fact?.clone()).ok()?.value?;
    let most = duration.max?;
    Some(match duration.unit {
        DurationUnit::Minute => format!("PT{most}M"),
        DurationUnit::Hour => format!("PT{most}H"),
        DurationUnit::Day => format!("P{most}D"),
        DurationUnit::Week => format!("P{}D", most.checked_mul(7)?),
        DurationUnit::Month => format!("P{most}M"),
        DurationUnit::Year => format!("P{most}Y"),
        DurationUnit::WorkingDay => return None,
    })
}

/// Results, in their order: names and paths.
#[must_use]
pub fn list<'a>(base: &str, first: usize, results: impl Iterator<Item = (&'a str, String)>) -> Value {
    let item = |(at, (name, path)): (usize, (&str, String))| json!({ "@type": "ListItem", "position": first + at, "name": name, "url": format!("{base}{path}") });
    json!({ "@type": "ItemList", "itemListElement": results.enumerate().map(item).collect::<Vec<_>>() })
}

/// The registry itself.
#[must_use]
pub fn dataset(base: &str, is_made_up: bool) -> Value {
    let download =
        |kind: &str, path: &str| json!({ "@type": "DataDownload", "encodingFormat": kind, "contentUrl": format!("{base}{path}") });
    node(json!({
        "@type": "Dataset",
        "@id": format!("{base}/#data"),
        "url": format!("{base}/"),
        "name": "Layanan Mal Pelayanan Publik Indonesia",
        "description": "Layanan, gerai, jam buka, biaya, waktu dan persyaratan di Mal Pelayanan Publik seluruh Indonesia, seperti ditulis daerah dan \
                        dibaca seragam, dengan asal-usul tiap isian.",
        "inLanguage": "id",
        "license": licence::URL,
        "isAccessibleForFree": true,
        "spatialCoverage": { "@type": "Country", "name": "Indonesia" },
        "distribution": [
            download("application/json", "/v1/changes"),
            download("application/x-ndjson", "/hsds/services?format=ndjson&full=true"),
        ],
        "disambiguatingDescription": if is_made_up { MADE_UP.into() } else { Value::Null },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_and_ranges_are_not_made_into_what_they_are_not() {
        let days = |unit: &str| json!({ "value": { "min": 1, "max": 3, "unit": unit }, "raw": "", "rule": "" });
        assert_eq!(processing_time(Some(&days("day"))).as_deref(), Some("P3D"));
        assert_eq!(processing_time(Some(&days("working_day"))), None);
        let cost = |kind: Value| json!({ "value": kind, "raw": "", "rule": "" });
        assert_eq!(offer(Some(&cost(json!({ "kind": "free" }))))["price"], 0);
        assert_eq!(offer(Some(&cost(json!({ "kind": "range", "min": 1, "max": 2 })))), Value::Null);
        assert_eq!(offer(Some(&cost(Value::Null))), Value::Null, "unknown is not free");
    }
}
