//! Validators that lie are found out, and not believed again too soon.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use registry::model::{Reason, Verdict};

use crate::server::{Act, Server, json};
use crate::world::{World, bulk, later};

/// A feed of as many services as the number says. `etag` of (number, request); `believes`: a request with any If-None-Match is answered 304.
async fn feed(etag: impl Fn(usize, usize) -> String + Send + Sync + 'static, believes: bool) -> (Server, Arc<AtomicUsize>) {
    let services = Arc::new(AtomicUsize::new(1));
    let number = Arc::clone(&services);
    let server = Server::start(move |request, head| {
        let number = number.load(Ordering::Relaxed);
        let etag = etag(number, request);
        let holds = head.contains("if-none-match:") && (believes || head.contains(&etag));
        if holds {
            return Act::Say(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec());
        }
        let names: Vec<String> = (0..number).map(|name| format!("n{name}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Act::Say(json(&format!("ETag: \"{etag}\"\r\n"), &bulk(&names)))
    })
    .await;
    (server, services)
}

/// Harvests every hour until something else than unchanged comes, and says after how many.
async fn until_seen(world: &World) -> (u64, registry::model::Attempt) {
    for hours in 1..=40 {
        later(1);
        let attempt = world.harvest().await.attempt;
        if attempt.outcome != Verdict::Unchanged {
            return (hours, attempt);
        }
    }
    panic!("never seen");
}

#[tokio::test]
async fn an_etag_that_never_changes_is_found_out_within_a_day_and_a_half_and_not_believed_for_days() {
    for believes in [false, true] {
        let (server, services) = feed(move |number, _| if believes { format!("v{number}") } else { "same".to_owned() }, believes).await;
        let world = World::new().await;
        world.declare("a", &server.url("/feed.json"), "").await;
        world.harvest().await;
        services.store(2, Ordering::Relaxed);
        assert_eq!(world.harvest().await.attempt.reason, Reason::NotModified, "the second harvest believes");
        let (hours, attempt) = until_seen(&world).await;
        assert!((11..=36).contains(&hours), "{hours}");
        assert_eq!((attempt.outcome, attempt.reason), (Verdict::Accepted, Reason::Changed));
        assert!(attempt.detail.unwrap().contains("not been trusted"), "a person is told");
        assert!(world.findings("a").await.contains(&"source.validators-lie".to_owned()));
        assert!(world.state("a").await.lie_since.is_some());
        for number in 3..6 {
            services.store(number, Ordering::Relaxed);
            later(1);
            assert_eq!(world.harvest().await.attempt.reason, Reason::Changed, "seen at once from now on");
            assert_eq!(world.harvest().await.attempt.reason, Reason::SameContent, "by its hash");
        }
    }
}

#[tokio::test]
async fn who_has_stopped_lying_is_believed_again_after_some_days() {
    let (server, services) = feed(|number, _| if number < 3 { "same".to_owned() } else { format!("v{number}") }, false).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    world.harvest().await;
    services.store(2, Ordering::Relaxed);
    until_seen(&world).await;
    services.store(3, Ordering::Relaxed);
    let mut days = 0;
    while world.state("a").await.lie_since.is_some() {
        later(12);
        world.harvest().await;
        days += 1;
        assert!(days < 12, "three daily checks are enough");
    }
    assert!(days >= 4, "{days} half days");
    assert_eq!(world.harvest().await.attempt.reason, Reason::NotModified, "it is asked with conditions again");
}

#[tokio::test]
async fn an_honest_server_is_checked_once_a_day_and_stays_believed() {
    let (server, services) = feed(|number, _| format!("v{number}"), false).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    world.harvest().await;
    for hour in 0..72 {
        later(1);
        if hour % 7 == 0 {
            services.fetch_add(1, Ordering::Relaxed);
        }
        world.harvest().await;
    }
    let unconditional = server.asked().iter().filter(|head| !head.contains("if-none-match")).count();
    assert!((3..=5).contains(&unconditional), "the first one and the daily checks: {unconditional}");
    assert_eq!(world.state("a").await.lie_since, None);
}

#[tokio::test]
async fn a_new_etag_for_the_same_content_is_no_new_content() {
    let (server, _) = feed(|_, request| format!("r{request}"), false).await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    world.harvest().await;
    for _ in 0..3 {
        let ended = world.harvest().await;
        assert_eq!((ended.attempt.reason, ended.difference.rows), (Reason::SameContent, 0));
    }
    assert_eq!(world.state("a").await.lie_since, None);
}
