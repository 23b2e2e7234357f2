//! How long it takes to understand a question: the project's own questions, one thread, the tables built before.
//! `cargo bench -p registry --no-default-features --bench finder`.

use std::hint::black_box;
use std::time::Instant as Watch;

use registry::finder::{understand, warm_up};
use registry::model::{Instant, Zone};

const ROUNDS: usize = 20;

fn main() {
    let now = Instant::new("2026-11-25T06:00:00Z".parse().expect("a time"));
    let files = [include_str!("../tests/relevance/queries.csv"), include_str!("../tests/relevance/second.csv")];
    let questions: Vec<String> = files
        .iter()
        .flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_records())
        .filter_map(|row| row.ok()?.get(0).map(str::to_owned))
        .collect();
    let began = Watch::now();
    warm_up();
    println!("tables: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    let mut each: Vec<f64> = Vec::with_capacity(questions.len() * ROUNDS);
    for _ in 0..ROUNDS {
        for question in &questions {
            let began = Watch::now();
            black_box(understand(black_box(question), now, Zone::Wib));
            each.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    each.sort_by(f64::total_cmp);
    let at = |share: f64| each.get((each.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!("{} questions: median {:.1} us, p99 {:.1} us", questions.len(), at(0.5), at(0.99));
}
