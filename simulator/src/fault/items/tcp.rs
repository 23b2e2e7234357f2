//! Faults of the connection.

use super::super::reply::End;
use super::super::tcp::{Tcp, Tls};
use super::super::{Act, Expect, Item, Level};
use super::{CUT, GOOD, SILENT, SLOW, TLS, any};

const fn tcp(name: &'static str, does: &'static str, act: Tcp, expect: Expect) -> Item {
    Item::new(name, Level::Tcp, does, Act::Tcp(act), expect)
}

/// A connection that ends before a header came: whether it stood is the client's view.
const GONE: Expect = any!["failed/connect_failed", "failed/connection_closed"];

/// The faults.
pub const ITEMS: &[Item] = &[
    tcp("tcp-refused", "nobody listens at the port", Tcp::Refused, any!["failed/connect_failed"]),
    tcp("tcp-reset-on-accept", "RST right after the connection is accepted", Tcp::ResetOnAccept, GONE),
    tcp("tcp-close-on-accept", "FIN right after the connection is accepted", Tcp::CloseOnAccept, GONE),
    tcp("tcp-black-hole", "accepts, then nothing for ever", Tcp::BlackHole, SILENT),
    tcp("tcp-close-after-request", "reads the request and closes without a byte", Tcp::CloseAfterRequest, GONE),
    tcp("tcp-reset-after-request", "reads the request and resets", Tcp::ResetAfterRequest, GONE),
    tcp("tcp-silence-after-request", "reads the request, then nothing for ever", Tcp::SilenceAfterRequest, SILENT),
    tcp("tcp-one-byte", "one byte of the status line, then silence", Tcp::OneByte, SILENT),
    tcp("tcp-reset-in-header", "RST in the middle of the header", Tcp::InHeader(End::Reset), GONE),
    tcp("tcp-close-in-header", "FIN in the middle of the header", Tcp::InHeader(End::Close), GONE),
    tcp("tcp-silence-in-header", "silence in the middle of the header", Tcp::InHeader(End::Silence), SILENT),
    tcp("tcp-half-open", "half of the header, then its sending half is closed", Tcp::InHeader(End::HalfOpen), GONE),
    tcp("tcp-silence-after-header", "the whole header, then silence", Tcp::AfterHeader(End::Silence), SLOW),
    tcp("tcp-reset-after-header", "the whole header, then RST", Tcp::AfterHeader(End::Reset), CUT),
    tcp("tcp-reset-in-body", "RST in the middle of the body", Tcp::InBody(End::Reset), CUT),
    tcp("tcp-close-in-body", "FIN in the middle of the body", Tcp::InBody(End::Close), CUT),
    tcp("tcp-silence-in-body", "silence in the middle of the body", Tcp::InBody(End::Silence), SLOW),
    tcp("tcp-half-open-in-body", "its sending half is closed in the middle of the body", Tcp::InBody(End::HalfOpen), CUT),
    tcp("tcp-slow-header", "a byte of the header a second", Tcp::SlowHeader, SILENT),
    tcp("tcp-slow-body", "a byte of the body a second", Tcp::SlowBody, SLOW),
    tcp("tcp-fragments", "seven bytes a packet: slow and honest", Tcp::Fragments, GOOD),
    tcp("tcp-late", "answers late and within the deadline: slow and honest", Tcp::Late, GOOD),
    tcp("tcp-stays-open", "a whole answer, and the connection stays open and dead", Tcp::StaysOpen, GOOD),
    tcp("tls-plain", "redirects to https, and answers in the clear", Tcp::Tls(Tls::Plain), TLS),
    tcp("tls-alert", "redirects to https, and answers with a fatal alert", Tcp::Tls(Tls::Alert), TLS),
    tcp("tls-garbage", "redirects to https, and answers with garbage", Tcp::Tls(Tls::Garbage), TLS),
    tcp(
        "tls-close",
        "redirects to https, and closes at the hello",
        Tcp::Tls(Tls::Close),
        any!["failed/tls_failed", "failed/connection_closed"],
    ),
    tcp(
        "tls-silence",
        "redirects to https, and says nothing to the hello",
        Tcp::Tls(Tls::Silence),
        any!["failed/connect_timeout", "failed/header_timeout"],
    ),
];
