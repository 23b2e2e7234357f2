//! What stands before an item: "1.", "(2)", "a)", "ii.", "-", "•".

use std::sync::LazyLock;

/// The kind of a mark: items of one list bear the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 1. 2. 3.
    Number,
    /// a. b. c.
    Lower,
    /// A. B. C.
    Upper,
    /// i. ii. iii.
    Roman,
    /// I. II. III.
    BigRoman,
    /// A sign.
    Bullet(char),
}

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub kind: Kind,
    /// The number, or the place of the letter in the alphabet.
    pub value: u32,
    /// What stands behind it: a point or a bracket.
    pub sign: char,
}

/// The numbers that items bear, as text.
static NUMBERS: LazyLock<Vec<String>> = LazyLock::new(|| (0..1000).map(|number: u32| number.to_string()).collect());

/// The first roman numerals.
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
const BIG_ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

impl Mark {
    /// As it is written, with a space behind: what a sub-item keeps.
    pub(super) fn as_text(self) -> String {
        let label = match self.kind {
            Kind::Bullet(bullet) => return format!("{bullet} "),
            _ => self.label(self.value),
        };
        format!("{label}{} ", self.sign)
    }

    /// The label of another item of the same list.
    pub(super) fn label(self, value: u32) -> &'static str {
        let at = value as usize;
        let letter = |letters: &'static str| letters.get(at.checked_sub(1)?..at);
        match self.kind {
            Kind::Number => NUMBERS.get(at).map_or("", String::as_str),
            Kind::Lower => letter("abcdefghijklmnopqrstuvwxyz").unwrap_or(""),
            Kind::Upper => letter("ABCDEFGHIJKLMNOPQRSTUVWXYZ").unwrap_or(""),
            Kind::Roman => at.checked_sub(1).and_then(|at| ROMAN.get(at)).copied().unwrap_or(""),
            Kind::BigRoman => at.checked_sub(1).and_then(|at| BIG_ROMAN.get(at)).copied().unwrap_or(""),
            Kind::Bullet(_) => "",
        }
    }

    /// The number, where it counts.
    pub(super) fn number(self) -> Option<u32> {
        (!matches!(self.kind, Kind::Bullet(_))).then_some(self.value)
    }

    /// Whether a letter is the next of a list, and not the beginning of a name ("H. Ahmad", "K. H. Dewantara").
    pub(super) fn believable(self, before: Option<Mark>, top: Option<Kind>) -> bool {
        match self.kind {
            Kind::Number | Kind::Bullet(_) => true,
            Kind::Lower | Kind::Upper | Kind::Roman | Kind::BigRoman => {
                let follows = before.is_some_and(|before| before.kind == self.kind && before.value + 1 == self.value);
                self.value == 1 || follows || (top.is_some() && top != Some(self.kind)) || before.is_some_and(|mark| mark.kind == self.kind)
            }
        }
    }
}

/// The mark at the front of a line, and the line without it.
pub(super) fn leading(line: &str) -> (Option<Mark>, &str) {
    let line = line.trim_start();
    let Some(first) = line.chars().next() else { return (None, line) };
    if let Some(rest) = bullet(first, line) {
        let rest = rest.trim_start();
        return match leading_label(rest) {
            Some((mark, rest)) if first != '-' => (Some(mark), rest),
            _ => (Some(Mark { kind: Kind::Bullet(first), value: 0, sign: ' ' }), rest),
        };
    }
    match leading_label(line) {
        Some((mark, rest)) => (Some(mark), rest),
        None => (None, line),
    }
}

