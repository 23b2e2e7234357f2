//! Each format serves what its declaration says.

use serde_json::Value;
use simulator::{Addressing, Farm, Format, Options};

use super::*;

/// All documents of a paged list, from the first page to the last.
async fn pages(client: &Client, url: &str, last: impl Fn(&Value) -> u64) -> Vec<Value> {
    let mut documents = Vec::new();
    for page in 1.. {
        let and = if url.contains('?') { '&' } else { '?' };
        let document = get(client, format!("{url}{and}page={page}")).await.json();
        let pages = last(&document);
        documents.push(document);
        if page >= pages {
            break;
        }
    }
    documents
}

#[tokio::test]
async fn hsds_pages_hold_every_service_once() {
    let farm = farm_of(1, Format::HsdsPaged).await;
    let client = client(&farm);
    for source in sources(&farm) {
        assert_eq!(get(&client, source.url.clone()).await.json()["version"], "HSDS-UK-3.0");
        let list = source.url.join("services?per_page=20").unwrap();
        let documents = pages(&client, list.as_str(), |page| page["total_pages"].as_u64().unwrap()).await;
        let services: Vec<&Value> = documents.iter().flat_map(|page| page["contents"].as_array().unwrap()).collect();
        let mut ids: Vec<&str> = services.iter().map(|service| service["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), farm.services(source.region).unwrap());
        assert_eq!(documents[0]["total_items"], ids.len());
        assert!(services.iter().all(|service| service["organization"]["name"].is_string()));
    }
}

#[tokio::test]
async fn an_hsds_service_has_its_detail() {
    let farm = farm_of(1, Format::HsdsPaged).await;
    let client = client(&farm);
    let url = farm.url(region("36.01")).unwrap();
    let list = get(&client, url.join("services").unwrap()).await.json();
    let id = list["contents"][0]["id"].as_str().unwrap();
    let service = get(&client, url.join(&format!("services/{id}")).unwrap()).await.json();
    assert_eq!(service["id"], id);
    assert!(service["required_documents"].as_array().unwrap().len() >= 3);
    assert!(service["schedules"][0]["opens_at"].is_string());
    assert!(service["service_at_locations"][0]["location"]["latitude"].is_number());
    for list in ["organizations", "service_at_locations", "taxonomy_terms"] {
        assert!(!get(&client, url.join(list).unwrap()).await.json()["contents"].as_array().unwrap().is_empty(), "{list}");
    }
    assert_eq!(get(&client, url.join("services/none").unwrap()).await.status, 404);
}

#[tokio::test]
async fn some_hsds_lists_hold_only_basic_fields() {
    let (mut basic, mut full) = (0, 0);
    for seed in 0..6 {
        let farm = farm_of(seed, Format::HsdsPaged).await;
        let client = client(&farm);
        for source in sources(&farm) {
            let list = get(&client, source.url.join("services").unwrap()).await.json();
            if list["contents"][0].get("required_documents").is_some() { full += 1 } else { basic += 1 }
        }
    }
    assert!(basic > 0 && full > 3 * basic, "{basic} basic, {full} full");
}

#[tokio::test]
async fn hsds_in_one_document() {
    let farm = farm_of(2, Format::HsdsBulk).await;
    let client = client(&farm);
    for source in sources(&farm) {
        let document = get(&client, source.url.clone()).await.json();
        assert_eq!(document["services"].as_array().unwrap().len(), farm.services(source.region).unwrap());
        assert!(document["organizations"].as_array().unwrap().len() >= 9);
        assert_eq!(document["locations"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn nested_agencies_hold_their_services() {
    let farm = farm_of(3, Format::Nested).await;
    let client = client(&farm);
    for source in sources(&farm) {
        let document = get(&client, source.url.clone()).await.json();
        let agencies = document["data"].as_array().unwrap();
        let services: Vec<&Value> = agencies.iter().flat_map(|agency| agency["layanan"].as_array().unwrap()).collect();
        assert_eq!(services.len(), farm.services(source.region).unwrap());
        assert!(services.iter().all(|service| service["persyaratan"][0]["nama"].is_string()));
        assert!(source.hours.is_some(), "the hall's hours are declared, for the feed has none");
    }
}

#[tokio::test]
async fn rows_name_an_agency_that_is_there() {
    let farm = farm_of(4, Format::Rows).await;
    let client = client(&farm);
    for source in sources(&farm) {
        let path = source.mapping["endpoint"][0]["url"].as_str().unwrap();
        let document = get(&client, source.url.join(path).unwrap()).await.json();
        let agencies = document["agencies"].as_array().unwrap().len() as u64;
        let services = document["services"].as_array().unwrap();
        assert_eq!(services.len(), farm.services(source.region).unwrap());
        assert!(services.iter().all(|service| service["agency"].as_u64().unwrap() < agencies));
        assert!(document["mpp_profile"]["operating_hours_workdays"].as_str().unwrap().contains("Senin"));
    }
}

#[tokio::test]
async fn envelopes_lead_to_their_details() {
    let farm = farm_of(5, Format::Envelope).await;
    let client = client(&farm);
    for source in sources(&farm) {
        let total = |page: &Value| page["page"]["total_page"].as_u64().unwrap();
        let endpoints = source.mapping["endpoint"].as_array().unwrap();
        let endpoint = endpoints.iter().find(|endpoint| endpoint.get("service").is_some()).unwrap();
        let list = source.url.join(endpoint["url"].as_str().unwrap()).unwrap();
        let documents = pages(&client, list.as_str(), total).await;
        let services: Vec<&Value> = documents.iter().flat_map(|page| page["data"].as_array().unwrap()).collect();
        assert_eq!(services.len(), farm.services(source.region).unwrap());
        let requirements = match endpoint["service"].get("detail") {
            None => services[0]["persyaratan"].clone(),
            Some(detail) => {
                assert!(services[0].get("persyaratan").is_none());
                let path = detail.as_str().unwrap().replace("{id}", services[0]["id"].as_str().unwrap());
                get(&client, source.url.join(&path).unwrap()).await.json()["data"]["persyaratan"].clone()
            }
        };
        assert!(requirements.as_str().unwrap().starts_with("<ol>"));
        for endpoint in endpoints {
            assert_eq!(get(&client, source.url.join(endpoint["url"].as_str().unwrap()).unwrap()).await.json()["status"], "success");
        }
    }
}

#[tokio::test]
async fn hosts_and_paths_lead_to_the_same_instance() {
    let options = Options { addressing: Addressing::Path, formats: Some(vec![Format::HsdsBulk]), ..Options::new(2, sites()) };
    let farm = Farm::start(options).await.unwrap();
    let client = client(&farm);
    let source = &sources(&farm)[0];
    assert_eq!(source.url.as_str(), format!("http://{}/mpp-3601/hsds.json", farm.address()));
    let by_path = get(&client, source.url.clone()).await;
    let by_host = get(&client, format!("http://mpp-3601.localhost:{}/hsds.json", farm.address().port())).await;
    assert_eq!(by_path.body, by_host.body);
    assert_eq!(get(&client, format!("http://{}/mpp-9999/hsds.json", farm.address())).await.status, 404);
}

#[tokio::test]
async fn two_farms_of_one_seed_serve_the_same_bytes() {
    let (one, two, other) = (farm_of(7, Format::Rows).await, farm_of(7, Format::Rows).await, farm_of(8, Format::Rows).await);
    let mut bodies = Vec::new();
    for farm in [&one, &two, &other] {
        bodies.push(get(&client(farm), farm.url(region("64.72")).unwrap().join("api/layanan.json").unwrap()).await.body);
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_ne!(bodies[0], bodies[2]);
}
