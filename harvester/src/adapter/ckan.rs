//! Format `ckan`: an open-data portal. Its action API is asked for datasets and their resources; the rows of these are read by the mapping, as
//! a table or as JSON.

use registry::model::{Drafts, PageSaid, Reason, Source};
use serde_json::Value;
use url::Url;

use super::json::Json;
use super::mapping::complaint::Complaints;
use super::mapping::item::{Item, Kind};
use super::mapping::{self, decode_mapping};
use super::table::{self, Table};
use super::{Adapter, Document, ReadError, Request, parse_json};

/// See the module.
pub const ADAPTER: Adapter =
    Adapter { format: "ckan", about: "an open-data portal with the CKAN action API, and the tables on it", version: 1, begin, read };

/// Datasets a page of the search.
const DATASETS: u64 = 100;

/// Rows a page of the data store.
const ROWS: u64 = 1000;

/// Searches and stores that are larger are cut there.
const MAX_PAGES: u64 = 500;

/// Formats that are taken where the declaration does not say, the best first.
const FORMATS: [&str; 3] = ["CSV", "XLSX", "ODS"];

/// `[mapping.ckan]`.
struct Portal {
    query: Option<String>,
    organization: Option<String>,
    dataset: Option<String>,
    resource: Option<String>,
    /// Part of the resource's name or description.
    name: Option<String>,
    format: Vec<String>,
    /// Rows come from the data store, where the portal keeps them there.
    datastore: bool,
    /// Resources are JSON.
    json: bool,
}

const KEYS: &[&str] = &["query", "organization", "dataset", "resource", "name", "format", "datastore", "read"];

/// Checks a mapping.
pub(super) fn check(item: Option<&Item>, complaints: &mut Complaints) {
    let portal = portal(item, complaints);
    if portal.json {
        decode_mapping::<Json>(item, &["ckan"], complaints);
    } else {
        decode_mapping::<Table>(item, &["ckan"], complaints);
    }
}

fn portal(item: Option<&Item>, complaints: &mut Complaints) -> Portal {
    let nothing = Item { kind: Kind::Table(Vec::new()), span: 0..0 };
    let item = match item.and_then(|item| item.get("ckan")) {
        Some(item) => item,
        None => {
            complaints.add("mapping.ckan", &(0..0), "missing; expected { query = …, dataset = … or resource = … }");
            &nothing
        }
    };
    complaints.unknown("mapping.ckan", item, KEYS);
    let text = |complaints: &mut Complaints, name: &str| complaints.text("mapping.ckan", item, name);
    let read = text(complaints, "read");
    if read.as_deref().is_some_and(|read| !matches!(read, "table" | "json")) {
        complaints.add("mapping.ckan.read", &item.span, "expected \"table\" or \"json\"");
    }
    let portal = Portal {
        query: text(complaints, "query"),
        organization: text(complaints, "organization"),
        dataset: text(complaints, "dataset"),
        resource: text(complaints, "resource"),
        name: text(complaints, "name").map(|name| name.to_lowercase()),
        format: complaints.texts("mapping.ckan", item, "format").unwrap_or_default(),
        datastore: complaints.flag("mapping.ckan", item, "datastore"),
        json: read.as_deref() == Some("json"),
    };
    if [&portal.query, &portal.organization, &portal.dataset, &portal.resource].iter().all(|key| key.is_none()) && item.span != (0..0) {
        complaints.add("mapping.ckan", &item.span, "names no data; expected one of query, organization, dataset, resource");
    }
    portal
}

fn declared(source: &Source) -> Result<Portal, ReadError> {
    let item = Item::of_table(&source.mapping);
    let mut complaints = Complaints::default();
    let portal = portal(Some(&item), &mut complaints);
    match complaints.all.first() {
        None => Ok(portal),
        Some(first) => Err(ReadError::new(Reason::ConfigInvalid, format!("{}: {}", first.key, first.message))),
    }
}

