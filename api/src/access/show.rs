//! What a request shows of who sends it.

use actix_web::HttpRequest;
use actix_web::http::header;
use registry::access::{Key, Token};

use super::cookie;

/// What a request shows.
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Something that cannot be a key.
    Nonsense,
    /// A key.
    Key(Box<Key>),
    /// A session.
    Session(Token),
}

impl Shown {
    /// A key in `Authorization` counts before a cookie: who sends it means it.
    pub fn of(request: &HttpRequest, is_secure: bool) -> Self {
        let Some(value) = request.headers().get(header::AUTHORIZATION) else {
            return cookie::shown(request, is_secure).map_or(Self::Nothing, Self::Session);
        };
        let key = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        key.and_then(|(_, key)| key.trim().parse().ok()).map_or(Self::Nonsense, |key| Self::Key(Box::new(key)))
    }
}
