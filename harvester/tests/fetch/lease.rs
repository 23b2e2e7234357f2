//! The lease of a harvest that takes long: kept as long as it lasts, and its harvest dropped when it is lost.

use registry::model::Reason;
use registry::store;
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, json};
use crate::world::{World, bulk, let_the_clock_run, limits, ms, now};

/// A feed that takes a second to come.
async fn slow() -> Server {
    let body = json("", &bulk(&["ktp"]));
    let pause = ms(1000) / u32::try_from(body.len()).unwrap();
    Server::start(move |_, _| Act::Drip(body.clone(), pause)).await
}

fn patient() -> harvester::fetch::Limits {
    harvester::fetch::Limits { header: ms(9000), total: ms(9000), least_speed: 1, ..limits() }
}

#[tokio::test]
async fn a_lease_is_prolonged_while_the_harvest_lasts() {
    let (server, mut world) = (slow().await, World::with(patient(), 4).await);
    world.dispatcher = world.dispatcher.clone().leasing(ms(300));
    world.declare("a", &server.url("/feed.json"), "").await;
    let_the_clock_run();
    let (dispatcher, stop) = (world.dispatcher.clone(), CancellationToken::new());
    let harvesting = async move { dispatcher.drain(&stop).await.unwrap() };
    let watching = async {
        tokio::time::sleep(ms(700)).await;
        assert_eq!(world.row("a").await.last_attempt_at, None, "under way, longer than a lease");
        world.store.write(|conn| store::claim(conn, "other", now(), ms(300), 9)).await.unwrap().len()
    };
    assert_eq!(tokio::join!(harvesting, watching), (1, 0));
    assert_eq!(world.row("a").await.last_reason.as_deref(), Some("changed"));
    assert!(world.counted("simpul_harvest_leases_lost_total") == 0.0);
}

#[tokio::test]
async fn a_harvest_whose_lease_was_lost_is_dropped() {
    let (server, mut world) = (slow().await, World::with(patient(), 4).await);
    world.dispatcher = world.dispatcher.clone().leasing(ms(300));
    world.declare("a", &server.url("/feed.json"), "").await;
    let (dispatcher, stop) = (world.dispatcher.clone(), CancellationToken::new());
    let begun = std::time::Instant::now();
    let harvesting = async move { dispatcher.drain(&stop).await.unwrap() };
    let stealing = async {
        tokio::time::sleep(ms(200)).await;
        // Another worker's clock says that the lease has run out.
        world.store.write(|conn| store::claim(conn, "other", now().plus(ms(9000)), ms(300), 9)).await.unwrap()
    };
    let (_, stolen) = tokio::join!(harvesting, stealing);
    assert_eq!(stolen[0].taken_from.as_deref(), Some("test"));
    assert!(begun.elapsed() < ms(900), "it does not go on in vain: {:?}", begun.elapsed());
    assert_eq!(world.row("a").await.last_attempt_at, None, "nothing was written");
    assert!(world.counted("simpul_harvest_leases_lost_total") == 1.0);
    assert_eq!(Reason::LeaseLost.as_str(), "lease_lost");
}

#[tokio::test]
async fn a_lease_that_ran_out_without_an_outcome_is_seen() {
    let (server, world) = (Server::saying(json("", &bulk(&["ktp"]))).await, World::new().await);
    world.declare("a", &server.url("/feed.json"), "").await;
    world.store.write(|conn| store::claim(conn, "dead", now(), ms(1000), 9)).await.unwrap();
    crate::world::later(1);
    assert_eq!(world.harvest().await.attempt.reason, Reason::Changed);
    assert!(world.counted("simpul_harvest_leases_expired_total") == 1.0);
}
