//! What may pass is asked for again, what will stay is not, and a host that is away is left alone.

use harvester::fetch::{Fetcher, Policy};
use registry::model::Reason;

use crate::server::{Act, Server, json, response};
use crate::world::{fetch, fetcher, limits, ms};

/// A server that fails as often as told and then answers.
async fn failing(times: usize, with: Vec<u8>) -> Server {
    Server::start(move |number, _| Act::Say(if number < times { with.clone() } else { json("", "{}") })).await
}

#[tokio::test]
async fn what_may_pass_is_asked_for_again_at_most_twice() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec();
    for with in [cut, Vec::new(), response(502, "", ""), response(503, "Retry-After: 0\r\n", ""), response(429, "Retry-After: 1\r\n", "")] {
        let server = failing(2, with.clone()).await;
        assert_eq!(fetch(&fetcher(), &server.url("/")).await.unwrap().requests, 3);
        let server = failing(3, with).await;
        let error = fetch(&fetcher(), &server.url("/")).await.unwrap_err();
        assert_eq!((error.requests, server.count()), (3, 3), "{error}");
    }
}

#[tokio::test]
async fn what_will_stay_is_not_asked_for_again() {
    for with in [response(404, "", ""), response(500, "", ""), response(503, "Retry-After: 600\r\n", ""), response(429, "", "")] {
        let server = failing(1, with).await;
        let error = fetch(&fetcher(), &server.url("/")).await.unwrap_err();
        assert_eq!((error.requests, server.count()), (1, 1), "{error}");
    }
}

#[tokio::test]
async fn a_short_retry_after_is_waited_for_and_a_long_one_is_told() {
    let server = failing(1, response(503, "Retry-After: 1\r\n", "")).await;
    let begun = std::time::Instant::now();
    assert_eq!(fetch(&fetcher(), &server.url("/")).await.unwrap().requests, 2);
    assert!(begun.elapsed() >= ms(1000));
    for (written, seconds) in [("600", 600), ("Tue, 24 Nov 2026 02:00:00 GMT", 7200), ("999999999", 86_400)] {
        let server = failing(1, response(503, &format!("Retry-After: {written}\r\nDate: Tue, 24 Nov 2026 00:00:00 GMT\r\n"), "")).await;
        let error = fetch(&fetcher(), &server.url("/")).await.unwrap_err();
        assert_eq!(error.retry_after, Some(ms(seconds * 1000)), "{written}");
    }
}

#[tokio::test]
async fn one_attempt_has_four_retries_for_all_its_documents() {
    let server = Server::saying(Vec::new()).await;
    let (fetcher, headers) = (fetcher(), reqwest::header::HeaderMap::new());
    let allowance = fetcher.allowance(crate::world::now(), None);
    for document in 0..4 {
        let url = server.url(&format!("/{document}")).parse().unwrap();
        let ask = harvester::fetch::Ask { url: &url, headers: &headers, etag: None, last_modified: None, allowance: &allowance };
        harvester::fetch::Fetch::fetch(&fetcher, &ask).await.unwrap_err();
    }
    assert_eq!(server.count(), 4 + 4);
}

#[tokio::test]
async fn a_host_that_is_away_is_left_alone_and_asked_again_by_itself() {
    let silent = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_silent = std::sync::Arc::clone(&silent);
    let server =
        Server::start(move |_, _| if is_silent.load(std::sync::atomic::Ordering::Relaxed) { Act::Hold } else { Act::Say(json("", "{}")) })
            .await;
    let fetcher = Fetcher::new(limits(), Policy::All).unwrap();
    let url = server.url("/");
    while fetch(&fetcher, &url).await.unwrap_err().reason != Reason::HostCircuitOpen {
        assert!(server.count() < 20, "it is left alone at last");
    }
    let (begun, before) = (std::time::Instant::now(), server.count());
    for _ in 0..50 {
        let error = fetch(&fetcher, &url).await.unwrap_err();
        assert_eq!((error.reason, error.requests), (Reason::HostCircuitOpen, 0));
    }
    assert!(begun.elapsed() < ms(200) && server.count() == before, "a refusal costs nothing");
    silent.store(false, std::sync::atomic::Ordering::Relaxed);
    tokio::time::sleep(ms(600)).await;
    assert_eq!(fetch(&fetcher, &url).await.unwrap().status, 200, "the probe heals it");
    assert_eq!(fetch(&fetcher, &url).await.unwrap().status, 200);
}
