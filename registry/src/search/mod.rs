//! Finding services: one small interface, two engines. The index is derived from the store and can be rebuilt at any time.
//!
//! * `document`, `query`, `answer`, `engine`: the interface.
//! * `words`, `synonyms`, `highlight`: how text is read, alike for both engines.
//! * `embedded`: the engine within the process. `meilisearch`: the one over HTTP. `plain`: what is left without either.
//!
//! `tests/search_contract.rs` holds what both must do.

mod answer;
mod connect;
mod document;
pub mod embedded;
mod engine;
mod highlight;
mod json;
pub mod meilisearch;
pub mod plain;
mod query;
mod synonyms;
mod words;

pub use answer::{Answer, FacetCounts, Hit};
pub use connect::{connect, connect_later};
pub use document::{Document, Update};
pub use engine::{Engine, Rebuild, SearchError, Visit};
pub use json::Json;
pub use query::{DEEPEST, Facet, Open, Query, Sort};
pub use synonyms::Synonyms;
