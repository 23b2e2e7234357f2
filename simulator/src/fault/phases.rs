//! When an instance is good and when it is not: by the seed, the same every time.

use super::Item;
use crate::dice::Dice;

/// The last cycle in which a fault may begin.
const FIRST: usize = 6;
/// The most cycles that a fault lasts, where its item does not say.
const LONGEST: usize = 2;

/// What an instance is in one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Good, before or after its fault.
    Good,
    /// Faulty, for the nth time, from 0.
    Fault(u32),
}

/// The plan of one instance: good, faulty for some cycles, good for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phases {
    /// The first faulty cycle, from 0; at least 1.
    pub begins: u32,
    /// How many cycles are faulty.
    pub lasts: u32,
}

impl Phases {
    /// The plan of an item under a seed.
    #[must_use]
    pub fn of(seed: u64, item: &Item) -> Self {
        let mut dice = Dice::of(seed, &["phases", item.name]);
        let mut drawn = |low, high| u32::try_from(dice.between(low, high)).unwrap_or(1);
        // Few at once, as in reality: when half of a nation fails in one cycle, a harvester rightly suspects itself.
        let (begins, lasts) = (drawn(1, FIRST), drawn(1, LONGEST));
        Self { begins, lasts: item.lasts.unwrap_or(lasts) }
    }

    /// What the instance is in a cycle.
    #[must_use]
    pub fn at(self, cycle: u32) -> Phase {
        match cycle.checked_sub(self.begins) {
            Some(nth) if nth < self.lasts => Phase::Fault(nth),
            _ => Phase::Good,
        }
    }

    /// The first cycle in which it is good again.
    #[must_use]
    pub fn heals(self) -> u32 {
        self.begins + self.lasts
    }
}

#[cfg(test)]
mod tests {
    use super::super::ITEMS;
    use super::*;

    #[test]
    fn good_then_faulty_then_good() {
        let phases = Phases { begins: 2, lasts: 2 };
        let seen: Vec<Phase> = (0..6).map(|cycle| phases.at(cycle)).collect();
        assert_eq!(seen, [Phase::Good, Phase::Good, Phase::Fault(0), Phase::Fault(1), Phase::Good, Phase::Good]);
    }

    #[test]
    fn another_seed_gives_other_offsets() {
        let plan = |seed| ITEMS.iter().flat_map(|level| level.iter()).map(|item| Phases::of(seed, item)).collect::<Vec<_>>();
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
        assert!(plan(1).iter().all(|phases| phases.begins >= 1), "every instance is good at first");
    }
}
