//! Which documents of a segment match, and how well.
//!
//! Works word by word on posting lists: the rarest word's list first, then each further word narrows it. tantivy's own queries do the
//! same document by document through a tree of scorers; with one field and levels instead of BM25 the plain loops are several times
//! as fast.

use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::plan::Unit;
use super::schema::level;

/// A document that has all words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub doc: DocId,
    pub quality: Quality,
}

/// How well a document matches: sums over the words of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quality {
    /// 3 for a word in the name or the national term, 2 for one in the agency, category or place, 1 in the description: what
    /// decides before the distance does.
    pub coarse: u8,
    /// The levels themselves.
    pub fine: u8,
    /// Words that stand in the name.
    pub in_name: u8,
}

impl Quality {
    /// What a word on a level adds.
    fn of(level: u8) -> Self {
        let coarse = match level {
            0 => 0,
            level::DESCRIPTION => 1,
            level::PLACE | level::AGENCY => 2,
            _ => 3,
        };
        Self { coarse, fine: level, in_name: u8::from(level == level::NAME) }
    }

    fn add(&mut self, level: u8) {
        let more = Self::of(level);
        self.coarse = self.coarse.saturating_add(more.coarse);
        self.fine = self.fine.saturating_add(more.fine);
        self.in_name = self.in_name.saturating_add(more.in_name);
    }
}

/// A posting list and whether its word is the typed one.
struct List {
    postings: SegmentPostings,
    exact: bool,
}

impl List {
    fn level(&self) -> u8 {
        level_of(self.postings.term_freq(), self.exact)
    }
}

/// A word that only begins like the typed one counts two levels less.
fn level_of(term_freq: u32, exact: bool) -> u8 {
    let level = u8::try_from(term_freq.min(u32::from(level::NAME))).unwrap_or(level::NAME);
    if exact { level } else { level.saturating_sub(2).max(level::DESCRIPTION) }
}

/// The documents of a segment that have all `units`, sorted, deleted ones included.
pub(super) fn matches(index: &InvertedIndexReader, max_doc: DocId, units: &[Unit]) -> io::Result<Vec<Match>> {
    let mut found: Option<Vec<Match>> = None;
    for unit in units {
        let lists = lists(index, unit)?;
        let now = match found {
            None => collect(lists, max_doc),
            Some(so_far) => narrow(so_far, lists, max_doc),
        };
        if now.is_empty() {
            return Ok(now);
        }
        found = Some(now);
    }
    Ok(found.unwrap_or_default())
}

fn lists(index: &InvertedIndexReader, unit: &Unit) -> io::Result<Vec<List>> {
    let mut lists = Vec::with_capacity(unit.alternatives.len());
    for alternative in &unit.alternatives {
        if let Some(info) = index.terms().get(alternative.word.as_bytes())? {
            let postings = index.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
            lists.push(List { postings, exact: alternative.exact });
        }
    }
    Ok(lists)
}

/// The documents of the first word.
fn collect(mut lists: Vec<List>, max_doc: DocId) -> Vec<Match> {
    if let [list] = lists.as_mut_slice() {
        let mut found = Vec::with_capacity(list.postings.doc_freq() as usize);
        let mut doc = list.postings.doc();
        while doc != TERMINATED {
            found.push(Match { doc, quality: Quality::of(list.level()) });
            doc = list.postings.advance();
        }
        return found;
    }
    let levels = union(lists, max_doc);
    (0..).zip(levels).filter(|(_, level)| *level > 0).map(|(doc, level)| Match { doc, quality: Quality::of(level) }).collect()
}

/// Those that have the next word, too.
fn narrow(mut found: Vec<Match>, mut lists: Vec<List>, max_doc: DocId) -> Vec<Match> {
    if let [list] = lists.as_mut_slice() {
        found.retain_mut(|one| {
            let is_there = seek(&mut list.postings, one.doc);
            if is_there {
                one.quality.add(list.level());
            }
            is_there
        });
        return found;
    }
    let levels = union(lists, max_doc);
    found.retain_mut(|one| {
        let level = levels.get(one.doc as usize).copied().unwrap_or(0);
        one.quality.add(level);
        level > 0
    });
    found
}

fn seek(postings: &mut SegmentPostings, doc: DocId) -> bool {
    let at = postings.doc();
    let at = if at < doc { postings.seek(doc) } else { at };
    at == doc
}

/// The best level of any list, for each document; 0 for none.
fn union(lists: Vec<List>, max_doc: DocId) -> Vec<u8> {
    let mut levels = vec![0; max_doc as usize];
    for mut list in lists {
        let mut doc = list.postings.doc();
        while doc != TERMINATED {
            if let Some(level) = levels.get_mut(doc as usize) {
                *level = list.level().max(*level);
            }
            doc = list.postings.advance();
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_only_begins_so_counts_less() {
        assert_eq!((level_of(5, true), level_of(5, false), level_of(1, false)), (5, 3, 1));
        assert!(Quality::of(level::NAME).coarse > Quality::of(level_of(5, false)).coarse);
    }
}
