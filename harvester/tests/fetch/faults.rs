//! One fault, one reason.

use harvester::fetch::{Fetcher, Policy};
use registry::model::Reason;
use rstest::rstest;

use crate::server::{Act, Server, json, response};
use crate::world::{around, fetch, fetch_with, fetcher, limits, lookup, ms, reason};

#[rstest]
#[case(400, "", Reason::HttpClientError)]
#[case(401, "", Reason::HttpUnauthorized)]
#[case(403, "", Reason::HttpUnauthorized)]
#[case(404, "", Reason::HttpNotFound)]
#[case(410, "", Reason::HttpGone)]
#[case(429, "Retry-After: 3600\r\n", Reason::HttpTooManyRequests)]
#[case(500, "", Reason::HttpServerError)]
#[case(503, "", Reason::HttpServerError)]
#[case(503, "Retry-After: 3600\r\n", Reason::HttpUnavailable)]
#[case(206, "", Reason::HttpUnexpectedStatus)]
#[case(300, "", Reason::HttpUnexpectedStatus)]
#[tokio::test]
async fn a_status(#[case] status: u16, #[case] headers: &str, #[case] expected: Reason) {
    let server = Server::saying(response(status, headers, "{}")).await;
    let error = fetch(&fetcher(), &server.url("/")).await.unwrap_err();
    assert_eq!((error.reason, error.status), (expected, Some(status)), "{error}");
}

#[rstest]
#[case::fewer_bytes_than_stated("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"", Reason::BodyCut)]
#[case::chunks_that_end_early("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n", Reason::BodyCut)]
#[case::a_chunk_that_ends_early("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"a\"", Reason::BodyCut)]
#[case::chunks_that_are_none("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", Reason::BodyCut)]
#[case::closed_at_once("", Reason::ConnectionClosed)]
#[case::closed_in_the_header("HTTP/1.1 200 OK\r\nContent-", Reason::ConnectionClosed)]
#[case::another_protocol("SSH-2.0-OpenSSH_9.6\r\n\r\n", Reason::NotHttp)]
#[case::a_body_without_a_header("{\"services\":[]}\r\n\r\n", Reason::NotHttp)]
#[case::no_status("HTTP/1.1 abc\r\n\r\n", Reason::NotHttp)]
#[case::a_header_without_a_name("HTTP/1.1 200 OK\r\n: no name\r\n\r\n{}", Reason::HeaderInvalid)]
#[case::a_header_without_a_value("HTTP/1.1 200 OK\r\nno value here\r\n\r\n{}", Reason::HeaderInvalid)]
#[case::a_length_that_is_none("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", Reason::HeaderInvalid)]
#[case::two_lengths("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Reason::HeaderInvalid)]
#[case::not_modified_though_nothing_is_stored("HTTP/1.1 304 Not Modified\r\n\r\n", Reason::NotModifiedUnasked)]
#[case::no_content("HTTP/1.1 204 No Content\r\n\r\n", Reason::EmptyBody)]
#[case::no_gzip("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!", Reason::BodyUndecodable)]
#[case::another_compression("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\n\x28abc", Reason::BodyUndecodable)]
#[case::a_length_over_the_cap("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{", Reason::BodyTooLarge)]
#[case::a_redirect_to_nowhere("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", Reason::RedirectLimit)]
#[tokio::test]
async fn a_response(#[case] bytes: &str, #[case] expected: Reason) {
    let server = Server::saying(bytes).await;
    let error = fetch(&fetcher(), &server.url("/")).await.map(|fetched| fetched.status).unwrap_err();
    assert_eq!(error.reason, expected, "{error}");
}

#[tokio::test]
async fn a_header_that_never_ends_is_invalid() {
    let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
    bytes.extend((0..200_000).flat_map(|number| format!("X-{number}: {number}\r\n").into_bytes()));
    let server = Server::saying(bytes).await;
    assert_eq!(reason(&fetcher(), &server.url("/")).await, Reason::HeaderInvalid);
}

#[tokio::test]
async fn a_cut_gzip_body_is_undecodable() {
    // An empty gzip member without its trailer.
    let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n".to_vec();
    bytes.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c]);
    let server = Server::saying(bytes).await;
    assert_eq!(reason(&fetcher(), &server.url("/")).await, Reason::BodyUndecodable);
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_off_at_the_cap() {
    let mut bytes = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    bytes.resize(3 << 20, b' ');
    let server = Server::saying(bytes).await;
    assert_eq!(reason(&fetcher(), &server.url("/")).await, Reason::BodyTooLarge);
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_whole() {
    let server = Server::saying("HTTP/1.0 200 OK\r\n\r\n{\"a\":1}").await;
    assert_eq!(fetch(&fetcher(), &server.url("/")).await.unwrap().body.unwrap(), b"{\"a\":1}");
}

#[tokio::test]
async fn no_header_a_slow_body_and_a_body_that_never_ends() {
    let silent = Server::start(|_, _| Act::Hold).await;
    assert_eq!(reason(&fetcher(), &silent.url("/")).await, Reason::HeaderTimeout);
    let stalled = Server::start(|_, _| Act::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec())).await;
    assert_eq!(reason(&fetcher(), &stalled.url("/")).await, Reason::BodyTooSlow);
    let dripping = Server::start(|_, _| Act::Drip(json("", &" ".repeat(4000)), ms(20))).await;
    let patient = Fetcher::new(harvester::fetch::Limits { header: ms(5000), ..limits() }, Policy::All).unwrap();
    assert_eq!(reason(&patient, &dripping.url("/")).await, Reason::BodyTooSlow);
    let unhurried = harvester::fetch::Limits { header: ms(5000), least_speed: 1, ..limits() };
    assert_eq!(reason(&Fetcher::new(unhurried, Policy::All).unwrap(), &dripping.url("/")).await, Reason::TotalTimeout);
}

#[tokio::test]
async fn all_of_an_attempt_has_a_deadline() {
    let silent = Server::start(|_, _| Act::Hold).await;
    let hurried = harvester::fetch::Limits { attempt: ms(100), ..limits() };
    let (fetcher, url) = (Fetcher::new(hurried, Policy::All).unwrap(), silent.url("/").parse().unwrap());
    let (allowance, headers) = (fetcher.allowance(crate::world::now(), None), reqwest::header::HeaderMap::new());
    let ask = harvester::fetch::Ask { url: &url, headers: &headers, etag: None, last_modified: None, allowance: &allowance };
    let error = harvester::fetch::Fetch::fetch(&fetcher, &ask).await.unwrap_err();
    assert_eq!((error.reason, error.requests), (Reason::HarvestTimeout, 1));
}

#[tokio::test]
async fn no_name_no_listener_and_no_handshake() {
    let nameless = Fetcher::within(limits(), around(Policy::All, lookup(|_| vec![]))).unwrap();
    assert_eq!(reason(&nameless, "http://mpp.example.id/").await, Reason::DnsFailed);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(reason(&fetcher(), &format!("http://{free}/")).await, Reason::ConnectFailed);
    let silent = Server::start(|_, _| Act::Hold).await;
    assert_eq!(reason(&fetcher(), &format!("https://{}/", silent.address)).await, Reason::ConnectTimeout);
}

#[tokio::test]
async fn not_modified_holds_only_where_it_was_asked_for() {
    let server = Server::saying("HTTP/1.1 304 Not Modified\r\n\r\n").await;
    let fetched = fetch_with(&fetcher(), &server.url("/"), &reqwest::header::HeaderMap::new(), Some("\"1\"")).await.unwrap();
    assert_eq!((fetched.status, fetched.body), (304, None));
}
