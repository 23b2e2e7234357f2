//! What is known: the model, the rules that read free text into it, the gazetteer of regions, and, behind features, the
//! store and the search index.
//!
//! Without default features this crate does no I/O: see the invariants in ARCHITECTURE.md.

pub mod access;
pub mod coverage;
pub mod finder;
pub mod gaps;
pub mod gazetteer;
pub mod judge;
pub mod model;
pub mod normalise;
pub mod notice;
pub mod offer;
pub mod quality;
pub mod webhook;

mod vocabulary;

#[cfg(all(feature = "search", feature = "store"))]
pub mod indexing;
#[cfg(feature = "search")]
pub mod search;
#[cfg(feature = "store")]
pub mod store;
