//! Who may do what: roles and the one table of their powers, the form of keys, and the chain that the audit log is. No I/O, no clock, no
//! randomness of its own. Where accounts and keys are kept is [`crate::store::access`]; how a request shows who sends it is the API's.

mod audit;
mod grants;
mod key;
mod role;
mod secret;

pub use audit::{Act, Actor, BrokenLink, Chain, Entry, GENESIS, Head, Link};
pub use grants::{Grants, Limits, Membership, Scope, Standing};
pub use key::{Key, KeyId, NotAKey};
pub use role::{Action, POWERS, Power, Reach, Role};
pub use secret::{Digest, Token};
