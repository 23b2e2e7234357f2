//! Redirects, honest and not.

use super::super::http::Http;
use super::super::{Act, Expect, Item, Level};
use super::{GOOD, PRIVATE, REFUSED_URL, any};

const fn http(name: &'static str, does: &'static str, act: Http, expect: Expect) -> Item {
    Item::new(name, Level::Http, does, Act::Http(act), expect)
}

const LIMIT: Expect = any!["failed/redirect_limit"];
const LOOP: Expect = any!["failed/redirect_loop"];

const fn to(name: &'static str, does: &'static str, target: &'static str, expect: Expect) -> Item {
    http(name, does, Http::Redirect(302, target), expect)
}

/// The faults.
pub const ITEMS: &[Item] = &[
    to("redirect-self", "a redirect to itself", "{base}layanan.json", LOOP),
    to("redirect-growing", "a redirect to a new address each time", "{base}layanan.json?ke={nth}", LIMIT),
    http("redirect-chain-30", "30 redirects, then the good answer", Http::Chain(302, 30), LIMIT),
    http("redirect-chain-3", "3 redirects, then the good answer: honest", Http::Chain(302, 3), GOOD),
    http("redirect-nowhere", "a redirect without a target", Http::RedirectNowhere, LIMIT),
    to("redirect-unreadable", "a redirect to what is no address", "http://[::bukan", any!["failed/redirect_limit", "failed/url_refused"]),
    http("redirect-301", "moved for good, on the same host: followed, and told", Http::Moved(301, "/baru.json"), GOOD),
    http("redirect-307", "moved for now, on the same host: followed", Http::Moved(307, "/baru.json"), GOOD),
    http("redirect-308", "moved for good, on the same host: followed, and told", Http::Moved(308, "/baru.json"), GOOD),
    http("redirect-other-host", "to another host, which must not see the secret header", Http::OtherHost, GOOD),
    to("redirect-loopback", "to 127.0.0.1", "http://127.0.0.1:9/", PRIVATE),
    to("redirect-decimal", "to 127.0.0.1, decimal", "http://2130706433:9/", PRIVATE),
    to("redirect-octal", "to 127.0.0.1, octal", "http://0177.0.0.1:9/", PRIVATE),
    to("redirect-hex", "to 127.0.0.1, hexadecimal", "http://0x7f.1:9/", PRIVATE),
    to("redirect-short", "to 127.1", "http://127.1:9/", PRIVATE),
    to("redirect-zero", "to 0.0.0.0", "http://0.0.0.0:9/", PRIVATE),
    to("redirect-v6-loopback", "to [::1]", "http://[::1]:9/", PRIVATE),
    to("redirect-v4-mapped", "to [::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]:9/", PRIVATE),
    to("redirect-nat64", "to 127.0.0.1 by NAT64", "http://[64:ff9b::7f00:1]:9/", PRIVATE),
    to("redirect-6to4", "to 127.0.0.1 by 6to4", "http://[2002:7f00:1::]:9/", PRIVATE),
    to("redirect-teredo", "to a Teredo address", "http://[2001:0:7f00:1::]:9/", PRIVATE),
    to("redirect-private", "to 10.0.0.1", "http://10.0.0.1/", PRIVATE),
    to("redirect-metadata", "to the metadata service of a cloud", "http://169.254.169.254/latest/meta-data/", PRIVATE),
    to("redirect-carrier", "to the shared range 100.64/10", "http://100.64.0.1/", PRIVATE),
    to("redirect-unique-local", "to [fd00::1]", "http://[fd00::1]/", PRIVATE),
    to("redirect-link-local", "to [fe80::1]", "http://[fe80::1]/", PRIVATE),
    to("redirect-multicast", "to 224.0.0.1", "http://224.0.0.1/", PRIVATE),
    to("redirect-fullwidth", "to 127.0.0.1 in full-width digits", "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1:9/", PRIVATE),
    to(
        "redirect-localhost-port",
        "to another port of its own name",
        "http://localhost:9/",
        any!["failed/private_address", "failed/url_refused"],
    ),
    to("redirect-file", "to file:///etc/passwd", "file:///etc/passwd", REFUSED_URL),
    to("redirect-ftp", "to ftp", "ftp://mpp.example/layanan.json", REFUSED_URL),
    to("redirect-gopher", "to gopher", "gopher://mpp.example/1", REFUSED_URL),
    to("redirect-data", "to a data address", "data:application/json,[]", REFUSED_URL),
    to("redirect-javascript", "to javascript", "javascript:alert(1)", REFUSED_URL),
    to("redirect-credentials", "to an address with a password", "http://pengguna:sandi@mpp.example/", REFUSED_URL),
    to(
        "redirect-escapes",
        "to an address with control characters",
        "http://10.0.0.1/\u{1b}[31mSUNTIK",
        any!["failed/private_address", "failed/redirect_limit", "failed/header_invalid", "failed/not_http"],
    ),
    http("redirect-303", "see other, on the same host: followed", Http::Moved(303, "/lain.json"), GOOD),
];
