//! Sessions of browsers: kept here, by the hash of what the browser has, so that one can be ended from this side.

use std::time::Duration;

use diesel::prelude::*;
use serde_json::json;

use super::accounts::{AccountRow, account};
use super::audit::append;
use super::keys::{key, living};
use super::roles::{home, memberships};
use super::schema::sessions;
use super::{Known, TO_THE_MINUTE};
use crate::access::{Act, Actor, Digest, Entry, Grants, KeyId, Limits};
use crate::model::{Id, Instant};
use crate::store::{Conn, StoreError, on};

/// A session that was not used for this long has ended.
const IDLE: Duration = Duration::from_secs(2 * 3600);
/// And every session after this: a working day.
const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Of what the browser is given.
    pub hash: Digest,
    /// Who signs in.
    pub account: Id,
    /// With this key.
    pub key: Option<KeyId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    hash: Vec<u8>,
    account_id: Id,
    key_id: Option<String>,
    created_at: Instant,
    seen_at: Instant,
    expires_at: Instant,
}

/// Begins a session, and forgets those that have ended.
///
/// # Errors
/// The database fails.
pub fn begin_session(conn: &mut Conn, new: &NewSession, now: Instant) -> Result<(), StoreError> {
    let ended = sessions::table.filter(sessions::expires_at.le(now).or(sessions::seen_at.le(now.minus(IDLE))));
    on!(conn, c => diesel::delete(ended).execute(c))?;
    let row = SessionRow {
        hash: new.hash.0.to_vec(),
        account_id: new.account,
        key_id: new.key.as_ref().map(ToString::to_string),
        created_at: now,
        seen_at: now,
        expires_at: now.plus(LONGEST),
    };
    on!(conn, c => diesel::insert_into(sessions::table).values(&row).execute(c))?;
    let (region, by) = (home(conn, new.account)?, if new.key.is_some() { "key" } else { "openid" });
    let actor = actor(new.account, new.key.clone());
    append(conn, Entry::new(now, &actor, Act::SignedIn, region, new.account.to_string()).with(&json!({ "by": by })))?;
    Ok(())
}

fn actor(account: Id, key: Option<KeyId>) -> Actor {
    key.map_or(Actor::Account(account), |key| Actor::Key(account, key))
}

/// Whose session this is; `None`: nobody's, or it has ended.
///
/// # Errors
/// The database fails.
pub fn known_by_session(conn: &mut Conn, hash: Digest, now: Instant) -> Result<Option<Known>, StoreError> {
    let row = sessions::table.find(hash.0.to_vec());
    let row: Option<SessionRow> = on!(conn, c => row.select(SessionRow::as_select()).first(c).optional())?;
    let Some(row) = row.filter(|row| now < row.expires_at && now.since(row.seen_at) < IDLE) else { return Ok(None) };
    let is_stale = now.since(row.seen_at) >= TO_THE_MINUTE;
    if let Some(id) = &row.key_id {
        let id: KeyId = id.parse().map_err(|_| StoreError::Damaged(format!("key {id}: name")))?;
        let Some(of_session) = key(conn, &id)? else { return Ok(None) };
        return Ok(living(conn, &of_session, now)?.map(|known| Known { is_stale, ..known }));
    }
    let owner: Option<AccountRow> = account(conn, row.account_id)?.filter(|account| account.shut_at.is_none());
    let Some(account) = owner else { return Ok(None) };
    let grants = Grants { memberships: memberships(conn, account.id)?, limits: Limits::default() };
    Ok(Some(Known { account, key: None, grants, is_stale }))
}

/// Writes that a session is in use.
///
/// # Errors
/// The database fails.
pub fn session_seen(conn: &mut Conn, hash: Digest, now: Instant) -> Result<(), StoreError> {
    let row = sessions::table.find(hash.0.to_vec());
    on!(conn, c => diesel::update(row).set(sessions::seen_at.eq(now)).execute(c))?;
    Ok(())
}

/// Ends a session; `false`: there is none.
///
/// # Errors
/// The database fails.
pub fn end_session(conn: &mut Conn, hash: Digest, now: Instant) -> Result<bool, StoreError> {
    let row = || sessions::table.find(hash.0.to_vec());
    let owner: Option<(Id, Option<String>)> = on!(conn, c => row().select((sessions::account_id, sessions::key_id)).first(c).optional())?;
    let Some((account, key)) = owner else { return Ok(false) };
    on!(conn, c => diesel::delete(row()).execute(c))?;
    let (region, key) = (home(conn, account)?, key.and_then(|key| key.parse().ok()));
    append(conn, Entry::new(now, &actor(account, key), Act::SignedOut, region, account.to_string()))?;
    Ok(true)
}

/// Ends all sessions of an account.
///
/// # Errors
/// The database fails.
pub fn end_sessions(conn: &mut Conn, account: Id) -> Result<usize, StoreError> {
    Ok(on!(conn, c => diesel::delete(sessions::table.filter(sessions::account_id.eq(account))).execute(c))?)
}
