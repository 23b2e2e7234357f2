//! Losses: many services at once, a few at a time over some days, or all but the number.

use crate::model::{Instant, Reason, Thresholds};

use super::{Brought, Standing};

/// One accepted version of a source's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// When it was accepted.
    pub at: Instant,
    /// How many services it has.
    pub services: usize,
    /// It was agreed to, by a person or by coming often enough: what was lost before it counts no more.
    pub is_agreed: bool,
}

/// Why content waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// There were this many, and there is none.
    Empty(usize),
    /// From so many to so many at once.
    Sudden(usize, usize),
    /// From so many to so many in the window.
    Slow(usize, usize),
    /// So many of so many are others than before.
    Replaced(usize, usize),
}

impl Loss {
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Empty(_) => Reason::NoRecords,
            Self::Sudden(..) => Reason::MassDrop,
            Self::Slow(..) => Reason::SlowLeak,
            Self::Replaced(..) => Reason::Replaced,
        }
    }
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty(before) => write!(f, "no service where there were {before}"),
            Self::Sudden(before, now) => write!(f, "{now} services where there were {before}"),
            Self::Slow(before, now) => write!(f, "{now} services where there were {before} some days ago"),
            Self::Replaced(gone, before) => write!(f, "{gone} of {before} services are gone, and others came in their place"),
        }
    }
}

/// What the new content loses that somebody should look at. Growth is never held, whatever it replaces.
pub(super) fn of(standing: &Standing, brought: &Brought<'_>, limits: &Thresholds, now: Instant) -> Option<Loss> {
    let last = standing.versions.first().map_or(standing.services, |version| version.services);
    if brought.services == 0 && last > 0 {
        return Some(Loss::Empty(last));
    }
    if is_much(last, brought.services, limits) {
        return Some(Loss::Sudden(last, brought.services));
    }
    let before = most_in_window(&standing.versions, limits, now).unwrap_or(last);
    if brought.services < last && is_much(before, brought.services, limits) {
        return Some(Loss::Slow(before, brought.services));
    }
    let most_are_others = brought.gone >= least_loss(limits) && brought.gone * 2 >= standing.services;
    (most_are_others && brought.services <= last).then_some(Loss::Replaced(brought.gone, standing.services))
}

fn least_loss(limits: &Thresholds) -> usize {
    limits.drop_records.max(1) as usize
}

/// A loss of at least `drop_records`, and of at least `drop_percent`.
fn is_much(before: usize, now: usize, limits: &Thresholds) -> bool {
    let lost = before.saturating_sub(now);
    lost >= least_loss(limits) && lost * 100 >= before * limits.drop_percent as usize
}

/// The most services that a version had within the window: those accepted in it and the one that stood when it began. What was agreed to
/// begins it anew.
fn most_in_window(versions: &[Version], limits: &Thresholds, now: Instant) -> Option<usize> {
    let mut most = None;
    for version in versions {
        most = most.max(Some(version.services));
        if version.is_agreed || now.since(version.at) >= limits.window() {
            break;
        }
    }
    most
}
