//! From a query to what Meilisearch is asked.

use std::fmt::Write as _;

use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};

use super::settings::SEARCHABLE;
use crate::model::Id;
use crate::search::words::{Asked, Word};
use crate::search::{DEEPEST, Document, Facet, Query, SearchError};

/// Around what was found, until everything else is escaped: characters that no name needs.
pub(super) const FOUND: (char, char) = ('\u{e000}', '\u{e001}');

/// Where the words may stand.
///
/// With `near`, matches of one quality are wanted nearest first. Meilisearch sorts by distance either before or after it tells how good a
/// match is, for all queries of an index. So a query by relevance near a point is two: first what matches outside the description, nearest
/// first, then the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// Anywhere.
    #[default]
    Everywhere,
    /// All words outside the description.
    Prominent,
}

/// Which hits are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub offset: usize,
    pub limit: usize,
}

impl Window {
    /// Of a query, no deeper than is allowed.
    pub fn of(query: &Query) -> Self {
        let end = query.offset.saturating_add(query.limit).min(DEEPEST);
        Self { offset: query.offset.min(end), limit: end.saturating_sub(query.offset) }
    }

    /// What of it lies behind the first `total`, counted from there.
    pub fn after(self, total: u64) -> Self {
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        let end = (self.offset + self.limit).saturating_sub(total);
        let offset = self.offset.saturating_sub(total);
        Self { offset, limit: end - offset }
    }

    /// As Meilisearch counts exactly only by pages: page, hits per page, and how many of these to leave out in front.
    fn paged(self) -> (usize, usize, usize) {
        match self.limit {
            0 => (1, 1, 1),
            limit if self.offset.is_multiple_of(limit) => (self.offset / limit + 1, limit, 0),
            limit => (1, self.offset + limit, self.offset),
        }
    }
}

/// A question to Meilisearch.
#[derive(Clone, Debug)]
pub(super) struct Request {
    text: String,
    filter: String,
    sort: Option<String>,
    facets: Vec<&'static str>,
    window: Window,
    scope: Scope,
    one_per_place: bool,
}

impl Request {
    /// For `query`, whose words are `asked`.
    pub fn new(query: &Query, asked: &Asked, window: Window) -> Self {
        Self {
            text: if query.term.is_some() { String::new() } else { text(&asked.words, asked.open) },
            filter: filter(query),
            sort: query.near.map(|near| format!("_geoPoint({},{}):asc", near.lat, near.lon)),
            facets: query.facets.iter().map(|facet| attribute(*facet)).collect(),
            window,
            scope: Scope::Everywhere,
            one_per_place: query.one_per_place,
        }
    }

    /// How many documents have all `words`.
    pub fn count(words: &[Word], open: bool) -> Self {
        let window = Window { offset: 0, limit: 0 };
        let text = text(words, open);
        Self { text, filter: String::new(), sort: None, facets: Vec::new(), window, scope: Scope::Everywhere, one_per_place: false }
    }

    /// Only where the words stand there.
    pub fn within(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Without these documents.
    pub fn without(mut self, ids: &[Id]) -> Self {
        let ids = ids.iter().map(Id::to_string).collect::<Vec<_>>().join(",");
        and(&mut self.filter, &format!("id NOT IN [{ids}]"));
        self
    }

    /// How many hits of the page to leave out in front.
    pub fn skipped(&self) -> usize {
        self.window.paged().2
    }

    /// Runs `with` on the form that the SDK sends.
    pub fn query<'a>(&'a self, index: &'a Index, borrowed: &'a Borrowed<'a>) -> SearchQuery<'a, meilisearch_sdk::DefaultHttpClient> {
        const PRE: &str = "\u{e000}";
        const POST: &str = "\u{e001}";
        let (page, per_page, _) = self.window.paged();
        let mut query = SearchQuery::new(index);
        query.with_query(&self.text).with_page(page).with_hits_per_page(per_page).with_matching_strategy(MatchingStrategies::ALL);
        query.with_attributes_to_highlight(Selectors::Some(&["service"])).with_highlight_pre_tag(PRE).with_highlight_post_tag(POST);
        if !self.filter.is_empty() {
            query.with_filter(&self.filter);
        }
        if !borrowed.sort.is_empty() {
            query.with_sort(&borrowed.sort);
        }
        if !self.facets.is_empty() {
            query.with_facets(Selectors::Some(&self.facets));
        }
        if self.one_per_place {
            query.with_distinct("location_id");
        }
        if self.scope == Scope::Prominent {
            query.with_attributes_to_search_on(SEARCHABLE.split_last().map_or(&[][..], |(_, prominent)| prominent));
        }
        query
    }

    /// What the SDK wants as slices of slices.
    pub fn borrowed(&self) -> Borrowed<'_> {
        Borrowed { sort: self.sort.iter().map(String::as_str).collect() }
    }
}

