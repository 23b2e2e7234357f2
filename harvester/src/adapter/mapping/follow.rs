//! Which documents there are: the first of every endpoint, the pages that follow, and the details of records.

use registry::model::{Code, Drafts, Finding, PageSaid, Reason, Source};
use url::Url;

use super::Language;
use super::declaration::{Endpoint, Mapping, Paging};
use crate::adapter::{Document, ReadError, Request};

/// Pages of one list; a feed that has more is cut there, with a finding.
const MAX_PAGES: u64 = 2000;

/// Stands for the hole in a template while its url is joined.
const HOLE: &str = "x9hole9x";

/// What a document is, as written in its request.
pub(super) enum Role {
    Endpoint(usize),
    /// More about the service with this place in the drafts.
    ServiceDetail {
        endpoint: usize,
        index: usize,
    },
    /// More about the organization with this place in the drafts, and its services.
    OrganizationDetail {
        endpoint: usize,
        index: usize,
    },
}

impl Role {
    pub(super) fn parse(role: &str) -> Result<Self, ReadError> {
        let mut parts = role.split(':');
        let kind = parts.next().unwrap_or_default();
        let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok());
        let parsed = match (kind, number(), number()) {
            ("endpoint", Some(endpoint), _) => Some(Self::Endpoint(endpoint)),
            ("detail", Some(endpoint), Some(index)) => Some(Self::ServiceDetail { endpoint, index }),
            ("organization-detail", Some(endpoint), Some(index)) => Some(Self::OrganizationDetail { endpoint, index }),
            _ => None,
        };
        parsed.ok_or_else(|| ReadError::new(Reason::Internal, format!("a request with the role `{role}`")))
    }

    pub(super) fn endpoint(&self) -> usize {
        match self {
            Self::Endpoint(endpoint) | Self::ServiceDetail { endpoint, .. } | Self::OrganizationDetail { endpoint, .. } => *endpoint,
        }
    }

    /// Says that the document did not come, or cannot be read.
    pub(super) fn missing(&self, document: &Document<'_>, why: &str, drafts: &mut Drafts) {
        let path = document.request.url.path();
        let finding = match self {
            Self::Endpoint(_) => Finding::new(Code::EndpointMissing, path, "", why),
            Self::ServiceDetail { index, .. } => {
                let named = drafts.services.get(*index).map_or("", |draft| draft.external_id.as_deref().unwrap_or(&draft.name));
                Finding::new(Code::DetailMissing, named, path, why)
            }
            Self::OrganizationDetail { index, .. } => {
                let named = drafts.organizations.get(*index).map_or("", |draft| draft.external_id.as_deref().unwrap_or(&draft.name));
                Finding::new(Code::DetailMissing, named, path, why)
            }
        };
        drafts.findings.push(finding);
    }
}

/// The first document of every endpoint; endpoints with one url share it.
pub(super) fn begin<L: Language>(source: &Source, mapping: &Mapping<L>) -> Result<Vec<Request>, ReadError> {
    let mut requests = Vec::new();
    for (number, endpoint) in mapping.endpoints.iter().enumerate() {
        let same = |other: &Endpoint<L>| other.url == endpoint.url;
        if mapping.endpoints.iter().take(number).any(same) {
            continue;
        }
        let paged = mapping.endpoints.iter().find(|other| same(other) && other.paging.is_some()).unwrap_or(endpoint);
        let optional = mapping.endpoints.iter().filter(|other| same(other)).all(|other| other.optional);
        requests.push(Request { url: first(source, paged)?, role: format!("endpoint:{number}"), optional });
    }
    Ok(requests)
}

fn first<L: Language>(source: &Source, endpoint: &Endpoint<L>) -> Result<Url, ReadError> {
    match &endpoint.paging {
        Some(Paging::PageNumber { parameter, first, .. }) => page(source, endpoint, parameter.as_deref(), *first),
        Some(Paging::Offset { parameter, .. }) => page(source, endpoint, parameter.as_deref(), 0),
        _ => join(source, &endpoint.url),
    }
}

/// Whether this is the first document of an endpoint.
pub(super) fn is_first<L: Language>(source: &Source, endpoint: &Endpoint<L>, url: &Url) -> bool {
    first(source, endpoint).is_ok_and(|first| first == *url)
}

fn join(source: &Source, relative: &str) -> Result<Url, ReadError> {
    let joined = if relative.is_empty() { Ok(source.url.clone()) } else { source.url.join(relative) };
    joined.map_err(|error| ReadError::new(Reason::ConfigInvalid, format!("mapping.endpoint.url `{relative}`: {error}")))
}

/// The url of a page, by its number or offset.
fn page<L: Language>(source: &Source, endpoint: &Endpoint<L>, parameter: Option<&str>, value: u64) -> Result<Url, ReadError> {
    let value = value.to_string();
    match parameter {
        None => join(source, &endpoint.url.replace("{page}", &value).replace("{offset}", &value)),
        Some(parameter) => {
            let mut url = join(source, &endpoint.url)?;
            set_query(&mut url, parameter, &value);
            Ok(url)
        }
    }
}

fn set_query(url: &mut Url, name: &str, value: &str) {
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| key != name).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
}

