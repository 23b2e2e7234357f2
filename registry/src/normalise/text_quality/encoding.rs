//! UTF-8 that was read as Windows-1252, once or several times: "â€“" is "–", "Â " a space. What can be told for certain is put right.

use super::Defect;

/// The rounds of misreading that are undone.
const ROUNDS: usize = 3;

/// The text as it was meant; `None` where nothing is wrong with it.
pub(super) fn repair(text: &str) -> Option<(String, Defect)> {
    let mut current = text.to_owned();
    let mut changed = false;
    for _ in 0..ROUNDS {
        let Some(better) = once(&current) else { break };
        current = better;
        changed = true;
    }
    if let Some(better) = without_remains(&current) {
        current = better;
        changed = true;
    }
    let lost = current.contains('\u{fffd}') || remains(&current);
    if !changed && !lost {
        return None;
    }
    if changed || current.contains('\u{fffd}') {
        current = super::text::lines(&current.replace('\u{fffd}', ""));
        if !text.contains('\n') {
            current = current.replace('\n', " ");
        }
    }
    Some((current, Defect::Encoding { repaired: !lost }))
}

/// What cleaning leaves of two misread signs: of a hard space "Â", of a closing quotation mark "â€".
fn without_remains(text: &str) -> Option<String> {
    let broken = text.contains("Â ") || text.ends_with('Â') || text.contains("â€");
    broken.then(|| text.replace("Â ", " ").trim_end_matches('Â').replace("â€", "”"))
}

/// Signs of a misreading whose rest is missing.
fn remains(text: &str) -> bool {
    ["Ã¢", "ï¿½", "Ãƒ", "Ã‚"].iter().any(|sign| text.contains(sign))
}

/// Undoes one misreading wherever a whole sequence of UTF-8 stands.
fn once(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut changed = false;
    while at < chars.len() {
        match sequence(&chars[at..]) {
            Some((meant, length)) => {
                out.push(meant);
                at += length;
                changed = true;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    changed.then_some(out)
}

fn sequence(chars: &[char]) -> Option<(char, usize)> {
    let lead = byte(*chars.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = chars.get(..length)?.iter().map(|c| byte(*c)).collect::<Option<_>>()?;
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((meant, length))
}

/// The byte that Windows-1252 shows as this sign; Latin-1 where Windows-1252 shows nothing.
fn byte(c: char) -> Option<u8> {
    const HIGH: [char; 27] = [
        '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 'ž',
        'Ÿ',
    ];
    const BYTES: [u8; 27] = [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
        0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ];
    match HIGH.iter().position(|high| *high == c) {
        Some(at) => BYTES.get(at).copied(),
        None => u8::try_from(u32::from(c)).ok().filter(|byte| *byte >= 0x80),
    }
}
