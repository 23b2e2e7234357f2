//! Attempts: one fetch of one source, always a row.

use serde::{Deserialize, Serialize};

use super::{Instant, Verdict};

macro_rules! reasons {
    ($($name:ident, $text:literal, $doc:literal;)*) => {
        /// Why an attempt ended as it did. Stable names: alert rules and dashboards use them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Reason { $(#[doc = $doc] #[serde(rename = $text)] $name,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as stored and served.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }
        }

        impl std::str::FromStr for Reason {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> { match text { $($text => Ok(Self::$name),)* _ => Err(()) } }
        }
    };
}

reasons! {
    Changed, "changed", "New content was read and stored.";
    NotModified, "not_modified", "Every document answered 304.";
    SameContent, "same_content", "The documents came again, byte for byte the same, or read to the same catalog.";
    ReadAgain, "read_again", "What was stored was read again by a newer mapping, adapter or normaliser; nothing was fetched.";
    HttpClientError, "http_client_error", "A status of 400 to 499 other than the ones named below.";
    HttpUnauthorized, "http_unauthorized", "401 or 403.";
    HttpNotFound, "http_not_found", "404.";
    HttpGone, "http_gone", "410: the document was taken away on purpose.";
    HttpTooManyRequests, "http_too_many_requests", "429.";
    HttpServerError, "http_server_error", "A status of 500 or more.";
    HttpUnavailable, "http_unavailable", "503 with a Retry-After: the server is away for a while and says how long.";
    HttpUnexpectedStatus, "http_unexpected_status", "Any other status but 200.";
    NotModifiedUnasked, "not_modified_unasked", "304, though nothing was said to be stored.";
    DnsFailed, "dns_failed", "The host's name has no address.";
    ConnectFailed, "connect_failed", "No connection, or it was refused.";
    ConnectTimeout, "connect_timeout", "No connection within the deadline.";
    TlsFailed, "tls_failed", "The TLS handshake failed.";
    TlsExpired, "tls_expired", "The certificate has expired, or is not valid yet.";
    TlsWrongHost, "tls_wrong_host", "The certificate is another host's.";
    TlsUntrusted, "tls_untrusted", "The certificate is signed by nobody who is trusted, or by itself.";
    ConnectionClosed, "connection_closed", "The connection ended before a response header came.";
    NotHttp, "not_http", "What answers does not speak HTTP.";
    HeaderInvalid, "header_invalid", "The response header breaks the rules of HTTP.";
    HeaderTimeout, "header_timeout", "No response header within the deadline.";
    TotalTimeout, "total_timeout", "The body did not end within the deadline.";
    BodyTooSlow, "body_too_slow", "The body came slower than the least speed.";
    HarvestTimeout, "harvest_timeout", "The documents of the source did not all come within the deadline of one attempt.";
    HostCircuitOpen, "host_circuit_open", "The host has not answered for a while and is left alone for now.";
    BodyCut, "body_cut", "The connection ended before the body did.";
    BodyTooLarge, "body_too_large", "The body, decompressed, is over the cap.";
    BodyUndecodable, "body_undecodable", "The body's compression is broken.";
    TooManyDocuments, "too_many_documents", "The feed has more documents than the limit allows.";
    PrivateAddress, "private_address", "The host is at a private address, and those are refused.";
    OwnListener, "own_listener", "The URL leads to a listener of the harvester itself.";
    UrlRefused, "url_refused", "The URL's scheme, credentials or port are not allowed.";
    RedirectLimit, "redirect_limit", "Too many redirects, or one without a target.";
    RedirectLoop, "redirect_loop", "The redirects lead back to where they were before.";
    EmptyBody, "empty_body", "The body has no content.";
    HtmlInsteadOfData, "html_instead_of_data", "A web page came instead of data.";
    ContentTypeChanged, "content_type_changed", "The Content-Type is another one than before, and the body cannot be read.";
    Unparsable, "unparsable", "The body is not what its format promises.";
    WrongShape, "wrong_shape", "The body is well-formed but not of the shape that the source declares.";
    ArchiveTooLarge, "archive_too_large", "The spreadsheet inflates to more than the cap, or is made to do so.";
    TooManyRecords, "too_many_records", "The body holds more values than any catalog does.";
    NoRecords, "no_records", "The feed holds no record; the last good data stays.";
    MassDrop, "mass_drop", "Many services are missing at once; the content waits for a person, or until it has come often enough.";
    SlowLeak, "slow_leak", "Within some days many services went missing, a few at a time; the content waits.";
    Replaced, "replaced", "Most services are others than before; the content waits.";
    RolledBack, "rolled_back", "A person took this content back; it waits until a person releases it.";
    NationalHold, "national_hold", "Many sources lose records or fail at once: whatever takes records away waits until that ends.";
    WrongRegion, "wrong_region", "The content names another region.";
    AnothersContent, "anothers_content", "The same content, byte for byte, is another region's.";
    Released, "released", "Content that had been held was released by a person and is stored.";
    Repeated, "repeated", "Content that had been held came often enough and is stored.";
    TooManyBadRecords, "too_many_bad_records", "Less than half of the records are good; the last good data stays.";
    ConfigInvalid, "config_invalid", "The source's declaration cannot be used.";
    LeaseLost, "lease_lost", "Another worker took the source over.";
    Stopped, "stopped", "The harvester was told to stop.";
    Internal, "internal", "A fault of ours: see the log.";
}

/// One try to harvest one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub started_at: Instant,
    /// From the first request to the end of the last body, in milliseconds.
    pub fetch_ms: u32,
    /// To the first response header, in milliseconds.
    pub first_byte_ms: Option<u32>,
    /// All of it, storing included, in milliseconds.
    pub total_ms: u32,
    /// How many requests were made.
    pub requests: u32,
    /// How many of them were answered 304.
    pub not_modified: u32,
    /// The status of the last response.
    pub http_status: Option<u16>,
    /// Bytes of all bodies, decompressed.
    pub bytes: u64,
    /// Records that were read, good and bad; `None`: nothing was read.
    pub records: Option<u32>,
    /// How many of them were refused.
    pub refused: Option<u32>,
    /// BLAKE3 of the content, in hex.
    pub content_hash: Option<String>,
    /// How it ended.
    pub outcome: Verdict,
    /// Why.
    pub reason: Reason,
    /// What a person needs to know beyond the reason: which document, which line.
    pub detail: Option<String>,
}
