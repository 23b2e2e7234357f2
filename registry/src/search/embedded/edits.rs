//! How far two words are apart, and how far they may be. An edit is a letter too many, too few, another one, or two swapped.

/// How much a typed word may differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerance {
    /// So many edits.
    pub edits: u32,
    /// Three or four letters: only swapped letters and the key beside the right one.
    pub short: bool,
}

impl Tolerance {
    /// By the word's length; none for two letters, and none for words with digits: "ak1" and "ak2" are two things.
    pub fn of(word: &str) -> Option<Self> {
        if !word.chars().all(char::is_alphabetic) {
            return None;
        }
        match word.chars().count() {
            0..=2 => None,
            3..=4 => Some(Self { edits: 1, short: true }),
            5..=8 => Some(Self { edits: 1, short: false }),
            _ => Some(Self { edits: 2, short: false }),
        }
    }

    /// The edits between the two words, where they are few enough.
    pub fn distance(self, typed: &str, word: &str) -> Option<u32> {
        if self.short {
            return is_slip(typed.as_bytes(), word.as_bytes()).then_some(1);
        }
        let distance = edits(typed, word);
        (distance <= self.edits).then_some(distance)
    }
}

/// The set of letters of a word, one bit each. One edit changes at most two.
pub(super) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte.wrapping_sub(b'a').min(26)))
}

/// Two neighbours swapped, or one key hit beside the right one.
fn is_slip(typed: &[u8], word: &[u8]) -> bool {
    if typed.len() != word.len() {
        return false;
    }
    let differing: Vec<(usize, u8, u8)> =
        typed.iter().zip(word).enumerate().filter(|(_, (a, b))| a != b).map(|(at, (a, b))| (at, *a, *b)).collect();
    match differing.as_slice() {
        [(_, a, b)] => are_neighbours(*a, *b),
        [(first, a, b), (second, c, d)] => first + 1 == *second && a == d && b == c,
        _ => false,
    }
}

/// On a QWERTY keyboard, which is what Indonesian telephones show.
fn are_neighbours(a: u8, b: u8) -> bool {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    // Each row stands half a key further right than the one above: twice the column, plus the row.
    let place = |key: u8| {
        (0_u8..).zip(ROWS).find_map(|(row, keys)| Some((row, u8::try_from(keys.iter().position(|k| *k == key)?).ok()? * 2 + row)))
    };
    match (place(a), place(b)) {
        (Some((row_a, at_a)), Some((row_b, at_b))) => row_a.abs_diff(row_b) <= 1 && at_a.abs_diff(at_b) <= 2,
        _ => false,
    }
}

/// Optimal string alignment: Levenshtein's distance with swaps.
fn edits(a: &str, b: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<u32> = Vec::new();
    let mut last: Vec<u32> = (0..).take(b.len() + 1).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(last[0] + 1);
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + u32::from(x != y));
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("hilang", "hilang"), 0);
        assert_eq!(edits("hialng", "hilang"), 1, "a swap is one");
        assert_eq!(edits("kehilngn", "kehilangan"), 2);
        assert_eq!(edits("", "abc"), 3);
    }

    #[test]
    fn slips_are_swaps_and_neighbouring_keys() {
        assert!(is_slip(b"kpt", b"ktp"));
        assert!(is_slip(b"sin", b"sim"));
        assert!(is_slip(b"jtp", b"ktp"));
        assert!(!is_slip(b"stp", b"ktp"));
        assert!(!is_slip(b"ktpp", b"ktp"));
    }

    #[test]
    fn one_edit_changes_two_letters_at_most() {
        assert!((letters("hilang") ^ letters("hilamg")).count_ones() <= 2);
        assert_eq!(letters("aé"), letters("é") | 1);
    }
}
