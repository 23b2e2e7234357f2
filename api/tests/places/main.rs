//! Where and when, as it is answered over HTTP: open at a moment, mobile units, plain text, national services compared, what is looked for.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod compare;
mod gaps;
mod mobile;
mod notices;
mod open;
mod searches;
mod statistics;
mod text;
mod world;
