//! Names of agencies and services, with what happens to them when people type them.

use crate::Site;
use crate::dice::Dice;
use crate::plan::Manner;

/// An agency's name in this region.
pub fn agency(names: &[&str], site: &Site, manner: &Manner, dice: &mut Dice) -> String {
    let name = dice
        .pick(names)
        .replace("{r}", site.short_name())
        .replace("{k}", &site.abbreviated_name())
        .replace("{K}", &site.region_name)
        .replace("{p}", &site.province_name);
    if manner.loud_agencies { name.to_uppercase() } else { name }
}

/// A service's name in this region, with the sub-kind where there is one.
pub fn service(names: &[&str], kind: Option<&str>, manner: &Manner, dice: &mut Dice) -> String {
    let name = dice.pick(names).to_owned();
    let name = match kind {
        Some(kind) => match dice.below(4) {
            0 => format!("{name} ({kind})"),
            1 => format!("{name}: {}", kind.to_lowercase()),
            _ => format!("{name} - {kind}"),
        },
        None => name,
    };
    let name = if dice.below(1000) < manner.typos { misspelt(&name, dice) } else { name };
    let name = if manner.loud_services { name.to_uppercase() } else { name };
    if dice.chance(2) { format!("{name} ") } else { name }
}

/// Two letters inside a word change places.
fn misspelt(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let inside = |i: &usize| letters[*i - 1..*i + 3].iter().all(|c| c.is_ascii_lowercase()) && letters[*i] != letters[*i + 1];
    let places: Vec<usize> = (1..letters.len().saturating_sub(2)).filter(inside).collect();
    if let Some(&place) = places.get(dice.below(places.len())) {
        letters.swap(place, place + 1);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_keeps_the_letters() {
        let typo = misspelt("Penerbitan Paspor", &mut Dice::of(3, &["typo"]));
        assert_ne!(typo, "Penerbitan Paspor");
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(sorted(&typo), sorted("Penerbitan Paspor"));
        assert_eq!(misspelt("KTP", &mut Dice::of(3, &["typo"])), "KTP");
    }
}
