//! Format `json`: any REST JSON by declaration. The `[mapping]` of the source says with JSONPath (RFC 9535) where agencies, services, halls
//! and figures stand; `docs/mapping.md` describes it with examples.

mod mapping;
mod select;

use std::collections::BTreeMap;

use registry::model::{Code, Drafts, Finding, LocationDraft, OrganizationDraft, Reason, Reject, ServiceDraft, Source, StatisticDraft};
use serde_json::Value;

use self::mapping::{Endpoint, Mapping, Paging, Records};
use self::select::{each, list, one};
use super::{Adapter, Document, ReadError, Request, parse_json};

/// See the module.
pub const ADAPTER: Adapter =
    Adapter { format: "json", about: "any REST JSON, by a mapping of JSONPath selectors (RFC 9535)", version: 1, begin, read };

fn begin(source: &Source) -> Result<Vec<Request>, ReadError> {
    let mapping = Mapping::of(source)?;
    mapping
        .endpoint
        .iter()
        .enumerate()
        .map(|(number, endpoint)| {
            let mut url = join(source, &endpoint.url)?;
            if let Some(Paging::PageNumber { parameter, first, .. }) = &endpoint.paging {
                set_query(&mut url, parameter, &first.to_string());
            }
            if let Some(Paging::Offset { parameter, .. }) = &endpoint.paging {
                set_query(&mut url, parameter, "0");
            }
            Ok(Request { url, role: format!("endpoint:{number}"), optional: endpoint.optional })
        })
        .collect()
}

fn join(source: &Source, relative: &str) -> Result<url::Url, ReadError> {
    let joined = if relative.is_empty() { Ok(source.url.clone()) } else { source.url.join(relative) };
    joined.map_err(|error| ReadError::new(Reason::ConfigInvalid, format!("mapping.endpoint.url `{relative}`: {error}")))
}

fn set_query(url: &mut url::Url, name: &str, value: &str) {
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| key != name).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
}

fn read(source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let mapping = Mapping::of(source)?;
    let Some((kind, rest)) = document.request.role.split_once(':') else {
        return Err(ReadError::new(Reason::Internal, "a request without a role"));
    };
    let mut parts = rest.splitn(2, ':');
    let endpoint = parts.next().and_then(|number| number.parse::<usize>().ok()).and_then(|number| mapping.endpoint.get(number));
    let Some(endpoint) = endpoint else { return Err(ReadError::new(Reason::Internal, "a request for no endpoint")) };
    if kind == "detail" {
        read_detail(endpoint, parts.next().unwrap_or_default(), document, drafts);
        return Ok(Vec::new());
    }
    let Some(body) = document.body else {
        drafts.findings.push(Finding::new(Code::EndpointMissing, document.request.url.path(), "", ""));
        return Ok(Vec::new());
    };
    let value = parse_json(body)?;
    let (before, services_before) = (kept(drafts), drafts.services.len());
    let rejected = drafts.rejects.len();
    read_endpoint(endpoint, &value, drafts)?;
    let read = kept(drafts) - before;
    let mut next = details(source, endpoint, &document.request.role, drafts, services_before)?;
    if read + drafts.rejects.len() - rejected > 0 {
        next.extend(next_page(source, endpoint, document.request, &value, read)?);
    }
    Ok(next)
}

/// Records of all kinds that were kept so far.
fn kept(drafts: &Drafts) -> usize {
    drafts.services.len() + drafts.organizations.len() + drafts.locations.len() + drafts.statistics.len()
}

fn read_endpoint(endpoint: &Endpoint, document: &Value, drafts: &mut Drafts) -> Result<(), ReadError> {
    let context = Context { document };
    if let Some(records) = &endpoint.location {
        for (path, record) in each(records, document)? {
            drafts.locations.push(location(records, record, &path)?);
        }
    }
    match (&endpoint.organization, &endpoint.service) {
        (Some(agencies), services) => {
            for (path, record) in each(agencies, document)? {
                read_agency(&context, agencies, services.as_ref(), &path, record, drafts)?;
            }
        }
        (None, Some(services)) => {
            for (path, record) in each(services, document)? {
                push_service(&context, services, None, &path, record, drafts)?;
            }
        }
        (None, None) => {}
    }
    for records in &endpoint.statistic {
        for (_, record) in each(records, document)? {
            drafts.statistics.push(StatisticDraft {
                metric: one(records, "metric", record)?.unwrap_or_default(),
                scope: one(records, "scope", record)?,
                period: one(records, "period", record)?.unwrap_or_default(),
                value: one(records, "value", record)?.unwrap_or_default(),
            });
        }
    }
    Ok(())
}

