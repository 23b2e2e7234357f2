//! Regional departments by what they are for: every region joins other topics under one roof ("Dinas Sosial, Pemberdayaan Perempuan dan
//! Perlindungan Anak") and shortens the name its own way ("Disnakerperin"). The first topic names the department, the others stand beside.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gazetteer::table;

use super::names::{agencies, words};

struct Topics {
    /// Topics as words without spaces.
    topics: HashMap<String, &'static str>,
    /// What abbreviations are put together from.
    chunks: HashMap<String, &'static str>,
}

/// The longest topic ("pendidikan kebudayaan kepemudaan olahraga") has this many words at most.
const LONGEST: usize = 7;

static TOPICS: LazyLock<Topics> = LazyLock::new(|| {
    let mut topics = Topics { topics: HashMap::new(), chunks: HashMap::new() };
    for row in table::rows(include_str!("../../../data/departments.csv")) {
        let (Some(canonical), Some(topic), Some(kind)) = (row.get("canonical"), row.get("topic"), row.get("kind")) else { continue };
        let Some((canonical, _)) = agencies().aliases.get_key_value(canonical) else { continue };
        let table = if kind == "chunk" { &mut topics.chunks } else { &mut topics.topics };
        table.insert(words(topic).concat(), *canonical);
    }
    topics
});

/// The departments that "Dinas X, Y dan Z" joins; empty where a word is no topic. `place` tells how many words at an end say where.
pub(super) fn joined(words: &[String], place: impl Fn(&[String]) -> bool) -> Vec<&'static str> {
    let [first, rest @ ..] = words else { return Vec::new() };
    if !matches!(first.as_str(), "dinas" | "dins" | "sudin") || rest.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(behind) = rest.get(at..).filter(|behind| !behind.is_empty()) {
        let topic = (1..=LONGEST.min(behind.len())).rev().find_map(|n| {
            let topic = TOPICS.topics.get(&behind.get(..n)?.concat())?;
            Some((*topic, n))
        });
        match topic {
            Some((topic, n)) => {
                add(&mut found, topic);
                at += n;
            }
            None if !found.is_empty() && place(behind) => break,
            None => {
                let mut parts = Vec::new();
                if behind[0].len() < 5 || !behind[0].is_ascii() || !parted(&behind[0], &mut parts) {
                    return Vec::new();
                }
                parts.into_iter().for_each(|part| add(&mut found, part));
                at += 1;
            }
        }
    }
    in_order(found)
}

/// The departments that an abbreviation joins: "disnakerperin" is tenaga kerja and perindustrian. Every letter has to belong to a part.
pub(super) fn abbreviated(word: &str) -> Vec<&'static str> {
    if word.len() > 30 || !word.is_ascii() {
        return Vec::new();
    }
    let rest = ["dinas", "dis", "din"].iter().find_map(|front| word.strip_prefix(front));
    let Some(rest) = rest.filter(|rest| rest.len() >= 3) else { return Vec::new() };
    let mut parts = Vec::new();
    if parted(rest, &mut parts) { in_order(parts) } else { Vec::new() }
}

/// Parts a text into chunks, the longest first.
fn parted(text: &str, parts: &mut Vec<&'static str>) -> bool {
    if text.is_empty() {
        return true;
    }
    for n in (2..=text.len().min(14)).rev() {
        let Some((front, behind)) = text.split_at_checked(n) else { continue };
        if let Some(chunk) = TOPICS.chunks.get(front) {
            let before = parts.len();
            parts.push(chunk);
            if parted(behind, parts) {
                return true;
            }
            parts.truncate(before);
        }
    }
    false
}

fn add(found: &mut Vec<&'static str>, topic: &'static str) {
    if !found.contains(&topic) {
        found.push(topic);
    }
}

/// Housing with the environment is known as the environment's; otherwise the first stays first.
fn in_order(parts: Vec<&'static str>) -> Vec<&'static str> {
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        add(&mut found, part);
    }
    if found.first() == Some(&"Dinas Perumahan Rakyat dan Kawasan Permukiman")
        && let Some(at) = found.iter().position(|part| *part == "Dinas Lingkungan Hidup")
    {
        found.swap(0, at);
    }
    found
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak", &["Dinas Sosial", "Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana"])]
    #[case("Dinas Perumahan, Permukiman dan Lingkungan Hidup", &["Dinas Lingkungan Hidup", "Dinas Perumahan Rakyat dan Kawasan Permukiman"])]
    #[case("Dinas Perdagangan, Koperasi dan Tenaga Kerja", &["Dinas Koperasi dan UKM", "Dinas Tenaga Kerja"])]
    #[case("Dinas Perindagkop dan UKM", &["Dinas Koperasi dan UKM"])]
    #[case("Dinas Ajaib", &[])]
    #[case("Dinas Kesehatan Ajaib", &[])]
    fn joined_departments(#[case] name: &str, #[case] expected: &[&str]) {
        assert_eq!(joined(&words(name), |_| false), expected);
    }

    #[rstest]
    #[case("disnakerperin", &["Dinas Tenaga Kerja", "Dinas Koperasi dan UKM"])]
    #[case("disbudparpora", &["Dinas Pariwisata", "Dinas Kepemudaan dan Olahraga"])]
    #[case("diskopumkmdag", &["Dinas Koperasi dan UKM"])]
    #[case("dispenser", &[])]
    #[case("diskon", &[])]
    fn abbreviated_departments(#[case] name: &str, #[case] expected: &[&str]) {
        assert_eq!(abbreviated(name), expected);
    }
}
