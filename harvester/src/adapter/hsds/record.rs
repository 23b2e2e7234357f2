//! One HSDS record to one draft. A bad record is an `Err` with the finding that names record, field and rule.

use registry::model::{Code, Drafts, Finding, LocationDraft, OrganizationDraft, ServiceDraft};
use serde_json::Value;

/// HSDS 3.0, `service.status`.
const STATUSES: [&str; 4] = ["active", "inactive", "defunct", "temporarily closed"];

/// The record's id and name, or why it is refused.
fn identity(item: &Value, path: &str) -> Result<(String, String), Finding> {
    let Value::Object(fields) = item else {
        return Err(Finding::new(Code::RecordNotObject, path, path, &item.to_string()));
    };
    let id = match fields.get("id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id.trim().to_owned(),
        None | Some(Value::Null | Value::String(_)) => {
            let named = fields.get("name").and_then(Value::as_str).unwrap_or(path);
            return Err(Finding::new(Code::IdMissing, named, format!("{path}.id"), ""));
        }
        Some(other) => return Err(Finding::new(Code::IdWrongType, &other.to_string(), format!("{path}.id"), &other.to_string())),
    };
    match fields.get("name") {
        Some(Value::String(name)) if !name.trim().is_empty() => Ok((id, name.clone())),
        Some(other @ (Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_))) => {
            Err(Finding::new(Code::NameMissing, &id, format!("{path}.name"), &other.to_string()))
        }
        _ => Err(Finding::new(Code::NameMissing, &id, format!("{path}.name"), "")),
    }
}

fn remark_id(id: &str, path: &str, drafts: &mut Drafts) {
    if uuid::Uuid::parse_str(id).is_err() {
        drafts.findings.push(Finding::new(Code::IdNotUuid, id, format!("{path}.id"), id));
    }
}

/// A text field; another type is remarked on and left out, but a number is taken as its text.
fn text(item: &Value, key: &str, record: &str, path: &str, drafts: &mut Drafts) -> Option<String> {
    match item.get(key)? {
        Value::Null => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        other => {
            drafts.findings.push(Finding::new(Code::FieldWrongType, record, format!("{path}.{key}"), &other.to_string()));
            None
        }
    }
}

fn items<'a>(item: &'a Value, key: &str) -> &'a [Value] {
    item.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn service(item: &Value, path: &str, drafts: &mut Drafts) -> Result<String, Finding> {
    let (id, name) = identity(item, path)?;
    match item.get("status") {
        None | Some(Value::Null) => {}
        Some(Value::String(status)) if STATUSES.contains(&status.to_ascii_lowercase().as_str()) => {}
        Some(other) => return Err(Finding::new(Code::StatusInvalid, &id, format!("{path}.status"), &other.to_string())),
    }
    if let Some(organization @ (Value::String(_) | Value::Array(_) | Value::Number(_))) = item.get("organization") {
        return Err(Finding::new(Code::OrganizationMissing, &id, format!("{path}.organization"), &organization.to_string()));
    }
    remark_id(&id, path, drafts);
    let mut draft = ServiceDraft { external_id: Some(id.clone()), name, path: path.to_owned(), ..ServiceDraft::default() };
    fill(&mut draft, item, &id, path, drafts);
    drafts.services.push(draft);
    Ok(id)
}

/// Reads the detail document of a service that the list has brought already.
pub(super) fn detail(id: &str, item: &Value, drafts: &mut Drafts) {
    let Some(position) = drafts.services.iter().rposition(|draft| draft.external_id.as_deref() == Some(id)) else { return };
    // A static server may answer every id with one record.
    if item.get("id").and_then(Value::as_str) != Some(id) {
        drafts.findings.push(Finding::new(Code::DetailMissing, id, format!("services/{id}"), "another record came"));
        return;
    }
    let mut draft = std::mem::take(&mut drafts.services[position]);
    fill(&mut draft, item, id, &format!("services/{id}"), drafts);
    drafts.services[position] = draft;
}

