//! The normaliser on one thread: a national catalog of synthetic drafts, 296 regions and some 97,000 services, through `normalise::catalog`.
//! Prints records per second and allocations per record. `ROUNDS=n` repeats it, for a profiler.

mod national;

use std::time::Instant;

use registry::model::Drafts;
use registry::{gazetteer, normalise};

fn main() {
    let rounds: usize = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let catalogs = national::catalogs();
    let records: usize = catalogs.iter().map(|(_, drafts)| drafts.services.len()).sum();
    let run = |catalogs: Vec<(registry::model::Source, Drafts)>| {
        let (mut services, mut findings) = (0, 0);
        for (source, drafts) in catalogs {
            if let Some(region) = gazetteer::region(source.region) {
                let catalog = normalise::catalog(&source, region, drafts);
                services += catalog.services.len();
                findings += catalog.findings.len();
            }
        }
        (services, findings)
    };
    println!("{} catalogs, {records} service records", catalogs.len());
    let mut kept = (0, 0);
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let copy = catalogs.clone();
        let begun = Instant::now();
        kept = run(copy);
        best = best.min(begun.elapsed().as_secs_f64());
    }
    let copy = catalogs.clone();
    let allocated = allocation_counter::measure(move || {
        run(copy);
    });
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (per_second, allocations, bytes) = {
        let records = records as f64;
        (records / best, allocated.count_total as f64 / records, allocated.bytes_total as f64 / records)
    };
    println!("{} services kept, {} findings", kept.0, kept.1);
    println!("{per_second:.0} records per second, {:.2} microseconds a record (best of {rounds})", 1e6 / per_second);
    println!("{allocations:.1} allocations and {bytes:.0} bytes allocated a record");
}
