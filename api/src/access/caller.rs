//! The one who sends a request, as an argument of a handler.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use registry::access::{Action, Actor, Grants, KeyId, Scope, Standing, Token};
use registry::store::access::{self, AccountRow, Known};
use registry::store::read::{self, SourceRow};

use super::address;
use super::form::TOKEN_HEADER;
use super::show::Shown;
use crate::error::Error;
use crate::state::State;

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// Somebody who is known, with a request that is their own. Without one the answer is 401.
#[derive(Clone, Debug)]
pub struct Caller {
    known: Known,
    session: Option<Token>,
}

/// Somebody who is known, or nobody; a key that is wrong is refused all the same.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<Caller>);

/// Somebody who is known, with a request that may have been forged by a page of another site: for handlers that find the proof in a body
/// that they read themselves (a form with a file).
#[derive(Debug)]
pub struct Unproven(Caller);

impl Unproven {
    /// The caller, where `token` is what our own pages have in their forms, or where none is needed because no browser sent it by itself.
    ///
    /// # Errors
    /// It is not.
    pub fn prove(self, token: &str) -> Result<Caller, Error> {
        match &self.0.session {
            Some(session) if !session.made(token) => Err(Error::FormToken),
            Some(_) | None => Ok(self.0),
        }
    }
}

impl Caller {
    /// Whether they may do this, for pages that show what can be done.
    #[must_use]
    pub fn is_allowed(&self, action: Action, scope: &Scope) -> bool {
        self.known.grants.standing(action, scope) == Standing::May
    }

    /// Whether they have nothing to do with what lies there.
    #[must_use]
    pub fn is_stranger(&self, scope: &Scope) -> bool {
        self.known.grants.standing(Action::ReadDrafts, scope) == Standing::Stranger
    }

    /// Goes on only where they may do this. Who has nothing to do with the region is told that there is no such region or source.
    ///
    /// # Errors
    /// They may not.
    pub fn may(&self, action: Action, scope: &Scope) -> Result<(), Error> {
        match scope {
            Scope::Source { id, .. } => self.may_on(action, scope, "source", id),
            Scope::Region(region) => self.may_on(action, scope, "region", &region.to_string()),
            Scope::Nation => self.may_on(action, scope, "resource", ""),
        }
    }

    /// The same for a thing that lies in `scope`: who has nothing to do with that is told that there is no `what` with this id.
    ///
    /// # Errors
    /// They may not.
    pub fn may_on(&self, action: Action, scope: &Scope, what: &'static str, id: &str) -> Result<(), Error> {
        match self.known.grants.standing(action, scope) {
            Standing::May => Ok(()),
            Standing::MayNot => Err(Error::Forbidden(action)),
            Standing::KeyMayNot => Err(Error::KeyBounds(action)),
            Standing::Stranger => Err(Error::not_found(what, id)),
        }
    }

    /// The source with this id, where they may do `action` on it.
    ///
    /// # Errors
    /// They may not, there is none, or the store does not answer.
    pub async fn source(&self, state: &State, action: Action, id: &str) -> Result<SourceRow, Error> {
        let key = id.to_owned();
        let row = state.store.read(move |conn| read::source(conn, &key)).await?.ok_or_else(|| Error::not_found("source", id))?;
        self.may(action, &scope_of(&row)?)?;
        Ok(row)
    }

    /// Their account.
    #[must_use]
    pub fn account(&self) -> &AccountRow {
        &self.known.account
    }

    /// What they may do.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.known.grants
    }

    /// The key that they came with, or signed in with.
    #[must_use]
    pub fn key(&self) -> Option<&KeyId> {
        self.known.key.as_ref()
    }

    /// As the log names them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let account = self.known.account.id;
        self.known.key.clone().map_or(Actor::Account(account), |key| Actor::Key(account, key))
    }

    /// Their session; `None`: they showed a key.
    #[must_use]
    pub fn session(&self) -> Option<&Token> {
        self.session.as_ref()
    }

    /// What the forms of their pages carry.
    #[must_use]
    pub fn form_token(&self) -> String {
        self.session.as_ref().map(Token::form_token).unwrap_or_default()
    }
}

/// Where a source lies.
///
/// # Errors
/// Its row is damaged.
pub(crate) fn scope_of(row: &SourceRow) -> Result<Scope, Error> {
    let damaged = |_| registry::store::StoreError::Damaged(format!("source `{}`: region", row.id));
    Ok(Scope::Source { region: row.region.parse().map_err(damaged)?, id: row.id.clone() })
}

/// Who sends the request.
async fn identified(request: HttpRequest) -> Result<Caller, Error> {
    let state = request.app_data::<web::Data<State>>().cloned().ok_or(Error::SignInRequired)?;
    let access = &state.access;
    let shown = Shown::of(&request, access.is_secure);
    if matches!(shown, Shown::Nothing) {
        return Err(Error::SignInRequired);
    }
    let address = address::client(&request, &access.proxies);
    access.pace.shown(address).map_err(Error::TooMany)?;
    let now = state.now();
    let (known, session) = match shown {
        Shown::Key(key) => (state.store.read(move |conn| access::known_by_key(conn, &key, now)).await?, None),
        Shown::Session(token) => {
            let hash = token.digest();
            (state.store.read(move |conn| access::known_by_session(conn, hash, now)).await?, Some(token))
        }
        Shown::Nothing | Shown::Nonsense => (None, None),
    };
    let Some(known) = known else {
        if session.is_some() {
            // A session that has ended, most likely: nothing that anybody tries out.
            return Err(Error::SignInRequired);
        }
        access.pace.wrong(address).map_err(Error::TooMany)?;
        return Err(Error::WrongKey);
    };
    let caller = Caller { known, session };
    access.pace.known(&caller.actor().to_string()).map_err(Error::TooMany)?;
    note_use(&state, &caller);
    Ok(caller)
}

/// Writes that a key or a session was used, while the answer is made: a harvest that is being written does not make anybody wait.
fn note_use(state: &web::Data<State>, caller: &Caller) {
    if !caller.known.is_stale {
        return;
    }
    let (state, now) = (state.clone(), state.now());
    let (key, hash) = (caller.known.key.clone(), caller.session.as_ref().map(Token::digest));
    actix_web::rt::spawn(async move {
        let written = state.store.write(move |conn| {
            if let Some(key) = key {
                access::key_used(conn, &key, now)?;
            }
            hash.map_or(Ok(()), |hash| access::session_seen(conn, hash, now))
        });
        if let Err(error) = written.await {
            tracing::warn!(%error, "the last use of a key or a session could not be written");
        }
    });
}

fn proven(unproven: Caller, request: &HttpRequest) -> Result<Caller, Error> {
    if request.method().is_safe() {
        return Ok(unproven);
    }
    let token = request.headers().get(TOKEN_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Unproven(unproven).prove(token)
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { proven(identified(request.clone()).await?, &request) })
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match identified(request.clone()).await {
                Ok(caller) => Ok(Self(Some(proven(caller, &request)?))),
                Err(Error::SignInRequired) => Ok(Self(None)),
                Err(error) => Err(error),
            }
        })
    }
}

impl FromRequest for Unproven {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(identified(request).await?)) })
    }
}
