//! One region's catalog, stored as a harvest stores it, and the API over it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use api::{Gazetteer, State, configure};
use registry::model::{
    Attempt, Catalog, Drafts, Instant, LocationDraft, OrganizationDraft, Reason, ServiceDraft, Source, SourceFile, Verdict,
};
use registry::search::Synonyms;
use registry::search::embedded::Embedded;
use registry::store::{self, Content, Read, Store};
use serde_json::Value;

pub const DAY: u64 = 86_400;

/// This many seconds after a Tuesday, 09:00 in Jakarta.
pub fn at(seconds: u64) -> Instant {
    Instant::new("2026-11-24T02:00:00Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

fn clock() -> Instant {
    at(3600)
}

pub fn source() -> Source {
    let toml = "id = \"bogor\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"\nsynthetic = true";
    SourceFile::parse(toml).unwrap().sources.remove(0)
}

/// Services with these names, each with everything that a service can have.
pub fn catalog(names: &[&str]) -> Catalog {
    let source = source();
    let service = |name: &&str| ServiceDraft {
        external_id: Some((*name).to_owned()),
        name: (*name).to_owned(),
        description: Some("Untuk <b>warga</b>".to_owned()),
        organization: Some("Disdukcapil".to_owned()),
        location_ids: vec!["1".to_owned()],
        category: Some("Kependudukan".to_owned()),
        duration: Some("3 hari kerja".to_owned()),
        cost: Some("Rp50.000".to_owned()),
        requirements: vec!["KTP".to_owned(), "KK".to_owned()],
        procedure: vec!["Ambil antrean".to_owned(), "Serahkan berkas".to_owned()],
        url: Some("javascript:alert(1)".to_owned()),
        counter: Some("Loket 3".to_owned()),
        ..ServiceDraft::default()
    };
    let hall = LocationDraft {
        external_id: Some("1".to_owned()),
        name: "MPP Kota Bogor".to_owned(),
        address: Some("Jl. Pajajaran No. 27, Kota Bogor, Jawa Barat 16143".to_owned()),
        latitude: Some("-6.6".to_owned()),
        longitude: Some("106.8".to_owned()),
        hours: Some("Senin-Kamis 08.00-15.00, Jumat 08.00-11.30".to_owned()),
        phone: Some("(0251) 8324 567".to_owned()),
        ..LocationDraft::default()
    };
    let drafts = Drafts {
        organizations: vec![OrganizationDraft { name: "Disdukcapil".to_owned(), ..OrganizationDraft::default() }],
        locations: vec![hall],
        services: names.iter().map(service).collect(),
        ..Drafts::default()
    };
    registry::normalise::catalog(&source, registry::gazetteer::region(source.region).unwrap(), drafts)
}

fn state(store: &Store, folder: &std::path::Path, public_url: Option<&str>) -> web::Data<State> {
    let engine = Embedded::open(&folder.join("index"), Synonyms::new(&[])).unwrap();
    let gazetteer = Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let mut state = State::new(store.clone(), Arc::new(engine), clock, gazetteer, false).unwrap();
    state.public_url = public_url.map(|url| url.parse().unwrap());
    web::Data::new(state)
}

pub struct World {
    pub store: Store,
    pub state: web::Data<State>,
    folder: tempfile::TempDir,
}

pub struct Got {
    pub status: StatusCode,
    pub kind: String,
    pub cache: String,
    pub etag: Option<String>,
    /// Letter by letter; of a file that is none, what can be read of it.
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl World {
    /// The registry after a harvest of these services.
    pub async fn of(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        store.write(|conn| store::import(conn, &source(), at(0)).map(drop)).await.unwrap();
        let state = state(&store, folder.path(), Some("https://simpul.example"));
        let world = Self { store, state, folder };
        world.harvest(names, at(1)).await;
        world
    }

    /// The same, of an operator who did not say where it is reached.
    pub fn at_any_address(&mut self) {
        self.state = state(&self.store, &self.folder.path().join("other"), None);
    }

    /// Harvests the region anew.
    pub async fn harvest(&self, names: &[&str], now: Instant) {
        let catalog = catalog(names);
        let content_hash: String = names.join(",").chars().take(60).collect();
        let read = Read { catalog, documents: Vec::new(), content_hash, read_version: "1".to_owned(), partial: false };
        let attempt = Attempt {
            started_at: now,
            fetch_ms: 1,
            first_byte_ms: Some(1),
            total_ms: 2,
            requests: 1,
            not_modified: 0,
            http_status: Some(200),
            bytes: 3,
            records: None,
            refused: None,
            content_hash: None,
            outcome: Verdict::Accepted,
            reason: Reason::Changed,
            detail: None,
        };
        self.store
            .write(move |conn| {
                store::make_due(conn, &[], now)?;
                let lease = store::claim(conn, "worker", now, Duration::from_secs(60), 1)?.pop().expect("a due source");
                let ended = store::finish(conn, &lease, &attempt, &Content::New(Box::new(read)), now)?;
                assert_eq!(ended.attempt.outcome, Verdict::Accepted, "{:?}", ended.attempt);
                Ok(())
            })
            .await
            .unwrap();
    }

    /// Answers one request.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Got {
        let state = self.state.clone();
        let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
        let mut request = test::TestRequest::get().uri(path);
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        let answer = test::call_service(&app, request.to_request()).await;
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, etag) = (answer.status(), header("etag"));
        let (kind, cache) = (header("content-type").unwrap_or_default(), header("cache-control").unwrap_or_default());
        let body = String::from_utf8_lossy(&test::read_body(answer).await).into_owned();
        Got { status, kind, cache, etag, body }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.get_with(path, &[]).await
    }

    pub async fn json(&self, path: &str) -> Value {
        let got = self.get(path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.body);
        got.json()
    }

    /// Asks for something that is refused, and returns the code of the problem.
    pub async fn refused(&self, path: &str) -> (u16, String) {
        let got = self.get(path).await;
        assert_eq!(got.kind, "application/problem+json", "{path}: {}", got.body);
        (got.status.as_u16(), got.json()["code"].as_str().unwrap().to_owned())
    }
}
