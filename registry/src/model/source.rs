//! Sources: one feed of one region, declared in a TOML file.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{RegionCode, Thresholds};

/// A source as it is declared in a TOML file and kept in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Stable name: lower-case letters, digits and hyphens, at most 64.
    pub id: String,
    /// The region that it speaks for.
    pub region: RegionCode,
    /// The adapter: `hsds`, `json`, `html`, `table`, `ckan`, `jsonld`; `push`: the region publishes itself, and nobody fetches.
    pub format: String,
    /// Where the feed begins; of a region that publishes itself: its own site.
    pub url: Url,
    /// The hall's name, where the feed does not give one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Seconds between two harvests; 3600 unless told, at least 5. Of a region that publishes itself: how often it wants to, at least a day.
    #[serde(default = "hourly")]
    pub interval_seconds: u32,
    /// What the source serves is made up; shown wherever the data is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// Request headers. A value `env:NAME` is read from that environment variable when the harvester starts: secrets are never in the file.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub headers: std::collections::BTreeMap<String, String>,
    /// Hours of the hall, where the feed gives none: raw text as a person would write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// How far it may change before somebody has to look.
    #[serde(default, skip_serializing_if = "Thresholds::is_default")]
    pub judge: Thresholds,
    /// What the adapter needs to know; its documentation says what.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub mapping: toml::Table,
}

fn hourly() -> u32 {
    3600
}

/// The format of a source whose region publishes itself.
pub const PUSHED: &str = "push";

/// The shortest time between two publications that a region may promise.
const DAY_SECONDS: u32 = 86_400;

impl Source {
    /// The region publishes itself: nobody fetches.
    #[must_use]
    pub fn is_pushed(&self) -> bool {
        self.format == PUSHED
    }

    /// The time between two harvests.
    #[must_use]
    pub fn interval(&self) -> Duration {
        Duration::from_secs(u64::from(self.interval_seconds.max(5)))
    }
}

/// A declaration file: one source, or several under `[[source]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceFile {
    /// The sources, in the order of the file.
    pub sources: Vec<Source>,
}

/// A declaration file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceFileError {
    /// Not TOML, or a key is missing, unknown or of the wrong type; the message gives line and column.
    #[error("{0}")]
    Toml(String),
    /// A value is not allowed.
    #[error("source `{id}`: {key} {expected}")]
    Value {
        /// Which source.
        id: String,
        /// Which key.
        key: &'static str,
        /// What was expected.
        expected: &'static str,
    },
}

impl SourceFile {
    /// Reads a declaration file.
    ///
    /// # Errors
    /// The text is not TOML, or a key or value is not as documented; the message says where and what was expected.
    pub fn parse(text: &str) -> Result<Self, SourceFileError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Many {
            source: Vec<Source>,
        }
        let toml_error = |error: toml::de::Error| SourceFileError::Toml(error.to_string());
        let table: toml::Table = text.parse().map_err(toml_error)?;
        let sources = if table.contains_key("source") {
            toml::from_str::<Many>(text).map_err(toml_error)?.source
        } else {
            vec![toml::from_str::<Source>(text).map_err(toml_error)?]
        };
        for source in &sources {
            source.check()?;
        }
        Ok(Self { sources })
    }
}

impl Source {
    fn check(&self) -> Result<(), SourceFileError> {
        let wrong = |key, expected| Err(SourceFileError::Value { id: self.id.clone(), key, expected });
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.bytes().all(plain) {
            return wrong("id", "must be 1 to 64 lower-case letters, digits and hyphens");
        }
        if !matches!(self.url.scheme(), "http" | "https") {
            return wrong("url", "must begin with http:// or https://");
        }
        if !self.url.username().is_empty() || self.url.password().is_some() {
            return wrong("url", "must not hold a user name or password; name a header with `env:NAME` instead");
        }
        if self.interval_seconds < 5 {
            return wrong("interval_seconds", "must be at least 5");
        }
        if self.is_pushed() && self.interval_seconds < DAY_SECONDS {
            return wrong("interval_seconds", "must be how often the region publishes, at least 86400 (a day); 2592000 is 30 days");
        }
        if let Some((key, expected)) = self.judge.mistake() {
            return wrong(key, expected);
        }
        Ok(())
    }
}
