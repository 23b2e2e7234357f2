//! How long the main job takes, beside the least that any program would need for it: `make bench`.
//!
//! Every figure is a ratio of two measurements of one run. Each measurement is a process of its own (this program, called with the name of
//! the part it plays), so that its peak of memory is its own; the regions are played by yet another.
//!
//! * floor: the same documents fetched with as many requests at once and parsed, and the same rows copied by the database itself out of
//!   another set of tables. No program can write them in less.
//! * harvest: what Simpul does, until the rows are durable, and until they can be searched.
//!
//! With the word `capacity` it is the other question: how far it goes (`make capacity`).

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

mod capacity;
mod floor;
mod harvest;
#[path = "../http/mod.rs"]
mod http;
mod regions;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use serde::{Deserialize, Serialize};

/// Services of each of the 296 regions.
const SERVICES: usize = 328;

/// What one measurement says.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Measured {
    /// Until the rows were durable.
    seconds: f64,
    /// Until they could be searched.
    searchable: f64,
    /// The peak of memory of the process, in MiB.
    peak_mib: u64,
    /// Requests made.
    requests: u64,
    /// Rows written, attempts not counted.
    rows: u64,
    /// From a commit until its documents could be searched, in milliseconds; the slowest of several.
    visible_ms: f64,
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.is_empty() {
        return all();
    }
    let part = arguments.remove(0);
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(12).enable_all().build().expect("a runtime");
    let measured = match part.as_str() {
        "regions" => return runtime.block_on(regions::play(arguments[0].parse().expect("a number"), &arguments[1])),
        "floor" => runtime.block_on(floor::run(&arguments[0], &arguments[1], &arguments[2])),
        "conditional" => runtime.block_on(floor::conditional(&arguments[0])),
        "capacity" => return capacity::all(postgres().as_deref()),
        "serve" => return print!("{}", runtime.block_on(capacity::serve(&arguments[0], &arguments[1]))),
        "import" => {
            let copies = arguments.get(2).map_or(1, |copies| copies.parse().expect("a number"));
            runtime.block_on(harvest::import(&arguments[0], &arguments[1], copies))
        }
        "harvest" => runtime.block_on(harvest::run(&arguments[0], &arguments[1])),
        "visible" => runtime.block_on(harvest::visible(&arguments[0], &arguments[1])),
        _ => panic!("there is no part {part}"),
    };
    println!("{}", serde_json::to_string(&measured).expect("JSON"));
}

/// The regions, played by another process until this is dropped.
struct Regions {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Regions {
    fn start(services: usize, formats: &str) -> (Self, String) {
        let mut child =
            this(&["regions", &services.to_string(), formats]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let folder = lines.next().expect("a line").expect("text");
        (Self { child, lines }, folder)
    }

    fn tell(&mut self, command: &str) {
        writeln!(self.child.stdin.as_mut().expect("its input"), "{command}").expect("told");
        self.lines.next().expect("a line").expect("done");
    }
}

impl Drop for Regions {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

fn this(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> String {
    let output = this(arguments).stderr(Stdio::inherit()).output().expect("a process");
    assert!(output.status.success(), "{arguments:?}: {}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

fn measure(arguments: &[&str]) -> Measured {
    serde_json::from_str(&run(arguments)).expect("a measurement")
}

fn postgres() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the benchmark's database")]
    let postgres = std::env::var("SIMPUL_TEST_POSTGRES_URL").ok();
    if postgres.is_none() {
        println!("SKIPPED: PostgreSQL (set SIMPUL_TEST_POSTGRES_URL)");
    }
    postgres
}

fn all() {
    let folder = tempfile::tempdir().expect("a folder");
    let postgres = postgres();
    for formats in ["one-document", "mixed"] {
        let sqlite = format!("sqlite:{}", folder.path().join(format!("{formats}.db")).display());
        on("SQLite", &sqlite, formats, folder.path());
        if let Some(url) = &postgres {
            on("PostgreSQL", &harvest::own_schema(url, formats), formats, folder.path());
        }
    }
}

/// All measurements on one database, over feeds of one document each, or of mixed formats: of those many are read list by list and detail
/// by detail.
fn on(name: &str, database: &str, formats: &str, folder: &std::path::Path) {
    let (mut regions, declarations) = Regions::start(SERVICES, formats);
    let index = format!("embedded:{}", folder.join(format!("index-{formats}-{name}")).display());
    measure(&["import", database, &declarations]);
    // Documents are made when they are first asked for: that is not what is measured.
    measure(&["floor", database, "warm-up", &declarations]);
    println!("\n{name}, {formats} feeds: 296 regions x {SERVICES} services");
    println!("{:34} {:>9} {:>9} {:>7} {:>9} {:>9}", "", "floor", "simpul", "ratio", "bound", "peak");
    let full = measure(&["harvest", database, &index]);
    let floor = measure(&["floor", database, "write", &declarations]);
    line("full harvest, durable", floor.seconds, &full, full.seconds, "<= 2");
    line("full harvest, searchable", floor.seconds, &full, full.searchable, "<= 3.5");
    println!("{:34} {} requests, {} rows", "", full.requests, full.rows);
    regions.tell("change 0.1 1");
    let some = measure(&["harvest", database, &index]);
    regions.tell("change 0.1 2");
    let least = measure(&["floor", database, "changed", &declarations]);
    line("10 % of the feeds changed", least.seconds, &some, some.seconds, "<= 2");
    measure(&["harvest", database, &index]);
    let unchanged = measure(&["harvest", database, &index]);
    let bare = measure(&["conditional", database]);
    line("nothing changed", bare.seconds, &unchanged, unchanged.seconds, "<= 3");
    println!("{:34} {} requests, {} bare ones", "", unchanged.requests, bare.requests);
    assert_eq!(unchanged.rows, 0, "an unchanged harvest writes nothing but attempts");
    let visible = measure(&["visible", database, &index]);
    println!("{:34} {:>19.0} ms at the most", "from commit to searchable", visible.visible_ms);
}

fn line(name: &str, floor: f64, measured: &Measured, ours: f64, bound: &str) {
    println!("{name:34} {floor:>7.2} s {ours:>7.2} s {:>6.2}x {bound:>9} {:>5} MiB", ours / floor, measured.peak_mib);
}
