//! Deliveries: one event for one endpoint, claimed by lease so that several processes never send it at once, tried until it is taken or given
//! up.

use std::collections::HashMap;
use std::time::Duration;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use serde_json::json;

use super::endpoints::{Disabled, WebhookRow, shut};
use super::schema::{webhook_deliveries, webhook_events, webhooks};
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant};
use crate::store::access::append;
use crate::store::{Conn, StoreError, on};
use crate::webhook::PATIENCE;

pub(super) const WAITING: &str = "waiting";
const DELIVERED: &str = "delivered";
const DEAD: &str = "dead";

/// A delivery with its event, as it is shown.
#[derive(Clone, Debug, Queryable)]
pub struct DeliveryRow {
    /// Of which event.
    pub event: Id,
    /// What it tells.
    pub kind: String,
    /// When that was.
    pub at: Instant,
    /// `waiting`, `delivered` or `dead`.
    pub state: String,
    /// So often it was tried.
    pub attempts: i32,
    /// When it is tried next, while it waits.
    pub due_at: Instant,
    /// When it was tried last.
    pub last_at: Option<Instant>,
    /// What the endpoint answered.
    pub last_status: Option<i32>,
    /// What went wrong.
    pub last_detail: Option<String>,
}

/// A delivery that this process is to try.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// To whom.
    pub webhook: WebhookRow,
    /// The event: its id is the same at every try.
    pub event: Id,
    /// What to send.
    pub body: String,
    /// Tries before this one.
    pub attempts: i32,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was taken.
    Delivered(u16),
    /// It was not; it is tried again then, or given up.
    Failed {
        /// What the endpoint answered, if it did.
        status: Option<u16>,
        /// For a person.
        detail: String,
        /// When to try again; `None`: it is given up.
        again_at: Option<Instant>,
    },
    /// The endpoint says that it is there no more (410).
    Gone,
}

/// What waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Deliveries that wait.
    pub waiting: i64,
    /// Since when the oldest that is due has been due.
    pub oldest_due: Option<Instant>,
    /// Given up, and kept.
    pub dead: i64,
    /// Endpoints that were switched off because they failed or were gone.
    pub disabled: i64,
}

/// Whether anything is due.
///
/// # Errors
/// The database fails.
pub fn has_due(conn: &mut Conn, now: Instant) -> Result<bool, StoreError> {
    let due = webhook_deliveries::table
        .filter(webhook_deliveries::state.eq(WAITING).and(webhook_deliveries::due_at.le(now)))
        .select(webhook_deliveries::event_id)
        .limit(1);
    let due: Vec<Id> = on!(conn, c => due.load(c))?;
    Ok(!due.is_empty())
}

/// Claims up to `most` deliveries that are due and that nobody holds, of no endpoint more than `each` at once: one that is slow holds up nobody
/// else. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn claim_deliveries(
    conn: &mut Conn,
    owner: &str,
    now: Instant,
    lease: Duration,
    (most, each): (i64, i64),
) -> Result<Vec<Claimed>, StoreError> {
    let due = webhook_deliveries::table
        .filter(webhook_deliveries::state.eq(WAITING).and(webhook_deliveries::due_at.le(now)))
        .group_by(webhook_deliveries::webhook_id)
        .select((webhook_deliveries::webhook_id, min(webhook_deliveries::due_at)));
    let mut due: Vec<(Id, Option<Instant>)> = on!(conn, c => due.load(c))?;
    due.sort_by_key(|(id, oldest)| (*oldest, *id));
    let busy = webhook_deliveries::table
        .filter(webhook_deliveries::lease_until.ge(now))
        .group_by(webhook_deliveries::webhook_id)
        .select((webhook_deliveries::webhook_id, count_star()));
    let busy: Vec<(Id, i64)> = on!(conn, c => busy.load(c))?;
    let busy: HashMap<Id, i64> = busy.into_iter().collect();
    let mut claimed = Vec::new();
    for (id, _) in due {
        let taken = i64::try_from(claimed.len()).unwrap_or(i64::MAX);
        let room = (each - busy.get(&id).copied().unwrap_or_default()).min(most - taken);
        if room > 0 {
            claim_of(conn, id, (owner, now, now.plus(lease)), room, &mut claimed)?;
        }
    }
    Ok(claimed)
}

