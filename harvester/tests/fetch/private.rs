//! Private addresses and own listeners, by name: what is connected to is what was checked.

use harvester::fetch::{Fetcher, Policy, Surroundings};
use registry::model::Reason;

use crate::server::{Server, json};
use crate::world::{around, fetch, limits, lookup, reason};

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_refused() {
    let server = Server::saying(json("", "{}")).await;
    let url = format!("http://mpp.example.id:{}/", server.address.port());
    for address in ["127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::1"] {
        let fetcher = Fetcher::within(limits(), around(Policy::PublicOnly, lookup(move |_| vec![address]))).unwrap();
        assert_eq!(reason(&fetcher, &url).await, Reason::PrivateAddress, "{address}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn of_a_mixed_answer_only_the_public_address_is_connected_to() {
    let server = Server::saying(json("", "{}")).await;
    // TEST-NET-1 stands for the public address: it is allowed here, and nobody answers there.
    let public = format!("192.0.2.1:{}", server.address.port());
    let answers = lookup(|_| vec!["127.0.0.1", "192.0.2.1"]);
    let fetcher = Fetcher::within(limits(), around(public.parse().unwrap(), answers)).unwrap();
    let error = fetch(&fetcher, &format!("http://mpp.example.id:{}/", server.address.port())).await.unwrap_err();
    assert!(matches!(error.reason, Reason::ConnectTimeout | Reason::ConnectFailed), "{error}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_address_gains_nothing() {
    let server = Server::saying(json("", "{}")).await;
    let public = format!("192.0.2.1:{}", server.address.port());
    // First an address that passes, then, for the retry, loopback.
    let answers = lookup(|number| vec![if number == 0 { "192.0.2.1" } else { "127.0.0.1" }]);
    let fetcher = Fetcher::within(limits(), around(public.parse().unwrap(), answers)).unwrap();
    let error = fetch(&fetcher, &format!("http://mpp.example.id:{}/", server.address.port())).await.unwrap_err();
    assert_eq!((error.reason, server.count()), (Reason::PrivateAddress, 0), "{error}");
}

#[tokio::test]
async fn an_allowed_address_is_allowed_at_its_port_only_also_by_name() {
    let (allowed, other) = (Server::saying(json("", "{}")).await, Server::saying(json("", "{}")).await);
    let policy: Policy = allowed.address.to_string().parse().unwrap();
    let fetcher = Fetcher::within(limits(), around(policy, lookup(|_| vec!["127.0.0.1"]))).unwrap();
    let url = |server: &Server| format!("http://mpp.example.id:{}/", server.address.port());
    assert_eq!(fetch(&fetcher, &url(&allowed)).await.unwrap().status, 200);
    assert_eq!(reason(&fetcher, &url(&other)).await, Reason::PrivateAddress);
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn own_listeners_are_refused_whatever_the_policy_also_by_name_and_redirect() {
    let own = Server::saying(json("", "{}")).await;
    let target = own.url("/v1/sources");
    let leads_there = Server::saying(crate::server::response(302, &format!("Location: {target}\r\n"), "")).await;
    let surroundings = Surroundings { own: vec![own.address], ..around(Policy::All, lookup(|_| vec!["127.0.0.1"])) };
    let fetcher = Fetcher::within(limits(), surroundings).unwrap();
    let by_name = format!("http://mpp.example.id:{}/", own.address.port());
    for url in [target.as_str(), by_name.as_str(), &leads_there.url("/")] {
        assert_eq!(reason(&fetcher, url).await, Reason::OwnListener, "{url}");
    }
    assert_eq!(own.count(), 0);
}
