//! What must hold after every cycle, whatever the farm did.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use registry::model::Id;
use registry::store::read::SourceRow;
use registry::store::schema::services;
use registry::store::{self, on};
use simulator::fault::{Holding, Phase};

use crate::harvester::Line;
use crate::world::World;

/// What the checker knows of a source.
#[derive(Default)]
pub struct Known {
    /// What it must hold.
    pub holding: Holding,
    /// Numbers that it has ever been right to hold: they may stay for a while, marked as absent.
    ever: BTreeSet<usize>,
    /// The public id of each number.
    ids: BTreeMap<usize, Id>,
    last_success: Option<registry::model::Instant>,
    /// How each cycle ended.
    pub seen: Vec<String>,
    /// What did not hold.
    pub misses: Vec<String>,
}

/// The checker of a run: what it knows of each source, by id, and misses that are nobody's.
#[derive(Default)]
pub struct Checker {
    pub known: HashMap<String, Known>,
    pub misses: Vec<String>,
}

impl Checker {
    fn miss(&mut self, source: &str, cycle: u32, text: String) {
        self.known.entry(source.to_owned()).or_default().misses.push(format!("cycle {cycle}: {text}"));
    }

    /// Checks a cycle of all sources.
    pub async fn cycle(&mut self, world: &World, cycle: u32, ended: &[Line]) {
        let by_source: HashMap<&str, &Line> = ended.iter().map(|line| (line.source.as_str(), line)).collect();
        let rows: HashMap<String, SourceRow> =
            world.store.read(store::read::sources).await.expect("sources").into_iter().map(|row| (row.id.clone(), row)).collect();
        let stored = stored(world).await;
        for (nth, (source, item, phases)) in world.faults.sources().into_iter().enumerate() {
            let Some(line) = by_source.get(source.as_str()) else {
                self.miss(&source, cycle, "no attempt ended".to_owned());
                continue;
            };
            let phase = world.faults.phase(nth, cycle);
            let seen = format!("{}/{}", line.outcome, line.reason);
            let may_wait = cycle >= phases.heals() && cycle < phases.heals() + item.heals_after;
            let good = ["accepted/changed", "accepted/repeated", "unchanged/not_modified", "unchanged/same_content"];
            let expected = match phase {
                Phase::Fault(nth) => item.expected(nth),
                Phase::Good => &good,
            };
            let waits = phase == Phase::Good && may_wait && line.outcome == "held";
            if !waits && !expected.contains(&seen.as_str()) {
                let detail = line.detail.as_deref().unwrap_or_default().escape_debug().to_string();
                let what = if phase == Phase::Good { "not healed: " } else { "" };
                self.miss(
                    &source,
                    cycle,
                    format!("{what}{seen} and not {}: {}", expected.join(" or "), detail.chars().take(160).collect::<String>()),
                );
            }
            let known = self.known.entry(source.clone()).or_default();
            known.seen.push(seen);
            if line.outcome == "accepted" {
                known.holding = world.faults.holding(nth, cycle);
                known.ever.extend(&known.holding.may);
            }
            self.held(&source, cycle, stored.get(&source).map_or(&[], Vec::as_slice));
            self.row(&source, cycle, line, rows.get(&source));
            self.attempts(world, &source, cycle, line).await;
        }
        self.others(world, cycle, &by_source, &rows);
        self.index(world, cycle).await;
        if world.faults.leaks() > 0 {
            self.misses.push(format!("cycle {cycle}: {} requests carried a secret to another host", world.faults.leaks()));
        }
    }

    /// All of one version, nothing twice, and nothing that never was.
    fn held(&mut self, source: &str, cycle: u32, stored: &[(Id, String, bool)]) {
        let known = self.known.entry(source.to_owned()).or_default();
        let mut misses = Vec::new();
        let numbers: Vec<(usize, Id, bool)> = stored.iter().filter_map(|(id, name, absent)| Some((number(name)?, *id, *absent))).collect();
        let present: BTreeSet<usize> = numbers.iter().filter(|(_, _, absent)| !absent).map(|(number, ..)| *number).collect();
        let all: BTreeSet<usize> = numbers.iter().map(|(number, ..)| *number).collect();
        let missing: Vec<_> = known.holding.must.difference(&all).collect();
        if !missing.is_empty() {
            misses.push(format!("{} of {} services are missing", missing.len(), known.holding.must.len()));
        }
        let strangers = present.difference(&known.holding.may).count();
        if strangers > 0 {
            misses.push(format!("{strangers} services are there that this version does not have"));
        }
        let invented = all.difference(&known.ever).count();
        if invented > 0 {
            misses.push(format!("{invented} services are there that no accepted version had"));
        }
        if present.len() < numbers.iter().filter(|(_, _, absent)| !absent).count() {
            misses.push("a service is there twice".to_owned());
        }
        for (number, id, _) in &numbers {
            let before = *known.ids.entry(*number).or_insert(*id);
            if before != *id {
                misses.push(format!("service {number} has another id than before"));
                known.ids.insert(*number, *id);
                break;
            }
        }
        for text in misses {
            self.miss(source, cycle, text);
        }
    }

