//! How many searches a second the embedded engine answers over 97,088 made-up documents (296 regions with 328 services each), beside
//! tantivy's own queries over the same documents in an index as its manual would make it: six text fields, BM25, a query parser's tree.
//!
//! `cargo bench -p registry --no-default-features --features search --bench search`; with `-- alone` the embedded engine by itself, to see
//! what memory it takes; with `-- Geo` that kind of query only;
//! with `-- at=FOLDER` over an index that stays there for the next run.

mod bare;
mod catalog;
mod question;

use std::time::{Duration, Instant};

use registry::model::Point;
use registry::search::embedded::Embedded;
use registry::search::{Engine, Facet, Query, Synonyms, Update};

use crate::bare::Bare;
use crate::catalog::Catalog;
pub use crate::question::{Kind, Question};

/// How long each kind of query is asked.
const SPELL: Duration = Duration::from_secs(3);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let kept = arguments.iter().find_map(|argument| argument.strip_prefix("at=")).map(std::path::PathBuf::from);
    let engine = runtime.block_on(fill(kept.as_deref().unwrap_or(folder.path())));
    let bare = (!is_asked("alone")).then(|| Bare::new(folder.path(), Catalog::new().regions()));
    change(&runtime, &engine);
    let mut catalog = Catalog::new();
    println!("{:8} {:>12} {:>9} {:>9} {:>12} {:>8}", "query", "embedded q/s", "p50", "p99", "tantivy q/s", "ratio");
    let only: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| is_asked(&format!("{kind:?}"))).collect();
    for kind in if only.is_empty() { Kind::ALL.to_vec() } else { only } {
        let questions = catalog.questions(kind);
        let ours = measure(&questions, |question| {
            let answer = runtime.block_on(engine.search(&question.query())).expect("an answer");
            answer.total
        });
        let theirs = bare.as_ref().map_or(f64::NAN, |bare| measure(&questions, |question| bare.search(question)).per_second);
        let (kind, ratio) = (format!("{kind:?}"), ours.per_second / theirs);
        println!("{kind:8} {:12.0} {:>9.1?} {:>9.1?} {theirs:12.0} {ratio:7.1}x", ours.per_second, ours.median, ours.p99);
    }
    worst(&runtime, &engine);
    println!("resident: {} MiB, {} MiB of them files", resident("VmRSS:"), resident("RssFile:"));
    println!("on disk: {} MiB", size(&folder.path().join("embedded")) >> 20);
}

async fn fill(folder: &std::path::Path) -> Embedded {
    let began = Instant::now();
    let groups = [
        &["ktp", "e-ktp", "ktp-el", "kartu tanda penduduk"][..],
        &["hilang", "ilang", "kehilangan"],
        &["bikin", "buat", "pembuatan", "membuat"],
    ];
    let groups = groups.map(|group| group.iter().map(|phrase| (*phrase).to_owned()).collect());
    let engine = Embedded::open(&folder.join("embedded"), Synonyms::new(&groups)).expect("an index");
    if engine.count().await.expect("a count") > 0 {
        return engine;
    }
    let mut rebuild = engine.rebuild().await.expect("a rebuild");
    for region in Catalog::new().regions() {
        rebuild.add(region).await.expect("room");
    }
    rebuild.publish(1).await.expect("a new index");
    println!("{} documents made and indexed in {:.1?}", engine.count().await.expect("a count"), began.elapsed());
    engine
}

/// How soon 200 changed documents are searchable.
fn change(runtime: &tokio::runtime::Runtime, engine: &Embedded) {
    let mut slowest = Duration::ZERO;
    for (round, region) in Catalog::new().regions().take(10).enumerate() {
        let updates = region.into_iter().take(200).map(|document| Update::Put(Box::new(document))).collect();
        let began = Instant::now();
        runtime.block_on(engine.apply(updates, i64::try_from(round).expect("few rounds"))).expect("applied");
        slowest = slowest.max(began.elapsed());
    }
    println!("200 changed documents searchable within {slowest:.1?} (the slowest of 10)");
}

/// Queries that cost the most: nothing to look up in the index, or far too much.
fn worst(runtime: &tokio::runtime::Runtime, engine: &Embedded) {
    let near = Some(Point { lat: -6.2, lon: 106.8 });
    let of = |text: &str| Query { text: text.to_owned(), limit: 20, near, facets: Facet::ALL.to_vec(), ..Query::default() };
    let deep = Query { offset: 9_980, ..of("") };
    let queries = [
        ("everything", of("")),
        ("page 500", deep),
        ("one letter", of("p")),
        ("no match of all", of("paspor legalisir taspen pajak halal ")),
    ];
    for (name, query) in queries {
        let mut times: Vec<Duration> = (0..100)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(runtime.block_on(engine.search(&query)).expect("an answer"));
                began.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!("{name:16} p50 {:.1?}, slowest {:.1?}", times[50], times[99]);
    }
}

struct Measured {
    per_second: f64,
    median: Duration,
    p99: Duration,
}

fn measure(questions: &[Question], mut ask: impl FnMut(&Question) -> u64) -> Measured {
    let found: u64 = questions.iter().map(&mut ask).sum();
    let mut times = Vec::new();
    let began = Instant::now();
    for question in questions.iter().cycle() {
        let before = Instant::now();
        std::hint::black_box(ask(question));
        times.push(before.elapsed());
        if began.elapsed() > SPELL {
            break;
        }
    }
    assert!(found > 0, "questions that find something");
    let per_second = times.len() as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Measured { per_second, median: times[times.len() / 2], p99: times[times.len() * 99 / 100] }
}

/// A line of what the kernel says of this process, in MiB.
fn resident(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn size(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |file| file.len()) }).sum()
}
