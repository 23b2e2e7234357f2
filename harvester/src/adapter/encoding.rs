//! Bytes to text: by the byte order mark, by what is stated, as UTF-8, and else as Windows-1252, in which a spreadsheet program of this country
//! saves a CSV file.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use registry::model::{Code, Finding};

/// How much of a body is looked at to find out.
const LOOKED_AT: usize = 64 << 10;

/// A body as text, and what it was read as.
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    read_as: &'static Encoding,
    /// Bytes that are no character in this encoding.
    broken: bool,
}

impl Text<'_> {
    /// What there is to say of a body that is no clean UTF-8.
    pub(super) fn finding(&self, code: Code, document: &str) -> Option<Finding> {
        let detail = format!("{}{}", self.read_as.name(), if self.broken { ", with characters that cannot be read" } else { "" });
        (self.broken || self.read_as == WINDOWS_1252).then(|| Finding::new(code, document, "", &detail))
    }
}

/// Reads a body as text; `stated` is the declaration's word and goes before all else but a byte order mark.
pub(super) fn text<'a>(body: &'a [u8], stated: Option<&str>, content_type: Option<&str>) -> Text<'a> {
    let label = |label: &str| Encoding::for_label(label.trim().as_bytes());
    let encoding = match Encoding::for_bom(body) {
        Some((encoding, _)) => encoding,
        None => stated.and_then(label).or_else(|| utf_16(body)).unwrap_or_else(|| {
            let utf_8 = std::str::from_utf8(body).is_ok() || cut_utf_8(body);
            let served = || content_type.and_then(charset).and_then(label).or_else(|| in_page(body).and_then(label));
            if utf_8 { UTF_8 } else { served().filter(|served| *served != UTF_8).unwrap_or(WINDOWS_1252) }
        }),
    };
    let (text, _, broken) = encoding.decode(body);
    Text { text, read_as: encoding, broken }
}

/// UTF-8 but for a few broken bytes: a text cut in the middle of a character, a stray byte.
fn cut_utf_8(body: &[u8]) -> bool {
    let looked_at = body.get(..body.len().min(LOOKED_AT)).unwrap_or_default();
    let (mut multibyte, mut broken) = (0, 0);
    for chunk in looked_at.utf8_chunks() {
        multibyte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    multibyte > broken * 4
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn utf_16(body: &[u8]) -> Option<&'static Encoding> {
    let looked_at = body.get(..body.len().min(4096)).unwrap_or_default();
    let pairs = looked_at.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |odd: usize| looked_at.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        () if odd * 10 > pairs * 7 && even * 10 < pairs => Some(UTF_16LE),
        () if even * 10 > pairs * 7 && odd * 10 < pairs => Some(UTF_16BE),
        () => None,
    }
}

/// The charset of a Content-Type.
fn charset(content_type: &str) -> Option<&str> {
    let (_, value) =
        content_type.split(';').filter_map(|part| part.trim().split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"))?;
    Some(value.trim_matches(['"', '\'']))
}

/// The charset that a page states of itself in its first bytes.
fn in_page(body: &[u8]) -> Option<&str> {
    let head =
        std::str::from_utf8(body.get(..body.len().min(1024))?).ok().or_else(|| body.utf8_chunks().next().map(|chunk| chunk.valid()))?;
    let (_, behind) = head.split_once("charset=")?;
    let behind = behind.trim_start_matches(['"', '\'']);
    behind.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).next()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"Caf\xe9 \x96 ruang", "Café – ruang")]
    #[case("Café – ruang".as_bytes(), "Café – ruang")]
    #[case(b"\xef\xbb\xbfCaf\xc3\xa9", "Café")]
    #[case(b"\xff\xfeC\0a\0f\0\xe9\0", "Café")]
    #[case(b"\xfe\xff\0C\0a\0f\0\xe9", "Café")]
    #[case(b"N\0a\0m\0a\0;\0", "Nama;")]
    #[case(b"\0N\0a\0m\0a\0;", "Nama;")]
    fn encodings_are_told_apart(#[case] body: &[u8], #[case] expected: &str) {
        assert_eq!(text(body, None, None).text, expected);
    }

    #[test]
    fn what_is_stated_holds_where_the_bytes_are_no_utf_8() {
        assert_eq!(text(b"\xa4", None, Some("text/csv; charset=iso-8859-15")).text, "€");
        assert_eq!(text(b"<meta charset=\"iso-8859-15\">\xa4", None, None).text, "<meta charset=\"iso-8859-15\">€");
        assert_eq!(text(b"\xa4", Some("iso-8859-15"), None).text, "€");
    }

    #[test]
    fn only_what_is_no_utf_8_is_told() {
        assert!(text("é".as_bytes(), None, None).finding(Code::EncodingOther, "").is_none());
        assert_eq!(text(b"\xe9", None, None).finding(Code::EncodingOther, "").map(|finding| finding.raw).as_deref(), Some("windows-1252"));
    }
}
