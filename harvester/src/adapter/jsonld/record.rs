//! schema.org to drafts: services with their channels, agencies, and the places where services are given.

use std::collections::HashSet;

use registry::model::{Code, Drafts, Finding, LocationDraft, OrganizationDraft, Reason, Reject, ServiceDraft};
use serde_json::{Map, Value};

use super::graph::{Graph, Nodes, bare, is};
use crate::adapter::ReadError;

type Node = Map<String, Value>;

const SERVICES: [&str; 3] = ["GovernmentService", "Service", "GovernmentPermit"];
const PLACES: [&str; 8] =
    ["GovernmentOffice", "GovernmentBuilding", "CivicStructure", "CityHall", "LocalBusiness", "Place", "AdministrativeArea", "PostOffice"];
const AGENCIES: [&str; 2] = ["GovernmentOrganization", "Organization"];

/// Reads everything of a graph.
pub(super) fn read(graph: &Graph, drafts: &mut Drafts) -> Result<(), ReadError> {
    let nodes = graph.nodes();
    let mut seen: HashSet<String> = HashSet::new();
    let mut found = 0;
    for (at, node) in nodes.all.iter().copied().enumerate() {
        let described = nodes.described(node);
        if !std::ptr::eq(described, node) {
            continue;
        }
        let stub = node.len() <= 2 && node.contains_key("@id");
        if stub {
            continue;
        }
        if is(node, &SERVICES) {
            found += 1;
            service(&nodes, node, &format!("node {}", at + 1), drafts);
        } else if is(node, &AGENCIES) && seen.insert(identity(node).or_else(|| nodes.text(node, "name")).unwrap_or_default()) {
            found += 1;
            agency(&nodes, node, drafts);
        } else if is(node, &["GovernmentOffice", "CityHall", "GovernmentBuilding"]) {
            found += 1;
            place(&nodes, node, drafts);
        }
    }
    if found == 0 {
        return Err(ReadError::new(Reason::NoRecords, "no GovernmentService, Service, organization or office in the JSON-LD"));
    }
    Ok(())
}

/// What a node is known by. The names of blank nodes change from page to page.
fn identity(node: &Node) -> Option<String> {
    let text = |key: &str| node.get(key).and_then(Value::as_str).filter(|text| !text.starts_with("_:")).map(str::to_owned);
    text("@id").or_else(|| text("identifier"))
}

/// The agency's id in the drafts; it is added where it is new.
fn agency<'g>(nodes: &Nodes<'g>, node: &'g Node, drafts: &mut Drafts) -> Option<(Option<String>, String)> {
    let name = nodes.text(node, "name")?;
    let id = identity(node);
    if !drafts.organizations.iter().any(|known| known.external_id == id && (id.is_some() || known.name == name)) {
        let contact = nodes.nodes(node, "contactPoint").into_iter().next();
        let phone = nodes.text(node, "telephone").or_else(|| contact.and_then(|contact| nodes.text(contact, "telephone")));
        drafts.organizations.push(OrganizationDraft {
            external_id: id.clone(),
            name: name.clone(),
            description: nodes.text(node, "description"),
            phone,
            email: nodes.text(node, "email"),
            website: nodes.text(node, "url"),
            hours: hours(nodes, node),
        });
    }
    Some((id, name))
}

/// The place's id in the drafts; it is added where it is new.
fn place<'g>(nodes: &Nodes<'g>, node: &'g Node, drafts: &mut Drafts) -> Option<String> {
    let name = nodes.text(node, "name").or_else(|| address(nodes, node))?;
    let id = identity(node).unwrap_or_else(|| name.clone());
    if !drafts.locations.iter().any(|known| known.external_id.as_deref() == Some(&id)) {
        let geo = nodes.nodes(node, "geo").into_iter().next().unwrap_or(node);
        drafts.locations.push(LocationDraft {
            external_id: Some(id.clone()),
            name,
            address: address(nodes, node),
            latitude: nodes.text(geo, "latitude"),
            longitude: nodes.text(geo, "longitude"),
            hours: hours(nodes, node),
            phone: nodes.text(node, "telephone"),
            email: nodes.text(node, "email"),
            website: nodes.text(node, "url"),
            accessibility: nodes.text(node, "accessibilitySummary"),
        });
    }
    Some(id)
}

