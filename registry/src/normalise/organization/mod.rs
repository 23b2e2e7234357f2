//! Agencies by the many names they are written with: "DISDUKCAPIL (Kependudukan & Catatan Sipil)" is the Dinas Kependudukan dan Pencatatan
//! Sipil. Places, classes and brackets around a name are passed over; a name that could be another agency's stays unknown, and a heading
//! that names two gives both.

mod around;
mod departments;
mod names;

use std::collections::HashMap;

use crate::gazetteer::{self, Lookup};
use crate::model::{Code, Region};

use around::{distinctive, passed_over, without_front};
use names::{agencies, exact, without_slips, words};

/// What the alias table makes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName {
    /// The national name, where one is known; of the first where a heading names several.
    pub canonical: Option<&'static str>,
    /// The other agencies that the heading names, or whose work the department also does.
    pub also: Vec<&'static str>,
    /// How it was found: `organization.alias`, `organization.brackets`, `organization.place`, `organization.heading` (two in one),
    /// `organization.department` (by its topics), `organization.slip` (a wrong letter), `organization.unknown`.
    pub matched_by: &'static str,
}

impl OrganizationName {
    const UNKNOWN: Self = Self { canonical: None, also: Vec::new(), matched_by: "organization.unknown" };

    fn one(canonical: &'static str, matched_by: &'static str) -> Self {
        Self { canonical: Some(canonical), also: Vec::new(), matched_by }
    }

    fn several(found: Vec<&'static str>, matched_by: &'static str) -> Option<Self> {
        let mut found = found.into_iter();
        let first = found.next()?;
        Some(Self { canonical: Some(first), also: found.collect(), matched_by })
    }

    /// The remark on a name that is not known.
    #[must_use]
    pub fn finding(&self) -> Option<Code> {
        self.canonical.is_none().then_some(Code::OrganizationUnknown)
    }
}

/// Names read before in one catalog, of one region, for names that come again. It holds at most [`Memo::MOST`] of them, none
/// longer than [`Memo::LONGEST`].
#[derive(Debug, Default)]
pub struct Memo {
    read: HashMap<String, OrganizationName>,
}

impl Memo {
    /// The most names that are kept.
    pub const MOST: usize = 20_000;
    /// The longest name that is kept, in bytes.
    pub const LONGEST: usize = 500;

    /// As [`read`]; the region is the same at every call.
    pub fn read(&mut self, name: &str, region: &Region) -> OrganizationName {
        if let Some(known) = self.read.get(name) {
            return known.clone();
        }
        let known = read(name, region);
        if self.read.len() < Self::MOST && name.len() <= Self::LONGEST {
            self.read.insert(name.to_owned(), known.clone());
        }
        known
    }
}

/// The agency that a name, as a region writes it, stands for.
#[must_use]
pub fn read(name: &str, region: &Region) -> OrganizationName {
    let whole = words(name);
    if let Some(canonical) = exact(&whole) {
        let mut also = departments::joined(&whole, |_| false);
        also.retain(|department| *department != canonical);
        return OrganizationName { canonical: Some(canonical), also, matched_by: "organization.alias" };
    }
    let found = part(name, &whole, region);
    if found.canonical.is_some() {
        return found;
    }
    match without_slips(&whole) {
        Some(righted) => match part(&righted.join(" "), &righted, region) {
            OrganizationName { canonical: Some(canonical), also, .. } => {
                OrganizationName { canonical: Some(canonical), also, matched_by: "organization.slip" }
            }
            unknown => unknown,
        },
        None => found,
    }
}

/// Everything but the exact name and slips of the pen.
fn part(name: &str, whole: &[String], region: &Region) -> OrganizationName {
    let (outside, inside) = brackets(name);
    let bare = words(&outside);
    if let Some(canonical) = exact(&bare).or_else(|| exact(whole)) {
        return OrganizationName::one(canonical, "organization.brackets");
    }
    if let Some(canonical) = provincial(&bare, region) {
        return OrganizationName::one(canonical, "organization.place");
    }
    if let Some(heading) = heading(&outside, region) {
        return heading;
    }
    let joined = departments::joined(without_front(&bare), |rest| passed_over(rest, region));
    if let Some(department) = OrganizationName::several(joined, "organization.department") {
        return department;
    }
    if let Some(canonical) = [bare.as_slice(), whole].into_iter().find_map(|words| placed(words, region)) {
        return OrganizationName::one(canonical, "organization.place");
    }
    if let Some(department) = abbreviation(without_front(&bare), region) {
        return department;
    }
    if let Some(canonical) = of_whom(&bare, region) {
        return OrganizationName::one(canonical, "organization.place");
    }
    let inside = words(&inside);
    match exact(&inside).or_else(|| placed(&inside, region)) {
        Some(canonical) => OrganizationName::one(canonical, "organization.brackets"),
        None => OrganizationName::UNKNOWN,
    }
}

/// The names by which an agency is known.
#[must_use]
pub fn aliases(canonical: &str) -> &'static [&'static str] {
    agencies().aliases.get(canonical).map_or(&[], Vec::as_slice)
}

/// `pusat`, `provinsi`, `kab/kota`, `bumn`, `bumd` or `swasta`.
#[must_use]
pub fn level(canonical: &str) -> Option<&'static str> {
    agencies().levels.get(canonical).copied()
}

/// A name with a place, class or branch behind it, or "Gerai" before it.
fn placed(words: &[String], region: &Region) -> Option<&'static str> {
    let behind_front = without_front(words);
    beginning(words, region).or_else(|| {
        if behind_front.len() == words.len() {
            return None;
        }
        exact(behind_front).or_else(|| beginning(behind_front, region))
    })
}

