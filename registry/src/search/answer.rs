//! What comes back.

use std::sync::Arc;

use serde::Serialize;

use super::{Document, Facet};

/// One facet's counts, most frequent first, at most 100.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FacetCounts {
    /// Which.
    pub facet: Facet,
    /// Value and number of documents.
    pub values: Vec<(String, u64)>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document as indexed.
    pub document: Arc<Document>,
    /// From `near`, in kilometres.
    pub distance_km: Option<f64>,
    /// The service's name with the matched words between `<mark>` and `</mark>`, everything else HTML-escaped.
    pub highlight: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// How many documents match, in all.
    pub total: u64,
    /// This page of them.
    pub hits: Vec<Hit>,
    /// The facets asked for.
    pub facets: Vec<FacetCounts>,
    /// Words that were read as other words: (typed, read as).
    pub corrected: Vec<(String, String)>,
    /// Words that were left out: no document has them, or none has them together with the others, which say more.
    pub dropped: Vec<String>,
}
