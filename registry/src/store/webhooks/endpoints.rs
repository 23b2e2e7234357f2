//! Endpoints: where a region, or the ministry, is told of what changes. A secret comes and goes sealed; nothing here can read it.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::json;

use super::deliveries::bury;
use super::schema::{webhook_cursor, webhooks};
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant, RegionCode};
use crate::store::access::append;
use crate::store::{Conn, StoreError, latest_change, on};
use crate::webhook::{Kind, Sealed};

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct WebhookRow {
    pub id: Id,
    pub region: String,
    pub name: String,
    pub url: String,
    pub kinds: String,
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
    pub old_until: Option<Instant>,
    pub created_at: Instant,
    pub disabled_at: Option<Instant>,
    pub disabled_why: Option<String>,
    pub failing_since: Option<Instant>,
    pub last_success_at: Option<Instant>,
}

impl std::fmt::Debug for WebhookRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookRow").field("id", &self.id).field("region", &self.region).field("url", &self.url).finish_non_exhaustive()
    }
}

impl WebhookRow {
    /// The region; `None`: the nation.
    #[must_use]
    pub fn region(&self) -> Option<RegionCode> {
        self.region.parse().ok()
    }

    /// What it is told of.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<Kind> {
        let names: Vec<String> = serde_json::from_str(&self.kinds).unwrap_or_default();
        names.iter().filter_map(|name| name.parse().ok()).collect()
    }
}

/// An endpoint to be kept.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Of its own.
    pub id: Id,
    /// `None`: the nation.
    pub region: Option<RegionCode>,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What it is told of.
    pub kinds: BTreeSet<Kind>,
    /// Sealed.
    pub secret: Sealed,
}

/// Why an endpoint is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabled {
    /// A person has switched it off.
    Person,
    /// It answered 410.
    Gone,
    /// It has failed for days.
    Failing,
}

