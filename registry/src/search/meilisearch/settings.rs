//! How the index is to search.

use std::collections::{BTreeMap, HashMap};

use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, MinWordSizeForTypos, PaginationSetting, Settings, TypoToleranceSettings,
};

use crate::search::Synonyms;

/// Grows by one when anything here or in a document's form changes; indexes of another version are made anew.
const VERSION: u32 = 2;

/// What is searched, the most prominent first. All but the description are the "prominent" ones.
pub(super) const SEARCHABLE: [&str; 10] = [
    "service",
    "term",
    "synonyms",
    "organization",
    "organization_aliases",
    "category",
    "location",
    "region_name",
    "province_name",
    "description",
];

/// `sort` stands before what tells good matches from better ones: see [`super::request::Scope`] for how quality still comes first.
const RANKING: [&str; 7] = ["words", "sort", "typo", "exactness", "attribute", "proximity", "id:asc"];

const FILTERABLE: [&str; 12] = [
    "_geo",
    "term",
    "id",
    "region",
    "province",
    "organization",
    "organization_id",
    "category",
    "channels",
    "free",
    "max_duration_minutes",
    "service_id",
];

/// What indexes must have been made with to be usable.
pub(super) fn layout(synonyms: &Synonyms) -> String {
    format!("{VERSION}-{}", synonyms.fingerprint())
}

/// The settings of the index of services.
pub(super) fn services(synonyms: &Synonyms) -> Settings {
    Settings::new()
        .with_searchable_attributes(SEARCHABLE)
        .with_filterable_attributes(FILTERABLE.into_iter().chain(["location_id"]))
        .with_sortable_attributes(["_geo"])
        .with_ranking_rules(RANKING)
        .with_synonyms(pairs(synonyms))
        .with_pagination(PaginationSetting { max_total_hits: 1_000_000 })
        .with_faceting(FacetingSettings {
            max_values_per_facet: 100,
            sort_facet_values_by: Some(BTreeMap::from([("*".to_owned(), FacetSortValue::Count)])),
        })
        .with_typo_tolerance(TypoToleranceSettings {
            enabled: Some(true),
            min_word_size_for_typos: Some(MinWordSizeForTypos { one_typo: Some(5), two_typos: Some(9) }),
            disable_on_attributes: Some(Vec::new()),
            disable_on_words: Some(Vec::new()),
            disable_on_numbers: Some(true),
        })
}

/// Each phrase with those that mean the same.
fn pairs(synonyms: &Synonyms) -> HashMap<String, Vec<String>> {
    let mut pairs: HashMap<String, Vec<String>> = HashMap::new();
    for (_, group) in synonyms.groups() {
        for phrase in group {
            let others = group.iter().filter(|other| *other != phrase).map(|other| other.join(" "));
            pairs.entry(phrase.join(" ")).or_default().extend(others);
        }
    }
    pairs
}
