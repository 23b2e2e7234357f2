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
    let doubled = half >= 2 && words.len() % 2 == 0 && words[..half] == words[half..];
    let thrice = words
        .windows(3)
        .any(|three| three[0] == three[1] && three[1] == three[2] && three[0].chars().all(char::is_alphabetic) && three[0].len() > 1);
    let small = |word: &str| {
        matches!(word, "dan" | "di" | "ke" | "yang" | "untuk" | "dari" | "dengan" | "pada" | "dalam" | "atau" | "oleh" | "bagi")
    };
    let stutter = words.windows(2).any(|two| two[0] == two[1] && (small(two[0]) || (two[0].len() >= 8 && words.len() > 2)));
    (doubled || thrice || stutter).then_some(Defect::Repeated)
}
