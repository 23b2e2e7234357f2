//! Validators, encodings, labels, counters, changes and the controls over HTTP.

use std::io::Read;

use serde_json::json;
use simulator::Format;

use super::*;

#[tokio::test]
async fn a_client_that_has_it_gets_304() {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    let url = sources(&farm)[0].url.clone();
    let first = get(&client, url.clone()).await;
    let (tag, date) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
    assert!(tag.starts_with('"') && tag.ends_with('"') && date.ends_with("GMT"), "{tag} {date}");
    for (name, value) in [("if-none-match", tag.as_str()), ("if-none-match", "*"), ("if-modified-since", date.as_str())] {
        let again = send(client.get(url.clone()).header(name, value)).await.unwrap();
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{name}: {value}");
    }
    assert_eq!(send(client.get(url).header("if-none-match", "\"other\"")).await.unwrap().status, 200);
}

#[tokio::test]
async fn compressed_and_plain_are_one_content_with_two_tags() {
    let farm = farm_of(1, Format::Nested).await;
    let client = client(&farm);
    let url = sources(&farm)[0].url.clone();
    let plain = get(&client, url.clone()).await;
    let packed = send(client.get(url.clone()).header("accept-encoding", "gzip")).await.unwrap();
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body && packed.body.len() * 3 < plain.body.len());
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let crossed = send(client.get(url).header("if-none-match", plain.header("etag")).header("accept-encoding", "gzip")).await.unwrap();
    assert_eq!(crossed.status, 304);
}

#[tokio::test]
async fn everything_says_that_it_is_synthetic() {
    for format in Format::ALL {
        let farm = farm_of(6, format).await;
        let client = client(&farm);
        let url = farm.url(region("36.01")).unwrap();
        let path = match format {
            Format::HsdsPaged => "services",
            Format::HsdsBulk => "hsds.json",
            Format::Nested => "data/mpp.json",
            Format::Rows => "api/layanan.json",
            Format::Envelope => "api/v1/layanan/list",
        };
        let answer = get(&client, url.join(path).unwrap()).await;
        assert_eq!((answer.header("x-synthetic"), &answer.json()["_synthetic"]), ("true", &json!(true)), "{format:?}");
        let page = send(client.get(url).header("accept", "text/html,*/*")).await.unwrap();
        assert!(String::from_utf8(page.body).unwrap().contains("DATA SINTETIS"), "{format:?}");
    }
}

#[tokio::test]
async fn counters_count_each_instance() {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    let url = sources(&farm)[0].url.clone();
    let first = get(&client, url.clone()).await;
    send(client.get(url.clone()).header("if-none-match", first.header("etag"))).await.unwrap();
    get(&client, url.join("nothing").unwrap()).await;
    let count = farm.counts().sites["mpp-3601"];
    assert_eq!((count.requests, count.conditional, count.ok, count.not_modified, count.other), (3, 1, 1, 1, 1));
    assert_eq!(count.bytes, first.body.len() as u64);
    let served = get(&client, format!("http://{}/__farm/counters", farm.address())).await.json();
    assert_eq!((&served["total"]["requests"], &served["sites"]["mpp-3601"]["ok"]), (&json!(3), &json!(1)));
    farm.reset_counts();
    assert_eq!(farm.counts().total.requests, 0);
}

#[tokio::test]
async fn a_round_changes_its_fraction_of_the_feeds_and_no_other() {
    let farm = farm_of(1, Format::HsdsBulk).await;
    let client = client(&farm);
    let mut before = Vec::new();
    for source in sources(&farm) {
        before.push((source.clone(), get(&client, source.url).await));
    }
    let changed = farm.change(0.5, 1);
    assert_eq!(changed.len(), 3);
    assert!(farm.change(0.5, 1).is_empty(), "a round is applied once");
    for (source, old) in before {
        let new = send(client.get(source.url).header("if-none-match", old.header("etag"))).await.unwrap();
        assert_eq!(new.status == 200, changed.contains(&source.region), "{}", source.id);
        assert!(new.status == 304 || new.header("last-modified") != old.header("last-modified"));
    }
}

#[tokio::test]
async fn the_day_and_the_rounds_can_be_set_over_http() {
    let farm = farm_of(9, Format::Rows).await;
    let client = client(&farm);
    let post = |command: &str, body: serde_json::Value| client.post(format!("http://{}/__farm/{command}", farm.address())).json(&body);
    let changed = send(post("change", json!({ "fraction": 1.0, "round": 4 }))).await.unwrap().json();
    assert_eq!(changed["changed"].as_array().unwrap().len(), 6);
    assert_eq!(send(post("change", json!({ "round": 4 }))).await.unwrap().status, 400);

    let sites = get(&client, format!("http://{}/__farm/sites", farm.address())).await.json();
    let reporting = sites["sites"].as_array().unwrap().iter().find(|site| site["statistics"] == true).unwrap();
    let url = format!("{}api/layanan.json", reporting["url"].as_str().unwrap());
    let day_0 = get(&client, &url).await;
    send(post("day", json!({ "day": 3 }))).await.unwrap();
    let day_3 = get(&client, &url).await;
    assert_ne!(day_0.header("etag"), day_3.header("etag"));
    send(post("day", json!({ "day": 0 }))).await.unwrap();
    assert_eq!(get(&client, &url).await.body, day_0.body, "a day is the same whenever it comes");
}

#[tokio::test]
async fn a_stopped_farm_frees_its_port() {
    let farm = farm_of(1, Format::Rows).await;
    let address = farm.address();
    farm.stop().await;
    let again = Farm::start(Options { bind: address, ..Options::new(1, sites()) }).await.unwrap();
    assert_eq!(again.address(), address);
}
