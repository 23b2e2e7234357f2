//! One document: what is taken off it, its link, and what is no document at all.

use crate::model::RequiredDocument;
use crate::normalise::text;

use super::LONGEST;

/// The most documents of one service.
const MOST: usize = 100;

/// As [`push`], without copying a text that has nothing to take off.
pub(super) fn take(documents: &mut Vec<RequiredDocument>, text: String, uri: Option<String>) {
    let plain = text.len() <= LONGEST && documents.len() < MOST && !text.contains("://") && bare(&text).len() == text.len();
    if !plain || (uri.is_some() && text::placeholder(&text)) {
        push(documents, &text, uri.as_deref());
    } else if !says_nothing(&text, documents) {
        documents.push(RequiredDocument { document: text, uri });
    }
}

/// Adds a document, unless the text holds none or it is there already. A bare link belongs to the document before it.
pub(super) fn push(documents: &mut Vec<RequiredDocument>, raw: &str, uri: Option<&str>) {
    if documents.len() >= MOST {
        return;
    }
    let own = link(raw);
    let without_link = own.is_some().then(|| without_address(raw));
    let bare = bare(without_link.as_deref().unwrap_or(raw));
    let uri = own.or_else(|| uri.map(str::to_owned));
    if text::placeholder(bare) {
        let last = documents.last_mut().filter(|document| document.uri.is_none());
        match (last, uri) {
            (Some(last), Some(uri)) => last.uri = Some(uri),
            (None, Some(uri)) => documents.push(RequiredDocument { document: uri.clone(), uri: Some(uri) }),
            (_, None) => {}
        }
        return;
    }
    if says_nothing(bare, documents) {
        return;
    }
    let document = if bare.len() > LONGEST { text::cut(bare.to_owned(), LONGEST).0 } else { bare.to_owned() };
    documents.push(RequiredDocument { document, uri });
}

/// A placeholder, a heading, or a document that is there already.
pub(super) fn says_nothing(bare: &str, documents: &[RequiredDocument]) -> bool {
    text::placeholder(bare) || is_heading(bare) || documents.iter().any(|document| document.document.eq_ignore_ascii_case(bare))
}

/// Without the signs and the "dan" that tie it to its neighbours.
fn bare(item: &str) -> &str {
    let mut bare = item.trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|'));
    if let Some(rest) = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")) {
        bare = rest.trim_start();
    }
    if ends_in_and(bare) {
        bare = bare.get(..bare.len() - 3).unwrap_or(bare).trim_end().trim_end_matches([';', ',']);
    }
    let tied = bare.strip_prefix("dan ").filter(|rest| rest.starts_with(char::is_uppercase) || !item.starts_with("dan "));
    tied.unwrap_or(bare).trim()
}

/// "KTP; dan", "KTP, dan": the tie to the next item.
pub(super) fn ends_in_and(text: &str) -> bool {
    text.strip_suffix("dan").is_some_and(|rest| rest.ends_with(' ') && rest.trim_end().ends_with([';', ',']))
}

/// "Persyaratan:", "Dokumen yang dibutuhkan :", "SYARAT-SYARAT": says what the list is, and asks for nothing.
pub(super) fn is_heading(text: &str) -> bool {
    const HEADS: [&str; 7] = ["persyaratan", "syarat", "dokumen", "berkas", "kelengkapan", "lampiran", "ketentuan"];
    const FILLERS: [&str; 44] = [
        "yang",
        "dibutuhkan",
        "diperlukan",
        "harus",
        "wajib",
        "dibawa",
        "dilampirkan",
        "disiapkan",
        "dipenuhi",
        "umum",
        "khusus",
        "administrasi",
        "administratif",
        "teknis",
        "adalah",
        "sebagai",
        "berikut",
        "antara",
        "lain",
        "pelayanan",
        "layanan",
        "permohonan",
        "pengajuan",
        "pendaftaran",
        "dan",
        "ketentuan",
        "pemohon",
        "untuk",
        "pengurusan",
        "kelengkapan",
        "berkas",
        "dokumen",
        "persyaratan",
        "syarat",
        "daftar",
        "perlu",
        "pendukung",
        "lengkap",
        "ini",
        "itu",
        "nya",
        "tambahan",
        "utama",
        "dasar",
    ];
    if text.len() > 90 || !text.starts_with(|c: char| c.is_alphabetic()) {
        return false;
    }
    let mut start = [0_u8; 6];
    match text.as_bytes().get(..6) {
        Some(bytes) => start.copy_from_slice(bytes),
        None => return false,
    }
    start.make_ascii_lowercase();
    if !matches!(&start, b"persya" | b"syarat" | b"dokume" | b"berkas" | b"keleng" | b"lampir" | b"daftar" | b"adapun" | b"ketent") {
        return false;
    }
    let colon = text.trim_end().ends_with(':');
    let folded = text::fold(text);
    let mut words = folded.split(' ');
    let first = words.next().unwrap_or_default();
    let head = HEADS.contains(&first) || matches!(first, "daftar" | "adapun");
    let plain = head && (colon || matches!(first, "persyaratan" | "syarat" | "adapun" | "daftar"));
    if plain && words.clone().all(|word| FILLERS.contains(&word)) {
        return true;
    }
    colon && head && !text.contains(['(', ')', ';']) && words.count() <= 7
}

/// What stands behind "Persyaratan:" on the same line.
pub(super) fn behind_heading(text: &str) -> Option<&str> {
    let colon = text.find(':')?;
    let rest = text.get(colon + 1..)?.trim();
    let stands = !rest.is_empty() && !rest.starts_with('/') && is_heading(text.get(..=colon)?);
    stands.then_some(rest)
}

/// The first http or https address in a text, in an attribute or plain.
pub(super) fn link(raw: &str) -> Option<String> {
    let at = raw.find("://")?;
    let start =
        ["https", "http"].iter().find_map(|scheme| raw.get(..at)?.to_ascii_lowercase().ends_with(scheme).then(|| at - scheme.len()))?;
    let rest = raw.get(start..)?;
    text::url(rest.get(..address_end(rest))?.trim_end_matches(['.', ',']))
}

fn address_end(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | ';')).unwrap_or(rest.len())
}

/// The text without its addresses and the empty brackets that they leave.
fn without_address(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    for word in raw.split(' ') {
        match word.find("http://").or_else(|| word.find("https://")) {
            Some(at) => {
                let before = word.get(..at).unwrap_or_default();
                let rest = word.get(at..).unwrap_or_default();
                kept.push_str(before);
                kept.push_str(rest.get(address_end(rest)..).unwrap_or_default());
            }
            None => kept.push_str(word),
        }
        kept.push(' ');
    }
    let tidy = kept.replace("( )", "").replace("()", "").replace("[]", "");
    tidy.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '(' | ',' | '–'))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
