//! The judge of `region`. Expected is `32.17 Kabupaten Bandung Barat`, `32 Jawa Barat` for a province, several codes
//! (`32.01 | 32.71`) where a name belongs to several, or `null` for a text that names no region. Words behind the code are for the reader.

use registry::gazetteer::{self, Lookup};

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let (found, said) = match gazetteer::find(raw) {
        Lookup::Found(region) => (vec![region.code.to_string()], format!("{} {}", region.code, region.name)),
        Lookup::Ambiguous(regions) => {
            let codes: Vec<String> = regions.iter().map(|region| region.code.to_string()).collect();
            let said = format!("one of {}", codes.join(" | "));
            (codes, said)
        }
        Lookup::Province(province) => (vec![province.code.to_string()], format!("{} {}", province.code, province.name)),
        Lookup::Unknown => (Vec::new(), "nothing".to_owned()),
    };
    let mut wanted = codes(expected);
    let mut found_sorted = found.clone();
    wanted.sort();
    found_sorted.sort();
    if wanted == found_sorted || (found.len() > 1 && wanted.is_empty() && expected.to_lowercase().contains("ambig")) {
        Outcome::Right
    } else if found.is_empty() || (found.len() > 1 && wanted.len() == 1 && found.contains(&wanted[0])) {
        Outcome::Refused(said)
    } else {
        Outcome::Wrong(said)
    }
}

/// The codes of an expected cell: `dd.dd` anywhere before a bracket, or a province's `dd` at the front.
fn codes(expected: &str) -> Vec<String> {
    let before_remark = expected.split('(').next().unwrap_or_default();
    let words = before_remark.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/'));
    let digits = |word: &str, n: usize| word.len() == n && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut found: Vec<String> = words.clone().filter(|word| digits(word, 5) && word.as_bytes()[2] == b'.').map(str::to_owned).collect();
    if found.is_empty() {
        found.extend(words.take(1).filter(|word| digits(word, 2)).map(str::to_owned));
    }
    found
}
