//! Identity: does the content speak for the region that its source is declared for? Halls are named after their region, and so are the
//! offices of its government; a feed whose names all point to one other region is that region's.

use std::collections::HashMap;

use crate::model::{Catalog, Location, Region, RegionCode};
use crate::normalise::text_quality::region_named;

/// The other region that the content names, where it does not name its own.
#[must_use]
pub fn other_region(catalog: &Catalog, own: &Region) -> Option<&'static Region> {
    let halls = || catalog.locations.iter().filter(|place| is_stated(place));
    if let Some(verdict) = verdict(halls().map(|place| place.name.as_str()), own, 1) {
        return verdict;
    }
    let addresses = halls().filter_map(|place| place.address.as_deref());
    let offices = catalog.organizations.iter().map(|agency| agency.name.as_str());
    verdict(addresses.chain(offices), own, 3).flatten()
}

/// The feed tells of the hall: where none does, the declaration names it, and that is no evidence.
fn is_stated(place: &Location) -> bool {
    place.external_id.is_some() || place.address.is_some() || place.point_from.is_some()
}

/// What texts say of their region: `None`: nothing; `Some(None)`: their own, or several.
fn verdict<'a>(texts: impl Iterator<Item = &'a str>, own: &Region, least: usize) -> Option<Option<&'static Region>> {
    let mut others: HashMap<RegionCode, usize> = HashMap::new();
    let mut own_named = false;
    for text in texts {
        match region_named(text, own) {
            Some(named) if named.code == own.code => own_named = true,
            Some(named) => *others.entry(named.code).or_default() += 1,
            None => {}
        }
    }
    if own_named {
        return Some(None);
    }
    let mut others = others.into_iter();
    match (others.next(), others.next()) {
        (Some((code, times)), None) if times >= least => Some(crate::gazetteer::region(code)),
        (None, _) => None,
        _ => Some(None),
    }
}
