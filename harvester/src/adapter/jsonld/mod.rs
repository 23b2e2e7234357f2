//! Format `jsonld`: the schema.org vocabulary, in the scripts of a web page or in a file. It needs no mapping; `pages` names further pages and
//! `links` the links to follow.

mod graph;
mod record;

use registry::model::{Code, Drafts, Finding, Reason, Source};
use scraper::Selector;
use serde_json::Value;
use url::Url;

use self::graph::Graph;
use super::mapping::complaint::Complaints;
use super::mapping::item::Item;
use super::{Adapter, Document, ReadError, Request, encoding, html, parse_json};

/// See the module.
pub const ADAPTER: Adapter = Adapter {
    format: "jsonld",
    about: "schema.org GovernmentService and ServiceChannel, in web pages or in a file",
    version: 1,
    begin,
    read,
};

/// Links followed from one page.
const MAX_LINKS: usize = 2000;

/// `[mapping]` of this format.
struct Pages {
    pages: Vec<String>,
    links: Option<Selector>,
}

/// Checks a mapping.
pub(super) fn check(item: Option<&Item>, complaints: &mut Complaints) {
    drop(pages(item, complaints));
}

fn pages(item: Option<&Item>, complaints: &mut Complaints) -> Pages {
    let Some(item) = item else { return Pages { pages: Vec::new(), links: None } };
    complaints.unknown("mapping", item, &["pages", "links"]);
    let links = complaints.text("mapping", item, "links").and_then(|text| match html::compile(&text) {
        Ok(selector) => Some(selector),
        Err(flaw) => {
            complaints.selector("mapping.links", item.get("links").unwrap_or(item), &text, "CSS selector", &flaw);
            None
        }
    });
    Pages { pages: complaints.texts("mapping", item, "pages").unwrap_or_default(), links }
}

fn declared(source: &Source) -> Result<Pages, ReadError> {
    let mut complaints = Complaints::default();
    let pages = pages(Some(&Item::of_table(&source.mapping)), &mut complaints);
    match complaints.all.first() {
        None => Ok(pages),
        Some(first) => Err(ReadError::new(Reason::ConfigInvalid, format!("{}: {}", first.key, first.message))),
    }
}

fn begin(source: &Source) -> Result<Vec<Request>, ReadError> {
    let pages = declared(source)?;
    let request = |url: Url| Request { url, role: "page".to_owned(), optional: false };
    let mut requests = vec![request(source.url.clone())];
    for page in &pages.pages {
        let url =
            source.url.join(page).map_err(|error| ReadError::new(Reason::ConfigInvalid, format!("mapping.pages: `{page}`: {error}")))?;
        requests.push(request(url));
    }
    Ok(requests)
}

fn read(source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    let Some(body) = document.body else {
        drafts.findings.push(Finding::new(Code::DetailMissing, document.request.url.path(), "", ""));
        return Ok(Vec::new());
    };
    let page = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start().starts_with(b"<");
    if !page {
        let text = encoding::text(body, None, document.content_type);
        drafts.findings.extend(text.finding(Code::EncodingOther, document.request.url.path()));
        record::read(&Graph::new(vec![parse_json(text.text.as_bytes())?]), drafts)?;
        return Ok(Vec::new());
    }
    let page = html::open(body, None, document.content_type, &document.request.url, &mut drafts.findings)?;
    let next = if document.request.role == "page" { links(source, &page)? } else { Vec::new() };
    let scripts = scripts(&page, document.request.url.path(), drafts);
    if scripts.is_empty() && next.is_empty() {
        let detail = "the page holds no script of type application/ld+json that can be read";
        return match document.request.role.as_str() {
            "page" => Err(ReadError::new(Reason::NoRecords, detail)),
            _ => {
                drafts.findings.push(Finding::new(Code::DetailMissing, document.request.url.path(), "", ""));
                Ok(Vec::new())
            }
        };
    }
    if !scripts.is_empty() {
        record::read(&Graph::new(scripts), drafts)?;
    }
    Ok(next)
}

/// The scripts of a page; a broken one is told and left out.
fn scripts(page: &scraper::Html, path: &str, drafts: &mut Drafts) -> Vec<Value> {
    let Ok(css) = Selector::parse("script[type*='ld+json' i]") else { return Vec::new() };
    let mut values = Vec::new();
    for script in page.select(&css) {
        let text: String = script.text().collect();
        let text =
            text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        match serde_json::from_str(text) {
            Ok(value) => values.push(value),
            Err(error) => {
                drafts.findings.push(Finding::new(Code::FieldWrongType, path, "script[type=application/ld+json]", &error.to_string()))
            }
        }
    }
    values
}

fn links(source: &Source, page: &scraper::Html) -> Result<Vec<Request>, ReadError> {
    let Some(css) = declared(source)?.links else { return Ok(Vec::new()) };
    let found = page
        .select(&css)
        .filter_map(|link| link.attr("href"))
        .filter_map(|link| source.url.join(link).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    Ok(found.take(MAX_LINKS).map(|url| Request { url, role: "detail".to_owned(), optional: true }).collect())
}
