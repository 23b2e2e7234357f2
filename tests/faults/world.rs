//! The parts: the farm of faults, honest regions beside it, the database, the index, the API, and the harvester's process.

use std::path::PathBuf;
use std::sync::Arc;

use registry::gazetteer;
use registry::indexing::Indexer;
use registry::model::SourceFile;
use registry::search::Engine;
use registry::store::{self, Store};
use simulator::fault::{FaultFarm, FaultOptions, Item};
use simulator::{Farm, Options, Site};

use crate::clock;
use crate::harvester::Process;

pub struct World {
    pub faults: FaultFarm,
    _honest: Farm,
    /// Ids of the honest sources.
    pub others: Vec<String>,
    pub store: Store,
    pub engine: Arc<dyn Engine>,
    pub indexer: Indexer,
    pub process: Option<Process>,
    /// `http://127.0.0.1:PORT`
    pub api: String,
    pub log: PathBuf,
    _folder: tempfile::TempDir,
}

/// The regions, the first for the honest sources.
pub fn sites() -> Vec<Site> {
    let autonomous = gazetteer::regions().iter().filter(|region| region.autonomous);
    autonomous.map(|region| Site::of(region, format!("MPP {}", region.name), true)).collect()
}

impl World {
    pub async fn new(seed: u64, honest: usize, only: &dyn Fn(&Item) -> bool, one_by_one: bool, deadlines: (u64, u64)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut regions = sites();
        let rest = regions.split_off(honest);
        let honest =
            Farm::start(Options { services: Some(20), interval_seconds: 604_800, ..Options::new(seed, regions) }).await.expect("a farm");
        let options = FaultOptions { one_by_one, ..FaultOptions::new(seed, rest) };
        let faults = FaultFarm::start(&options, only).expect("a farm of faults");
        let database = format!("sqlite:{}", folder.path().join("simpul.db").display());
        let store = Store::open(&database).await.expect("a store");
        let others = declare(&store, honest.declarations()).await;
        declare(&store, faults.declarations()).await;
        let engine =
            registry::search::connect(&format!("embedded:{}", folder.path().join("index").display()), None, &[]).await.expect("an index");
        let allowed: Vec<String> = faults.addresses().into_iter().chain([honest.address()]).map(|address| address.to_string()).collect();
        let log = folder.path().join("harvester.log");
        let file = std::fs::File::create(&log).expect("a log");
        let process = Process::start(&database, &allowed.join(","), deadlines, file);
        let api = serve(&store, &engine).await;
        let indexer = Indexer::new(store.clone(), Arc::clone(&engine));
        Self { faults, _honest: honest, others, store, engine, indexer, process: Some(process), api, log, _folder: folder }
    }

    /// The answer of the API to a path, as text.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let response = reqwest::get(format!("{}{path}", self.api)).await.expect("the API answers");
        let status = response.status().as_u16();
        (status, text(response).await)
    }

    pub async fn json(&self, path: &str) -> serde_json::Value {
        let (status, text) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }
}

#[expect(clippy::disallowed_methods, reason = "an answer of our own, on this machine")]
async fn text(response: reqwest::Response) -> String {
    response.text().await.expect("a body")
}

/// Imports declarations; gives their ids.
pub async fn declare(store: &Store, declarations: Vec<(String, String)>) -> Vec<String> {
    let sources: Vec<_> = declarations
        .iter()
        .flat_map(|(id, toml)| SourceFile::parse(toml).unwrap_or_else(|error| panic!("{id}: {error}\n{toml}")).sources)
        .collect();
    let ids = sources.iter().map(|source| source.id.clone()).collect();
    let import = move |conn: &mut store::Conn| sources.iter().try_for_each(|source| store::import(conn, source, clock::now()).map(|_| ()));
    store.write(import).await.expect("imported");
    ids
}

/// Serves the API until the program ends; gives its address.
pub async fn serve(store: &Store, engine: &Arc<dyn Engine>) -> String {
    let gazetteer = api::Gazetteer { regions: gazetteer::regions().to_vec(), provinces: gazetteer::provinces().to_vec() };
    let state = api::State::new(store.clone(), Arc::clone(engine), clock::now, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let at = listen.clone();
    tokio::spawn(async move { api::serve(&at, actix_web::web::Data::new(state), std::future::pending()).await });
    let base = format!("http://{listen}");
    while reqwest::get(format!("{base}/healthz")).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    base
}
