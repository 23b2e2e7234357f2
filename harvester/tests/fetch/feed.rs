//! What a harvest makes of what was fetched: when the source is due again, what is read again without the network, and what labels say.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use registry::model::{Reason, Verdict};

use crate::server::{Act, Server, json, path, response};
use crate::world::{World, bulk, later, ms, now};

const HOUR: u64 = 3600;
/// A source is due within its interval, or a tenth later where its place comes right after a harvest.
const LATEST: u64 = HOUR + HOUR / 10;

/// A server whose answer a test changes by number.
async fn switched(answers: Vec<Vec<u8>>) -> (Server, Arc<AtomicUsize>) {
    let switch = Arc::new(AtomicUsize::new(0));
    let chosen = Arc::clone(&switch);
    let server = Server::start(move |_, _| Act::Say(answers[chosen.load(Ordering::Relaxed)].clone())).await;
    (server, switch)
}

#[tokio::test]
async fn a_source_is_not_due_before_its_server_wants_to_be_asked() {
    let (server, switch) = switched(vec![response(503, "Retry-After: 36000\r\n", ""), json("", &bulk(&["ktp"]))]).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    let ended = world.harvest().await;
    assert_eq!((ended.attempt.outcome, ended.attempt.reason, ended.attempt.requests), (Verdict::Failed, Reason::HttpUnavailable, 1));
    assert_eq!(world.row("a").await.due_at, now().plus(ms(36_000_000)));
    assert_eq!(world.state("a").await.retry_at, Some(now().plus(ms(36_000_000))));
    switch.store(1, Ordering::Relaxed);
    later(10);
    assert_eq!(world.harvest().await.attempt.reason, Reason::Changed);
    assert!(world.row("a").await.due_at <= now().plus(ms(LATEST * 1000)));
    assert_eq!(world.state("a").await.retry_at, None);
}

#[tokio::test]
async fn failures_in_a_row_put_a_source_off_and_a_success_brings_it_back() {
    let (server, switch) = switched(vec![response(404, "", ""), json("", &bulk(&["ktp"]))]).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    let mut waits = Vec::new();
    for failures in 1..=6 {
        assert_eq!(world.harvest().await.attempt.reason, Reason::HttpNotFound);
        assert_eq!(world.state("a").await.failures, failures);
        waits.push(world.row("a").await.due_at.since(now()).as_secs());
    }
    assert!(waits[0] <= LATEST && waits[1] >= HOUR && waits[2] >= 3 * HOUR, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 5 * HOUR + LATEST), "{waits:?}");
    switch.store(1, Ordering::Relaxed);
    assert_eq!(world.harvest().await.attempt.outcome, Verdict::Accepted);
    assert_eq!(world.state("a").await.failures, 0);
    assert!(world.row("a").await.due_at.since(now()).as_secs() <= LATEST);
}

#[tokio::test]
async fn a_declaration_that_cannot_be_used_is_no_failure_of_its_server() {
    let world = World::new().await;
    world.declare("a", "http://127.0.0.1:9999/feed.json", "headers = { X-Key = \"env:NOT_THERE\" }").await;
    assert_eq!(world.harvest().await.attempt.reason, Reason::ConfigInvalid);
    assert_eq!(world.state("a").await.failures, 0);
}

#[tokio::test]
async fn what_is_stored_is_read_again_without_the_network_when_the_reading_changes() {
    let server = Server::saying(json("", &bulk(&["ktp", "kia"]))).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    world.harvest().await;
    let asked = server.count();
    world.declare("a", &server.url("/feed.json"), "name = \"MPP Baru\"").await;
    let attempt = world.harvest().await.attempt;
    assert_eq!((attempt.outcome, attempt.reason, attempt.requests), (Verdict::Accepted, Reason::ReadAgain, 0), "{attempt:?}");
    assert_eq!((attempt.records, attempt.http_status, attempt.bytes), (Some(2), None, 0));
    assert_eq!(server.count(), asked, "nobody was asked");
    let attempt = world.harvest().await.attempt;
    assert_eq!((attempt.outcome, attempt.requests), (Verdict::Unchanged, 1), "the next one asks: {attempt:?}");
}

