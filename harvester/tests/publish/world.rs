//! A store with a source whose region publishes itself, and files to publish.

use harvester::decision::By;
use harvester::publish::{Answer, MadeFrom, Outcome, Publication, PublishError, publish, rehearse};
use harvester::report::Language;
use harvester::sheet::{self, SERVICES, Table, fill};
use registry::access::Actor;
use registry::model::{Instant, SourceFile};
use registry::store::{self, Store};
use rust_xlsxwriter::Workbook;

pub struct World {
    pub store: Store,
    pub source: String,
    /// Removed when the test ends.
    pub _folder: Option<tempfile::TempDir>,
}

pub async fn sqlite() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
    World { _folder: Some(folder), ..of(store).await }
}

#[expect(clippy::disallowed_methods, reason = "a test's database is named by the environment")]
pub async fn postgresql(test: &str) -> Option<World> {
    let Ok(url) = std::env::var("SIMPUL_TEST_POSTGRES_URL") else {
        eprintln!("SKIPPED: {test} on PostgreSQL: SIMPUL_TEST_POSTGRES_URL is not set");
        return None;
    };
    let schema = format!("publish_{}", uuid::Uuid::new_v4().simple());
    let bare = Store::connect(&url).await.unwrap();
    let create = format!("CREATE SCHEMA {schema}");
    bare.read(move |conn| conn.batch(&create)).await.unwrap();
    Some(of(Store::open(&format!("{url}?options=-csearch_path%3D{schema}")).await.unwrap()).await)
}

async fn of(store: Store) -> World {
    let toml = "[[source]]\nid = \"bogor\"\nregion = \"32.71\"\nformat = \"push\"\nurl = \"https://mpp.bogor.example/\"\ninterval_seconds = 86400\n\
                [[source]]\nid = \"polled\"\nregion = \"32.71\"\nformat = \"hsds\"\nurl = \"https://mpp.bogor.example/api\"";
    for source in SourceFile::parse(toml).unwrap().sources {
        store.write(move |conn| store::import(conn, &source, now())).await.unwrap();
    }
    World { store, source: "bogor".to_owned(), _folder: None }
}

fn now() -> Instant {
    Instant::new("2026-11-24T02:00:00Z".parse().unwrap())
}

impl World {
    fn publication(&self, body: Vec<u8>, made_from: MadeFrom, key: Option<&str>) -> Publication {
        Publication {
            source: self.source.clone(),
            body,
            content_type: None,
            by: By { actor: Actor::Console("petugas".to_owned()), name: "petugas".to_owned() },
            made_from,
            key: key.map(str::to_owned),
            language: Language::Indonesian,
        }
    }

    pub async fn publish(&self, body: Vec<u8>, made_from: MadeFrom, key: Option<&str>) -> Result<(Answer, Outcome), PublishError> {
        let answer = publish(&self.store, self.publication(body, made_from, key), now).await?;
        let outcome = serde_json::from_str(&answer.json).unwrap();
        Ok((answer, outcome))
    }

    pub async fn rehearse(&self, body: Vec<u8>, made_from: MadeFrom) -> Result<(Answer, Outcome), PublishError> {
        let answer = rehearse(&self.store, self.publication(body, made_from, None), now).await?;
        let outcome = serde_json::from_str(&answer.json).unwrap();
        Ok((answer, outcome))
    }

    /// The workbook of what is stored, edited.
    pub async fn download(&self, edit: impl FnOnce(&mut Vec<Table>)) -> Vec<u8> {
        let id = self.source.clone();
        let (source, catalog) =
            self.store.read(move |conn| Ok((store::declared(conn, &id)?.unwrap(), store::read::catalog_of(conn, &id)?))).await.unwrap();
        let mut tables = fill(&catalog, &source);
        edit(&mut tables);
        sheet::xlsx(&tables).unwrap()
    }

    pub async fn served(&self) -> i32 {
        let id = self.source.clone();
        self.store.read(move |conn| store::read::source(conn, &id)).await.unwrap().unwrap().services
    }

    pub async fn attempts(&self) -> i64 {
        let id = self.source.clone();
        let counts = self.store.read(move |conn| store::read::attempt_counts(conn, &id)).await.unwrap();
        counts.kept.values().sum()
    }
}

/// A workbook of so many services.
pub fn services(count: usize) -> Vec<u8> {
    file(
        (0..count).map(|number| {
            format!("Penerbitan izin {}", WORDS[number % WORDS.len()].to_owned() + TAILS[number / WORDS.len() % TAILS.len()])
        }),
    )
}

const WORDS: [&str; 8] =
    ["mendirikan rumah", "usaha ternak", "praktik bidan", "praktik dokter", "toko obat", "apotek", "reklame", "pondok wisata"];
const TAILS: [&str; 5] = ["", " perseorangan", " badan usaha", " perpanjangan", " perubahan"];

/// A workbook of so many services whose names are no words.
pub fn renamed(count: usize, name: &str) -> Vec<u8> {
    file((0..count).map(|number| format!("{name}{}", "k".repeat(number))))
}

fn file(names: impl Iterator<Item = String>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Layanan").unwrap();
    for (at, column) in (0..).zip(SERVICES.columns) {
        sheet.write_string(0, at, column.name).unwrap();
    }
    for (row, name) in (1..).zip(names) {
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_string(row, 2, "DPMPTSP").unwrap();
        sheet.write_string(row, 7, "Gratis").unwrap();
    }
    book.save_to_buffer().unwrap()
}
