//! The table of faults, a file a level. How each is done stands beside this folder, in the file of its level.

mod compression;
mod csv;
mod encoding;
mod http;
mod json;
mod meaning;
mod redirect;
mod status;
mod tcp;

pub use meaning::ALWAYS_GOOD;

use super::Item;

/// All faults, by level.
pub const ITEMS: &[&[Item]] = &[
    tcp::ITEMS,
    status::ITEMS,
    redirect::ITEMS,
    http::ITEMS,
    compression::ITEMS,
    encoding::ITEMS,
    json::ITEMS,
    csv::ITEMS,
    meaning::ITEMS,
];

/// Any of these.
macro_rules! any {
    ($($one:literal),+ $(,)?) => { &[&[$($one),+]] };
}
use any;

const CUT: super::Expect = any!["failed/body_cut"];
const SILENT: super::Expect = any!["failed/header_timeout"];
const SLOW: super::Expect = any!["failed/total_timeout", "failed/body_too_slow"];
const TLS: super::Expect = any!["failed/tls_failed"];
const GOOD: super::Expect = any!["accepted/changed"];
const PRIVATE: super::Expect = any!["failed/private_address"];
const REFUSED_URL: super::Expect = any!["failed/url_refused"];
const UNPARSABLE: super::Expect = any!["rejected/unparsable"];
/// Content that was there and has no record any more.
const EMPTIED: super::Expect = any!["held/no_records"];
/// Well-formed, and nothing in it where the declaration says: told as the wrong shape, or held as a feed that lost its records.
const SHAPELESS: super::Expect = any!["rejected/wrong_shape", "held/no_records"];
const BAD_RECORDS: super::Expect = any!["rejected/too_many_bad_records"];
