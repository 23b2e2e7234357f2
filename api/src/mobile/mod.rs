//! Mobile units: when each comes, how far away, and what for. `visits` reads the stored stops into dates; `near` finds those that are nearer
//! to a person than a hall; `calendar` writes them as an iCalendar file. Not here: the shape of `/v1/stops`, and the page.

pub mod calendar;
pub mod near;
mod notices;
pub mod visits;

pub use near::Known;
pub use notices::announced;
pub use visits::{Coming, Visit, Wanted, find};