/// See [`Request::borrowed`].
pub(super) struct Borrowed<'a> {
    sort: Vec<&'a str>,
}

/// A document as Meilisearch takes it: with its point where Meilisearch looks for it, and its province's code.
pub(super) fn document(document: &Document) -> Result<serde_json::Value, SearchError> {
    let mut value = serde_json::to_value(document).map_err(|error| SearchError::Engine(error.to_string()))?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("_geo".to_owned(), serde_json::json!({ "lat": document.point.lat, "lng": document.point.lon }));
        fields.insert("province".to_owned(), document.region.province().to_string().into());
    }
    Ok(value)
}

/// The attribute that a facet counts.
pub(super) fn attribute(facet: Facet) -> &'static str {
    match facet {
        Facet::Channel => "channels",
        other => other.as_str(),
    }
}

/// The words alone: no sign has a meaning. A space behind the last says that it is finished.
fn text(words: &[Word], open: bool) -> String {
    let mut text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    if !open && !text.is_empty() {
        text.push(' ');
    }
    text
}

fn filter(query: &Query) -> String {
    let mut filter = String::new();
    let mut add = |condition: String| and(&mut filter, &condition);
    match query.region {
        Some(code) if code.is_province() => add(format!("province = {}", quoted(&code.to_string()))),
        Some(code) => add(format!("region = {}", quoted(&code.to_string()))),
        None => {}
    }
    if !query.regions.is_empty() {
        let codes = query.regions.iter().map(|code| quoted(&code.to_string())).collect::<Vec<_>>().join(",");
        add(format!("region IN [{codes}]"));
    }
    if let Some(term) = &query.term {
        add(format!("term = {}", quoted(term)));
    }
    if let Some(code) = query.province {
        add(format!("province = {}", quoted(&code.province().to_string())));
    }
    if let Some(name) = &query.organization {
        add(format!("(organization = {0} OR organization_id = {0})", quoted(name)));
    }
    if let Some(name) = &query.category {
        add(format!("category = {}", quoted(name)));
    }
    if let Some(channel) = query.channel {
        add(format!("channels = {}", channel.as_str()));
    }
    if let Some(free) = query.free {
        add(format!("free = {free}"));
    }
    if let Some(most) = query.max_duration_minutes {
        add(format!("max_duration_minutes <= {most}"));
    }
    if let Some(id) = query.service_id {
        add(format!("service_id = {}", quoted(&id.to_string())));
    }
    if let Some(id) = query.location_id {
        add(format!("location_id = {}", quoted(&id.to_string())));
    }
    if let Some((near, km)) = query.near.zip(query.radius_km) {
        add(format!("_geoRadius({}, {}, {})", near.lat, near.lon, (km.max(0.0) * 1000.0).round()));
    }
    filter
}

fn and(filter: &mut String, condition: &str) {
    let glue = if filter.is_empty() { "" } else { " AND " };
    // Writing to a string cannot fail.
    let _ = write!(filter, "{glue}{condition}");
}

/// As a value in a filter, whatever it holds.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_become_pages() {
        assert_eq!(Window { offset: 40, limit: 20 }.paged(), (3, 20, 0));
        assert_eq!(Window { offset: 5, limit: 20 }.paged(), (1, 25, 5));
        assert_eq!(Window { offset: 5, limit: 0 }.paged(), (1, 1, 1));
        assert_eq!(Window { offset: 10, limit: 10 }.after(15), Window { offset: 0, limit: 5 });
        assert_eq!(Window { offset: 10, limit: 10 }.after(25), Window { offset: 0, limit: 0 });
        assert_eq!(Window { offset: 10, limit: 10 }.after(3), Window { offset: 7, limit: 10 });
    }

    #[test]
    fn nobody_breaks_out_of_a_filter() {
        let query = Query { category: Some("x' OR free = true OR category = 'y\\".to_owned()), ..Query::default() };
        assert_eq!(filter(&query), r"category = 'x\' OR free = true OR category = \'y\\'");
    }
}
