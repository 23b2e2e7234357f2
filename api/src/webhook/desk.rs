//! What people and programs do with endpoints, whichever way they come: the API or the page. Both ask who may first.

use std::collections::BTreeSet;
use std::time::Duration;

use registry::access::{Action, Scope};
use registry::model::{Id, RegionCode};
use registry::store::webhooks::{self, NewWebhook, WebhookRow};
use registry::webhook::{Kind, Sealed, Secret};
use url::Url;

use crate::access::Caller;
use crate::error::Error;
use crate::state::State;

/// Endpoints that a region, or the nation, may have.
const MOST: i64 = 20;
/// How long the secret before signs beside a new one.
const BESIDE: Duration = Duration::from_secs(24 * 3600);

/// What somebody wants to be told, and where.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `None`: the nation.
    pub region: Option<RegionCode>,
    /// What it is for.
    pub name: String,
    /// Where.
    pub url: String,
    /// Names of kinds.
    pub events: Vec<String>,
}

/// An endpoint, and its secret: shown this once.
#[derive(Clone, Debug)]
pub struct Made {
    /// As it is kept.
    pub row: WebhookRow,
    /// `whsec_…`
    pub secret: String,
}

/// Where an endpoint lies.
fn scope(region: Option<RegionCode>) -> Scope {
    region.map_or(Scope::Nation, Scope::Region)
}

/// The endpoint with this id, where the caller manages endpoints of its region. To everybody else there is none.
///
/// # Errors
/// There is none for them, or the store does not answer.
pub async fn found(state: &State, caller: &Caller, id: &str) -> Result<WebhookRow, Error> {
    let nothing = || Error::not_found("webhook", id);
    let key: Id = id.parse().map_err(|_| nothing())?;
    let row = state.store.read(move |conn| webhooks::webhook(conn, key)).await?.ok_or_else(nothing)?;
    if row.region().is_none() && !caller.grants().is_national() {
        return Err(nothing());
    }
    caller.may_on(Action::ManageWebhooks, &scope(row.region()), "webhook", id)?;
    Ok(row)
}

/// Keeps a new endpoint.
///
/// # Errors
/// The caller may not, what they want cannot be, or the store does not answer.
pub async fn add(state: &State, caller: &Caller, wanted: Wanted) -> Result<Made, Error> {
    let region = wanted.region;
    if let Some(code) = region.filter(|code| state.gazetteer.region(*code).is_none()) {
        return Err(Error::not_found("region", code.to_string()));
    }
    caller.may(Action::ManageWebhooks, &scope(region))?;
    let (name, kinds, url) = (name(&wanted.name)?, kinds(&wanted.events)?, address(state, &wanted.url)?);
    let id = Id(uuid::Builder::from_random_bytes(bytes(state)?).into_uuid());
    let (secret, sealed) = secret(state, id)?;
    let new = NewWebhook { id, region, name, url: url.into(), kinds, secret: sealed };
    let (actor, now) = (caller.actor(), state.now());
    let row = state.store.write(move |conn| match webhooks::count_webhooks(conn, region)? {
        count if count >= MOST => Ok(None),
        _ => webhooks::add_webhook(conn, new, &actor, now).map(Some),
    });
    let full = || Error::parameter("url", "paling banyak 20 webhook: hapus yang tidak dipakai / at most 20 webhooks: remove unused ones");
    Ok(Made { row: row.await?.ok_or_else(full)?, secret: secret.reveal() })
}

/// Gives an endpoint a new secret; the one before signs beside it for a day.
///
/// # Errors
/// The store does not answer.
pub async fn rotate(state: &State, caller: &Caller, row: WebhookRow) -> Result<Made, Error> {
    let (secret, sealed) = secret(state, row.id)?;
    let (actor, now) = (caller.actor(), state.now());
    let kept = row.clone();
    state.store.write(move |conn| webhooks::change_secret(conn, &kept, sealed, now.plus(BESIDE), &actor, now)).await?;
    Ok(Made { row, secret: secret.reveal() })
}

/// Switches an endpoint on, from now on, or off.
///
/// # Errors
/// The store does not answer.
pub async fn switch(state: &State, caller: &Caller, row: WebhookRow, on: bool) -> Result<WebhookRow, Error> {
    let (actor, now) = (caller.actor(), state.now());
    let written = state.store.write(move |conn| {
        match on {
            true => webhooks::enable_webhook(conn, &row, &actor, now)?,
            false => webhooks::disable_webhook(conn, &row, &actor, now)?,
        }
        Ok(webhooks::webhook(conn, row.id)?.unwrap_or(row))
    });
    Ok(written.await?)
}

/// Sends a telling again, one that was taken or given up: its event.
///
/// # Errors
/// There is none that has ended, the endpoint is switched off, or the store does not answer.
pub async fn replay(state: &State, caller: &Caller, row: WebhookRow, event: &str) -> Result<Id, Error> {
    let nothing = || Error::not_found("delivery", event);
    let (key, actor, now) = (event.parse::<Id>().map_err(|_| nothing())?, caller.actor(), state.now());
    if row.disabled_at.is_some() {
        return Err(Error::WebhookOff);
    }
    let is_queued = state.store.write(move |conn| webhooks::replay(conn, &row, key, &actor, now)).await?;
    if is_queued { Ok(key) } else { Err(nothing()) }
}

fn bytes<const N: usize>(state: &State) -> Result<[u8; N], Error> {
    state.access.bytes().map_err(|_| Error::Randomness)
}

fn secret(state: &State, owner: Id) -> Result<(Secret, Sealed), Error> {
    let secret = Secret::new(bytes(state)?);
    let sealed = state.vault.seal(owner.as_bytes(), secret.as_bytes(), bytes(state)?);
    Ok((secret, sealed.map_err(|error| registry::store::StoreError::Damaged(error.to_string()))?))
}

fn name(text: &str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fine = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_fine { Ok(text) } else { Err(Error::parameter("name", "1 sampai 100 huruf / 1 to 100 letters")) }
}

fn kinds(names: &[String]) -> Result<BTreeSet<Kind>, Error> {
    let known: Option<BTreeSet<Kind>> = names.iter().map(|name| Kind::offered().find(|kind| kind.as_str() == name)).collect();
    known.filter(|kinds| !kinds.is_empty()).ok_or_else(|| {
        let all = Kind::offered().map(Kind::as_str).collect::<Vec<_>>().join(", ");
        Error::parameter("events", format!("satu atau lebih dari / one or more of: {all}"))
    })
}

/// An address that letters may be sent to. What its name resolves to is looked at when one is sent.
fn address(state: &State, text: &str) -> Result<Url, Error> {
    let wrong =
        |why: &str| Error::parameter("url", format!("alamat https://… yang dapat dicapai dari internet / a public https address ({why})"));
    if text.len() > 2000 {
        return Err(wrong("terlalu panjang / too long"));
    }
    let mut url: Url = text.trim().parse().map_err(|_| wrong("bukan alamat / no address"))?;
    url.set_fragment(None);
    if url.scheme() != "https" && !state.fetcher.knows_private_addresses() {
        return Err(wrong("harus https / must be https"));
    }
    state.fetcher.accepts(&url).map_err(|refused| wrong(&refused.detail))?;
    Ok(url)
}
