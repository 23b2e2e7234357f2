//! The judge of `list`: a JSON list of the documents, in order; `text <https://…>` where a link is kept beside one.

use registry::normalise::requirements;

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let Ok(wanted) = serde_json::from_str::<Vec<String>>(expected) else {
        return Outcome::Refused("the expectation is no list".to_owned());
    };
    let read = requirements::split(raw);
    let with_link = |at: usize| match &read[at].uri {
        Some(uri) if *uri != read[at].document => format!("{} <{uri}>", read[at].document),
        _ => read[at].document.clone(),
    };
    let same =
        wanted.len() == read.len() && wanted.iter().enumerate().all(|(at, text)| *text == read[at].document || *text == with_link(at));
    if same {
        return Outcome::Right;
    }
    let said: Vec<String> = (0..read.len()).map(with_link).collect();
    if said.is_empty() { Outcome::Refused("no document".to_owned()) } else { Outcome::Wrong(serde_json::json!(said).to_string()) }
}
