//! How fast the pages and the answers on the sources are with a whole nation and a year behind them: 514 sources with an attempt for every
//! hour of a year, none of them summed up yet, which is worse than what the harvester keeps. On SQLite, and on PostgreSQL where
//! `SIMPUL_TEST_POSTGRES_URL` is set. A question is one request over HTTP, cold on the source that it names.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use registry::store::Store;

const SOURCES: u32 = 514;
const HOURS: u32 = 365 * 24;
/// Requests of each kind: one a source.
const ASKED: u32 = 200;
const BOUND: Duration = Duration::from_millis(100);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut databases = vec![format!("sqlite:{}", folder.path().join("simpul.db").display())];
    let mut own = None;
    #[expect(clippy::disallowed_methods, reason = "the benchmark's database")]
    if let Ok(url) = std::env::var("SIMPUL_TEST_POSTGRES_URL") {
        databases.push(own_schema(&url));
        own = Some(url);
    }
    let mut is_slow = false;
    println!("{:9} {:34} {:>9} {:>9} {:>9}   bound of p95: {BOUND:?}", "database", "question", "p50", "p95", "most");
    for (number, database) in databases.iter().enumerate() {
        let store = runtime.block_on(Store::open(database)).expect("a store");
        let engine = store.engine();
        let began = Instant::now();
        runtime.block_on(store.write(|conn| conn.batch(&filling(conn.is_sqlite())))).expect("filled");
        let statistics = if engine == "sqlite" { "ANALYZE" } else { "VACUUM ANALYZE attempts" };
        // VACUUM runs in no transaction.
        runtime.block_on(store.read(move |conn| conn.batch(statistics))).expect("analysed");
        println!("{engine:9} {} attempts in {:.1?}", SOURCES * HOURS, began.elapsed());
        let address = runtime.block_on(serve(store, &folder.path().join(format!("index-{number}"))));
        for (name, path) in questions() {
            let mut times = ask(&address, &path);
            times.sort_unstable();
            let at = |percent: usize| times[(times.len() - 1) * percent / 100];
            println!("{engine:9} {name:34} {:>9.1?} {:>9.1?} {:>9.1?}", at(50), at(95), at(100));
            is_slow |= at(95) > BOUND;
        }
    }
    // A gigabyte that nobody needs any more.
    if let Some(url) = own {
        let drop = format!("DROP SCHEMA {} CASCADE", schema());
        diesel::PgConnection::establish(&url).expect("PostgreSQL").batch_execute(&drop).expect("dropped");
    }
    assert!(!is_slow, "a p95 is over its bound");
}

type Path = Box<dyn Fn(u32) -> String>;

fn questions() -> Vec<(&'static str, Path)> {
    let last = HOURS / 50;
    let of = |suffix: String| -> Path { Box::new(move |number| format!("/v1/sources/mpp-{number}{suffix}")) };
    let page = |suffix: &'static str| -> Path { Box::new(move |number| format!("/sumber/mpp-{number}{suffix}")) };
    vec![
        ("/v1/sources", Box::new(|_| "/v1/sources".to_owned())),
        ("/v1/sources/{id}", of(String::new())),
        ("attempts, first page", of("/attempts".to_owned())),
        ("attempts, in the middle", of(format!("/attempts?page={}", last / 2))),
        ("attempts, last page", of(format!("/attempts?page={last}"))),
        ("attempts, outcome=failed", of("/attempts?outcome=failed".to_owned())),
        ("attempts, outcome=failed, last page", of("/attempts?outcome=failed&page=8".to_owned())),
        ("page /sumber", Box::new(|_| "/sumber".to_owned())),
        ("page /sumber/{id}", page("")),
        ("page /sumber/{id}/percobaan, last", page("/percobaan?page=175")),
    ]
}

