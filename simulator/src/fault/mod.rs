//! How instances misbehave. [`ITEMS`] is the table of faults, a file a level under `items/`; what each does stands in the file of its level.
//! [`FaultFarm`] plays an instance for each item on a socket of its own, good, then faulty, then good again, as `phases` says; [`Fault`] is the
//! few simple faults that the honest farm's instances can be told to have.
//!
//! Nothing here uses an HTTP library to answer: none of them would misbehave as asked.

mod compression;
mod content;
mod csv;
mod encoding;
mod farm;
mod http;
mod items;
mod json;
mod meaning;
mod phases;
mod reply;
mod request;
mod simple;
mod stand;
mod tcp;

pub use farm::{FaultFarm, FaultOptions, Holding};
pub use items::ITEMS;
pub use phases::{Phase, Phases};
pub use simple::Fault;

/// Where in the stack a fault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Connections.
    Tcp,
    /// Statuses, headers, redirects, validators.
    Http,
    /// `Content-Encoding`.
    Compression,
    /// Characters.
    Encoding,
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// Well-formed and wrong.
    Meaning,
}

impl Level {
    /// As the tables write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Http => "HTTP",
            Self::Compression => "compression",
            Self::Encoding => "encoding",
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Meaning => "meaning",
        }
    }
}

/// How an instance writes when it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One JSON document.
    Json,
    /// JSON in pages of twenty.
    Paged,
    /// One CSV table.
    Csv,
}

/// A fault: what it does, and how a harvest of it must end.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Stable: `json-truncated`.
    pub name: &'static str,
    /// Where it lies.
    pub level: Level,
    /// What it does.
    pub does: &'static str,
    /// `verdict/reason`, any of the inner list; one list a cycle of the fault, the last one for all that follow.
    pub expect: &'static [&'static [&'static str]],
    /// How the instance writes.
    pub shape: Shape,
    /// Services when it is good.
    pub services: usize,
    /// Cycles that it lasts; `None`: one to three, by the seed.
    pub lasts: Option<u32>,
    /// The good instance gives `ETag` and `Last-Modified`.
    pub validators: bool,
    /// The good content is the same in every cycle.
    pub still: bool,
    /// Cycles after the fault in which the good content may wait: what is lost when it ends looks like another fault.
    pub heals_after: u32,
    /// Heavy: it moves hundreds of megabytes, and is played alone.
    pub heavy: bool,
    act: Act,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Tcp(tcp::Tcp),
    Http(http::Http),
    Compression(compression::Compression),
    Encoding(encoding::Encoding),
    Json(json::Json),
    Csv(csv::Csv),
    Meaning(meaning::Meaning),
}

type Expect = &'static [&'static [&'static str]];

impl Item {
    const fn new(name: &'static str, level: Level, does: &'static str, act: Act, expect: Expect) -> Self {
        let shape = if matches!(level, Level::Csv) { Shape::Csv } else { Shape::Json };
        Self {
            name,
            level,
            does,
            expect,
            shape,
            services: 12,
            lasts: None,
            validators: true,
            still: false,
            heals_after: 0,
            heavy: false,
            act,
        }
    }

    const fn paged(self) -> Self {
        Self { shape: Shape::Paged, services: 50, ..self }
    }

    const fn services(self, services: usize) -> Self {
        Self { services, ..self }
    }

    const fn lasts(self, cycles: u32) -> Self {
        Self { lasts: Some(cycles), ..self }
    }

    const fn without_validators(self) -> Self {
        Self { validators: false, ..self }
    }

    const fn still(self) -> Self {
        Self { still: true, ..self }
    }

    const fn heals_after(self, cycles: u32) -> Self {
        Self { heals_after: cycles, ..self }
    }

    const fn heavy(self) -> Self {
        Self { heavy: true, lasts: Some(1), ..self }
    }

    /// What is expected in the `nth` cycle of the fault, from 0.
    #[must_use]
    pub fn expected(&self, nth: u32) -> &'static [&'static str] {
        let nth = usize::try_from(nth).unwrap_or(usize::MAX);
        self.expect.get(nth).or(self.expect.last()).copied().unwrap_or_default()
    }

    /// What must be served meanwhile, in words.
    #[must_use]
    pub fn served(&self) -> &'static str {
        let new = |list: &&[&str]| list.iter().any(|one| one.starts_with("accepted"));
        match (self.expect.iter().all(new), self.expect.iter().any(new)) {
            (true, _) => "what it brings",
            (false, true) => "the last good data, then what it brings",
            (false, false) => "the last good data",
        }
    }
}

/// The table of faults in Markdown, as docs/faults.md has it.
#[must_use]
pub fn table() -> String {
    let mut text = String::from("| item | level | what it does | ends as | served meanwhile |\n| --- | --- | --- | --- | --- |\n");
    for item in ITEMS.iter().flat_map(|level| level.iter()) {
        let steps: Vec<String> = item.expect.iter().map(|list| list.join(" or ")).collect();
        let row = [item.name, item.level.as_str(), item.does, &steps.join(", then "), item.served()].map(|cell| cell.replace('|', "\\|"));
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_at_least_120_items_each_with_a_name_of_its_own() {
        let names: HashSet<_> = ITEMS.iter().flat_map(|level| level.iter()).map(|item| item.name).collect();
        assert_eq!(names.len(), ITEMS.iter().map(|level| level.len()).sum::<usize>());
        assert!(names.len() >= 120, "{}", names.len());
    }

    #[test]
    fn the_documentation_lists_every_item() {
        let page = include_str!("../../../docs/faults.md");
        assert!(page.ends_with(&table()), "docs/faults.md: put there what `cargo run -q -p simulator --example faults` prints");
    }

    #[test]
    fn every_expectation_names_a_verdict_and_a_reason() {
        for item in ITEMS.iter().flat_map(|level| level.iter()) {
            assert!(!item.expect.is_empty(), "{}", item.name);
            for one in item.expect.iter().flat_map(|list| list.iter()) {
                let (verdict, reason) = one.split_once('/').unwrap();
                assert!(verdict.parse::<registry::model::Verdict>().is_ok() && !reason.is_empty(), "{}: {one}", item.name);
            }
        }
    }
}
