//! Headers, framing, types of content and validators.

use super::super::http::Http;
use super::super::{Act, Expect, Item, Level};
use super::{CUT, GOOD, SHAPELESS, any};

const fn http(name: &'static str, does: &'static str, act: Http, expect: Expect) -> Item {
    Item::new(name, Level::Http, does, Act::Http(act), expect)
}

const HTML: &str = "<!doctype html><html><head><title>Masuk</title></head><body><!-- data sintetis --><form action=\"/masuk\">\
                    <script>alert('SUNTIK')</script><input name=sandi></form></body></html>";
const ERROR: &str = "{\"_synthetic\":true,\"status\":\"error\",\"message\":\"basis data tidak tersedia\"}";

/// What is no HTTP.
const MALFORMED: Expect = any!["failed/not_http", "failed/header_invalid"];
/// A stated length that is not the body's: the body is cut, or what is left cannot be read.
const SHORT: Expect = any!["failed/body_cut", "rejected/unparsable"];
const HTML_FOUND: Expect = any!["rejected/html_instead_of_data"];
/// No JSON, and of another type than before.
const OTHER: Expect = any!["rejected/unparsable", "rejected/content_type_changed"];
const EMPTY: Expect = any!["failed/empty_body"];
/// Honest, or refused as ambiguous (RFC 9112, 6.3): never half read.
const AMBIGUOUS: Expect = any!["accepted/changed", "failed/header_invalid", "failed/not_http"];
const SAME: Expect = any!["unchanged/same_content"];

/// The faults.
pub const ITEMS: &[Item] = &[
    http("head-garbage", "a status line of garbage and escapes", Http::StatusLine(b"\x1b[31mSUNTIK\x07 \xff\xfe"), MALFORMED),
    http("head-status-text", "a status that is a word", Http::StatusLine(b"HTTP/1.1 OK baik"), MALFORMED),
    http("head-version", "HTTP/9.9", Http::StatusLine(b"HTTP/9.9 200 OK"), MALFORMED),
    http("head-http09", "HTTP/0.9: a body and no header", Http::Http09, MALFORMED),
    http("head-1mb", "a header of 1 MB", Http::LongHeader(1 << 20), MALFORMED),
    http("head-5000", "5,000 headers", Http::ManyHeaders(5000), MALFORMED),
    http("head-control", "control characters in a header", Http::Headers(&[("X-Suntik", b"a\x1b[31mSUNTIK\x07b")]), AMBIGUOUS),
    http("head-latin1", "a header that is no UTF-8: honest", Http::Headers(&[("X-Nama", b"Caf\xe9")]), GOOD),
    http("head-folded", "a header that goes on in the next line", Http::Headers(&[("X-Lipat", b"satu\r\n dua")]), AMBIGUOUS),
    http("head-no-name", "a header without a name", Http::Headers(&[("", b"kosong")]), AMBIGUOUS),
    http("head-two-types", "two types of content", Http::Headers(&[("Content-Type", b"text/html")]), GOOD),
    http("head-set-cookie", "60 cookies: honest", Http::Headers(&[("Set-Cookie", b"a=1" as &[u8]); 60]), GOOD),
    http("length-short", "the stated length is 100 bytes short", Http::LengthOff(-100), SHORT),
    http("length-long", "the stated length is 100 bytes long", Http::LengthOff(100), CUT),
    http("length-huge", "the stated length is 8 EiB", Http::LengthOff(i64::MAX - 100_000), any!["failed/body_too_large"]),
    http("length-none", "no length, the body ends with the connection: honest", Http::NoLength, GOOD),
    http(
        "length-two",
        "two lengths that differ",
        Http::TwoLengths,
        any!["failed/header_invalid", "failed/body_cut", "rejected/unparsable"],
    ),
    http("length-and-chunks", "a length and chunks", Http::LengthAndChunks, AMBIGUOUS),
    http("chunks", "chunks: honest", Http::Chunked, GOOD),
    http("chunks-unended", "chunks without the last one", Http::ChunksUnended, CUT),
    http("chunks-broken", "a chunk's size is no number", Http::ChunkSizeBroken, CUT),
    http("chunks-huge", "a chunk of 16 EiB", Http::ChunkSizeHuge, CUT),
    http("interim-100", "a hundred answers 100 first: honest", Http::Interim(100, 100), GOOD),
    http("interim-103", "three answers 103 first: honest", Http::Interim(103, 3), GOOD),
    http(
        "interim-flood",
        "answers 102 without end",
        Http::Interim(102, 50_000_000),
        any!["failed/header_timeout", "failed/header_invalid"],
    ),
    http("page-login", "a login page with 200", Http::Page("text/html; charset=utf-8", HTML), HTML_FOUND),
    http("page-login-as-json", "a login page with 200 that calls itself JSON", Http::Page("application/json", HTML), HTML_FOUND),
    http("page-error", "an error in JSON with 200", Http::Page("application/json", ERROR), SHAPELESS),
    http("page-empty", "an empty body with 200", Http::Page("application/json", ""), EMPTY),
    http("page-blank", "blanks with 200", Http::Page("application/json", " \n\t \r\n "), EMPTY),
    http("page-pdf", "a PDF with 200", Http::Page("application/pdf", "%PDF-1.7\n% data sintetis\n"), OTHER),
    http(
        "page-xml",
        "XML with 200",
        Http::Page("application/xml", "<?xml version=\"1.0\"?><layanan sintetis=\"ya\"/>"),
        any!["rejected/unparsable", "rejected/html_instead_of_data", "rejected/content_type_changed"],
    ),
    http(
        "page-sql-error",
        "a database's error in words with 200",
        Http::Page("text/plain", "SQLSTATE[HY000] [2002] Connection refused (sintetis)"),
        OTHER,
    ),
    http("type-html", "the good body, called HTML", Http::TypedAs("text/html"), GOOD),
    http("type-text", "the good body, called text", Http::TypedAs("text/plain"), GOOD),
    http("type-image", "the good body, called an image", Http::TypedAs("image/png"), GOOD),
    http("type-absurd", "the good body with a type that is none", Http::TypedAs(";;;charset==\"\"x"), GOOD),
    http("type-none", "the good body without a type", Http::Untyped, GOOD),
    http("tag-same", "new content under the old tag", Http::SameTagNewContent, GOOD),
    http(
        "tag-always-304",
        "304 to every condition, though the content is new",
        Http::AlwaysNotModified,
        any!["unchanged/not_modified", "accepted/changed"],
    ),
    http("tag-new", "the same content under a new tag each time", Http::NewTagEachTime, SAME),
    http("tag-weak", "a weak tag: honest", Http::Tag("W/\"1\""), GOOD),
    http("tag-bare", "a tag without quotes", Http::Tag("tanpa-kutip"), GOOD),
    http("tag-star", "the tag *", Http::Tag("*"), GOOD),
    http("tag-long", "a tag of 20 KB", Http::LongTag(20_000), GOOD),
    http("date-future", "changed in the year 2999", Http::Modified("Wed, 01 Jan 2999 00:00:00 GMT"), GOOD),
    http("date-garbage", "a date of change that is none", Http::Modified("kemarin"), GOOD),
    http("body-200-mib", "200 MiB without a length", Http::Endless(200 << 20), any!["failed/body_too_large"]).heavy(),
    http("body-40-mib", "40 MiB without a length: over the cap", Http::Endless(40 << 20), any!["failed/body_too_large"]),
];
