//! Who sends a request and what they may do, over the real routes and a few of the test's own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod callers;
mod courier;
mod decisions;
mod digest;
mod histories;
mod listener;
mod notices;
mod offers;
mod openid;
mod page;
mod portal;
mod publishing;
mod unpublished;
mod walk;
mod webhooks;
mod world;
