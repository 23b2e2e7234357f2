//! Stable identifiers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The namespace of all identifiers that Simpul derives (RFC 9562 §5.5).
const NAMESPACE: Uuid = Uuid::from_u128(0x6d70_705f_7369_6d70_756c_5f72_6567_6973);

/// The identifier of an organization, service, location or service at a location: a UUID, as HSDS asks, derived from the
/// source and the id or name that the source gives the record (version 5). The same record keeps its id from harvest to
/// harvest and from database to database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "store", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
#[cfg_attr(feature = "store", diesel(sql_type = crate::store::sql_types::IdSql))]
pub struct Id(pub Uuid);

impl Id {
    /// The id of the record of `kind` that `source` calls `local`.
    #[must_use]
    pub fn derive(source: &str, kind: &str, local: &str) -> Self {
        let name = [source, kind, local].join("\u{1f}");
        Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
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
