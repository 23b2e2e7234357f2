//! How long a service takes, as regions write it: `3w` of the tables as `Maksimal 3 (tiga) hari kerja`.

use super::{in_words, spelling};
use crate::dice::Dice;
use crate::plan::Manner;

/// `time` in words; `None` where the region leaves it out.
pub fn duration(time: &str, manner: &Manner, dice: &mut Dice) -> Option<String> {
    match dice.below(100) {
        0 | 1 => return None,
        2 | 3 => return Some("-".to_owned()),
        4 => return Some("sesuai SOP".to_owned()),
        _ => {}
    }
    let (time, about) = match time.strip_prefix("± ") {
        Some(rest) => (rest, true),
        None => (time, false),
    };
    match (time, time.split_once('x')) {
        ("?", _) => Some("-".to_owned()),
        ("0", _) => Some(dice.pick(&["Selesai di tempat", "selesai di tempat", "5 menit", "± 10 menit"]).to_owned()),
        (_, Some((times, hours))) => Some(format!("{times}x{} Jam", hours.trim_end_matches('h'))),
        _ => Some(worded(time, about, manner, dice)),
    }
}

fn worded(time: &str, about: bool, manner: &Manner, dice: &mut Dice) -> String {
    let digits = time.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(time.len());
    let (numbers, unit) = time.split_at(digits);
    let (low, high) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let low: usize = low.parse().unwrap_or(1);
    let high: usize = high.parse().unwrap_or(low);
    let unit = match unit {
        "m" => "menit",
        "h" => "jam",
        "d" => "hari",
        "mo" => "bulan",
        // Some regions mean working days and write days.
        _ if dice.chance(8) => "hari",
        _ => "hari kerja",
    };
    let unit = if dice.chance(25) { capitalised(unit) } else { unit.to_owned() };
    if low != high {
        return range(low, high, &unit, manner, dice);
    }
    // Each region sets its own standard, minutes in fives.
    let high = match high {
        10.. if high.is_multiple_of(5) && dice.chance(30) => high + 5 * dice.between(0, 2) - 5,
        5.. if unit.contains("ari") && dice.chance(30) => high + dice.between(0, 4) - 2,
        _ => high,
    };
    if matches!(unit.as_str(), "menit" | "jam" | "Menit" | "Jam") {
        short(high, &unit, about, manner, dice)
    } else {
        long(high, &unit, manner, dice)
    }
}

fn range(low: usize, high: usize, unit: &str, manner: &Manner, dice: &mut Dice) -> String {
    let (low_words, high_words) = (in_words(low), in_words(high));
    match spelling(&["-", " - ", "s.d.", "words", "s/d", "about", "most"], manner, dice) {
        "-" => format!("{low}-{high} {unit}"),
        " - " => format!("{low} - {high} {unit}"),
        "s.d." => format!("{low} s.d. {high} {unit}"),
        "words" => format!("{low} ({low_words}) s.d. {high} ({high_words}) {unit}"),
        "s/d" => format!("{low} s/d {high} {unit}"),
        "about" => format!("Sekitar {low} - {high} {unit}"),
        _ => format!("Maksimal {high} {unit}"),
    }
}

fn short(n: usize, unit: &str, about: bool, manner: &Manner, dice: &mut Dice) -> String {
    if about {
        return format!("± {n} {unit}");
    }
    match (n, unit) {
        (30, "menit") if dice.chance(5) => "½ jam".to_owned(),
        _ => match spelling(&["plain", "about", "around", "most", "plain"], manner, dice) {
            "about" => format!("± {n} {unit}"),
            "around" => format!("Sekitar {n} {unit}"),
            "most" => format!("Maksimal {n} {unit}"),
            _ => format!("{n} {unit}"),
        },
    }
}

fn long(n: usize, unit: &str, manner: &Manner, dice: &mut Dice) -> String {
    let words = in_words(n);
    match spelling(&["plain", "most", "words", "most words", "from", "HK", "done", "from right"], manner, dice) {
        "most" => format!("Maksimal {n} {unit}"),
        "words" => format!("{n} ({words}) {unit}"),
        "most words" => format!("Maksimal {n} ({words}) {unit}"),
        "from" => format!("{n} {unit} sejak berkas lengkap"),
        "from right" => format!("{n} {unit} sejak berkas lengkap dan benar."),
        "HK" if unit.ends_with("erja") => format!("Paling lama {n} ({words}) HK"),
        "done" if n == 1 => format!("Proses selesai dalam {n} {unit}"),
        _ => format!("{n} {unit}"),
    }
}

fn capitalised(text: &str) -> String {
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Format, Plan};
    use crate::site::examples::sites;
    use std::collections::BTreeSet;

    #[test]
    fn one_time_has_many_spellings() {
        let manner = Plan::of(1, &sites()[0], None, &Format::ALL).manner;
        let mut dice = Dice::of(1, &["duration"]);
        let spelt: BTreeSet<Option<String>> = (0..500).map(|_| duration("3w", &manner, &mut dice)).collect();
        assert!(spelt.len() > 10, "{spelt:?}");
        assert!(spelt.contains(&Some("Maksimal 3 (tiga) hari kerja".to_owned())), "{spelt:?}");
    }

    #[test]
    fn a_day_and_a_night() {
        let manner = Plan::of(1, &sites()[0], None, &Format::ALL).manner;
        let spelt: BTreeSet<_> = (0..100).filter_map(|n: u64| duration("1x24h", &manner, &mut Dice::of(n, &["day"]))).collect();
        assert!(spelt.contains("1x24 Jam"));
    }
}