/// Claims deliveries of one endpoint.
fn claim_of(
    conn: &mut Conn,
    id: Id,
    (owner, now, until): (&str, Instant, Instant),
    room: i64,
    claimed: &mut Vec<Claimed>,
) -> Result<(), StoreError> {
    let free = webhook_deliveries::lease_until.is_null().or(webhook_deliveries::lease_until.lt(now));
    let due = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(id).and(webhook_deliveries::state.eq(WAITING)))
        .filter(webhook_deliveries::due_at.le(now).and(free.assume_not_null()))
        .order((webhook_deliveries::due_at, webhook_deliveries::event_id))
        .limit(room)
        .select((webhook_deliveries::event_id, webhook_deliveries::attempts));
    let rows: Vec<(Id, i32)> = match conn {
        Conn::Sqlite(c) => due.load(&mut **c)?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(&mut **c)?,
    };
    if rows.is_empty() {
        return Ok(());
    }
    let endpoint: WebhookRow = on!(conn, c => webhooks::table.find(id).select(WebhookRow::as_select()).first(c))?;
    for (event, attempts) in rows {
        let held = (webhook_deliveries::lease_owner.eq(Some(owner)), webhook_deliveries::lease_until.eq(Some(until)));
        on!(conn, c => diesel::update(webhook_deliveries::table.find((id, event))).set(held).execute(c))?;
        let body: String = on!(conn, c => webhook_events::table.find(event).select(webhook_events::body).first(c))?;
        claimed.push(Claimed { webhook: endpoint.clone(), event, body, attempts });
    }
    Ok(())
}

/// Writes how a try ended. `None`: it is no longer this process's; else whether the endpoint was switched off by it. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn delivery_ended(
    conn: &mut Conn,
    (webhook, event): (Id, Id),
    owner: &str,
    ended: &Ended,
    now: Instant,
) -> Result<Option<Option<Disabled>>, StoreError> {
    let (state, status, detail, due_at) = match ended {
        Ended::Delivered(status) => (DELIVERED, Some(*status), None, None),
        Ended::Failed { status, detail, again_at: Some(at) } => (WAITING, *status, Some(detail.as_str()), Some(*at)),
        Ended::Failed { status, detail, again_at: None } => (DEAD, *status, Some(detail.as_str()), None),
        Ended::Gone => (DEAD, Some(410), Some("HTTP 410"), None),
    };
    let ours = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook).and(webhook_deliveries::event_id.eq(event)))
        .filter(webhook_deliveries::lease_owner.eq(owner).and(webhook_deliveries::state.eq(WAITING)));
    let set = (
        webhook_deliveries::state.eq(state),
        webhook_deliveries::attempts.eq(webhook_deliveries::attempts + 1),
        due_at.map(|at| webhook_deliveries::due_at.eq(at)),
        webhook_deliveries::lease_owner.eq(None::<String>),
        webhook_deliveries::lease_until.eq(None::<Instant>),
        webhook_deliveries::last_at.eq(Some(now)),
        webhook_deliveries::last_status.eq(status.map(i32::from)),
        webhook_deliveries::last_detail.eq(detail),
    );
    if on!(conn, c => diesel::update(ours).set(set).execute(c))? == 0 {
        return Ok(None);
    }
    let row = webhooks::table.find(webhook);
    let why = match ended {
        Ended::Delivered(_) => {
            let well = (webhooks::failing_since.eq(None::<Instant>), webhooks::last_success_at.eq(Some(now)));
            on!(conn, c => diesel::update(row).set(well).execute(c))?;
            return Ok(Some(None));
        }
        Ended::Gone => Disabled::Gone,
        Ended::Failed { .. } => {
            let first = webhooks::table.filter(webhooks::id.eq(webhook).and(webhooks::failing_since.is_null()));
            on!(conn, c => diesel::update(first).set(webhooks::failing_since.eq(Some(now))).execute(c))?;
            let since: Option<Instant> = on!(conn, c => row.select(webhooks::failing_since).first(c))?;
            if since.is_none_or(|since| now.since(since) < PATIENCE) {
                return Ok(Some(None));
            }
            Disabled::Failing
        }
    };
    shut(conn, webhook, why, now)?;
    Ok(Some(Some(why)))
}

