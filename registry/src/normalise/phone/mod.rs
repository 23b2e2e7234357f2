//! Telephone numbers to E.164; short numbers ("14049", "110", "1500 046") stay short. A field may hold several: [`all`] gives each, [`read`]
//! the first, and the raw text keeps the rest. Fax numbers, masks ("0812-XXXX") and area codes without a number are not numbers to dial.

mod number;
mod scan;

use crate::model::Code;

use super::{Reading, text};
use scan::{Piece, Signs};

/// The most numbers that are read from one text.
const MOST: usize = 12;

/// One telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// E.164 ("+62261205657"), or a short number as it is dialled ("14049").
    pub number: String,
    /// What to dial after the answer: "ext. 12".
    pub extension: Option<String>,
    /// The rule that read it.
    pub rule: &'static str,
}

/// A telephone number: the first of the text.
#[must_use]
pub fn read(raw: &str) -> Reading<String> {
    if text::placeholder(raw) || text::placeholder(&text::clean(raw)) {
        return Reading::empty();
    }
    match all(raw).into_iter().next() {
        Some(phone) => Reading::read(phone.number, raw, phone.rule),
        None => Reading::unread(raw, Code::PhoneUnread),
    }
}

/// All numbers of a text, in its order, each once.
#[must_use]
pub fn all(raw: &str) -> Vec<Phone> {
    let pieces = scan::pieces(raw);
    let mut found: Vec<Phone> = Vec::new();
    let mut area: Option<String> = None;
    let mut fax = false;
    let mut at = 0;
    while at < pieces.len() && found.len() < MOST {
        let piece = &pieces[at];
        match piece {
            Piece::Words(label) => {
                fax = scan::names_fax(label);
                at += 1;
            }
            Piece::Link(digits) => {
                push(&mut found, number::linked(digits).map(|number| (number, "phone.whatsapp")), None);
                at += 1;
            }
            Piece::Extension(digits) => {
                if let Some(last) = found.last_mut().filter(|_| !fax) {
                    last.extension.get_or_insert_with(|| digits.clone());
                }
                at += 1;
            }
            Piece::Spoilt => at += 1,
            Piece::Digits(_) => {
                let (taken, mut read) = number::longest(&pieces[at..]);
                if read.is_none() {
                    read = of_the_same_area(&pieces, at, taken, area.as_deref(), found.last());
                }
                if let Some((number, _)) = &read {
                    area = number::area(number).map(str::to_owned).or(area);
                }
                let read = read.or_else(|| short(raw, &pieces, at, taken));
                if !fax {
                    push(&mut found, read, None);
                }
                at += taken;
            }
        }
    }
    found
}

