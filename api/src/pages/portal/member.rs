//! The caller of a page: who is not known is sent to sign in, and comes back to where they wanted to go.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use serde::de::DeserializeOwned;

use super::super::frame::PageError;
use crate::access::{Caller, Signed};
use crate::error::Error;

/// Somebody who is known, on a page.
pub struct Member(pub Caller);

/// A form of one of our pages, and who filled it in.
pub struct Filled<F>(pub Signed<F>);

/// Why there is no such page for this request.
#[derive(Debug, thiserror::Error)]
pub enum Unmet {
    /// They are to sign in, and then to go there.
    #[error("sign in first")]
    SignIn(String),
    /// An error, as a page.
    #[error(transparent)]
    Page(#[from] PageError),
}

impl Unmet {
    fn of(request: &HttpRequest, error: Error) -> Self {
        if !matches!(error, Error::SignInRequired) {
            return Self::Page(PageError::of(request, error));
        }
        let wanted = if request.method() == Method::GET { request.uri().to_string() } else { HOME.to_owned() };
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("ke", back(&wanted)).finish();
        Self::SignIn(format!("/masuk?{query}"))
    }
}

/// Where a team's pages begin.
pub const HOME: &str = "/publikasi";

/// A path of the team's pages, and nothing else: whoever makes the link does not choose another site.
pub fn back(wanted: &str) -> &str {
    let rest = wanted.strip_prefix(HOME);
    let is_below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = wanted.len() <= 500 && wanted.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'\\');
    if is_below && is_plain { wanted } else { HOME }
}

impl ResponseError for Unmet {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::Page(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::SignIn(to) => {
                HttpResponse::SeeOther().insert_header(("Location", to.as_str())).insert_header(("Cache-Control", "no-store")).finish()
            }
            Self::Page(error) => error.error_response(),
        }
    }
}

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Unmet>>>>;

impl FromRequest for Member {
    type Error = Unmet;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (caller, request) = (Caller::from_request(request, payload), request.clone());
        Box::pin(async move { caller.await.map(Self).map_err(|error| Unmet::of(&request, error)) })
    }
}

impl<F: DeserializeOwned + 'static> FromRequest for Filled<F> {
    type Error = Unmet;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (signed, request) = (Signed::from_request(request, payload), request.clone());
        Box::pin(async move { signed.await.map(Self).map_err(|error| Unmet::of(&request, error)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_among_our_pages() {
        for path in ["/publikasi", "/publikasi/kunci?daerah=32.71", "/publikasi?lang=en"] {
            assert_eq!(back(path), path);
        }
        for path in
            ["", "/", "//lain.example", "/publikasi.lain.example", "https://lain.example/publikasi", "/publikasi\\..", "/publikasi/\r\nx"]
        {
            assert_eq!(back(path), HOME, "{path:?}");
        }
    }
}
