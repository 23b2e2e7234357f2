//! The least that any program would do: fetch, parse, write.

use std::time::Instant;

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::{PgConnection, SqliteConnection};
use futures::StreamExt as _;
use registry::store::{self, Store};

use crate::Measured;
use crate::harvest::peak_mib;

/// Requests at once, as the harvester makes them.
const AT_ONCE: usize = 64;

/// What a harvest writes, in an order that foreign keys allow.
const TABLES: [&str; 14] = [
    "sources",
    "documents",
    "attempts",
    "snapshots",
    "organizations",
    "locations",
    "services",
    "required_documents",
    "costs",
    "services_at_locations",
    "schedules",
    "statistic_series",
    "statistic_values",
    "findings",
];

/// Fetches and parses what the store holds documents of, and copies the rows.
///
/// `warm-up`: fetches the beginning of every feed only. `write`: all documents, all rows. `changed`: every document by a conditional
/// request, and the rows of a tenth of the sources.
pub async fn run(database: &str, what: &str, folder: &str) -> Measured {
    if what == "warm-up" {
        return warm_up(folder).await;
    }
    let asked = documents(database).await;
    let copy = if what == "write" { "1 = 1" } else { "source_id IN (SELECT id FROM FROM_.sources ORDER BY id LIMIT 30)" };
    let conditional = what == "changed";
    let prepared = Copy::prepare(database).await;
    let begin = Instant::now();
    let requests = asked.len() as u64;
    fetch(asked, conditional).await;
    let (rows, peak) = tokio::task::spawn_blocking(move || (prepared.copy(copy), peak_mib())).await.expect("copied");
    Measured { seconds: begin.elapsed().as_secs_f64(), peak_mib: peak, requests, rows, ..Measured::default() }
}

/// One bare conditional request for each document of every feed: for feeds of one document, one each.
pub async fn conditional(database: &str) -> Measured {
    let asked = documents(database).await;
    let begin = Instant::now();
    let requests = asked.len() as u64;
    fetch(asked, true).await;
    Measured { seconds: begin.elapsed().as_secs_f64(), peak_mib: peak_mib(), requests, ..Measured::default() }
}

/// Where each feed begins.
fn beginnings(folder: &str) -> Vec<String> {
    std::fs::read_dir(folder)
        .expect("declarations")
        .map(|entry| std::fs::read_to_string(entry.expect("a file").path()).expect("text"))
        .flat_map(|toml| registry::model::SourceFile::parse(&toml).expect("a declaration").sources)
        .flat_map(|source| {
            let adapter = harvester::adapter::adapter(&source.format).expect("an adapter");
            (adapter.begin)(&source).expect("requests").into_iter().take(1).map(|request| request.url.to_string()).collect::<Vec<_>>()
        })
        .collect()
}

async fn warm_up(folder: &str) -> Measured {
    fetch(beginnings(folder).into_iter().map(|url| (url, None)).collect(), false).await;
    Measured::default()
}

/// Every stored document and its entity tag.
async fn documents(database: &str) -> Vec<(String, Option<String>)> {
    let store = Store::open(database).await.expect("a store");
    let all = store.read(|conn| {
        let mut all = Vec::new();
        for source in store::read::sources(conn)? {
            all.extend(store::stored_documents(conn, &source.id)?.into_iter().map(|document| (document.url, document.etag)));
        }
        Ok(all)
    });
    all.await.expect("documents")
}

/// A client that knows the names of the regions' hosts, as the harvester does (RFC 6761: such names are this machine).
fn client(urls: &[(String, Option<String>)]) -> reqwest::Client {
    let hosts = urls.iter().filter_map(|(url, _)| url::Url::parse(url).ok()?.host_str().map(str::to_owned));
    let local = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let builder = hosts.fold(reqwest::Client::builder().no_proxy(), |builder, host| builder.resolve(&host, local));
    builder.build().expect("a client")
}

async fn fetch(asked: Vec<(String, Option<String>)>, conditional: bool) {
    let client = client(&asked);
    let answers = futures::stream::iter(asked).map(|(url, etag)| {
        let mut request = client.get(&url);
        if let Some(etag) = etag.filter(|_| conditional) {
            request = request.header("if-none-match", etag);
        }
        async move {
            #[expect(clippy::disallowed_methods, reason = "the least that a program can do has no caps")]
            let body = request.send().await.expect("an answer").bytes().await.expect("a body");
            if !body.is_empty() {
                std::hint::black_box(serde_json::from_slice::<serde_json::Value>(&body).expect("JSON"));
            }
        }
    });
    answers.buffer_unordered(AT_ONCE).for_each(|()| async {}).await;
}

/// A second set of the tables, with their indexes, beside the first.
enum Copy {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Copy {
    async fn prepare(database: &str) -> Self {
        match database.strip_prefix("sqlite:") {
            Some(path) => {
                let copy = format!("{path}.copy");
                for file in [copy.clone(), format!("{copy}-wal"), format!("{copy}-shm")] {
                    drop(std::fs::remove_file(file));
                }
                drop(Store::open(&format!("sqlite:{copy}")).await.expect("tables"));
                let mut conn = SqliteConnection::establish(&copy).expect("a database");
                conn.batch_execute(&format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ATTACH '{path}' AS FROM_"))
                    .expect("attached");
                Self::Sqlite(conn)
            }
            None => {
                let mut conn = PgConnection::establish(database).expect("a database");
                let from = database.rsplit("search_path%3D").next().expect("a schema").to_owned();
                let tables: String =
                    TABLES.map(|table| format!("CREATE TABLE copy_.{table} (LIKE {from}.{table} INCLUDING ALL);")).concat();
                conn.batch_execute(&format!("DROP SCHEMA IF EXISTS copy_ CASCADE; CREATE SCHEMA copy_; {tables}")).expect("tables");
                Self::Postgres(conn)
            }
        }
    }

    /// Copies the rows of which `condition` holds, and returns how many services.
    fn copy(mut self, condition: &str) -> u64 {
        let sql: Vec<String> = TABLES
            .iter()
            .map(|table| {
                // Rows that hang on a service are chosen by it.
                let by_service = matches!(*table, "required_documents" | "costs");
                let condition = match (by_service, *table) {
                    (_, "statistic_values") => format!("series_id IN (SELECT id FROM FROM_.statistic_series WHERE {condition})"),
                    (true, _) => format!("service_id IN (SELECT id FROM FROM_.services WHERE {condition})"),
                    (false, "sources") => condition.replace("source_id", "id"),
                    (false, _) => condition.to_owned(),
                };
                format!("INSERT INTO TO_.{table} SELECT * FROM FROM_.{table} WHERE {condition};")
            })
            .collect();
        match &mut self {
            Self::Sqlite(conn) => {
                conn.batch_execute(&format!("BEGIN IMMEDIATE; {} COMMIT", sql.concat().replace("TO_.", "main."))).expect("copied");
            }
            Self::Postgres(conn) => {
                let overriding = sql.concat().replace(" SELECT *", " OVERRIDING SYSTEM VALUE SELECT *");
                let sql = overriding.replace("TO_.", "copy_.").replace("FROM_.", "");
                conn.batch_execute(&format!("BEGIN; {sql} COMMIT")).expect("copied");
            }
        }
        TABLES.len() as u64
    }
}
