//! The index as it was at one commit, and the search over it.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TantivyDocument};

use super::documents::{Documents, Ready};
use super::facets::Counter;
use super::filter::Filter;
use super::matching::{Match, Quality, matches, most_telling};
use super::plan::Plan;
use super::ranking::{First, Key, Order};
use super::rows::{Names, Row, Rows};
use super::schema::{Fields, as_group, is_term};
use super::stored;
use super::vocabulary::Vocabulary;
use crate::model::Id;
use crate::search::highlight::{Marks, highlight};
use crate::search::{Answer, DEEPEST, Hit, Query, SearchError, Synonyms};

/// Documents handed on at once by `walk`.
const WALKED: usize = 4_096;

/// Everything that a search needs, unchanging.
pub(super) struct Snapshot {
    searcher: Searcher,
    segments: Vec<Segment>,
    vocabulary: Vocabulary,
    names: Vec<Arc<str>>,
    /// Names in lower case -> their numbers.
    numbers: HashMap<String, Vec<u32>>,
    /// Zones and hours, by number.
    hours: Vec<Arc<str>>,
    documents: Arc<Documents>,
    synonyms: Arc<Synonyms>,
    fields: Fields,
}

struct Segment {
    reader: SegmentReader,
    words: Arc<InvertedIndexReader>,
    rows: Arc<Rows>,
}

/// What outlives a snapshot.
pub(super) struct Shared<'a> {
    pub names: &'a Names,
    pub hours: &'a Names,
    pub documents: &'a Arc<Documents>,
    pub synonyms: &'a Arc<Synonyms>,
    pub fields: &'a Fields,
}

/// What is collected from the matches.
struct Collected<'a> {
    total: u64,
    first: First,
    counters: Vec<Counter>,
    /// Where only the best of each location counts: it.
    places: Option<FxHashMap<u64, (Key, DocAddress, &'a Row)>>,
}

impl<'a> Collected<'a> {
    fn take(&mut self, key: Key, address: DocAddress, row: &'a Row) {
        let Some(places) = &mut self.places else {
            self.count(key, address, row);
            return;
        };
        let best = places.entry(row.location).or_insert((key, address, row));
        if key < best.0 {
            *best = (key, address, row);
        }
    }

    fn count(&mut self, key: Key, address: DocAddress, row: &Row) {
        self.total += 1;
        self.first.offer(key, address);
        self.counters.iter_mut().for_each(|counter| counter.count(row));
    }

    fn finish(mut self) -> Self {
        for (key, address, row) in self.places.take().into_iter().flat_map(FxHashMap::into_values) {
            self.count(key, address, row);
        }
        self
    }
}

