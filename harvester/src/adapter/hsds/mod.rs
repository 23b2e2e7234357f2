//! Format `hsds`: the Human Services Data Specification 3.0, as the paged read API or as one document. The field's usual sloppiness is
//! tolerated and remarked on: counts that do not match, optional endpoints that are missing, pages that come again.

mod record;

use std::collections::HashSet;

use registry::model::{Code, Drafts, Finding, PageSaid, Reason, Reject, Source};
use serde_json::Value;
use url::Url;

use super::{Adapter, Document, ReadError, Request, parse_json};

/// See the module.
pub const ADAPTER: Adapter =
    Adapter { format: "hsds", about: "HSDS 3.0: the paged read API, or one JSON document", version: 2, begin, read };

/// Pages of one list; a feed that has more is cut there, with a finding.
const MAX_PAGES: u64 = 2000;

/// Records a page that are asked for; a server may give fewer.
const PER_PAGE: &str = "100";

fn begin(source: &Source) -> Result<Vec<Request>, ReadError> {
    if is_one_document(&source.url) {
        return Ok(vec![Request { url: source.url.clone(), role: "bulk".to_owned(), optional: false }]);
    }
    Ok(vec![
        request(source, "", "about", true)?,
        list(source, "organizations", 1, true)?,
        list(source, "services", 1, false)?,
        list(source, "taxonomy_terms", 1, true)?,
    ])
}

/// Which service is given where refers to services: it is asked for when the last of them was read.
fn after_services(source: &Source) -> Result<Request, ReadError> {
    list(source, "service_at_locations", 1, true)
}

fn is_one_document(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    [".json", ".ndjson"].iter().any(|ending| path.ends_with(ending))
}

/// A page of a list. Every page is asked for with the same size: with two sizes, records fall between the pages.
fn list(source: &Source, role: &str, page: u64, optional: bool) -> Result<Request, ReadError> {
    let mut request = request(source, role, role, optional)?;
    request.url.query_pairs_mut().append_pair("page", &page.to_string()).append_pair("per_page", PER_PAGE);
    if role == "services" {
        // The basic form of a record leaves out what to bring and what it costs; a server that does not know the word gives what it has.
        request.url.query_pairs_mut().append_pair("full", "true");
    }
    Ok(request)
}

/// A request below the source's URL, whether that ends with a slash or not.
fn request(source: &Source, path: &str, role: &str, optional: bool) -> Result<Request, ReadError> {
    let mut url = source.url.clone();
    {
        let mut segments = url.path_segments_mut().map_err(|()| ReadError::new(Reason::ConfigInvalid, "url: cannot be a base"))?;
        segments.pop_if_empty().extend(path.split('/').filter(|part| !part.is_empty()));
    }
    if path.is_empty() {
        url.clone_from(&source.url);
    }
    Ok(Request { url, role: role.to_owned(), optional })
}

fn read(source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let role = document.request.role.as_str();
    let Some(body) = document.body else {
        let (code, record) = match role.strip_prefix("detail:") {
            Some(id) => (Code::DetailMissing, id),
            None => (Code::EndpointMissing, role),
        };
        drafts.findings.push(Finding::new(code, record, document.request.url.path(), ""));
        return Ok(Vec::new());
    };
    let value = parse_json(body)?;
    if let Some(id) = role.strip_prefix("detail:") {
        record::detail(id, &value, drafts);
        return Ok(Vec::new());
    }
    match role {
        "about" => Ok(Vec::new()),
        "bulk" => bulk(&value, drafts),
        _ => page(source, document.request, &value, drafts),
    }
}

pub(super) fn bulk(value: &Value, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    if let Value::Array(_) = value {
        records("services", value, drafts);
        return Ok(Vec::new());
    }
    let lists = ["organizations", "locations", "services", "service_at_locations"];
    if !lists.iter().any(|name| value.get(name).is_some()) {
        let shape = "expected an object with `services`, or a list of services";
        return Err(ReadError::new(Reason::WrongShape, shape));
    }
    for name in lists {
        if let Some(list) = value.get(name) {
            records(name, list, drafts);
        }
    }
    Ok(Vec::new())
}

