//! Personal data in texts for everyone: identity and family card numbers, a person's own telephone number or e-mail address. It is found,
//! told, and blotted out before anything is stored (UU 27/2022).

use std::ops::Range;

use crate::normalise::text;

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// 16 digits of an identity card (NIK) or family card (nomor KK).
    IdentityNumber,
    /// A mobile number beside a person's name.
    Phone,
    /// An e-mail address of a person at a public mail service.
    Email,
}

impl Personal {
    /// What stands where it stood.
    fn blot(self) -> &'static str {
        match self {
            Self::IdentityNumber => "[nomor identitas disamarkan]",
            Self::Phone => "[nomor pribadi disamarkan]",
            Self::Email => "[surel pribadi disamarkan]",
        }
    }
}

/// Whether nothing is left of a text but what was blotted out.
pub(super) fn is_all(redacted: &str) -> bool {
    let kinds = [Personal::IdentityNumber, Personal::Phone, Personal::Email];
    redacted.starts_with('[') && kinds.iter().any(|kind| redacted.trim() == kind.blot())
}

/// A cheap look: whether a text could hold personal data at all.
#[must_use]
pub fn possible(text: &str) -> bool {
    let mut digits = 0_u32;
    text.bytes().any(|byte| {
        digits += u32::from(byte.is_ascii_digit());
        byte == b'@' || digits >= 10
    })
}

/// The text without personal data, where it holds any, and what was found.
#[must_use]
pub fn redact(text: &str) -> (Option<String>, Vec<Personal>) {
    blot_out(text, |text| {
        let mut spots = numbers(text, true);
        spots.extend(emails(text));
        spots
    })
}

/// As [`redact`], for fields in which telephone numbers and e-mail addresses are wanted: identity numbers only.
#[must_use]
pub fn redact_identity(text: &str) -> Option<String> {
    if possible(text) { blot_out(text, |text| numbers(text, false)).0 } else { None }
}

fn blot_out(text: &str, spots: impl Fn(&str) -> Vec<(Range<usize>, Personal)>) -> (Option<String>, Vec<Personal>) {
    let mut spots = spots(text);
    if spots.is_empty() {
        return (None, Vec::new());
    }
    spots.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut kinds: Vec<Personal> = Vec::new();
    let mut from = 0;
    for (range, kind) in spots {
        if range.start < from {
            continue;
        }
        out.push_str(text.get(from..range.start).unwrap_or_default());
        out.push_str(kind.blot());
        from = range.end;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    (Some(out), kinds)
}

/// A run of digits that single spaces, points or hyphens may part.
struct Run {
    range: Range<usize>,
    digits: String,
    /// Where each group begins, in `digits` and in the text.
    groups: Vec<(usize, usize)>,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut current: Option<Run> = None;
    let mut signs = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            let run = current.get_or_insert_with(|| Run { range: at..at, digits: String::new(), groups: Vec::new() });
            if signs > 0 || run.groups.is_empty() {
                run.groups.push((run.digits.len(), at));
            }
            run.digits.push(c);
            run.range.end = at + 1;
            signs = 0;
        } else if matches!(c, ' ' | '.' | '-' | '\u{a0}') && signs < 2 {
            signs += 1;
        } else {
            runs.extend(current.take());
            signs = 0;
        }
    }
    runs.extend(current);
    runs
}

fn numbers(text: &str, phones: bool) -> Vec<(Range<usize>, Personal)> {
    let mut spots = Vec::new();
    for run in runs(text) {
        if run.digits.len() < 9 {
            continue;
        }
        let before = words_before(text, run.range.start);
        let named = before.iter().any(|word| matches!(word.as_str(), "nik" | "kk" | "ktp" | "nkk" | "npwp"));
        let found = identity(&run, named);
        if found.is_empty()
            && phones
            && is_mobile(&run.digits)
            && (before.iter().any(|word| is_person(word)) || person_behind(text, run.range.end))
        {
            spots.push((run.range.clone(), Personal::Phone));
        }
        spots.extend(found.into_iter().map(|range| (range, Personal::IdentityNumber)));
    }
    spots
}

/// The stretches of a run that are identity numbers: 16 digits in whole groups.
fn identity(run: &Run, named: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let end_of = |group: usize| run.groups.get(group).map_or(run.digits.len(), |(at, _)| *at);
    let mut first = 0;
    while first < run.groups.len() {
        let (from, start) = run.groups[first];
        let last = (first + 1..=run.groups.len()).find(|next| end_of(*next) - from >= 16);
        let whole = last.filter(|next| end_of(*next) - from == 16);
        let regular = |next: usize| next - first == 1 || (first == 0 && next == run.groups.len()) || (next - first <= 6 && named);
        match whole {
            Some(next) if regular(next) && is_identity(run.digits.get(from..from + 16).unwrap_or_default(), named) => {
                let end = if next == run.groups.len() { run.range.end } else { end_of_group(run, next) };
                found.push(start..end);
                first = next;
            }
            _ => first += 1,
        }
    }
    found
}

