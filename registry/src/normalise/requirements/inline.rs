//! Several items on one line: "1. KTP 2. KK", "- KTP - KK", "KTP; KK". Numbers count only in their order, so that "3 x 4", "No. 5" and
//! "Rp1. 000" part nothing.

use super::MOST;
use super::mark::{self, Kind, Mark};

/// Words before a number that make it part of a name: "lantai 2", "Pasal 3", "3 x 4".
const BEFORE_A_NUMBER: [&str; 26] = [
    "lantai", "lt", "no", "nomor", "pasal", "ayat", "angka", "huruf", "kelas", "tipe", "type", "x", "tahap", "rangkap", "sebanyak", "uu",
    "bab", "rp", "lampiran", "minimal", "maksimal", "dan", "atau", "loket", "golongan", "nomer",
];

/// The items of a text whose mark has been taken off. `next` is the number of the item on the following lines.
pub(super) fn parts(mark: Mark, text: &str, next: Option<u32>, marked: usize) -> Vec<&str> {
    match mark.kind {
        Kind::Bullet(bullet) if mark::is_bullet(bullet) => text.split(mark::is_bullet).collect(),
        Kind::Bullet(bullet) if marked == 1 => at_spaced(text, bullet),
        Kind::Bullet(_) => vec![text],
        _ => {
            let until = next.filter(|next| *next > mark.value).unwrap_or(u32::MAX);
            sequence(mark, text, until)
        }
    }
}

/// The common case: nothing in a text without marks could part it.
pub(super) fn is_whole(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b',' | b';' | b'|' | 0x80..))
}

/// The items of a text without marks: by bullets inside it, by bars, by semicolons, or by commas where it is a plain list of names.
pub(super) fn unmarked_parts(text: &str) -> Vec<&str> {
    if text.contains(mark::is_bullet) {
        return text.split(mark::is_bullet).collect();
    }
    if text.contains(" | ") {
        return text.split(" | ").collect();
    }
    let parts = outside_brackets(text, ';');
    if parts.len() > 1 {
        return parts;
    }
    let parts = outside_brackets(text, ',');
    if is_list_of_names(&parts) { parts } else { vec![text] }
}

/// Where a list begins in the middle of a line, "Persyaratan: 1. KTP 2. KK": what stands before it, and the list.
pub(super) fn list_behind(text: &str) -> Option<(&str, &str)> {
    if !text.contains(['.', ')']) {
        return None;
    }
    let kinds = [Kind::Number, Kind::Lower, Kind::Upper];
    kinds.into_iter().find_map(|kind| {
        let mark = Mark { kind, value: 1, sign: '.' };
        let first = label_at(text, 0, mark, 1)?;
        let second = label_at(text, first.end, mark, 2)?;
        (second.start > first.end).then_some(())?;
        Some((text.get(..first.start)?.trim(), text.get(first.start..)?))
    })
}

/// Cuts before "2.", "3." … or "b.", "c." …, each only behind the one before it.
fn sequence(mark: Mark, text: &str, until: u32) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut search = 0;
    let mut value = mark.value;
    while parts.len() < MOST && value + 1 < until {
        value += 1;
        let Some(label) = label_at(text, search, mark, value) else { break };
        parts.extend(text.get(from..label.start));
        from = label.end;
        search = label.end;
    }
    parts.extend(text.get(from..));
    parts
}

struct Label {
    start: usize,
    end: usize,
}

/// Where "2." stands as a label: first such that stand free, then such as touch the word before ("KTP2. KK").
fn label_at(text: &str, from: usize, mark: Mark, value: u32) -> Option<Label> {
    let label = mark.label(value);
    if label.is_empty() {
        return None;
    }
    let rest = text.get(from..)?;
    let at = |touching: bool| rest.match_indices(label).take(400).find_map(|(at, _)| stands(text, from + at, label, mark.kind, touching));
    at(false).or_else(|| if mark.kind == Kind::Number { at(true) } else { None })
}

fn stands(text: &str, at: usize, label: &str, kind: Kind, touching: bool) -> Option<Label> {
    let before = text.get(..at)?;
    let behind = text.get(at + label.len()..)?;
    let (before, bracket) = match before.strip_suffix('(') {
        Some(before) => (before, true),
        None => (before, false),
    };
    let previous = before.chars().next_back();
    let free = previous.is_none_or(|c| c.is_whitespace() || matches!(c, ':' | ';'));
    let touches = previous.is_some_and(|c| c.is_alphabetic() || matches!(c, ')' | '.' | ','));
    if !(free || (touching && touches)) || after_counting_word(before) {
        return None;
    }
    let sign = behind.chars().next()?;
    let marked = sign == ')' || (sign == '.' && !bracket);
    let rest = behind.get(sign.len_utf8()..)?;
    let item = rest.trim_start();
    let spaced = rest.len() > item.len();
    let fits = match kind {
        Kind::Number => {
            !(sign == '.' && mark::thousands(item))
                && (spaced || item.starts_with(char::is_alphabetic))
                && (!touching || mark::capital_word(item))
        }
        _ => spaced || mark::capital_word(item),
    };
    (marked && fits && !item.is_empty()).then(|| Label { start: at - usize::from(bracket), end: text.len() - item.len() })
}

/// Whether the word before a number binds it.
fn after_counting_word(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    let ended = before.trim_end().ends_with([';', ':', ',']);
    !ended && BEFORE_A_NUMBER.iter().any(|counting| word.eq_ignore_ascii_case(counting))
}

/// Cuts at " - ".
fn at_spaced(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, found) in text.match_indices(sign) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + found.len()..).unwrap_or_default();
        let opens = behind.starts_with(' ') || behind.starts_with(char::is_uppercase);
        if before.ends_with(' ') && opens {
            parts.extend(text.get(from..at));
            from = at + found.len();
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Cuts at a sign outside of brackets and addresses.
fn outside_brackets(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut depth = 0_u32;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if c == sign && depth == 0 => {
                parts.extend(text.get(from..at));
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// "KTP, KK, Pas foto": three or more short names. "Fotokopi KTP, KK dan akta" says something of all, and stays whole.
fn is_list_of_names(parts: &[&str]) -> bool {
    if parts.len() < 3 {
        return false;
    }
    let first = parts.first().copied().unwrap_or_default().trim();
    let about_all = ["foto", "fc", "asli", "salinan", "scan", "surat", "membawa", "mengisi", "menunjukkan", "melampirkan", "jl", "copy"];
    let starts_small = about_all.iter().any(|word| first.to_lowercase().starts_with(word));
    !starts_small
        && parts.iter().all(|part| {
            let part = part.trim();
            let part = part.strip_prefix("dan ").unwrap_or(part);
            part.starts_with(|c: char| c.is_uppercase()) && part.split(' ').count() <= 3 && !part.contains(['(', ')', '.', ':'])
        })
}
