//! Compares the index with the store by (id, hash), and repairs exactly what differs.
//!
//! Both sides are first compared by a digest for each source (the first four bytes of an id are its source's): little memory, however many
//! documents there are. Only the documents of sources whose digests differ are then listed.
//!
//! Changes come while this runs. The index does not move meanwhile, as the one who compares is the one who feeds it. What the store wrote
//! after the index's position is in the outbox by the time that the store has been read, since a change and its outbox row are one
//! transaction: a document named there is on its way, and no difference.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Condition, Indexer, IndexingError, updates};
use crate::model::Id;
use crate::store;

/// Rows read from the store at once.
const PAGE: i64 = 10_000;
/// With more changes on their way than this the index is not compared: it is busy following.
const ON_THEIR_WAY: i64 = 50_000;
/// So many differing documents may be listed, whatever their share; more, and more than the share below, is a new index.
const FEW: u64 = 200;
/// The share of documents (one in so many) that may differ before the whole index is built anew.
const SHARE: u64 = 5;
/// Documents that are listed at once, with 100 bytes each.
const LISTED: u64 = 100_000;
/// Repaired in one step.
const REPAIRED: usize = 2_500;

type Prefix = [u8; 4];

/// How index and store compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// So many documents differed; they were put right one by one.
    Repaired(u64),
    /// So many differed that the index was built anew.
    Rebuilt(u64),
    /// Too many changes were on their way to compare.
    Busy,
}

impl Compared {
    /// Documents that differed; `None` where that is not known.
    #[must_use]
    pub fn drift(self) -> Option<u64> {
        match self {
            Self::Repaired(drift) | Self::Rebuilt(drift) => Some(drift),
            Self::Busy => None,
        }
    }
}

/// The documents of one source in one number: the same whatever their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Digest {
    count: u64,
    sum: u128,
}

impl Digest {
    fn add(&mut self, id: Id, hash: &str) {
        let both = blake3::Hasher::new().update(id.as_bytes()).update(hash.as_bytes()).finalize();
        let number = both.as_bytes().iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        self.count += 1;
        self.sum = self.sum.wrapping_add(number);
    }
}

type Digests = BTreeMap<Prefix, Digest>;

fn prefix(id: Id) -> Prefix {
    let [a, b, c, d, ..] = *id.as_bytes();
    [a, b, c, d]
}

/// The hash as documents carry it.
fn written(hash: i64) -> String {
    format!("{hash:016x}")
}

/// Sources in portions that hold no more than [`LISTED`] documents of the index each, one source at least.
fn portions(sources: &HashSet<Prefix>, count: impl Fn(&Prefix) -> u64) -> Vec<HashSet<Prefix>> {
    let mut portions: Vec<HashSet<Prefix>> = Vec::new();
    let mut listed = LISTED;
    for source in sources {
        listed += count(source);
        match portions.last_mut().filter(|_| listed <= LISTED) {
            Some(portion) => drop(portion.insert(*source)),
            None => {
                listed = count(source);
                portions.push(HashSet::from([*source]));
            }
        }
    }
    portions
}

impl Indexer {
    /// Compares the index with the store and repairs it. Only for whoever feeds the index.
    ///
    /// # Errors
    /// Store or engine failed, or the index is lost.
    pub async fn reconcile(&self) -> Result<Compared, IndexingError> {
        let position = self.engine.position().await?;
        let mut indexed = Digests::new();
        self.engine.walk(&mut |some| some.iter().for_each(|(id, hash)| indexed.entry(prefix(*id)).or_default().add(*id, hash))).await?;
        let mut stored = Digests::new();
        self.walk_store(|id, hash| stored.entry(prefix(id)).or_default().add(id, &written(hash))).await?;
        let Some(coming) = self.coming(position).await? else { return Ok(Compared::Busy) };
        let all = |digests: &Digests| digests.values().map(|digest| digest.count).sum::<u64>();
        let documents = all(&indexed).max(all(&stored));
        let most = FEW.max(documents / SHARE);
        let missing = all(&indexed).abs_diff(all(&stored)).saturating_sub(coming.len() as u64);
        if missing > most {
            return self.replace(missing).await;
        }
        let differing: HashSet<Prefix> =
            indexed.keys().chain(stored.keys()).filter(|at| indexed.get(*at) != stored.get(*at)).copied().collect();
        if differing.is_empty() {
            return Ok(Compared::Repaired(0));
        }
        let mut ids = Vec::new();
        for some in portions(&differing, |at| indexed.get(at).copied().unwrap_or_default().count) {
            let Some(found) = self.differing(&some, position).await? else { return Ok(Compared::Busy) };
            ids.extend(found);
            if ids.len() as u64 > most {
                break;
            }
        }
        let drift = ids.len() as u64;
        if drift > most {
            return self.replace(drift).await;
        }
        for some in ids.chunks(REPAIRED) {
            let some = some.to_vec();
            let repairs = self.store.read(move |conn| updates(conn, &some)).await?;
            self.engine.apply(repairs, position).await?;
        }
        Ok(Compared::Repaired(drift))
    }

