//! Cleaning text: tags, entities, control and bidirectional signs out, spaces collapsed. Nothing here understands what it says.

use url::Url;

/// One line: tags and control signs removed, entities decoded, white space collapsed.
#[must_use]
pub fn clean(raw: &str) -> String {
    if is_clean(raw) {
        return raw.to_owned();
    }
    render(raw, ' ')
}

/// As [`clean`], without copying what is clean already.
#[must_use]
pub fn cleaned(raw: String) -> String {
    if is_clean(&raw) { raw } else { render(&raw, ' ') }
}

/// As [`lines`], without copying what is clean already.
#[must_use]
pub fn cleaned_lines(raw: String) -> String {
    if is_clean(&raw) { raw } else { render(&raw, '\n') }
}

/// Several lines: as [`clean`], with line breaks kept, and one for each block of HTML.
#[must_use]
pub fn lines(raw: &str) -> String {
    render(raw, '\n')
}

/// Whether a text stands for "nothing here": "-", "#", "NULL", "n/a", "xxx", "....".
#[must_use]
pub fn placeholder(text: &str) -> bool {
    let text = text.trim();
    if text.chars().all(|c| !c.is_alphanumeric()) {
        return !text.chars().any(|c| matches!(c, '½' | '✓' | '✔'));
    }
    if text.len() > 24 {
        return false;
    }
    let mut bare = [0_u8; 24];
    let mut length = 0;
    for byte in text.bytes() {
        match byte {
            0x80.. => return false,
            _ if byte.is_ascii_alphanumeric() => {
                bare[length] = byte.to_ascii_lowercase();
                length += 1;
            }
            _ => {}
        }
    }
    let bare = bare.get(..length).unwrap_or_default();
    let first = (bare.first().copied().unwrap_or(0), bare.get(1).copied().unwrap_or(0));
    let begins = matches!(
        first,
        (b'n', b'a' | b'i' | b'o' | b'u')
            | (b'u', b'n')
            | (b't', b'b' | b'e' | b'i' | b'o')
            | (b'b' | b's', b'e')
            | (b'k' | b'l' | b'c', b'o')
            | (b'd', b'a')
            | (b'o', b'b')
            | (b'a', b'k')
    );
    bare.iter().all(|byte| *byte == b'x') || (begins && NOTHING.contains(&bare))
}

/// What people write for "nothing here", without spaces and signs.
const NOTHING: [&[u8]; 27] = [
    b"null",
    b"nil",
    b"none",
    b"na",
    b"nan",
    b"undefined",
    b"tba",
    b"tbd",
    b"belumada",
    b"belumdiisi",
    b"belumtersedia",
    b"kosong",
    b"loremipsum",
    b"nodata",
    b"tidakadadata",
    b"datakosong",
    b"objectobject",
    b"todo",
    b"test",
    b"belumadadata",
    b"tidakdiisi",
    b"tidaktersedia",
    b"akandiisi",
    b"segeradiisi",
    b"dalamproses",
    b"comingsoon",
    b"notavailable",
];

/// An http or https address with a host and without user name or password, as the standard writes it; anything else, "#" say, is `None`.
#[must_use]
pub fn url(raw: &str) -> Option<String> {
    let raw = raw.trim();
    if raw.len() > 2000 || !raw.get(..4)?.eq_ignore_ascii_case("http") {
        return None;
    }
    let url = Url::parse(raw).ok()?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    (plain && url.host_str().is_some_and(|host| !host.is_empty())).then(|| url.into())
}

/// A text cut to this many characters, and whether it was longer.
#[must_use]
pub fn cut(text: String, most: usize) -> (String, bool) {
    if text.len() <= most {
        return (text, false);
    }
    match text.char_indices().nth(most) {
        Some((at, _)) => (text.get(..at).unwrap_or_default().trim_end().to_owned(), true),
        None => (text, false),
    }
}

/// The front of a text, at most this many bytes, whole characters.
#[must_use]
pub fn front(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The words of a text in lower case, parted by single spaces, without punctuation: to compare names.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                folded.push(c.to_ascii_lowercase());
            } else if !matches!(c, '\'' | '`') && !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        folded.truncate(folded.trim_end().len());
        return folded;
    }
    for c in text.chars() {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '`') && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Plain ASCII without anything to remove: the common case, told without allocating.
pub(super) fn is_clean(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let mut before = b' ';
    for &byte in bytes {
        if !(b' '..0x7f).contains(&byte) || matches!(byte, b'<' | b'&') || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || bytes.is_empty()
}

fn render(raw: &str, line_break: char) -> String {
    let mut out = Cleaned { text: String::with_capacity(raw.len()), gap: None, line_break };
    let last_close = raw.rfind('>');
    let mut script_ends = true;
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let at = raw.len() - rest.len();
        let mut next = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '<' if last_close.is_some_and(|close| close > at) && opens_tag(next) => {
                let (tag, behind) = next.split_once('>').unwrap_or((next, ""));
                out.tag(tag);
                next = behind;
                if let Some(end) = hidden_end(tag).filter(|_| script_ends) {
                    match find_ignoring_case(next, end) {
                        Some(end) => next = next.get(end..).unwrap_or_default(),
                        None => script_ends = false,
                    }
                }
            }
            '&' => match entity(next) {
                Some((decoded, behind)) => {
                    out.push(decoded);
                    next = behind;
                }
                None => out.push('&'),
            },
            _ => out.push(c),
        }
        rest = next;
    }
    out.text
}

