//! The weekly digest: who asked for it, and whose turn it is. A week is claimed for somebody before their letter is handed over: whatever restarts,
//! and however many processes there are, nobody gets two.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;

use super::access::schema::{accounts, memberships};
use super::{Conn, StoreError, on};
use crate::model::{Id, Instant, RegionCode};

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    /// See the migration.
    digests (account_id, region) {
        /// Who.
        account_id -> IdSql,
        /// Of which region.
        region -> Text,
        /// When they asked for it.
        since -> InstantSql,
        /// Ends it.
        token -> Text,
        /// The last one that was begun.
        week -> Text,
        /// The last failure.
        tried_at -> Nullable<InstantSql>,
        /// Failures of this week.
        tries -> Integer,
        /// As told last.
        scores -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(digests, accounts);
diesel::allow_tables_to_appear_in_same_query!(digests, memberships);

/// A letter that mail servers did not take is tried again after this, and so often.
const AGAIN: Duration = Duration::from_secs(1800);
const TRIES: i32 = 8;

/// Somebody who is to be sent the digest of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// Who.
    pub account: Id,
    /// Their name.
    pub name: String,
    /// Where to.
    pub email: String,
    /// Of which region.
    pub region: RegionCode,
    /// In the link that ends it.
    pub token: String,
    /// The quality of each source as they were told last.
    pub scores: BTreeMap<String, f64>,
    /// The week before the one that was claimed.
    before: String,
}

/// Sends somebody the digest of a region from `week` on, which itself counts as sent. `false`: they get it already.
///
/// # Errors
/// The database fails.
pub fn subscribe(conn: &mut Conn, account: Id, region: RegionCode, token: &str, week: &str, now: Instant) -> Result<bool, StoreError> {
    let row = (
        digests::account_id.eq(account),
        digests::region.eq(region.to_string()),
        digests::since.eq(now),
        digests::token.eq(token),
        digests::week.eq(week),
        digests::tries.eq(0),
        digests::scores.eq("{}"),
    );
    Ok(on!(conn, c => diesel::insert_into(digests::table).values(row).on_conflict_do_nothing().execute(c))? == 1)
}

/// Sends somebody the digest of a region no more.
///
/// # Errors
/// The database fails.
pub fn unsubscribe(conn: &mut Conn, account: Id, region: RegionCode) -> Result<bool, StoreError> {
    Ok(on!(conn, c => diesel::delete(digests::table.find((account, region.to_string()))).execute(c))? == 1)
}

/// The region whose digest the holder of this token gets.
///
/// # Errors
/// The database fails.
pub fn subscription(conn: &mut Conn, token: &str) -> Result<Option<String>, StoreError> {
    let row = digests::table.filter(digests::token.eq(token)).select(digests::region);
    Ok(on!(conn, c => row.first(c).optional())?)
}

/// Ends what the holder of this token gets. `false`: they get nothing, or no longer.
///
/// # Errors
/// The database fails.
pub fn unsubscribe_by_token(conn: &mut Conn, token: &str) -> Result<bool, StoreError> {
    Ok(on!(conn, c => diesel::delete(digests::table.filter(digests::token.eq(token))).execute(c))? == 1)
}

/// Whether somebody gets the digest of a region.
///
/// # Errors
/// The database fails.
pub fn is_subscribed(conn: &mut Conn, account: Id, region: RegionCode) -> Result<bool, StoreError> {
    let row = digests::table.find((account, region.to_string())).select(digests::region);
    let row: Option<String> = on!(conn, c => row.first(c).optional())?;
    Ok(row.is_some())
}

/// Claims the next reader who was not sent `week`: somebody whose account is open, who is still in the team and has an address. Call it in a
/// transaction.
///
/// # Errors
/// The database fails.
pub fn claim_reader(conn: &mut Conn, week: &str, now: Instant) -> Result<Option<Reader>, StoreError> {
    type Row = (Id, String, Option<String>, String, String, String, String);
    let rests = digests::tried_at.is_null().or(digests::tried_at.lt(now.minus(AGAIN)));
    let due = digests::table
        .inner_join(accounts::table.on(accounts::id.eq(digests::account_id)))
        .inner_join(memberships::table.on(memberships::account_id.eq(digests::account_id).and(memberships::region.eq(digests::region))))
        .filter(digests::week.ne(week).and(accounts::shut_at.is_null()).and(accounts::email.is_not_null()))
        .filter(rests.assume_not_null())
        .order((digests::since, digests::account_id, digests::region))
        .limit(20)
        .select((digests::account_id, accounts::name, accounts::email, digests::region, digests::token, digests::scores, digests::week));
    let rows: Vec<Row> = on!(conn, c => due.load(c))?;
    for (account, name, email, region, token, scores, before) in rows {
        let (Some(email), Ok(code)) = (email, region.parse()) else { continue };
        // Whoever changes the week has it: two that look at once do not both send.
        let unclaimed =
            digests::table.filter(digests::account_id.eq(account).and(digests::region.eq(&region)).and(digests::week.eq(&before)));
        if on!(conn, c => diesel::update(unclaimed).set(digests::week.eq(week)).execute(c))? == 1 {
            let scores = serde_json::from_str(&scores).unwrap_or_default();
            return Ok(Some(Reader { account, name, email, region: code, token, scores, before }));
        }
    }
    Ok(None)
}

/// A reader was sent their letter, with these figures.
///
/// # Errors
/// The database fails.
pub fn reader_was_sent(conn: &mut Conn, reader: &Reader, scores: &BTreeMap<String, f64>) -> Result<(), StoreError> {
    let scores = serde_json::to_string(scores).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let row = digests::table.find((reader.account, reader.region.to_string()));
    let set = (digests::scores.eq(scores), digests::tries.eq(0), digests::tried_at.eq(None::<Instant>));
    on!(conn, c => diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// A reader's letter was not taken: it is tried again a while later, until it was tried often enough.
///
/// # Errors
/// The database fails.
pub fn reader_was_not_sent(conn: &mut Conn, reader: &Reader, now: Instant) -> Result<(), StoreError> {
    let row = || digests::table.find((reader.account, reader.region.to_string()));
    let failed = (digests::tries.eq(digests::tries + 1), digests::tried_at.eq(Some(now)));
    on!(conn, c => diesel::update(row()).set(failed).execute(c))?;
    let tries: Option<i32> = on!(conn, c => row().select(digests::tries).first(c).optional())?;
    match tries {
        Some(tries) if tries < TRIES => on!(conn, c => diesel::update(row()).set(digests::week.eq(&reader.before)).execute(c))?,
        Some(_) => on!(conn, c => diesel::update(row()).set((digests::tries.eq(0), digests::tried_at.eq(None::<Instant>))).execute(c))?,
        None => 0,
    };
    Ok(())
}
