//! What citizens look for, counted without anything that could tell who they are: the national service that was understood, or the words
//! that are in the national tables. Numbers, names and all other words are dropped before anything is kept. Counts are kept in memory and
//! written in batches, never while a search waits.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use registry::finder::{self, Understood};
use registry::gazetteer;
use registry::normalise::text_quality::personal;
use registry::search::Query;
use registry::store::{self, KEPT_DAYS, QueryCount};

use crate::error::Error;
use crate::finder::told::plain;
use crate::state::State;

/// So many different counts at most wait to be written; what is new beyond is counted as `OTHER`.
const MOST: usize = 20_000;
/// What is counted where nothing of the words may be kept.
pub const OTHER: &str = "(lainnya)";

/// Day, region and query.
type Key = (String, String, String);

/// Counts that wait to be written: asked, and found nothing.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<Key, (i64, i64)>>);

impl Counts {
    /// Counts one search; `found` is how many places.
    pub fn note(&self, day: String, query: &Query, understood: &Understood, found: bool) {
        if query.text.trim().is_empty() {
            return;
        }
        let key = (day, region(query, understood), normalised(understood, &query.text));
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = if counts.len() < MOST || counts.contains_key(&key) { key } else { (key.0, String::new(), OTHER.to_owned()) };
        let count = counts.entry(key).or_default();
        count.0 += 1;
        count.1 += i64::from(!found);
    }

    fn take(&self) -> Vec<QueryCount> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut counts: Vec<_> =
            counts.into_iter().map(|((day, region, query), (asked, empty))| QueryCount { day, region, query, asked, empty }).collect();
        counts.sort_unstable_by(|a, b| (&a.day, &a.region, &a.query).cmp(&(&b.day, &b.region, &b.query)));
        counts
    }

    fn put_back(&self, counts: Vec<QueryCount>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for one in counts {
            let count = waiting.entry((one.day, one.region, one.query)).or_default();
            count.0 += one.asked;
            count.1 += one.empty;
        }
    }
}

/// Writes what waits; where the database does not answer it waits on.
///
/// # Errors
/// The database does not answer.
pub async fn flush(state: &State) -> Result<(), Error> {
    let counts = state.queries.take();
    if counts.is_empty() {
        return Ok(());
    }
    let write = counts.clone();
    let oldest = state.today().parse::<chrono::NaiveDate>().ok().and_then(|day| day.checked_sub_days(chrono::Days::new(KEPT_DAYS)));
    let written = state
        .store
        .write(move |conn| {
            store::count_queries(conn, &write)?;
            oldest.map_or(Ok(0), |oldest| store::forget_queries(conn, &oldest.to_string()))
        })
        .await;
    if written.is_err() {
        state.queries.put_back(counts);
    }
    written?;
    Ok(())
}

/// The region that was asked about, else the one that the person is near to.
fn region(query: &Query, understood: &Understood) -> String {
    let typed = understood.place.as_ref().and_then(|place| place.regions.first().copied());
    let of_point = || query.near.and_then(|near| gazetteer::nearest(near, 1).first().map(|(region, _)| region.code));
    query.region.or(typed).or_else(of_point).map(|code| code.to_string()).unwrap_or_default()
}

/// The service that was understood, else the known words, in the order of the alphabet.
#[must_use]
pub fn normalised(understood: &Understood, typed: &str) -> String {
    if let Some(term) = understood.service() {
        return plain(term);
    }
    if let Some(told) = &understood.not_offered {
        return told.name.clone();
    }
    if let Some(topic) = understood.topic {
        return topic.canonical().to_owned();
    }
    let clean = personal::redact(typed).0.unwrap_or_else(|| typed.to_owned()).to_lowercase();
    let is_kept = |word: &&str| word.chars().all(|sign| sign.is_alphabetic() || sign == '-') && finder::is_known(word);
    let mut words: Vec<&str> = clean.split(|sign: char| !(sign.is_alphanumeric() || sign == '-')).filter(is_kept).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(6);
    if words.is_empty() { OTHER.to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use registry::model::{Instant, Zone};

    use super::*;

    fn kept(typed: &str) -> String {
        let now = Instant::new("2026-11-24T03:00:00Z".parse().unwrap());
        normalised(&finder::understand(typed, now, Zone::Wib), typed)
    }

    #[test]
    fn a_service_is_kept_by_its_national_name() {
        assert_eq!(kept("bikin skck budi santoso"), "SKCK");
    }

    #[test]
    fn names_and_numbers_are_never_kept() {
        for typed in [
            "3273010101900001",
            "nik 3273 0101 0190 0001 atas nama budi santoso",
            "siti.rahayu@gmail.com",
            "cari siti rahayu 081234567890",
            "zzyzx",
        ] {
            let kept = kept(typed);
            let said = kept.to_lowercase();
            assert!(!said.chars().any(|sign| sign.is_ascii_digit()), "{typed}: {kept}");
            for word in ["budi", "santoso", "siti", "rahayu", "gmail", "zzyzx"] {
                assert!(!said.contains(word), "{typed}: {kept}");
            }
        }
    }
}
