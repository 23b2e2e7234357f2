//! A farm of regional MPP instances on one loopback port: made-up catalogs in the wire formats and the wordings that real
//! regions use, the same for the same seed. For the demo, the tests and the benchmarks.
//!
//! Everything here is synthetic and says so: in a header, in every JSON body, in the descriptions and on a landing page.
//! Addresses of people and offices are made up too; mail and web addresses end in `.example` (RFC 2606).
//!
//! The way through: a [`Site`] and the seed give a plan (`plan`: which format, how large, which manners), the plan gives a
//! catalog (`catalog`, worded by `wording` out of the tables in `data/`), `wire` writes the catalog as one of five formats,
//! and `server` serves that with entity tags and counters. [`Farm`] is the handle. Beside it stands the farm of [`fault`]s: an instance a fault,
//! each on a socket of its own, with whatever HTTP libraries would not let it do.

mod base;
mod catalog;
mod declaration;
mod dice;
mod farm;
pub mod fault;
mod plan;
mod server;
mod site;
mod wire;
mod wording;

pub use farm::{Addressing, Farm, Options};
pub use fault::Fault;
pub use plan::Format;
pub use server::{Count, Counts};
pub use site::{Site, national_sites};

/// What every document says of itself.
const NOTICE: &str = "DATA SINTETIS: dibuat oleh simulator Simpul, bukan layanan sebenarnya";
