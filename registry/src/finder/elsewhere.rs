//! What no hall does, and the place that does it: `registry/data/elsewhere.csv`.

use std::sync::LazyLock;

use super::understood::NotOffered;
use crate::gazetteer::table;
use crate::normalise::service_name;

/// A thing that is done elsewhere.
pub(super) struct Elsewhere {
    /// The national term, where it has one.
    pub term: Option<&'static str>,
    name: String,
    place: String,
    place_en: String,
    /// The words for it, where it is no service of the taxonomy.
    pub phrases: Vec<String>,
}

impl Elsewhere {
    pub fn told(&self) -> NotOffered {
        NotOffered { name: self.name.clone(), term: self.term, place: self.place.clone(), place_en: self.place_en.clone() }
    }
}

/// The table, read once.
pub(super) fn all() -> &'static [Elsewhere] {
    static ALL: LazyLock<Vec<Elsewhere>> = LazyLock::new(|| {
        table::rows(include_str!("../../data/elsewhere.csv"))
            .filter_map(|row| {
                Some(Elsewhere {
                    term: row.get("service").and_then(service_name::entry).map(|entry| entry.canonical.as_str()),
                    name: row.get("name")?.to_owned(),
                    place: row.get("place")?.to_owned(),
                    place_en: row.get("place_en")?.to_owned(),
                    phrases: row.get("phrases").unwrap_or_default().split(';').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
                })
            })
            .collect()
    });
    &ALL
}

/// What is told of a service that halls rarely or never give.
pub(super) fn of(term: &str) -> Option<NotOffered> {
    all().iter().find(|one| one.term == Some(term)).map(Elsewhere::told)
}
