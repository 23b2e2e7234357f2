//! From what Meilisearch answers to an answer.

use std::collections::HashMap;
use std::sync::Arc;

use meilisearch_sdk::search::{SearchResult, SearchResults};

use super::request::{FOUND, attribute};
use crate::search::highlight::escape;
use crate::search::{Answer, Document, FacetCounts, Hit, Query};

/// One page of hits, and how many there are in all.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub total: u64,
    pub hits: Vec<Found>,
    facets: HashMap<String, HashMap<String, usize>>,
}

/// A hit.
#[derive(Debug)]
pub(super) struct Found {
    pub document: Arc<Document>,
    highlight: String,
}

impl Page {
    /// Without the first `skipped` hits.
    pub fn new(results: SearchResults<Document>, skipped: usize) -> Self {
        let total = results.total_hits.or(results.estimated_total_hits).unwrap_or(0);
        Self {
            total: total as u64,
            hits: results.hits.into_iter().skip(skipped).map(found).collect(),
            facets: results.facet_distribution.unwrap_or_default(),
        }
    }

    /// The answer to `query`, for which the words `dropped` were left out.
    pub fn into_answer(mut self, query: &Query, dropped: Vec<String>) -> Answer {
        let facets = query.facets.iter().map(|facet| {
            let counts = self.facets.remove(attribute(*facet)).unwrap_or_default();
            let mut values: Vec<(String, u64)> = counts.into_iter().map(|(value, count)| (value, count as u64)).collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            FacetCounts { facet: *facet, values }
        });
        let facets = facets.collect();
        let hits = self.hits.into_iter().map(|found| Hit {
            distance_km: query.near.map(|near| near.distance_km(found.document.point)),
            highlight: found.highlight,
            document: found.document,
        });
        Answer { total: self.total, hits: hits.collect(), facets, corrected: Vec::new(), dropped }
    }
}

fn found(result: SearchResult<Document>) -> Found {
    let document = Arc::new(result.result);
    let marked = result.formatted_result.as_ref().and_then(|formatted| formatted.get("service")?.as_str());
    let highlight = match marked {
        // A name that brings the signs itself is shown without marks.
        Some(marked) if !document.service.contains([FOUND.0, FOUND.1]) => marks(marked),
        _ => marks(&document.service.replace([FOUND.0, FOUND.1], "")),
    };
    Found { document, highlight }
}

fn marks(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    escape(text, &mut html);
    html.replace(FOUND.0, "<mark>").replace(FOUND.1, "</mark>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_after_escaping() {
        assert_eq!(marks("<b>\u{e000}KTP\u{e001}</b>"), "&lt;b&gt;<mark>KTP</mark>&lt;/b&gt;");
    }
}
