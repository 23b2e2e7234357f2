//! Redirects are followed within policy, and secrets stay with the host that they were declared for.

use registry::model::Reason;
use reqwest::header::HeaderMap;

use crate::server::{Act, Server, json, path, response};
use crate::world::{World, bulk, fetch, fetch_with, fetcher, reason};

fn to(status: u16, target: &str) -> Vec<u8> {
    response(status, &format!("Location: {target}\r\n"), "")
}

#[tokio::test]
async fn loops_and_long_ways_end() {
    let round = Server::start(|number, _| Act::Say(to(302, if number % 2 == 0 { "/b" } else { "/a" }))).await;
    assert_eq!(reason(&fetcher(), &round.url("/a")).await, Reason::RedirectLoop);
    let oneself = Server::saying(to(302, "/a")).await;
    assert_eq!(reason(&fetcher(), &oneself.url("/a")).await, Reason::RedirectLoop);
    let long = Server::start(|number, _| Act::Say(to(302, &format!("/{number}")))).await;
    let error = fetch(&fetcher(), &long.url("/a")).await.unwrap_err();
    assert_eq!((error.reason, error.requests), (Reason::RedirectLimit, 6));
}

#[tokio::test]
async fn every_step_is_checked() {
    for (target, expected) in [
        ("ftp://203.0.114.1/", Reason::UrlRefused),
        ("file:///etc/passwd", Reason::UrlRefused),
        ("http://user:secret@203.0.114.1/", Reason::UrlRefused),
        ("http://127.0.0.1:22/", Reason::UrlRefused),
    ] {
        let server = Server::saying(to(302, target)).await;
        assert_eq!(reason(&fetcher(), &server.url("/")).await, expected, "{target}");
    }
}

#[tokio::test]
async fn declared_secrets_never_go_to_another_origin() {
    let other = Server::saying(json("", "{}")).await;
    let target = other.url("/elsewhere");
    let server = Server::start(move |_, head| Act::Say(if path(head) == "/a" { to(307, "/b") } else { to(307, &target) })).await;
    let headers: HeaderMap = [("authorization".parse().unwrap(), "Bearer rahasia".parse().unwrap())].into_iter().collect();
    fetch_with(&fetcher(), &server.url("/a"), &headers, None).await.unwrap();
    assert!(server.asked().iter().all(|head| head.contains("rahasia")), "they go to their own");
    assert!(other.count() == 1 && !other.asked()[0].contains("rahasia"), "{:?}", other.asked());
}

#[tokio::test]
async fn only_a_permanent_redirect_from_the_first_address_on_is_a_move() {
    for (statuses, expected) in [([301, 308], Some("/c")), ([308, 302], Some("/b")), ([302, 301], None)] {
        let server = Server::start(move |_, head| {
            Act::Say(match path(head) {
                "/a" => to(statuses[0], "/b"),
                "/b" => to(statuses[1], "/c"),
                _ => json("", "{}"),
            })
        })
        .await;
        let moved = fetch(&fetcher(), &server.url("/a")).await.unwrap().moved;
        assert_eq!(moved.map(|url| url.path().to_owned()).as_deref(), expected, "{statuses:?}");
    }
}

#[tokio::test]
async fn a_permanent_move_is_shown_to_a_person_and_forgotten_when_it_stops() {
    let has_moved = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let moves = std::sync::Arc::clone(&has_moved);
    let server = Server::start(move |_, head| {
        let is_moved = moves.load(std::sync::atomic::Ordering::Relaxed);
        Act::Say(if path(head) == "/feed.json" && is_moved { to(301, "/new.json") } else { json("", &bulk(&["ktp", "kia"])) })
    })
    .await;
    let world = World::new().await;
    world.declare("a", &server.url("/feed.json"), "").await;
    let ended = world.harvest().await;
    let new = server.url("/new.json");
    assert_eq!(ended.attempt.reason, Reason::Changed);
    assert_eq!(world.state("a").await.moved_to.as_deref(), Some(new.as_str()));
    assert!(world.findings("a").await.contains(&"source.moved".to_owned()));
    assert_eq!(world.row("a").await.url, server.url("/feed.json"), "the declaration stays as it is");
    assert!(world.harvest().await.attempt.detail.unwrap().contains(&new), "also where nothing has changed");
    has_moved.store(false, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(world.harvest().await.attempt.detail, None);
    assert_eq!(world.state("a").await.moved_to, None);
}
