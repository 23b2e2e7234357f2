//! A cost as a person writes it: `Rp50.000 per lembar`. Reading it again gives the same figures.

use std::fmt;

use crate::model::{Cost, CostKind};

/// Rupiah with points: `Rp50.000`.
struct Rupiah(u64);

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        f.write_str("Rp")?;
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

struct Per<'a>(Option<&'a str>);

impl fmt::Display for Per<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.into_iter().flat_map(|per| per.split('/')).try_for_each(|unit| write!(f, " per {unit}"))
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CostKind::Free => f.write_str("Gratis")?,
            CostKind::Amount { idr } => write!(f, "{}", Rupiah(*idr))?,
            CostKind::Range { min: 0, max, per } => write!(f, "maksimal {}{}", Rupiah(*max), Per(per.as_deref()))?,
            CostKind::Range { min, max, per } => write!(f, "{} - {}{}", Rupiah(*min), Rupiah(*max), Per(per.as_deref()))?,
            CostKind::AtLeast { min, per } => write!(f, "mulai {}{}", Rupiah(*min), Per(per.as_deref()))?,
            CostKind::Mixed { max: Some(max) } => write!(f, "Gratis, atau {}", Rupiah(*max))?,
            CostKind::Mixed { max: None } => f.write_str("Gratis, namun ada biaya lain")?,
            CostKind::PerUnit { idr, per } => write!(f, "{}{}", Rupiah(*idr), Per(Some(per)))?,
            CostKind::Formula { expression } => return f.write_str(expression),
            CostKind::ByRule => return write!(f, "sesuai {}", self.basis.as_deref().unwrap_or("ketentuan")),
            CostKind::Foreign { amount, currency, per } => write!(f, "{amount} {currency}{}", Per(per.as_deref()))?,
        }
        match &self.basis {
            Some(basis) => write!(f, " (sesuai {basis})"),
            None => Ok(()),
        }
    }
}
