//! Who has which role where: one role an account in a region, and one for the nation.

use diesel::prelude::*;
use serde_json::json;

use super::accounts::AccountRow;
use super::audit::append;
use super::schema::{accounts, memberships};
use crate::access::{Act, Actor, Entry, Membership, Role};
use crate::model::{Id, Instant, RegionCode};
use crate::store::{Conn, StoreError, on};

/// Somebody of a team.
#[derive(Clone, Debug)]
pub struct TeamRow {
    /// Who.
    pub account: AccountRow,
    /// As what.
    pub role: Role,
    /// Since when.
    pub since: Instant,
}

fn place(region: Option<RegionCode>) -> String {
    region.map(|region| region.to_string()).unwrap_or_default()
}

/// Gives an account a role, in the place of the one that it has there. A role of the ministry is given for the nation, all others for a region:
/// `false` where it is not so, or where the account has the role already, and nothing was written.
///
/// # Errors
/// The database fails.
pub fn give_role(conn: &mut Conn, account: Id, membership: Membership, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let Membership { region, role } = membership;
    if role.is_national() != region.is_none() {
        return Ok(false);
    }
    let (place, name) = (place(region), role.as_str());
    let here = memberships::table.find((account, &place));
    let before: Option<String> = on!(conn, c => here.select(memberships::role).first(c).optional())?;
    if before.as_deref() == Some(name) {
        return Ok(false);
    }
    on!(conn, c => diesel::delete(here).execute(c))?;
    let row = (memberships::account_id.eq(account), memberships::region.eq(&place), memberships::role.eq(name), memberships::since.eq(now));
    on!(conn, c => diesel::insert_into(memberships::table).values(row).execute(c))?;
    let detail = json!({ "role": name, "before": before });
    append(conn, Entry::new(now, actor, Act::RoleGiven, region, account.to_string()).with(&detail))?;
    Ok(true)
}

/// Takes an account's role in a region, or for the nation, away; `false`: it has none.
///
/// # Errors
/// The database fails.
pub fn take_role(conn: &mut Conn, account: Id, region: Option<RegionCode>, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let place = place(region);
    let here = memberships::table.find((account, &place));
    let role: Option<String> = on!(conn, c => here.select(memberships::role).first(c).optional())?;
    let Some(role) = role else { return Ok(false) };
    on!(conn, c => diesel::delete(here).execute(c))?;
    append(conn, Entry::new(now, actor, Act::RoleTaken, region, account.to_string()).with(&json!({ "role": role })))?;
    Ok(true)
}

/// The roles of an account.
///
/// # Errors
/// The database fails, or a stored role is damaged.
pub fn memberships(conn: &mut Conn, account: Id) -> Result<Vec<Membership>, StoreError> {
    let own = memberships::table.filter(memberships::account_id.eq(account)).order(memberships::region);
    let rows: Vec<(String, String)> = on!(conn, c => own.select((memberships::region, memberships::role)).load(c))?;
    rows.into_iter()
        .map(|(region, role)| {
            let damaged = || StoreError::Damaged(format!("account {account}: role {role:?} in {region:?}"));
            let role = role.parse().map_err(|()| damaged())?;
            let region = if region.is_empty() { None } else { Some(region.parse().map_err(|_| damaged())?) };
            Ok(Membership { region, role })
        })
        .collect()
}

/// The people and programs of a region, or of the ministry, by name.
///
/// # Errors
/// The database fails, or a stored role is damaged.
pub fn team(conn: &mut Conn, region: Option<RegionCode>) -> Result<Vec<TeamRow>, StoreError> {
    let here = accounts::table.inner_join(memberships::table).filter(memberships::region.eq(place(region)));
    let here = here.order((accounts::name, accounts::id));
    let rows: Vec<(AccountRow, String, Instant)> = on!(conn, c => here
        .select((AccountRow::as_select(), memberships::role, memberships::since)).load(c))?;
    rows.into_iter()
        .map(|(account, role, since)| {
            let role = role.parse().map_err(|()| StoreError::Damaged(format!("account {}: role {role:?}", account.id)))?;
            Ok(TeamRow { account, role, since })
        })
        .collect()
}

/// The region that the log tells of an account: its only one; `None`: it has several, or none.
pub(super) fn home(conn: &mut Conn, account: Id) -> Result<Option<RegionCode>, StoreError> {
    let own = memberships(conn, account)?;
    Ok(if let [only] = own.as_slice() { only.region } else { None })
}
