//! Free Indonesian text to typed facts. Pure functions, a rule a file; each fact keeps its raw text and the name of its rule.
//! No I/O, no clock.
//!
//! [`catalog()`] reads a whole source; the modules beside it read one field each, and `docs/normaliser.md` lists their rules.

mod catalog;
pub mod channel;
pub mod cost;
pub mod date;
pub mod duration;
pub mod hours;
mod lexer;
pub mod metric;
pub mod number;
pub mod organization;
pub mod period;
pub mod phone;
pub mod point;
mod reading;
pub mod requirements;
pub mod satisfaction;
pub mod service_name;
mod spelt;
pub mod synonyms;
pub mod text;
pub mod text_quality;
pub mod validity;

pub use catalog::{catalog, catalog_with};
pub use reading::Reading;

/// Rises whenever the same drafts would be read differently: what an older version stored is then read anew.
pub const VERSION: u32 = 2;
