//! `organization`: an agency in one region.

use registry::model::{Id, Instant};
use registry::store::read::{OrganizationRow, SourceRow};
use serde::Serialize;

use super::parts::{Phone, email, link, phones};
use super::place::Location;
use super::service::Service;

/// `organization`, with what this profile adds.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Organization {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// As written.
    pub name: String,
    /// The national name, where it is known and another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    /// As written; the name where none is given, for HSDS asks for one.
    pub description: String,
    /// An address for mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Where it gives services; only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// What it gives; only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub services: Vec<Service>,
    /// Of this profile: the region's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Of this profile: the source.
    pub source: String,
    /// Of this profile: it is made up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// Of this profile: since when the source no longer names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

impl Organization {
    /// What stands in a list.
    #[must_use]
    pub fn listed(row: &OrganizationRow, source: Option<&SourceRow>) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            alternate_name: row.canonical.clone().filter(|name| *name != row.name),
            description: row.description.clone().unwrap_or_else(|| row.canonical.clone().unwrap_or_else(|| row.name.clone())),
            email: email(row.email.as_deref()),
            website: link(row.website.as_deref()),
            phones: Vec::new(),
            locations: Vec::new(),
            services: Vec::new(),
            region: source.map(|source| source.region.clone()),
            source: row.source_id.clone(),
            synthetic: source.is_some_and(|source| source.synthetic),
            absent_since: row.absent_since,
        }
    }

    /// The same with its phones.
    #[must_use]
    pub fn whole(row: &OrganizationRow, source: Option<&SourceRow>) -> Self {
        Self { phones: phones(row.id, row.phone.as_deref()), ..Self::listed(row, source) }
    }
}