/// Where the text of the group before `next` ends.
fn end_of_group(run: &Run, next: usize) -> usize {
    let (digits_before, _) = run.groups[next];
    let (digits_at, text_at) = run.groups[next - 1];
    text_at + (digits_before - digits_at)
}

/// A code of a region, a day (women: plus 40), a month, a year and a number; or 16 digits that the text calls a NIK.
fn is_identity(digits: &str, named: bool) -> bool {
    let two = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse::<u32>().ok()).unwrap_or(0);
    let day = two(6) % 40;
    let date = (1..=31).contains(&day) && two(6) <= 71 && (1..=12).contains(&two(8));
    let region = (11..=97).contains(&two(0)) && two(2) > 0;
    let varied = digits.bytes().any(|byte| Some(byte) != digits.bytes().next());
    (date && region || named) && varied
}

fn is_mobile(digits: &str) -> bool {
    let national = digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).unwrap_or(digits);
    national.starts_with('8') && (9..=12).contains(&national.len())
}

/// The words before a place, nearest first, in lower case.
fn words_before(text: &str, at: usize) -> Vec<String> {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(6).map(str::to_lowercase).collect()
}

fn is_person(word: &str) -> bool {
    matches!(
        word,
        "pak"
            | "bapak"
            | "bpk"
            | "bu"
            | "ibu"
            | "sdr"
            | "sdri"
            | "saudara"
            | "saudari"
            | "mas"
            | "mbak"
            | "kak"
            | "bang"
            | "nama"
            | "pribadi"
            | "cp"
            | "person"
            | "nyonya"
            | "tn"
            | "ny"
            | "kontak"
            | "an"
    ) && !matches!(word, "kontak")
}

/// "0812… (Pak Budi)", "0812… a.n. Budi".
fn person_behind(text: &str, at: usize) -> bool {
    let behind = text.get(at..).unwrap_or_default();
    let mut words = behind.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(2).map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let near = text::front(behind, 8).trim_start().starts_with(['(', 'a', '-', ',', 'P', 'B', 'I', '–']);
    near && (matches!(first.as_str(), "pak" | "bapak" | "bpk" | "bu" | "ibu" | "sdr" | "sdri" | "mas" | "mbak" | "kak" | "an")
        || (first == "a" && words.next().as_deref() == Some("n")))
}

/// Addresses at public mail services that name no office.
fn emails(text: &str) -> Vec<(Range<usize>, Personal)> {
    const PUBLIC: [&str; 9] = ["gmail.", "yahoo.", "ymail.", "hotmail.", "outlook.", "live.", "icloud.", "rocketmail.", "proton"];
    const OFFICE: [&str; 62] = [
        "dinas",
        "dis",
        "disduk",
        "capil",
        "ptsp",
        "mpp",
        "layan",
        "kantor",
        "admin",
        "info",
        "kec",
        "kel",
        "desa",
        "samsat",
        "bpn",
        "bpjs",
        "kpp",
        "imigrasi",
        "kanim",
        "polres",
        "polsek",
        "kab",
        "kota",
        "rsud",
        "puskesmas",
        "pkm",
        "pemkab",
        "pemkot",
        "sekret",
        "humas",
        "cs",
        "upt",
        "bagian",
        "bidang",
        "bank",
        "pdam",
        "pln",
        "dpm",
        "bapenda",
        "badan",
        "kemen",
        "kua",
        "pengadilan",
        "pn",
        "pa",
        "kejari",
        "kejaksaan",
        "lapas",
        "bkpsdm",
        "bkd",
        "bps",
        "kontak",
        "pengaduan",
        "lapor",
        "subbag",
        "seksi",
        "pelayanan",
        "publik",
        "mal",
        "loket",
        "pajak",
        "izin",
    ];
    let mut spots = Vec::new();
    for (at, _) in text.match_indices('@').take(100) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + 1..).unwrap_or_default();
        let local_at = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')))
            .map_or(0, |found| found + before.get(found..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let local = before.get(local_at..).unwrap_or_default().to_ascii_lowercase();
        let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(behind.len());
        let domain = behind.get(..length).unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let public = PUBLIC.iter().any(|name| domain.starts_with(name));
        let office = OFFICE.iter().any(|word| {
            local.split(|c: char| !c.is_ascii_alphabetic()).any(|part| part.starts_with(word) || (word.len() > 3 && part.contains(word)))
        });
        if public && !office && local.len() > 2 {
            spots.push((local_at..at + 1 + domain.len(), Personal::Email));
        }
    }
    spots
}
