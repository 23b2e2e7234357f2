//! The database is the truth: one set of queries for SQLite and PostgreSQL.

pub mod sql_types;