fn address<'g>(nodes: &Nodes<'g>, node: &'g Node) -> Option<String> {
    let Some(address) = nodes.nodes(node, "address").into_iter().next() else { return nodes.text(node, "address") };
    let parts = ["streetAddress", "addressLocality", "addressRegion", "postalCode"];
    let parts: Vec<String> = parts.iter().filter_map(|part| nodes.text(address, part)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn service<'g>(nodes: &Nodes<'g>, node: &'g Node, path: &str, drafts: &mut Drafts) {
    let id = identity(node);
    let Some(name) = nodes.text(node, "name") else {
        let finding = Finding::new(Code::NameMissing, id.as_deref().unwrap_or(path), path, &Value::Object(node.clone()).to_string());
        drafts.rejects.push(Reject { finding });
        return;
    };
    let mut draft = ServiceDraft {
        external_id: id,
        name,
        description: nodes.text(node, "description"),
        category: nodes.text(node, "serviceType").or_else(|| nodes.text(node, "category")),
        duration: nodes.text(node, "processingTime").map(|time| duration(&time)),
        cost: cost(nodes, node),
        hours: hours(nodes, node),
        url: nodes.text(node, "url").map(|url| first_line(&url)),
        path: path.to_owned(),
        ..ServiceDraft::default()
    };
    let provider =
        ["provider", "serviceOperator", "serviceProvider", "broker"].iter().find_map(|key| nodes.nodes(node, key).into_iter().next());
    if let Some((id, name)) = provider.and_then(|provider| agency(nodes, provider, drafts)) {
        draft.organization_id = id;
        draft.organization = Some(name);
    } else {
        draft.organization = nodes.text(node, "provider");
    }
    for channel in nodes.nodes(node, "availableChannel") {
        self::channel(nodes, channel, &mut draft, drafts);
    }
    for place in ["location", "serviceLocation"].iter().flat_map(|key| nodes.nodes(node, key)).filter(|place| is(place, &PLACES)) {
        draft.location_ids.extend(self::place(nodes, place, drafts));
    }
    draft.location_ids.dedup();
    drafts.services.push(draft);
}

fn channel<'g>(nodes: &Nodes<'g>, channel: &'g Node, draft: &mut ServiceDraft, drafts: &mut Drafts) {
    let mut add = |word: &str| {
        if !draft.channels.iter().any(|known| known == word) {
            draft.channels.push(word.to_owned());
        }
    };
    if let Some(url) = nodes.text(channel, "serviceUrl") {
        add("online");
        draft.url.get_or_insert_with(|| first_line(&url));
    }
    let places = nodes.nodes(channel, "serviceLocation");
    if !places.is_empty() || channel.contains_key("servicePostalAddress") {
        add("loket");
    }
    for place in places {
        draft.location_ids.extend(self::place(nodes, place, drafts));
    }
    let phone = nodes.nodes(channel, "servicePhone").into_iter().find_map(|contact| nodes.text(contact, "telephone"));
    draft.phone = draft.phone.take().or(phone).or_else(|| nodes.text(channel, "servicePhone"));
    draft.duration = draft.duration.take().or_else(|| nodes.text(channel, "processingTime").map(|time| duration(&time)));
    draft.hours = draft.hours.take().or_else(|| hours(nodes, channel));
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Offers as a text that the cost rules read.
fn cost<'g>(nodes: &Nodes<'g>, node: &'g Node) -> Option<String> {
    let mut lines = Vec::new();
    for offer in nodes.nodes(node, "offers") {
        let specification = nodes.nodes(offer, "priceSpecification").into_iter().next();
        let price = nodes.text(offer, "price").or_else(|| specification.and_then(|specification| nodes.text(specification, "price")));
        let (low, high) = (nodes.text(offer, "lowPrice"), nodes.text(offer, "highPrice"));
        let unit = specification
            .and_then(|specification| nodes.text(specification, "unitText"))
            .map(|unit| format!(" per {unit}"))
            .unwrap_or_default();
        let text = match (price, low, high) {
            (Some(price), ..) if price.trim().parse::<f64>().is_ok_and(|price| price == 0.0) => "Gratis".to_owned(),
            (Some(price), ..) => format!("{}{unit}", rupiah(&price)),
            (None, Some(low), Some(high)) => format!("{} - {}", rupiah(&low), rupiah(&high)),
            _ => continue,
        };
        lines.push(match nodes.text(offer, "name") {
            Some(name) => format!("{name}: {text}"),
            None => text,
        });
    }
    let stated = lines.is_empty().then(|| nodes.text(node, "price")).flatten();
    if lines.is_empty() { stated } else { Some(lines.join("\n")) }
}

