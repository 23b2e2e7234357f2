//! The project's own case files: of every field at least 98 % are read right and at most 1 % wrong.

#[path = "../examples/accuracy/cases.rs"]
mod cases;
#[path = "../examples/accuracy/field.rs"]
mod field;

use std::collections::BTreeMap;
use std::path::Path;

pub use field::Outcome;

#[derive(Default)]
struct Tally {
    cases: usize,
    right: usize,
    wrong: usize,
    said: Vec<String>,
}

#[test]
fn every_field_is_read_as_a_careful_person_reads_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accuracy");
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder of case files") {
        let path = entry.expect("an entry").path();
        for case in cases::read(&path).expect("a case file") {
            let tally = tallies.entry(case.field.clone()).or_default();
            tally.cases += 1;
            match field::judge(&case.field, &case.raw, &case.expected).expect("a judge for every field") {
                Outcome::Right => tally.right += 1,
                Outcome::Wrong(said) => {
                    tally.wrong += 1;
                    tally.said.push(format!("{}:{} {:?} wrong: {said}", case.file, case.line, case.raw));
                }
                Outcome::Refused(said) => tally.said.push(format!("{}:{} {:?} refused: {said}", case.file, case.line, case.raw)),
            }
        }
    }
    assert!(!tallies.is_empty(), "there are case files");
    let bad: Vec<String> = tallies
        .iter()
        .filter(|(_, tally)| tally.right * 100 < tally.cases * 98 || tally.wrong * 100 > tally.cases)
        .map(|(field, tally)| {
            format!("{field}: {} of {} right, {} wrong\n{}", tally.right, tally.cases, tally.wrong, tally.said.join("\n"))
        })
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}
