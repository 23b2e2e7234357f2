//! Indonesian affixes, and those of the street: "perpanjangannya", "ngurusin", "dibikinin", "memperpanjang" without their trimmings.
//!
//! Not a stemmer: it gives forms that may be the bare word, and the vocabulary says which of them is one.

/// Behind a word, the longest first.
const BEHIND: [&str; 14] = ["kannya", "annya", "innya", "nya", "kan", "lah", "kah", "ku", "mu", "ny", "in", "an", "i", "e"];

/// Before a word, with the letters that it may have swallowed.
const BEFORE: [(&str, &[&str]); 24] = [
    ("memper", &[""]),
    ("diper", &[""]),
    ("meng", &["", "k"]),
    ("meny", &["s"]),
    ("mem", &["", "p"]),
    ("men", &["", "t"]),
    ("me", &[""]),
    ("peng", &["", "k"]),
    ("peny", &["s"]),
    ("pem", &["", "p"]),
    ("pen", &["", "t"]),
    ("per", &[""]),
    ("pe", &[""]),
    ("nge", &[""]),
    ("ng", &["", "k"]),
    ("ny", &["s", "c"]),
    ("di", &[""]),
    ("ber", &[""]),
    ("ter", &[""]),
    ("ke", &[""]),
    ("se", &[""]),
    ("m", &["p"]),
    ("n", &["t", ""]),
    ("tak", &[""]),
];

/// The shortest bare word.
const SHORTEST: usize = 3;

/// Calls `known` with what a word may be without its affixes until it says yes.
pub(super) fn bare<T>(word: &str, mut known: impl FnMut(&str) -> Option<T>) -> Option<T> {
    if !word.is_ascii() || word.len() < SHORTEST + 1 {
        return None;
    }
    for behind in BEHIND {
        if let Some(stem) = word.strip_suffix(behind).filter(|stem| stem.len() >= SHORTEST)
            && let Some(found) = known(stem)
        {
            return Some(found);
        }
    }
    let mut candidate = String::with_capacity(word.len() + 1);
    for (before, swallowed) in BEFORE {
        let Some(rest) = word.strip_prefix(before) else { continue };
        for letter in swallowed {
            let stems = std::iter::once(rest).chain(BEHIND.iter().filter_map(|behind| rest.strip_suffix(behind)));
            for stem in stems {
                candidate.clear();
                candidate.push_str(letter);
                candidate.push_str(stem);
                if candidate.len() > SHORTEST
                    && let Some(found) = known(&candidate)
                {
                    return Some(found);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("perpanjangannya", "perpanjangan")]
    #[case("nyetakin", "cetak")]
    #[case("diurusin", "urus")]
    #[case("pasporku", "paspor")]
    #[case("menebus", "tebus")]
    #[case("mengurusi", "urus")]
    fn trimmings_go(#[case] word: &str, #[case] expected: &str) {
        assert_eq!(bare(word, |stem| (stem == expected).then_some(())), Some(()));
    }

    #[test]
    fn short_words_are_left_alone() {
        assert_eq!(bare("di", |_| Some(())), None);
    }
}
