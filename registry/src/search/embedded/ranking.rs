//! The order of hits, and keeping the first few of many.

use tantivy::DocAddress;

use super::matching::Quality;
use super::rows::Row;
use crate::model::OnSphere;
use crate::search::Sort;

/// Where a hit stands: less is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    first: u32,
    distance: u64,
    last: u32,
    id: u64,
}

/// By what hits are sorted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    /// The better match, then the id.
    Match,
    /// The match in coarse steps, then the distance, then the match: every region has the same services, so among those that
    /// are called right the nearest is wanted.
    MatchThenDistance(OnSphere),
    /// The distance, then the match.
    Distance(OnSphere),
}

impl Order {
    /// `Sort` as far as there is a point to measure from.
    pub fn new(sort: Sort, near: Option<OnSphere>) -> Self {
        match (near, sort) {
            (None, _) => Self::Match,
            (Some(near), Sort::Relevance) => Self::MatchThenDistance(near),
            (Some(near), Sort::Distance) => Self::Distance(near),
        }
    }

    /// The key of a hit at `place`.
    pub fn key(self, quality: Quality, row: &Row, place: impl FnOnce() -> OnSphere) -> Key {
        let fine = worse(quality, row);
        // The bits of a non-negative float sort as it does.
        let bits = |near: OnSphere| near.chord2(place()).to_bits();
        match self {
            Self::Match => Key { first: fine, distance: 0, last: 0, id: row.id },
            Self::MatchThenDistance(near) => {
                Key { first: u32::from(u8::MAX - quality.coarse), distance: bits(near), last: fine, id: row.id }
            }
            Self::Distance(near) => Key { first: 0, distance: bits(near), last: fine, id: row.id },
        }
    }
}

/// Less is better: the levels, then how much of the name was asked for.
fn worse(quality: Quality, row: &Row) -> u32 {
    let share = u32::from(quality.in_name) * 255 / u32::from(row.name_words.max(1));
    u32::from(u8::MAX - quality.fine) << 8 | (255 - share.min(255))
}

/// Keeps the first `limit` of many.
#[derive(Debug)]
pub(super) struct First {
    limit: usize,
    kept: Vec<(Key, DocAddress)>,
    bar: Option<Key>,
}

impl First {
    /// Keeps this many.
    pub fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), bar: None }
    }

    /// Takes one more.
    pub fn offer(&mut self, key: Key, address: DocAddress) {
        if self.limit == 0 || self.bar.is_some_and(|bar| key >= bar) {
            return;
        }
        self.kept.push((key, address));
        if self.kept.len() >= (2 * self.limit).max(128) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.kept.len() > self.limit {
            let (_, bar, _) = self.kept.select_nth_unstable(self.limit);
            self.bar = Some(bar.0);
            self.kept.truncate(self.limit);
        }
    }

    /// In order.
    pub fn sorted(mut self) -> Vec<DocAddress> {
        self.shrink();
        self.kept.sort_unstable();
        self.kept.into_iter().map(|(_, address)| address).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_kept() {
        let mut first = First::new(3);
        for id in (0..1000).rev() {
            let key = Key { first: 0, distance: 0, last: 0, id };
            first.offer(key, DocAddress::new(0, u32::try_from(id).unwrap()));
        }
        assert_eq!(first.sorted().iter().map(|address| address.doc_id).collect::<Vec<_>>(), [0, 1, 2]);
        let mut none = First::new(0);
        none.offer(Key { first: 0, distance: 0, last: 0, id: 1 }, DocAddress::new(0, 0));
        assert!(none.sorted().is_empty());
    }
}
