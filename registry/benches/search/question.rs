//! What is asked.

use registry::model::Point;
use registry::search::{Facet, Query, Sort};

/// A kind of query.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Two words as they are written.
    Exact,
    /// Two words, one misspelt.
    Typo,
    /// One word and the beginning of another.
    Prefix,
    /// Two words, nearest first.
    Geo,
    /// Two words, counted by agency and region.
    Facet,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Typo, Self::Prefix, Self::Geo, Self::Facet];
}

/// A question, for both.
#[derive(Clone, Debug)]
pub struct Question {
    /// What it is an example of.
    pub kind: Kind,
    /// What is typed.
    pub words: [String; 2],
    /// Where from.
    pub near: Point,
}

impl Question {
    /// As the engine takes it.
    pub fn query(&self) -> Query {
        let [first, second] = &self.words;
        let open = if matches!(self.kind, Kind::Prefix) { "" } else { " " };
        let mut query = Query { text: format!("{first} {second}{open}"), limit: 20, ..Query::default() };
        match self.kind {
            Kind::Geo => (query.near, query.sort) = (Some(self.near), Sort::Distance),
            Kind::Facet => query.facets = vec![Facet::Organization, Facet::Region],
            _ => {}
        }
        query
    }
}
