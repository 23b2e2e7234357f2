//! What is missing where, and where the nearest is: services that regions do not offer, and regions without an MPP. Pure.
//!
//! A region whose catalog nobody has is unknown: it is never counted as one that does not offer a service.

use std::collections::BTreeSet;

use crate::model::{Region, RegionCode};

/// A region that lacks something, and the nearest that has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lack<'a> {
    /// Which.
    pub region: &'a Region,
    /// The nearest that has it, and how far its point is; `None`: none has it.
    pub nearest: Option<(&'a Region, f64)>,
}

/// The regions of `lacking`, each with the nearest of `having`: the farthest first, then by code.
#[must_use]
pub fn nearest<'a>(regions: &'a [Region], lacking: impl Fn(&Region) -> bool, having: &BTreeSet<RegionCode>) -> Vec<Lack<'a>> {
    let have: Vec<&Region> = regions.iter().filter(|region| having.contains(&region.code)).collect();
    let nearest = |region: &Region| {
        let far = have.iter().map(|one| (*one, region.point.distance_km(one.point)));
        far.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.code.cmp(&b.0.code)))
    };
    let mut lacks: Vec<Lack<'a>> =
        regions.iter().filter(|region| lacking(region)).map(|region| Lack { region, nearest: nearest(region) }).collect();
    let far = |lack: &Lack<'_>| lack.nearest.map_or(f64::INFINITY, |(_, km)| km);
    lacks.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.region.code.cmp(&b.region.code)));
    lacks
}

/// Who offers a service, who has a catalog without it, and of whom nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Regions that offer it.
    pub offered: u32,
    /// Regions that have a catalog, without it.
    pub not_listed: u32,
    /// Their inhabitants.
    pub population_not_listed: u64,
    /// Regions without a catalog.
    pub unknown: u32,
    /// Their inhabitants.
    pub population_unknown: u64,
    /// Provinces of which at least one region has a catalog and none offers it.
    pub provinces_without: Vec<RegionCode>,
}

/// How far a service that `offering` regions offer reaches, of those that have a catalog.
#[must_use]
pub fn reach(regions: &[Region], offering: &BTreeSet<RegionCode>, with_catalog: &BTreeSet<RegionCode>) -> Reach {
    let mut reach = Reach::default();
    let (mut with, mut known) = (BTreeSet::new(), BTreeSet::new());
    for region in regions {
        if offering.contains(&region.code) {
            reach.offered += 1;
            with.insert(region.province);
        } else if with_catalog.contains(&region.code) {
            reach.not_listed += 1;
            reach.population_not_listed += u64::from(region.population);
            known.insert(region.province);
        } else {
            reach.unknown += 1;
            reach.population_unknown += u64::from(region.population);
        }
    }
    reach.provinces_without = known.difference(&with).copied().collect();
    reach
}

/// What lies so far beyond the quarters that something is probably wrong with it: three times the distance between them.
const FAR_OUT: f64 = 3.0;

/// So many values are needed before any of them can be told to be odd.
const LEAST: usize = 8;

/// The bounds beyond which a value is far out among sorted `values`; `None`: too few, or all alike.
#[must_use]
pub fn bounds(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < LEAST {
        return None;
    }
    let quarter = |part: usize| values.get(values.len() * part / 4).copied();
    let (low, high) = quarter(1).zip(quarter(3))?;
    let between = high - low;
    (between > 0.0).then_some((low - FAR_OUT * between, high + FAR_OUT * between))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer;

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_nearest_that_has_it_is_named_and_the_farthest_comes_first() {
        let having: BTreeSet<_> = ["32.73", "36.01"].map(code).into();
        let lacks = nearest(gazetteer::regions(), |region| ["32.77", "94.71", "91.71"].map(code).contains(&region.code), &having);
        let cimahi = lacks.last().unwrap();
        assert_eq!((cimahi.region.name.as_str(), cimahi.nearest.unwrap().0.name.as_str()), ("Kota Cimahi", "Kota Bandung"));
        assert!(cimahi.nearest.unwrap().1 < 20.0 && lacks[0].nearest.unwrap().1 > 2000.0);
        assert_eq!(nearest(gazetteer::regions(), |region| region.code == code("32.77"), &BTreeSet::new())[0].nearest, None);
    }

    #[test]
    fn a_region_without_a_catalog_is_unknown_and_not_one_that_lacks_it() {
        let regions = gazetteer::regions();
        let with: BTreeSet<_> = ["32.73", "36.01", "36.02"].map(code).into();
        let reach = reach(regions, &["32.73"].map(code).into(), &with);
        assert_eq!((reach.offered, reach.not_listed, reach.unknown), (1, 2, 511));
        assert_eq!(reach.provinces_without, [code("36")]);
        let of = |code: RegionCode| u64::from(gazetteer::region(code).unwrap().population);
        assert_eq!(reach.population_not_listed, of(code("36.01")) + of(code("36.02")));
    }

    #[test]
    fn only_what_is_far_out_of_many_is_odd() {
        assert_eq!(bounds(&[0.0, 1.0, 2.0]), None);
        assert_eq!(bounds(&[5.0; 20]), None, "all alike: nothing says how far they may differ");
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        let (low, high) = bounds(&values).unwrap();
        assert!(low < 1.0 && high > 20.0 && high < 60.0);
    }
}
