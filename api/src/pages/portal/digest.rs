//! `/publikasi/ringkasan`: the weekly letter as it would be sent now, and whether one wants it; `/langganan/{token}`: the page by which one ends it
//! without signing in.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::Action;
use registry::store::digests;
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::super::handlers::{self, Shown};
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::digest::{Letter, compose, week};
use crate::error::Error;
use crate::sources::Named;
use crate::state::State;
use crate::{address, answer};

const PATH: &str = "/publikasi/ringkasan";

#[derive(Template)]
#[template(path = "publikasi_ringkasan.html")]
struct DigestPage {
    f: Frame,
    d: Desk,
    letter: Option<Letter>,
    email: Option<String>,
    is_subscribed: bool,
    is_sent: bool,
}

#[derive(Template)]
#[template(path = "langganan.html")]
struct EndPage {
    f: Frame,
    path: String,
    /// `None`: it has ended.
    region: Option<Named>,
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller) -> Result<DigestPage, Error> {
    let d = Desk::of(request, state, caller)?;
    let (mut letter, mut is_subscribed) = (None, false);
    if let Some(region) = d.code() {
        caller.may(Action::ReadDrafts, &d.scope())?;
        let base = address::base(request, state);
        letter = Some(compose(&state.store, &state.gazetteer, &base, region, None, state.now()).await?);
        let account = caller.account().id;
        is_subscribed = state.store.read(move |conn| digests::is_subscribed(conn, account, region)).await?;
    }
    Ok(DigestPage { f: d.f.clone(), d, letter, email: caller.account().email.clone(), is_subscribed, is_sent: state.sends_mail })
}

#[derive(Deserialize)]
pub(super) struct Wish {
    /// Not empty: it is wanted.
    #[serde(default)]
    mau: String,
}

pub(super) async fn change(request: HttpRequest, state: web::Data<State>, filled: Filled<Wish>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    Ok(see(&request, changed(&request, &state, &caller, &form).await)?)
}

async fn changed(request: &HttpRequest, state: &State, caller: &Caller, form: &Wish) -> Result<String, Error> {
    let d = Desk::of(request, state, caller)?;
    let region = d.code().ok_or_else(|| Error::not_found("region", ""))?;
    caller.may(Action::ReadDrafts, &d.scope())?;
    if caller.account().email.is_none() {
        return Err(Error::parameter("surel", "akun ini tidak punya alamat surel / this account has no e-mail address"));
    }
    let is_member = caller.grants().memberships.iter().any(|membership| membership.region == Some(region));
    if !is_member {
        return Err(Error::parameter("daerah", "ringkasan dikirim kepada anggota tim daerah itu / digests go to the region's own team"));
    }
    let (account, now) = (caller.account().id, state.now());
    let random: [u8; 18] = state.access.bytes().map_err(|_| Error::Randomness)?;
    let token = data_encoding::BASE64URL_NOPAD.encode(&random);
    let is_wanted = !form.mau.is_empty();
    state
        .store
        .write(move |conn| match is_wanted {
            true => digests::subscribe(conn, account, region, &token, &week(now), now),
            false => digests::unsubscribe(conn, account, region),
        })
        .await?;
    Ok(d.to(PATH))
}

pub(super) async fn ending(request: HttpRequest, state: web::Data<State>, token: web::Path<String>) -> Shown {
    let page = async {
        let key = known(&token);
        let region = state.store.read(move |conn| digests::subscription(conn, &key)).await?;
        let region = region.ok_or_else(|| Error::not_found("subscription", "")).map(|code| Named::region(&state.gazetteer, &code))?;
        Ok::<_, Error>(EndPage { f: Frame::of(&request, state.demo), path: request.path().to_owned(), region: Some(region) })
    };
    handlers::show(&request, page.await).map(answer::private)
}

/// What is asked of the store: text that is no token of ours is nobody's.
fn known(token: &str) -> String {
    token.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')).take(64).collect()
}

/// One click (RFC 8058), or the button of the page. Whoever has ended it already is told the same.
pub(super) async fn end(request: HttpRequest, state: web::Data<State>, token: web::Path<String>) -> Result<HttpResponse, PageError> {
    let ended = async {
        let key = known(&token);
        state.store.write(move |conn| digests::unsubscribe_by_token(conn, &key)).await?;
        Ok::<_, Error>(EndPage { f: Frame::of(&request, state.demo), path: request.path().to_owned(), region: None })
    };
    handlers::show(&request, ended.await).map(answer::private)
}
