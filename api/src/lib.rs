//! How it is told: the HTTP API, the pages for people and the metrics. It reads the store and asks the search engine. It changes what callers
//! who are known (`access`) are allowed to, and else nothing but the counts of what is looked for (`queries`).

pub mod access;
pub mod address;
pub mod answer;
pub mod coverage;
pub mod digest;
pub mod error;
pub mod export;
pub mod find;
pub mod finder;
pub mod gaps;
pub mod hours;
pub mod hsds;
pub mod kept;
pub mod licence;
pub mod linked;
pub mod metrics;
pub mod mobile;
pub mod national;
pub mod notices;
pub mod offers;
pub mod pages;
pub mod params;
pub mod publish;
pub mod queries;
pub mod routes;
pub mod scores;
pub mod server;
pub mod sources;
pub mod state;
pub mod statistics;
pub mod stream;
pub mod table;
pub mod webhook;

pub use error::Error;
pub use server::{configure, serve, serve_metrics};
pub use state::{Gazetteer, State};