struct Context<'a> {
    document: &'a Value,
}

fn read_agency(
    context: &Context<'_>,
    agencies: &Records,
    services: Option<&Records>,
    path: &str,
    record: &Value,
    drafts: &mut Drafts,
) -> Result<(), ReadError> {
    let draft = OrganizationDraft {
        external_id: one(agencies, "id", record)?,
        name: one(agencies, "name", record)?.unwrap_or_default(),
        description: one(agencies, "description", record)?,
        phone: one(agencies, "phone", record)?,
        email: one(agencies, "email", record)?,
        website: one(agencies, "website", record)?,
        hours: one(agencies, "hours", record)?,
    };
    if draft.name.trim().is_empty() {
        drafts.rejects.push(Reject { finding: Finding::new(Code::NameMissing, draft.external_id.as_deref().unwrap_or(path), path, "") });
        return Ok(());
    }
    if let Some(services) = services {
        for (below, service) in each(services, record)? {
            let at = format!("{path}{}", below.trim_start_matches('$'));
            push_service(context, services, Some(&draft), &at, service, drafts)?;
        }
    }
    drafts.organizations.push(draft);
    Ok(())
}

fn push_service(
    context: &Context<'_>,
    map: &Records,
    agency: Option<&OrganizationDraft>,
    path: &str,
    record: &Value,
    drafts: &mut Drafts,
) -> Result<(), ReadError> {
    let mut draft = ServiceDraft { path: path.to_owned(), ..ServiceDraft::default() };
    fill(&mut draft, map, record)?;
    if let Some(agency) = agency {
        // Ids of services nested in agencies often count from 1 in each agency: the agency's id makes them the feed's.
        draft.external_id = draft.external_id.map(|id| match &agency.external_id {
            Some(agency) => format!("{agency}/{id}"),
            None => format!("{}/{id}", agency.name),
        });
        draft.organization_id.clone_from(&agency.external_id);
        draft.organization = Some(agency.name.clone());
    }
    if let Some(lookup) = &map.organization_index {
        draft.organization = select::indexed(lookup, context.document, record)?;
    }
    if draft.name.trim().is_empty() {
        let named = draft.external_id.clone().unwrap_or_else(|| path.to_owned());
        drafts.rejects.push(Reject { finding: Finding::new(Code::NameMissing, &named, path, &record.to_string()) });
        return Ok(());
    }
    drafts.services.push(draft);
    Ok(())
}

/// Fills the fields that `map` selects; the others stay as they are.
fn fill(draft: &mut ServiceDraft, map: &Records, record: &Value) -> Result<(), ReadError> {
    if let Some(name) = one(map, "name", record)? {
        draft.name = name;
    }
    let texts: [(&str, &mut Option<String>); 14] = [
        ("id", &mut draft.external_id),
        ("description", &mut draft.description),
        ("organization_id", &mut draft.organization_id),
        ("organization", &mut draft.organization),
        ("category", &mut draft.category),
        ("duration", &mut draft.duration),
        ("cost", &mut draft.cost),
        ("hours", &mut draft.hours),
        ("legal_basis", &mut draft.legal_basis),
        ("counter", &mut draft.counter),
        ("phone", &mut draft.phone),
        ("email", &mut draft.email),
        ("url", &mut draft.url),
        ("alert", &mut draft.alert),
    ];
    for (key, slot) in texts {
        if let Some(text) = one(map, key, record)? {
            *slot = Some(text);
        }
    }
    let lists: [(&str, &mut Vec<String>); 4] = [
        ("requirements", &mut draft.requirements),
        ("procedure", &mut draft.procedure),
        ("channels", &mut draft.channels),
        ("location_id", &mut draft.location_ids),
    ];
    for (key, slot) in lists {
        let texts = list(map, key, record)?;
        if !texts.is_empty() {
            *slot = texts;
        }
    }
    Ok(())
}