/// A department of a province that has a name of its own among agencies: "Dinas Pendidikan Provinsi Jawa Barat".
fn provincial(words: &[String], region: &Region) -> Option<&'static str> {
    let at = words.iter().position(|word| province_word(word)).filter(|at| *at > 0)?;
    let before = words.get(..at)?;
    let department = exact(before)
        .or_else(|| departments::joined(without_front(before), |_| false).first().copied())
        .or_else(|| placed(before, region))?;
    exact(&names::words(&format!("{department} Provinsi")))
}

fn province_word(word: &str) -> bool {
    matches!(word, "provinsi" | "prov" | "propinsi" | "pemprov")
}

/// A heading that names two agencies: "Dinas PUPR / Dinas Perkim", "BRI dan BNI", "Kesbangpol + Bappeda". Each has to be known.
fn heading(name: &str, region: &Region) -> Option<OrganizationName> {
    let parts: Vec<&str> = name
        .split(['/', '+', '&', ';', ','])
        .flat_map(|part| part.split(" dan "))
        .flat_map(|part| part.split(" DAN "))
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| part.len() >= 2)
        .collect();
    if !(2..=5).contains(&parts.len()) {
        return None;
    }
    let first_word = words(parts[0]).into_iter().next()?;
    let mut found: Vec<&'static str> = Vec::new();
    for part in parts {
        let own = words(part);
        let own = without_front(&own);
        let with_first = || {
            let mut with = vec![first_word.clone()];
            with.extend(own.iter().cloned());
            matches!(first_word.as_str(), "bpjs" | "bank" | "pengadilan" | "bagian").then(|| exact(&with)).flatten()
        };
        let known = exact(own).or_else(|| beginning_strictly(own, region)).or_else(with_first)?;
        if !found.contains(&known) {
            found.push(known);
        }
    }
    if let [ministry, office, ..] = found.as_slice()
        && OFFICES.contains(&(*ministry, *office))
    {
        found.remove(0);
    }
    OrganizationName::several(found, "organization.heading")
}

/// Offices with names of their own that a heading puts behind their ministry: "Kementerian Keuangan - Direktorat Jenderal Pajak".
const OFFICES: [(&str, &str); 7] = [
    ("Kementerian Keuangan", "Direktorat Jenderal Pajak"),
    ("Kementerian Keuangan", "Bea dan Cukai"),
    ("Kementerian Hukum", "Imigrasi"),
    ("Kementerian Hukum", "Lembaga Pemasyarakatan"),
    ("Kementerian Kesehatan", "Balai Kekarantinaan Kesehatan"),
    ("Kementerian Agama", "BPJPH"),
    ("Sekretariat Daerah", "Sekretariat Daerah (UKPBJ)"),
];

/// "UPTD PKB Dinas Perhubungan", "Bidang Paud Disdik Kota Bogor": an office of a department that stands behind it.
fn of_whom(words: &[String], region: &Region) -> Option<&'static str> {
    let at =
        words.iter().rposition(|word| matches!(word.as_str(), "dinas" | "kementerian") || (word.len() >= 6 && word.starts_with("dis")))?;
    let department = words.get(at..).filter(|_| at > 0)?;
    let joined = || departments::joined(department, |rest| passed_over(rest, region)).first().copied();
    exact(department).or_else(joined).or_else(|| beginning(department, region))
}

/// "Disnakerperin Kab. Batang": an abbreviation of departments, alone or with a place.
fn abbreviation(words: &[String], region: &Region) -> Option<OrganizationName> {
    let [first, rest @ ..] = words else { return None };
    let mut joined: Vec<&'static str> = departments::abbreviated(first);
    for (at, word) in rest.iter().enumerate() {
        if passed_over(&rest[at..], region) {
            break;
        }
        let more = departments::joined(&["dinas".to_owned(), word.clone()], |_| false);
        if more.is_empty() {
            return None;
        }
        joined.extend(more.into_iter().filter(|more| !joined.contains(more)).collect::<Vec<_>>());
    }
    if departments::abbreviated(first).is_empty() {
        return None;
    }
    OrganizationName::several(joined, "organization.department")
}

/// The text outside and inside of brackets.
fn brackets(name: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// The longest alias that a name begins with, where only a place, a class or a branch stands behind it, or the alias itself leaves no doubt.
fn beginning(words: &[String], region: &Region) -> Option<&'static str> {
    (1..words.len()).rev().take(12).find_map(|n| {
        let (alias, rest) = words.split_at(n);
        let canonical = exact(alias)?;
        let again = || exact(rest).or_else(|| beginning_strictly(rest, region)) == Some(canonical);
        (distinctive(alias) || passed_over(rest, region) || again()).then(|| of_province(canonical, rest))
    })
}

/// As [`beginning`], with nothing but a place, class or branch behind the alias.
fn beginning_strictly(words: &[String], region: &Region) -> Option<&'static str> {
    (1..words.len()).rev().take(12).find_map(|n| {
        let (alias, rest) = words.split_at(n);
        let canonical = exact(alias)?;
        passed_over(rest, region).then(|| of_province(canonical, rest))
    })
}

/// A department of the province where the province has one of its own.
fn of_province(canonical: &'static str, rest: &[String]) -> &'static str {
    let provincial = rest.iter().any(|word| province_word(word)) || matches!(gazetteer::find(&rest.join(" ")), Lookup::Province(_));
    let own = || exact(&words(&format!("{canonical} Provinsi")));
    if provincial { own().unwrap_or(canonical) } else { canonical }
}

#[cfg(test)]
mod tests;
