//! The same words again: a name written twice, "di di".

use super::Defect;
use crate::normalise::text;

/// Whether a text repeats itself.
pub(super) fn read(text: &str) -> Option<Defect> {
    if text.len() > 600 {
        return None;
    }
    let folded = text::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let half = words.len() / 2;
    let doubled = half >= 2 && words.len().is_multiple_of(2) && words[..half] == words[half..];
    let thrice = words
        .windows(3)
        .any(|three| three[0] == three[1] && three[1] == three[2] && three[0].chars().all(char::is_alphabetic) && three[0].len() > 1);
    let small = |word: &str| {
        matches!(word, "dan" | "di" | "ke" | "yang" | "untuk" | "dari" | "dengan" | "pada" | "dalam" | "atau" | "oleh" | "bagi")
    };
    let written: Vec<&str> = text.split_whitespace().collect();
    let stutter = written.windows(2).any(|two| {
        let same = two[0].eq_ignore_ascii_case(two[1]);
        same && (small(&two[0].to_ascii_lowercase()) || (two[0].len() >= 8 && words.len() > 2))
    });
    (doubled || thrice || stutter).then_some(Defect::Repeated)
}
