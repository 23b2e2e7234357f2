//! What a host says of itself: `/.well-known/simpul.json` at its root, fetched and held against what is offered.

use registry::model::Reason;
use registry::offer::{Gap, MISREAD, Proof, Statement, Sworn};
use reqwest::header::HeaderMap;
use url::Url;

use super::{MOST_STATEMENT, STATEMENT_WITHIN};
use crate::fetch::{Allowance, Ask, Fetch, FetchError};
use crate::site::WELL_KNOWN;

/// What a host says, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub url: Url,
    /// What.
    pub said: Statement,
}

/// The root that an address lies under, where the statement of its host is.
fn statement_of(url: &Url) -> Option<Url> {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root.set_fragment(None);
    root.join(WELL_KNOWN).ok()
}

/// What the host of an address says of itself.
///
/// # Errors
/// It says nothing, does not answer, may not be asked, or what it says is not of the form (`unparsable`).
pub async fn discover(fetcher: &impl Fetch, at: &Url) -> Result<Found, FetchError> {
    let url = statement_of(at).ok_or_else(|| FetchError::new(Reason::UrlRefused, "the address has no root"))?;
    let (headers, allowance) = (HeaderMap::new(), Allowance::of_a_look());
    let ask = Ask { url: &url, headers: &headers, etag: None, last_modified: None, allowance: &allowance };
    let late = |_| FetchError::new(Reason::TotalTimeout, format!("not all within {} s", STATEMENT_WITHIN.as_secs()));
    let body = tokio::time::timeout(STATEMENT_WITHIN, fetcher.fetch(&ask)).await.map_err(late)??.body.unwrap_or_default();
    let misread = || FetchError::new(Reason::Unparsable, MISREAD);
    if body.len() > MOST_STATEMENT {
        return Err(misread());
    }
    let said = Statement::parse(&body).map_err(|_| misread())?;
    Ok(Found { url, said })
}

/// Whether the host of what is offered speaks for the region, and the feeds that it stands for.
pub async fn prove(fetcher: &impl Fetch, sworn: &Sworn<'_>) -> (Proof, Option<Found>) {
    match discover(fetcher, sworn.feed).await {
        Ok(found) => (Proof::of(&found.said, &found.url, sworn), Some(found)),
        Err(error) => (Proof::NotProven(gap(&error)), None),
    }
}

fn gap(error: &FetchError) -> Gap {
    match (error.reason, error.status) {
        (Reason::Unparsable, _) => Gap::Unreadable,
        (_, Some(404 | 410)) => Gap::Absent,
        _ => Gap::Unreachable,
    }
}
