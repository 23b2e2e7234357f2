//! Statuses that are no answer.

use super::super::http::Http;
use super::super::{Act, Expect, Item, Level};
use super::any;

const fn http(name: &'static str, does: &'static str, act: Http, expect: Expect) -> Item {
    Item::new(name, Level::Http, does, Act::Http(act), expect)
}

const CLIENT: Expect = any!["failed/http_client_error"];
const SERVER: Expect = any!["failed/http_server_error"];
const MANY: Expect = any!["failed/http_too_many_requests"];
const AWAY: Expect = any!["failed/http_unavailable"];
const EMPTY: Expect = any!["failed/empty_body", "failed/http_unexpected_status"];
const UNEXPECTED: Expect = any!["failed/http_unexpected_status"];

/// The faults.
pub const ITEMS: &[Item] = &[
    http("status-201", "201 over the good body", Http::StatusWithGood(201), UNEXPECTED),
    http("status-203", "203 over the good body: a proxy's version", Http::StatusWithGood(203), UNEXPECTED),
    http("status-204", "204: no content", Http::Status(204), EMPTY),
    http("status-205", "205: reset content", Http::Status(205), EMPTY),
    http("status-206", "206 that nobody asked for", Http::StatusWithGood(206), UNEXPECTED),
    http("status-300", "300: several choices", Http::Status(300), UNEXPECTED),
    http("status-304-unasked", "304 to a request without a condition", Http::NotModified, any!["failed/not_modified_unasked"])
        .without_validators(),
    http("status-400", "400", Http::Status(400), CLIENT),
    http("status-401", "401", Http::Status(401), any!["failed/http_unauthorized"]),
    http("status-402", "402", Http::Status(402), CLIENT),
    http("status-403", "403", Http::Status(403), any!["failed/http_unauthorized"]),
    http("status-404", "404", Http::Status(404), any!["failed/http_not_found"]),
    http("status-404-good-body", "404 over the good body", Http::StatusWithGood(404), any!["failed/http_not_found"]),
    http("status-408", "408", Http::Status(408), CLIENT),
    http("status-410", "410: gone for good", Http::Status(410), any!["failed/http_gone"]),
    http("status-418", "418", Http::Status(418), CLIENT),
    http("status-451", "451", Http::Status(451), CLIENT),
    http("status-429", "429 without Retry-After", Http::Status(429), MANY),
    http("status-429-seconds", "429, Retry-After in seconds", Http::RetryAfter(429, "120"), MANY),
    http("status-429-date", "429, Retry-After as a date to come", Http::RetryAfter(429, "Thu, 31 Dec 2099 23:59:59 GMT"), MANY),
    http("status-429-past", "429, Retry-After as a date gone by", Http::RetryAfter(429, "Sun, 06 Nov 1994 08:49:37 GMT"), MANY),
    http("status-429-rfc850", "429, Retry-After as an RFC 850 date", Http::RetryAfter(429, "Sunday, 06-Nov-94 08:49:37 GMT"), MANY),
    http("status-429-asctime", "429, Retry-After as an asctime date", Http::RetryAfter(429, "Sun Nov  6 08:49:37 1994"), MANY),
    http("status-429-absurd", "429, Retry-After of 30,000 years", Http::RetryAfter(429, "999999999999"), MANY),
    http("status-429-overflow", "429, Retry-After beyond any integer", Http::RetryAfter(429, "99999999999999999999999999"), MANY),
    http("status-429-negative", "429, Retry-After below zero", Http::RetryAfter(429, "-5"), MANY),
    http("status-429-garbage", "429, Retry-After that is none", Http::RetryAfter(429, "besok pagi"), MANY),
    http("status-500", "500", Http::Status(500), SERVER),
    http("status-500-good-body", "500 over the good body", Http::StatusWithGood(500), SERVER),
    http("status-501", "501", Http::Status(501), SERVER),
    http("status-502", "502", Http::Status(502), SERVER),
    http("status-503", "503 without Retry-After", Http::Status(503), SERVER),
    http("status-503-seconds", "503, Retry-After in seconds", Http::RetryAfter(503, "3"), AWAY),
    http("status-503-zero", "503, Retry-After of no seconds", Http::RetryAfter(503, "0"), AWAY),
    http("status-503-date", "503, Retry-After as a date to come", Http::RetryAfter(503, "Thu, 31 Dec 2099 23:59:59 GMT"), AWAY),
    http(
        "status-503-decimal",
        "503, Retry-After with a decimal point",
        Http::RetryAfter(503, "1.5"),
        any!["failed/http_unavailable", "failed/http_server_error"],
    ),
    http("status-504", "504", Http::Status(504), SERVER),
    http("status-520", "520: a proxy's own", Http::Status(520), SERVER),
    http("status-599", "599", Http::Status(599), SERVER),
    http("status-999", "999", Http::Status(999), UNEXPECTED),
];
