//! Texts on their way into a file that a spreadsheet program opens.

/// What a text begins with that such a program runs as a formula.
const RUNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text that no spreadsheet program runs as a formula: one that begins like one begins with an apostrophe, and one that is written with such
/// an apostrophe gets another, so that [`undefused`] gives back what was there.
#[must_use]
pub fn defused(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(RUNS) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was defused, as it was.
pub(crate) fn undefused(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(RUNS) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_begins_like_a_formula_comes_back_as_it_was() {
        for text in ["=1+1", "+62 251", "-", "@x", "\tx", "\rx", "'=1", "''=1", "'kutip'", "", "Gratis"] {
            let safe = defused(text);
            assert!(!safe.starts_with(RUNS), "{safe:?}");
            assert_eq!(undefused(&safe), text);
        }
    }
}
