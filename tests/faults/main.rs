//! `make faults SEED=1`: every fault of the farm against the program's parts over real HTTP, cycle by cycle, with a checker after each.
//!
//! The harvester is a process of its own (this program, called with the part it plays), so that its memory and descriptors are its own;
//! store, indexer and API are here. The clock of all of them is moved: a cycle is half a day.
//!
//! Plain `cargo test` plays a dozen of the faults. `every` plays all of them: those of `all` side by side, those of `heavy` one by one.

mod black_holes;
mod check;
mod clock;
mod harvester;
mod pages;
mod plan;
mod process;
mod regions;
mod table;
mod world;

use std::process::ExitCode;

use simulator::fault::Item;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A dozen faults of all levels, for every run of the tests.
const SMOKE: [&str; 13] = [
    "always-good",
    "tcp-refused",
    "tcp-reset-in-body",
    "status-503-seconds",
    "redirect-metadata",
    "redirect-other-host",
    "page-login",
    "gzip-bomb-small",
    "utf16-le-mark",
    "json-truncated",
    "csv-ragged",
    "drop-328-320",
    "text-script",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(12).enable_all().build().expect("a runtime");
    if arguments.first().is_some_and(|part| part == "harvester") {
        runtime.block_on(harvester::run(&arguments[1..]));
        return ExitCode::SUCCESS;
    }
    if arguments.first().is_some_and(|part| part == "regions") {
        runtime.block_on(regions::play(&arguments[1], &arguments[2]));
        return ExitCode::SUCCESS;
    }
    let value = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1));
    let seed = value("--seed").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let only = value("--only").cloned();
    let part = arguments.first().map(String::as_str).filter(|first| !first.starts_with('-'));
    let good = runtime.block_on(async {
        match part {
            None if arguments.iter().any(|argument| argument == "--list") => true,
            None => plan::run("smoke", seed, 4, &|item| SMOKE.contains(&item.name), plan::Alone::No).await,
            Some(part @ ("every" | "all" | "heavy")) => {
                let named = |item: &Item| only.as_deref().is_none_or(|only| item.name.contains(only));
                let light = part == "heavy" || plan::run("faults", seed, 40, &|item| !item.heavy && named(item), plan::Alone::No).await;
                let heavy = part == "all" || plan::run("heavy", seed, 4, &|item| item.heavy && named(item), plan::Alone::Yes).await;
                light && heavy
            }
            Some("black-holes") => black_holes::run(seed).await,
            // A filter of `cargo test` that means other tests.
            Some(_) => true,
        }
    });
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
