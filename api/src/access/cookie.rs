//! The cookie of a session.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use registry::access::Token;

/// Over TLS its name says to browsers that it is this host's alone, and sent over TLS only.
fn name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-simpul" } else { "simpul" }
}

fn cookie(is_secure: bool, value: String) -> Cookie<'static> {
    // `Lax`, not `Strict`: the way back from a provider of OpenID Connect comes from another site.
    Cookie::build(name(is_secure), value).path("/").http_only(true).secure(is_secure).same_site(SameSite::Lax).finish()
}

/// What a browser is given when a session begins.
#[must_use]
pub fn started(is_secure: bool, token: &Token) -> Cookie<'static> {
    cookie(is_secure, token.reveal())
}

/// What takes it away again.
#[must_use]
pub fn ended(is_secure: bool) -> Cookie<'static> {
    let mut cookie = cookie(is_secure, String::new());
    cookie.make_removal();
    cookie
}

/// What the browser shows.
#[must_use]
pub fn shown(request: &HttpRequest, is_secure: bool) -> Option<Token> {
    request.cookie(name(is_secure)).and_then(|cookie| Token::parse(cookie.value()))
}