fn begin(source: &Source) -> Result<Vec<Request>, ReadError> {
    let portal = declared(source)?;
    if portal.json {
        mapping::of::<Json>(source, &["ckan"])?;
    } else {
        mapping::of::<Table>(source, &["ckan"])?;
    }
    let request = match (&portal.resource, &portal.dataset) {
        (Some(resource), _) if portal.datastore => store(source, resource, 0)?,
        (Some(resource), _) => action(source, "resource_show", &[("id", resource)], "resource")?,
        (None, Some(dataset)) => action(source, "package_show", &[("id", dataset)], "dataset")?,
        (None, None) => search(source, &portal, 0)?,
    };
    Ok(vec![request])
}

/// A call of the portal's action API.
fn action(source: &Source, name: &str, query: &[(&str, &str)], role: &str) -> Result<Request, ReadError> {
    let mut url = source.url.clone();
    let base = url.path().split("/api/").next().unwrap_or_default().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/api/3/action/{name}"));
    url.set_query(None);
    url.query_pairs_mut().extend_pairs(query);
    Ok(Request { url, role: role.to_owned(), optional: false })
}

fn search(source: &Source, portal: &Portal, start: u64) -> Result<Request, ReadError> {
    let (rows, start) = (DATASETS.to_string(), start.to_string());
    let owner = portal.organization.as_ref().map(|name| format!("organization:{name}"));
    let mut query = vec![("rows", rows.as_str()), ("start", start.as_str())];
    query.extend(portal.query.as_deref().map(|words| ("q", words)));
    query.extend(owner.as_deref().map(|owner| ("fq", owner)));
    action(source, "package_search", &query, "search")
}

fn store(source: &Source, resource: &str, offset: u64) -> Result<Request, ReadError> {
    let (limit, offset) = (ROWS.to_string(), offset.to_string());
    action(source, "datastore_search", &[("resource_id", resource), ("limit", &limit), ("offset", &offset)], "rows")
}

fn read(source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let portal = declared(source)?;
    let role = document.request.role.as_str();
    if role.starts_with("endpoint") || role.contains("detail") {
        return mapped(source, &portal, document, drafts);
    }
    let Some(body) = document.body else { return Err(ReadError::new(Reason::Internal, "the portal's answer is missing")) };
    let answer = parse_json(body)?;
    let result = result(&answer)?;
    match role {
        "rows" => rows(source, &portal, document, result, drafts),
        "resource" => Ok(resources(source, &portal, std::slice::from_ref(result))),
        "dataset" => some(resources(source, &portal, list(result, "resources")), 1),
        _ => {
            let datasets = list(result, "results");
            let found: Vec<Request> = datasets.iter().flat_map(|dataset| resources(source, &portal, list(dataset, "resources"))).collect();
            let start = number_in(&document.request.url, "start");
            let count = result.get("count").and_then(Value::as_u64).unwrap_or(0);
            let more = !datasets.is_empty() && start + DATASETS < count && start / DATASETS < MAX_PAGES;
            let next = if more { Some(search(source, &portal, start + DATASETS)?) } else { None };
            if next.is_some() || start > 0 {
                return Ok(found.into_iter().chain(next).collect());
            }
            some(found, datasets.len())
        }
    }
}

/// The requests, or that there is nothing to ask for.
fn some(found: Vec<Request>, datasets: usize) -> Result<Vec<Request>, ReadError> {
    if found.is_empty() {
        return Err(ReadError::new(Reason::NoRecords, format!("no resource of the declared name and format in {datasets} datasets")));
    }
    Ok(found)
}

