//! Parts a text into numbers, words and signs: what the rules for durations, costs and hours read. One pass, no regular expression.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits, with single points, commas and colons between digits: `30.000`, `1,5`, `08:00`.
    Number,
    /// Letters, apostrophes dropped from the ends only: `jum'at`. "s/d" and its spellings are the word `s/d`.
    Word,
    /// Any other sign.
    Sign(char),
}

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it stands in the text.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

impl Token<'_> {
    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// The word, where it is one.
    pub(super) fn word(&self) -> &str {
        if self.kind == Kind::Word { self.text } else { "" }
    }

    /// A dash of any length, "s/d", "sampai", "hingga".
    pub(super) fn parts_range(&self) -> bool {
        match self.kind {
            Kind::Sign(c) => matches!(c, '-' | '–' | '—' | '−' | '‐' | '‑' | '~'),
            Kind::Word => matches!(self.text, "s/d" | "sd" | "sampai" | "hingga" | "smp" | "to" | "until"),
            Kind::Number => false,
        }
    }
}

/// Spellings of "s/d" ("sampai dengan"), the longest first.
const UNTIL: [&str; 10] = ["s.d.", "s/d.", "s.d", "s/d", "s-d", "s\\d", "s d ", "s / d", "s /d", "s/ d"];

/// A text in lower case, as [`tokens`] wants it; every byte stays where it is.
pub(super) fn lowered(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// The tokens of a text in lower case.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 4 + 2);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (kind, length) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'0'..=b'9' => (Kind::Number, number_length(bytes, at)),
            b's' if matches!(bytes.get(at + 1), Some(b'.' | b'/' | b'-' | b'\\' | b' ')) => match until_length(text, at) {
                Some(length) => {
                    tokens.push(Token { kind: Kind::Word, text: "s/d", start: at });
                    at += length;
                    continue;
                }
                None => (Kind::Word, word_length(text, at)),
            },
            b'a'..=b'z' | b'A'..=b'Z' => (Kind::Word, word_length(text, at)),
            0..0x80 => (Kind::Sign(char::from(byte)), 1),
            _ => {
                let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                if c.is_whitespace() {
                    at += c.len_utf8();
                    continue;
                }
                if c.is_alphabetic() { (Kind::Word, word_length(text, at)) } else { (Kind::Sign(c), c.len_utf8()) }
            }
        };
        if let Some(text) = text.get(at..at + length) {
            tokens.push(Token { kind, text, start: at });
        }
        at += length.max(1);
    }
    tokens
}

fn number_length(bytes: &[u8], start: usize) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = start;
    while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',' | b':')) && digit(at + 1)) {
        at += 1;
    }
    at - start
}

fn word_length(text: &str, start: usize) -> usize {
    let ascii = text.as_bytes().iter().skip(start).take_while(|byte| byte.is_ascii_alphabetic()).count();
    match text.as_bytes().get(start + ascii) {
        None => return ascii,
        Some(byte) if byte.is_ascii() && *byte != b'\'' && *byte != b'`' => return ascii,
        Some(_) => {}
    }
    let rest = text.get(start..).unwrap_or_default();
    let mut length = 0;
    for (at, c) in rest.char_indices() {
        let inner =
            matches!(c, '\'' | '’' | '`') && rest.get(at + c.len_utf8()..).is_some_and(|more| more.starts_with(char::is_alphabetic));
        if !c.is_alphabetic() && !inner {
            break;
        }
        length = at + c.len_utf8();
    }
    length
}

/// "s/d" stands for itself only where no letter touches it.
fn until_length(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if !rest.starts_with('s') || text.get(..at)?.ends_with(char::is_alphabetic) {
        return None;
    }
    let found = UNTIL.iter().find(|until| rest.starts_with(**until))?;
    let behind = rest.get(found.len()..)?;
    (found.ends_with(['.', ' ']) || !behind.starts_with(char::is_alphabetic)).then_some(found.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn numbers_words_and_signs() {
        assert_eq!(texts("rp.30.000,-/lembar"), ["rp", ".", "30.000", ",", "-", "/", "lembar"]);
        assert_eq!(texts("1x24 jam"), ["1", "x", "24", "jam"]);
        assert_eq!(texts("jum'at 08:00"), ["jum'at", "08:00"]);
    }

    #[test]
    fn until_in_its_many_spellings() {
        for text in ["3 s/d 5", "3 s.d. 5", "3 s.d 5", "3s/d5", "3 s-d 5", "3 sd 5"] {
            assert!(tokens(text)[1].parts_range(), "{text}");
        }
        assert_eq!(texts("is/d"), ["is", "/", "d"]);
        assert_eq!(texts("sdm"), ["sdm"]);
    }
}
