//! Fetching over real sockets: every fault has its own reason, and none of them does more harm than it must.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod faults;
mod feed;
mod holes;
mod lease;
mod pages;
mod private;
mod redirects;
mod retries;
mod server;
mod tls;
mod validators;
mod world;
