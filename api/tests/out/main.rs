//! What others take away, as it is answered over HTTP: the feed of changes and the HSDS API. That every record is of its type is held in
//! tests/e2e, with validators that others wrote.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod atom;
mod changes;
mod export;
mod hsds;
mod linked;
mod world;
