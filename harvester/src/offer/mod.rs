//! Offers of regions, as far as the network is asked: what a feed looks like and holds (`look`), and whether its host speaks for the region
//! (`statement`). Both go through the harvester's fetcher with its guard, within a time of their own; neither stores anything.

mod look;
mod statement;

pub use look::{Announcement, Glimpse, LONGEST, LOOKED, Look, Remark, Wanted, look};
pub use statement::{Found, discover, prove};

/// Time for the statement of a host: a file of a few hundred bytes.
const STATEMENT_WITHIN: std::time::Duration = std::time::Duration::from_secs(15);

/// Bytes of a statement.
const MOST_STATEMENT: usize = 64 << 10;
