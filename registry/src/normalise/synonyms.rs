//! Words and phrases that mean the same to whoever looks for a service.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/synonyms.csv");

static GROUPS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| TABLE.lines().map(|line| line.split(',').map(|word| word.trim().to_owned()).collect()).collect());

/// The groups, for the search engines.
#[must_use]
pub fn groups() -> &'static [Vec<String>] {
    &GROUPS
}