fn fill(draft: &mut ServiceDraft, item: &Value, id: &str, path: &str, drafts: &mut Drafts) {
    let mut set = |slot: &mut Option<String>, keys: &[&str]| {
        if let Some(found) = keys.iter().find_map(|key| text(item, key, id, path, drafts)) {
            *slot = Some(found);
        }
    };
    set(&mut draft.description, &["description"]);
    set(&mut draft.url, &["url"]);
    set(&mut draft.email, &["email"]);
    set(&mut draft.alert, &["alert"]);
    set(&mut draft.duration, &["wait_time"]);
    set(&mut draft.cost, &["fees_description", "fees"]);
    set(&mut draft.organization_id, &["organization_id"]);
    if let Some(cost) = items(item, "cost_options").iter().find_map(cost_text) {
        draft.cost = Some(cost);
    }
    if let Some(procedure) = item.get("application_process").and_then(Value::as_str) {
        draft.procedure = procedure.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    let documents = items(item, "required_documents");
    if !documents.is_empty() {
        draft.requirements =
            documents.iter().filter_map(|document| document.get("document").and_then(Value::as_str)).map(str::to_owned).collect();
    }
    if let Some(organization) = item.get("organization").filter(|organization| organization.is_object()) {
        nested_organization(draft, organization, path, drafts);
    }
    if let Some(phone) = items(item, "phones").iter().find_map(|phone| phone.get("number").and_then(Value::as_str)) {
        draft.phone = Some(phone.to_owned());
    }
    draft.hours = schedules(item).or_else(|| draft.hours.take());
    for (number, at) in items(item, "service_at_locations").iter().enumerate() {
        let at_path = format!("{path}.service_at_locations[{number}]");
        if let Some(place) = at.get("location").filter(|place| place.is_object()) {
            nested_location(draft, place, &at_path, drafts);
        }
        draft.hours = schedules(at).or_else(|| draft.hours.take());
        if let Some(counter) = at.get("description").and_then(Value::as_str) {
            draft.counter = Some(counter.to_owned());
        }
    }
    filed_under(draft, item);
}

/// The category and the channels, which HSDS files both as attributes: the taxonomy tells them apart.
fn filed_under(draft: &mut ServiceDraft, item: &Value) {
    let taxonomy =
        |attribute: &Value| attribute.pointer("/taxonomy_term/taxonomy").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let name = |attribute: &Value| {
        attribute.pointer("/taxonomy_term/name").or_else(|| attribute.get("label")).and_then(Value::as_str).map(str::to_owned)
    };
    let is_channel = |attribute: &Value| ["kanal", "channel"].iter().any(|word| taxonomy(attribute).starts_with(word));
    let channels: Vec<String> = items(item, "attributes").iter().filter(|one| is_channel(one)).filter_map(name).collect();
    if !channels.is_empty() {
        draft.channels = channels;
    }
    // The national term is read from the service's name, whatever a registry says.
    let is_category = |attribute: &&Value| !is_channel(attribute) && !taxonomy(attribute).starts_with("layanan nasional");
    draft.category = items(item, "attributes").iter().filter(is_category).find_map(name).or_else(|| draft.category.take());
}

fn nested_organization(draft: &mut ServiceDraft, organization: &Value, path: &str, drafts: &mut Drafts) {
    draft.organization = organization.get("name").and_then(Value::as_str).map(str::to_owned);
    draft.organization_id = organization.get("id").and_then(Value::as_str).map(str::to_owned);
    let known = drafts.organizations.iter().any(|known| known.external_id == draft.organization_id);
    if draft.organization_id.is_some() && !known {
        let at = format!("{path}.organization");
        if let Err(finding) = self::organization(organization, &at, drafts) {
            drafts.findings.push(finding);
        }
    }
}

fn nested_location(draft: &mut ServiceDraft, place: &Value, path: &str, drafts: &mut Drafts) {
    let Some(id) = place.get("id").and_then(Value::as_str) else { return };
    if !draft.location_ids.iter().any(|known| known == id) {
        draft.location_ids.push(id.to_owned());
    }
    if !drafts.locations.iter().any(|known| known.external_id.as_deref() == Some(id)) {
        let at = format!("{path}.location");
        if let Err(finding) = location(place, &at, drafts) {
            drafts.findings.push(finding);
            draft.location_ids.retain(|known| known != id);
        }
    }
}

pub(super) fn organization(item: &Value, path: &str, drafts: &mut Drafts) -> Result<String, Finding> {
    let (id, name) = identity(item, path)?;
    if drafts.organizations.iter().any(|known| known.external_id.as_deref() == Some(&id)) {
        return Ok(id);
    }
    let phone = items(item, "phones").iter().find_map(|phone| phone.get("number").and_then(Value::as_str)).map(str::to_owned);
    let draft = OrganizationDraft {
        description: text(item, "description", &id, path, drafts),
        email: text(item, "email", &id, path, drafts),
        website: text(item, "website", &id, path, drafts),
        external_id: Some(id.clone()),
        name,
        phone,
        hours: None,
    };
    drafts.organizations.push(draft);
    Ok(id)
}

pub(super) fn location(item: &Value, path: &str, drafts: &mut Drafts) -> Result<String, Finding> {
    let (id, name) = identity(item, path)?;
    if drafts.locations.iter().any(|known| known.external_id.as_deref() == Some(&id)) {
        return Ok(id);
    }
    let address = items(item, "addresses").first().map(|address| {
        let parts = ["address_1", "address_2", "city", "state_province", "postal_code"];
        let parts: Vec<&str> =
            parts.iter().filter_map(|key| address.get(key).and_then(Value::as_str)).filter(|part| !part.trim().is_empty()).collect();
        parts.join(", ")
    });
    let accessibility = items(item, "accessibility").iter().find_map(|entry| entry.get("description").and_then(Value::as_str));
    let draft = LocationDraft {
        name,
        address,
        latitude: text(item, "latitude", &id, path, drafts),
        longitude: text(item, "longitude", &id, path, drafts),
        hours: schedules(item),
        phone: items(item, "phones").iter().find_map(|phone| phone.get("number").and_then(Value::as_str)).map(str::to_owned),
        email: None,
        website: text(item, "url", &id, path, drafts),
        accessibility: accessibility.map(str::to_owned),
        external_id: Some(id.clone()),
    };
    drafts.locations.push(draft);
    Ok(id)
}

/// A record of `/service_at_locations`: joins a service with a place; its parts were mostly read already.
pub(super) fn service_at_location(item: &Value, path: &str, drafts: &mut Drafts) -> Result<String, Finding> {
    let Some(id) = item.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) else {
        return Err(Finding::new(Code::IdMissing, path, format!("{path}.id"), ""));
    };
    let place = item.get("location").filter(|place| place.is_object());
    let nested = item.pointer("/service/id").or_else(|| item.get("service_id")).and_then(Value::as_str);
    let (Some(place), Some(service)) = (place, nested) else {
        return Err(Finding::new(Code::OrphanReference, id, format!("{path}.location"), ""));
    };
    location(place, &format!("{path}.location"), drafts)?;
    let place = place.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    match drafts.services.iter_mut().find(|draft| draft.external_id.as_deref() == Some(service)) {
        Some(draft) => {
            if !draft.location_ids.contains(&place) {
                draft.location_ids.push(place);
            }
            Ok(id.to_owned())
        }
        None => Err(Finding::new(Code::OrphanReference, id, format!("{path}.service.id"), service)),
    }
}