/// Gives up all that waits for an endpoint.
pub(super) fn bury(conn: &mut Conn, webhook: Id) -> Result<(), StoreError> {
    let waiting = webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(webhook).and(webhook_deliveries::state.eq(WAITING)));
    let set = (
        webhook_deliveries::state.eq(DEAD),
        webhook_deliveries::lease_owner.eq(None::<String>),
        webhook_deliveries::lease_until.eq(None::<Instant>),
    );
    on!(conn, c => diesel::update(waiting).set(set).execute(c))?;
    Ok(())
}

/// Ends the leases of `owner` without an outcome: others may try at once.
///
/// # Errors
/// The database fails.
pub fn release_deliveries(conn: &mut Conn, owner: &str) -> Result<(), StoreError> {
    let held = webhook_deliveries::table.filter(webhook_deliveries::lease_owner.eq(owner));
    let free = (webhook_deliveries::lease_owner.eq(None::<String>), webhook_deliveries::lease_until.eq(None::<Instant>));
    on!(conn, c => diesel::update(held).set(free).execute(c))?;
    Ok(())
}

/// The newest deliveries of an endpoint.
///
/// # Errors
/// The database fails.
pub fn deliveries(conn: &mut Conn, webhook: Id, limit: i64) -> Result<Vec<DeliveryRow>, StoreError> {
    Ok(on!(conn, c => webhook_deliveries::table
        .inner_join(webhook_events::table)
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .order((webhook_deliveries::made_at.desc(), webhook_deliveries::event_id))
        .limit(limit)
        .select((
            webhook_deliveries::event_id, webhook_events::kind, webhook_events::at, webhook_deliveries::state, webhook_deliveries::attempts,
            webhook_deliveries::due_at, webhook_deliveries::last_at, webhook_deliveries::last_status, webhook_deliveries::last_detail,
        ))
        .load(c))?)
}

/// Sends a delivery again that was taken or given up, with its whole number of tries, under the same id. `false`: there is none, or it waits
/// already.
///
/// # Errors
/// The database fails.
pub fn replay(conn: &mut Conn, row: &WebhookRow, event: Id, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let ended = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(row.id).and(webhook_deliveries::event_id.eq(event)))
        .filter(webhook_deliveries::state.ne(WAITING));
    let set = (webhook_deliveries::state.eq(WAITING), webhook_deliveries::attempts.eq(0), webhook_deliveries::due_at.eq(now));
    if on!(conn, c => diesel::update(ended).set(set).execute(c))? == 0 {
        return Ok(false);
    }
    let entry = Entry::new(now, actor, Act::WebhookChanged, row.region(), row.id.to_string());
    append(conn, entry.with(&json!({ "what": "sent_again", "event": event.to_string() })))?;
    Ok(true)
}

/// What waits, for the gauges.
///
/// # Errors
/// The database fails.
pub fn queue(conn: &mut Conn, now: Instant) -> Result<Queue, StoreError> {
    let waiting = webhook_deliveries::table.filter(webhook_deliveries::state.eq(WAITING));
    let (waiting_now, oldest): (i64, Option<Instant>) =
        on!(conn, c => waiting.select((count_star(), min(webhook_deliveries::due_at))).first(c))?;
    let dead = on!(conn, c => webhook_deliveries::table.filter(webhook_deliveries::state.eq(DEAD)).count().get_result(c))?;
    let by_itself = webhooks::table.filter(webhooks::disabled_why.eq_any([Disabled::Gone.as_str(), Disabled::Failing.as_str()]));
    let disabled = on!(conn, c => by_itself.count().get_result(c))?;
    Ok(Queue { waiting: waiting_now, oldest_due: oldest.filter(|at| *at <= now), dead, disabled })
}
