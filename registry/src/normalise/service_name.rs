//! Service names to terms of the national taxonomy: the names that a term gives itself. A name that no term claims stays without one.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text;

const SERVICES: &str = include_str!("../../data/canonical_services.csv");

static TERMS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(SERVICES.as_bytes());
    let rows = reader.records().filter_map(Result::ok).filter(|row| row.get(1) != Some("answer"));
    rows.filter_map(|row| row.get(0).map(|name| -> &'static str { Box::leak(name.to_owned().into_boxed_str()) }))
        .map(|name| (text::fold(name.split('(').next().unwrap_or(name)), name))
        .collect()
});

/// The term that claims this name.
#[must_use]
pub fn term(name: &str) -> Option<&'static str> {
    TERMS.get(&text::fold(name)).copied()
}

/// Other words for a term: none are known yet.
#[must_use]
pub fn synonyms(_term: &str) -> &'static [String] {
    &[]
}
