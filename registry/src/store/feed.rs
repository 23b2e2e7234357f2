//! The outbox as others follow it: every entity once, where it changed last, in the order in which changes became visible.
//!
//! A number in the outbox is given under a lock that is held until the transaction ends (`catalog::lock_outbox`), so whoever has seen a
//! number meets no lower one later: a reader that goes on after the last number that it has seen misses nothing.

use std::collections::HashMap;

use diesel::prelude::*;

use super::catalog::BATCH;
use super::schema::changes;
use super::{ChangeRow, Conn, StoreError, changes_after, on};
use crate::model::Id;

/// Rows of the outbox that are looked at at once.
const WINDOW: i64 = 1000;
/// Rows that are looked at for one page: many newer changes on the same entities must not make a page that nobody waits for.
const MOST: usize = 20_000;

/// A part of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// In order; each is the newest on its entity.
    pub changes: Vec<ChangeRow>,
    /// Where to go on: every change up to this number was looked at.
    pub last: i64,
}

/// At most `want` entities whose newest change is after `after`. There are no more where `last` is `after`.
///
/// # Errors
/// The database fails.
pub fn feed(conn: &mut Conn, after: i64, want: usize) -> Result<FeedPage, StoreError> {
    let mut page = FeedPage { changes: Vec::new(), last: after };
    let mut looked_at = 0;
    loop {
        let window = changes_after(conn, page.last, WINDOW)?;
        let newest = newest_of(conn, &window)?;
        looked_at += window.len();
        for row in &window {
            page.last = row.seq;
            if newest.get(&row.entity_id) == Some(&row.seq) {
                page.changes.push(*row);
            }
            if page.changes.len() == want {
                return Ok(page);
            }
        }
        if window.len() < usize::try_from(WINDOW).unwrap_or_default() || looked_at >= MOST {
            return Ok(page);
        }
    }
}

/// The number of the newest change on each entity.
fn newest_of(conn: &mut Conn, rows: &[ChangeRow]) -> Result<HashMap<Id, i64>, StoreError> {
    let mut ids: Vec<Id> = rows.iter().map(|row| row.entity_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut newest = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let found: Vec<(Id, Option<i64>)> = on!(conn, c => changes::table
            .filter(changes::entity_id.eq_any(some))
            .group_by(changes::entity_id)
            .select((changes::entity_id, diesel::dsl::max(changes::seq)))
            .load(c))?;
        newest.extend(found.into_iter().filter_map(|(id, seq)| Some((id, seq?))));
    }
    Ok(newest)
}
