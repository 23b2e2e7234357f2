//! The database is the truth: one set of queries, type-checked for SQLite and for PostgreSQL.
//!
//! Queries are functions that take a [`Conn`]; a file holds the queries of one table or of one act. [`Store`] owns the connections and is
//! the one place from which blocking work is sent off the async threads.

mod attempts;
mod catalog;
mod changes;
mod connection;
mod error;
mod migrate;
mod mpp_events;
pub mod read;
mod rows;
pub mod schema;
#[cfg(feature = "search")]
mod search_documents;
mod sources;
pub mod sql_types;
mod stops;
mod taxonomy;

pub use attempts::finish;
pub use catalog::{Content, Difference, Read, StoredDocument, Validator, stored_documents, validators};
pub use changes::{ChangeRow, changes_after, latest_change, live_hashes, live_ids_after};
pub use connection::{Conn, Store, on};
pub use error::StoreError;
pub use migrate::Migrated;
pub use mpp_events::{MppEventRow, add_mpp_events, assume_mpp, mpp_events};
pub use rows::{Change, Comparison, compare_services};
#[cfg(feature = "search")]
pub use search_documents::search_documents;
pub use sources::{Imported, Lease, claim, due_again, heartbeat, import, make_due, release, set_paused};
pub use stops::{StopRow, stops};
pub use taxonomy::{add_alias, aliases, remap, unmapped_names};
