//! `/v1/search` over HTTP under load: the project's own questions from 64 clients at once on a national index, half of them near a point and a
//! fifth with a moment to be open at. Every hall of 296 gives every national service, and two thousand mobile units are on their way. Where
//! `SIMPUL_SEARCH_URL` (or `SIMPUL_TEST_MEILISEARCH_URL`) names a Meilisearch, the same documents and questions are then asked of it,
//! without the API. The clients take their share of the same cores.

#[path = "../registry/benches/search/catalog.rs"]
#[expect(dead_code, reason = "questions come from files here")]
mod catalog;
mod http;
#[path = "../registry/benches/search/question.rs"]
mod question;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use registry::normalise::service_name;
use registry::search::embedded::Embedded;
use registry::search::{Document, Engine, Synonyms};
use registry::store::Store;

use crate::catalog::Catalog;
use crate::http::Connection;
pub use crate::question::{Kind, Question};

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const CLIENTS: usize = 64;
const SPELL: Duration = Duration::from_secs(10);
const BOUND: Duration = Duration::from_millis(25);
const STOPS: usize = 2_000;
const FILES: [&str; 3] = [
    include_str!("../registry/tests/relevance/queries.csv"),
    include_str!("../registry/tests/relevance/second.csv"),
    include_str!("../registry/tests/relevance/held_out.csv"),
];

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let address = runtime.block_on(serve(folder.path()));
    let questions = questions();
    let requests: Vec<String> = questions.iter().map(|asked| format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", path(asked))).collect();
    println!("{} questions, {CLIENTS} clients", questions.len());
    println!("{:22} {:>8} {:>10} {:>10} {:>10} {:>7}", "", "q/s", "p50", "p95", "p99", "errors");
    // Pages of the index and the tables of the words are read in.
    measure(&address, &requests, 8, Duration::from_secs(2));
    let api = measure(&address, &requests, CLIENTS, SPELL);
    api.print("/v1/search");
    for clients in [1, 8] {
        measure(&address, &requests, clients, Duration::from_secs(4)).print(&format!("  from {clients}"));
    }
    compare(&runtime, &questions);
    assert_eq!(api.errors, 0, "no answer is an error");
    let p99 = api.quantile(99);
    println!("p99 {p99:.1?}, bound {BOUND:.0?}: {}", if p99 <= BOUND { "kept" } else { "MISSED" });
}

/// One question: words, and where and when.
struct Asked {
    words: String,
    near: Option<(f64, f64)>,
    open: bool,
}

fn questions() -> Vec<Asked> {
    let rows = FILES.iter().flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_records());
    let words = rows.filter_map(|row| row.ok()?.get(0).map(str::to_owned));
    let regions = registry::gazetteer::regions();
    words
        .enumerate()
        .map(|(number, words)| {
            let point = regions[number * 97 % regions.len()].point;
            Asked { words, near: (number % 2 == 0).then_some((point.lat, point.lon)), open: number % 5 == 0 }
        })
        .collect()
}

fn path(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &asked.words);
    if let Some((lat, lon)) = asked.near {
        query.append_pair("near", &format!("{lat},{lon}")).append_pair("sort", "distance");
    }
    if asked.open {
        query.append_pair("open_at", "2026-11-25T09:30:00+07:00");
    }
    format!("/v1/search?{}", query.finish())
}

/// Every hall gives every national service: the made-up documents, with the terms of the taxonomy and the real regions.
fn nation() -> impl Iterator<Item = Vec<Document>> {
    let terms = service_name::canonical();
    let regions = registry::gazetteer::regions();
    Catalog::new().regions().enumerate().map(move |(number, documents)| {
        let region = &regions[number * regions.len() / 296];
        let named = |(at, mut document): (usize, Document)| {
            if let Some(term) = terms.get(at) {
                document.service = term.split(" (").next().unwrap_or(term).to_owned();
                document.term = Some((*term).to_owned());
                document.synonyms = service_name::synonyms(term).to_vec();
            }
            document.region = region.code;
            document.region_name.clone_from(&region.name);
            document.point = region.point;
            document.zone = region.zone.as_str().to_owned();
            document
        };
        documents.into_iter().enumerate().map(named).collect()
    })
}

async fn fill(engine: &dyn Engine) {
    let mut rebuild = engine.rebuild().await.expect("a rebuild");
    for region in nation() {
        rebuild.add(region).await.expect("room");
    }
    rebuild.publish(0).await.expect("a new index");
}

