//! Chance that is the same every time: a small generator, seeded by hashing the farm's seed with the names of what is asked.
//! Each thing has its own dice, so that a new question somewhere does not change the answers elsewhere.

/// A seeded generator (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// The dice of the thing that `name` names.
    pub fn of(seed: u64, name: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        for part in name {
            hasher.update(part.as_bytes()).update(&[0x1f]);
        }
        let mut first = [0_u8; 8];
        hasher.finalize_xof().fill(&mut first);
        Self(u64::from_le_bytes(first))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to just under `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let drawn = self.next();
        if n == 0 { 0 } else { usize::try_from(drawn % n as u64).unwrap_or(0) }
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `these`, which must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, these: &[&'a T]) -> &'a T {
        these[self.below(these.len())]
    }

    /// A number from 0 to just under 1.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what an f64 holds")]
        let drawn = (self.next() >> 11) as f64;
        drawn / (1_u64 << 53) as f64
    }

    /// A draw from the normal distribution, near enough: mean 0, deviation 1, never beyond 6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_throws_the_same() {
        let throw = |seed, name: &str| Dice::of(seed, &[name]).below(1_000_000);
        assert_eq!(throw(7, "a"), throw(7, "a"));
        assert_ne!(throw(7, "a"), throw(7, "b"));
        assert_ne!(throw(7, "a"), throw(8, "a"));
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut dice = Dice::of(1, &["bounds"]);
        for _ in 0..1_000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert!((0.0..1.0).contains(&dice.unit()));
        }
    }
}
