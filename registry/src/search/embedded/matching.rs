//! Which documents of a segment match, and how well.
//!
//! Works word by word on posting lists: the rarest word's list first, then each further word narrows it. tantivy's own queries do the
//! same document by document through a tree of scorers; with one field, and levels instead of BM25, plain loops over unpacked blocks
//! take a fraction of the time.

use std::cell::RefCell;
use std::io;

use tantivy::DocId;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

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
        // By level: none, description, place, agency, term, name.
        let coarse = [0, 1, 2, 2, 3, 3, 3, 3][usize::from(level & 7)];
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
    postings: BlockSegmentPostings,
    exact: bool,
}

impl List {
    /// Gives each document with its level, block by block: unpacked arrays and a loop that the compiler unrolls.
    fn each(&mut self, mut give: impl FnMut(DocId, u8)) {
        let levels = levels_by_frequency(self.exact);
        while !self.postings.docs().is_empty() {
            for (doc, frequency) in self.postings.docs().iter().zip(self.postings.freqs()) {
                give(*doc, level_in(levels, *frequency));
            }
            self.postings.advance();
        }
    }
}

/// The level that a term frequency stands for. A word that only begins like the typed one counts two levels less.
fn levels_by_frequency(exact: bool) -> [u8; 8] {
    let whole = [0, level::DESCRIPTION, level::PLACE, level::AGENCY, level::TERM, level::NAME, level::NAME, level::NAME];
    if exact { whole } else { whole.map(|level| level.saturating_sub(2).max(level::DESCRIPTION)) }
}

fn level_in(levels: [u8; 8], frequency: u32) -> u8 {
    levels[(frequency & 7) as usize]
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

/// Where no document has all words: the words of the document that has the most, each counted by how much it says and where it stands.
/// One bit a word; with the sum, to compare segments.
pub(super) fn most_telling(
    index: &InvertedIndexReader,
    max_doc: DocId,
    units: &[Unit],
    is_alive: impl Fn(DocId) -> bool,
) -> io::Result<(f32, u16)> {
    TOLD.with_borrow_mut(|told| {
        told.clear();
        told.resize(max_doc as usize, (0.0, 0));
        telling(index, max_doc, units, told)?;
        let mut best = (0.0, 0);
        for (doc, told) in (0..).zip(told.iter().copied()) {
            // Mostly it is no better: whether it is alive is then of no interest.
            if told.0 >= best.0 && told.1 != 0 && is_alive(doc) {
                best = told;
            }
        }
        Ok(best)
    })
}

thread_local! {
    /// What each document of a segment has: asked for so often that fresh memory for it costs as much as the search.
    static TOLD: RefCell<Vec<(f32, u16)>> = const { RefCell::new(Vec::new()) };
}

fn telling(index: &InvertedIndexReader, max_doc: DocId, units: &[Unit], told: &mut [(f32, u16)]) -> io::Result<()> {
    for (bit, unit) in units.iter().enumerate() {
        let mut tell = |doc: DocId, level| {
            if let Some((sum, bits)) = told.get_mut(doc as usize) {
                *sum += unit.weight * f32::from(Quality::of(level).coarse);
                *bits |= 1 << bit;
            }
        };
        let mut lists = lists(index, unit)?;
        match lists.as_mut_slice() {
            [list] => list.each(tell),
            _ => (0..).zip(union(lists, max_doc)).filter(|(_, level)| *level > 0).for_each(|(doc, level)| tell(doc, level)),
        }
    }
    Ok(())
}

fn lists(index: &InvertedIndexReader, unit: &Unit) -> io::Result<Vec<List>> {
    let mut lists = Vec::with_capacity(unit.alternatives.len());
    for alternative in &unit.alternatives {
        if let Some(info) = index.terms().get(alternative.word.as_bytes())? {
            let postings = index.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
            lists.push(List { postings, exact: alternative.exact });
        }
    }
    Ok(lists)
}

/// The documents of the first word.
fn collect(mut lists: Vec<List>, max_doc: DocId) -> Vec<Match> {
    if let [list] = lists.as_mut_slice() {
        let mut found = Vec::with_capacity(list.postings.doc_freq() as usize);
        list.each(|doc, level| found.push(Match { doc, quality: Quality::of(level) }));
        return found;
    }
    let levels = union(lists, max_doc);
    (0..).zip(levels).filter(|(_, level)| *level > 0).map(|(doc, level)| Match { doc, quality: Quality::of(level) }).collect()
}

/// Those that have the next word, too.
fn narrow(found: Vec<Match>, mut lists: Vec<List>, max_doc: DocId) -> Vec<Match> {
    if let [list] = lists.as_mut_slice()
        && found.len() * FAR_FEWER < list.postings.doc_freq() as usize
    {
        let levels = levels_by_frequency(list.exact);
        return keep(found, |doc| {
            let at = list.postings.seek(doc);
            if list.postings.doc(at) == doc { level_in(levels, list.postings.freq(at)) } else { 0 }
        });
    }
    let levels = union(lists, max_doc);
    keep(found, |doc| levels.get(doc as usize).copied().unwrap_or(0))
}

/// With so many times fewer documents than the next word has, each is looked up in its list; else the whole list is read.
const FAR_FEWER: usize = 32;

/// Keeps those with a level above 0, and adds it. Without a branch on the level: it is as good as random.
fn keep(mut found: Vec<Match>, mut level: impl FnMut(DocId) -> u8) -> Vec<Match> {
    let mut kept = 0;
    for at in 0..found.len() {
        let mut one = found[at];
        let level = level(one.doc);
        one.quality.add(level);
        found[kept] = one;
        kept += usize::from(level > 0);
    }
    found.truncate(kept);
    found
}

/// The best level of any list, for each document; 0 for none.
fn union(lists: Vec<List>, max_doc: DocId) -> Vec<u8> {
    let mut levels = vec![0; max_doc as usize];
    for mut list in lists {
        list.each(|doc, level| {
            if let Some(best) = levels.get_mut(doc as usize) {
                *best = level.max(*best);
            }
        });
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_without_the_next_word_go() {
        let found = [3, 5, 8].map(|doc| Match { doc, quality: Quality::of(level::NAME) }).to_vec();
        let kept = keep(found, |doc| if doc == 5 { 0 } else { level::PLACE });
        assert_eq!(kept.iter().map(|one| one.doc).collect::<Vec<_>>(), [3, 8]);
        assert_eq!(kept[0].quality, Quality { coarse: 5, fine: 7, in_name: 1 });
    }

    #[test]
    fn a_word_that_only_begins_so_counts_less() {
        assert_eq!(levels_by_frequency(true)[1..6], [1, 2, 3, 4, 5]);
        assert_eq!(levels_by_frequency(false)[1..6], [1, 1, 1, 2, 3]);
        assert!(Quality::of(level::NAME).coarse > Quality::of(levels_by_frequency(false)[5]).coarse);
    }
}
