//! Notices on their way into every answer: each process keeps those that have not ended in memory ([`Board`]), and asks the database for
//! their number once a second, off the way of the requests. So a notice that was written at one node is told by all of them within seconds,
//! and a question costs nothing where there is none. The rules are [`registry::notice`]'s; writing is [`crate::routes::notices`]'s.

mod board;
mod reader;
mod view;
pub mod written;

pub use board::{Board, Snapshot, keep, refresh};
pub use reader::{Read, Reader};
pub use view::NoticeView;
