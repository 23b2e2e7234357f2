//! What a document looks like: which format reads it, told from its first bytes and its shape, never from its name alone. A guess that is wrong costs a
//! preview and no more: what is read by it is shown to a person before anything comes of it.

use serde_json::Value;
use url::Url;

use super::parse_json;

/// The columns of a table that comes without a mapping, as the rest of a declaration: by the names that regions give them.
pub const USUAL_COLUMNS: &str = include_str!("../../data/columns.toml");

/// What a document looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The format that reads it.
    pub format: &'static str,
    /// It cannot be read without a mapping that somebody writes.
    pub needs_mapping: bool,
    /// Where the feed begins, where that is not the document itself.
    pub base: Option<Url>,
}

/// What the document at `url` looks like; `None`: like nothing that a catalog comes in.
#[must_use]
pub fn guess(url: &Url, body: &[u8]) -> Option<Guess> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let plain = |format| Some(Guess { format, needs_mapping: false, base: None });
    let mapped = |format| Some(Guess { format, needs_mapping: true, base: None });
    match body {
        [] => None,
        // The archive of XLSX and ODS, the container of XLS.
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => plain("table"),
        [b'<', ..] if contains(body, b"application/ld+json") => plain("jsonld"),
        [b'<', ..] => mapped("html"),
        [b'{' | b'[', ..] => json(url, &parse_json(body).ok()?),
        _ if is_table(body) => plain("table"),
        _ => None,
    }
}

fn contains(body: &[u8], word: &[u8]) -> bool {
    body.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// Text of several lines whose first has a separator in it.
fn is_table(body: &[u8]) -> bool {
    let is_utf16 = matches!(body, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has_lines = body.contains(&b'\n') && !body.iter().take(1000).any(|byte| *byte == 0);
    is_utf16 || (has_lines && first.iter().any(|byte| matches!(byte, b';' | b',' | b'\t' | b'|')))
}

fn json(url: &Url, value: &Value) -> Option<Guess> {
    let guess = |format, needs_mapping| Guess { format, needs_mapping, base: None };
    let has = |name: &str| value.get(name).is_some();
    let first = value.get("contents").or(value.get("services")).unwrap_or(value).get(0);
    let is_record = |record: &Value| {
        ["service_at_locations", "organization_id", "required_documents", "application_process"]
            .iter()
            .any(|name| record.get(name).is_some())
    };
    Some(match value {
        _ if has("@context") || has("@graph") || value.get(0).is_some_and(|first| first.get("@context").is_some()) => {
            guess("jsonld", false)
        }
        _ if has("success") && has("result") => guess("ckan", true),
        // The API's own description, a page of one of its lists, or all in one document.
        _ if has("openapi_url") || (has("version") && has("profile")) => guess("hsds", false),
        _ if has("contents") && (has("total_items") || has("total_pages")) => Guess { base: base(url), ..guess("hsds", false) },
        _ if has("services") && (has("organizations") || has("locations") || value.get("version").is_some_and(|v| v == "3.0")) => {
            guess("hsds", false)
        }
        _ if first.is_some_and(is_record) => guess("hsds", false),
        _ => guess("json", true),
    })
}

/// The address of the API, from that of one of its lists: `…/hsds/services?page=1` lies below `…/hsds`.
fn base(url: &Url) -> Option<Url> {
    let lists = ["services", "organizations", "locations", "service_at_locations", "taxonomy_terms", "taxonomies"];
    let last = url.path_segments()?.rfind(|part| !part.is_empty())?;
    if !lists.contains(&last) {
        return None;
    }
    let mut base = url.clone();
    base.path_segments_mut().ok()?.pop_if_empty().pop();
    base.set_query(None);
    Some(base)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"version":"3.0","organizations":[],"services":[]}"#, Some(("hsds", false)))]
    #[case(r#"{"version":"3.0","profile":"https://x.example/p","openapi_url":"https://x.example/o"}"#, Some(("hsds", false)))]
    #[case(r#"[{"id":"1","name":"KTP-el","service_at_locations":[]}]"#, Some(("hsds", false)))]
    #[case("\u{feff} {\"@context\":\"https://schema.org\",\"@graph\":[]}", Some(("jsonld", false)))]
    #[case(r#"{"help":"","success":true,"result":["a"]}"#, Some(("ckan", true)))]
    #[case(r#"{"data":[{"nama":"KTP-el"}]}"#, Some(("json", true)))]
    #[case("<!doctype html><script type=\"application/LD+json\">{}</script>", Some(("jsonld", false)))]
    #[case("<!doctype html><h1>MPP</h1>", Some(("html", true)))]
    #[case("Layanan;Instansi\nKTP-el;Disdukcapil\n", Some(("table", false)))]
    #[case("Selamat datang di MPP", None)]
    #[case("{\"services\": [", None)]
    #[case("", None)]
    fn a_document_is_what_it_looks_like(#[case] body: &str, #[case] expected: Option<(&str, bool)>) {
        let found = guess(&"https://mpp.example/apa-saja".parse().unwrap(), body.as_bytes());
        assert_eq!(found.map(|guess| (guess.format, guess.needs_mapping)), expected);
    }

    #[test]
    fn a_workbook_is_a_table_whatever_it_is_called() {
        let found = guess(&"https://mpp.example/katalog.json".parse().unwrap(), b"PK\x03\x04rest");
        assert_eq!(found.map(|guess| guess.format), Some("table"));
    }

    #[test]
    fn a_page_of_a_list_leads_to_its_api() {
        let page = br#"{"total_items":1,"total_pages":1,"contents":[]}"#;
        let at = |url: &str| guess(&url.parse().unwrap(), page).and_then(|guess| guess.base).map(|url| url.to_string());
        assert_eq!(at("https://mpp.example/hsds/services?page=2").as_deref(), Some("https://mpp.example/hsds"));
        assert_eq!(at("https://mpp.example/hsds/"), None);
    }
}
