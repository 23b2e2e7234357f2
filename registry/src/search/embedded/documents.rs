//! Documents that were served lately, ready to be served again: reading one from the index means to unpack a block and to parse JSON.
//!
//! A table of fixed size in which each document has one place; the one that comes later takes it. Simple, and never larger than it is.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::DocId;
use tantivy::index::SegmentId;

use crate::search::Document;
use crate::search::words::{self, Word};

/// So many documents, some 2 KB each.
const PLACES: usize = 8192;

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
    places: Vec<Mutex<Option<(Address, Arc<Ready>)>>>,
    hasher: RandomState,
}

impl Default for Documents {
    fn default() -> Self {
        Self { places: (0..PLACES).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

impl Documents {
    /// The document at `address`, read by `read` where it is not in the table.
    pub fn get<E>(&self, address: Address, read: impl FnOnce() -> Result<Document, E>) -> Result<Arc<Ready>, E> {
        let hash = self.hasher.hash_one(address);
        let place = usize::try_from(hash % PLACES as u64).ok().and_then(|at| self.places.get(at));
        let held = place.and_then(|place| place.lock().unwrap_or_else(PoisonError::into_inner).clone());
        if let Some((_, ready)) = held.filter(|(held, _)| *held == address) {
            return Ok(ready);
        }
        let ready = Arc::new(Ready::from(read()?));
        if let Some(place) = place {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some((address, Arc::clone(&ready)));
        }
        Ok(ready)
    }
}