fn cost_text(option: &Value) -> Option<String> {
    let written = |key: &str| option.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let amount = option.get("amount").and_then(|amount| amount.as_f64().or_else(|| amount.as_str().and_then(|text| text.parse().ok())));
    written("amount_description").or_else(|| amount.map(|amount| format!("Rp {amount:.0}"))).or_else(|| written("option"))
}

/// HSDS schedules (RFC 5545 parts) as a text that the hours rules read: one line a schedule.
fn schedules(item: &Value) -> Option<String> {
    let lines: Vec<String> = items(item, "schedules").iter().filter_map(schedule).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn schedule(schedule: &Value) -> Option<String> {
    let part = |key: &str| schedule.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let time = |text: &str| text.get(..5).unwrap_or(text).to_owned();
    match (part("byday"), part("opens_at"), part("closes_at")) {
        (Some(days), Some(opens), Some(closes)) => {
            let days: Vec<&str> = days.split(',').filter_map(|day| weekday(day.trim())).collect();
            (!days.is_empty()).then(|| format!("{} {}-{}", days.join(", "), time(opens), time(closes)))
        }
        _ => part("description").map(str::to_owned),
    }
}

fn weekday(code: &str) -> Option<&'static str> {
    Some(match code {
        "MO" => "Senin",
        "TU" => "Selasa",
        "WE" => "Rabu",
        "TH" => "Kamis",
        "FR" => "Jumat",
        "SA" => "Sabtu",
        "SU" => "Minggu",
        _ => return None,
    })
}
