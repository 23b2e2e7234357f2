//! `/publikasi/kunci`: the keys of a region's team. A key is shown once, on the page that answers the form.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Action, Key, KeyId, Limits, Membership, Role, Scope};
use registry::model::{Id, Instant, RegionCode};
use registry::store::access::{self, AccountKind, AccountRow, KeyRow, NewAccount, NewKey};
use registry::store::read;
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::state::State;

/// A key, as it is shown.
struct Line {
    id: String,
    owner: String,
    name: String,
    bounds: Vec<String>,
    expires_at: Instant,
    last_used_at: Option<Instant>,
    /// `None`: it counts.
    ended: Option<(&'static str, &'static str)>,
    is_revocable: bool,
}

#[derive(Template)]
#[template(path = "publikasi_kunci.html")]
struct KeysPage {
    f: Frame,
    d: Desk,
    lines: Vec<Line>,
    sources: Vec<String>,
    is_manager: bool,
    /// One that was just made: its text and what it is for.
    made: Option<(String, String)>,
}

impl KeysPage {
    fn ended(&self, line: &Line) -> Option<&'static str> {
        line.ended.map(|(id, en)| self.f.t(id, en))
    }
}

/// Whether somebody may revoke a key: it is theirs, or its region's, or they look after all.
fn may_revoke(caller: &Caller, key: &KeyRow, region: Option<RegionCode>) -> bool {
    let of_key = key.region.parse().ok().or(region);
    caller.account().id == key.account_id
        || of_key.is_some_and(|region| caller.is_allowed(Action::ManageKeys, &Scope::Region(region)))
        || caller.is_allowed(Action::ManageAccounts, &Scope::Nation)
}

fn line(caller: &Caller, (key, account): (KeyRow, AccountRow), region: Option<RegionCode>, now: Instant) -> Result<Line, Error> {
    let limits = key.limits()?;
    let mut bounds: Vec<String> = limits.sources.iter().flatten().cloned().collect();
    bounds.extend(limits.actions.iter().flatten().map(|action| action.as_str().to_owned()));
    let ended = match (key.revoked_at, key.is_alive(now)) {
        (Some(_), _) => Some(("dicabut", "revoked")),
        (None, false) => Some(("kedaluwarsa", "expired")),
        (None, true) => None,
    };
    let is_revocable = ended.is_none() && may_revoke(caller, &key, region);
    let KeyRow { id, name, expires_at, last_used_at, .. } = key;
    Ok(Line { id, owner: account.name, name, bounds, expires_at, last_used_at, ended, is_revocable })
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0, None).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller, made: Option<(String, String)>) -> Result<KeysPage, Error> {
    let d = Desk::of(request, state, caller)?;
    let (region, now) = (d.code(), state.now());
    let (keys, sources) = state.store.read(move |conn| Ok((access::keys(conn, region)?, read::sources(conn)?))).await?;
    let is_manager = caller.is_allowed(Action::ManageKeys, &d.scope()) || caller.is_allowed(Action::ManageAccounts, &Scope::Nation);
    let own = caller.account().id;
    let seen = keys.into_iter().filter(|(key, _)| is_manager || key.account_id == own);
    let lines = seen.map(|pair| line(caller, pair, region, now)).collect::<Result<_, _>>()?;
    let here = |row: &read::SourceRow| d.region.as_ref().is_some_and(|region| region.code == row.region);
    let sources = sources.into_iter().filter(here).map(|row| row.id).collect();
    Ok(KeysPage { f: d.f.clone(), d, lines, sources, is_manager, made })
}

/// What the form for a new key holds.
#[derive(Deserialize)]
pub(super) struct Wanted {
    nama: String,
    /// Empty: for whoever fills in the form. Else the role of a program that is made for it.
    #[serde(default)]
    peran: String,
    /// Empty: all of the region.
    #[serde(default)]
    sumber: String,
    hari: u16,
}

pub(super) async fn create(request: HttpRequest, state: web::Data<State>, filled: Filled<Wanted>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let made = created(&request, &state, &caller, form).await.map_err(|error| PageError::of(&request, error))?;
    Ok(private(&request, page(&request, &state, &caller, Some(made)).await)?)
}

