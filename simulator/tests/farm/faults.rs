//! Each fault is what it says, and ends when it is taken away.

use std::io::Read;
use std::time::Duration;

use simulator::{Fault, Format};

use super::*;

async fn with_fault(fault: Fault) -> Result<Answer, reqwest::Error> {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    assert!(farm.set_fault(region("36.01"), fault));
    let url = sources(&farm)[0].url.clone();
    let answer = tokio::time::timeout(Duration::from_secs(20), send(client.get(url.clone()))).await.unwrap();
    farm.set_fault(region("36.01"), Fault::None);
    assert_eq!(get(&client, url).await.status, 200, "the instance behaves again");
    assert_eq!(get(&client, sources(&farm)[1].url.clone()).await.status, 200, "the others behaved all along");
    answer
}

#[tokio::test]
async fn bodies_that_are_no_catalog() {
    let html = with_fault(Fault::HtmlWith200).await.unwrap();
    assert_eq!((html.status, html.header("content-type")), (200, "text/html; charset=utf-8"));
    let empty = with_fault(Fault::EmptyBody).await.unwrap();
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    assert_eq!(with_fault(Fault::EmptyList).await.unwrap().body, b"[]");
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let large = with_fault(Fault::TooLarge { bytes: 3_000_000 }).await.unwrap();
    assert_eq!((large.body.len(), large.header("content-length")), (3_000_000, ""));
    let bomb = with_fault(Fault::GzipBomb { bytes: 5_000_000 }).await.unwrap();
    let mut grown = Vec::new();
    flate2::read::GzDecoder::new(bomb.body.as_slice()).read_to_end(&mut grown).unwrap();
    assert_eq!((bomb.header("content-encoding"), grown.len()), ("gzip", 5_000_000));
    assert!(bomb.body.len() < 20_000);
}

#[tokio::test]
async fn statuses_and_redirects() {
    let busy = with_fault(Fault::Status { status: 503, retry_after: Some(120) }).await.unwrap();
    assert_eq!((busy.status, busy.header("retry-after")), (503, "120"));
    let moved = with_fault(Fault::RedirectTo { url: "http://169.254.169.254/latest".into() }).await.unwrap();
    assert_eq!((moved.status, moved.header("location")), (302, "http://169.254.169.254/latest"));
}

#[tokio::test]
async fn a_cut_body_is_an_error_of_the_transport() {
    assert!(with_fault(Fault::CutBody).await.is_err());
}

#[tokio::test]
async fn a_hanging_instance_holds_up_no_other() {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    farm.set_fault(region("36.01"), Fault::Hang);
    let hanging = send(client.get(sources(&farm)[0].url.clone()).timeout(Duration::from_millis(300))).await;
    assert!(hanging.err().unwrap().is_timeout());
    assert_eq!(get(&client, sources(&farm)[1].url.clone()).await.status, 200);
    farm.stop().await;
}

#[tokio::test]
async fn a_fault_can_be_set_over_http() {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    let told = serde_json::json!({ "region": "36.01", "fault": { "kind": "empty_list" } });
    let set = send(client.post(format!("http://{}/__farm/fault", farm.address())).json(&told)).await.unwrap();
    assert_eq!(set.json()["set"], true);
    assert_eq!(get(&client, sources(&farm)[0].url.clone()).await.body, b"[]");
}
