//! Roles, what there is to do, and the one table of who may do it. Everything that asks for permission reads this table, and so does the
//! page that shows it.

use serde::{Deserialize, Serialize};

/// What a person is in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Prepares the region's catalog, and writes its notices.
    Editor,
    /// Puts the region's catalog before the public.
    Publisher,
    /// Answers for the region's team and keys.
    RegionAdmin,
    /// Looks after all regions' sources for the ministry.
    MinistryReviewer,
    /// Answers for all teams and accounts.
    MinistryAdmin,
}

/// Where an action is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// On something of one region.
    Region,
    /// On the nation as a whole.
    Nation,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What there is to do that not everybody may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[$doc])* $name),+
        }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable name, as keys and the API have it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

actions! {
    /// See what is prepared and not served: drafts, uploads, what is held in full.
    ReadDrafts = "read_drafts",
    /// Prepare a catalog.
    EditDraft = "edit_draft",
    /// Put a catalog in the place of the served one.
    Publish = "publish",
    /// Accept or refuse content that is held.
    DecideHeld = "decide_held",
    /// Put an earlier version back.
    RollBack = "roll_back",
    /// Write, change and end notices.
    WriteNotice = "write_notice",
    /// Offer a new source for review.
    OfferSource = "offer_source",
    /// Make and revoke keys of others.
    ManageKeys = "manage_keys",
    /// Let people into a region's team and out of it.
    ManageTeam = "manage_team",
    /// Manage where changes are sent to.
    ManageWebhooks = "manage_webhooks",
    /// Read what was done.
    ReadAudit = "read_audit",
    /// Accept or refuse a source that a region offers.
    ReviewSource = "review_source",
    /// Record and withdraw steps in the histories of MPPs.
    RecordHistory = "record_history",
    /// Name the ministry's own people and shut accounts.
    ManageAccounts = "manage_accounts",
}

/// One line of the table: who may do an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power {
    /// What.
    pub action: Action,
    /// Where.
    pub reach: Reach,
    /// By whom. Roles of a region have it in their own region, those of the ministry everywhere.
    pub roles: &'static [Role],
}

/// Who may do what. The ministry decides what it is asked to judge (held content, versions, sources), names people and reads everything;
/// it writes no region's catalog and no region's notices.
pub const POWERS: &[Power] = {
    use Role::{Editor, MinistryAdmin, MinistryReviewer, Publisher, RegionAdmin};
    const fn power(action: Action, reach: Reach, roles: &'static [Role]) -> Power {
        Power { action, reach, roles }
    }
    &[
        power(Action::ReadDrafts, Reach::Region, &[Editor, Publisher, RegionAdmin, MinistryReviewer, MinistryAdmin]),
        power(Action::EditDraft, Reach::Region, &[Editor, Publisher, RegionAdmin]),
        power(Action::Publish, Reach::Region, &[Publisher, RegionAdmin]),
        power(Action::DecideHeld, Reach::Region, &[Publisher, RegionAdmin, MinistryReviewer, MinistryAdmin]),
        power(Action::RollBack, Reach::Region, &[Publisher, RegionAdmin, MinistryReviewer, MinistryAdmin]),
        power(Action::WriteNotice, Reach::Region, &[Editor, Publisher, RegionAdmin]),
        power(Action::OfferSource, Reach::Region, &[Publisher, RegionAdmin, MinistryAdmin]),
        power(Action::ManageKeys, Reach::Region, &[RegionAdmin, MinistryAdmin]),
        power(Action::ManageTeam, Reach::Region, &[RegionAdmin, MinistryAdmin]),
        power(Action::ManageWebhooks, Reach::Region, &[RegionAdmin, MinistryAdmin]),
        power(Action::ReadAudit, Reach::Region, &[RegionAdmin, MinistryReviewer, MinistryAdmin]),
        power(Action::ReviewSource, Reach::Nation, &[MinistryReviewer, MinistryAdmin]),
        power(Action::RecordHistory, Reach::Nation, &[MinistryReviewer, MinistryAdmin]),
        power(Action::ManageAccounts, Reach::Nation, &[MinistryAdmin]),
    ]
};

impl Action {
    /// Its line of the table.
    #[must_use]
    pub fn power(self) -> Option<&'static Power> {
        POWERS.iter().find(|power| power.action == self)
    }
}

impl std::str::FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text).ok_or(())
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Editor, Self::Publisher, Self::RegionAdmin, Self::MinistryReviewer, Self::MinistryAdmin];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Publisher => "publisher",
            Self::RegionAdmin => "region_admin",
            Self::MinistryReviewer => "ministry_reviewer",
            Self::MinistryAdmin => "ministry_admin",
        }
    }

    /// For people, in Indonesian.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Editor => "penyunting",
            Self::Publisher => "penerbit",
            Self::RegionAdmin => "admin daerah",
            Self::MinistryReviewer => "penelaah kementerian",
            Self::MinistryAdmin => "admin kementerian",
        }
    }

    /// Whether it is held for the nation, not for a region.
    #[must_use]
    pub fn is_national(self) -> bool {
        matches!(self, Self::MinistryReviewer | Self::MinistryAdmin)
    }

    /// Whether it may do `action`, where it is held.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        action.power().is_some_and(|power| power.roles.contains(&self))
    }
}

impl std::str::FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_line_and_somebody_who_may_do_it() {
        for action in Action::ALL {
            let lines: Vec<_> = POWERS.iter().filter(|power| power.action == *action).collect();
            assert_eq!(lines.len(), 1, "{action:?}");
            assert!(!lines.iter().any(|power| power.roles.is_empty()), "{action:?}");
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
    }

    #[test]
    fn what_is_done_on_the_nation_is_done_by_the_ministry() {
        for power in POWERS.iter().filter(|power| power.reach == Reach::Nation) {
            assert!(power.roles.iter().all(|role| role.is_national()), "{power:?}");
        }
    }

    #[test]
    fn the_ministry_writes_no_regions_words() {
        for action in [Action::EditDraft, Action::Publish, Action::WriteNotice] {
            assert!(Role::ALL.into_iter().filter(|role| role.is_national()).all(|role| !role.may(action)), "{action:?}");
        }
    }

    #[test]
    fn an_editor_publishes_nothing_and_lets_nobody_in() {
        for action in [Action::Publish, Action::DecideHeld, Action::RollBack, Action::ManageKeys, Action::ManageTeam, Action::ReadAudit] {
            assert!(!Role::Editor.may(action), "{action:?}");
        }
    }
}
