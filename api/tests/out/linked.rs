//! What machines read on pages, and a service as CPSV-AP.

use serde_json::Value;

use crate::world::World;

/// The nodes of a page's data block.
async fn data(world: &World, path: &str) -> Vec<Value> {
    let body = world.get(path).await.body;
    let (_, rest) = body.split_once("<script type=\"application/ld+json\">").unwrap_or_else(|| panic!("{path}: {body}"));
    let (block, _) = rest.split_once("</script>").unwrap();
    let block: Value = serde_json::from_str(block).unwrap();
    block["@graph"].as_array().unwrap().clone()
}

async fn service(world: &World) -> String {
    world.json("/hsds/services").await["contents"][0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn each_page_says_what_it_is_about() {
    let world = World::of(&["KTP & \"hilang\""]).await;
    let id = service(&world).await;
    let page = data(&world, &format!("/layanan/{id}")).await;
    assert_eq!((&page[0]["@type"], &page[0]["name"]), (&"GovernmentService".into(), &"KTP & \"hilang\"".into()));
    assert_eq!((&page[0]["offers"]["price"], &page[0]["provider"]["name"]), (&50_000.into(), &"Disdukcapil".into()));
    let office = &page[0]["availableChannel"][0]["serviceLocation"];
    let hall = office["url"].as_str().unwrap().strip_prefix("https://simpul.example").unwrap();
    let hall = &data(&world, hall).await[0];
    assert_eq!((&hall["@type"], &hall["telephone"]), (&"GovernmentOffice".into(), &"+622518324567".into()));
    let days = hall["openingHoursSpecification"].as_array().unwrap();
    assert_eq!((days.len(), &days[4]["closes"]), (5, &"11:30".into()));
    assert!(hall["disambiguatingDescription"].as_str().unwrap().contains("sintetis"), "made-up data says so to machines too");
    assert_eq!(data(&world, "/").await[0]["@type"], "Dataset");
    assert_eq!(data(&world, "/sumber").await[0]["itemListElement"][1]["item"], "https://simpul.example/sumber");
}

#[actix_web::test]
async fn a_service_is_had_as_cpsv_ap_by_accept_or_by_ending() {
    let world = World::of(&["KTP \"hilang\""]).await;
    let path = format!("/v1/services/{}", service(&world).await);
    let turtle = world.get_with(&path, &[("Accept", "text/turtle")]).await;
    assert_eq!(turtle.kind, "text/turtle; charset=utf-8");
    assert!(turtle.body.contains("dct:title \"KTP \\\"hilang\\\"\"@id"), "{}", turtle.body);
    assert_eq!(world.get(&format!("{path}.ttl")).await.body, turtle.body);
    let json = world.get(&format!("{path}.jsonld")).await;
    assert_eq!(json.kind, "application/ld+json");
    assert!(json.json().to_string().contains("cpsv:PublicService"));
    assert_eq!(world.get(&path).await.kind, "application/json");
    assert_eq!(world.refused("/v1/services/x.ttl").await, (404, "not_found".into()));
}
