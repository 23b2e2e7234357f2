//! The measure of the normaliser: runs its rules over case files and counts, for each field, what was read right, read wrong and refused.
//! Refusing is better than a wrong reading, so the two are never added up.
//!
//! `accuracy [FILE…]`; without files, those of `registry/tests/accuracy/`. A file is CSV with the columns `field,raw,expected,source`.
//! `JSON=1` prints JSON; `VERBOSE=1` also prints every case that was not read right.
//!
//! A judge has no rules of its own: it calls the normaliser and writes what that read in the notation of the column `expected`.

mod cases;
mod field;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cases::Case;
pub use field::Outcome;

fn main() -> ExitCode {
    let given: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let files = if given.is_empty() { own_files() } else { given };
    let mut all = Vec::new();
    for file in &files {
        match cases::read(file) {
            Ok(cases) => all.extend(cases),
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                return ExitCode::from(2);
            }
        }
    }
    let tallies = count(&all);
    if is_set("JSON") {
        println!("{}", serde_json::json!({ "fields": tallies.iter().map(Tally::to_json).collect::<Vec<_>>() }));
    } else {
        print_table(&tallies);
    }
    let unknown: Vec<&str> = tallies.iter().filter(|tally| tally.unknown).map(|tally| tally.field.as_str()).collect();
    if unknown.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("fields without a judge: {}", unknown.join(", "));
    ExitCode::FAILURE
}

/// The project's own case files.
fn own_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accuracy");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort();
    files
}

/// What came of the cases of one field.
#[derive(Default)]
struct Tally {
    field: String,
    cases: u32,
    right: u32,
    wrong: u32,
    refused: u32,
    unknown: bool,
}

impl Tally {
    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "field": self.field, "cases": self.cases, "right": self.right, "wrong": self.wrong, "refused": self.refused,
        })
    }
}

/// Judges all cases; fields stand in the order in which they are met.
fn count(cases: &[Case]) -> Vec<Tally> {
    let verbose = is_set("VERBOSE");
    let mut tallies: Vec<Tally> = Vec::new();
    for case in cases {
        let at = tallies.iter().position(|tally| tally.field == case.field).unwrap_or_else(|| {
            tallies.push(Tally { field: case.field.clone(), ..Tally::default() });
            tallies.len() - 1
        });
        let tally = &mut tallies[at];
        tally.cases += 1;
        let Some(outcome) = field::judge(&case.field, &case.raw, &case.expected) else {
            tally.refused += 1;
            tally.unknown = true;
            continue;
        };
        let said = match outcome {
            Outcome::Right => {
                tally.right += 1;
                continue;
            }
            Outcome::Wrong(said) => {
                tally.wrong += 1;
                format!("wrong   {said}")
            }
            Outcome::Refused(said) => {
                tally.refused += 1;
                format!("refused {said}")
            }
        };
        if verbose {
            eprintln!("{}:{} {:?}\n  expected {}\n  {said}", case.file, case.line, case.raw, case.expected);
        }
    }
    tallies
}

fn print_table(tallies: &[Tally]) {
    println!("{:<14}{:>7}{:>7}{:>7}{:>9}{:>9}", "field", "cases", "right", "wrong", "refused", "right %");
    for tally in tallies {
        let share = 100.0 * f64::from(tally.right) / f64::from(tally.cases);
        println!("{:<14}{:>7}{:>7}{:>7}{:>9}{share:>9.1}", tally.field, tally.cases, tally.right, tally.wrong, tally.refused);
    }
}

#[expect(clippy::disallowed_methods, reason = "a tool's own switches, read where a command line would read its flags")]
fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0"))
}
