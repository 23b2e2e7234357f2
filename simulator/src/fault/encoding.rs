//! Faults of the characters.

use super::reply::Reply;
use super::stand::Scene;

/// A fault of the characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16.
    Utf16 {
        /// The lower byte first.
        little: bool,
        /// With a byte order mark.
        mark: bool,
    },
    /// UTF-32, the lower byte first, without a mark.
    Utf32,
    /// With the byte order mark of UTF-8.
    Mark,
    /// With two of them.
    TwoMarks,
    /// Windows-1252, called UTF-8.
    Windows1252,
    /// Bytes that are no UTF-8 in every description.
    Invalid,
    /// Overlong forms: a slash of two bytes.
    Overlong,
    /// A surrogate as three bytes.
    Surrogate,
    /// Bytes of zero between the records.
    ZerosOutside,
    /// Bytes of zero inside every description.
    ZerosInside,
    /// Called by a charset that does not exist.
    UnknownCharset,
}

impl Encoding {
    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let mut content = scene.good.clone();
        content.records.iter_mut().for_each(|record| record.description.push_str(" – kafé «é»"));
        let text = String::from_utf8_lossy(&scene.body_of(&content)).into_owned();
        let with = |bytes: &[u8]| replaced(text.as_bytes(), "kafé".as_bytes(), bytes);
        let body = match self {
            Self::Utf16 { little, mark } => utf_16(&text, little, mark),
            Self::Utf32 => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            Self::Mark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::TwoMarks => [b"\xef\xbb\xbf\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Windows1252 => windows_1252(&text),
            Self::Invalid => with(b"kaf\xff\xfe"),
            Self::Overlong => with(b"kaf\xc0\xaf"),
            Self::Surrogate => with(b"kaf\xed\xa0\x80"),
            Self::ZerosOutside => replaced(text.as_bytes(), b"},{", b"},\0\0{"),
            Self::ZerosInside => with(b"kaf\0\0"),
            Self::UnknownCharset => text.into_bytes(),
        };
        let content_type = scene.content_type();
        let charset = if self == Self::UnknownCharset { "klingon-8" } else { "utf-8" };
        Reply::ok(&content_type.replace("utf-8", charset), body)
    }
}

fn utf_16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// Of the characters used here.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c| match c {
        '–' => 0x96,
        c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

/// With every `from` replaced.
pub fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if bytes.get(at..).is_some_and(|rest| rest.starts_with(from)) {
            out.extend_from_slice(to);
            at += from.len();
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    out
}
