//! Names that people have mapped to a service by hand, given at run time, and the list of names that wait for it.

use std::collections::HashMap;

use super::name_key;
use super::taxonomy::taxonomy;

/// Names mapped by hand. They are asked before the taxonomy's own, and compared by [`name_key`]: numbering, durations and places in a name
/// do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    by_name: HashMap<String, Vec<(Option<String>, usize)>>,
}

/// A canonical name that the taxonomy does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the taxonomy has no service {0:?}")]
pub struct UnknownService(pub String);

impl Aliases {
    /// Maps a name to a service: at one agency (by its canonical name), or at any. A later row for the same name and agency replaces the
    /// earlier.
    ///
    /// # Errors
    /// [`UnknownService`] where `canonical` is no service of the taxonomy.
    pub fn add(&mut self, name: &str, organization: Option<&str>, canonical: &str) -> Result<(), UnknownService> {
        let taxonomy = taxonomy();
        let entry = taxonomy.by_name.get(canonical).copied().filter(|at| taxonomy.entries[*at].is_service);
        let entry = entry.ok_or_else(|| UnknownService(canonical.to_owned()))?;
        let rows = self.by_name.entry(name_key(name)).or_default();
        rows.retain(|(known, _)| known.as_deref() != organization);
        rows.push((organization.map(str::to_owned), entry));
        Ok(())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The service of a name: the row for this agency, else the row for any.
    pub(super) fn get(&self, key: &str, organization: Option<&str>) -> Option<usize> {
        let rows = self.by_name.get(key)?;
        let of = |wanted: Option<&str>| rows.iter().find(|(known, _)| known.as_deref() == wanted).map(|(_, entry)| *entry);
        organization.and_then(|organization| of(Some(organization))).or_else(|| of(None))
    }
}

/// A name that no service was found for, with all that bear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// The name as it is compared, without numbering, durations and places: what [`Aliases::add`] takes.
    pub key: String,
    /// How many services bear it.
    pub count: usize,
    /// The first of them, as it is written.
    pub example: String,
    /// The agency that gives it most often, by its canonical name.
    pub organization: Option<String>,
}

/// The names without a service, by how many bear them, most first. `names` are names of services with the canonical names of their agencies.
pub fn unmapped<'a>(names: impl IntoIterator<Item = (&'a str, Option<&'a str>)>, aliases: &Aliases) -> Vec<Unmapped> {
    struct Group<'a> {
        count: usize,
        example: &'a str,
        organizations: HashMap<&'a str, usize>,
    }
    let mut memo = super::Memo::default();
    let mut groups: HashMap<String, Group<'a>> = HashMap::new();
    for (name, organization) in names {
        if memo.read(name, organization, aliases).term.is_some() {
            continue;
        }
        let group = groups.entry(name_key(name)).or_insert_with(|| Group { count: 0, example: name, organizations: HashMap::new() });
        group.count += 1;
        if let Some(organization) = organization {
            *group.organizations.entry(organization).or_default() += 1;
        }
    }
    let mut found: Vec<Unmapped> = groups
        .into_iter()
        .map(|(key, group)| Unmapped {
            key,
            count: group.count,
            example: group.example.to_owned(),
            organization: group
                .organizations
                .into_iter()
                .max_by_key(|(name, n)| (*n, std::cmp::Reverse(*name)))
                .map(|(name, _)| name.to_owned()),
        })
        .collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::service_name::read_with;

    #[test]
    fn an_alias_is_asked_first_and_may_hold_for_one_agency() {
        let mut aliases = Aliases::default();
        aliases.add("Layanan Ceria Anak", None, "Kartu Identitas Anak (Disdukcapil)").unwrap();
        aliases.add("Layanan Ceria Anak", Some("Dinas Sosial"), "DTKS / bantuan sosial (Dinsos)").unwrap();
        let term = |organization| read_with("2. Layanan Ceria Anak (3 hari)", organization, &aliases).term;
        assert_eq!(term(None), Some("Kartu Identitas Anak (Disdukcapil)"));
        assert_eq!(term(Some("Dinas Sosial")), Some("DTKS / bantuan sosial (Dinsos)"));
        assert_eq!(read_with("Layanan Ceria Anak", None, &Aliases::default()).term, None);
    }

    #[test]
    fn an_alias_to_no_service_is_refused() {
        let mut aliases = Aliases::default();
        assert_eq!(aliases.add("x", None, "Layanan Bulan"), Err(UnknownService("Layanan Bulan".to_owned())));
        assert!(aliases.add("x", None, "(bukan layanan) antrian").is_err());
        assert!(aliases.is_empty());
    }

    #[test]
    fn unmapped_names_are_counted_most_first() {
        let names = [
            ("Layanan Ceria Anak Kab. Sleman", Some("Dinas Sosial")),
            ("1. Layanan Ceria Anak", Some("Dinas Sosial")),
            ("Penerbitan SKCK", None),
            ("Cakrawala Senja", None),
        ];
        let found = unmapped(names, &Aliases::default());
        let short: Vec<(&str, usize)> = found.iter().map(|row| (row.key.as_str(), row.count)).collect();
        assert_eq!(short, [("layanan ceria anak", 2), ("cakrawala senja", 1)]);
        assert_eq!(found[0].organization.as_deref(), Some("Dinas Sosial"));
        assert_eq!(found[0].example, "Layanan Ceria Anak Kab. Sleman");
    }
}
