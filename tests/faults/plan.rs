//! A run: cycles until everything has been faulty and is good again, a check after each, and the table.

use std::time::Instant;

use simulator::fault::{Item, Phase};

use crate::check::Checker;
use crate::world::World;
use crate::{clock, pages, process, table};

/// Whether the faults come one by one, each in a cycle of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    Yes,
    No,
}

/// The most memory that the harvester may take, in MiB.
const MOST_MIB: u64 = 300;

/// Plays the chosen items beside `honest` sources; gives whether all held.
pub async fn run(name: &str, seed: u64, honest: usize, chosen: &dyn Fn(&Item) -> bool, alone: Alone) -> bool {
    let deadlines = if alone == Alone::Yes { (10, 60) } else { (2, 5) };
    let mut world = World::new(seed, honest, chosen, alone == Alone::Yes, deadlines).await;
    let sources = world.faults.sources();
    println!("{name}: seed {seed}, {} faults, {honest} honest sources, {} cycles", sources.len(), world.faults.healed() + 1);
    let mut checker = Checker::default();
    let (mut peaks, mut descriptors) = (Vec::new(), Vec::new());
    for cycle in 0..=world.faults.healed() {
        world.faults.set_cycle(cycle).expect("the farm plays on");
        let ahead = i64::from(cycle) * clock::CYCLE;
        clock::ahead(ahead);
        let mut process = world.process.take().expect("a harvester");
        process::reset(process.id());
        let begin = Instant::now();
        let (process, ended) = tokio::task::spawn_blocking(move || {
            let ended = process.harvest(ahead);
            (process, ended)
        })
        .await
        .expect("a harvest");
        let Some(ended) = ended else {
            println!("The harvester died in cycle {cycle}; the end of its log:");
            let log = std::fs::read_to_string(&world.log).unwrap_or_default();
            log.lines().rev().take(20).for_each(|line| println!("  {line}"));
            return false;
        };
        let seconds = begin.elapsed().as_secs_f64();
        peaks.push(process::peak_mib(process.id()));
        descriptors.push(process::descriptors(process.id()));
        world.process = Some(process);
        checker.cycle(&world, cycle, &ended).await;
        let faulty = (0..sources.len()).filter(|nth| world.faults.phase(*nth, cycle) != Phase::Good).count();
        println!(
            "  cycle {cycle}: {faulty} faulty, {} ended in {seconds:.1} s, peak {} MiB, {} descriptors",
            ended.len(),
            peaks.last().unwrap_or(&0),
            descriptors.last().unwrap_or(&0)
        );
        checker.misses.extend(pages::look(&world).await.into_iter().map(|text| format!("cycle {cycle}: {text}")));
        checker.misses.extend(pages::log(&world.log).into_iter().map(|text| format!("cycle {cycle}: {text}")));
    }
    bounded(&mut checker, &peaks, &descriptors);
    report(&world, &checker, &peaks, alone)
}

fn bounded(checker: &mut Checker, peaks: &[u64], descriptors: &[usize]) {
    let peak = peaks.iter().max().copied().unwrap_or_default();
    if peak > MOST_MIB {
        checker.misses.push(format!("the harvester took {peak} MiB, over {MOST_MIB}"));
    }
    // Connections are kept for some seconds, so single counts say little; what leaks is there in the end.
    let (early, late) = descriptors.split_at(descriptors.len() / 2);
    let (early, late) = (early.iter().max().copied().unwrap_or_default(), late.iter().max().copied().unwrap_or_default());
    if late > early + 50 {
        checker.misses.push(format!("descriptors grew from {early} to {late}"));
    }
}

fn report(world: &World, checker: &Checker, peaks: &[u64], alone: Alone) -> bool {
    println!("{:<12} {:<26} {:<70} {:<70} invariants", "level", "item", "expected", "seen");
    let (mut held, mut all) = (0, 0);
    for (source, item, phases) in world.faults.sources() {
        let peak = peaks.get(phases.begins as usize).copied().unwrap_or_default();
        let more = if alone == Alone::Yes { format!(", peak {peak} MiB") } else { String::new() };
        all += 1;
        held += usize::from(table::line(item, phases, checker.known.get(&source), &more));
    }
    let honest: Vec<&String> = world.others.iter().filter_map(|source| checker.known.get(source)).flat_map(|known| &known.misses).collect();
    let mut misses: Vec<&String> = checker.misses.iter().chain(honest).collect();
    misses.dedup();
    for miss in &misses {
        println!("MISS {}", miss.escape_debug());
    }
    println!("{held} of {all} faults hold, {} other misses, peak {} MiB", misses.len(), peaks.iter().max().unwrap_or(&0));
    held == all && misses.is_empty()
}