/// "1. KTP", "(1) KTP", "1.KTP", "1)KTP", "1 . KTP", "1- KTP", "a. KTP", "ii) KTP".
fn leading_label(line: &str) -> Option<(Mark, &str)> {
    let (bracket, inner) = match line.strip_prefix(['(', '[']) {
        Some(inner) => (true, inner),
        None => (false, line),
    };
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let label = inner.get(..end)?;
    let rest = inner.get(end..)?;
    let rest = if label.starts_with(|c: char| c.is_ascii_digit()) {
        rest.strip_prefix(' ').filter(|rest| rest.starts_with(['.', ')'])).unwrap_or(rest)
    } else {
        rest
    };
    let sign = rest.chars().next()?;
    let behind = rest.get(sign.len_utf8()..)?;
    let (kind, value) = kind_of(label)?;
    let counts = match sign {
        ')' | ']' => true,
        '.' => !bracket,
        '-' | ':' => !bracket && kind == Kind::Number && behind.starts_with(' '),
        _ => false,
    };
    if !counts || label.len() > 4 {
        return None;
    }
    let behind = behind.strip_prefix(['.', ')']).unwrap_or(behind);
    let text = behind.trim_start();
    let spaced = behind.len() > text.len() || text.is_empty();
    let amount = kind == Kind::Number && sign == '.' && thousands(text) && !spaced_item(text);
    let stands = match kind {
        Kind::Number => !amount && (spaced || sign != '.' || text.starts_with(char::is_alphabetic)),
        _ => spaced || (sign != '.' && !text.is_empty()) || capital_word(text),
    };
    stands.then_some((Mark { kind, value, sign: if sign == ')' || sign == ']' { ')' } else { '.' } }, text))
}

fn kind_of(label: &str) -> Option<(Kind, u32)> {
    if label.bytes().all(|byte| byte.is_ascii_digit()) {
        return (1..=3)
            .contains(&label.len())
            .then(|| label.parse().ok())
            .flatten()
            .filter(|value| *value > 0)
            .map(|value| (Kind::Number, value));
    }
    match label.as_bytes() {
        b"i" => Some((Kind::Roman, 1)),
        b"I" => Some((Kind::BigRoman, 1)),
        [letter @ b'a'..=b'z'] => Some((Kind::Lower, u32::from(letter - b'a') + 1)),
        [letter @ b'A'..=b'Z'] => Some((Kind::Upper, u32::from(letter - b'A') + 1)),
        _ => [(Kind::Roman, ROMAN), (Kind::BigRoman, BIG_ROMAN)].into_iter().find_map(|(kind, numerals)| {
            let at = numerals.iter().position(|roman| *roman == label)?;
            Some((kind, u32::try_from(at).ok()? + 1))
        }),
    }
}

/// "000.000": the rest of an amount, not an item.
pub(super) fn thousands(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
        || (digits > 0 && text.as_bytes().get(digits) == Some(&b'.') && text.as_bytes().get(digits + 1).is_some_and(u8::is_ascii_digit))
}

/// "100 lembar": three digits that begin an item after all.
fn spaced_item(text: &str) -> bool {
    text.get(3..).is_some_and(|rest| rest.starts_with(' ') && !text.starts_with("000"))
}

/// "KTP", "Kartu": a word that begins with a capital, and is no initial.
pub(super) fn capital_word(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_alphanumeric)
}

/// What follows a bullet.
fn bullet(first: char, line: &str) -> Option<&str> {
    let rest = line.get(first.len_utf8()..)?;
    let bullet = is_bullet(first)
        || (matches!(first, '-' | '*' | '–' | '—' | '·' | '→' | '>' | '+' | '~')
            && (rest.starts_with(' ') || rest.starts_with(char::is_alphabetic)))
        || (matches!(first, 'o' | 'Ø' | '§' | 'ü' | 'v' | 'q')
            && rest.starts_with(' ')
            && rest.trim_start().starts_with(char::is_uppercase));
    bullet.then_some(rest)
}

/// Signs that are nothing but bullets, wherever they stand.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '●'
            | '▪'
            | '▫'
            | '◦'
            | '○'
            | '■'
            | '□'
            | '➢'
            | '➤'
            | '►'
            | '▶'
            | '✓'
            | '✔'
            | '☑'
            | '✅'
            | '❖'
            | '◆'
            | '◇'
            | '★'
            | '☐'
            | '➔'
            | '⁃'
            | '∙'
            | '‣'
            | '\u{f0b7}'
            | '\u{f0d8}'
            | '\u{f0fc}'
            | '\u{f0a7}'
            | '\u{f076}'
            | '\u{2460}'..='\u{2473}'
    )
}