fn stops() -> String {
    let regions = registry::gazetteer::regions();
    let days = ["Mo", "Tu", "We", "Th", "Fr"];
    let mut sql = String::from(
        "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, services, findings_info,
         findings_warning, findings_error) VALUES ('a', '11.01', 'json', 'https://contoh.go.id/', '{}', 1, 0, '2026-11-24T02:00:00.000Z',
         '2026-11-24T02:00:00.000Z', 0, 0, 0, 0, 0);",
    );
    for number in 0..STOPS {
        let region = &regions[number % regions.len()];
        let id = registry::model::Id::derive("a", "stop", &number.to_string());
        sql.push_str(&format!(
            "INSERT INTO stops VALUES (x'{}', 'a', '{}', 1, 'Balai Desa {number}', NULL, {}, {}, 0, NULL, '{} 08:00-11:00', '{}', '{{}}', 'Perekaman KTP-el keliling', 'Disdukcapil', NULL, NULL);",
            id.0.simple(),
            region.code,
            region.point.lat + 0.05,
            region.point.lon,
            days[number % days.len()],
            region.zone.as_str(),
        ));
    }
    sql
}

async fn serve(folder: &std::path::Path) -> String {
    let engine = Embedded::open(&folder.join("index"), Synonyms::new(registry::normalise::synonyms::groups())).expect("an index");
    fill(&engine).await;
    let store = Store::open(&format!("sqlite:{}", folder.join("simpul.db").display())).await.expect("a store");
    store.write(|conn| conn.batch(&stops())).await.expect("stops");
    http::serve(store, engine).await
}

/// The same of Meilisearch itself: one question, one request, no API between.
fn compare(runtime: &tokio::runtime::Runtime, questions: &[Asked]) {
    #[expect(clippy::disallowed_methods, reason = "a benchmark is told by its environment where a server is")]
    let server = std::env::var("SIMPUL_SEARCH_URL").or_else(|_| std::env::var("SIMPUL_TEST_MEILISEARCH_URL"));
    let server = server.ok().map(|url| url.trim_end_matches('/').to_owned());
    let Some(server) = server.filter(|url| url.starts_with("http")) else {
        println!("SKIPPED: Meilisearch itself (set SIMPUL_TEST_MEILISEARCH_URL)");
        return;
    };
    let groups = registry::normalise::synonyms::groups();
    runtime.block_on(async {
        let engine = registry::search::connect(&format!("{server}/?index={INDEX}"), None, groups).await.expect("a server");
        fill(engine.as_ref()).await;
    });
    let url = url::Url::parse(&server).expect("an address");
    let host = format!("{}:{}", url.host_str().unwrap_or("127.0.0.1"), url.port_or_known_default().unwrap_or(7700));
    let requests: Vec<String> = questions
        .iter()
        .map(|asked| {
            let mut body = serde_json::json!({ "q": asked.words, "limit": 20 });
            if let Some((lat, lon)) = asked.near {
                body["sort"] = serde_json::json!([format!("_geoPoint({lat}, {lon}):asc")]);
            }
            let body = body.to_string();
            format!(
                "POST /indexes/{INDEX}_services/search HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        })
        .collect();
    measure(&host, &requests, 8, Duration::from_secs(2));
    measure(&host, &requests, CLIENTS, SPELL).print("Meilisearch itself");
}

/// What the indexes of this benchmark begin with at a Meilisearch.
const INDEX: &str = "simpul_load";

/// A connection that is kept: as little of a client as there can be.
struct Measured {
    per_second: f64,
    times: Vec<Duration>,
    errors: usize,
}

impl Measured {
    fn quantile(&self, percent: usize) -> Duration {
        self.times.get(self.times.len() * percent / 100).copied().unwrap_or_default()
    }

    fn print(&self, name: &str) {
        let [p50, p95, p99] = [50, 95, 99].map(|percent| self.quantile(percent));
        println!("{name:22} {:8.0} {p50:>10.1?} {p95:>10.1?} {p99:>10.1?} {:>7}", self.per_second, self.errors);
    }
}

/// Asks from several connections for a while, each one question after the other.
fn measure(address: &str, requests: &[String], clients: usize, spell: Duration) -> Measured {
    let (began, errors) = (Instant::now(), AtomicUsize::new(0));
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|number| {
                let errors = &errors;
                scope.spawn(move || {
                    let mut connection = Connection::open(address);
                    let mut times = Vec::new();
                    for request in requests.iter().cycle().skip(number * requests.len() / clients) {
                        let before = Instant::now();
                        if !connection.ask(request) {
                            errors.fetch_add(1, Ordering::Relaxed);
                        }
                        times.push(before.elapsed());
                        if began.elapsed() > spell {
                            break;
                        }
                    }
                    times
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
    });
    let per_second = times.len() as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Measured { per_second, times, errors: errors.into_inner() }
}
