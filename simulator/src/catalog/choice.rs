//! Which agencies have a counter in a hall, and which of their services it lists.

use crate::base::{self, base};
use crate::dice::Dice;

/// A service that a hall lists.
pub struct Pick {
    /// Its agency's place among the chosen.
    pub agency: usize,
    /// Of what kind.
    pub service: &'static base::Service,
    /// Listed apart for this sub-kind.
    pub kind: Option<&'static str>,
    score: usize,
}

/// Sub-kinds that any service may have, for halls that list more than the tables hold.
const ANY_KIND: [&str; 10] = [
    "Perpanjangan",
    "Penggantian karena hilang",
    "Perubahan Data",
    "Konsultasi",
    "Legalisir",
    "Pengaduan",
    "Permohonan Kolektif",
    "Layanan Prioritas Lansia dan Disabilitas",
    "Badan Usaha",
    "Perorangan",
];

/// In a hundred, how often a hall has an agency that few have; and what that adds to its weight.
const UNUSUAL: usize = 12;
const BROUGHT: usize = 55;

/// `count` agencies, the usual ones more often.
pub fn agencies(seed: u64, slug: &str, count: usize) -> Vec<&'static base::Agency> {
    let mut dice = Dice::of(seed, &["agencies", slug]);
    let mut score = |kind: &base::Agency| {
        let unusual = kind.weight < 50 && dice.chance(UNUSUAL);
        kind.weight + dice.below(45) + if unusual { BROUGHT } else { 0 }
    };
    let mut scored: Vec<(usize, &base::Agency)> = base().agencies.iter().map(|kind| (score(kind), kind)).collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.key.cmp(b.1.key)));
    scored.into_iter().take(count).map(|(_, kind)| kind).collect()
}

/// `count` services of these agencies: at least one of each, then the usual ones, then sub-kinds.
pub fn services(seed: u64, slug: &str, count: usize, agencies: &[&'static base::Agency]) -> Vec<Pick> {
    let mut dice = Dice::of(seed, &["services", slug]);
    let mut pool: Vec<Pick> = Vec::new();
    for (agency, kind) in agencies.iter().enumerate() {
        for (place, service) in kind.services.iter().enumerate() {
            let usual = match place {
                0 => 0,
                _ if service.rare => 22 + dice.below(60),
                _ => 10 + place * 4 + dice.below(40),
            };
            pool.push(Pick { agency, service, kind: None, score: usual });
            for kind in &service.kinds {
                pool.push(Pick { agency, service, kind: Some(kind), score: usual + 25 + dice.below(60) });
            }
            for kind in ANY_KIND.iter().filter(|kind| !service.kinds.iter().any(|own| own.eq_ignore_ascii_case(kind))) {
                pool.push(Pick { agency, service, kind: Some(kind), score: 1000 + dice.below(1000) });
            }
        }
    }
    pool.sort_by_key(|pick| pick.score);
    pool.truncate(count);
    pool.sort_by_key(|pick| pick.agency);
    pool
}
