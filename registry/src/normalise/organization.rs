//! Agencies: the many names in the field to the national one.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text;

const AGENCIES: &str = include_str!("../../data/agencies.csv");

struct Aliases {
    /// Folded alias to canonical name.
    canonical: HashMap<String, &'static str>,
    /// Canonical name to its aliases.
    aliases: HashMap<&'static str, Vec<&'static str>>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let mut known = Aliases { canonical: HashMap::new(), aliases: HashMap::new() };
    let mut reader = csv::Reader::from_reader(AGENCIES.as_bytes());
    for record in reader.records().filter_map(Result::ok) {
        let (Some(canonical), Some(alias)) = (record.get(0), record.get(2)) else { continue };
        // The table lives as long as the program.
        let canonical: &'static str = Box::leak(canonical.to_owned().into_boxed_str());
        let alias: &'static str = Box::leak(alias.to_owned().into_boxed_str());
        known.canonical.entry(text::fold(canonical)).or_insert(canonical);
        known.canonical.entry(text::fold(alias)).or_insert(canonical);
        known.aliases.entry(canonical).or_default().push(alias);
    }
    known
});

/// The national name of an agency. Words from the end are set aside one by one (the region's name, the class of an office), then what
/// stands in brackets, until an alias remains; `None`: unknown.
#[must_use]
pub fn canonical(name: &str) -> Option<&'static str> {
    let outside = name.split('(').next().unwrap_or(name);
    [name, outside].into_iter().find_map(|name| {
        let folded = text::fold(name);
        let words: Vec<&str> = folded.split_whitespace().collect();
        (1..=words.len()).rev().find_map(|count| {
            let head = words.iter().take(count).copied().collect::<Vec<_>>().join(" ");
            // A single short word left of a long name says too little.
            (count == words.len() || head.len() > 3).then(|| ALIASES.canonical.get(&head).copied()).flatten()
        })
    })
}

/// Other names of an agency.
#[must_use]
pub fn aliases(canonical: &str) -> &'static [&'static str] {
    ALIASES.aliases.get(canonical).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_brackets_do_not_count() {
        assert_eq!(canonical("DISDUKCAPIL (Kependudukan & Catatan Sipil)"), Some("Dinas Kependudukan dan Pencatatan Sipil"));
        assert_eq!(canonical("Dinas Kependudukan dan Pencatatan Sipil Kab. Contoh"), Some("Dinas Kependudukan dan Pencatatan Sipil"));
        assert_eq!(canonical("Kedai Kopi"), None);
    }
}
