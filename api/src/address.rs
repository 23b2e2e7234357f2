//! Where this server is reached, for links that leave it: what the operator says, else the host that the caller asked for. Headers by which a
//! proxy names another host are not believed here: the answers with such links are kept by caches that many share.

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::state::State;

/// Longer ones are no host's.
const LONGEST: usize = 255;

/// Scheme and host without a slash at the end: `https://simpul.example`.
#[must_use]
pub fn base(request: &HttpRequest, state: &State) -> String {
    if let Some(url) = &state.public_url {
        return url.as_str().trim_end_matches('/').to_owned();
    }
    let scheme = if request.connection_info().scheme() == "https" { "https" } else { "http" };
    let stated = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let host = stated.or_else(|| request.uri().authority().map(|authority| authority.as_str())).filter(|host| is_plain(host));
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

fn is_plain(host: &str) -> bool {
    !host.is_empty() && host.len() <= LONGEST && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
}
