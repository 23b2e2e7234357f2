//! Texts taken over from another region's page: "Peraturan Bupati Bogor" where the page is Serang's.

use crate::gazetteer::{self, Lookup};
use crate::model::{Kind, Region};
use crate::normalise::text;

/// Words after which a region's name stands.
pub(super) const TRIGGERS: [&str; 12] =
    ["bupati", "perbup", "pemkab", "kabupaten", "kab", "walikota", "wali", "perwali", "perwal", "pemkot", "kota", "mpp"];

/// What follows the word: a kabupaten, a kota, or either.
fn kind_of(word: &str) -> Option<Option<Kind>> {
    match word {
        "bupati" | "perbup" | "pemkab" | "kabupaten" | "kab" => Some(Some(Kind::Kabupaten)),
        "walikota" | "wali" | "perwali" | "perwal" | "pemkot" | "kota" => Some(Some(Kind::Kota)),
        "mpp" => Some(None),
        _ => None,
    }
}

/// The longest name of a region, in words.
const LONGEST_NAME: usize = 4;

/// The most words of a text that are looked at.
const MOST_WORDS: usize = 600;

/// Another region that a text names ("Bupati Kediri" on the page of Kota Kediri too, not "Kota Garut" on that of Kabupaten Garut), where it does not name its own.
pub(super) fn other(text: &str, own: &Region) -> Option<&'static Region> {
    let words: Vec<&str> = words(text).take(MOST_WORDS).collect();
    let own_name: Vec<&str> = self::words(&own.name).skip(1).collect();
    let starts_own = |words: &[&str]| words.len() >= own_name.len() && words.iter().zip(&own_name).all(|(a, b)| a.eq_ignore_ascii_case(b));
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let Some(kind) = kind_ignoring_case(word) else { continue };
        let rest = behind(&words, at);
        let Some(rest) = rest else { continue };
        let is_own = starts_own(rest);
        if is_own && kind.is_none_or(|kind| kind == own.kind) {
            return None;
        }
        let other = if is_own || found.is_none() { named(rest, kind).filter(|named| named.code != own.code) } else { None };
        if is_own && other.is_none() {
            return None;
        }
        found = found.or(other);
    }
    let mentions_own = |other: &Region| {
        let bare: Vec<&str> = self::words(&other.name).skip(1).collect();
        bare != own_name && (0..words.len()).any(|at| starts_own(&words[at..]))
    };
    found.filter(|other| !mentions_own(other))
}

/// The region that a hall's or an office's name points to: its own, another, or none.
#[must_use]
pub fn region_named(text: &str, own: &Region) -> Option<&'static Region> {
    let folded = text::fold(text).replace("mal pelayanan publik", "mpp");
    // The kind stands behind the word: "MPP Kabupaten Bogor" is not Kota Bogor's.
    let folded = ["kabupaten", "kab", "kota"].iter().fold(folded, |text, kind| text.replace(&format!("mpp {kind} "), &format!("{kind} ")));
    if let Some(other) = other(&folded, own) {
        return Some(other);
    }
    let words: Vec<&str> = words(&folded).take(MOST_WORDS).collect();
    let own_name: Vec<&str> = self::words(&own.name).skip(1).collect();
    let starts_own = |rest: &[&str]| rest.len() >= own_name.len() && rest.iter().zip(&own_name).all(|(a, b)| a.eq_ignore_ascii_case(b));
    (0..words.len()).any(|at| starts_own(&words[at..])).then(|| gazetteer::region(own.code)).flatten()
}

/// The words behind a word that asks for a name.
fn behind<'a, 'b>(words: &'a [&'b str], at: usize) -> Option<&'a [&'b str]> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
    if is(at, "wali") {
        return if is(at + 1, "kota") { words.get(at + 2..) } else { None };
    }
    if is(at, "kota") && at > 0 && is(at - 1, "wali") {
        return None;
    }
    let typed = ["kab", "kabupaten", "kota"].iter().any(|kind| is(at + 1, kind));
    words.get(at + 1 + usize::from(typed)..)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|word| !word.is_empty())
}

fn kind_ignoring_case(word: &str) -> Option<Option<Kind>> {
    TRIGGERS.iter().find(|known| word.eq_ignore_ascii_case(known)).and_then(|known| kind_of(known))
}

/// The region whose name stands at the front.
fn named(words: &[&str], kind: Option<Kind>) -> Option<&'static Region> {
    let most = words.len().min(LONGEST_NAME);
    (1..=most).rev().find_map(|n| {
        let name = text::fold(&words.get(..n)?.join(" "));
        if name.len() < 4 {
            return None;
        }
        let typed = match kind {
            Some(Kind::Kabupaten) => gazetteer::find(&format!("kabupaten {name}")),
            Some(Kind::Kota) => gazetteer::find(&format!("kota {name}")),
            None => gazetteer::find(&name),
        };
        match typed {
            Lookup::Found(region) if text::fold(&region.name).ends_with(&name) => Some(region),
            _ => None,
        }
    })
}
