//! How the whole bends when there are ten and a hundred times as many sources: `make capacity`. The regions that are played stay 296; each is
//! declared several times, every time under a host and an id of its own, so that each declaration is a source with its own connections,
//! leases, rows and documents.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use registry::search::embedded::Embedded;
use registry::search::{Engine as _, Synonyms};
use registry::store::{Store, StoreError, on};

use crate::harvest;
use crate::http::{self, Connection};
use crate::{Measured, Regions, measure};

/// Services of each source: as few as the smallest halls have.
const SERVICES: usize = 30;
/// How often each region is declared, unless `SIMPUL_BENCH_COPIES` says so (`1,10`).
const COPIES: &str = "1,10,100";
/// How often each question is asked.
const ASKED: usize = 40;
/// What people and machines ask, from the rarest to the most frequent.
const QUESTIONS: [&str; 7] = [
    "/v1/search?q=ktp+hilang&near=-6.9,107.6",
    "/v1/search?q=perpanjang+paspor+kota+bandung",
    "/v1/search?q=izin+usaha&facets=all",
    "/v1/locations?near=-6.9,107.6",
    "/v1/sources?size=50",
    "/v1/coverage",
    "/metrics",
];

/// All sizes on both databases.
pub fn all(postgres: Option<&str>) {
    #[expect(clippy::disallowed_methods, reason = "how large the benchmark is")]
    let copies = std::env::var("SIMPUL_BENCH_COPIES").unwrap_or_else(|_| COPIES.to_owned());
    for copies in copies.split(',') {
        let (regions, declarations) = Regions::start(SERVICES, "mixed");
        let folder = tempfile::tempdir().expect("a folder");
        on_one("SQLite", &format!("sqlite:{}", folder.path().join("simpul.db").display()), folder.path(), &declarations, copies);
        if let Some(url) = postgres {
            let folder = tempfile::tempdir().expect("a folder");
            let schema = harvest::own_schema(url, &format!("x{copies}"));
            on_one("PostgreSQL", &schema, folder.path(), &declarations, copies);
            harvest::drop_schema(url, &schema);
        }
        drop(regions);
    }
}

fn on_one(name: &str, database: &str, folder: &Path, declarations: &str, copies: &str) {
    let sources = 296 * copies.parse::<usize>().expect("a number");
    let folder = folder.join("index");
    let index = format!("embedded:{}", folder.display());
    measure(&["import", database, declarations, copies]);
    println!("\n{name}, {sources} sources x {SERVICES} services");
    for what in ["first harvest", "nothing changed", "once more"] {
        let told = measure(&["harvest", database, &index]);
        row(what, sources, &told);
    }
    print!("{}", crate::run(&["serve", database, &folder.display().to_string()]));
    println!("{:34} {:>9} MB", "index on disk", bytes(&folder) / 1_000_000);
}

/// What the files below a folder take.
fn bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => bytes(&entry.path()),
            about => about.map_or(0, |about| about.len()),
        })
        .sum()
}

fn row(what: &str, sources: usize, told: &Measured) {
    #[expect(clippy::cast_precision_loss, reason = "a number of sources")]
    let each_second = sources as f64 / told.seconds;
    println!(
        "{what:34} {:>8.1} s durable, {:>8.1} s searchable, {each_second:>7.0} sources/s, {:>5.1} % of an hour, {:>6} requests, {:>8} rows, peak {} MiB",
        told.seconds,
        told.searchable,
        told.searchable / 36.0,
        told.requests,
        told.rows,
        told.peak_mib
    );
}

/// Serves what was harvested, asks, and tells how long the answers took and how much memory the process needed.
pub async fn serve(database: &str, index: &str) -> String {
    let store = Store::open(database).await.expect("a store");
    let mut told = format!("{:34} {:>9} MB\n", "database on disk", store.read(size).await.expect("a size") / 1_000_000);
    let engine = Embedded::open(Path::new(index), Synonyms::new(registry::normalise::synonyms::groups())).expect("an index");
    let documents = engine.count().await.expect("a count");
    let address = http::serve(store, engine).await;
    let asked = tokio::task::spawn_blocking(move || {
        let mut connection = Connection::open(&address);
        QUESTIONS.map(|path| (path, ask(&mut connection, path)))
    });
    for (path, times) in asked.await.expect("answers") {
        let _ = writeln!(told, "{path:44} p50 {:>9.1?}, p95 {:>9.1?}, first {:>9.1?}", times[0], times[1], times[2]);
    }
    let _ = writeln!(told, "{:34} {documents:>9} documents, peak of the API {} MiB", "", harvest::peak_mib());
    told
}

/// Half, nineteen of twenty, and the first.
fn ask(connection: &mut Connection, path: &str) -> [Duration; 3] {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut times: Vec<Duration> = (0..ASKED)
        .map(|_| {
            let begin = Instant::now();
            assert!(connection.ask(&request), "{path}");
            begin.elapsed()
        })
        .collect();
    let first = times[0];
    times.sort_unstable();
    [times[ASKED / 2], times[ASKED * 95 / 100], first]
}

#[derive(diesel::QueryableByName)]
struct Bytes {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    bytes: i64,
}

fn size(conn: &mut registry::store::Conn) -> Result<i64, StoreError> {
    use diesel::RunQueryDsl as _;
    let sql = if conn.is_sqlite() {
        "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()"
    } else {
        "SELECT sum(pg_total_relation_size(c.oid))::bigint AS bytes FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
    };
    Ok(on!(conn, c => diesel::sql_query(sql).get_result::<Bytes>(c))?.bytes)
}
