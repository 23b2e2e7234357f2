//! How regions write things down: durations, costs, hours and names in the many spellings that are met in real feeds.

pub mod cost;
pub mod duration;
pub mod hours;
pub mod name;

use crate::dice::Dice;
use crate::plan::Manner;

/// One of `spellings`: mostly the one that the region likes best, else any.
fn spelling<'a>(spellings: &[&'a str], manner: &Manner, dice: &mut Dice) -> &'a str {
    if dice.chance(65) { spellings[manner.taste % spellings.len()] } else { dice.pick(spellings) }
}

/// `7` as `tujuh`: numbers under a hundred.
fn in_words(n: usize) -> String {
    const ONES: [&str; 12] = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
    match n {
        0..=11 => ONES[n].to_owned(),
        12..=19 => format!("{} belas", ONES[n - 10]),
        _ if n.is_multiple_of(10) => format!("{} puluh", in_words(n / 10)),
        _ => format!("{} puluh {}", in_words(n / 10), ONES[n % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        assert_eq!(
            [in_words(7), in_words(14), in_words(20), in_words(98)],
            ["tujuh", "empat belas", "dua puluh", "sembilan puluh delapan"]
        );
    }
}
