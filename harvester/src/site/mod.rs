//! A region's catalog as a static site: an HSDS 3.0 feed that any web server serves and any harvester reads, and the file by which the host
//! says which region it speaks for. Makes the files; who writes them, and where, is not its business.

mod hsds;

use registry::model::{Catalog, RegionCode, Source};
use serde_json::json;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Below the site's root, with slashes.
    pub path: &'static str,
    /// What is in it.
    pub body: Vec<u8>,
}

/// Where the feed is.
pub const FEED: &str = "hsds.json";

/// Where the host says what it speaks for (RFC 8615).
pub const WELL_KNOWN: &str = ".well-known/simpul.json";

/// The files of a catalog's site; `at`: the day, ISO 8601; `words`: what the registry gave the region's team to prove that the host is theirs.
///
/// # Errors
/// A value cannot be written as JSON: a fault of ours.
pub fn files(catalog: &Catalog, source: &Source, at: &str, words: &[String]) -> Result<Vec<File>, serde_json::Error> {
    let feed = serde_json::to_vec(&hsds::document(catalog, at))?;
    let hash = blake3::hash(&feed).to_hex();
    let said = json!({
        "version": 1,
        "region": source.region,
        "sources": [{ "format": "hsds", "url": format!("/{FEED}"), "updated": at, "services": catalog.services.len() }],
        "proof": words,
    });
    let page = page(source.region, catalog.services.len(), at);
    Ok(vec![
        File { path: FEED, body: feed },
        File { path: WELL_KNOWN, body: serde_json::to_vec_pretty(&said)? },
        File { path: "index.html", body: page.into_bytes() },
        File { path: "hsds.json.blake3", body: format!("{hash}  {FEED}\n").into_bytes() },
    ])
}

/// What a person sees who opens the site.
fn page(region: RegionCode, services: usize, at: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"id\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Data layanan MPP {region}</title>\n<h1>Data layanan MPP {region}</h1>\n\
         <p>{services} layanan, diperbarui {at}: <a href=\"{FEED}\">{FEED}</a> (HSDS 3.0).</p>\n</html>\n"
    )
}
