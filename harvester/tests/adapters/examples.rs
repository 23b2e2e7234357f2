//! The worked examples of the documentation, each run on its own sample: a page of `docs/mapping` holds the documents, the declaration and
//! what is read.

use std::fmt::Write as _;
use std::path::PathBuf;

use harvester::adapter::check;
use registry::model::Drafts;

use crate::documents::xlsx_of_text;
use crate::feed::Feed;

/// The fenced blocks of a page: language, rest of the first line, text.
fn blocks(page: &str) -> Vec<(String, String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push((language.to_owned(), rest.to_owned(), text.join("\n") + "\n"));
    }
    blocks
}

/// One line a draft: its kind, and every field that has a value.
fn shown(drafts: &Drafts) -> String {
    let drafts = serde_json::to_value(drafts).expect("JSON");
    let mut text = String::new();
    for kind in ["organization", "location", "service", "stop", "statistic"] {
        for draft in drafts[format!("{kind}s")].as_array().expect("a list") {
            text.push_str(kind);
            let fields = draft.as_object().expect("an object");
            let order = order(kind);
            for (name, field) in order {
                match &fields[*field] {
                    serde_json::Value::String(value) if !value.is_empty() => write!(text, " {name}={value:?}").expect("memory"),
                    serde_json::Value::Array(values) if !values.is_empty() => {
                        let values: Vec<&str> = values.iter().filter_map(serde_json::Value::as_str).collect();
                        write!(text, " {name}={values:?}").expect("memory");
                    }
                    _ => {}
                }
            }
            text.push('\n');
        }
    }
    text
}

/// The fields of a kind in the order of the documentation: as mapped, and as the draft has it.
fn order(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "organization" => &[("id", "external_id"), ("name", "name"), ("phone", "phone"), ("website", "website"), ("hours", "hours")],
        "location" => &[
            ("id", "external_id"),
            ("name", "name"),
            ("address", "address"),
            ("latitude", "latitude"),
            ("longitude", "longitude"),
            ("hours", "hours"),
        ],
        "service" => &[
            ("id", "external_id"),
            ("name", "name"),
            ("organization_id", "organization_id"),
            ("organization", "organization"),
            ("category", "category"),
            ("duration", "duration"),
            ("cost", "cost"),
            ("counter", "counter"),
            ("url", "url"),
            ("requirements", "requirements"),
            ("procedure", "procedure"),
            ("channels", "channels"),
            ("location_id", "location_ids"),
        ],
        "stop" => &[
            ("id", "external_id"),
            ("location", "location"),
            ("date", "date"),
            ("opens", "opens"),
            ("closes", "closes"),
            ("hours", "hours"),
            ("service", "service"),
            ("status", "status"),
        ],
        _ => &[("metric", "metric"), ("scope", "scope"), ("period", "period"), ("value", "value")],
    }
}

#[test]
fn every_example_reads_what_its_page_says() {
    let folder = PathBuf::from(format!("{}/../docs/mapping", env!("CARGO_MANIFEST_DIR")));
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder).expect("the pages").filter_map(Result::ok).map(|entry| entry.path()).collect();
    pages.sort();
    assert!(pages.len() >= 10, "{} pages", pages.len());
    for path in pages {
        let page = std::fs::read_to_string(&path).expect("a page");
        let (mut feed, mut toml, mut result) = (Feed::default(), None, None);
        for (language, address, text) in blocks(&page) {
            match language.as_str() {
                "toml" => toml = Some(text),
                "result" => result = Some(text),
                "xlsx" => feed = feed.with(&address, xlsx_of_text(&text)),
                _ => feed = feed.with(&address, text),
            }
        }
        let toml = toml.expect("a declaration");
        let named = path.display().to_string();
        check(&toml, &named).unwrap_or_else(|errors| panic!("{errors:#?}"));
        let (drafts, _) = feed.try_harvest(&toml).unwrap_or_else(|error| panic!("{named}: {error}"));
        assert_eq!(shown(&drafts), result.expect("a result"), "{named}");
        assert!(drafts.rejects.is_empty() && drafts.findings.is_empty(), "{named}: {:?} {:?}", drafts.rejects, drafts.findings);
    }
}
