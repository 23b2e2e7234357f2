//! The log of what was done: appended to inside the transaction that does it, never changed (triggers refuse it), followed link by link.

use diesel::prelude::*;

use super::schema::audit;
use crate::access::{BrokenLink, Chain, Digest, Entry, Head, Link};
use crate::model::{Instant, RegionCode};
use crate::store::{Conn, StoreError, on};

/// Entries that are followed at once.
const STEP: i64 = 1000;

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct AuditRow {
    pub number: i64,
    pub at: Instant,
    pub actor: String,
    pub act: String,
    pub region: String,
    pub target: String,
    pub detail: String,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

impl From<Link> for AuditRow {
    fn from(link: Link) -> Self {
        let Entry { at, actor, act, region, target, detail } = link.entry;
        let (previous, hash) = (link.previous.0.to_vec(), link.hash.0.to_vec());
        Self { number: link.number, at, actor, act, region, target, detail, previous, hash }
    }
}

impl AuditRow {
    fn link(self) -> Link {
        // A hash of another length was not written by us: no hash that is reckoned is all ones.
        let digest = |bytes: &[u8]| Digest::from_slice(bytes).unwrap_or(Digest([u8::MAX; 32]));
        let (previous, hash) = (digest(&self.previous), digest(&self.hash));
        let Self { number, at, actor, act, region, target, detail, .. } = self;
        Link { number, entry: Entry { at, actor, act, region, target, detail }, previous, hash }
    }
}

/// Appends an entry. Call it in the transaction of what it tells of, as its last act: until the commit every other writer of the log waits, and
/// so the numbers are in the order of the commits.
///
/// # Errors
/// The database fails.
pub fn append(conn: &mut Conn, entry: Entry) -> Result<Head, StoreError> {
    // SQLite has one writer anyway.
    if !conn.is_sqlite() {
        conn.batch("LOCK TABLE audit IN EXCLUSIVE MODE")?;
    }
    let mut chain = Chain { head: audit_head(conn)? };
    let row = AuditRow::from(chain.add(entry));
    on!(conn, c => diesel::insert_into(audit::table).values(&row).execute(c))?;
    Ok(chain.head)
}

/// The last link.
///
/// # Errors
/// The database fails.
pub fn audit_head(conn: &mut Conn) -> Result<Head, StoreError> {
    let last = audit::table.order(audit::number.desc()).select((audit::number, audit::hash));
    let last: Option<(i64, Vec<u8>)> = on!(conn, c => last.first(c).optional())?;
    let Some((number, hash)) = last else { return Ok(Chain::default().head) };
    let hash = Digest::from_slice(&hash).ok_or_else(|| StoreError::Damaged(format!("audit {number}: hash")))?;
    Ok(Head { number, hash })
}

/// The newest entries, of a region or of all, that come before `before`: at most `limit`.
///
/// # Errors
/// The database fails.
pub fn audit(conn: &mut Conn, region: Option<RegionCode>, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    let before = before.unwrap_or(i64::MAX);
    let rows = audit::table.filter(audit::number.lt(before)).order(audit::number.desc()).limit(limit);
    Ok(match region {
        Some(region) => on!(conn, c => rows.filter(audit::region.eq(region.to_string())).select(AuditRow::as_select()).load(c))?,
        None => on!(conn, c => rows.select(AuditRow::as_select()).load(c))?,
    })
}

/// Follows the whole log. With `noted`, a head that somebody wrote down earlier, the log must still hold it: so a log that was cut off or written
/// anew is found too.
///
/// # Errors
/// The database fails. A broken link is no error but an answer.
pub fn verify_audit(conn: &mut Conn, noted: Option<Head>) -> Result<Result<Head, BrokenLink>, StoreError> {
    let mut chain = Chain::default();
    let mut is_noted = noted.is_none_or(|noted| noted == chain.head);
    loop {
        let next = audit::table.filter(audit::number.gt(chain.head.number)).order(audit::number).limit(STEP);
        let rows: Vec<AuditRow> = on!(conn, c => next.select(AuditRow::as_select()).load(c))?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Err(broken) = chain.follow(&row.link()) {
                return Ok(Err(broken));
            }
            is_noted |= noted == Some(chain.head);
        }
    }
    Ok(match noted {
        Some(noted) if !is_noted => Err(BrokenLink::Noted(noted)),
        _ => Ok(chain.head),
    })
}
