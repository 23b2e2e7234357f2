//! Accounts: people and programs. None is ever removed, so that the log can always say who it was; one that is shut can do nothing.

use diesel::prelude::*;
use serde_json::json;

use super::audit::append;
use super::roles::home;
use super::schema::accounts;
use super::sessions::end_sessions;
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant, RegionCode};
use crate::store::{Conn, StoreError, on};

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A person, who signs in.
    Person,
    /// A program, which has keys and outlasts the people who set it up.
    Program,
}

impl AccountKind {
    /// `person` or `program`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Program => "program",
        }
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct AccountRow {
    pub id: Id,
    pub kind: String,
    pub name: String,
    pub email: Option<String>,
    pub issuer: Option<String>,
    pub subject: Option<String>,
    pub created_at: Instant,
    pub shut_at: Option<Instant>,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Random.
    pub id: Id,
    /// Person or program.
    pub kind: AccountKind,
    /// For people.
    pub name: String,
    /// By which a person is known at the first sign-in.
    pub email: Option<String>,
    /// The region that the log tells of it; `None`: the nation.
    pub region: Option<RegionCode>,
}

fn address(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Makes an account; `false`: another has the address, and nothing was made.
///
/// # Errors
/// The database fails.
pub fn add_account(conn: &mut Conn, new: NewAccount, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let NewAccount { id, kind, name, email, region } = new;
    let email = email.as_deref().map(address).filter(|email| !email.is_empty());
    let kind = kind.as_str().to_owned();
    let row = AccountRow { id, kind, name, email, issuer: None, subject: None, created_at: now, shut_at: None };
    if on!(conn, c => diesel::insert_into(accounts::table).values(&row).on_conflict_do_nothing().execute(c))? == 0 {
        return Ok(false);
    }
    append(conn, Entry::new(now, actor, Act::AccountAdded, region, id.to_string()).with(&json!({ "kind": row.kind })))?;
    Ok(true)
}

/// The account with this id.
///
/// # Errors
/// The database fails.
pub fn account(conn: &mut Conn, id: Id) -> Result<Option<AccountRow>, StoreError> {
    Ok(on!(conn, c => accounts::table.find(id).select(AccountRow::as_select()).first(c).optional())?)
}

/// The account with this address.
///
/// # Errors
/// The database fails.
pub fn account_by_email(conn: &mut Conn, email: &str) -> Result<Option<AccountRow>, StoreError> {
    let found = accounts::table.filter(accounts::email.eq(address(email)));
    Ok(on!(conn, c => found.select(AccountRow::as_select()).first(c).optional())?)
}

/// The account that is bound to this person at this provider.
///
/// # Errors
/// The database fails.
pub fn account_at_provider(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<AccountRow>, StoreError> {
    let found = accounts::table.filter(accounts::issuer.eq(issuer).and(accounts::subject.eq(subject)));
    Ok(on!(conn, c => found.select(AccountRow::as_select()).first(c).optional())?)
}

/// All accounts, by name.
///
/// # Errors
/// The database fails.
pub fn accounts(conn: &mut Conn) -> Result<Vec<AccountRow>, StoreError> {
    let all = accounts::table.order((accounts::name, accounts::id));
    Ok(on!(conn, c => all.select(AccountRow::as_select()).load(c))?)
}

/// Binds an account to a person at a provider; `false`: it is bound already.
///
/// # Errors
/// The database fails.
pub fn bind_account(conn: &mut Conn, id: Id, issuer: &str, subject: &str, now: Instant) -> Result<bool, StoreError> {
    let unbound = accounts::table.filter(accounts::id.eq(id).and(accounts::subject.is_null()));
    let bound = (accounts::issuer.eq(issuer), accounts::subject.eq(subject));
    if on!(conn, c => diesel::update(unbound).set(bound).execute(c))? == 0 {
        return Ok(false);
    }
    let region = home(conn, id)?;
    append(conn, Entry::new(now, &Actor::Account(id), Act::AccountBound, region, id.to_string()).with(&json!({ "issuer": issuer })))?;
    Ok(true)
}

/// Shuts an account: its sessions end, its keys do not count. `false`: there is none that is open.
///
/// # Errors
/// The database fails.
pub fn shut_account(conn: &mut Conn, id: Id, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let open = accounts::table.filter(accounts::id.eq(id).and(accounts::shut_at.is_null()));
    if on!(conn, c => diesel::update(open).set(accounts::shut_at.eq(Some(now))).execute(c))? == 0 {
        return Ok(false);
    }
    end_sessions(conn, id)?;
    let region = home(conn, id)?;
    append(conn, Entry::new(now, actor, Act::AccountShut, region, id.to_string()))?;
    Ok(true)
}

/// Opens a shut account again. `false`: there is none that is shut.
///
/// # Errors
/// The database fails.
pub fn open_account(conn: &mut Conn, id: Id, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let shut = accounts::table.filter(accounts::id.eq(id).and(accounts::shut_at.is_not_null()));
    if on!(conn, c => diesel::update(shut).set(accounts::shut_at.eq(None::<Instant>)).execute(c))? == 0 {
        return Ok(false);
    }
    let region = home(conn, id)?;
    append(conn, Entry::new(now, actor, Act::AccountOpened, region, id.to_string()))?;
    Ok(true)
}
