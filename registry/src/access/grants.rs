//! What somebody may do, all told: the roles that an account has, and the bounds of the key that it came with.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::role::{Action, Reach, Role};
use crate::model::RegionCode;

/// A role, and the region that it is held in; `None`: the nation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Membership {
    /// Where.
    pub region: Option<RegionCode>,
    /// As what.
    pub role: Role,
}

/// What an action is done on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A region, and all that is its own.
    Region(RegionCode),
    /// One source of a region.
    Source {
        /// Whose it is.
        region: RegionCode,
        /// Its id.
        id: String,
    },
    /// The nation.
    Nation,
}

impl Scope {
    /// The region that it lies in.
    #[must_use]
    pub fn region(&self) -> Option<RegionCode> {
        match self {
            Self::Region(region) | Self::Source { region, .. } => Some(*region),
            Self::Nation => None,
        }
    }
}

/// The bounds of a key. A key never gives more than its account has; it may give less.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Only this region; `None`: all that the account may reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Only these actions; `None`: all that the account may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<BTreeSet<Action>>,
    /// Only these sources, and nothing of a region beside them; `None`: all that the account may reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<BTreeSet<String>>,
}

/// What both allow; `None` allows everything.
fn both<T: Ord + Clone>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> Option<BTreeSet<T>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersection(other).cloned().collect()),
        (Some(only), None) | (None, Some(only)) => Some(only.clone()),
        (None, None) => None,
    }
}

impl Limits {
    /// These bounds within others: whoever came with a bounded key makes no key that does more.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        let is_elsewhere = matches!((self.region, other.region), (Some(one), Some(other)) if one != other);
        let sources = both(self.sources.as_ref(), other.sources.as_ref());
        Self {
            region: self.region.or(other.region),
            actions: both(self.actions.as_ref(), other.actions.as_ref()),
            sources: if is_elsewhere { Some(BTreeSet::new()) } else { sources },
        }
    }

    fn allow(&self, action: Action, scope: &Scope) -> bool {
        let is_within = match (&self.sources, scope) {
            (None, _) => true,
            (Some(sources), Scope::Source { id, .. }) => sources.contains(id),
            (Some(_), Scope::Region(_) | Scope::Nation) => false,
        };
        is_within && self.actions.as_ref().is_none_or(|actions| actions.contains(&action))
    }
}

/// How somebody stands to an action on something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May do it.
    May,
    /// May not, but knows of the thing: another role in the same region may.
    MayNot,
    /// May not, because the key that was shown is bounded.
    KeyMayNot,
    /// Has nothing to do with the region: to this caller the thing does not exist.
    Stranger,
}

/// The roles of an account, and the bounds of the key that it came with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// Its roles.
    pub memberships: Vec<Membership>,
    /// The bounds of the key; unbounded where none was shown.
    pub limits: Limits,
}

impl Grants {
    /// How this stands to `action` on `scope`.
    #[must_use]
    pub fn standing(&self, action: Action, scope: &Scope) -> Standing {
        let reaches = |membership: &&Membership| membership.region.is_none() || membership.region == scope.region();
        let is_fitting = match action.power().map(|power| power.reach) {
            Some(Reach::Nation) => *scope == Scope::Nation,
            // A region's action is done on a region; only who is the nation's may do it over all of them at once.
            Some(Reach::Region) | None => true,
        };
        let mut here = self.memberships.iter().filter(reaches).peekable();
        let is_outside = self.limits.region.is_some_and(|only| scope.region() != Some(only));
        if (here.peek().is_none() || is_outside) && *scope != Scope::Nation {
            return Standing::Stranger;
        }
        if !is_fitting || !here.any(|membership| membership.role.may(action)) {
            return Standing::MayNot;
        }
        if !is_outside && self.limits.allow(action, scope) { Standing::May } else { Standing::KeyMayNot }
    }

    /// The regions that it has roles in; empty for the ministry's own.
    #[must_use]
    pub fn regions(&self) -> BTreeSet<RegionCode> {
        let own = self.memberships.iter().filter_map(|membership| membership.region);
        own.filter(|region| self.limits.region.is_none_or(|only| only == *region)).collect()
    }

