//! The database is the truth: one set of queries, type-checked for SQLite and for PostgreSQL.
//!
//! Queries are functions that take a [`Conn`]; a file holds the queries of one table or of one act. [`Store`] owns the connections and is
//! the one place from which blocking work is sent off the async threads.

mod connection;
mod error;
mod migrate;
pub mod read;
pub mod schema;
pub mod sql_types;

pub use connection::{Conn, Store, on};
pub use error::StoreError;
pub use migrate::Migrated;
