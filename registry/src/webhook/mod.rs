//! Webhooks after the Standard Webhooks specification (standardwebhooks.com): what can be told, how a telling is signed, how its secret is kept
//! and when it is tried again. No I/O, no clock, no randomness of its own. Where endpoints and tellings are kept is
//! [`crate::store::webhooks`]; who sends them is the API's courier.

mod kind;
mod schedule;
mod secret;
mod vault;

pub use kind::Kind;
pub use schedule::{ATTEMPTS, PATIENCE, wait};
pub use secret::{NotASecret, Secret};
pub use vault::{Sealed, Vault, VaultError};
