//! Words and phrases that mean the same in a search, for the search engines: both read the same groups.

use std::sync::LazyLock;

use crate::gazetteer::table;

static GROUPS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    table::rows(include_str!("../../data/synonyms.csv"))
        .filter_map(|row| {
            Some(row.get("group")?.split(';').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect())
        })
        .collect()
});

/// Groups of words and phrases of one meaning, in lower case; the first of a group is the word in most common use. A word may be in
/// several groups.
#[must_use]
pub fn groups() -> &'static [Vec<String>] {
    &GROUPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_two_words_or_more_and_no_word_twice() {
        assert!(groups().len() > 80);
        for group in groups() {
            let mut words = group.clone();
            words.sort();
            words.dedup();
            assert!(words.len() == group.len() && words.len() > 1, "{group:?}");
        }
    }

    #[test]
    fn old_and_new_names_are_one() {
        let together =
            |a: &str, b: &str| groups().iter().any(|group| group.iter().any(|word| word == a) && group.iter().any(|word| word == b));
        assert!(together("imb", "pbg") && together("siup", "nib") && together("ilang", "hilang") && together("bikin", "buat"));
    }
}