fn location(map: &Records, record: &Value, path: &str) -> Result<LocationDraft, ReadError> {
    Ok(LocationDraft {
        external_id: one(map, "id", record)?,
        name: one(map, "name", record)?.unwrap_or_else(|| path.to_owned()),
        address: one(map, "address", record)?,
        latitude: one(map, "latitude", record)?,
        longitude: one(map, "longitude", record)?,
        hours: one(map, "hours", record)?,
        phone: one(map, "phone", record)?,
        email: one(map, "email", record)?,
        website: one(map, "website", record)?,
        accessibility: one(map, "accessibility", record)?,
    })
}

/// The detail documents of the services from number `begin` on: those that the last page brought.
fn details(source: &Source, endpoint: &Endpoint, role: &str, drafts: &Drafts, begin: usize) -> Result<Vec<Request>, ReadError> {
    let Some(template) = endpoint.service.as_ref().and_then(|map| map.detail.as_ref()) else { return Ok(Vec::new()) };
    let number = role.split(':').nth(1).unwrap_or("0");
    drafts
        .services
        .iter()
        .skip(begin)
        .filter_map(|draft| draft.external_id.as_ref())
        .map(|id| {
            let escaped: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
            let url = join(source, &template.replace("{id}", &escaped))?;
            Ok(Request { url, role: format!("detail:{number}:{id}"), optional: true })
        })
        .collect()
}

fn read_detail(endpoint: &Endpoint, id: &str, document: &Document<'_>, drafts: &mut Drafts) {
    let Some(map) = endpoint.service.as_ref().and_then(|map| map.detail_fields.as_deref()) else { return };
    let found = drafts.services.iter_mut().rev().find(|draft| draft.external_id.as_deref() == Some(id));
    let Some(draft) = found else { return };
    let filled = match document.body.map(parse_json) {
        Some(Ok(value)) => fill(draft, map, &value).is_ok(),
        Some(Err(_)) | None => false,
    };
    // The detail's own id is often of another type: the list's stays.
    draft.external_id = Some(id.to_owned());
    if !filled {
        drafts.findings.push(Finding::new(Code::DetailMissing, id, document.request.url.path(), ""));
    }
}

fn next_page(source: &Source, endpoint: &Endpoint, request: &Request, document: &Value, read: usize) -> Result<Vec<Request>, ReadError> {
    let Some(paging) = &endpoint.paging else { return Ok(Vec::new()) };
    let at = |name: &str| request.url.query_pairs().find(|(key, _)| key == name).and_then(|(_, value)| value.parse::<u64>().ok());
    let next = match paging {
        Paging::PageNumber { parameter, first, total_pages, total_items, page_size } => {
            let page = at(parameter).unwrap_or(*first);
            let pages = match (total_pages, total_items) {
                (Some(path), _) => select::number(path, document)?,
                (None, Some(path)) => select::number(path, document)?.map(|items| items.div_ceil((*page_size).max(1))),
                (None, None) => None,
            };
            // Without a total, pages end where one is empty.
            pages.is_none_or(|pages| page + 1 < first + pages).then(|| (parameter, page + 1))
        }
        Paging::Offset { parameter, size } => (read as u64 >= *size).then(|| (parameter, at(parameter).unwrap_or(0) + size)),
        Paging::NextLink { path } => {
            let link = select::text(path, document)?;
            let Some(url) = link.and_then(|link| request.url.join(&link).ok()) else { return Ok(Vec::new()) };
            return Ok(vec![Request { url, ..request.clone() }]);
        }
    };
    let Some((parameter, value)) = next else { return Ok(Vec::new()) };
    let mut url = join(source, &endpoint.url)?;
    set_query(&mut url, parameter, &value.to_string());
    Ok(vec![Request { url, ..request.clone() }])
}

/// The selectors of a level by the name of the field that they fill.
type Fields = BTreeMap<String, select::Field>;
