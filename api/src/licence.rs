//! The licence of the data: named once, told by every feed, export and page that gives data away.

/// Creative Commons Attribution 4.0: may be used for anything, by anyone who names the source.
pub const URL: &str = "https://creativecommons.org/licenses/by/4.0/";
