//! The normaliser on one thread: a national catalog of synthetic drafts, 296 regions and some 97,000 services, through `normalise::catalog`.
//! Prints records per second and allocations per record. A number as argument says how often; for a profiler.

mod national;

use std::time::Instant;

use registry::model::{Drafts, Source};
use registry::{gazetteer, normalise};

fn main() {
    let rounds: usize = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(5);
    let catalogs = national::catalogs();
    let records: usize = catalogs.iter().map(|(_, drafts)| drafts.services.len()).sum();
    println!("{} catalogs, {records} service records", catalogs.len());
    let mut kept = (0, 0);
    let (mut best, mut best_on_cpu) = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let mut spent = Spent::default();
        kept = run(catalogs.clone(), &mut spent);
        best = best.min(spent.seconds);
        best_on_cpu = best_on_cpu.min(spent.seconds_on_cpu);
    }
    let copy = catalogs.clone();
    let allocated = allocation_counter::measure(move || {
        run(copy, &mut Spent::default());
    });
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (per_second, per_cpu_second, allocations, bytes) = {
        let records = records as f64;
        (records / best, records / best_on_cpu, allocated.count_total as f64 / records, allocated.bytes_total as f64 / records)
    };
    println!("{} services kept, {} findings", kept.0, kept.1);
    println!("{per_second:.0} records per second, {:.2} microseconds a record (best of {rounds})", 1e6 / per_second);
    if per_cpu_second.is_finite() && per_cpu_second > 0.0 {
        println!("{per_cpu_second:.0} records per second of processor time, {:.2} microseconds a record", 1e6 / per_cpu_second);
    }
    println!("{allocations:.1} allocations and {bytes:.0} bytes allocated a record");
}

/// The time in the normaliser; that of dropping what it made is left out.
#[derive(Default)]
struct Spent {
    seconds: f64,
    seconds_on_cpu: f64,
}

/// Normalises all catalogs; how many services were kept and how many findings made.
fn run(catalogs: Vec<(Source, Drafts)>, spent: &mut Spent) -> (usize, usize) {
    let (mut services, mut findings) = (0, 0);
    for (source, drafts) in catalogs {
        let Some(region) = gazetteer::region(source.region) else { continue };
        let (begun, on_cpu) = (Instant::now(), seconds_on_cpu());
        let catalog = normalise::catalog(&source, region, drafts);
        spent.seconds += begun.elapsed().as_secs_f64();
        spent.seconds_on_cpu += seconds_on_cpu() - on_cpu;
        services += catalog.services.len();
        findings += catalog.findings.len();
    }
    (services, findings)
}

/// The processor time of this thread, as Linux counts it; on a machine that others use too, it says more than the clock on the wall.
fn seconds_on_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).map_or(0.0, |nanoseconds| nanoseconds / 1e9)
}
