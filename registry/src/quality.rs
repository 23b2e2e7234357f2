//! How good a source's catalog is, in one figure of 100 that a region can raise: completeness by the six components of a service standard that are to
//! be published (UU 25/2009 and PermenPANRB 15/2014, the part of service delivery), freshness, validity, and mapping to the national terms. Pure.

use std::time::Duration;

/// Published within this is fresh.
const FRESH: Duration = Duration::from_secs(2 * 24 * 3600);
/// And after this it counts for nothing.
const STALE: Duration = Duration::from_secs(30 * 24 * 3600);

/// What one part weighs; together they are 100.
const COMPLETENESS: f64 = 40.0;
const FRESHNESS: f64 = 20.0;
const VALIDITY: f64 = 20.0;
const MAPPING: f64 = 20.0;

/// A component of the service standard that is to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Component {
    /// Persyaratan.
    Requirements,
    /// Sistem, mekanisme, dan prosedur.
    Procedure,
    /// Jangka waktu.
    Duration,
    /// Biaya atau tarif.
    Cost,
    /// Produk pelayanan: what one gets, which a service tells in its description.
    Product,
    /// Penanganan pengaduan: a telephone, e-mail or web address of the agency or of the hall.
    Complaints,
}

impl Component {
    /// In the order of the regulation.
    pub const ALL: [Self; 6] = [Self::Requirements, Self::Procedure, Self::Duration, Self::Cost, Self::Product, Self::Complaints];

    /// For people: Indonesian and English.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Requirements => ("persyaratan", "requirements"),
            Self::Procedure => ("prosedur", "procedure"),
            Self::Duration => ("jangka waktu", "duration"),
            Self::Cost => ("biaya", "cost"),
            Self::Product => ("produk layanan (keterangan)", "product (description)"),
            Self::Complaints => ("saluran pengaduan", "complaint channel"),
        }
    }
}

/// A catalog, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Services that are served.
    pub services: u32,
    /// Of these: those that tell each component, in the order of [`Component::ALL`].
    pub told: [u32; 6],
    /// Of these: those with a national term.
    pub mapped: u32,
    /// Records that were refused.
    pub refused: u32,
    /// Values that were not understood.
    pub doubtful: u32,
    /// Since the source last answered well; `None`: never.
    pub age: Option<Duration>,
}

/// What a region can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Tell a component at so many services.
    Tell(Component, u32),
    /// Repair so many refused records.
    Repair(u32),
    /// Write so many values so that they are understood.
    Clarify(u32),
    /// Call so many services by their national names.
    Name(u32),
    /// Publish again: it is so many days old.
    Publish(Option<u64>),
}

impl Step {
    /// For people, in Indonesian.
    #[must_use]
    pub fn sentence(&self) -> String {
        match *self {
            Self::Tell(component, count) => format!("Lengkapi {} pada {count} layanan", component.name().0),
            Self::Repair(count) => format!("Perbaiki {count} data yang ditolak"),
            Self::Clarify(count) => format!("Tulis ulang {count} isian yang tidak terbaca"),
            Self::Name(count) => format!("Pakai nama baku nasional untuk {count} layanan"),
            Self::Publish(Some(days)) => format!("Terbitkan lagi: data sudah {days} hari"),
            Self::Publish(None) => "Terbitkan katalog pertama Anda".to_owned(),
        }
    }

    /// For people, in English.
    #[must_use]
    pub fn sentence_en(&self) -> String {
        match *self {
            Self::Tell(component, count) => format!("Tell the {} of {count} services", component.name().1),
            Self::Repair(count) => format!("Repair {count} records that are refused"),
            Self::Clarify(count) => format!("Write {count} values so that they are understood"),
            Self::Name(count) => format!("Use the national names for {count} services"),
            Self::Publish(Some(days)) => format!("Publish again: the data are {days} days old"),
            Self::Publish(None) => "Publish your first catalog".to_owned(),
        }
    }
}

/// A step, and the points that it would bring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Advice {
    /// What to do.
    pub step: Step,
    /// So much the figure would rise.
    pub gain: f64,
}

/// A catalog's quality.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// 0 to 100.
    pub total: f64,
    /// Of [`COMPLETENESS`], [`FRESHNESS`], [`VALIDITY`], [`MAPPING`]: what was reached, and what could be.
    pub parts: [(f64, f64); 4],
    /// What to do next, what brings most first.
    pub advice: Vec<Advice>,
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { (f64::from(part) / f64::from(whole)).min(1.0) }
}