/// Sources with a year of attempts, side by side as they would have come in: nearly all unchanged, some failed, some accepted.
fn filling(is_sqlite: bool) -> String {
    let series = |name: &str, from: u32, to: u32| {
        if is_sqlite {
            format!("{name}(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM {name} WHERE n < {to})")
        } else {
            format!("{name}(n) AS (SELECT generate_series({from}, {to}))")
        }
    };
    let time = |seconds: &str| {
        if is_sqlite {
            format!("strftime('%Y-%m-%dT%H:%M:%S', 1732406400 + {seconds}, 'unixepoch') || '.000Z'")
        } else {
            format!("to_timestamp(1732406400 + {seconds})")
        }
    };
    let (sources, hours) = (series("s", 1, SOURCES), series("h", 0, HOURS - 1));
    let (begin, end) = (time("0"), time(&format!("{HOURS} * 3600")));
    format!(
        "WITH RECURSIVE {sources} INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence,
            last_attempt_at, last_success_at, last_change_at, last_outcome, last_reason, services, findings_info, findings_warning, findings_error)
         SELECT 'mpp-' || n, '36.01', 'json', 'https://mpp.example/' || n, '{{}}', TRUE, FALSE, {begin}, {end}, 0, {end}, {end}, {begin},
            'unchanged', 'not_modified', 328, 0, 0, 0 FROM s;
         WITH RECURSIVE {sources}, {hours} INSERT INTO attempts (source_id, started_at, fetch_ms, total_ms, requests, not_modified, http_status,
            bytes, outcome, reason, detail)
         SELECT 'mpp-' || s.n, {at}, 40, 55, 3, 3, 304, 0, o.outcome, o.reason, o.detail FROM h CROSS JOIN s CROSS JOIN (
            SELECT 0 AS low, 90 AS high, 'unchanged' AS outcome, 'not_modified' AS reason, NULL AS detail
            UNION ALL SELECT 91, 95, 'failed', 'connect_timeout', 'no connection within 5 s' UNION ALL SELECT 96, 99, 'accepted', 'changed', NULL) o
         WHERE (h.n * 31 + s.n * 17) % 100 BETWEEN o.low AND o.high ORDER BY h.n, s.n;",
        at = time("h.n * 3600 + s.n"),
    )
}

/// The URL of a new schema in the PostgreSQL at `url`.
fn own_schema(url: &str) -> String {
    let schema = schema();
    diesel::PgConnection::establish(url).expect("PostgreSQL").batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema");
    format!("{url}?options=-csearch_path%3D{schema}")
}

fn schema() -> String {
    format!("bench_sources_{}", std::process::id())
}

/// Starts the API a year later and returns where.
async fn serve(store: Store, index: &std::path::Path) -> String {
    let engine = registry::search::connect(&format!("embedded:{}", index.display()), None, &[]).await.expect("an index");
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let clock = || {
        let end = chrono::DateTime::from_timestamp(1_732_406_400 + i64::from(HOURS) * 3600, 0).expect("a time");
        registry::model::Instant::new(end)
    };
    let state = api::State::new(store, engine, clock, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let listen = address.clone();
    tokio::spawn(async move { api::serve(&listen, actix_web::web::Data::new(state), std::future::pending()).await });
    while TcpStream::connect(&address).is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    address
}

/// Asks for one source after another on one connection.
fn ask(address: &str, path: &Path) -> Vec<Duration> {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let mut stream = BufReader::with_capacity(1 << 16, stream);
    (1..=ASKED)
        .map(|number| {
            let path = path(number * (SOURCES / ASKED));
            let before = Instant::now();
            one(&mut stream, &path);
            before.elapsed()
        })
        .collect()
}

fn one(stream: &mut BufReader<TcpStream>, path: &str) {
    stream.get_mut().write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).expect("sent");
    let (mut line, mut length) = (String::new(), 0);
    stream.read_line(&mut line).expect("a status");
    assert!(line.starts_with("HTTP/1.1 200"), "{line} to {path}");
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a header");
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    stream.read_exact(&mut vec![0; length]).expect("a body");
}
