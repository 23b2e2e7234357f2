//! Sign-ins that are under way at a provider of OpenID Connect: what was sent there, to be compared with what comes back. Each serves once.

use std::time::Duration;

use diesel::prelude::*;

use super::schema::sign_ins;
use crate::access::Digest;
use crate::model::Instant;
use crate::store::{Conn, StoreError, on};

/// So long somebody may take to sign in there.
const LONGEST: Duration = Duration::from_secs(600);
/// So many are under way at most; the oldest go first.
const MOST: i64 = 10_000;

/// A sign-in that is under way.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_ins)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct SignInRow {
    pub hash: Vec<u8>,
    pub provider: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    pub back_to: String,
    pub expires_at: Instant,
}

impl SignInRow {
    /// Until when one that begins now may come back.
    #[must_use]
    pub fn until(now: Instant) -> Instant {
        now.plus(LONGEST)
    }
}

/// Keeps one that begins, and forgets those that never came back.
///
/// # Errors
/// The database fails.
pub fn begin_sign_in(conn: &mut Conn, row: &SignInRow, now: Instant) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(sign_ins::table.filter(sign_ins::expires_at.le(now))).execute(c))?;
    let oldest = sign_ins::table.order(sign_ins::expires_at.desc()).offset(MOST).limit(1).select(sign_ins::expires_at);
    let oldest: Option<Instant> = on!(conn, c => oldest.first(c).optional())?;
    if let Some(oldest) = oldest {
        on!(conn, c => diesel::delete(sign_ins::table.filter(sign_ins::expires_at.le(oldest))).execute(c))?;
    }
    on!(conn, c => diesel::insert_into(sign_ins::table).values(row).execute(c))?;
    Ok(())
}

/// Takes the one that came back; `None`: there is none, or it took too long.
///
/// # Errors
/// The database fails.
pub fn take_sign_in(conn: &mut Conn, hash: Digest, now: Instant) -> Result<Option<SignInRow>, StoreError> {
    let row = || sign_ins::table.find(hash.0.to_vec());
    let found: Option<SignInRow> = on!(conn, c => row().select(SignInRow::as_select()).first(c).optional())?;
    // Whoever deletes it has it: two that come at once do not both go on.
    if on!(conn, c => diesel::delete(row()).execute(c))? == 0 {
        return Ok(None);
    }
    Ok(found.filter(|row| now < row.expires_at))
}
