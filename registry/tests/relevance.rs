//! What people ask is understood: the project's own questions, without an index.

use std::path::Path;

use registry::finder::{Understood, understand};
use registry::model::{Instant, Zone};

struct Question {
    query: String,
    intended: String,
    notes: String,
}

fn questions(path: &Path) -> Vec<Question> {
    let mut reader = csv::Reader::from_path(path).expect("a file of questions");
    let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| Question { query: cell(&row, 0), intended: cell(&row, 1), notes: cell(&row, 2) }).collect()
}

/// Where the intended service stands among those understood, from 1.
fn rank(question: &Question, read: &Understood) -> Option<usize> {
    let intended = question.intended.as_str();
    match intended {
        "(tidak ada) luar cakupan" => (read.services.is_empty() && read.topic.is_none() && read.not_offered.is_none()).then_some(1),
        "(gabungan) paspor + region" => (read.services.len() == 1 && read.place.is_some()).then_some(1),
        _ if intended.starts_with('(') => (read.topic.map(|topic| topic.canonical()) == Some(intended)).then_some(1),
        _ if question.notes.starts_with("ambiguous") => {
            let meanings: Vec<&str> = question.notes.trim_start_matches("ambiguous: ").split(" | ").collect();
            let offered = meanings.iter().filter(|meaning| read.choices.iter().any(|choice| choice.term == Some(**meaning))).count();
            (offered >= 2 || offered == meanings.len()).then_some(1)
        }
        _ => {
            let told = read.not_offered.as_ref().and_then(|told| told.term) == Some(intended);
            if told { Some(1) } else { read.services.iter().position(|one| one.term == intended).map(|at| at + 1) }
        }
    }
}

#[test]
fn what_people_ask_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance");
    for (file, least) in [("queries.csv", 0.97), ("second.csv", 0.97), ("sample.csv", 0.97), ("held_out.csv", 0.95)] {
        measure(&folder.join(file), least, file != "held_out.csv");
    }
}

fn measure(path: &Path, least: f64, told: bool) {
    let now = Instant::new("2026-11-25T06:00:00Z".parse().expect("a time"));
    let questions = questions(path);
    let (mut first, mut third) = (0, 0);
    for question in &questions {
        let read = understand(&question.query, now, Zone::Wib);
        let rank = rank(question, &read);
        first += usize::from(rank == Some(1));
        third += usize::from(rank.is_some_and(|rank| rank <= 3));
        if rank != Some(1) && told {
            let said: Vec<&str> = read.services.iter().map(|one| one.term).collect();
            println!(
                "{} => {} | {said:?} {:?} {:?} left {:?}",
                question.query,
                question.intended,
                read.topic,
                read.not_offered.map(|told| told.name),
                read.left
            );
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "hundreds")]
    let share = |n: usize| n as f64 / questions.len() as f64;
    println!("{}: {} of {} first ({:.3}), third {:.3}", path.display(), first, questions.len(), share(first), share(third));
    assert!(share(first) >= least, "{}: {:.3}", path.display(), share(first));
}
