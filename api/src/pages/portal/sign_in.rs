//! `/masuk` by key, and `/keluar`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Key, KeyId, Token};
use registry::model::Id;
use registry::store::access::{self, NewSession};
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::super::handlers::Shown;
use super::desk::private;
use super::member::{Filled, back};
use crate::access::{self as callers, Visitor};
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

#[derive(Template)]
#[template(path = "masuk.html")]
pub(super) struct SignInPage {
    f: Frame,
    back_to: String,
    providers: Vec<(String, String)>,
    trouble: Option<String>,
}

impl SignInPage {
    pub(super) fn of(request: &HttpRequest, state: &State, back_to: &str, trouble: Option<String>) -> Self {
        let button = |(id, name): (&str, &str)| {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("ke", back_to).finish();
            (format!("/masuk/{id}?{query}"), name.to_owned())
        };
        let providers = state.access.openid.buttons().map(button).collect();
        Self { f: Frame::of(request, state.demo), back_to: back_to.to_owned(), providers, trouble }
    }
}

pub(super) async fn form(request: HttpRequest, state: web::Data<State>, visitor: Result<Visitor, Error>) -> Shown {
    let params = Params::of(&request);
    let to = back(params.get("ke").unwrap_or_default());
    if let Ok(Visitor(Some(_))) = visitor {
        return Ok(HttpResponse::SeeOther().insert_header(("Location", to)).insert_header(("Cache-Control", "no-store")).finish());
    }
    private(&request, Ok(SignInPage::of(&request, &state, to, None)))
}

#[derive(Deserialize)]
pub(super) struct Shown1 {
    kunci: String,
    #[serde(default)]
    ke: String,
}

pub(super) async fn by_key(request: HttpRequest, state: web::Data<State>, form: web::Form<Shown1>) -> Shown {
    let to = back(&form.ke);
    match entered(&request, &state, &form.kunci).await {
        Ok((account, key)) => begin(&request, &state, account, Some(key), to).await.map_err(|error| PageError::of(&request, error)),
        Err(error @ (Error::WrongKey | Error::TooMany(_))) => {
            let told = error.to_string();
            let (id, en) = told.split_once(" / ").unwrap_or((&told, &told));
            let told = format!("{}.", Frame::of(&request, false).t(id, en));
            let mut answer = private(&request, Ok(SignInPage::of(&request, &state, to, Some(told))))?;
            *answer.status_mut() = actix_web::ResponseError::status_code(&error);
            Ok(answer)
        }
        Err(error) => Err(PageError::of(&request, error)),
    }
}

async fn entered(request: &HttpRequest, state: &State, text: &str) -> Result<(Id, KeyId), Error> {
    if !callers::is_own(request) {
        return Err(Error::FormToken);
    }
    let (address, now) = (callers::client(request, &state.access.proxies), state.now());
    state.access.pace.shown(address).map_err(Error::TooMany)?;
    let known = match text.trim().parse::<Key>() {
        Ok(key) => state.store.read(move |conn| access::known_by_key(conn, &key, now)).await?,
        Err(_) => None,
    };
    let known = known.and_then(|known| Some((known.account.id, known.key?)));
    let Some(known) = known else {
        state.access.pace.wrong(address).map_err(Error::TooMany)?;
        return Err(Error::WrongKey);
    };
    Ok(known)
}

/// Begins a session, always a new one: whoever knew the browser's old one does not know this. The old one ends.
pub(super) async fn begin(request: &HttpRequest, state: &State, account: Id, key: Option<KeyId>, to: &str) -> Result<HttpResponse, Error> {
    let token = state.access.token().map_err(|_| Error::Randomness)?;
    let (old, now) = (callers::shown(request, state.access.is_secure).map(|old| old.digest()), state.now());
    let new = NewSession { hash: token.digest(), account, key };
    state
        .store
        .write(move |conn| {
            if let Some(old) = old {
                access::end_session(conn, old, now)?;
            }
            if let Some(key) = &new.key {
                access::key_used(conn, key, now)?;
            }
            access::begin_session(conn, &new, now)
        })
        .await?;
    let cookie = callers::started(state.access.is_secure, &token);
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", to)).insert_header(("Cache-Control", "no-store")).finish())
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn out(request: HttpRequest, state: web::Data<State>, filled: Filled<Nothing>) -> Shown {
    let hash = filled.0.caller.session().map(Token::digest);
    let now = state.now();
    if let Some(hash) = hash {
        let ended = state.store.write(move |conn| access::end_session(conn, hash, now)).await;
        ended.map_err(|error| PageError::of(&request, error.into()))?;
    }
    let cookie = callers::ended(state.access.is_secure);
    let answer = HttpResponse::SeeOther().cookie(cookie).insert_header((header::LOCATION, "/masuk")).finish();
    Ok(answer::private(answer))
}
