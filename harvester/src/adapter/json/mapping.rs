//! The mapping, as declared in a source's TOML.

use registry::model::{Reason, Source};
use serde::Deserialize;
use serde_json_path::JsonPath;

use super::Fields;
use super::select::Field;
use crate::adapter::ReadError;

/// All of `[mapping]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    pub(super) endpoint: Vec<Endpoint>,
}

/// One kind of document: its place and what is in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Endpoint {
    /// Relative to the source's `url`; empty: that itself.
    #[serde(default)]
    pub(super) url: String,
    /// The feed can be read without it.
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) paging: Option<Paging>,
    pub(super) organization: Option<Records>,
    pub(super) service: Option<Records>,
    pub(super) location: Option<Records>,
    #[serde(default)]
    pub(super) statistic: Vec<Records>,
}

/// How a list goes on.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Paging {
    PageNumber {
        parameter: String,
        #[serde(default = "one")]
        first: u64,
        total_pages: Option<JsonPath>,
        total_items: Option<JsonPath>,
        #[serde(default = "one")]
        page_size: u64,
    },
    Offset {
        parameter: String,
        size: u64,
    },
    NextLink {
        path: JsonPath,
    },
}

fn one() -> u64 {
    1
}

/// Where records stand, and where in a record its fields.
#[derive(Debug, Deserialize)]
pub(super) struct Records {
    /// The records, relative to the record above or to the document; missing: that itself.
    pub(super) each: Option<JsonPath>,
    /// The agency by its place in a list elsewhere in the document.
    pub(super) organization_index: Option<Index>,
    /// The detail document of a record: `{id}` stands for its id.
    pub(super) detail: Option<String>,
    /// Fields that are read from the detail document.
    pub(super) detail_fields: Option<Box<Records>>,
    #[serde(flatten)]
    pub(super) fields: Fields,
}

/// A position in a list elsewhere in the document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Index {
    pub(super) list: JsonPath,
    pub(super) index: JsonPath,
}

const FIELDS: &[&str] = &[
    "id",
    "name",
    "description",
    "organization_id",
    "organization",
    "category",
    "duration",
    "cost",
    "hours",
    "legal_basis",
    "counter",
    "phone",
    "email",
    "url",
    "alert",
    "requirements",
    "procedure",
    "channels",
    "location_id",
    "address",
    "latitude",
    "longitude",
    "website",
    "accessibility",
    "metric",
    "scope",
    "period",
    "value",
];

impl Mapping {
    /// Reads and checks the mapping of a source.
    pub(super) fn of(source: &Source) -> Result<Self, ReadError> {
        let wrong = |detail: String| ReadError::new(Reason::ConfigInvalid, detail);
        let mapping: Self =
            source.mapping.clone().try_into().map_err(|error: toml::de::Error| wrong(format!("mapping: {}", error.message())))?;
        if mapping.endpoint.is_empty() {
            return Err(wrong("mapping.endpoint: at least one is needed".to_owned()));
        }
        for endpoint in &mapping.endpoint {
            let levels = [("organization", &endpoint.organization), ("service", &endpoint.service), ("location", &endpoint.location)];
            let single = levels.into_iter().filter_map(|(name, records)| records.as_ref().map(|records| (name, records)));
            for (name, records) in single.chain(endpoint.statistic.iter().map(|records| ("statistic", records))) {
                records.check(name).map_err(wrong)?;
            }
        }
        Ok(mapping)
    }
}

impl Records {
    fn check(&self, level: &str) -> Result<(), String> {
        if let Some(unknown) = self.fields.keys().find(|key| !FIELDS.contains(&key.as_str())) {
            return Err(format!("mapping.endpoint.{level}.{unknown}: no such field; there are {}", FIELDS.join(", ")));
        }
        match &self.detail_fields {
            Some(below) => below.check(&format!("{level}.detail_fields")),
            None => Ok(()),
        }
    }

    /// The selector of a field.
    pub(super) fn field(&self, key: &str) -> Option<&Field> {
        self.fields.get(key)
    }
}
