//! Fingerprints: a hash of each row of a catalog, which tells a change from none, and one of what the catalog means as a whole.

use std::collections::HashMap;

use serde::Serialize;

use super::StoreError;
use crate::model::{Catalog, Id};

/// The hashes of a catalog.
pub(super) struct Fingerprint {
    rows: HashMap<Id, i64>,
    /// Of all that the catalog says. The order of its records, the layout of its documents and the times in them do not count.
    pub(super) meaning: String,
}

impl Fingerprint {
    /// Of this catalog. Of records with one id the first counts: it is the one that is stored.
    pub(super) fn of(catalog: &Catalog) -> Result<Self, StoreError> {
        let mut hasher = Hasher::default();
        let mut rows = HashMap::with_capacity(2 * catalog.services.len() + catalog.organizations.len() + catalog.stops.len() + 8);
        for item in &catalog.organizations {
            rows.entry(item.id).or_insert(hasher.hash(item)?);
        }
        for item in &catalog.locations {
            rows.entry(item.id).or_insert(hasher.hash(item)?);
        }
        let mut organization_of = HashMap::with_capacity(catalog.services.len());
        for item in &catalog.services {
            rows.entry(item.id).or_insert(hasher.hash(item)?);
            organization_of.entry(item.id).or_insert(item.organization);
        }
        // A service at a location is shown with its service, its agency and its place: a change of these is a change of it.
        for item in &catalog.services_at_locations {
            let organization = organization_of.get(&item.service).and_then(|id| rows.get(id)).copied();
            let with = [rows.get(&item.service).copied(), rows.get(&item.location).copied(), organization];
            let own = hasher.hash_with(item, &with.map(Option::unwrap_or_default))?;
            rows.entry(item.id).or_insert(own);
        }
        for item in &catalog.stops {
            rows.entry(item.id).or_insert(hasher.hash(item)?);
        }
        let mut parts: Vec<(Id, i64)> = rows.iter().map(|(id, hash)| (*id, *hash)).collect();
        parts.sort_unstable();
        let mut figures = catalog.statistics.iter().map(|figure| hasher.hash(figure)).collect::<Result<Vec<_>, _>>()?;
        figures.sort_unstable();
        let mut whole = blake3::Hasher::new();
        for (id, hash) in parts {
            whole.update(id.as_bytes()).update(&hash.to_le_bytes());
        }
        figures.iter().for_each(|figure| {
            whole.update(&figure.to_le_bytes());
        });
        Ok(Self { rows, meaning: whole.finalize().to_hex().to_string() })
    }

    /// The hash of the row with this id; 0 where there is none.
    pub(super) fn row(&self, id: Id) -> i64 {
        self.rows.get(&id).copied().unwrap_or_default()
    }
}

/// Hashes values by their JSON, in one buffer.
#[derive(Default)]
struct Hasher {
    buffer: Vec<u8>,
}

impl Hasher {
    /// The first 64 bits of BLAKE3 over the value's JSON: tells a change of one row from none, and nothing more.
    fn hash<T: Serialize>(&mut self, value: &T) -> Result<i64, StoreError> {
        self.hash_with(value, &[])
    }

    fn hash_with<T: Serialize>(&mut self, value: &T, with: &[i64]) -> Result<i64, StoreError> {
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, value).map_err(|error| StoreError::Damaged(error.to_string()))?;
        with.iter().for_each(|part| self.buffer.extend_from_slice(&part.to_le_bytes()));
        let mut eight = [0; 8];
        eight.iter_mut().zip(blake3::hash(&self.buffer).as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(i64::from_le_bytes(eight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Drafts, ServiceDraft, SourceFile};

    fn meaning(names: &[&str]) -> String {
        let toml = "id = \"a\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"";
        let source = SourceFile::parse(toml).unwrap().sources.remove(0);
        let draft =
            |name: &&str| ServiceDraft { name: (*name).into(), organization: Some("Disdukcapil".into()), ..ServiceDraft::default() };
        let drafts = Drafts { services: names.iter().map(draft).collect(), ..Drafts::default() };
        let catalog = crate::normalise::catalog(&source, crate::gazetteer::region(source.region).unwrap(), drafts);
        Fingerprint::of(&catalog).unwrap().meaning
    }

    #[test]
    fn order_and_layout_mean_nothing() {
        assert_eq!(meaning(&["KK baru", "KIA"]), meaning(&["KIA", "KK  baru "]));
        assert_ne!(meaning(&["KK baru", "KIA"]), meaning(&["KK baru"]));
    }
}
