//! Documents for tests, and short ways to put them in and ask for them.

use registry::model::{Channel, Id, Instant, Point};
use registry::search::{Answer, Document, Engine, Query, Update};

/// A document named `name` (its hash), with something in every field that has to have something.
pub struct Fixture(Document);

pub fn id(name: &str) -> Id {
    Id::derive("test", "service_at_location", name)
}

/// The beginning of a document whose service is called `service`.
pub fn document(name: &str, service: &str) -> Fixture {
    Fixture(Document {
        id: id(name),
        hash: name.to_owned(),
        source: "test".to_owned(),
        service_id: Id::derive("test", "service", name),
        service: service.to_owned(),
        term: None,
        synonyms: Vec::new(),
        description: None,
        organization_id: Id::derive("test", "organization", "dinas"),
        organization: "Dinas Anu".to_owned(),
        organization_aliases: Vec::new(),
        location_id: Id::derive("test", "location", "hall"),
        location: "MPP Anu".to_owned(),
        address: None,
        point: Point { lat: -6.2, lon: 106.8 },
        region: "36.01".parse().unwrap(),
        region_name: "Kabupaten Pandeglang".to_owned(),
        province_name: "Banten".to_owned(),
        channels: vec![Channel::Counter],
        category: None,
        free: None,
        max_duration_minutes: None,
        duration: None,
        cost: None,
        opening_hours: None,
        zone: "WIB".to_owned(),
        data_as_of: Instant::new("2026-01-02T03:04:05.678Z".parse().unwrap()),
        synthetic: true,
        absent_since: None,
    })
}

impl Fixture {
    pub fn with(mut self, change: impl FnOnce(&mut Document)) -> Self {
        change(&mut self.0);
        self
    }

    pub fn description(self, text: &str) -> Self {
        self.with(|document| document.description = Some(text.to_owned()))
    }

    pub fn organization(self, name: &str) -> Self {
        self.with(|document| {
            document.organization = name.to_owned();
            document.organization_id = Id::derive("test", "organization", name);
        })
    }

    pub fn category(self, name: &str) -> Self {
        self.with(|document| document.category = Some(name.to_owned()))
    }

    pub fn region(self, code: &str, name: &str, province: &str) -> Self {
        self.with(|document| {
            document.region = code.parse().unwrap();
            document.region_name = name.to_owned();
            document.province_name = province.to_owned();
        })
    }

    /// So many kilometres north of [`HERE`].
    pub fn north(self, km: f64) -> Self {
        self.with(|document| document.point.lat = HERE.lat + km / 111.195)
    }

    pub fn build(self) -> Document {
        self.0
    }
}

/// Where somebody stands.
pub const HERE: Point = Point { lat: -6.2, lon: 106.8 };

/// Puts documents in.
pub async fn fill<const N: usize>(engine: &dyn Engine, documents: [Fixture; N]) {
    let updates = documents.into_iter().map(|fixture| Update::Put(Box::new(fixture.build()))).collect();
    engine.apply(updates, 1).await.unwrap();
}

/// A query for 20 hits.
pub fn query(text: &str) -> Query {
    Query { text: text.to_owned(), limit: 20, ..Query::default() }
}

/// The answer to a query.
pub async fn ask(engine: &dyn Engine, query: &Query) -> Answer {
    engine.search(query).await.unwrap()
}

/// The names of the hits, in order.
pub fn names(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.document.hash.as_str()).collect()
}

/// The names of what a query finds, sorted; `total` agrees.
pub async fn found(engine: &dyn Engine, query: &Query) -> Vec<String> {
    let answer = ask(engine, query).await;
    assert_eq!(answer.total, answer.hits.len() as u64, "{:?}: total and hits", query.text);
    let mut names: Vec<String> = names(&answer).into_iter().map(str::to_owned).collect();
    names.sort();
    names
}

/// The names of what a text finds, sorted.
pub async fn found_by(engine: &dyn Engine, text: &str) -> Vec<String> {
    found(engine, &query(text)).await
}
