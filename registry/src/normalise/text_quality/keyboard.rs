//! Where the letters lie on a keyboard: fingers that strike at random stay near each other.

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Column, in quarters of a key, and row of a letter.
fn place(letter: u8) -> Option<(i32, i32)> {
    ROWS.iter().zip(0..).find_map(|(keys, row)| {
        let at = i32::try_from(keys.bytes().position(|key| key == letter)?).ok()?;
        Some((at * 4 + [0, 1, 3][usize::try_from(row).unwrap_or(0)], row))
    })
}

/// Whether two keys touch.
pub(super) fn adjacent(a: u8, b: u8) -> bool {
    near(a, b, 5)
}

fn near(a: u8, b: u8, reach: i32) -> bool {
    match (place(a), place(b)) {
        (Some(a), Some(b)) => (a.0 - b.0).abs() <= reach && (a.1 - b.1).abs() <= 1,
        _ => false,
    }
}

/// The share of neighbouring letters whose keys lie no more than two apart.
pub(super) fn closeness(word: &str) -> f64 {
    let pairs: Vec<bool> = word.as_bytes().windows(2).map(|pair| near(pair[0], pair[1], 9)).collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let near = u32::try_from(pairs.iter().filter(|near| **near).count()).unwrap_or(0);
    f64::from(near) / f64::from(u32::try_from(pairs.len()).unwrap_or(1))
}

/// The longest walk along one row, left or right: "asdf" is 4.
pub(super) fn longest_walk(word: &str) -> usize {
    let bytes = word.as_bytes();
    let step = |pair: &[u8]| match (place(pair[0]), place(pair[1])) {
        (Some(a), Some(b)) if a.1 == b.1 && (a.0 - b.0).abs() == 4 => (b.0 - a.0).signum(),
        _ => 0,
    };
    let (mut longest, mut length, mut way) = (1, 1, 0);
    for pair in bytes.windows(2) {
        let next = step(pair);
        length = match next {
            0 => 1,
            same if same == way => length + 1,
            _ => 2,
        };
        way = next;
        longest = longest.max(length);
    }
    longest
}
