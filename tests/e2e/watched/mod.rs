//! Watched by a real Prometheus: every query of every rule and dashboard finds what it asks for, and a nation that falls silent is one alert.

mod asked;
mod backfill;
mod prometheus;
mod queries;
mod rehearsal;

pub use prometheus::free_port;
