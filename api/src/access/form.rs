//! Forms of our own pages: each carries a token that a page of another site cannot know.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::caller::{Caller, Unproven};
use crate::error::Error;

/// The header that a script sends the token in.
pub const TOKEN_HEADER: &str = "x-csrf-token";
/// The field that a form sends it in.
pub const TOKEN_FIELD: &str = "csrf";

/// A form of one of our own pages, and who sends it.
#[derive(Debug)]
pub struct Signed<F> {
    /// Who.
    pub caller: Caller,
    /// What.
    pub form: F,
}

impl<F: DeserializeOwned + 'static> FromRequest for Signed<F> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (unproven, body) = (Unproven::from_request(request, payload), Bytes::from_request(request, payload));
        Box::pin(async move {
            let unproven = unproven.await?;
            let unreadable = || Error::parameter("form", "must be a form of this page, at most 256 KB");
            let body = body.await.map_err(|_| unreadable())?;
            let token = url::form_urlencoded::parse(&body).find(|(name, _)| name == TOKEN_FIELD);
            let caller = unproven.prove(token.as_ref().map(|(_, value)| value.as_ref()).unwrap_or_default())?;
            let text = std::str::from_utf8(&body).map_err(|_| unreadable())?;
            let form = web::Query::<F>::from_query(text).map_err(|_| unreadable())?.into_inner();
            Ok(Self { caller, form })
        })
    }
}
