//! `/publikasi/tim`: who belongs to a region's team, or to the ministry's, and as what.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Action, Membership, Role};
use registry::model::Id;
use registry::store::access::{self, AccountKind, NewAccount, TeamRow};
use serde::Deserialize;

use super::super::frame::Frame;
use super::desk::{Desk, private, see};
use super::keys::named;
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::state::State;

#[derive(Template)]
#[template(path = "publikasi_tim.html")]
struct TeamPage {
    f: Frame,
    d: Desk,
    team: Vec<TeamRow>,
    roles: Vec<Role>,
    own: Id,
}

impl TeamPage {
    fn role(&self, role: &Role) -> String {
        self.f.t(role.name(), &role.as_str().replace('_', " ")).to_owned()
    }
    fn is_program(&self, row: &TeamRow) -> bool {
        row.account.kind == AccountKind::Program.as_str()
    }
    fn is_own(&self, row: &TeamRow) -> bool {
        row.account.id == self.own
    }
    /// Somebody who was let in and has not signed in at a provider yet.
    fn is_expected(&self, row: &TeamRow) -> bool {
        row.account.subject.is_none() && !self.is_program(row)
    }
}

/// Whoever may let people in here.
fn allowed(caller: &Caller, d: &Desk) -> Result<(), Error> {
    let action = if d.code().is_some() { Action::ManageTeam } else { Action::ManageAccounts };
    caller.may(action, &d.scope())
}

fn roles(d: &Desk) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| role.is_national() == d.code().is_none()).collect()
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller) -> Result<TeamPage, Error> {
    let d = Desk::of(request, state, caller)?;
    allowed(caller, &d)?;
    let region = d.code();
    let team = state.store.read(move |conn| access::team(conn, region)).await?;
    Ok(TeamPage { f: d.f.clone(), roles: roles(&d), d, team, own: caller.account().id })
}

#[derive(Deserialize)]
pub(super) struct Invited {
    nama: String,
    surel: String,
    peran: String,
}

pub(super) async fn invite(request: HttpRequest, state: web::Data<State>, filled: Filled<Invited>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    Ok(see(&request, invited(&request, &state, &caller, form).await)?)
}

async fn invited(request: &HttpRequest, state: &State, caller: &Caller, form: Invited) -> Result<String, Error> {
    let d = Desk::of(request, state, caller)?;
    allowed(caller, &d)?;
    let (name, email) = (named(&form.nama, "nama")?, form.surel.trim().to_lowercase());
    let is_address = email.len() <= 254
        && email.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'))
        && !email.chars().any(|sign| sign.is_whitespace() || sign.is_control());
    if !is_address {
        return Err(Error::parameter("surel", "alamat seperti nama@daerah.go.id / an address like nama@daerah.go.id"));
    }
    let role = wanted(&d, &form.peran)?;
    let id = Id(uuid::Builder::from_random_bytes(state.access.bytes().map_err(|_| Error::Randomness)?).into_uuid());
    let (membership, actor, now) = (Membership { region: d.code(), role }, caller.actor(), state.now());
    state
        .store
        .write(move |conn| {
            let id = match access::account_by_email(conn, &email)? {
                Some(known) => known.id,
                None => {
                    let new = NewAccount { id, kind: AccountKind::Person, name, email: Some(email), region: membership.region };
                    access::add_account(conn, new, &actor, now)?;
                    id
                }
            };
            access::give_role(conn, id, membership, &actor, now)
        })
        .await?;
    Ok(d.to("/publikasi/tim"))
}

fn wanted(d: &Desk, text: &str) -> Result<Role, Error> {
    let role = roles(d).into_iter().find(|role| role.as_str() == text);
    role.ok_or_else(|| Error::parameter("peran", "salah satu peran di halaman ini / one of the roles on this page"))
}

#[derive(Deserialize)]
pub(super) struct Changed {
    akun: String,
    /// Empty: out of the team.
    #[serde(default)]
    peran: String,
}

pub(super) async fn change(request: HttpRequest, state: web::Data<State>, filled: Filled<Changed>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    Ok(see(&request, changed(&request, &state, &caller, &form).await)?)
}

async fn changed(request: &HttpRequest, state: &State, caller: &Caller, form: &Changed) -> Result<String, Error> {
    let d = Desk::of(request, state, caller)?;
    allowed(caller, &d)?;
    let nobody = || Error::not_found("account", form.akun.clone());
    let id: Id = form.akun.parse().map_err(|_| nobody())?;
    if id == caller.account().id {
        return Err(Error::parameter("akun", "bukan diri sendiri: minta admin lain / not yourself: ask another admin"));
    }
    let role = if form.peran.is_empty() { None } else { Some(wanted(&d, &form.peran)?) };
    let (region, actor, now) = (d.code(), caller.actor(), state.now());
    let is_here = state
        .store
        .write(move |conn| {
            // Only who is in the team: another region's accounts do not exist here.
            if !access::memberships(conn, id)?.iter().any(|membership| membership.region == region) {
                return Ok(false);
            }
            match role {
                Some(role) => access::give_role(conn, id, Membership { region, role }, &actor, now)?,
                None => access::take_role(conn, id, region, &actor, now)?,
            };
            Ok(true)
        })
        .await?;
    if is_here { Ok(d.to("/publikasi/tim")) } else { Err(nobody()) }
}