    /// The source's own row: outcome, reason, and the clocks kept apart.
    fn row(&mut self, source: &str, cycle: u32, line: &Line, row: Option<&SourceRow>) {
        let Some(row) = row else { return self.miss(source, cycle, "its row is gone".to_owned()) };
        if (row.last_outcome.as_deref(), row.last_reason.as_deref()) != (Some(&line.outcome), Some(&line.reason)) {
            self.miss(source, cycle, format!("its row says {:?}/{:?}", row.last_outcome, row.last_reason));
        }
        let known = self.known.entry(source.to_owned()).or_default();
        let before = std::mem::replace(&mut known.last_success, row.last_success_at);
        let good = matches!(line.outcome.as_str(), "accepted" | "unchanged");
        if good && row.last_success_at <= before {
            self.miss(source, cycle, "a success did not move the clock of the last success".to_owned());
        }
        if !good && row.last_success_at != before {
            self.miss(source, cycle, "a failure moved the clock of the last success".to_owned());
        }
    }

    /// One attempt a cycle, and the last is this one.
    async fn attempts(&mut self, world: &World, source: &str, cycle: u32, line: &Line) {
        let answer = world.json(&format!("/v1/sources/{source}/attempts?size=1")).await;
        let last = &answer["attempts"][0];
        if answer["total"] != cycle + 1 {
            self.miss(source, cycle, format!("{} attempts", answer["total"]));
        }
        if last["outcome"] != line.outcome.as_str() || last["reason"] != line.reason.as_str() {
            self.miss(source, cycle, format!("its attempt says {}/{}", last["outcome"], last["reason"]));
        }
    }

    /// The honest sources: good, whole, and in time.
    fn others(&mut self, world: &World, cycle: u32, ended: &HashMap<&str, &Line>, rows: &HashMap<String, SourceRow>) {
        for source in &world.others {
            match ended.get(source.as_str()) {
                None => self.miss(source, cycle, "an honest source was not harvested".to_owned()),
                Some(line) if !matches!(line.outcome.as_str(), "accepted" | "unchanged") => {
                    self.miss(source, cycle, format!("an honest source: {}/{}: {:?}", line.outcome, line.reason, line.detail));
                }
                Some(line) if line.after_ms > IN_TIME_MS => {
                    self.miss(source, cycle, format!("an honest source had to wait for {} ms", line.after_ms));
                }
                Some(_) => {}
            }
            if rows.get(source).is_none_or(|row| row.services != 20) {
                self.miss(source, cycle, "an honest source is not whole".to_owned());
            }
        }
    }

    /// The index holds what the database holds, and search finds it.
    async fn index(&mut self, world: &World, cycle: u32) {
        world.indexer.catch_up().await.expect("indexed");
        let live = world.store.read(store::live_hashes).await.expect("hashes");
        let mut live: Vec<_> = live.into_iter().map(|(id, hash)| (id, format!("{hash:016x}"))).collect();
        live.sort();
        if world.engine.hashes().await.expect("hashes") != live {
            self.misses.push(format!("cycle {cycle}: the index is not what the database is"));
        }
        for (region, (source, item, _)) in world.faults.regions().into_iter().zip(world.faults.sources()) {
            let total = world.json(&format!("/v1/search?region={region}&size=1")).await["total"].as_u64().unwrap_or_default();
            let must = self.known.get(&source).map_or(0, |known| known.holding.must.len());
            if (total as usize) < must {
                self.miss(&source, cycle, format!("search finds {total} of {must} ({})", item.name));
            }
        }
    }
}

/// From the beginning of a cycle.
const IN_TIME_MS: u64 = 60_000;

/// The number that begins a name.
fn number(name: &str) -> Option<usize> {
    name.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() >= 4).and_then(|digits| digits.parse().ok())
}

/// Every stored service by source: id, name, and whether it is only kept for a grace.
async fn stored(world: &World) -> HashMap<String, Vec<(Id, String, bool)>> {
    let columns = (services::source_id, services::id, services::name, services::absent_since.is_not_null());
    let rows: Vec<(String, Id, String, bool)> =
        world.store.read(move |conn| Ok(on!(conn, c => services::table.select(columns).load(c))?)).await.expect("services");
    let mut stored: HashMap<String, Vec<(Id, String, bool)>> = HashMap::new();
    for (source, id, name, absent) in rows {
        stored.entry(source).or_default().push((id, name, absent));
    }
    stored
}
