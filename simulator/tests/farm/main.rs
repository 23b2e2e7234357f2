//! The farm over real HTTP: what it declares is what it serves, the same for the same seed, and it misbehaves as told.

#![expect(clippy::unwrap_used, reason = "what a test cannot get on without")]

mod declared;
mod faults;
mod protocol;

use registry::model::{Kind, Point, RegionCode, SourceFile, Zone};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use simulator::{Farm, Format, Options, Site};

const REGIONS: [(&str, &str, &str, Zone, f64, f64); 6] = [
    ("36.01", "Kabupaten Pandeglang", "Banten", Zone::Wib, -6.636, 105.693),
    ("33.25", "Kabupaten Batang", "Jawa Tengah", Zone::Wib, -7.028, 109.870),
    ("35.78", "Kota Surabaya", "Jawa Timur", Zone::Wib, -7.276, 112.721),
    ("64.72", "Kota Samarinda", "Kalimantan Timur", Zone::Wita, -0.456, 117.171),
    ("53.71", "Kota Kupang", "Nusa Tenggara Timur", Zone::Wita, -10.178, 123.602),
    ("91.71", "Kota Jayapura", "Papua", Zone::Wit, -2.667, 140.775),
];

fn sites() -> Vec<Site> {
    let site = |&(code, name, province, zone, lat, lon): &(&str, &str, &str, Zone, f64, f64)| Site {
        code: code.parse().unwrap(),
        region_name: name.to_owned(),
        kind: if name.starts_with("Kota") { Kind::Kota } else { Kind::Kabupaten },
        province_name: province.to_owned(),
        zone,
        point: Point { lat, lon },
        mpp_name: format!("MPP {name}"),
        assumed: false,
    };
    REGIONS.iter().map(site).collect()
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

/// A farm of the six regions, all in `format`.
async fn farm_of(seed: u64, format: Format) -> Farm {
    Farm::start(Options { formats: Some(vec![format]), ..Options::new(seed, sites()) }).await.unwrap()
}

/// A client that finds the instances' hosts on `farm`'s port, and neither follows redirects nor unpacks.
fn client(farm: &Farm) -> Client {
    let mut client = Client::builder().no_gzip().no_brotli().no_deflate().no_proxy().redirect(reqwest::redirect::Policy::none());
    for site in sites() {
        client = client.resolve(&format!("{}.localhost", site.slug()), farm.address());
    }
    client.build().unwrap()
}

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Sends, and reads the body to its end; an error of the transport is passed on.
async fn send(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    let mut response = request.send().await?;
    let (status, headers, mut body) = (response.status().as_u16(), response.headers().clone(), Vec::new());
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, headers, body })
}

async fn get(client: &Client, url: impl reqwest::IntoUrl) -> Answer {
    send(client.get(url)).await.unwrap()
}

fn sources(farm: &Farm) -> Vec<registry::model::Source> {
    farm.declarations().iter().map(|(_, toml)| SourceFile::parse(toml).unwrap().sources.remove(0)).collect()
}
