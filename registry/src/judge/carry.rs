//! Ids that change: a source that numbers its records anew says the same under other ids. Records that nobody knows are matched with records
//! that nobody names any more, by agency and name, and keep the ids that they are known by; links, notices and statistics go on.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::model::{Catalog, Id, Scope};
use crate::normalise::text::fold;

/// What is stored of a source, by what can be compared.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Agencies and their names.
    pub organizations: Vec<(Id, String)>,
    /// Places and their names.
    pub locations: Vec<(Id, String)>,
    /// Services, with agency and name.
    pub services: Vec<(Id, Id, String)>,
    /// Services at places.
    pub services_at_locations: Vec<(Id, Id, Id)>,
}

/// Ids that records are known by, by the ids that their source's own would make.
pub type Carried = HashMap<Id, Id>;

/// Gives the records of `catalog` the ids that were carried over before.
pub fn apply(catalog: &mut Catalog, carried: &Carried) {
    if carried.is_empty() {
        return;
    }
    let set = |id: &mut Id| *id = carried.get(id).copied().unwrap_or(*id);
    catalog.organizations.iter_mut().for_each(|item| set(&mut item.id));
    catalog.locations.iter_mut().for_each(|item| set(&mut item.id));
    for item in &mut catalog.services {
        set(&mut item.id);
        set(&mut item.organization);
    }
    for item in &mut catalog.services_at_locations {
        set(&mut item.id);
        set(&mut item.service);
        set(&mut item.location);
    }
    for figure in &mut catalog.statistics {
        match &mut figure.scope {
            Scope::Location(id) | Scope::Organization(id) | Scope::Service(id) => set(id),
        }
    }
}

/// Which of the catalog's records are known under other ids.
#[must_use]
pub fn matched(catalog: &Catalog, known: &Known) -> Carried {
    let mut carried = Carried::new();
    let organizations = catalog.organizations.iter().map(|item| (item.id, fold(&item.name)));
    pair(organizations, known.organizations.iter().map(|(id, name)| (*id, fold(name))), &mut carried);
    let locations = catalog.locations.iter().map(|item| (item.id, fold(&item.name)));
    pair(locations, known.locations.iter().map(|(id, name)| (*id, fold(name))), &mut carried);
    let now = |id: Id, carried: &Carried| carried.get(&id).copied().unwrap_or(id);
    let services: Vec<_> = catalog.services.iter().map(|item| (item.id, (now(item.organization, &carried), fold(&item.name)))).collect();
    pair(services.into_iter(), known.services.iter().map(|(id, agency, name)| (*id, (*agency, fold(name)))), &mut carried);
    let places: Vec<_> =
        catalog.services_at_locations.iter().map(|item| (item.id, (now(item.service, &carried), now(item.location, &carried)))).collect();
    pair(places.into_iter(), known.services_at_locations.iter().map(|(id, service, place)| (*id, (*service, *place))), &mut carried);
    carried
}

/// Pairs new records with stored ones of the same key, where as many are new under it as are missing: in their order. Anything else would
/// be a guess.
fn pair<K: Eq + Hash>(new: impl Iterator<Item = (Id, K)>, stored: impl Iterator<Item = (Id, K)>, carried: &mut Carried) {
    let (new, stored): (Vec<_>, Vec<_>) = (new.collect(), stored.collect());
    let named: HashSet<Id> = new.iter().map(|(id, _)| *id).collect();
    let held: HashSet<Id> = stored.iter().map(|(id, _)| *id).collect();
    let mut missing: HashMap<&K, Vec<Id>> = HashMap::new();
    for (id, key) in stored.iter().filter(|(id, _)| !named.contains(id)) {
        missing.entry(key).or_default().push(*id);
    }
    if missing.is_empty() {
        return;
    }
    let mut unknown: HashMap<&K, Vec<Id>> = HashMap::new();
    for (id, key) in new.iter().filter(|(id, _)| !held.contains(id)) {
        unknown.entry(key).or_default().push(*id);
    }
    for (key, ids) in unknown {
        if let Some(stored) = missing.get(key).filter(|stored| stored.len() == ids.len()) {
            carried.extend(ids.into_iter().zip(stored.iter().copied()));
        }
    }
}
