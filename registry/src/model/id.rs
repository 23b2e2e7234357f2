//! Stable identifiers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The identifier of an organization, service, location or service at a location: a UUID, as HSDS asks, derived from the
/// source and the id or name that the source gives the record (version 8, RFC 9562 §5.8). The same record keeps its id from
/// harvest to harvest and from database to database.
///
/// The first four bytes are the source's: what one harvest writes stands side by side in every table that is ordered by id. With ids
/// that are random from the first byte on, each row of a harvest is in a page of its own, and every page is written for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "store", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
#[cfg_attr(feature = "store", diesel(sql_type = crate::store::sql_types::IdSql))]
pub struct Id(pub Uuid);

impl Id {
    /// The id of the record of `kind` that `source` calls `local`.
    #[must_use]
    pub fn derive(source: &str, kind: &str, local: &str) -> Self {
        let mut bytes = [0; 16];
        let (of_source, of_record) = bytes.split_at_mut(4);
        let mut hasher = blake3::Hasher::new();
        hasher.update(source.as_bytes());
        hasher.finalize_xof().fill(of_source);
        for part in [kind, local] {
            hasher.update(b"\x1f").update(part.as_bytes());
        }
        hasher.finalize_xof().fill(of_record);
        Self(Uuid::new_v8(bytes))
    }

    /// The id of the record of `kind` that `source` calls `local`, which may be the id itself.
    #[must_use]
    pub fn of_record(source: &str, kind: &str, local: &str) -> Self {
        Self::of_source(source, local).unwrap_or_else(|| Self::derive(source, kind, local))
    }

    /// The id that `text` is, where it is one that `source` has given: a record that came back with the id that it is known by.
    #[must_use]
    pub fn of_source(source: &str, text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text.trim()).ok().filter(|uuid| uuid.get_version_num() == 8)?;
        let id = Self(uuid);
        (id.as_bytes().first_chunk::<4>() == Self::derive(source, "", "").as_bytes().first_chunk::<4>()).then_some(id)
    }

    /// The sixteen bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_source_stand_together_and_differ_in_all_else() {
        let id = Id::derive("mpp-3601", "service", "12");
        assert_eq!(id, Id::derive("mpp-3601", "service", "12"));
        let others = [("mpp-3601", "service", "13"), ("mpp-3601", "location", "12"), ("mpp-3602", "service", "12")];
        let others = others.map(|(source, kind, local)| Id::derive(source, kind, local));
        assert!(others.iter().all(|other| *other != id));
        assert_eq!(others.map(|other| other.as_bytes()[..4] == id.as_bytes()[..4]), [true, true, false]);
        assert_eq!(id.0.get_version_num(), 8);
    }

    #[test]
    fn an_id_is_known_again_by_its_source_and_by_no_other() {
        let id = Id::derive("mpp-3601", "service", "12");
        assert_eq!(Id::of_source("mpp-3601", &format!(" {id} ")), Some(id));
        assert_eq!(Id::of_source("mpp-3602", &id.to_string()), None);
        assert_eq!(Id::of_source("mpp-3601", "12"), None);
        assert_eq!(Id::of_source("mpp-3601", &Uuid::nil().to_string()), None);
    }
}
