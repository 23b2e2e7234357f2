//! Paged lists: a page that fails is asked for again where it failed, and a list that shifts under the reader takes nothing away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use registry::model::Verdict;

use crate::feed::{hsds, page};
use crate::server::{Server, response};
use crate::world::World;

/// Harvests a feed; says whether it was read in part, and its findings.
async fn read(server: &Server) -> (bool, Vec<String>) {
    let world = World::new().await;
    world.declare("a", &server.url("/"), "").await;
    let ended = world.harvest().await;
    assert_eq!(ended.attempt.outcome, Verdict::Accepted, "{ended:?}");
    let is_partial = ended.attempt.detail.is_some_and(|detail| detail.contains("in part"));
    let mut found: Vec<String> = world.findings("a").await.into_iter().filter(|code| code.starts_with("page.")).collect();
    found.sort();
    (is_partial, found)
}

fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[tokio::test]
async fn a_list_that_holds_still_is_whole() {
    let server = hsds(|number| if number == 1 { page(1, &["a", "b"], Some(3), 2) } else { page(2, &["c"], Some(3), 2) }).await;
    assert_eq!(read(&server).await, (false, vec![]));
}

#[tokio::test]
async fn a_page_that_fails_is_asked_for_again_and_not_the_others() {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let server = hsds(move |number| match number {
        1 => page(1, &["a", "b"], Some(3), 2),
        _ if counted.fetch_add(1, Ordering::Relaxed) < 2 => response(502, "", ""),
        _ => page(2, &["c"], Some(3), 2),
    })
    .await;
    assert_eq!(read(&server).await, (false, vec![]));
    assert_eq!(tries.load(Ordering::Relaxed), 3);
    let first = server.asked().iter().filter(|head| head.contains("/services?page=1")).count();
    assert_eq!(first, 2, "once to read it, once to see whether it held still");
}

#[tokio::test]
async fn a_record_on_two_pages_and_another_on_none() {
    let server = hsds(|number| if number == 1 { page(1, &["a", "b"], Some(4), 2) } else { page(2, &["b", "c"], Some(4), 2) }).await;
    assert_eq!(read(&server).await, (true, codes(&["page.list-shifted"])));
}

#[tokio::test]
async fn a_total_that_changes_between_the_pages() {
    let server = hsds(|number| if number == 1 { page(1, &["a", "b"], Some(4), 2) } else { page(2, &["c", "d"], Some(5), 2) }).await;
    let (is_partial, found) = read(&server).await;
    assert!(is_partial && found.contains(&"page.list-shifted".to_owned()), "{found:?}");
}

#[tokio::test]
async fn fewer_than_stated_and_more_than_stated() {
    let fewer = hsds(|_| page(1, &["a", "b"], Some(9), 1)).await;
    assert_eq!(read(&fewer).await, (true, codes(&["page.count-mismatch", "page.list-incomplete"])));
    let more = hsds(|_| page(1, &["a", "b", "c"], Some(2), 1)).await;
    assert_eq!(read(&more).await, (false, codes(&["page.count-mismatch"])));
}

#[tokio::test]
async fn a_page_that_comes_again_in_the_place_of_another() {
    let server = hsds(|_| page(1, &["a", "b"], Some(4), 2)).await;
    assert_eq!(read(&server).await, (true, codes(&["page.list-incomplete", "page.repeated"])));
}

#[tokio::test]
async fn a_first_page_that_is_another_one_at_the_end() {
    let times = AtomicUsize::new(0);
    let server = hsds(move |number| match number {
        1 if times.fetch_add(1, Ordering::Relaxed) == 0 => page(1, &["a", "b"], None, 2),
        1 => page(1, &["new", "a"], None, 2),
        _ => page(2, &["c", "d"], None, 2),
    })
    .await;
    assert_eq!(read(&server).await, (true, codes(&["page.list-shifted"])));
}

#[tokio::test]
async fn an_optional_list_that_fails_is_not_gone() {
    let server = Server::start(|_, head| {
        let path = crate::server::path(head).split('?').next().unwrap_or_default().to_owned();
        crate::server::Act::Say(match path.as_str() {
            "/" => crate::server::json("", "{}"),
            "/services" => page(1, &["a"], Some(1), 1),
            "/organizations" => response(500, "", ""),
            _ => response(404, "", ""),
        })
    })
    .await;
    assert_eq!(read(&server).await, (true, codes(&["page.list-incomplete"])));
}

#[tokio::test]
async fn what_a_shifting_list_does_not_show_stays() {
    let has_shifted = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let shifted = Arc::clone(&has_shifted);
    let server = hsds(move |number| match (number, shifted.load(Ordering::Relaxed)) {
        (1, _) => page(1, &["a", "b"], Some(4), 2),
        (_, false) => page(2, &["c", "d"], Some(4), 2),
        (_, true) => page(2, &["b", "c"], Some(4), 2),
    })
    .await;
    let world = World::new().await;
    world.declare("a", &server.url("/"), "").await;
    world.harvest().await;
    has_shifted.store(true, Ordering::Relaxed);
    let ended = world.harvest().await;
    assert_ne!(ended.attempt.outcome, Verdict::Failed, "{ended:?}");
    assert_eq!((ended.difference.removed, world.row("a").await.services), (0, 4), "{ended:?}");
}
