//! How many searches a second `/v1/search` answers over HTTP on a national index (97,088 made-up documents), four at once, beside bare
//! tantivy within one process, four threads at once, on the same documents and questions. The client takes its share of the same cores.

#[path = "../registry/benches/search/bare.rs"]
mod bare;
#[path = "../registry/benches/search/catalog.rs"]
mod catalog;
mod http;
#[path = "../registry/benches/search/question.rs"]
mod question;

use std::time::{Duration, Instant};

use registry::search::Engine as _;
use registry::search::embedded::Embedded;
use registry::store::Store;

use crate::bare::Bare;
use crate::catalog::Catalog;
use crate::http::Connection;
pub use crate::question::{Kind, Question};

const AT_ONCE: usize = 4;
const SPELL: Duration = Duration::from_secs(4);

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let address = runtime.block_on(serve(folder.path()));
    let bare = Bare::new(folder.path(), Catalog::new().regions());
    let mut catalog = Catalog::new();
    println!("{:8} {:>9} {:>9} {:>9} {:>13} {:>7} {:>9}", "query", "HTTP q/s", "p50", "p99", "tantivy q/s", "ratio", "bound");
    for kind in Kind::ALL {
        let questions = catalog.questions(kind);
        let requests: Vec<String> = questions.iter().map(request).collect();
        let http = measure(&requests, || {
            let mut connection = Connection::open(&address);
            move |request: &String| assert!(connection.ask(request), "200 to {request}")
        });
        let alone = measure(&questions, || {
            |question: &Question| {
                std::hint::black_box(bare.search(question));
            }
        });
        let (p50, p99) = (http.quantile(50), http.quantile(99));
        println!(
            "{:8} {:9.0} {p50:>9.1?} {p99:>9.1?} {:13.0} {:6.2}x {:>9}",
            format!("{kind:?}"),
            http.per_second,
            alone.per_second,
            http.per_second / alone.per_second,
            ">= 0.6"
        );
    }
}

/// Starts the API on a national index and returns where.
async fn serve(folder: &std::path::Path) -> String {
    let groups = registry::normalise::synonyms::groups();
    let engine = Embedded::open(&folder.join("index"), registry::search::Synonyms::new(groups)).expect("an index");
    let mut rebuild = engine.rebuild().await.expect("a rebuild");
    for region in Catalog::new().regions() {
        rebuild.add(region).await.expect("room");
    }
    rebuild.publish(0).await.expect("a new index");
    let store = Store::open(&format!("sqlite:{}", folder.join("simpul.db").display())).await.expect("a store");
    http::serve(store, engine).await
}

fn request(question: &Question) -> String {
    let [first, second] = &question.words;
    let open = if matches!(question.kind, Kind::Prefix) { "" } else { "+" };
    let text: String = url::form_urlencoded::byte_serialize(format!("{first} {second}").as_bytes()).collect();
    let more = match question.kind {
        Kind::Geo => format!("&near={},{}&sort=distance", question.near.lat, question.near.lon),
        Kind::Facet => "&facets=organization,region".to_owned(),
        _ => String::new(),
    };
    format!("GET /v1/search?q={text}{open}&size=20{more} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

/// A connection that is kept: as little of a client as there can be.
struct Measured {
    per_second: f64,
    times: Vec<Duration>,
}

impl Measured {
    fn quantile(&self, percent: usize) -> Duration {
        self.times[self.times.len() * percent / 100]
    }
}

/// Asks from several threads for a while.
fn measure<Q: Sync, A: FnMut(&Q)>(questions: &[Q], asker: impl Fn() -> A + Sync) -> Measured {
    let began = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE)
            .map(|number| {
                let asker = &asker;
                scope.spawn(move || {
                    let mut ask = asker();
                    let mut times = Vec::new();
                    for question in questions.iter().cycle().skip(number * questions.len() / AT_ONCE) {
                        let before = Instant::now();
                        ask(question);
                        times.push(before.elapsed());
                        if began.elapsed() > SPELL {
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
    Measured { per_second, times }
}
