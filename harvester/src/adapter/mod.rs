//! Adapters: pure functions from the bytes of one document to drafts, rejects and the requests that follow. Fetching, limits, retries and
//! conditional requests are not theirs.

mod check;
mod ckan;
mod density;
mod encoding;
mod guess;
mod hsds;
mod html;
mod json;
mod jsonld;
mod mapping;
mod push;
mod table;

pub use check::{MappingError, check};
pub use guess::{Guess, USUAL_COLUMNS, guess};
pub(crate) use push::REST;
pub use push::{Copied, copied, is_template, rest, spoken};
#[cfg(test)]
pub(crate) use table::column::folded;

use registry::model::{Drafts, Reason, Source};
use url::Url;

/// One format.
pub struct Adapter {
    /// The word in a source's `format`.
    pub format: &'static str,
    /// A line for help and documentation.
    pub about: &'static str,
    /// Grows when the same bytes would be read to other drafts.
    pub version: u32,
    /// Checks a declaration and says which documents to begin with.
    pub begin: fn(&Source) -> Result<Vec<Request>, ReadError>,
    /// Reads one document into the drafts, and says which documents follow from it.
    pub read: fn(&Source, &Document<'_>, &mut Drafts) -> Result<Vec<Request>, ReadError>,
}

/// Every adapter: dispatch, help and the compliance test derive from this.
pub const ADAPTERS: &[Adapter] =
    &[hsds::ADAPTER, json::ADAPTER, html::ADAPTER, table::ADAPTER, ckan::ADAPTER, jsonld::ADAPTER, push::ADAPTER];

/// The adapter of a format.
#[must_use]
pub fn adapter(format: &str) -> Option<&'static Adapter> {
    ADAPTERS.iter().find(|adapter| adapter.format == format)
}

/// A document to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where.
    pub url: Url,
    /// What it is to the adapter: `services`, `detail:12`.
    pub role: String,
    /// The feed can be read without it: a failure is a finding.
    pub optional: bool,
}

impl Request {
    /// The document adds to one record of a list.
    #[must_use]
    pub fn is_detail(&self) -> bool {
        self.role.contains("detail")
    }
}

/// A document that has come.
pub struct Document<'a> {
    /// What was asked for.
    pub request: &'a Request,
    /// What came; `None`: an optional document that did not.
    pub body: Option<&'a [u8]>,
    /// The response's Content-Type.
    pub content_type: Option<&'a str>,
    /// The response's Link header (RFC 8288).
    pub link: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// A document without its response header.
    #[must_use]
    pub fn new(request: &'a Request, body: Option<&'a [u8]>) -> Self {
        Self { request, body, content_type: None, link: None }
    }
}

/// A document that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", reason.as_str())]
pub struct ReadError {
    /// The stable reason.
    pub reason: Reason,
    /// Where and what, for a person.
    pub detail: String,
}

impl ReadError {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// Reads a body as JSON, and tells a web page or an empty body from broken JSON.
fn parse_json(body: &[u8]) -> Result<serde_json::Value, ReadError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = body.trim_ascii_start();
    if text.is_empty() {
        return Err(ReadError::new(Reason::EmptyBody, "the body is empty"));
    }
    if text.first() == Some(&b'<') {
        return Err(ReadError::new(Reason::HtmlInsteadOfData, "a web page came instead of JSON"));
    }
    density::check(text)?;
    serde_json::from_slice(text).map_err(|error| ReadError::new(Reason::Unparsable, format!("not JSON: {error}")))
}
