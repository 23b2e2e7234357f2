//! Telling others what changes, by the Standard Webhooks specification (docs/webhooks.md). `desk` is what people and programs do with endpoints;
//! `courier` makes tellings of what changed and sends them; `metrics` counts. The form of a signature, the schedule of tries and how secrets are
//! kept are pure: [`registry::webhook`].

mod courier;
mod desk;
mod metrics;

pub use courier::{Courier, Route, WITHIN};
pub use desk::{Made, Wanted, add, found, replay, rotate, switch};
pub use metrics::Metrics;
