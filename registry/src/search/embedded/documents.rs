//! Documents that were served lately, ready to be served again: reading one from the index means to unpack a block and to parse JSON.
//!
//! A table of fixed size: an address belongs to one row of four places, and whoever comes to a full row takes the place of the one that
//! came longest ago. Simple, never larger than it is, and without a lock for all.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::DocId;
use tantivy::index::SegmentId;

use crate::search::Document;
use crate::search::words::{self, Word};

/// Rows of four documents, some 3 KB each: 50 MB when full, more than a quarter of a national index.
const ROWS: usize = 4096;
const PLACES: usize = 4;

/// A document and what is needed to mark words in its name.
#[derive(Debug)]
pub(super) struct Ready {
    pub document: Arc<Document>,
    pub name: Vec<Word>,
}

impl From<Document> for Ready {
    fn from(document: Document) -> Self {
        Self { name: words::words(&document.service), document: Arc::new(document) }
    }
}

type Address = (SegmentId, DocId);

/// The table.
#[derive(Debug)]
pub(super) struct Documents {
    rows: Vec<Mutex<Row>>,
    hasher: RandomState,
}

#[derive(Debug, Default)]
struct Row {
    places: [Option<(Address, Arc<Ready>)>; PLACES],
    oldest: usize,
}

impl Default for Documents {
    fn default() -> Self {
        Self { rows: (0..ROWS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

impl Documents {
    /// The document at `address`, read by `read` where it is not in the table.
    pub fn get<E>(&self, address: Address, read: impl FnOnce() -> Result<Document, E>) -> Result<Arc<Ready>, E> {
        if let Some(ready) = self.row(address).find(address) {
            return Ok(ready);
        }
        // Read without the lock: two readers of one document may both read it.
        let ready = Arc::new(Ready::from(read()?));
        self.row(address).keep(address, Arc::clone(&ready));
        Ok(ready)
    }

    fn row(&self, address: Address) -> MutexGuard<'_, Row> {
        let row = usize::try_from(self.hasher.hash_one(address) % ROWS as u64).unwrap_or(0);
        self.rows[row].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    fn find(&self, address: Address) -> Option<Arc<Ready>> {
        self.places.iter().flatten().find(|(held, _)| *held == address).map(|(_, ready)| Arc::clone(ready))
    }

    fn keep(&mut self, address: Address, ready: Arc<Ready>) {
        self.places[self.oldest] = Some((address, ready));
        self.oldest = (self.oldest + 1) % PLACES;
    }
}
