//! tantivy without anything of ours: what its manual would do with the same documents.

use std::path::Path;

use registry::search::Document;
use tantivy::aggregation::AggregationCollector;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{DocAddress, Index, Searcher, TantivyDocument, Term};

use crate::{Kind, Question};

/// An index and a searcher.
pub struct Bare {
    searcher: Searcher,
    texts: [Field; 6],
    document: Field,
}

const BOOSTS: [f32; 6] = [5.0, 4.0, 3.0, 3.0, 2.0, 1.0];

impl Bare {
    pub fn new(folder: &Path, regions: impl Iterator<Item = Vec<Document>>) -> Self {
        let mut schema = Schema::builder();
        let texts = ["service", "term", "organization", "category", "place", "description"].map(|name| schema.add_text_field(name, TEXT));
        let document = schema.add_bytes_field("document", STORED);
        let (lat, lon) = (schema.add_f64_field("lat", FAST), schema.add_f64_field("lon", FAST));
        let (agency, region) = (schema.add_text_field("agency_name", STRING | FAST), schema.add_u64_field("region", FAST | INDEXED));
        let path = folder.join("bare");
        std::fs::create_dir(&path).expect("a folder");
        let index = Index::create_in_dir(path, schema.build()).expect("an index");
        let mut writer = index.writer_with_num_threads(1, 50_000_000).expect("a writer");
        for one in regions.flatten() {
            let mut row = TantivyDocument::default();
            let place = format!("{} {} {}", one.location, one.region_name, one.province_name);
            let values = [
                Some(&one.service),
                one.term.as_ref(),
                Some(&one.organization),
                one.category.as_ref(),
                Some(&place),
                one.description.as_ref(),
            ];
            for (field, value) in texts.into_iter().zip(values) {
                row.add_text(field, value.map_or("", String::as_str));
            }
            row.add_bytes(document, &serde_json::to_vec(&one).expect("JSON"));
            row.add_f64(lat, one.point.lat);
            row.add_f64(lon, one.point.lon);
            row.add_text(agency, &one.organization);
            row.add_u64(region, one.region.to_string().replace('.', "").parse().expect("a number"));
            writer.add_document(row).expect("room");
        }
        writer.commit().expect("a commit");
        let segments = index.searchable_segment_ids().expect("segments");
        if segments.len() > 1 {
            writer.merge(&segments).wait().expect("merged");
        }
        writer.wait_merging_threads().expect("merged");
        Self { searcher: index.reader().expect("a reader").searcher(), texts, document }
    }

    /// Answers with 20 documents, as the other does.
    pub fn search(&self, question: &Question) -> u64 {
        let [first, second] = &question.words;
        let words = [self.word(first, None), self.word(second, Some(question.kind))];
        let query = BooleanQuery::new(words.into_iter().map(|word| (Occur::Must, word)).collect());
        let (total, addresses) = match question.kind {
            Kind::Geo => self.nearest(&query, question),
            Kind::Facet => self.counted(&query),
            _ => {
                let (top, count) = self.searcher.search(&query, &(TopDocs::with_limit(20).order_by_score(), Count)).expect("an answer");
                (count, top.into_iter().map(|(_, address)| address).collect())
            }
        };
        for address in addresses {
            std::hint::black_box(self.fetch(address));
        }
        total as u64
    }

    fn word(&self, word: &str, kind: Option<Kind>) -> Box<dyn Query> {
        let fields = self.texts.into_iter().zip(BOOSTS).map(|(field, boost)| {
            let term = Term::from_field_text(field, word);
            let query: Box<dyn Query> = match kind {
                Some(Kind::Typo) => Box::new(FuzzyTermQuery::new(term, 1, true)),
                Some(Kind::Prefix) => Box::new(FuzzyTermQuery::new_prefix(term, 0, true)),
                _ => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            };
            (Occur::Should, Box::new(BoostQuery::new(query, boost)) as Box<dyn Query>)
        });
        Box::new(BooleanQuery::new(fields.collect()))
    }

    fn nearest(&self, query: &dyn Query, question: &Question) -> (usize, Vec<DocAddress>) {
        let near = question.near;
        let by_distance = TopDocs::with_limit(20).tweak_score(move |segment: &tantivy::SegmentReader| {
            let lat = segment.fast_fields().f64("lat").expect("a column").first_or_default_col(0.0);
            let lon = segment.fast_fields().f64("lon").expect("a column").first_or_default_col(0.0);
            move |doc: u32, _: f32| {
                let (y, x) = (lat.get_val(doc) - near.lat, (lon.get_val(doc) - near.lon) * near.lat.to_radians().cos());
                -(x * x + y * y)
            }
        });
        let (top, count) = self.searcher.search(query, &(by_distance, Count)).expect("an answer");
        (count, top.into_iter().map(|(_, address)| address).collect())
    }

    fn counted(&self, query: &dyn Query) -> (usize, Vec<DocAddress>) {
        let wanted = serde_json::json!({ "agencies": { "terms": { "field": "agency_name" } }, "regions": { "terms": { "field": "region", "size": 100 } } });
        let counts = AggregationCollector::from_aggs(serde_json::from_value(wanted).expect("aggregations"), Default::default());
        let (top, count, counts) =
            self.searcher.search(query, &(TopDocs::with_limit(20).order_by_score(), Count, counts)).expect("an answer");
        std::hint::black_box(counts);
        (count, top.into_iter().map(|(_, address)| address).collect())
    }

    fn fetch(&self, address: DocAddress) -> Option<Document> {
        let stored: TantivyDocument = self.searcher.doc(address).ok()?;
        serde_json::from_slice(stored.get_first(self.document)?.as_bytes()?).ok()
    }
}
