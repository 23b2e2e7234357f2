//! Free Indonesian text to typed facts. Pure functions, a rule a file; each fact keeps its raw text and the name of its rule.
//! No I/O, no clock.

mod catalog;
pub mod channel;
pub mod cost;
pub mod duration;
pub mod hours;
mod lexer;
pub mod number;
pub mod organization;
pub mod period;
pub mod phone;
pub mod point;
mod reading;
pub mod requirements;
pub mod service_name;
pub mod synonyms;
pub mod text;

pub use catalog::catalog;
pub use reading::Reading;

/// Grows when the same drafts would be read to another catalog: stored content is then read again, without the network.
pub const VERSION: u32 = 1;