/// The number or offset in the url of a page.
fn number_of<L: Language>(source: &Source, endpoint: &Endpoint<L>, parameter: Option<&str>, url: &Url) -> Option<u64> {
    match parameter {
        Some(parameter) => url.query_pairs().find(|(key, _)| key == parameter).and_then(|(_, value)| value.parse().ok()),
        None => {
            let marked = join(source, &endpoint.url.replace("{page}", HOLE).replace("{offset}", HOLE)).ok()?;
            let (before, after) = marked.as_str().split_once(HOLE)?;
            url.as_str().strip_prefix(before)?.strip_suffix(after)?.parse().ok()
        }
    }
}

/// The page after this one; `found`: the records that this one held.
pub(super) fn next_page<L: Language>(
    source: &Source,
    endpoint: &Endpoint<L>,
    document: &Document<'_>,
    root: L::Node<'_>,
    found: usize,
    drafts: &mut Drafts,
) -> Result<Option<Request>, ReadError> {
    let Some(paging) = &endpoint.paging else { return Ok(None) };
    let request = document.request;
    let number = |path: &L::Selector| L::texts(path, root, false).first().and_then(|text| text.trim().parse::<u64>().ok());
    let total = match paging {
        Paging::PageNumber { total_items, .. } | Paging::Offset { total_items, .. } => total_items.as_ref().and_then(number),
        Paging::Cursor { .. } | Paging::NextLink { .. } | Paging::LinkHeader => None,
    };
    drafts.pages.push(PageSaid { total, held: found as u64 });
    let url = match paging {
        Paging::PageNumber { parameter, first, total_pages, total_items, page_size } => {
            let at = number_of(source, endpoint, parameter.as_deref(), &request.url).unwrap_or(*first);
            let items = || total_items.as_ref().and_then(number).map(|items| items.div_ceil(*page_size));
            let pages = total_pages.as_ref().and_then(number).or_else(items);
            // Without a total, pages end where one is empty.
            if pages.is_some_and(|pages| at + 1 >= first + pages) {
                return Ok(None);
            }
            if at >= first + MAX_PAGES {
                return Err(endless(format!("the list goes on behind page {at}")));
            }
            Some(page(source, endpoint, parameter.as_deref(), at + 1)?)
        }
        Paging::Offset { parameter, size, total_items } => {
            let at = number_of(source, endpoint, parameter.as_deref(), &request.url).unwrap_or(0);
            let more = match total_items.as_ref().and_then(number) {
                Some(total) => at + size < total,
                None => found as u64 >= *size,
            };
            if more && at / size >= MAX_PAGES {
                return Err(endless(format!("the list goes on behind offset {at}")));
            }
            if more { Some(page(source, endpoint, parameter.as_deref(), at + size)?) } else { None }
        }
        Paging::Cursor { parameter, path } => match L::texts(path, root, false).into_iter().next() {
            Some(cursor) => {
                let mut url = join(source, &endpoint.url)?;
                set_query(&mut url, parameter, &cursor);
                Some(url)
            }
            None => None,
        },
        Paging::NextLink { path } => L::texts(path, root, false).first().and_then(|link| request.url.join(link.trim()).ok()),
        Paging::LinkHeader => document.link.and_then(next_of_header).and_then(|link| request.url.join(link).ok()),
    };
    Ok(url.filter(|url| *url != request.url).map(|url| Request { url, ..request.clone() }))
}

/// The address with `rel="next"` of a Link header (RFC 8288).
fn next_of_header(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, behind)) = rest.split_once('<') {
        let (target, after) = behind.split_once('>')?;
        let parameters = after.split('<').next().unwrap_or_default();
        let next = parameters.split([';', ',']).filter_map(|parameter| parameter.trim().split_once('=')).any(|(name, value)| {
            let mut words = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel") && words.any(|word| word.eq_ignore_ascii_case("next"))
        });
        if next {
            return Some(target);
        }
        rest = after;
    }
    None
}

/// A detail document that a record names: the role's word, its place in the drafts and its address.
pub(super) struct Detailed {
    pub(super) role: &'static str,
    pub(super) index: usize,
    pub(super) address: Address,
}

/// Where a detail document is.
pub(super) enum Address {
    /// By a template of the declaration: relative to the source, like every url of a mapping.
    Declared(String),
    /// By a link in the page: relative to that.
    Found(String),
}

/// The detail documents. An address that is none is left out: the record stays as the list gave it.
pub(super) fn details(source: &Source, endpoint: usize, details: &[Detailed], page: &Url) -> Vec<Request> {
    let requests = details.iter().filter_map(|detail| {
        let url = match &detail.address {
            Address::Declared(url) => source.url.join(url),
            Address::Found(link) => page.join(link.trim()),
        };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some(Request { url, role: format!("{}:{endpoint}:{}", detail.role, detail.index), optional: true })
    });
    requests.collect()
}

/// A list that does not end is no catalog: what of it came first is not taken for the whole.
fn endless(detail: String) -> ReadError {
    ReadError::new(Reason::TooManyDocuments, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_of_a_link_header() {
        assert_eq!(next_of_header(r#"<https://a/?page=1>; rel="prev", <https://a/?page=3>; rel="next""#), Some("https://a/?page=3"));
        assert_eq!(next_of_header("</b?cursor=x>; title=t; rel=next"), Some("/b?cursor=x"));
        assert_eq!(next_of_header(r#"<https://a/>; rel="last""#), None);
        assert_eq!(next_of_header("<<<"), None);
    }
}
