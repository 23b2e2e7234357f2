//! What kind of instance a region runs: its format, its size and its manners, all out of the seed and the region's code.

use crate::Site;
use crate::dice::Dice;

/// A wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// HSDS-UK 3.0, pages of services.
    HsdsPaged,
    /// HSDS-UK 3.0, one document.
    HsdsBulk,
    /// Agencies with their services inside.
    Nested,
    /// Flat rows that name their agency by its place in a list.
    Rows,
    /// Pages in an envelope; some regions give most fields only in a document for each service.
    Envelope,
}

impl Format {
    /// All.
    pub const ALL: [Self; 5] = [Self::HsdsPaged, Self::HsdsBulk, Self::Nested, Self::Rows, Self::Envelope];

    /// Whether an instance's own address is a document of the format, and not only a page for people.
    pub(crate) fn has_root(self) -> bool {
        self == Self::HsdsPaged
    }

    /// The adapter that reads it, as a source declares it.
    #[must_use]
    pub fn adapter(self) -> &'static str {
        match self {
            Self::HsdsPaged | Self::HsdsBulk => "hsds",
            Self::Nested | Self::Rows | Self::Envelope => "json",
        }
    }
}

/// What kind of instance a region runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How it writes.
    pub format: Format,
    /// The list holds only basic fields, and the reader must follow it to each service.
    pub details: bool,
    /// It reports figures.
    pub statistics: bool,
    /// How many services.
    pub services: usize,
    /// How many agencies.
    pub agencies: usize,
    /// How it writes.
    pub manner: Manner,
}

/// How a region writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    /// Agency names in capitals.
    pub loud_agencies: bool,
    /// Service names in capitals.
    pub loud_services: bool,
    /// In a thousand names, how many are misspelt.
    pub typos: usize,
    /// Which spelling it likes best; each table takes this modulo its own length.
    pub taste: usize,
    /// Says something of each service.
    pub describes: bool,
    /// Writes the steps down.
    pub procedures: bool,
    /// `Loket`, `Gerai`, ….
    pub counter: &'static str,
}

/// The fewest and the most services of a real hall.
const SERVICES: std::ops::RangeInclusive<f64> = 28.0..=328.0;
/// The fewest and the most agencies of a real hall.
const AGENCIES: std::ops::RangeInclusive<usize> = 9..=47;

impl Plan {
    /// The plan of `site`; `services` forces the number of services, `formats` is what may be chosen from.
    pub fn of(seed: u64, site: &Site, services: Option<usize>, formats: &[Format]) -> Self {
        let mut dice = Dice::of(seed, &["plan", &site.slug()]);
        let format = formats.get(dice.below(formats.len())).copied().unwrap_or(Format::HsdsPaged);
        let followed = dice.below(100);
        let details = match format {
            Format::HsdsPaged => followed < 15,
            Format::Envelope => followed < 50,
            _ => false,
        };
        let statistics = dice.chance(60) && format.adapter() == "json";
        let drawn = lognormal(&mut dice);
        let services = services.unwrap_or(drawn).max(1);
        let agencies = agencies(services, &mut dice);
        Self { format, details, statistics, services, agencies, manner: Manner::drawn(&mut dice) }
    }
}

/// Most between 40 and 120, a heavy tail to 328.
fn lognormal(dice: &mut Dice) -> usize {
    let drawn = (66.0_f64.ln() + 0.52 * dice.normal()).exp();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 28..=328")]
    let whole = drawn.clamp(*SERVICES.start(), *SERVICES.end()) as usize;
    whole
}

fn agencies(services: usize, dice: &mut Dice) -> usize {
    let usual = 9 + services.saturating_sub(28) * 24 / 300 + dice.between(0, 14);
    usual.clamp(*AGENCIES.start(), *AGENCIES.end()).min(services.div_ceil(2))
}

impl Manner {
    fn drawn(dice: &mut Dice) -> Self {
        Self {
            loud_agencies: dice.chance(15),
            loud_services: dice.chance(8),
            typos: dice.between(0, 25),
            taste: dice.below(1 << 16),
            describes: dice.chance(75),
            procedures: dice.chance(70),
            counter: dice.pick(&["Loket", "Loket", "Gerai", "Tenant", "Counter"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::examples::sites;

    fn plans() -> Vec<Plan> {
        let site = &sites()[0];
        (0..400).map(|seed| Plan::of(seed, site, None, &Format::ALL)).collect()
    }

    #[test]
    fn sizes_are_as_in_reality() {
        let plans = plans();
        assert!(plans.iter().all(|plan| (28..=328).contains(&plan.services) && AGENCIES.contains(&plan.agencies)));
        let usual = plans.iter().filter(|plan| (40..=120).contains(&plan.services)).count();
        assert!((240..380).contains(&usual), "{usual} of 400 between 40 and 120");
        assert!(plans.iter().any(|plan| plan.services > 180), "the tail is heavy");
    }

    #[test]
    fn every_format_occurs() {
        let plans = plans();
        for format in Format::ALL {
            assert!(plans.iter().filter(|plan| plan.format == format).count() > 40, "{format:?}");
        }
    }

    #[test]
    fn a_number_of_services_can_be_forced() {
        assert_eq!(Plan::of(1, &sites()[1], Some(328), &Format::ALL).services, 328);
    }
}
