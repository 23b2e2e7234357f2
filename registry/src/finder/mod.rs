//! Understanding what a citizen typed: "bikin ktp ilang bandung sabtu" is a service, a place and a day.
//!
//! Pure and engine-neutral: [`understand`] reads a text into an [`Understood`], which the search then asks an engine for. Everything is
//! told together with the words that it came from, so that an answer can explain itself.
//!
//! * [`understood`](Understood): what comes out. `text`: words, folded. `place`, `moment`, `wish`: what is not the service: where, when, on
//!   which channel. `words`: the rest, brought to the vocabulary of the taxonomy (`affix`, `slip`). `index`, `service`: which services the
//!   words speak of. `topic`: what people ask that is no service. `elsewhere`: what no hall does, and who does it.
//!
//! The tables are `registry/data/finder_*.csv` and `elsewhere.csv`, beside those of the taxonomy. Not here: looking anything up in an index
//! of offers, and ordering what is found.

mod affix;
mod elsewhere;
mod index;
mod moment;
mod place;
mod service;
mod slip;
mod text;
mod topic;
mod understood;
mod wish;
mod words;

use crate::model::{Instant, Zone};

pub use understood::{Candidate, Choice, Corrected, NotOffered, Part, PartKind, Place, Topic, Understood, When};

use index::index;

/// Reads what a person typed. `now` and `zone` say what "besok" and "jam 4" mean.
#[must_use]
pub fn understand(typed: &str, now: Instant, zone: Zone) -> Understood {
    let index = index();
    let tokens = text::tokens(typed);
    let mut marks = text::Marks::new(tokens.len());
    let mut understood = Understood::default();
    place::find(&tokens, index, &mut marks, &mut understood);
    let zone = understood.place.as_ref().map_or(zone, |place| place.zone);
    moment::find(&tokens, now, zone, &mut marks, &mut understood);
    wish::find(&tokens, &mut marks, &mut understood);
    let mut said = words::read(&tokens, &marks, index, &mut understood);
    let meant = service::find(index, &said);
    topic::decide(&tokens, &marks, &mut said, &meant, &mut understood);
    understood.explain(typed, &tokens, &marks, &said);
    understood
}

/// Whether a word, in lower case, is in the national tables: no name of a person is kept by asking this first.
#[must_use]
pub fn is_known(word: &str) -> bool {
    index().knows(word)
}

/// Reads the tables now, so that the first query does not wait for them.
pub fn warm_up() {
    let _ = index();
}

#[cfg(test)]
mod tests;