    async fn replace(&self, drift: u64) -> Result<Compared, IndexingError> {
        self.health.set(Condition::Lost(format!("{drift} documents or more differ from the database")));
        self.rebuild().await?;
        Ok(Compared::Rebuilt(drift))
    }

    /// Documents of these sources that differ.
    async fn differing(&self, sources: &HashSet<Prefix>, position: i64) -> Result<Option<Vec<Id>>, IndexingError> {
        let mut indexed: HashMap<Id, String> = HashMap::new();
        let wanted = |id: &Id| sources.contains(&prefix(*id));
        self.engine
            .walk(&mut |some| indexed.extend(some.iter().filter(|(id, _)| wanted(id)).map(|(id, hash)| (*id, hash.clone()))))
            .await?;
        let mut ids = Vec::new();
        self.walk_store(|id, hash| {
            if wanted(&id) && indexed.remove(&id).is_none_or(|held| held != written(hash)) {
                ids.push(id);
            }
        })
        .await?;
        ids.extend(indexed.into_keys());
        let Some(coming) = self.coming(position).await? else { return Ok(None) };
        ids.retain(|id| !coming.contains(id));
        ids.sort_unstable();
        Ok(Some(ids))
    }

    async fn walk_store(&self, mut visit: impl FnMut(Id, i64)) -> Result<(), IndexingError> {
        let mut after = None;
        loop {
            let page = self.store.read(move |conn| store::live_hashes_after(conn, after, PAGE)).await?;
            let Some((last, _)) = page.last().copied() else { return Ok(()) };
            after = Some(last);
            page.into_iter().for_each(|(id, hash)| visit(id, hash));
        }
    }

    /// What the index does not hold yet; `None`: too much.
    async fn coming(&self, position: i64) -> Result<Option<HashSet<Id>>, IndexingError> {
        let changes = self.store.read(move |conn| store::changes_after(conn, position, ON_THEIR_WAY + 1)).await?;
        let few = i64::try_from(changes.len()).is_ok_and(|many| many <= ON_THEIR_WAY);
        Ok(few.then(|| changes.into_iter().map(|change| change.entity_id).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_knows_what_is_in_it_whatever_the_order() {
        let ids = ["a", "b", "c"].map(|name| Id::derive("test", "x", name));
        let of = |pairs: &[(Id, &str)]| {
            let mut digest = Digest::default();
            pairs.iter().for_each(|(id, hash)| digest.add(*id, hash));
            digest
        };
        let one = of(&[(ids[0], "1"), (ids[1], "2")]);
        assert_eq!(one, of(&[(ids[1], "2"), (ids[0], "1")]));
        assert_ne!(one, of(&[(ids[0], "2"), (ids[1], "1")]), "hashes belong to their documents");
        assert_ne!(one, of(&[(ids[0], "1"), (ids[2], "2")]));
        assert_ne!(one, of(&[(ids[0], "1"), (ids[1], "2"), (ids[1], "2")]), "twice is not once");
    }

    #[test]
    fn portions_hold_every_source_once_and_not_too_much() {
        let sources: HashSet<Prefix> = (0..50_u8).map(|number| [number, 0, 0, 0]).collect();
        let count = |at: &Prefix| if at[0] == 7 { LISTED * 2 } else { LISTED / 4 };
        let portions = portions(&sources, count);
        assert_eq!(portions.iter().map(HashSet::len).sum::<usize>(), 50);
        assert!(portions.iter().all(|portion| portion.len() == 1 || portion.iter().map(count).sum::<u64>() <= LISTED));
        assert!(portions.len() < 20);
    }
}