/// Reads every record of a list; returns the ids of those that were kept.
fn records(role: &str, list: &Value, drafts: &mut Drafts) -> Vec<String> {
    let Value::Array(items) = list else {
        drafts.findings.push(Finding::new(Code::FieldWrongType, role, role, "expected a list"));
        return Vec::new();
    };
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let path = format!("{role}[{number}]");
        let result = match role {
            "services" => record::service(item, &path, drafts),
            "organizations" => record::organization(item, &path, drafts),
            "locations" => record::location(item, &path, drafts),
            "service_at_locations" => record::service_at_location(item, &path, drafts),
            _ => continue,
        };
        match result {
            Ok(id) => {
                if seen.insert(id.clone()) {
                    kept.push(id);
                }
            }
            Err(finding) => drafts.rejects.push(Reject { finding }),
        }
    }
    kept
}

fn page(source: &Source, request_made: &Request, value: &Value, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let role = request_made.role.as_str();
    // Some servers send the bare list.
    let contents = match value {
        Value::Array(_) => value,
        Value::Object(fields) => fields.get("contents").or_else(|| fields.get(role)).ok_or_else(|| no_contents(role))?,
        _ => return Err(no_contents(role)),
    };
    let held = contents.as_array().map_or(0, Vec::len) as u64;
    let number = |name: &str| value.get(name).and_then(|n| n.as_u64().or_else(|| n.as_str().and_then(|text| text.parse().ok())));
    let ids = records(role, contents, drafts);
    let (page, pages, total) = (page_of(&request_made.url), number("total_pages"), number("total_items"));
    drafts.pages.push(PageSaid { total, held });
    let last = value.get("last_page").and_then(Value::as_bool);
    let size_says = number("size").filter(|size| *size != held);
    let one_page = pages.is_none_or(|pages| pages <= 1) || last == Some(true);
    let stated = if one_page && page == 1 { total.or(size_says) } else { size_says };
    if let Some(stated) = stated.filter(|stated| *stated != held) {
        let raw = format!("stated {stated}, held {held}");
        drafts.findings.push(Finding::new(Code::CountMismatch, role, format!("page {page}"), &raw));
    }
    let mut next = Vec::new();
    if role == "services" {
        next = details(source, contents, &ids)?;
    }
    let more = held > 0 && last != Some(true) && pages.is_some_and(|pages| page < pages);
    if more && page >= MAX_PAGES {
        return Err(ReadError::new(Reason::TooManyDocuments, format!("`{role}` goes on behind page {page}")));
    } else if more {
        next.push(list(source, role, page + 1, request_made.optional)?);
    } else if role == "services" {
        next.push(after_services(source)?);
    }
    Ok(next)
}

fn no_contents(role: &str) -> ReadError {
    ReadError::new(Reason::WrongShape, format!("{role}: expected an object with `contents`, or a list"))
}

fn page_of(url: &Url) -> u64 {
    url.query_pairs().find(|(key, _)| key == "page").and_then(|(_, page)| page.parse().ok()).unwrap_or(1)
}

/// The detail documents to follow: of services whose list record is the basic form, without any nested object.
fn details(source: &Source, contents: &Value, ids: &[String]) -> Result<Vec<Request>, ReadError> {
    let full = ["organization", "schedules", "service_at_locations", "required_documents", "cost_options", "locations"];
    let items = contents.as_array().map(Vec::as_slice).unwrap_or_default();
    let basic: HashSet<&str> = items
        .iter()
        .filter(|item| !full.iter().any(|key| item.get(key).is_some()))
        .filter_map(|item| item.get("id").and_then(Value::as_str))
        .collect();
    ids.iter()
        .filter(|id| basic.contains(id.as_str()))
        .map(|id| request(source, &format!("services/{id}"), &format!("detail:{id}"), true))
        .collect()
}
