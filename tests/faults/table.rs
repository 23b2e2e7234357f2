//! The table that a run ends with.

use simulator::fault::{Item, Phase, Phases};

use crate::check::Known;

/// One line of an item; gives whether all held.
pub fn line(item: &Item, phases: Phases, known: Option<&Known>, more: &str) -> bool {
    let seen = known.map(|known| seen(phases, &known.seen)).unwrap_or_default();
    let expected: Vec<String> = item.expect.iter().map(|list| list.join("|")).collect();
    let misses = known.map_or(1, |known| known.misses.len());
    let holds = if misses == 0 { "hold" } else { "MISS" };
    println!("{:<12} {:<26} {:<70} {:<70} {holds}{more}", item.level.as_str(), item.name, shorter(&expected.join(" > ")), shorter(&seen));
    for miss in known.into_iter().flat_map(|known| &known.misses) {
        println!("{:>40} {}", "", miss.escape_debug());
    }
    misses == 0
}

/// What was seen during the fault, and the first of what came after.
fn seen(phases: Phases, seen: &[String]) -> String {
    let mut during: Vec<&str> = Vec::new();
    let mut healed = "";
    for (cycle, one) in (0_u32..).zip(seen) {
        match phases.at(cycle) {
            Phase::Fault(_) if during.last() != Some(&one.as_str()) => during.push(one),
            Phase::Good if cycle == phases.heals() => healed = one,
            _ => {}
        }
    }
    let healed = healed.split('/').next().unwrap_or_default();
    format!("{}, then {healed}", during.join(" > "))
}

fn shorter(text: &str) -> String {
    if text.chars().count() <= 70 { text.to_owned() } else { format!("{}…", text.chars().take(69).collect::<String>()) }
}
