//! Hosts that accept and say nothing: hundreds of them end in bounded time, and keep nobody else waiting.

use std::time::Instant;

use harvester::fetch::{Breaking, Limits};
use registry::model::Reason;

use crate::server::{Act, Server, json, path};
use crate::world::{World, bulk, limits, ms};

/// As the defaults, thirty times faster. `over`: how long a host must be silent, in milliseconds.
fn hurried(over: u64) -> Limits {
    let breaking = Breaking { after: 8, over: ms(over), open: ms(1000), longest: ms(20_000) };
    Limits { header: ms(500), breaking, ..limits() }
}

const HOLES: usize = 296;

#[tokio::test(flavor = "multi_thread")]
async fn as_many_hosts_as_there_are_regions_say_nothing() {
    let silent = Server::start(|_, _| Act::Hold).await;
    let world = World::with(hurried(1000), 128).await;
    for hole in 0..HOLES {
        world.declare(&format!("hole-{hole}"), &format!("http://h{hole}.localhost:{}/", silent.address.port()), "").await;
    }
    let begun = Instant::now();
    let ended = world.harvest_all().await;
    assert_eq!(ended.len(), HOLES);
    assert!(ended.iter().all(|ended| ended.attempt.reason == Reason::HeaderTimeout), "{ended:#?}");
    // Three waves, and a second time for as many as the process has saved for: a minute with the true limits, where the rest weighs nothing.
    assert!(begun.elapsed() < ms(500) * 12, "{:?}", begun.elapsed());
    assert!(silent.count() < HOLES * 3 / 2, "when everything fails, retries end: {}", silent.count());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_host_of_as_many_feeds_says_nothing() {
    let silent = Server::start(|_, _| Act::Hold).await;
    let world = World::with(hurried(1000), 128).await;
    for hole in 0..HOLES {
        world.declare(&format!("hole-{hole}"), &silent.url(&format!("/{hole}/")), "").await;
    }
    let begun = Instant::now();
    let ended = world.harvest_all().await;
    let refused = ended.iter().filter(|ended| ended.attempt.reason == Reason::HostCircuitOpen).count();
    let waited = ended.iter().filter(|ended| ended.attempt.reason == Reason::HeaderTimeout).count();
    assert_eq!((ended.len(), refused + waited), (HOLES, HOLES), "{ended:#?}");
    assert!(refused > HOLES / 2, "most are not asked any more: {refused}");
    assert!(begun.elapsed() < ms(500) * 12, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_that_hang_keep_the_others_of_their_host_neither_waiting_nor_out() {
    let mixed =
        Server::start(|_, head| if path(head).starts_with("/good") { Act::Say(json("", &bulk(&["ktp"]))) } else { Act::Hold }).await;
    let world = World::with(hurried(10_000), 128).await;
    for number in 0..24 {
        world.declare(&format!("bad-{number}"), &mixed.url(&format!("/bad-{number}/")), "").await;
        world.declare(&format!("good-{number}"), &mixed.url(&format!("/good-{number}.json")), "").await;
    }
    for cycle in 0..3 {
        let ended = world.harvest_all().await;
        let good = ended.iter().filter(|ended| ended.source.starts_with("good"));
        let expected = if cycle == 0 { Reason::Changed } else { Reason::SameContent };
        for ended in good {
            assert_eq!(ended.attempt.reason, expected, "{cycle}: {ended:?}");
        }
        let bad = ended.iter().filter(|ended| ended.source.starts_with("bad"));
        assert!(bad.clone().count() == 24 && bad.clone().all(|ended| ended.attempt.reason == Reason::HeaderTimeout), "{cycle}: {ended:#?}");
    }
}