struct Cleaned {
    text: String,
    /// The white space that is due before the next sign.
    gap: Option<char>,
    line_break: char,
}

impl Cleaned {
    fn push(&mut self, c: char) {
        if c == '\n' || matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            self.gap = Some(self.line_break);
        } else if c.is_whitespace() {
            self.gap = self.gap.or(Some(' '));
        } else if !invisible(c) {
            if let Some(gap) = self.gap.take()
                && !self.text.is_empty()
            {
                self.text.push(gap);
            }
            self.text.push(c);
        }
    }

    fn tag(&mut self, tag: &str) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        match name.to_ascii_lowercase().as_str() {
            "b" | "i" | "u" | "em" | "strong" | "span" | "a" | "font" | "small" | "sup" | "sub" | "mark" => {}
            "td" | "th" => self.gap = self.gap.or(Some(' ')),
            _ => self.gap = Some(self.line_break),
        }
    }
}

fn opens_tag(behind: &str) -> bool {
    behind.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// What ends the element whose content nobody sees.
fn hidden_end(tag: &str) -> Option<&'static str> {
    let name: String = tag.chars().take_while(char::is_ascii_alphabetic).take(8).collect();
    match name.to_ascii_lowercase().as_str() {
        "script" => Some("</script"),
        "style" => Some("</style"),
        _ => None,
    }
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// Control signs, joiners, direction marks, soft hyphens, variation selectors: nothing that a reader sees.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

/// The sign that an entity after `&` stands for, and what follows it.
fn entity(behind: &str) -> Option<(char, &str)> {
    let end = behind.bytes().take(10).position(|b| b == b';')?;
    let name = behind.get(..end)?;
    let rest = behind.get(end + 1..)?;
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => named_entity(name)?,
    };
    Some((decoded, rest))
}

fn named_entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "plusmn" => '±',
        "times" => '×',
        "frac12" => '½',
        "frac14" => '¼',
        "frac34" => '¾',
        "le" => '≤',
        "ge" => '≥',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "sup2" => '²',
        "deg" => '°',
        "copy" => '©',
        "reg" => '®',
        "rarr" => '→',
        "eacute" => 'é',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("KTP", "KTP")]
    #[case("  Pas  foto\n 3x4 ", "Pas foto 3x4")]
    #[case("<p>Layanan <b>administrasi</b> kependudukan</p>", "Layanan administrasi kependudukan")]
    #[case("A&nbsp;&amp;&#32;B &lt;b&gt;", "A & B <b>")]
    #[case("1 < 2 dan 3 > 2", "1 < 2 dan 3 > 2")]
    #[case("KK\u{202e}\u{200b}\u{0} baru", "KK baru")]
    #[case("a<script>alert('<b>')</script>b", "a b")]
    #[case("a<script>b", "a b")]
    #[case("x &unknown; & y", "x &unknown; & y")]
    #[case("", "")]
    fn texts_are_cleaned(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(clean(raw), expected);
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines("<ol>\n<li>KTP</li><li>KK</li></ol>akhir<br>baru"), "KTP\nKK\nakhir\nbaru");
    }

    #[test]
    fn many_opening_brackets_take_no_longer() {
        let hostile = "<".repeat(200_000) + "<script" + &"<a".repeat(100_000) + ">";
        assert!(clean(&hostile).len() <= hostile.len());
    }

    #[rstest]
    #[case("-", true)]
    #[case(" -- ", true)]
    #[case("#", true)]
    #[case("NULL", true)]
    #[case("N/A", true)]
    #[case("xxx", true)]
    #[case("", true)]
    #[case("Gratis", false)]
    #[case("0", false)]
    #[case("Nihil", false)]
    fn placeholders(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(placeholder(text), expected);
    }

    #[rstest]
    #[case("https://ptsp.example.go.id/izin?id=1", Some("https://ptsp.example.go.id/izin?id=1"))]
    #[case(" HTTP://A.example ", Some("http://a.example/"))]
    #[case("#", None)]
    #[case("javascript:alert(1)", None)]
    #[case("ftp://a.example", None)]
    #[case("https://user:pw@a.example", None)]
    #[case("www.example.go.id", None)]
    fn addresses(#[case] raw: &str, #[case] expected: Option<&str>) {
        assert_eq!(url(raw).as_deref(), expected);
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!(cut("ééé".to_owned(), 2), ("éé".to_owned(), true));
        assert_eq!(cut("ééé".to_owned(), 3), ("ééé".to_owned(), false));
    }

    #[test]
    fn folded_names_compare() {
        assert_eq!(fold(" DPMPTSP  Kab. Batang "), "dpmptsp kab batang");
        assert_eq!(fold("Jum'at"), "jumat");
    }
}