fn freshness(age: Option<Duration>) -> f64 {
    let Some(age) = age else { return 0.0 };
    let over = age.saturating_sub(FRESH).as_secs_f64() / (STALE - FRESH).as_secs_f64();
    (1.0 - over).max(0.0)
}

/// Judges a catalog. One without services has no quality but what it could have.
#[must_use]
pub fn quality(counts: &Counts) -> Quality {
    let each = COMPLETENESS / 6.0;
    let shares = counts.told.map(|told| share(told, counts.services));
    let complete: f64 = shares.iter().map(|share| share * each).sum();
    let fresh = if counts.services == 0 { 0.0 } else { freshness(counts.age) * FRESHNESS };
    // Three quarters are for records that are good enough to be kept, one for values that are understood.
    let kept = share(counts.services, counts.services.saturating_add(counts.refused));
    let clear = if counts.services == 0 { 0.0 } else { 1.0 - share(counts.doubtful, counts.services.saturating_mul(2)) };
    let (kept_weight, clear_weight) = (VALIDITY * 0.75, VALIDITY * 0.25);
    let valid = kept * kept_weight + clear * clear_weight;
    let mapped = share(counts.mapped, counts.services) * MAPPING;
    let missing = Component::ALL.into_iter().zip(counts.told).zip(shares);
    let mut advice: Vec<Advice> = missing
        .map(|((component, told), share)| Advice {
            step: Step::Tell(component, counts.services.saturating_sub(told)),
            gain: (1.0 - share) * each,
        })
        .collect();
    advice.push(Advice { step: Step::Repair(counts.refused), gain: (1.0 - kept) * kept_weight });
    advice.push(Advice { step: Step::Clarify(counts.doubtful), gain: (1.0 - clear) * clear_weight });
    advice.push(Advice { step: Step::Name(counts.services.saturating_sub(counts.mapped)), gain: MAPPING - mapped });
    advice.push(Advice { step: Step::Publish(counts.age.map(|age| age.as_secs() / 86_400)), gain: FRESHNESS - fresh });
    advice.retain(|advice| advice.gain >= 0.05);
    if counts.services == 0 {
        advice.retain(|advice| matches!(advice.step, Step::Publish(_) | Step::Repair(1..)));
    }
    advice.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    Quality {
        total: complete + fresh + valid + mapped,
        parts: [(complete, COMPLETENESS), (fresh, FRESHNESS), (valid, VALIDITY), (mapped, MAPPING)],
        advice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn perfect() -> Counts {
        Counts { services: 100, told: [100; 6], mapped: 100, refused: 0, doubtful: 0, age: Some(Duration::from_secs(3600)) }
    }

    #[test]
    fn what_lacks_nothing_has_all_points_and_nothing_to_do() {
        let quality = quality(&perfect());
        assert!((quality.total - 100.0).abs() < 1e-9, "{quality:?}");
        assert!(quality.advice.is_empty());
    }

    #[test]
    fn each_gain_is_what_the_figure_rises_by_when_the_step_is_taken() {
        let counts = Counts { told: [100, 40, 100, 100, 0, 100], refused: 25, doubtful: 30, mapped: 80, ..perfect() };
        let before = quality(&counts);
        assert_eq!(before.advice[0].step, Step::Tell(Component::Product, 100));
        for advice in &before.advice {
            let mut after = counts.clone();
            match advice.step {
                Step::Tell(component, _) => {
                    let at = Component::ALL.iter().position(|one| *one == component).unwrap();
                    after.told[at] = after.services;
                }
                Step::Repair(_) => after.refused = 0,
                Step::Clarify(_) => after.doubtful = 0,
                Step::Name(_) => after.mapped = after.services,
                Step::Publish(_) => after.age = Some(Duration::ZERO),
            }
            let rise = quality(&after).total - before.total;
            assert!((rise - advice.gain).abs() < 1e-9, "{advice:?} brought {rise}");
        }
    }

    #[test]
    fn age_takes_points_away_little_by_little() {
        let at = |days: u64| quality(&Counts { age: Some(Duration::from_secs(days * 86_400)), ..perfect() }).total;
        assert!((at(2) - 100.0).abs() < 1e-9 && at(10) < at(5) && (at(30) - 80.0).abs() < 1e-9 && (at(300) - 80.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_no_quality_and_no_division_by_zero() {
        let nothing = quality(&Counts::default());
        assert_eq!(nothing.total, 0.0);
        assert_eq!(nothing.advice.iter().map(|advice| advice.step).collect::<Vec<_>>(), [Step::Publish(None)]);
        let refused = quality(&Counts { refused: 7, ..Counts::default() });
        assert!(refused.advice.iter().any(|advice| advice.step == Step::Repair(7)));
    }
}
