//! Groups of digits to a number that can be dialled. Lengths and area codes follow the national numbering plan (Permenkominfo 14/2018):
//! area codes of two digits for five cities, of three elsewhere; mobile numbers begin with 8.

use super::scan::{Group, Piece, Signs};

/// The longest number, with the 0 or 62 in front, that is looked for.
const MOST_DIGITS: usize = 18;

/// How many pieces make the number at the front, and the number, where they make one.
pub(super) fn longest(pieces: &[Piece]) -> (usize, Option<(String, &'static str)>) {
    let mut run: Vec<&Group> = Vec::new();
    let mut digits = String::new();
    for piece in pieces {
        let Piece::Digits(group) = piece else { break };
        if !run.is_empty() && parts(&run, &digits, group, &pieces[run.len()..]) {
            break;
        }
        digits.push_str(&group.digits);
        run.push(group);
        if digits.len() > MOST_DIGITS {
            break;
        }
    }
    let spoilt = matches!(pieces.get(run.len()), Some(Piece::Spoilt)) && read(&run, &digits).is_none();
    let number = if spoilt { None } else { read(&run, &digits) };
    (run.len().max(1), number)
}

/// Whether a group begins another number.
fn parts(run: &[&Group], digits: &str, next: &Group, rest: &[Piece]) -> bool {
    if matches!(next.before, Signs::Apart) || next.plus {
        return true;
    }
    let whole = read(run, digits).is_some();
    match next.before {
        Signs::Slash => whole || begins_number(rest),
        Signs::Bracket => whole,
        Signs::Dash => whole && ((5..=8).contains(&next.digits.len()) || begins_number(rest)),
        Signs::Inside => whole && begins_number(rest),
        Signs::Apart => true,
    }
}

/// Whether the groups from here on make a number of their own, with its 0 or 62.
fn begins_number(rest: &[Piece]) -> bool {
    let Some(Piece::Digits(first)) = rest.first() else { return false };
    if !(first.digits.starts_with('0') || first.digits.starts_with("628")) {
        return false;
    }
    let mut digits = String::new();
    for piece in rest {
        let Piece::Digits(group) = piece else { break };
        digits.push_str(&group.digits);
        if digits.len() > MOST_DIGITS {
            break;
        }
        if national(digits.strip_prefix('0').or_else(|| digits.strip_prefix("62")).unwrap_or(&digits)).is_some() {
            return true;
        }
    }
    false
}

fn read(run: &[&Group], digits: &str) -> Option<(String, &'static str)> {
    let first = run.first()?;
    let (plus, digits) = match digits.strip_prefix("00").filter(|rest| rest.starts_with("62")) {
        Some(rest) => (true, rest),
        None => (first.plus, digits),
    };
    if let Some(rest) = digits.strip_prefix("62").filter(|rest| plus || rest.len() >= 8) {
        return national(rest.strip_prefix('0').unwrap_or(rest)).map(|number| (number, "phone.international"));
    }
    if plus {
        let foreign = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
        let local = digits.starts_with('8')
            && (10..=12).contains(&digits.len())
            && digits.as_bytes().get(1).is_some_and(|b| matches!(b, b'1' | b'2' | b'5' | b'7' | b'9'));
        return match (local, foreign, digits.strip_prefix('0')) {
            (_, _, Some(rest)) => national(rest).map(|number| (number, "phone.national")),
            (true, _, _) if !known_country(digits) => national(digits).map(|number| (number, "phone.mobile_without_zero")),
            (_, true, _) => varied(digits).then(|| (format!("+{digits}"), "phone.international")),
            _ => None,
        };
    }
    if let Some(rest) = digits.strip_prefix('0') {
        return national(rest).map(|number| (number, "phone.national"));
    }
    if digits.starts_with('8') && (10..=12).contains(&digits.len()) {
        return national(digits).map(|number| (number, "phone.mobile_without_zero"));
    }
    let area_in_brackets = first.closed && (2..=3).contains(&first.digits.len()) && run.len() > 1;
    if area_in_brackets && area_length(digits) == Some(first.digits.len()) {
        return national(digits).map(|number| (number, "phone.area_without_zero"));
    }
    None
}

/// Country codes in 8 that a "+8…" may mean: Japan, Korea, Viet Nam, China and their neighbours.
fn known_country(digits: &str) -> bool {
    ["81", "82", "84", "86", "852", "853", "855", "856", "880", "886"].iter().any(|code| digits.starts_with(code)) && digits.len() != 11
}

/// The number of a link, which is written with its country.
pub(super) fn linked(digits: &str) -> Option<String> {
    let rest = digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).or_else(|| digits.starts_with('8').then_some(digits))?;
    national(rest.strip_prefix('0').unwrap_or(rest))
}

/// E.164 from a number without its leading 0, where it can be one.
pub(super) fn national(digits: &str) -> Option<String> {
    let plausible = if digits.starts_with('8') {
        (9..=12).contains(&digits.len()) && !digits.starts_with("80000")
    } else {
        let area = area_length(digits)?;
        let line = digits.get(area..)?;
        let special = line.len() == 5 && line.starts_with("14");
        special || ((5..=8).contains(&line.len()) && !line.starts_with('0') && area + line.len() >= 8)
    };
    (plausible && varied(digits)).then(|| format!("+62{digits}"))
}

/// The area code of a number in E.164; none for mobile and foreign numbers.
pub(super) fn area(number: &str) -> Option<&str> {
    let digits = number.strip_prefix("+62").filter(|digits| !digits.starts_with('8'))?;
    digits.get(..area_length(digits)?)
}

/// How long the area code at the front is.
fn area_length(digits: &str) -> Option<usize> {
    match digits.as_bytes() {
        [b'2', b'1' | b'2' | b'4', ..] | [b'3' | b'6', b'1', ..] => Some(2),
        [b'2'..=b'7' | b'9', b'0'..=b'9', b'0'..=b'9', ..] => Some(3),
        _ => None,
    }
}

/// "00000000" and "88888888888" are no numbers.
fn varied(digits: &str) -> bool {
    let rest = digits.get(3..).unwrap_or_default();
    let first = rest.bytes().next();
    rest.len() < 4 || rest.bytes().any(|byte| Some(byte) != first)
}

/// "110", "14049", "1500046": numbers that are dialled without an area code.
pub(super) fn is_short(digits: &str) -> bool {
    match digits.len() {
        3 => digits.starts_with('1') && digits != "100" && digits != "111",
        4 => digits.starts_with("17") || digits.starts_with("15"),
        5 => digits.starts_with("14") || digits.starts_with("15") || digits.starts_with("17"),
        6 => digits.starts_with("150"),
        7 => digits.starts_with("1500"),
        _ => false,
    }
}