async fn created(request: &HttpRequest, state: &State, caller: &Caller, form: Wanted) -> Result<(String, String), Error> {
    let d = Desk::of(request, state, caller)?;
    let name = named(&form.nama, "nama")?;
    if !(1..=730).contains(&form.hari) {
        return Err(Error::parameter("hari", "1 sampai 730 / 1 to 730"));
    }
    let wanted = Limits { region: d.code(), actions: None, sources: (!form.sumber.is_empty()).then(|| [form.sumber.clone()].into()) };
    if let Some(source) = wanted.sources.iter().flatten().next() {
        let row = caller.source(state, Action::ReadDrafts, source).await?;
        if d.code().is_none_or(|region| row.region != region.to_string()) {
            return Err(Error::not_found("source", source.clone()));
        }
    }
    // Whoever came with a key cannot make one that may do more, or that outlives it.
    let limits = wanted.within(&caller.grants().limits);
    let now = state.now();
    let expires_at = now.plus(Duration::from_secs(u64::from(form.hari) * 86_400));
    let expires_at = match caller.key().cloned() {
        Some(own) => state.store.read(move |conn| access::key(conn, &own)).await?.map_or(now, |own| own.expires_at.min(expires_at)),
        None => expires_at,
    };
    let (account, program) = owner(state, caller, &d, &form.peran, &name)?;
    let random = |_| Error::Randomness;
    let key = Key::new(state.access.bytes().map_err(random)?, state.access.bytes().map_err(random)?);
    let (shown, actor) = (key.reveal(), caller.actor());
    let new = NewKey { key, account, name: name.clone(), limits, expires_at };
    state
        .store
        .write(move |conn| {
            if let Some((program, membership)) = program {
                access::add_account(conn, program, &actor, now)?;
                access::give_role(conn, account, membership, &actor, now)?;
            }
            access::add_key(conn, &new, &actor, now)
        })
        .await?;
    Ok((shown, name))
}

/// For whom the key speaks: the caller, or a program that is made for it.
fn owner(state: &State, caller: &Caller, d: &Desk, role: &str, name: &str) -> Result<(Id, Option<(NewAccount, Membership)>), Error> {
    if role.is_empty() {
        return Ok((caller.account().id, None));
    }
    let role: Role = role.parse().map_err(|()| Error::parameter("peran", "editor, publisher"))?;
    let region = d.code().filter(|_| matches!(role, Role::Editor | Role::Publisher));
    let region = region.ok_or_else(|| Error::parameter("peran", "editor, publisher"))?;
    caller.may(Action::ManageKeys, &Scope::Region(region))?;
    let id = Id(uuid::Builder::from_random_bytes(state.access.bytes().map_err(|_| Error::Randomness)?).into_uuid());
    let program = NewAccount { id, kind: AccountKind::Program, name: name.to_owned(), email: None, region: Some(region) };
    Ok((id, Some((program, Membership { region: Some(region), role }))))
}

/// A name that people write: something, on one line, and not too long.
pub(super) fn named(text: &str, field: &'static str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fine = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_fine { Ok(text) } else { Err(Error::parameter(field, "1 sampai 100 huruf / 1 to 100 letters")) }
}

#[derive(Deserialize)]
pub(super) struct Ended {
    id: String,
}

pub(super) async fn revoke(request: HttpRequest, state: web::Data<State>, filled: Filled<Ended>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    Ok(see(&request, revoked(&request, &state, &caller, &form.id).await)?)
}

async fn revoked(request: &HttpRequest, state: &State, caller: &Caller, id: &str) -> Result<String, Error> {
    let d = Desk::of(request, state, caller)?;
    let nothing = || Error::not_found("key", id);
    let key: KeyId = id.parse().map_err(|_| nothing())?;
    let (wanted, region) = (key.clone(), d.code());
    // One that the page does not show them is one that there is none of.
    let listed = state.store.read(move |conn| access::keys(conn, region)).await?;
    let row = listed.into_iter().map(|(row, _)| row).find(|row| row.id == wanted.as_str()).ok_or_else(nothing)?;
    if !may_revoke(caller, &row, region) {
        return Err(nothing());
    }
    let (actor, now) = (caller.actor(), state.now());
    state.store.write(move |conn| access::revoke_key(conn, &key, &actor, now)).await?;
    Ok(d.to("/publikasi/kunci"))
}
