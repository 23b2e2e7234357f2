//! Events: news that somebody wants to be told, and a delivery for each who does. Made by one process at a time, in one transaction with the
//! position up to where the changes were told.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::WebhookRow;
use super::deliveries::WAITING;
use super::news::{self, Links, News};
use super::schema::{webhook_cursor, webhook_deliveries, webhook_events, webhooks};
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant};
use crate::store::access::append;
use crate::store::{Conn, StoreError, on, read};
use crate::webhook::Kind;

/// A transaction that began so long before the last look may still have written something since.
const OVERLAP: Duration = Duration::from_secs(900);
/// What nobody told for so long is no news any more.
const NEWS: Duration = Duration::from_secs(3 * 24 * 3600);
/// How long an event that nobody waits for is kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// The id of what is told under `key`: the same whoever makes it.
fn id_of(key: &str) -> Id {
    let hash = blake3::hash(key.as_bytes());
    Id(Uuid::new_v8(*hash.as_bytes().first_chunk::<16>().unwrap_or(&[0; 16])))
}

/// The thin body: what happened, when, and where to read more.
fn body(news: &News) -> String {
    json!({ "type": news.kind.as_str(), "timestamp": news.at, "data": news.data }).to_string()
}

/// Makes events of what is new, with links to `base`, and a delivery for everyone who wants to be told. How many deliveries that made. Call it in
/// a transaction; of several processes one works, the others find nothing left.
///
/// # Errors
/// The database fails.
pub fn tell(conn: &mut Conn, base: &str, now: Instant) -> Result<usize, StoreError> {
    let cursor = webhook_cursor::table.select((webhook_cursor::seq, webhook_cursor::told_at));
    let (seq, told_at): (i64, Instant) = match conn {
        Conn::Sqlite(c) => cursor.first(&mut **c)?,
        Conn::Postgres(c) => cursor.for_update().first(&mut **c)?,
    };
    let open = webhooks::table.filter(webhooks::disabled_at.is_null());
    let endpoints: Vec<WebhookRow> = on!(conn, c => open.select(WebhookRow::as_select()).load(c))?;
    if endpoints.is_empty() {
        return Ok(0);
    }
    let sources = read::sources(conn)?;
    let regions: HashMap<String, String> = sources.iter().map(|row| (row.id.clone(), row.region.clone())).collect();
    let (links, since) = (Links(base), told_at.minus(OVERLAP).max(now.minus(NEWS)));
    let mut news = news::published(conn, &regions, links, since)?;
    news.extend(news::waiting(conn, &regions, links, now.minus(NEWS))?);
    news.extend(news::announced(conn, links, since, now)?);
    news.extend(news::silent(conn, &sources, links, now)?);
    let (changed, last) = news::changed(conn, &sources, links, seq)?;
    news.extend(changed);
    let made = keep(conn, &endpoints, &news, now)?;
    // Written when there is something to write: a registry where nothing happens writes nothing.
    if last != seq || made > 0 || now.since(told_at) > OVERLAP / 3 {
        let here = (webhook_cursor::seq.eq(last), webhook_cursor::told_at.eq(now));
        on!(conn, c => diesel::update(webhook_cursor::table).set(here).execute(c))?;
    }
    Ok(made)
}

/// Keeps the news that was not kept before and that somebody wants.
fn keep(conn: &mut Conn, endpoints: &[WebhookRow], news: &[News], now: Instant) -> Result<usize, StoreError> {
    let kinds: Vec<(&WebhookRow, BTreeSet<Kind>)> = endpoints.iter().map(|row| (row, row.kinds())).collect();
    let wants = |news: &News| -> Vec<Id> {
        let is_for = |(row, kinds): &&(&WebhookRow, BTreeSet<Kind>)| {
            (row.region.is_empty() || row.region == news.region) && kinds.contains(&news.kind) && news.begun >= row.created_at
        };
        kinds.iter().filter(is_for).map(|(row, _)| row.id).collect()
    };
    let wanted: Vec<(&News, Vec<Id>)> = news.iter().map(|news| (news, wants(news))).filter(|(_, who)| !who.is_empty()).collect();
    let mut made = 0;
    for some in wanted.chunks(500) {
        let keys: Vec<&str> = some.iter().map(|(news, _)| news.key.as_str()).collect();
        let known: Vec<String> =
            on!(conn, c => webhook_events::table.filter(webhook_events::key.eq_any(&keys)).select(webhook_events::key).load(c))?;
        let known: HashSet<String> = known.into_iter().collect();
        for (news, who) in some.iter().filter(|(news, _)| !known.contains(&news.key)) {
            let event = keep_event(conn, news)?;
            for webhook in who {
                keep_delivery(conn, *webhook, event, now)?;
                made += 1;
            }
        }
    }
    Ok(made)
}

fn keep_event(conn: &mut Conn, news: &News) -> Result<Id, StoreError> {
    let id = id_of(&news.key);
    let row = (
        webhook_events::id.eq(id),
        webhook_events::key.eq(&news.key),
        webhook_events::kind.eq(news.kind.as_str()),
        webhook_events::region.eq(&news.region),
        webhook_events::at.eq(news.at),
        webhook_events::body.eq(body(news)),
    );
    on!(conn, c => diesel::insert_into(webhook_events::table).values(row).execute(c))?;
    Ok(id)
}

fn keep_delivery(conn: &mut Conn, webhook: Id, event: Id, now: Instant) -> Result<(), StoreError> {
    let row = (
        webhook_deliveries::webhook_id.eq(webhook),
        webhook_deliveries::event_id.eq(event),
        webhook_deliveries::state.eq(WAITING),
        webhook_deliveries::attempts.eq(0),
        webhook_deliveries::due_at.eq(now),
        webhook_deliveries::made_at.eq(now),
    );
    on!(conn, c => diesel::insert_into(webhook_deliveries::table).values(row).execute(c))?;
    Ok(())
}

/// Tells one endpoint that this is a test, whatever it wants to be told. The id of the event.
///
/// # Errors
/// The database fails.
pub fn test(conn: &mut Conn, row: &WebhookRow, actor: &Actor, now: Instant) -> Result<Id, StoreError> {
    let news = News {
        key: format!("test:{}:{now}", row.id),
        kind: Kind::Test,
        region: row.region.clone(),
        at: now,
        begun: now,
        data: json!({ "region": row.region(), "webhook": row.id, "name": row.name }),
    };
    // Two at the same millisecond are one.
    let known = webhook_events::table.find(id_of(&news.key)).select(webhook_events::id);
    let known: Option<Id> = on!(conn, c => known.first(c).optional())?;
    if let Some(known) = known {
        return Ok(known);
    }
    let event = keep_event(conn, &news)?;
    keep_delivery(conn, row.id, event, now)?;
    let entry = Entry::new(now, actor, Act::WebhookChanged, row.region(), row.id.to_string());
    append(conn, entry.with(&json!({ "what": "tested" })))?;
    Ok(event)
}

/// Forgets old events that nobody waits for.
///
/// # Errors
/// The database fails.
pub fn forget_events(conn: &mut Conn, now: Instant) -> Result<usize, StoreError> {
    let waiting = webhook_deliveries::table.filter(webhook_deliveries::state.eq(WAITING)).select(webhook_deliveries::event_id);
    let old = webhook_events::table.filter(webhook_events::at.lt(now.minus(KEPT)).and(webhook_events::id.ne_all(waiting)));
    Ok(on!(conn, c => diesel::delete(old).execute(c))?)
}
