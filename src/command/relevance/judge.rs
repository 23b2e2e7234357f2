//! What counts as a good answer to a question.
//!
//! The rank of a service is its place among the different national services in the hits, in their order. Ambiguous questions (their notes say
//! so) are answered well by choices that hold the intended service. What no hall does is answered well by saying so. `(tidak ada)` is
//! answered well by nothing, `(bukan layanan)` by the topic, `(gabungan)` by a service in the place that was named, or nearest to it.

use std::path::Path;

use api::routes::search::{SearchAnswer, SearchHit};

/// A row of a file.
pub(super) struct Question {
    pub query: String,
    intended: String,
    notes: String,
}

/// How it was answered.
pub(super) struct Judged {
    pub query: String,
    pub intended: String,
    /// From 1; `None`: the intended did not come.
    pub rank: Option<usize>,
    /// What came, in order.
    pub came: Vec<String>,
    /// Nothing came.
    pub is_empty: bool,
    /// Nothing is the right answer.
    pub may_be_empty: bool,
}

/// The rows of a file.
pub(super) fn questions(file: &Path) -> anyhow::Result<Vec<Question>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file)?;
    let rows = reader.records().map(|row| {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
        Ok(Question { query: cell(0), intended: cell(1), notes: cell(2) })
    });
    rows.collect()
}

/// Judges an answer.
pub(super) fn judge(question: &Question, answer: &SearchAnswer) -> Judged {
    let intended = question.intended.as_str();
    let terms = terms(&answer.hits);
    let rank = if intended.starts_with('(') { rank_of_other(intended, answer) } else { rank_of_service(question, answer, &terms) };
    let told = answer.not_offered.iter().map(|told| format!("{} -> {}", told.name, told.place));
    let topic = answer.interpreted.topic.iter().map(|topic| format!("({topic})"));
    Judged {
        query: question.query.clone(),
        intended: intended.to_owned(),
        rank,
        is_empty: answer.hits.is_empty() && answer.halls.is_empty() && answer.not_offered.is_none(),
        may_be_empty: intended.starts_with("(tidak ada)"),
        came: topic.chain(told).chain(terms.iter().take(4).map(|term| (*term).to_owned())).collect(),
    }
}

/// The different services of hits, in their order; of one that is mapped to none, its own name.
fn terms(hits: &[SearchHit]) -> Vec<&str> {
    let mut terms: Vec<&str> = Vec::new();
    for hit in hits {
        let term = hit.service.term.as_deref().unwrap_or(&hit.service.name);
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

fn rank_of_service(question: &Question, answer: &SearchAnswer, terms: &[&str]) -> Option<usize> {
    let intended = question.intended.as_str();
    let notes = question.notes.to_lowercase();
    let is_choice = |term: &str| answer.choices.iter().any(|choice| choice.term == Some(term));
    if (notes.contains("ambig") || notes.contains("alone")) && is_choice(intended) {
        return Some(1);
    }
    if answer.not_offered.as_ref().is_some_and(|told| told.term == Some(intended)) {
        return Some(1);
    }
    terms.iter().position(|term| *term == intended).map(|at| at + 1)
}

fn rank_of_other(intended: &str, answer: &SearchAnswer) -> Option<usize> {
    let good = if intended.starts_with("(tidak ada)") {
        answer.hits.is_empty() && answer.halls.is_empty()
    } else if intended.starts_with("(gabungan)") {
        let here = |hit: &SearchHit| answer.interpreted.regions.iter().any(|region| region.code == hit.region.code);
        let nearest = answer.interpreted.given_up.contains(&"place");
        let first = answer.hits.first();
        answer.interpreted.services.len() == 1 && !answer.interpreted.regions.is_empty() && first.is_some_and(|hit| nearest || here(hit))
    } else {
        let topic = match answer.interpreted.topic.as_deref() {
            Some("opening_hours") => "(bukan layanan) jam buka MPP",
            Some("halls") => "(bukan layanan) MPP terdekat",
            Some("queue") => "(bukan layanan) antrian",
            _ => "",
        };
        intended == topic && !answer.halls.is_empty()
    };
    good.then_some(1)
}
