//! Whether a form comes from one of our own pages, for the one form that nobody is known for yet: to sign in.

use actix_web::HttpRequest;
use actix_web::http::header;
use url::Url;

/// Browsers say from which site a form is sent; one that was sent from another is refused. Programs say nothing, and mean it.
#[must_use]
pub fn is_own(request: &HttpRequest) -> bool {
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = said(header::ORIGIN.as_str()) else { return true };
    let host = Url::parse(origin).ok().and_then(|url| {
        let host = url.host_str()?.to_owned();
        Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
    });
    host.is_some_and(|host| host == request.connection_info().host())
}