/// What the portal answers with, or what it says is wrong.
fn result(answer: &Value) -> Result<&Value, ReadError> {
    let shape = || ReadError::new(Reason::WrongShape, "not an answer of a CKAN portal: expected `success` and `result`");
    match answer.get("success").and_then(Value::as_bool) {
        Some(true) => answer.get("result").ok_or_else(shape),
        Some(false) => {
            let error = answer.get("error").unwrap_or(&Value::Null);
            let message = error.get("message").and_then(Value::as_str).map(str::to_owned).unwrap_or_else(|| error.to_string());
            Err(ReadError::new(Reason::WrongShape, format!("the portal says: {message}")))
        }
        None => Err(shape()),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn number_in(url: &Url, key: &str) -> u64 {
    url.query_pairs().find(|(name, _)| name == key).and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

/// The resources of one dataset that are wanted. One that is offered in several formats is taken once.
fn resources(source: &Source, portal: &Portal, offered: &[Value]) -> Vec<Request> {
    let text = |resource: &Value, key: &str| resource.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default().to_owned();
    let formats: Vec<String> = match (portal.format.is_empty(), portal.json) {
        (false, _) => portal.format.iter().map(|format| format.to_uppercase()).collect(),
        (true, true) => vec!["JSON".to_owned()],
        (true, false) => FORMATS.map(str::to_owned).to_vec(),
    };
    let mut taken: Vec<(String, usize, Request)> = Vec::new();
    for resource in offered {
        let (name, url) = (text(resource, "name"), text(resource, "url"));
        let described = format!("{name} {}", text(resource, "description")).to_lowercase();
        let wanted = portal.name.as_ref().is_none_or(|wanted| described.contains(wanted));
        let active = resource.get("datastore_active").and_then(Value::as_bool) == Some(true);
        let rank = formats.iter().position(|format| *format == format_of(&text(resource, "format"), &url));
        let asked = portal.resource.is_some();
        let Some(rank) = rank.or(asked.then_some(0)).filter(|_| wanted) else { continue };
        let request = if portal.datastore && active && !portal.json {
            store(source, &text(resource, "id"), 0).ok()
        } else {
            source.url.join(&url).ok().filter(|_| !url.is_empty()).map(|url| Request {
                url,
                role: "endpoint:0".to_owned(),
                optional: false,
            })
        };
        let Some(request) = request else { continue };
        match taken.iter_mut().find(|(known, ..)| !name.is_empty() && *known == name) {
            Some(known) if rank < known.1 => *known = (name, rank, request),
            Some(_) => {}
            None => taken.push((name, rank, request)),
        }
    }
    taken.into_iter().map(|(_, _, request)| request).collect()
}

/// A format's name as portals write it, ".csv" or "text/csv"; without one, the ending of the url.
fn format_of(stated: &str, url: &str) -> String {
    let ending = || url.split(['?', '#']).next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
    let stated = if stated.is_empty() { ending() } else { stated };
    let upper = stated.rsplit(['.', '/']).next().unwrap_or_default().to_uppercase();
    if upper.contains("SPREADSHEETML") { "XLSX".to_owned() } else { upper }
}

/// A page of the data store.
fn rows(source: &Source, portal: &Portal, document: &Document<'_>, result: &Value, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let records = list(result, "records");
    let named = |field: &Value| field.get("id").and_then(Value::as_str).filter(|id| *id != "_id").map(str::to_owned);
    let mut fields: Vec<String> = list(result, "fields").iter().filter_map(named).collect();
    if fields.is_empty() {
        fields = records.first().and_then(Value::as_object).map(|record| record.keys().cloned().collect()).unwrap_or_default();
    }
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let body = table::of_objects(&fields, records);
    let request = Request { role: "endpoint:0".to_owned(), ..document.request.clone() };
    let mut next = mapped(source, portal, &Document::new(&request, Some(&body)), drafts)?;
    let offset = number_in(&document.request.url, "offset") + records.len() as u64;
    let total = result.get("total").and_then(Value::as_u64);
    drafts.pages.push(PageSaid { total, held: records.len() as u64 });
    let more = total.map_or(records.len() as u64 >= ROWS, |total| offset < total);
    let resource = document.request.url.query_pairs().find(|(key, _)| key == "resource_id").map(|(_, id)| id.into_owned());
    if let Some(resource) = resource.filter(|_| more && offset / ROWS < MAX_PAGES) {
        next.push(store(source, &resource, offset)?);
    }
    Ok(next)
}

fn mapped(source: &Source, portal: &Portal, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    if portal.json {
        mapping::read_mapped(source, &mapping::of::<Json>(source, &["ckan"])?, document, drafts)
    } else {
        mapping::read_mapped(source, &mapping::of::<Table>(source, &["ckan"])?, document, drafts)
    }
}