impl Disabled {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// Where somebody is told: for the log, without what the address may carry in its query.
fn shown(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Keeps an endpoint. It is told of what happens from now on.
///
/// # Errors
/// The database fails.
pub fn add_webhook(conn: &mut Conn, new: NewWebhook, actor: &Actor, now: Instant) -> Result<WebhookRow, StoreError> {
    begin_here_if_first(conn, now)?;
    let names: Vec<&str> = new.kinds.iter().map(|kind| kind.as_str()).collect();
    let row = WebhookRow {
        id: new.id,
        region: new.region.map(|region| region.to_string()).unwrap_or_default(),
        name: new.name,
        url: new.url,
        kinds: json!(names).to_string(),
        secret: new.secret,
        old_secret: None,
        old_until: None,
        created_at: now,
        disabled_at: None,
        disabled_why: None,
        failing_since: None,
        last_success_at: None,
    };
    on!(conn, c => diesel::insert_into(webhooks::table).values(&row).execute(c))?;
    let detail = json!({ "url": shown(&row.url), "events": names });
    append(conn, Entry::new(now, actor, Act::WebhookAdded, new.region, row.id.to_string()).with(&detail))?;
    Ok(row)
}

/// While nobody is told, nobody counts up to where: the first endpoint begins at the newest change.
fn begin_here_if_first(conn: &mut Conn, now: Instant) -> Result<(), StoreError> {
    if !has_webhooks(conn)? {
        let newest = latest_change(conn)?;
        let here = (webhook_cursor::seq.eq(newest), webhook_cursor::told_at.eq(now));
        on!(conn, c => diesel::update(webhook_cursor::table).set(here).execute(c))?;
    }
    Ok(())
}

/// One endpoint.
///
/// # Errors
/// The database fails.
pub fn webhook(conn: &mut Conn, id: Id) -> Result<Option<WebhookRow>, StoreError> {
    Ok(on!(conn, c => webhooks::table.find(id).select(WebhookRow::as_select()).first(c).optional())?)
}

/// The endpoints of a region, or those of the nation, the newest first.
///
/// # Errors
/// The database fails.
pub fn webhooks(conn: &mut Conn, region: Option<RegionCode>) -> Result<Vec<WebhookRow>, StoreError> {
    let region = region.map(|region| region.to_string()).unwrap_or_default();
    let rows = webhooks::table.filter(webhooks::region.eq(region)).order((webhooks::created_at.desc(), webhooks::id));
    Ok(on!(conn, c => rows.select(WebhookRow::as_select()).load(c))?)
}

/// How many endpoints a region, or the nation, has.
///
/// # Errors
/// The database fails.
pub fn count_webhooks(conn: &mut Conn, region: Option<RegionCode>) -> Result<i64, StoreError> {
    let region = region.map(|region| region.to_string()).unwrap_or_default();
    Ok(on!(conn, c => webhooks::table.filter(webhooks::region.eq(region)).count().get_result(c))?)
}

/// Whether anybody is told anything.
///
/// # Errors
/// The database fails.
pub fn has_webhooks(conn: &mut Conn) -> Result<bool, StoreError> {
    let any = webhooks::table.filter(webhooks::disabled_at.is_null()).select(webhooks::id).limit(1);
    let any: Vec<Id> = on!(conn, c => any.load(c))?;
    Ok(!any.is_empty())
}

/// Puts a new secret in the place of the present one, which signs beside it until `until`.
///
/// # Errors
/// The database fails.
pub fn change_secret(
    conn: &mut Conn,
    row: &WebhookRow,
    new: Sealed,
    until: Instant,
    actor: &Actor,
    now: Instant,
) -> Result<(), StoreError> {
    let set = (webhooks::secret.eq(new), webhooks::old_secret.eq(Some(&row.secret)), webhooks::old_until.eq(Some(until)));
    on!(conn, c => diesel::update(webhooks::table.find(row.id)).set(set).execute(c))?;
    changed(conn, row, "secret_changed", actor, now)
}

/// Tells an endpoint nothing any more: what waits for it is given up.
///
/// # Errors
/// The database fails.
pub fn disable_webhook(conn: &mut Conn, row: &WebhookRow, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    shut(conn, row.id, Disabled::Person, now)?;
    changed(conn, row, "disabled", actor, now)
}

/// Without a word in the log: that is for what people do.
pub(super) fn shut(conn: &mut Conn, id: Id, why: Disabled, now: Instant) -> Result<(), StoreError> {
    let set = (webhooks::disabled_at.eq(Some(now)), webhooks::disabled_why.eq(Some(why.as_str())));
    on!(conn, c => diesel::update(webhooks::table.find(id)).set(set).execute(c))?;
    bury(conn, id)
}

/// Tells an endpoint again, from now on.
///
/// # Errors
/// The database fails.
pub fn enable_webhook(conn: &mut Conn, row: &WebhookRow, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    begin_here_if_first(conn, now)?;
    let set =
        (webhooks::disabled_at.eq(None::<Instant>), webhooks::disabled_why.eq(None::<String>), webhooks::failing_since.eq(None::<Instant>));
    on!(conn, c => diesel::update(webhooks::table.find(row.id)).set(set).execute(c))?;
    changed(conn, row, "enabled", actor, now)
}

fn changed(conn: &mut Conn, row: &WebhookRow, what: &str, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    append(conn, Entry::new(now, actor, Act::WebhookChanged, row.region(), row.id.to_string()).with(&json!({ "what": what })))?;
    Ok(())
}

/// Forgets an endpoint and what waits for it.
///
/// # Errors
/// The database fails.
pub fn remove_webhook(conn: &mut Conn, row: &WebhookRow, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(webhooks::table.find(row.id)).execute(c))?;
    let detail = json!({ "url": shown(&row.url) });
    append(conn, Entry::new(now, actor, Act::WebhookRemoved, row.region(), row.id.to_string()).with(&detail))?;
    Ok(())
}
