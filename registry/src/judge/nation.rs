//! The national breaker: when many sources lose records or fail at once, the fault is ours until shown otherwise. It is read from how the
//! last attempt on every source ended, so it opens, holds for all workers alike, and closes again without anybody's doing.

/// A source that was not asked for this long says nothing of the nation.
pub const LATELY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// Too few sources to speak of "many".
const FEWEST: usize = 10;
/// Of the sources that were asked lately: this share of losses, in percent, is our fault.
const LOSING_PERCENT: usize = 20;
/// This share of failures, in percent, is.
const FAILING_PERCENT: usize = 50;
/// And never fewer than this many sources.
const LEAST: usize = 5;

/// How the last attempts on all sources ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nation {
    /// Sources that were asked lately.
    pub asked: usize,
    /// Of these, the last attempt brought fewer records than before, accepted or held.
    pub losing: usize,
    /// Of these, the last attempt failed.
    pub failing: usize,
}

impl Nation {
    /// Why whatever takes records away has to wait; `None`: it does not.
    #[must_use]
    pub fn is_in_doubt(&self) -> Option<String> {
        let Self { asked, losing, failing } = *self;
        if asked < FEWEST {
            return None;
        }
        let many = |count: usize, percent: usize| count >= LEAST && count * 100 >= asked * percent;
        if many(losing, LOSING_PERCENT) {
            return Some(format!("{losing} of {asked} sources lose records at once"));
        }
        many(failing, FAILING_PERCENT).then(|| format!("{failing} of {asked} sources fail at once"))
    }
}