impl Snapshot {
    /// Of `searcher`; rows of segments that `before` had are taken from there.
    pub fn new(searcher: Searcher, before: Option<&Self>, shared: &Shared<'_>) -> tantivy::Result<Self> {
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let known = before.and_then(|before| before.segments.iter().find(|segment| segment.reader.segment_id() == reader.segment_id()));
            let rows = match known {
                Some(known) => Arc::clone(&known.rows),
                None => Arc::new(Rows::load(reader, shared.names, shared.hours)?),
            };
            segments.push(Segment { reader: reader.clone(), words: reader.inverted_index(shared.fields.words)?, rows });
        }
        let names = shared.names.all();
        let mut numbers: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, name) in (0..).zip(&names) {
            numbers.entry(name.to_lowercase()).or_default().push(number);
        }
        let vocabulary = vocabulary(&segments, shared.synonyms)?;
        Ok(Self {
            searcher,
            segments,
            vocabulary,
            names,
            numbers,
            hours: shared.hours.all(),
            documents: Arc::clone(shared.documents),
            synonyms: Arc::clone(shared.synonyms),
            fields: shared.fields.clone(),
        })
    }

    /// Answers a query.
    pub fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let mut plan = Plan::new(&query.text, &self.vocabulary, &self.synonyms);
        if let Some(term) = &query.term {
            plan = plan.of_term(term);
        }
        let order = Order::new(query.sort, query.near.map(Into::into));
        let filter = Filter::new(query, &self.hours, |name| self.numbers.get(&name.to_lowercase()).cloned().unwrap_or_default());
        let limit = query.offset.saturating_add(query.limit).min(DEEPEST);
        let mut collected = Collected {
            total: 0,
            first: First::new(limit),
            counters: query.facets.iter().map(|facet| Counter::new(*facet, self.names.len())).collect(),
            places: query.one_per_place.then(FxHashMap::default),
        };
        if plan.asked {
            let matched = self.matches(&mut plan)?;
            for ((ordinal, segment), matches) in (0..).zip(&self.segments).zip(matched) {
                segment.collect(ordinal, matches.into_iter(), &filter, order, &mut collected);
            }
        } else {
            for (ordinal, segment) in (0..).zip(&self.segments) {
                let all = segment.reader.doc_ids_alive().map(|doc| Match { doc, quality: Quality::default() });
                segment.collect(ordinal, all, &filter, order, &mut collected);
            }
        }
        let collected = collected.finish();
        let page = collected.first.sorted().into_iter().skip(query.offset);
        let hits = page.map(|address| self.hit(address, query, &plan.marks)).collect::<Result<_, _>>()?;
        let facets = collected.counters.into_iter().map(|counter| counter.finish(&self.names)).collect();
        Ok(Answer { total: collected.total, hits, facets, corrected: plan.corrected, dropped: plan.dropped })
    }

    /// The matches of each segment. Where no document has all words, only the words count that say most together.
    fn matches(&self, plan: &mut Plan) -> Result<Vec<Vec<Match>>, SearchError> {
        if plan.units.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.matches_of_all(plan)?;
        if plan.units.len() < 2 || found.iter().any(|matches| !matches.is_empty()) {
            return Ok(found);
        }
        let mut best = (0.0, 0);
        for segment in &self.segments {
            let told = segment.most_telling(plan).map_err(engine)?;
            best = if told.0 > best.0 { told } else { best };
        }
        plan.keep(best.1);
        self.matches_of_all(plan)
    }

    fn matches_of_all(&self, plan: &Plan) -> Result<Vec<Vec<Match>>, SearchError> {
        self.segments.iter().map(|segment| segment.matches(plan).map_err(engine)).collect()
    }

    fn hit(&self, address: DocAddress, query: &Query, marks: &Marks) -> Result<Hit, SearchError> {
        let ready = self.document(address)?;
        let distance_km = query.near.map(|near| near.distance_km(ready.document.point));
        Ok(Hit { distance_km, highlight: highlight(&ready.document.service, &ready.name, marks), document: Arc::clone(&ready.document) })
    }

    fn document(&self, address: DocAddress) -> Result<Arc<Ready>, SearchError> {
        let segment = self.searcher.segment_reader(address.segment_ord).segment_id();
        self.documents.get((segment, address.doc_id), || {
            let stored: TantivyDocument = self.searcher.doc(address).map_err(engine)?;
            let value = stored.get_first(self.fields.document);
            stored::read(value.as_ref().and_then(|value| value.as_bytes()).unwrap_or_default()).map_err(engine)
        })
    }

    /// How many documents there are.
    pub fn count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Hands id and hash of every document to `take`, some at a time, until it says that it has enough.
    pub fn walk(&self, mut take: impl FnMut(Vec<(Id, String)>) -> bool) -> Result<(), SearchError> {
        let lost = |error: &dyn std::fmt::Display| SearchError::Lost(error.to_string());
        let mut page = Vec::with_capacity(WALKED);
        for segment in &self.segments {
            let store = segment.reader.get_store_reader(1).map_err(|error| lost(&error))?;
            for stored in store.iter::<TantivyDocument>(segment.reader.alive_bitset()) {
                let stored = stored.map_err(|error| lost(&error))?;
                let text = |field| stored.get_first(field).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
                let id = stored.get_first(self.fields.id).and_then(|value| value.as_bytes().map(uuid::Uuid::from_slice));
                let id = id.ok_or_else(|| lost(&"a document without an id"))?.map_err(|error| lost(&error))?;
                page.push((Id(id), text(self.fields.hash)));
                if page.len() == WALKED && !take(std::mem::replace(&mut page, Vec::with_capacity(WALKED))) {
                    return Ok(());
                }
            }
        }
        take(page);
        Ok(())
    }
}

impl Segment {
    fn matches(&self, plan: &Plan) -> std::io::Result<Vec<Match>> {
        let mut found = matches(&self.words, self.reader.max_doc(), &plan.units)?;
        if let Some(alive) = self.reader.alive_bitset() {
            found.retain(|one| alive.is_alive(one.doc));
        }
        Ok(found)
    }

    fn most_telling(&self, plan: &Plan) -> std::io::Result<(f32, u16)> {
        most_telling(&self.words, self.reader.max_doc(), &plan.units, |doc| !self.reader.is_deleted(doc))
    }

    fn collect<'a>(
        &'a self,
        ordinal: u32,
        matches: impl Iterator<Item = Match>,
        filter: &Filter<'_>,
        order: Order,
        to: &mut Collected<'a>,
    ) {
        for Match { doc, quality } in matches {
            let Some(row) = self.row(doc).filter(|row| filter.passes(row, &self.rows)) else { continue };
            to.take(order.key(quality, row, || self.rows.place(row)), DocAddress::new(ordinal, doc), row);
        }
    }

    fn row(&self, doc: DocId) -> Option<&Row> {
        self.rows.rows.get(doc as usize)
    }
}

fn vocabulary(segments: &[Segment], synonyms: &Synonyms) -> tantivy::Result<Vocabulary> {
    let mut words: HashMap<String, u32> = HashMap::new();
    let mut groups: HashMap<u32, u32> = HashMap::new();
    let mut documents = 0;
    for segment in segments {
        documents += segment.reader.num_docs();
        let mut terms = segment.words.terms().stream()?;
        while terms.advance() {
            let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
            if is_term(word) {
                continue;
            }
            let many = terms.value().doc_freq;
            match as_group(word) {
                Some(group) => *groups.entry(group).or_default() += many,
                None => match words.get_mut(word) {
                    Some(count) => *count += many,
                    None => drop(words.insert(word.to_owned(), many)),
                },
            }
        }
    }
    Ok(Vocabulary::new(words, groups, documents, synonyms))
}

/// The index did something unexpected.
pub(super) fn engine(error: impl std::fmt::Display) -> SearchError {
    SearchError::Engine(error.to_string())
}