#[tokio::test]
async fn another_address_or_other_request_headers_are_fetched() {
    let server = Server::start(|_, head| Act::Say(json("", &bulk(if path(head) == "/new.json" { &["kia"] } else { &["ktp"] })))).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    world.harvest().await;
    for (url, headers) in [("/new.json", ""), ("/new.json", "headers = { X-Key = \"satu\" }")] {
        let asked = server.count();
        world.declare("a", &server.url(url), headers).await;
        let attempt = world.harvest().await.attempt;
        assert_eq!((attempt.requests, server.count() - asked), (1, 1), "{url} {headers}: {attempt:?}");
        assert_ne!(attempt.reason, Reason::ReadAgain);
    }
}

#[tokio::test]
async fn optional_documents_that_were_not_there_do_not_keep_the_rest_from_being_read_again() {
    let server = hsds(|_| page(1, &["ktp"], Some(1), 1)).await;
    let world = World::new().await;
    world.declare("a", &server.url("/"), "").await;
    assert_eq!(world.harvest().await.attempt.reason, Reason::Changed);
    assert_eq!(world.state("a").await.missing.len(), 3, "organizations, service_at_locations, taxonomy_terms");
    world.declare("a", &server.url("/"), "name = \"MPP Baru\"").await;
    assert_eq!(world.harvest().await.attempt.reason, Reason::ReadAgain);
}

#[tokio::test]
async fn a_wrong_label_on_good_content_is_a_remark_and_on_bad_content_the_reason() {
    let page = |body: &str| response(200, "Content-Type: text/html\r\n", body);
    let good = bulk(&["ktp"]);
    let (server, switch) = switched(vec![page(&good), json("", &good), page("rusak"), page("<html>Galat</html>"), json("", "rusak")]).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    assert_eq!(world.harvest().await.attempt.outcome, Verdict::Accepted);
    assert!(world.findings("a").await.contains(&"source.content-type".to_owned()));
    switch.store(4, Ordering::Relaxed);
    assert_eq!(world.harvest().await.attempt.reason, Reason::ContentTypeChanged, "text/html was promised before");
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    switch.store(1, Ordering::Relaxed);
    assert_eq!(world.harvest().await.attempt.outcome, Verdict::Accepted);
    for (chosen, expected) in [(2, Reason::ContentTypeChanged), (3, Reason::HtmlInsteadOfData), (4, Reason::Unparsable)] {
        switch.store(chosen, Ordering::Relaxed);
        let attempt = world.harvest().await.attempt;
        assert_eq!((attempt.outcome, attempt.reason), (Verdict::Rejected, expected), "{attempt:?}");
    }
}

/// An HSDS API with nothing but services; `services` answers for the page's number.
pub async fn hsds(services: impl Fn(u32) -> Vec<u8> + Send + Sync + 'static) -> Server {
    Server::start(move |_, head| {
        let path = path(head);
        Act::Say(match path.split('?').next() {
            Some("/") => json("", "{}"),
            Some("/services") => services(path.split("page=").nth(1).and_then(|rest| rest.split('&').next()?.parse().ok()).unwrap_or(1)),
            _ => response(404, "", ""),
        })
    })
    .await
}

/// A page of services.
pub fn page(number: u32, names: &[&str], total: Option<u32>, pages: u32) -> Vec<u8> {
    let organization = serde_json::json!({"id": "dinas", "name": "Dinas Kependudukan dan Pencatatan Sipil"});
    let contents: Vec<serde_json::Value> = names
        .iter()
        .map(|name| serde_json::json!({"id": format!("id-{name}"), "name": format!("Layanan {name}"), "organization": organization}))
        .collect();
    json("", &serde_json::json!({"page": number, "total_pages": pages, "total_items": total, "contents": contents}).to_string())
}
