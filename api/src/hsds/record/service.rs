//! `service`: with what this profile adds.

use registry::model::{Id, Instant, Provenance};
use serde::Serialize;

use super::organization::Organization;
use super::parts::{CostOption, RequiredDocument, link};
use super::place::ServiceAtLocation;
use super::taxonomy::Attribute;

/// `service`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Service {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// The agency.
    #[schema(value_type = String, format = Uuid)]
    pub organization_id: Id,
    /// As written.
    pub name: String,
    /// The national name, where it is known and another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `active`: what is no longer given is not served.
    pub status: &'static str,
    /// The steps, a line each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    /// What it costs, as written; only where it is nested fully. Absent: unknown, which is not free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    /// How long it takes, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_time: Option<String>,
    /// The source's own alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// When it, or anything shown with it, was last written.
    #[schema(value_type = String, format = DateTime)]
    pub last_modified: Instant,
    /// Where it is given; only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub service_at_locations: Vec<ServiceAtLocation>,
    /// The agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub organization: Option<Organization>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cost_options: Vec<CostOption>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_documents: Vec<RequiredDocument>,
    /// Category, national term and channels; only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Of this profile: the legal basis, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// Of this profile: the region's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Of this profile: the source.
    pub source: String,
    /// Of this profile: when the source last confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub data_as_of: Option<Instant>,
    /// Of this profile: it is made up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// Of this profile: since when the source no longer names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

impl Service {
    /// What stands in a list, without the agency.
    #[must_use]
    pub fn listed(
        row: &registry::store::read::ServiceRow,
        source: Option<&registry::store::read::SourceRow>,
        last_modified: Instant,
    ) -> Self {
        let steps: Vec<String> = serde_json::from_str(&row.procedure).unwrap_or_default();
        let wait = row.duration.as_deref().and_then(|fact| serde_json::from_str::<Provenance>(fact).ok());
        Self {
            id: row.id,
            organization_id: row.organization_id,
            name: row.name.clone(),
            alternate_name: row.term.clone().filter(|term| *term != row.name),
            description: row.description.clone(),
            url: link(row.url.as_deref()),
            status: "active",
            application_process: (!steps.is_empty()).then(|| steps.join("\n")),
            fees_description: None,
            wait_time: wait.map(|from| from.raw).filter(|raw| !raw.trim().is_empty()),
            alert: row.alert.clone(),
            last_modified,
            service_at_locations: Vec::new(),
            organization: None,
            cost_options: Vec::new(),
            required_documents: Vec::new(),
            attributes: Vec::new(),
            legal_basis: row.legal_basis.clone(),
            region: source.map(|source| source.region.clone()),
            source: row.source_id.clone(),
            data_as_of: source.and_then(|source| source.last_success_at),
            synthetic: source.is_some_and(|source| source.synthetic),
            absent_since: row.absent_since,
        }
    }
}