fn push(found: &mut Vec<Phone>, read: Option<(String, &'static str)>, extension: Option<String>) {
    if let Some((number, rule)) = read
        && !found.iter().any(|phone| phone.number == number)
    {
        found.push(Phone { number, extension, rule });
    }
}

/// "(0261) 205657, 205658" and "205657/58": the second number shares the area of the first.
fn of_the_same_area(pieces: &[Piece], at: usize, taken: usize, area: Option<&str>, last: Option<&Phone>) -> Option<(String, &'static str)> {
    let area = area?;
    if taken != 1 || at == 0 {
        return None;
    }
    let Piece::Digits(group) = pieces.get(at)? else { return None };
    if group.digits.starts_with('0') || group.plus {
        return None;
    }
    match group.digits.len() {
        5..=8 => number::national(&format!("{area}{}", group.digits)).map(|number| (number, "phone.same_area")),
        1..=3 if group.before == Signs::Slash => {
            let last = &last?.number;
            let stem = last.get(..last.len().checked_sub(group.digits.len())?)?;
            let tail = last.get(stem.len()..)?;
            let follows = stem.len() > area.len() + 4 && group.digits.as_str() > tail;
            follows.then(|| (format!("{stem}{}", group.digits), "phone.same_area"))
        }
        _ => None,
    }
}

/// A short number, where nothing in the text says that it counts something else.
fn short(raw: &str, pieces: &[Piece], at: usize, taken: usize) -> Option<(String, &'static str)> {
    let groups = pieces.get(at..at + taken)?;
    let mut digits = String::new();
    for piece in groups {
        let Piece::Digits(group) = piece else { return None };
        digits.push_str(&group.digits);
    }
    let short = number::is_short(&digits) && (groups.len() == 1 || digits.len() > 3);
    (short && !scan::names_a_place(raw)).then_some((digits, "phone.short"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("(0261) 205657", "+62261205657")]
    #[case("+62 877-2555-8787", "+6287725558787")]
    #[case("+62 (021) 123 4567", "+62211234567")]
    #[case("+62 (0)21 520 1590", "+62215201590")]
    #[case("62812 3456 7890", "+6281234567890")]
    #[case("0062 812 3456 7890", "+6281234567890")]
    #[case("Telp. (031) 99000000 · Email: dpmptsp@surabaya.go.id", "+623199000000")]
    #[case("0254 200252 / 0812 3456 7890", "+62254200252")]
    #[case("(0254) 200-252", "+62254200252")]
    #[case("(254) 200252", "+62254200252")]
    #[case("0812.3456.7890 (WA)", "+6281234567890")]
    #[case("WA0812-3456-7890", "+6281234567890")]
    #[case("812-3456-7890", "+6281234567890")]
    #[case("O812 3456 789O", "+6281234567890")]
    #[case("https://wa.me/6281234567890", "+6281234567890")]
    #[case("https://api.whatsapp.com/send?phone=6281234567890&text=Halo%202", "+6281234567890")]
    #[case("14049", "14049")]
    #[case("Call Center 165", "165")]
    #[case("1500 400", "1500400")]
    #[case("+60 3 1234 5678", "+60312345678")]
    #[case("0812 3456 7890 (Senin-Jumat 08.00-15.00)", "+6281234567890")]
    #[case("<a href=\"tel:+62261205657\">(0261) 205657</a>", "+62261205657")]
    fn numbers(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(read(raw).value().map(String::as_str), Some(expected));
    }

    #[rstest]
    #[case("(0562) XXXXXX")]
    #[case("WA 085xxxxxxxxx")]
    #[case("0812-XXXX-7890")]
    #[case("0812****7890")]
    #[case("205657")]
    #[case("(0261)")]
    #[case("0261 -")]
    #[case("Fax. (0261) 205657")]
    #[case("00000000000")]
    #[case("Jl. Merdeka No 110")]
    #[case("hubungi petugas")]
    #[case("3604011203900001")]
    #[case("mpp08123456789@example.go.id")]
    fn what_cannot_be_dialled_is_not_read(#[case] raw: &str) {
        let reading = read(raw);
        assert_eq!(reading.value(), None);
        assert_eq!(reading.findings, [Code::PhoneUnread]);
    }

    #[rstest]
    #[case("0254 200252 / 0812 3456 7890", &["+62254200252", "+6281234567890"])]
    #[case("0254 200252 0812 3456 7890", &["+62254200252", "+6281234567890"])]
    #[case("(0261) 205657, 205658", &["+62261205657", "+62261205658"])]
    #[case("(021) 5201590/91", &["+62215201590", "+62215201591"])]
    #[case("Telp/Fax (0261) 205657", &["+62261205657"])]
    #[case("Telp. (0261) 205657 Fax. (0261) 205658 HP 081234567890", &["+62261205657", "+6281234567890"])]
    #[case("Polisi 110, Ambulans 119", &["110", "119"])]
    #[case("165 / 0811-165-1655", &["165", "+628111651655"])]
    fn several_numbers(#[case] raw: &str, #[case] expected: &[&str]) {
        let numbers: Vec<String> = all(raw).into_iter().map(|phone| phone.number).collect();
        assert_eq!(numbers, expected);
    }

    #[rstest]
    #[case("(021) 5201590 ext. 12", "12")]
    #[case("021-5201590 psw 1203", "1203")]
    #[case("021-5201590 pesawat 7", "7")]
    #[case("021-5201590 x12", "12")]
    #[case("021 5201590 (ekst 105)", "105")]
    fn extensions(#[case] raw: &str, #[case] expected: &str) {
        let phones = all(raw);
        assert_eq!(phones.len(), 1);
        assert_eq!((phones[0].number.as_str(), phones[0].extension.as_deref()), ("+62215201590", Some(expected)));
    }

    #[test]
    fn a_dash_is_no_number() {
        assert_eq!(read("-"), Reading::empty());
    }
}
