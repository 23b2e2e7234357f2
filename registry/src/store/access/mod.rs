//! Accounts, their roles, keys and sessions, and the log of what was done. Every function that changes something here writes its entry in the
//! log itself, in the transaction that it is called in. What a role may do is not here: see [`crate::access`].

mod accounts;
mod audit;
mod keys;
mod roles;
pub mod schema;
mod sessions;
mod sign_ins;

pub use accounts::{
    AccountKind, AccountRow, NewAccount, account, account_at_provider, account_by_email, accounts, add_account, bind_account, open_account,
    shut_account,
};
pub use audit::{AuditRow, append, audit, audit_head, verify_audit};
pub use keys::{KeyRow, NewKey, add_key, key, key_used, keys, known_by_key, revoke_key};
pub use roles::{TeamRow, give_role, memberships, take_role, team};
pub use sessions::{NewSession, begin_session, end_session, end_sessions, known_by_session, session_seen};
pub use sign_ins::{SignInRow, begin_sign_in, take_sign_in};

use crate::access::{Grants, KeyId};

/// Somebody who has shown who they are.
#[derive(Clone, Debug)]
pub struct Known {
    /// Their account.
    pub account: AccountRow,
    /// The key that they came with, or signed in with.
    pub key: Option<KeyId>,
    /// What they may do.
    pub grants: Grants,
    /// Their last use is to be written: it is a minute old.
    pub is_stale: bool,
}

/// The last use of a key or session is written when the one that is known is so old.
const TO_THE_MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
