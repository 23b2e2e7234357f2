//! What a service costs, as regions write it.

use super::spelling;
use crate::dice::Dice;
use crate::plan::Manner;

/// A cost as written, and the amount in whole rupiah where it is one amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// As written; `None` where the region leaves it out.
    pub text: Option<String>,
    /// In rupiah.
    pub amount: Option<u64>,
}

/// `cost` of the tables in words.
pub fn cost(cost: &str, manner: &Manner, dice: &mut Dice) -> Cost {
    match dice.below(100) {
        0 | 1 => return Cost::default(),
        2 | 3 => return Cost { text: Some("-".to_owned()), amount: None },
        _ => {}
    }
    if let Ok(amount) = cost.parse() {
        return self::amount(amount, manner, dice);
    }
    let text = match (cost, cost.split_once('/'), cost.split_once('-')) {
        ("free", _, _) => return Cost { text: Some(free(manner, dice)), amount: Some(0) },
        ("rule", _, _) => spelling(&BY_RULE, manner, dice).to_owned(),
        ("?", _, _) => "-".to_owned(),
        (_, Some((number, unit)), _) if number.bytes().all(|b| b.is_ascii_digit()) => {
            format!("Rp {} per {unit}", thousands(number.parse().unwrap_or(0)))
        }
        (_, _, Some((low, high))) => match (low.parse(), high.parse()) {
            (Ok(low), Ok(high)) => range(low, high, manner, dice),
            _ => cost.to_owned(),
        },
        _ => cost.to_owned(),
    };
    Cost { text: Some(text), amount: None }
}

const BY_RULE: [&str; 6] = [
    "Sesuai ketentuan",
    "Sesuai ketentuan yang berlaku",
    "sesuai ketentuan",
    "Sesuai Perda tentang Pajak Daerah dan Retribusi Daerah",
    "Sesuai tarif PNBP",
    "Sesuai peraturan perundang-undangan",
];

fn free(manner: &Manner, dice: &mut Dice) -> String {
    const SPELLINGS: [&str; 10] = [
        "Gratis",
        "Tidak dipungut biaya",
        "GRATIS",
        "Tidak dikenakan biaya",
        "Gratis (Tidak Dipungut Biaya)",
        "Rp 0,-",
        "Nihil",
        "tanpa dipungut biaya",
        "Rp. 0",
        "Gratis / tidak dipungut biaya",
    ];
    spelling(&SPELLINGS, manner, dice).to_owned()
}

fn amount(amount: u64, manner: &Manner, dice: &mut Dice) -> Cost {
    let number = thousands(amount);
    let text = match spelling(&["Rp ,-", "Rp. ", "Rp", "Rp. ,-", "bare", "each", "rb"], manner, dice) {
        "Rp ,-" => format!("Rp {number},-"),
        "Rp. " => format!("Rp. {number}"),
        "Rp. ,-" => format!("Rp. {number},-"),
        "bare" => number,
        "each" => format!("Biaya Rp {number}"),
        "rb" if amount < 1_000_000 && amount.is_multiple_of(1000) => format!("{}rb", amount / 1000),
        _ => format!("Rp{number}"),
    };
    Cost { text: Some(text), amount: Some(amount) }
}

fn range(low: u64, high: u64, manner: &Manner, dice: &mut Dice) -> String {
    let (low, high) = (thousands(low), thousands(high));
    match spelling(&["-", "s.d.", "sampai"], manner, dice) {
        "s.d." => format!("Rp. {low} s.d. Rp. {high}"),
        "sampai" => format!("Rp{low} sampai Rp{high}"),
        _ => format!("Rp {low} - Rp {high}"),
    }
}

/// `355000` as `355.000`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Format, Plan};
    use crate::site::examples::sites;

    fn spelt(text: &str) -> Vec<Cost> {
        let manner = Plan::of(1, &sites()[0], None, &Format::ALL).manner;
        (0..300).map(|n| cost(text, &manner, &mut Dice::of(n, &["cost"]))).collect()
    }

    #[test]
    fn an_amount_keeps_its_figure() {
        assert_eq!(thousands(1_250_000), "1.250.000");
        let all = spelt("355000");
        assert!(all.iter().any(|cost| cost.text.as_deref() == Some("Rp 355.000,-")), "{all:?}");
        assert!(all.iter().filter_map(|cost| cost.amount).all(|amount| amount == 355_000));
    }

    #[test]
    fn free_unknown_and_by_rule_are_three_things() {
        assert!(spelt("free").contains(&Cost { text: Some("Gratis".into()), amount: Some(0) }));
        assert!(spelt("free").contains(&Cost { text: Some("-".into()), amount: None }));
        assert!(spelt("rule").iter().all(|cost| cost.amount.is_none()));
        assert!(spelt("50000/sertipikat").iter().any(|cost| cost.text.as_deref() == Some("Rp 50.000 per sertipikat")));
    }
}
