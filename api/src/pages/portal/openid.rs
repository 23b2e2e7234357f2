//! `/masuk/{provider}`: there, and back.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use registry::access::Token;
use registry::model::Id;
use registry::store::access::{self, AccountKind, AccountRow, SignInRow};
use registry::store::{Conn, StoreError};

use super::super::frame::PageError;
use super::super::handlers::Shown;
use super::desk::private;
use super::member::back;
use super::sign_in::{self, SignInPage};
use crate::access::openid::{self, OpenIdError, Person, Returned};
use crate::access::{self as callers};
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

/// Holds what ties the way back to this browser. It is sent on the way back from another site, so it is `Lax`.
const COOKIE: &str = "simpul-masuk";

fn cookie(state: &State, value: String) -> Cookie<'static> {
    Cookie::build(COOKIE, value).path("/masuk").http_only(true).secure(state.access.is_secure).same_site(SameSite::Lax).finish()
}

pub(super) async fn begin(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let begun = begun(&request, &state, &id).await;
    match begun {
        Ok(answer) => Ok(answer),
        Err(Trouble::Error(error)) => Err(PageError::of(&request, error)),
        Err(Trouble::Provider(error)) => troubled(&request, &state, &id, &error, HOME),
        Err(Trouble::Stranger(_)) => Err(PageError::of(&request, Error::SignInRequired)),
    }
}

const HOME: &str = super::member::HOME;

enum Trouble {
    Error(Error),
    Provider(OpenIdError),
    /// The person is known there and not here.
    Stranger(Option<String>),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl From<OpenIdError> for Trouble {
    fn from(error: OpenIdError) -> Self {
        Self::Provider(error)
    }
}

async fn begun(request: &HttpRequest, state: &State, id: &str) -> Result<HttpResponse, Trouble> {
    let provider = state.access.openid.get(id).ok_or_else(|| Error::not_found("provider", id))?;
    state.access.pace.shown(callers::client(request, &state.access.proxies)).map_err(Error::TooMany)?;
    let now = state.now();
    let begun = openid::begin(&state.access, provider, back(Params::of(request).get("ke").unwrap_or_default()), now).await?;
    let row = begun.row;
    state.store.write(move |conn| access::begin_sign_in(conn, &row, now)).await?;
    Ok(HttpResponse::SeeOther()
        .cookie(cookie(state, begun.token.reveal()))
        .insert_header(("Location", begun.to.as_str()))
        .insert_header(("Cache-Control", "no-store"))
        .finish())
}

pub(super) async fn finish(request: HttpRequest, state: web::Data<State>, id: web::Path<String>, returned: web::Query<Returned>) -> Shown {
    let mut answer = match finished(&request, &state, &id, &returned).await {
        Ok(answer) => answer,
        Err(Trouble::Error(error)) => return Err(PageError::of(&request, error)),
        Err(Trouble::Provider(error)) => troubled(&request, &state, &id, &error, HOME)?,
        Err(Trouble::Stranger(email)) => {
            let page = SignInPage::of(&request, &state, HOME, Some(unknown(email.as_deref())));
            let mut answer = private(&request, Ok(page))?;
            *answer.status_mut() = actix_web::http::StatusCode::FORBIDDEN;
            answer
        }
    };
    let mut gone = cookie(&state, String::new());
    gone.make_removal();
    if answer.add_cookie(&gone).is_err() {
        tracing::warn!("a cookie that has served could not be taken away");
    }
    Ok(answer)
}

fn unknown(email: Option<&str>) -> String {
    match email {
        Some(email) => format!(
            "Anda sudah dikenal sebagai {email}, tetapi belum menjadi anggota tim mana pun. Minta admin daerah Anda mengundang alamat itu \
             di halaman Tim / You are known as {email}, and belong to no team yet: ask the admin of your region to invite that address"
        ),
        None => {
            "Penyedia masuk tidak memberitahukan alamat surel Anda yang sudah dipastikan. Minta admin daerah Anda mengundang Anda, lalu \
                 izinkan surel saat masuk / The provider does not tell a confirmed e-mail address of yours"
                .to_owned()
        }
    }
}

fn troubled(request: &HttpRequest, state: &State, id: &str, error: &OpenIdError, back_to: &str) -> Shown {
    tracing::warn!(provider = id, %error, "somebody could not sign in at a provider of OpenID Connect");
    let text = "Masuk lewat penyedia itu tidak berhasil. Coba lagi; bila tetap gagal, masuk dengan kunci atau hubungi pengelola / \
                Signing in there did not work: try again, or use a key";
    let mut answer = private(request, Ok(SignInPage::of(request, state, back_to, Some(text.to_owned()))))?;
    *answer.status_mut() = actix_web::http::StatusCode::BAD_GATEWAY;
    Ok(answer)
}

async fn finished(request: &HttpRequest, state: &State, id: &str, returned: &Returned) -> Result<HttpResponse, Trouble> {
    let provider = state.access.openid.get(id).ok_or_else(|| Error::not_found("provider", id))?;
    state.access.pace.shown(callers::client(request, &state.access.proxies)).map_err(Error::TooMany)?;
    let (token, now) = (request.cookie(COOKIE).and_then(|cookie| Token::parse(cookie.value())), state.now());
    // Without what this browser was given, it is another's sign-in that somebody wants to plant here.
    let hash = token.ok_or(Error::FormToken)?.digest();
    let row: SignInRow = state.store.write(move |conn| access::take_sign_in(conn, hash, now)).await?.ok_or(Error::FormToken)?;
    let person = openid::finish(provider, &row, returned, now).await?;
    let (told, email) = (person.clone(), person.email.clone());
    let account = state.store.write(move |conn| belongs(conn, &told, now)).await?.ok_or(Trouble::Stranger(email))?;
    Ok(sign_in::begin(request, state, account, None, back(&row.back_to)).await?)
}

/// The account of a person: the one that is bound to them, or the one that was made for their address and is bound to nobody.
fn belongs(conn: &mut Conn, person: &Person, now: registry::model::Instant) -> Result<Option<Id>, StoreError> {
    let is_theirs = |account: &AccountRow| account.shut_at.is_none() && account.kind == AccountKind::Person.as_str();
    if let Some(bound) = access::account_at_provider(conn, &person.issuer, &person.subject)? {
        return Ok(Some(bound).filter(is_theirs).map(|account| account.id));
    }
    let Some(email) = &person.email else { return Ok(None) };
    let Some(account) = access::account_by_email(conn, email)?.filter(is_theirs) else { return Ok(None) };
    Ok(access::bind_account(conn, account.id, &person.issuer, &person.subject, now)?.then_some(account.id))
}
