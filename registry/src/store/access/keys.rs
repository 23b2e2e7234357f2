//! Keys of programs: their hashes, bounds and lives. The key itself is in nobody's hands here.

use diesel::prelude::*;
use serde_json::json;

use super::accounts::{AccountRow, account};
use super::audit::append;
use super::roles::{home, memberships};
use super::schema::{access_keys, accounts, memberships as roles};
use super::{Known, TO_THE_MINUTE};
use crate::access::{Act, Actor, Digest, Entry, Grants, Key, KeyId, Limits};
use crate::model::{Id, Instant, RegionCode};
use crate::store::{Conn, StoreError, on};

/// What is kept of a key.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = access_keys, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct KeyRow {
    pub id: String,
    pub account_id: Id,
    pub name: String,
    pub hash: Vec<u8>,
    pub region: String,
    pub limits: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked_at: Option<Instant>,
    pub last_used_at: Option<Instant>,
}

impl KeyRow {
    /// Whether it counts at this time.
    #[must_use]
    pub fn is_alive(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Its bounds.
    ///
    /// # Errors
    /// They are damaged: the key must not be taken for an unbounded one.
    pub fn limits(&self) -> Result<Limits, StoreError> {
        serde_json::from_str(&self.limits).map_err(|error| StoreError::Damaged(format!("key {}: {error}", self.id)))
    }
}

/// A key to be kept.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its name and hash.
    pub key: Key,
    /// For whom it speaks.
    pub account: Id,
    /// What it is for.
    pub name: String,
    /// Its bounds.
    pub limits: Limits,
    /// Until when it counts.
    pub expires_at: Instant,
}

/// Keeps a key's hash.
///
/// # Errors
/// The database fails.
pub fn add_key(conn: &mut Conn, new: &NewKey, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    let limits = serde_json::to_string(&new.limits).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let row = KeyRow {
        id: new.key.id().to_string(),
        account_id: new.account,
        name: new.name.clone(),
        hash: new.key.digest().0.to_vec(),
        region: new.limits.region.map(|region| region.to_string()).unwrap_or_default(),
        limits,
        created_at: now,
        expires_at: new.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    on!(conn, c => diesel::insert_into(access_keys::table).values(&row).execute(c))?;
    let region = told_of(conn, &row)?;
    let detail = json!({ "account": new.account.to_string(), "limits": new.limits, "expires_at": new.expires_at });
    append(conn, Entry::new(now, actor, Act::KeyAdded, region, row.id).with(&detail))?;
    Ok(())
}

/// Revokes a key, at once and for good; `false`: there is none that could be.
///
/// # Errors
/// The database fails.
pub fn revoke_key(conn: &mut Conn, id: &KeyId, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let Some(row) = key(conn, id)? else { return Ok(false) };
    let open = access_keys::table.filter(access_keys::id.eq(id.as_str()).and(access_keys::revoked_at.is_null()));
    if on!(conn, c => diesel::update(open).set(access_keys::revoked_at.eq(Some(now))).execute(c))? == 0 {
        return Ok(false);
    }
    let region = told_of(conn, &row)?;
    append(conn, Entry::new(now, actor, Act::KeyRevoked, region, row.id).with(&json!({ "account": row.account_id.to_string() })))?;
    Ok(true)
}

/// The region that the log tells of a key.
fn told_of(conn: &mut Conn, row: &KeyRow) -> Result<Option<RegionCode>, StoreError> {
    match row.region.parse() {
        Ok(region) => Ok(Some(region)),
        Err(_) => home(conn, row.account_id),
    }
}

/// What is kept of one key.
///
/// # Errors
/// The database fails.
pub fn key(conn: &mut Conn, id: &KeyId) -> Result<Option<KeyRow>, StoreError> {
    Ok(on!(conn, c => access_keys::table.find(id.as_str()).select(KeyRow::as_select()).first(c).optional())?)
}

/// The keys of a region, or all of them, with their accounts, the newest first. Keys that are bound to no region are every region's that their
/// account has a role in.
///
/// # Errors
/// The database fails.
pub fn keys(conn: &mut Conn, region: Option<RegionCode>) -> Result<Vec<(KeyRow, AccountRow)>, StoreError> {
    let all = access_keys::table.inner_join(accounts::table).order((access_keys::created_at.desc(), access_keys::id));
    let Some(region) = region.map(|region| region.to_string()) else {
        return Ok(on!(conn, c => all.select((KeyRow::as_select(), AccountRow::as_select())).load(c))?);
    };
    let team = roles::table.filter(roles::region.eq(&region)).select(roles::account_id);
    let unbound = access_keys::region.eq("").and(access_keys::account_id.eq_any(team));
    let here = all.filter(access_keys::region.eq(&region).or(unbound));
    Ok(on!(conn, c => here.select((KeyRow::as_select(), AccountRow::as_select())).load(c))?)
}

/// Who shows this key; `None`: nobody that is known, the key has ended, or its account is shut.
///
/// # Errors
/// The database fails.
pub fn known_by_key(conn: &mut Conn, shown: &Key, now: Instant) -> Result<Option<Known>, StoreError> {
    let row = key(conn, shown.id())?;
    // A name that there is none of is compared as well: it takes as long as a wrong secret.
    let kept = row.as_ref().and_then(|row| Digest::from_slice(&row.hash)).unwrap_or(Digest([0; 32]));
    let is_right = shown.digest().is(&kept);
    match row {
        Some(row) if is_right => living(conn, &row, now),
        Some(_) | None => Ok(None),
    }
}

/// Who a key speaks for, if it counts.
pub(super) fn living(conn: &mut Conn, row: &KeyRow, now: Instant) -> Result<Option<Known>, StoreError> {
    let owner = account(conn, row.account_id)?.filter(|account| account.shut_at.is_none());
    let Some(account) = owner.filter(|_| row.is_alive(now)) else { return Ok(None) };
    let id = row.id.parse().map_err(|_| StoreError::Damaged(format!("key {}: name", row.id)))?;
    let grants = Grants { memberships: memberships(conn, account.id)?, limits: row.limits()? };
    let is_stale = row.last_used_at.is_none_or(|at| now.since(at) >= TO_THE_MINUTE);
    Ok(Some(Known { account, key: Some(id), grants, is_stale }))
}

/// Writes that a key was used.
///
/// # Errors
/// The database fails.
pub fn key_used(conn: &mut Conn, id: &KeyId, now: Instant) -> Result<(), StoreError> {
    let row = access_keys::table.find(id.as_str());
    on!(conn, c => diesel::update(row).set(access_keys::last_used_at.eq(Some(now))).execute(c))?;
    Ok(())
}
