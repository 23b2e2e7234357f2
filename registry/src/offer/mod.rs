//! Offers: a feed that a region's team proposes as a source, and what becomes of it. Which step may follow which, when two addresses are one, and
//! whether a host speaks for the region. Who may do it is [`crate::access`]'s to say; what is stored of it is the store's.

mod address;
mod proof;
mod state;

pub use address::{host, same_place, source_id};
pub use proof::{Announced, Gap, MISREAD, Proof, Statement, Sworn};
pub use state::{OfferState, Step};
