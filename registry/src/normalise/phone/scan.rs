//! Parts a text into groups of digits, the words between them, and what spoils a number: masks, e-mail addresses, times of day.

use crate::normalise::text;

/// No field of telephone numbers is longer, in characters.
const MOST: usize = 600;

/// What stands before a group of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signs {
    /// Nothing, or signs that stand inside a number: a space, a hyphen, a point.
    Inside,
    /// A bracket opens.
    Bracket,
    /// A hyphen between spaces: inside a number or between two.
    Dash,
    /// A slash.
    Slash,
    /// A comma, a semicolon, a line's end: between two numbers.
    Apart,
}

/// Digits without a sign between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub digits: String,
    pub plus: bool,
    pub before: Signs,
    /// A bracket closes behind it: "(0261)".
    pub closed: bool,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words in lower case.
    Words(String),
    /// A group of digits.
    Digits(Group),
    /// The number of a WhatsApp link.
    Link(String),
    /// The digits of "ext. 12".
    Extension(String),
    /// Digits with a mask or letters in them, or a time of day.
    Spoilt,
}

/// The pieces of a text.
pub(super) fn pieces(raw: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let lines = text::lines(&raw.chars().take(MOST).collect::<String>());
    for (at, line) in lines.split('\n').enumerate() {
        if at > 0 {
            pieces.push(Piece::Words("\n".to_owned()));
        }
        let mut plain = String::with_capacity(line.len());
        for token in without_mark(line).split(' ') {
            if let Some(digits) = whatsapp(token) {
                flush(&mut plain, &mut pieces);
                pieces.push(Piece::Link(digits));
            } else if is_address(token) {
                flush(&mut plain, &mut pieces);
                pieces.push(Piece::Words("@".to_owned()));
            } else {
                if !plain.is_empty() {
                    plain.push(' ');
                }
                plain.push_str(token);
            }
        }
        flush(&mut plain, &mut pieces);
    }
    pieces
}

/// A line without the number of its place in a list: "1. 0812…".
fn without_mark(line: &str) -> &str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')']));
    behind.filter(|rest| (1..=2).contains(&digits) && rest.starts_with(' ')).unwrap_or(line)
}

/// Whether the words before a number say that it is a fax, and only a fax.
pub(super) fn names_fax(label: &str) -> bool {
    let last = label.rsplit([',', ';', '\n', '|']).next().unwrap_or_default();
    let fax = ["fax", "faks", "facs"].iter().any(|word| last.contains(word));
    let phone = ["tel", "tlp", "phone", "hp", "wa"].iter().any(|word| last.contains(word));
    fax && !phone
}

/// Whether a text speaks of a street, a room or a time, so that a short number in it may count anything.
pub(super) fn names_a_place(raw: &str) -> bool {
    const PLACES: [&str; 29] = [
        "jl",
        "jln",
        "jalan",
        "no",
        "nomor",
        "lantai",
        "lt",
        "loket",
        "ruang",
        "rt",
        "rw",
        "km",
        "blok",
        "gedung",
        "kav",
        "desa",
        "kec",
        "kelurahan",
        "kode",
        "pos",
        "jam",
        "pukul",
        "wib",
        "wita",
        "wit",
        "menit",
        "hari",
        "orang",
        "rp",
    ];
    let folded = text::fold(&raw.chars().take(MOST).collect::<String>());
    let words: Vec<&str> = folded.split(' ').collect();
    let after_phone =
        |at: usize| at > 0 && matches!(words[at - 1], "telp" | "telepon" | "hp" | "wa" | "tlp" | "kontak" | "telpon" | "darurat");
    words.len() > 24
        || words.iter().enumerate().any(|(at, word)| {
            PLACES.contains(word)
                && !(matches!(*word, "no" | "nomor") && (at == 0 || after_phone(at) || words.get(at + 1) == Some(&"darurat")))
        })
}

/// The number of "wa.me/62812…" or "…whatsapp.com/send?phone=62812…".
fn whatsapp(token: &str) -> Option<String> {
    let lower = token.to_ascii_lowercase();
    let at = match (lower.find("wa.me/"), lower.find("phone=")) {
        (Some(at), _) => at + "wa.me/".len(),
        (None, Some(at)) if lower.contains("whatsapp") => at + "phone=".len(),
        _ => return None,
    };
    let rest = lower.get(at..)?.trim_start_matches(['+', ' ']).trim_start_matches("%2b");
    let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').filter(char::is_ascii_digit).collect();
    Some(digits)
}

