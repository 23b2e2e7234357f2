//! `/hsds`

use serde_json::Value;

use crate::world::{World, at};

async fn names(world: &World, path: &str) -> Vec<String> {
    let mut names: Vec<String> = world.json(path).await["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["name"].as_str().or(record["service"]["name"].as_str()).unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[actix_web::test]
async fn a_service_is_told_with_all_that_belongs_to_it() {
    let world = World::of(&["KTP hilang"]).await;
    let list = world.json("/hsds/services").await;
    assert_eq!((&list["total_items"], &list["total_pages"], &list["last_page"]), (&1.into(), &1.into(), &true.into()));
    let listed = &list["contents"][0];
    assert_eq!(listed["organization"]["name"], "Disdukcapil");
    assert!(listed.get("cost_options").is_none() && listed.get("service_at_locations").is_none());
    let service = world.json(&format!("/hsds/services/{}", listed["id"].as_str().unwrap())).await;
    assert_eq!((&service["status"], &service["wait_time"]), (&"active".into(), &"3 hari kerja".into()));
    assert_eq!((&service["fees_description"], &service["cost_options"][0]["amount"]), (&"Rp50.000".into(), &50_000.into()));
    assert_eq!(service["cost_options"][0]["currency"], "IDR");
    assert_eq!(service["application_process"], "Ambil antrean\nSerahkan berkas");
    assert_eq!(service["required_documents"][1]["document"], "KK");
    assert_eq!((&service["region"], &service["source"], &service["synthetic"]), (&"32.71".into(), &"bogor".into(), &true.into()));
    assert!(service.get("url").is_none(), "what cannot be followed is no URL");
    let place = &service["service_at_locations"][0];
    assert_eq!((&place["description"], place.get("service")), (&"Loket 3".into(), None));
    let hall = &place["location"];
    assert_eq!((&hall["latitude"], &hall["phones"][0]["number"]), (&(-6.6).into(), &"+622518324567".into()));
    let address = &hall["addresses"][0];
    assert_eq!((&address["address_1"], &address["city"]), (&"Jl. Pajajaran No. 27".into(), &"Kota Bogor".into()));
    assert_eq!((&address["postal_code"], &address["country"]), (&"16143".into(), &"ID".into()));
    let week: Vec<(&Value, &Value)> = hall["schedules"].as_array().unwrap().iter().map(|one| (&one["byday"], &one["closes_at"])).collect();
    assert_eq!(week, [(&"MO,TU,WE,TH".into(), &"15:00+07:00".into()), (&"FR".into(), &"11:30+07:00".into())]);
    let filed: Vec<&Value> = service["attributes"].as_array().unwrap().iter().map(|one| &one["taxonomy_term"]["taxonomy"]).collect();
    assert_eq!(filed, ["Kategori layanan", "Layanan nasional MPP", "Kanal layanan"]);
}

#[actix_web::test]
async fn filters_hold_together_and_what_is_wrong_is_named() {
    let world = World::of(&["KTP hilang", "KK baru"]).await;
    assert_eq!(names(&world, "/hsds/services").await, ["KK baru", "KTP hilang"]);
    assert_eq!(names(&world, "/hsds/services?search=ktp+hilang").await, ["KTP hilang"]);
    assert_eq!(names(&world, "/hsds/services?search=%00").await.len(), 2, "a sign that is no word asks for nothing");
    assert_eq!(names(&world, "/hsds/services?region=32").await.len(), 2);
    assert!(names(&world, "/hsds/services?region=36").await.is_empty());
    let terms = world.json("/hsds/taxonomy_terms?search=penggantian+karena+hilang+ktp&per_page=500").await;
    let lost = terms["contents"][0]["id"].as_str().unwrap();
    assert_eq!(names(&world, &format!("/hsds/services?taxonomy_term_id={lost}")).await, ["KTP hilang"]);
    assert!(names(&world, &format!("/hsds/services?taxonomy_term_id={lost}&search=KK+baru")).await.is_empty(), "all of it must hold");
    let agency = world.json("/hsds/organizations").await["contents"][0]["id"].as_str().unwrap().to_owned();
    assert!(names(&world, &format!("/hsds/services?taxonomy_term_id={agency}")).await.is_empty(), "no term has this id");
    assert_eq!(names(&world, &format!("/hsds/services?organization_id={agency}")).await.len(), 2);
    let since = |seconds: u64| format!("/hsds/services?modified_after={}", at(seconds));
    assert_eq!((names(&world, &since(1)).await.len(), names(&world, &since(2)).await.len()), (2, 0));
    for query in
        ["page=0", "per_page=501", "per_page=x", "modified_after=kemarin", "organization_id=1", "full=ya", "format=xml", "region=x"]
    {
        assert_eq!(world.refused(&format!("/hsds/services?{query}")).await, (400, "invalid_parameter".into()), "{query}");
    }
    assert_eq!(world.refused("/hsds/services/x").await, (404, "not_found".into()));
    assert_eq!(world.refused("/hsds/nothing").await, (404, "not_found".into()));
}

#[actix_web::test]
async fn places_are_found_by_postal_code_and_by_what_is_near_it() {
    let world = World::of(&["KTP hilang", "KK baru"]).await;
    let list = |query: &str| format!("/hsds/service_at_locations?{query}");
    assert_eq!(names(&world, &list("postcode=16143")).await.len(), 2);
    assert!(names(&world, &list("postcode=40111")).await.is_empty());
    assert_eq!(names(&world, &list("postcode=16143&proximity=500")).await.len(), 2);
    assert!(names(&world, &list("postcode=40111&proximity=500")).await.is_empty());
    assert_eq!(world.refused(&list("proximity=500")).await.0, 400);
    assert_eq!(world.refused(&list("postcode=16%25")).await.0, 400);
    let listed = world.json(&list("per_page=1&page=2")).await;
    assert_eq!((&listed["page_number"], &listed["last_page"], &listed["size"]), (&2.into(), &true.into(), &1.into()));
    let place = world.json(&format!("/hsds/service_at_locations/{}", listed["contents"][0]["id"].as_str().unwrap())).await;
    assert_eq!(place["service"]["id"], listed["contents"][0]["service_id"]);
    assert!(place["service"]["required_documents"].is_array() && place["location"]["schedules"].is_array());
}

#[actix_web::test]
async fn an_agency_is_told_with_its_services() {
    let world = World::of(&["KTP hilang", "KK baru"]).await;
    let listed = world.json("/hsds/organizations").await["contents"][0].clone();
    assert!(listed.get("services").is_none() && listed["description"].is_string(), "HSDS asks for a description");
    let id = listed["id"].as_str().unwrap();
    let agency = world.json(&format!("/hsds/organizations/{id}")).await;
    assert_eq!((agency["services"].as_array().unwrap().len(), &agency["locations"][0]["name"]), (2, &"MPP Kota Bogor".into()));
    assert!(agency["services"][0].get("required_documents").is_none());
    let agency = world.json(&format!("/hsds/organizations/{id}?full_service=true")).await;
    assert!(agency["services"][0]["required_documents"].is_array() && agency["services"][0].get("organization").is_none());
}

#[actix_web::test]
async fn all_of_it_comes_as_lines_or_as_ids_and_times() {
    let world = World::of(&["KTP hilang", "KK baru", "KIA"]).await;
    let lines = world.get_with("/hsds/services?full=true", &[("Accept", "application/x-ndjson")]).await;
    assert_eq!((lines.kind.as_str(), lines.body.lines().count()), ("application/x-ndjson", 3));
    assert!(lines.body.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["required_documents"].is_array()));
    let minimal = world.json("/hsds/services?minimal=true").await;
    assert_eq!((&minimal["total_items"], &minimal["size"], &minimal["empty"]), (&3.into(), &3.into(), &false.into()));
    let stamps = minimal["contents"].as_array().unwrap();
    assert_eq!((stamps.len(), &stamps[0]["modified_date"]), (3, &"2026-11-24T02:00:01Z".into()));
    assert_eq!(world.json("/hsds/services?minimal=true&per_page=2&page=2").await["contents"].as_array().unwrap().len(), 1);
    assert_eq!(world.get("/hsds/services?minimal=true&format=ndjson").await.body.lines().count(), 3);
    let none = world.json("/hsds/services?minimal=true&search=tidakada").await;
    assert_eq!((&none["empty"], none["contents"].as_array().unwrap().len()), (&true.into(), 0));
}

#[actix_web::test]
async fn only_so_many_take_all_of_it_at_once() {
    let world = World::of(&["KTP hilang"]).await;
    let places = world.state.streams.clone();
    let taken = places.acquire_many(u32::try_from(places.available_permits()).unwrap()).await.unwrap();
    assert_eq!(world.refused("/hsds/services?format=ndjson").await, (429, "busy".into()));
    drop(taken);
    assert_eq!(world.get("/hsds/services?format=ndjson").await.status.as_u16(), 200);
}

#[actix_web::test]
async fn the_profile_is_where_the_api_says() {
    let world = World::of(&["KTP hilang"]).await;
    let about = world.json("/hsds/").await;
    assert_eq!((&about["version"], &about["profile"]), (&"3.0".into(), &"https://simpul.example/hsds/profile".into()));
    let profile = world.json("/hsds/profile").await;
    for file in profile["modifications"].as_array().unwrap() {
        let patch = world.json(file.as_str().unwrap().strip_prefix("https://simpul.example").unwrap()).await;
        assert!(patch.is_object());
    }
    assert_eq!(world.refused("/hsds/profile/..%2FCargo.toml").await.0, 404);
    let taxonomies = world.json("/hsds/taxonomies").await;
    let id = taxonomies["contents"][0]["id"].as_str().unwrap();
    assert_eq!(world.json(&format!("/hsds/taxonomies/{id}")).await["name"], taxonomies["contents"][0]["name"]);
    assert_eq!(world.json(&format!("/hsds/taxonomy_terms?taxonomy_id={id}")).await["total_items"], 259);
    assert_eq!(world.refused("/hsds/taxonomies/32.71").await.0, 404);
}
