//! What can go wrong while answering, in three tiers: the caller's fault (400, 401, 403, 404, 410, 429), a part of ours that does not answer (503), and a
//! fault of ours (500). Each has a stable `code`. JSON callers get RFC 9457 problem details; pages turn the same error into a page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::time::Duration;

use harvester::adapter::MappingError;
use harvester::report::SheetError;
use registry::access::{Action, Role};
use registry::model::Instant;
use registry::search::SearchError;
use registry::store::StoreError;
use serde::Serialize;

/// What can go wrong while answering.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A query parameter is not as documented.
    #[error("`{parameter}` {expected}")]
    Parameter {
        /// Its name.
        parameter: &'static str,
        /// What was expected.
        expected: String,
    },
    /// There is no such thing.
    #[error("there is no {what} `{id}`")]
    NotFound {
        /// `service`, `location`, ….
        what: &'static str,
        /// As asked for.
        id: String,
    },
    /// There was such a thing, and its source no longer names it.
    #[error("the {what} {name:?} is gone: source `{feed}` has not named it since {absent_since}")]
    Gone {
        /// `service`.
        what: &'static str,
        /// As it was called.
        name: String,
        /// The source that named it.
        feed: String,
        /// When it was missing first.
        absent_since: Instant,
    },
    /// A declaration that was sent has mistakes.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Declaration(Vec<MappingError>),
    /// It is not for everybody, and the request does not show who sends it.
    #[error("Masuk dahulu di /masuk, atau kirim kunci Anda: `Authorization: Bearer smp_…` / Sign in at /masuk first, or send your key")]
    SignInRequired,
    /// What was shown is no key that counts: unknown, mistyped, expired, revoked, or its account is shut. One answer for all of them.
    #[error(
        "Kunci tidak berlaku: salah ketik, kedaluwarsa, atau sudah dicabut. Minta kunci baru kepada admin daerah Anda / The key does not \
         count: mistyped, expired or revoked. Ask the admin of your region for a new one"
    )]
    WrongKey,
    /// The caller is known, and has no role that may do this.
    #[error(
        "Peran Anda tidak boleh `{action}`. Yang boleh: {names} / Your role may not do this; these may: {roles}",
        action = .0.as_str(), names = roles(*.0, Role::name), roles = roles(*.0, Role::as_str)
    )]
    Forbidden(Action),
    /// The caller's account may do this, the key that was shown may not.
    #[error(
        "Kunci ini tidak berlaku untuk `{action}` pada sumber atau daerah ini / This key is not for `{action}` on this source or region",
        action = .0.as_str()
    )]
    KeyBounds(Action),
    /// A form that is not of our own page, or of a session that has ended.
    #[error(
        "Formulir ini sudah kedaluwarsa. Muat ulang halamannya, lalu kirim lagi / This form has expired: load its page again and send it anew"
    )]
    FormToken,
    /// The caller asks too often.
    #[error("Terlalu sering. Coba lagi dalam {wait} detik / Too often: try again in {wait} seconds", wait = seconds(*.0))]
    TooMany(Duration),
    /// A person decided on content that is no longer what they saw.
    #[error(
        "Isinya sudah berubah sejak halaman ini dibuka: muat ulang dan lihat lagi / The content has changed since this page was loaded: load it \
         again and look anew"
    )]
    Superseded,
    /// A notice that has ended is not changed.
    #[error("Pengumuman ini sudah berakhir: tulis yang baru / This notice has ended: write a new one")]
    NoticeEnded,
    /// Stored documents cannot be read by the source's declaration as it is now.
    #[error(
        "Isi ini tidak lagi terbaca dengan pemetaan sumber yang sekarang: hubungi pengelola / This content can no longer be read by the source's \
         declaration as it is now"
    )]
    Unreadable,
    /// An endpoint that is switched off is sent nothing.
    #[error("Webhook ini sedang dimatikan: aktifkan dahulu / This webhook is switched off: enable it first")]
    WebhookOff,
    /// Too many of these are under way.
    #[error("too many of these are under way; try again in a few seconds")]
    Busy,
    /// A reader of the feed of changes has been away too long, or comes from another database.
    #[error("posisi ini tidak lagi dikenal: mulai lagi dari /v1/changes / this position is not known any more: begin anew at /v1/changes")]
    FeedLost,
    /// The caller of a long answer is gone.
    #[error("the caller is gone")]
    Away,
    /// The method is not for this resource.
    #[error("this resource does not take that method")]
    Method,
    /// The database failed or does not answer.
    #[error("the database does not answer")]
    Store(#[from] StoreError),
    /// The search engine failed or does not answer.
    #[error("the search does not answer")]
    Search(#[from] SearchError),
    /// An answer could not be written.
    #[error("the answer could not be written")]
    Json(#[from] serde_json::Error),
    /// A file for analysis could not be written.
    #[error(transparent)]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A workbook could not be written.
    #[error("the workbook could not be written")]
    Sheet(#[from] SheetError),
    /// A file that is not even judged.
    #[error(transparent)]
    Publish(#[from] crate::publish::Refusal),
    /// A step of an offer that is not taken.
    #[error(transparent)]
    Offer(#[from] crate::offers::OfferRefusal),
    /// The system has no randomness to give.
    #[error("the system has no randomness to give")]
    Randomness,
    /// A page could not be written.
    #[error("the page could not be written")]
    Page(#[from] askama::Error),
}

/// RFC 9457 problem details.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says it all, `code` says it exactly.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable: programs may branch on it.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// Which parameter, where it is one's fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'static str>,
    /// Each mistake of a declaration: line, column, key, and what was expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub mistakes: Vec<MappingError>,
}

impl Error {
    /// `parameter` is not as documented: it must be `expected`.
    pub fn parameter(parameter: &'static str, expected: impl Into<String>) -> Self {
        Self::Parameter { parameter, expected: expected.into() }
    }

    /// There is no `what` with this id.
    pub fn not_found(what: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { what, id: id.into() }
    }

    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Parameter { .. } => (StatusCode::BAD_REQUEST, "invalid_parameter"),
            Self::NotFound { .. } => (StatusCode::NOT_FOUND, "not_found"),
            Self::Gone { .. } => (StatusCode::GONE, "gone"),
            Self::Declaration(_) => (StatusCode::UNPROCESSABLE_ENTITY, "declaration_invalid"),
            Self::SignInRequired => (StatusCode::UNAUTHORIZED, "sign_in_required"),
            Self::WrongKey => (StatusCode::UNAUTHORIZED, "invalid_key"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::KeyBounds(_) => (StatusCode::FORBIDDEN, "key_not_allowed"),
            Self::FormToken => (StatusCode::FORBIDDEN, "form_expired"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Self::Superseded => (StatusCode::CONFLICT, "content_superseded"),
            Self::NoticeEnded => (StatusCode::CONFLICT, "notice_ended"),
            Self::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, "content_unreadable"),
            Self::WebhookOff => (StatusCode::CONFLICT, "webhook_disabled"),
            Self::Busy => (StatusCode::TOO_MANY_REQUESTS, "busy"),
            Self::FeedLost => (StatusCode::GONE, "feed_position_lost"),
            Self::Away => (StatusCode::REQUEST_TIMEOUT, "caller_gone"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "database_unavailable"),
            Self::Search(_) => (StatusCode::SERVICE_UNAVAILABLE, "search_unavailable"),
            Self::Publish(refusal) => refusal.kind(),
            Self::Offer(refusal) => refusal.kind(),
            Self::Json(_) | Self::Parquet(_) | Self::Sheet(_) | Self::Page(_) | Self::Randomness => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind().1
    }

    /// Writes our own faults to the log, once, where the answer is made.
    pub fn log(&self) {
        let source = std::error::Error::source(self).map(ToString::to_string).unwrap_or_default();
        if self.kind().0.is_server_error() {
            tracing::error!(code = self.code(), source, "a request failed: {self}");
        }
    }

    /// As problem details.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (status, code) = self.kind();
        let parameter = match self {
            Self::Parameter { parameter, .. } => Some(*parameter),
            Self::NotFound { .. }
            | Self::Gone { .. }
            | Self::Declaration(_)
            | Self::SignInRequired
            | Self::WrongKey
            | Self::Forbidden(_)
            | Self::KeyBounds(_)
            | Self::FormToken
            | Self::TooMany(_)
            | Self::Superseded
            | Self::NoticeEnded
            | Self::Unreadable
            | Self::WebhookOff
            | Self::Busy
            | Self::FeedLost
            | Self::Away
            | Self::Method
            | Self::Store(_)
            | Self::Search(_)
            | Self::Json(_)
            | Self::Parquet(_)
            | Self::Sheet(_)
            | Self::Page(_)
            | Self::Publish(_)
            | Self::Offer(_)
            | Self::Randomness => None,
        };
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code,
            detail: self.to_string(),
            parameter,
            mistakes: if let Self::Declaration(mistakes) = self { mistakes.clone() } else { Vec::new() },
        }
    }
}

fn roles(action: Action, name: fn(Role) -> &'static str) -> String {
    let roles = action.power().map(|power| power.roles).unwrap_or_default();
    roles.iter().map(|role| name(*role)).collect::<Vec<_>>().join(", ")
}

/// Whole seconds, at least one.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.kind().0
    }

    fn error_response(&self) -> HttpResponse {
        self.log();
        let mut answer = HttpResponse::build(self.status_code());
        match (self, self.status_code()) {
            (Self::TooMany(wait), _) => answer.insert_header(("Retry-After", seconds(*wait).to_string())),
            (_, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) => answer.insert_header(("Retry-After", "5")),
            (_, StatusCode::UNAUTHORIZED) => answer.insert_header(("WWW-Authenticate", "Bearer realm=\"simpul\"")),
            _ => &mut answer,
        };
        answer
            .insert_header(("Cache-Control", "no-store"))
            .content_type("application/problem+json")
            .body(serde_json::to_vec(&self.problem()).unwrap_or_default())
    }
}
