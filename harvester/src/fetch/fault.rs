//! What went wrong, as a stable reason: of a status, and of an error of the HTTP, TLS and compression libraries.

use std::error::Error;

use registry::model::Reason;
use reqwest::StatusCode;
use rustls::CertificateError;

use super::{FetchError, network};

/// Which part of an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Until the response's header.
    Header,
    /// The body.
    Body,
}

/// Why a status cannot be used; `None`: 200.
pub(super) fn of_status(status: StatusCode, has_retry_after: bool) -> Option<Reason> {
    match status.as_u16() {
        200 => None,
        204 | 205 => Some(Reason::EmptyBody),
        304 => Some(Reason::NotModifiedUnasked),
        401 | 403 => Some(Reason::HttpUnauthorized),
        404 => Some(Reason::HttpNotFound),
        410 => Some(Reason::HttpGone),
        429 => Some(Reason::HttpTooManyRequests),
        503 if has_retry_after => Some(Reason::HttpUnavailable),
        400..=499 => Some(Reason::HttpClientError),
        500..=599 => Some(Reason::HttpServerError),
        _ => Some(Reason::HttpUnexpectedStatus),
    }
}

/// Whether the host did not answer at all: what its circuit breaker counts.
pub(super) fn is_no_answer(reason: Reason) -> bool {
    use Reason::{ConnectFailed, ConnectTimeout, ConnectionClosed, DnsFailed, HeaderTimeout, NotHttp, TlsFailed};
    matches!(reason, ConnectFailed | ConnectTimeout | ConnectionClosed | DnsFailed | HeaderTimeout | NotHttp | TlsFailed)
}

/// The error of a library, with its stable reason.
pub(super) fn of_transport(error: &reqwest::Error, stage: Stage) -> FetchError {
    let causes = causes(error);
    let chain: Vec<String> = causes.iter().map(ToString::to_string).collect();
    let reason = causes.iter().rev().find_map(|cause| typed(*cause, stage)).unwrap_or_else(|| untyped(error, &chain.join(": "), stage));
    FetchError::new(reason, told(&chain))
}

/// The error and what is behind it. An I/O error hides what it was made of.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = next {
        causes.push(cause);
        let inside = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => cause.source(),
        };
    }
    causes
}

/// The causes, each once. The address is told elsewhere, and may hold what is nobody's business.
fn told(chain: &[String]) -> String {
    let mut parts: Vec<&str> = chain.iter().skip(1).map(String::as_str).collect();
    parts.dedup();
    if parts.is_empty() { chain.join("") } else { parts.join(": ") }
}

fn typed(cause: &(dyn Error + 'static), stage: Stage) -> Option<Reason> {
    if let Some(refused) = network::refusal(cause) {
        return Some(refused.reason());
    }
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    let error = cause.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        let text = error.to_string();
        let is_foreign = ["version", "status"].iter().any(|word| text.contains(word));
        return Some(match (stage, is_foreign) {
            (Stage::Body, _) => Reason::BodyCut,
            (Stage::Header, true) => Reason::NotHttp,
            (Stage::Header, false) => Reason::HeaderInvalid,
        });
    }
    (stage == Stage::Body).then_some(Reason::BodyCut)
}

fn of_tls(error: &rustls::Error) -> Reason {
    use CertificateError::{Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext};
    match error {
        rustls::Error::InvalidCertificate(wrong) => match wrong {
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => Reason::TlsExpired,
            NotValidForName | NotValidForNameContext { .. } => Reason::TlsWrongHost,
            _ => Reason::TlsUntrusted,
        },
        _ => Reason::TlsFailed,
    }
}

fn untyped(error: &reqwest::Error, chain: &str, stage: Stage) -> Reason {
    let chain = chain.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| chain.contains(word));
    if error.is_connect() {
        return match () {
            () if error.is_timeout() => Reason::ConnectTimeout,
            () if error.is_dns() || says(&["dns error", "failed to lookup"]) => Reason::DnsFailed,
            () if says(&["certificate", "tls", "handshake"]) => Reason::TlsFailed,
            () => Reason::ConnectFailed,
        };
    }
    match stage {
        _ if error.is_timeout() => Reason::TotalTimeout,
        Stage::Header => Reason::ConnectionClosed,
        Stage::Body if error.is_decode() => Reason::BodyUndecodable,
        Stage::Body => Reason::BodyCut,
    }
}
