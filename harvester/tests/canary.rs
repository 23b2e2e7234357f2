//! The canary is reached by the fetcher that reaches no other private address, and missed when it is gone.

use std::net::TcpListener;

use harvester::canary::Canary;
use harvester::fetch::{Ask, Fetch as _, Fetcher, Limits, Policy};
use registry::model::{Instant, Reason};
use reqwest::header::HeaderMap;

#[tokio::test]
async fn a_fetcher_reaches_its_own_canary_and_no_other_private_address() {
    let fetcher = Fetcher::new(Limits::default(), Policy::PublicOnly).unwrap();
    let canary = Canary::start().await.unwrap();
    for _ in 0..3 {
        fetcher.reaches(&canary).await.unwrap();
    }
    let url = format!("http://{}/", canary.address()).parse().unwrap();
    let allowance = fetcher.allowance(Instant::new("2026-11-24T03:00:00Z".parse().unwrap()), None);
    let ask = Ask { url: &url, headers: &HeaderMap::new(), etag: None, last_modified: None, allowance: &allowance };
    assert_eq!(
        fetcher.fetch(&ask).await.unwrap_err().reason,
        Reason::PrivateAddress,
        "the way is open for the canary, not for its address"
    );
}

#[tokio::test]
async fn a_canary_that_is_dropped_listens_no_more() {
    let canary = Canary::start().await.unwrap();
    let address = canary.address();
    drop(canary);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(TcpListener::bind(address).is_ok(), "the port is free again");
}

#[tokio::test]
async fn whoever_says_nothing_keeps_nobody_from_the_canary() {
    let fetcher = Fetcher::new(Limits::default(), Policy::PublicOnly).unwrap();
    let canary = Canary::start().await.unwrap();
    let silent: Vec<_> = (0..20).map(|_| std::net::TcpStream::connect(canary.address()).unwrap()).collect();
    fetcher.reaches(&canary).await.unwrap();
    drop(silent);
}