    /// Whether it has a role for the nation, and all of it.
    #[must_use]
    pub fn is_national(&self) -> bool {
        self.limits.region.is_none() && self.memberships.iter().any(|membership| membership.region.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> RegionCode {
        code.parse().unwrap()
    }

    fn source(code: &str, id: &str) -> Scope {
        Scope::Source { region: region(code), id: id.into() }
    }

    fn with(role: Role, code: Option<&str>) -> Grants {
        Grants { memberships: vec![Membership { region: code.map(region), role }], limits: Limits::default() }
    }

    #[test]
    fn a_role_reaches_over_its_own_region_and_no_further() {
        let publisher = with(Role::Publisher, Some("32.71"));
        assert_eq!(publisher.standing(Action::Publish, &source("32.71", "bogor")), Standing::May);
        assert_eq!(publisher.standing(Action::ManageTeam, &Scope::Region(region("32.71"))), Standing::MayNot);
        for action in Action::ALL {
            assert_eq!(publisher.standing(*action, &source("32.04", "bandung")), Standing::Stranger, "{action:?}");
            assert_ne!(publisher.standing(*action, &Scope::Nation), Standing::May, "{action:?}");
        }
    }

    #[test]
    fn the_ministry_reaches_every_region() {
        let reviewer = with(Role::MinistryReviewer, None);
        assert_eq!(reviewer.standing(Action::DecideHeld, &source("32.04", "bandung")), Standing::May);
        assert_eq!(reviewer.standing(Action::ReadAudit, &Scope::Nation), Standing::May);
        assert_eq!(reviewer.standing(Action::Publish, &source("32.04", "bandung")), Standing::MayNot);
        assert_eq!(reviewer.standing(Action::ManageAccounts, &Scope::Nation), Standing::MayNot);
    }

    #[test]
    fn a_key_gives_less_than_its_account_and_never_more() {
        let only = |actions: &[Action], sources: &[&str]| Limits {
            actions: Some(actions.iter().copied().collect()),
            sources: Some(sources.iter().map(ToString::to_string).collect()),
            region: None,
        };
        let admin =
            Grants { limits: only(&[Action::Publish, Action::ManageAccounts], &["bogor"]), ..with(Role::RegionAdmin, Some("32.71")) };
        assert_eq!(admin.standing(Action::Publish, &source("32.71", "bogor")), Standing::May);
        assert_eq!(admin.standing(Action::Publish, &source("32.71", "bogor-2")), Standing::KeyMayNot);
        assert_eq!(admin.standing(Action::DecideHeld, &source("32.71", "bogor")), Standing::KeyMayNot);
        assert_eq!(admin.standing(Action::ManageTeam, &Scope::Region(region("32.71"))), Standing::KeyMayNot);
        assert_eq!(admin.standing(Action::ManageAccounts, &Scope::Nation), Standing::MayNot);
        assert_eq!(admin.standing(Action::Publish, &source("32.04", "bogor")), Standing::Stranger);
    }

    #[test]
    fn what_a_key_makes_is_within_its_bounds() {
        let wide = Limits { region: Some(region("32.71")), ..Limits::default() };
        let narrow = Limits { actions: Some([Action::Publish].into()), sources: Some(["bogor".to_owned()].into()), region: None };
        let made = wide.within(&narrow);
        assert_eq!((made.region, &made.actions, &made.sources), (wide.region, &narrow.actions, &narrow.sources));
        let elsewhere = Limits { region: Some(region("32.04")), ..Limits::default() }.within(&wide);
        assert_eq!(elsewhere.sources, Some(BTreeSet::new()), "it counts nowhere");
    }

    #[test]
    fn a_key_of_one_region_is_a_stranger_in_the_others() {
        let limits = Limits { region: Some(region("32.71")), ..Limits::default() };
        let admin = Grants { limits, ..with(Role::MinistryAdmin, None) };
        assert_eq!(admin.standing(Action::DecideHeld, &source("32.71", "bogor")), Standing::May);
        assert_eq!(admin.standing(Action::DecideHeld, &source("32.04", "bandung")), Standing::Stranger);
        assert_eq!(admin.standing(Action::ManageAccounts, &Scope::Nation), Standing::KeyMayNot);
        assert!(!admin.is_national());
    }

    #[test]
    fn who_has_no_role_is_a_stranger_everywhere() {
        let nobody = Grants::default();
        assert!(Action::ALL.iter().all(|action| nobody.standing(*action, &Scope::Region(region("32.71"))) == Standing::Stranger));
        assert!(Action::ALL.iter().all(|action| nobody.standing(*action, &Scope::Nation) == Standing::MayNot));
    }
}