/// "355000.00" as an amount of rupiah; text stays as it is.
fn rupiah(price: &str) -> String {
    match price.trim().parse::<f64>() {
        Ok(number) => format!("Rp {number:.0}"),
        Err(_) => price.to_owned(),
    }
}

/// "P3D" and "PT30M" as words; text stays as it is.
fn duration(text: &str) -> String {
    let words = text.trim().strip_prefix('P').and_then(|rest| {
        let (mut words, mut number, mut time) = (Vec::new(), String::new(), false);
        for c in rest.chars() {
            match c {
                '0'..='9' => number.push(c),
                'T' => time = true,
                _ => {
                    let unit = match (c, time) {
                        ('Y', false) => "tahun",
                        ('M', false) => "bulan",
                        ('W', false) => "minggu",
                        ('D', false) => "hari",
                        ('H', true) => "jam",
                        ('M', true) => "menit",
                        _ => return None,
                    };
                    words.push(format!("{} {unit}", std::mem::take(&mut number)));
                }
            }
        }
        (number.is_empty() && !words.is_empty()).then(|| words.join(" "))
    });
    words.unwrap_or_else(|| text.to_owned())
}

/// Opening hours as a text that the hours rules read.
fn hours<'g>(nodes: &Nodes<'g>, node: &'g Node) -> Option<String> {
    let mut lines = Vec::new();
    for specification in ["openingHoursSpecification", "hoursAvailable"].iter().flat_map(|key| nodes.nodes(node, key)) {
        let days: Vec<&str> = nodes.values(specification, "dayOfWeek").into_iter().filter_map(day).collect();
        let time = |key: &str| nodes.text(specification, key).map(|time| time.chars().take(5).collect::<String>());
        match (time("opens"), time("closes")) {
            _ if days.is_empty() => {}
            (Some(opens), Some(closes)) if opens != closes => lines.push(format!("{} {opens}-{closes}", days.join(", "))),
            (Some(_), Some(_)) => lines.push(format!("{} Tutup", days.join(", "))),
            _ => {}
        }
    }
    if lines.is_empty() {
        lines.extend(nodes.text(node, "openingHours").map(|text| text.lines().map(words).collect::<Vec<_>>().join("\n")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A day, by its name or address, on its own or as a node.
fn day(value: &Value) -> Option<&'static str> {
    let name = value.as_str().or_else(|| value.get("@id").or_else(|| value.get("name")).and_then(Value::as_str))?;
    Some(match bare(name) {
        "Monday" | "Mo" => "Senin",
        "Tuesday" | "Tu" => "Selasa",
        "Wednesday" | "We" => "Rabu",
        "Thursday" | "Th" => "Kamis",
        "Friday" | "Fr" => "Jumat",
        "Saturday" | "Sa" => "Sabtu",
        "Sunday" | "Su" => "Minggu",
        _ => return None,
    })
}

/// "Mo-Fr 08:00-15:00" with the days as words.
fn words(text: &str) -> String {
    let days = [("Mo", "Senin"), ("Tu", "Selasa"), ("We", "Rabu"), ("Th", "Kamis"), ("Fr", "Jumat"), ("Sa", "Sabtu"), ("Su", "Minggu")];
    days.iter().fold(text.to_owned(), |text, (code, day)| text.replace(code, day))
}
