//! Free Indonesian text to typed facts. Pure functions, a rule a file; each fact keeps its raw text and the name of its rule.
//! No I/O, no clock.

pub mod channel;
pub mod cost;
pub mod duration;
pub mod hours;
mod lexer;
pub mod number;
pub mod period;
pub mod phone;
pub mod point;
mod reading;
pub mod requirements;
pub mod text;

pub use reading::Reading;
