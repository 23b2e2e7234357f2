//! The states of an offer and the steps between them: one table, which the pages, the API and the command line all go by.

use serde::{Deserialize, Serialize};

/// How far an offer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Written down; its feed was not read, or could not be read.
    Draft,
    /// Its feed was read: the team has something to look at.
    Previewed,
    /// The team agreed to what it saw; the ministry decides.
    Submitted,
    /// It is a source.
    Accepted,
    /// The ministry refused it, with a reason. What was mended is a new offer.
    Refused,
    /// The team took it back.
    Withdrawn,
}

/// What is done with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Its feed was read.
    Read,
    /// Its feed was asked for and could not be read.
    Unread,
    /// The team agrees to what it saw.
    Submit,
    /// The ministry accepts it.
    Accept,
    /// The ministry refuses it.
    Refuse,
    /// The team takes it back.
    Withdraw,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Read, Self::Unread, Self::Submit, Self::Accept, Self::Refuse, Self::Withdraw];
}

impl OfferState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Previewed, Self::Submitted, Self::Accepted, Self::Refused, Self::Withdrawn];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Previewed => "previewed",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state after a step; `None`: the step is not one to be taken here.
    #[must_use]
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft | Self::Previewed, Step::Read) => Some(Self::Previewed),
            (Self::Draft | Self::Previewed, Step::Unread) => Some(Self::Draft),
            // A reviewer looks again: what the team agreed to is still before them.
            (Self::Submitted, Step::Read | Step::Unread) => Some(Self::Submitted),
            (Self::Previewed, Step::Submit) => Some(Self::Submitted),
            (Self::Submitted, Step::Accept) => Some(Self::Accepted),
            (Self::Submitted, Step::Refuse) => Some(Self::Refused),
            (Self::Draft | Self::Previewed | Self::Submitted, Step::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }

    /// Nothing follows.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Accepted | Self::Refused | Self::Withdrawn)
    }
}

impl std::str::FromStr for OfferState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_follows_what_is_settled_and_something_follows_all_else() {
        for state in OfferState::ALL {
            let follows = Step::ALL.iter().any(|step| state.after(*step).is_some());
            assert_eq!(follows, !state.is_settled(), "{state:?}");
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }

    #[test]
    fn nothing_is_accepted_that_was_not_read_and_agreed_to() {
        let mut reached = vec![vec![OfferState::Draft]];
        // Every way of up to six steps.
        for _ in 0..6 {
            let longer = reached.iter().flat_map(|way| {
                let last = way[way.len() - 1];
                Step::ALL.iter().filter_map(move |step| last.after(*step)).map(|next| [way.as_slice(), &[next]].concat())
            });
            reached = longer.collect();
            for way in reached.iter().filter(|way| way.contains(&OfferState::Accepted)) {
                let at = |state| way.iter().position(|one| *one == state);
                assert!(at(OfferState::Previewed) < at(OfferState::Submitted) && at(OfferState::Previewed).is_some(), "{way:?}");
                assert!(at(OfferState::Submitted) < at(OfferState::Accepted), "{way:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_any_more_cannot_be_submitted() {
        let unread = OfferState::Previewed.after(Step::Unread).unwrap();
        assert_eq!(unread.after(Step::Submit), None);
        assert_eq!(OfferState::Submitted.after(Step::Unread), Some(OfferState::Submitted), "the ministry sees that it broke");
    }
}