fn is_address(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    token.contains('@')
        || lower.contains("://")
        || lower.contains("www.")
        || [".go.id", ".com", ".co.id", ".id/"].iter().any(|end| lower.contains(end))
}

/// Reads what has been gathered of a line.
fn flush(plain: &mut String, pieces: &mut Vec<Piece>) {
    let mut chars: Vec<char> = plain.drain(..).collect();
    for at in 1..chars.len().max(1) {
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        if chars.get(at) == Some(&'_') && is_digit(at - 1) && is_digit(at + 1) {
            chars[at] = '-';
        }
    }
    let mut at = 0;
    let mut between = String::new();
    while at < chars.len() {
        if !starts_digits(&chars, at) {
            between.extend(chars[at].to_lowercase());
            at += 1;
            continue;
        }
        let end = end_of_token(&chars, at);
        let next = token(&chars[at..end], &between, chars.get(end).copied());
        let words: String = between.trim().to_owned();
        between.clear();
        if words.chars().any(char::is_alphabetic) {
            pieces.push(Piece::Words(words));
        }
        pieces.push(next);
        at = end;
    }
    if between.chars().any(char::is_alphabetic) {
        pieces.push(Piece::Words(between.trim().to_owned()));
    } else if between.contains(['*', '_', '…']) {
        pieces.push(Piece::Spoilt);
    }
}

/// A digit, or the letter O where a zero should stand: "O812".
fn starts_digits(chars: &[char], at: usize) -> bool {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let letter_before = at > 0 && chars[at - 1].is_alphabetic();
    is_digit(at) || (chars[at] == 'O' && !letter_before && is_digit(at + 1) && is_digit(at + 2))
}

/// Digits, and the letters and masks that touch them.
fn end_of_token(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() && (chars[at].is_ascii_digit() || chars[at].is_alphabetic() || matches!(chars[at], '*' | '_' | '#' | '•')) {
        at += 1;
    }
    at
}

fn token(token: &[char], between: &str, behind: Option<char>) -> Piece {
    let digits: Option<String> = token.iter().map(|c| if *c == 'O' { Some('0') } else { c.is_ascii_digit().then_some(*c) }).collect();
    let masked_before = between.contains(['*', '_', '•']) || ends_in_mask(between);
    let Some(digits) = digits.filter(|_| !masked_before) else {
        let text: String = token.iter().collect::<String>().to_lowercase();
        return match text.split_once('x') {
            Some((number, extension)) if is_number(number) && is_number(extension) && number.len() > 5 => {
                Piece::Digits(Group { digits: number.to_owned(), plus: false, before: Signs::Apart, closed: false })
            }
            _ => Piece::Spoilt,
        };
    };
    if digits.len() <= 6 && names_extension(between) {
        return Piece::Extension(digits);
    }
    if between.ends_with([':', '.'])
        && between.len() == 1
        && digits.len() == 2
        && behind != Some('.')
        && behind != Some('-')
        && between == ":"
    {
        return Piece::Spoilt;
    }
    Piece::Digits(Group {
        digits,
        plus: between.trim_end().ends_with('+'),
        before: signs(between),
        closed: matches!(behind, Some(')' | ']')),
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// "xxxx-" before the digits: the number is masked.
fn ends_in_mask(between: &str) -> bool {
    let bare = between.trim_end_matches(|c: char| !c.is_alphanumeric());
    bare.ends_with("xx")
}

fn names_extension(between: &str) -> bool {
    let bare = between.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(bare, "ext" | "ekst" | "eks" | "extension" | "ekstensi" | "psw" | "pswt" | "pes" | "pesawat" | "x" | "extn")
}

fn signs(between: &str) -> Signs {
    let bare = between.trim();
    if bare.contains(',') || bare.contains(';') || bare.contains('|') || bare.contains('\n') || bare.contains('&') {
        Signs::Apart
    } else if bare.contains('/') {
        Signs::Slash
    } else if bare.contains('(') || bare.contains('[') {
        Signs::Bracket
    } else if matches!(bare, "-" | "–" | "—" | "~") && between.starts_with(' ') && between.ends_with(' ') {
        Signs::Dash
    } else if bare.chars().any(|c| !matches!(c, '-' | '.' | ')' | ']' | '+' | '–' | '‑' | ' ' | '—')) {
        Signs::Apart
    } else {
        Signs::Inside
    }
}
