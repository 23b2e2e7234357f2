//! `/v1/changes`

use registry::store;
use serde_json::Value;

use crate::world::{DAY, World, at};

/// The path of an absolute address of ours.
fn path(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix("https://simpul.example").expect("an address of ours").to_owned()
}

/// All pages from here on: the items by name of the service (deleted ones as `-`), and the last page's address.
async fn walk(world: &World, mut at: String) -> (Vec<String>, String) {
    let mut names = Vec::new();
    loop {
        let page = world.json(&at).await;
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|item| item["data"]["service"]["name"].as_str().unwrap_or("-").to_owned()));
        let next = path(&page["next"]);
        if items.is_empty() {
            assert_eq!(next, at, "the last page leads to itself");
            return (names, at);
        }
        at = next;
    }
}

#[actix_web::test]
async fn a_copy_is_made_and_kept_by_following_next() {
    let world = World::of(&["KTP hilang", "KK baru", "KIA"]).await;
    let (mut names, last) = walk(&world, "/v1/changes".to_owned()).await;
    names.sort();
    assert_eq!(names, ["KIA", "KK baru", "KTP hilang"]);

    world.harvest(&["KTP hilang", "KK baru"], at(10)).await;
    let (names, last) = walk(&world, last).await;
    assert_eq!(names, ["KIA"], "it is marked as missing, and still there");
    world.store.write(|conn| store::bury(conn, at(11 + 7 * DAY))).await.unwrap();
    let (names, _) = walk(&world, last).await;
    assert_eq!(names, ["-"]);
    let (names, _) = walk(&world, "/v1/changes".to_owned()).await;
    assert_eq!(names.len(), 3, "each once");

    let item = &world.json("/v1/changes").await["items"][0];
    assert_eq!(
        (&item["state"], &item["kind"], item["modified"].as_i64().is_some()),
        (&"updated".into(), &"ServiceAtLocation".into(), true)
    );
    assert_eq!(item["data"]["location"]["name"], "MPP Kota Bogor");
    assert_eq!(item["id"], item["data"]["id"]);
}

#[actix_web::test]
async fn full_pages_are_kept_long_and_the_last_one_shortly() {
    let world = World::of(&["KTP hilang"]).await;
    let full = world.get("/v1/changes").await;
    assert_eq!(full.cache, "public, max-age=3600");
    let last = world.get(&path(&full.json()["next"])).await;
    assert_eq!(last.cache, "public, s-maxage=8");
    let again = world.get_with(&path(&full.json()["next"]), &[("If-None-Match", last.etag.as_deref().unwrap())]).await;
    assert_eq!((again.status.as_u16(), again.cache.as_str()), (304, "public, s-maxage=8"));
    let beyond = world.get("/v1/changes?afterChangeNumber=9007199254740991").await;
    assert_eq!((beyond.cache.as_str(), beyond.json()["items"].as_array().unwrap().len()), ("public, s-maxage=8", 0));
}

#[actix_web::test]
async fn who_was_away_for_too_long_or_comes_from_elsewhere_begins_anew() {
    let world = World::of(&["KTP hilang", "KK baru", "KIA"]).await;
    assert_eq!(world.refused("/v1/changes?afterChangeNumber=99").await, (410, "feed_position_lost".into()), "of another database");
    assert_eq!(world.refused("/v1/changes?afterChangeNumber=-1").await, (400, "invalid_parameter".into()));
    assert_eq!(world.refused("/v1/changes?afterChangeNumber=9007199254740992").await, (400, "invalid_parameter".into()));
    // Removals up to the second change are forgotten.
    world.store.write(|conn| store::forget_changes(conn, &[], Some(2))).await.unwrap();
    assert_eq!(world.refused("/v1/changes?afterChangeNumber=1").await, (410, "feed_position_lost".into()));
    assert_eq!(world.json("/v1/changes?afterChangeNumber=1&floor=2").await["items"].as_array().unwrap().len(), 2, "began since then");
    assert_eq!(world.json("/v1/changes?afterChangeNumber=2").await["items"].as_array().unwrap().len(), 1, "is beyond them");
    assert_eq!(walk(&world, "/v1/changes".to_owned()).await.0.len(), 3);
}

#[actix_web::test]
async fn a_proxys_word_does_not_make_it_into_what_caches_keep() {
    let mut world = World::of(&["KTP hilang"]).await;
    let forged = [("X-Forwarded-Host", "jahat.example"), ("Forwarded", "host=jahat.example"), ("Host", "simpul.go.id")];
    let got = world.get_with("/v1/changes", &forged).await;
    assert_eq!(got.json()["next"], "https://simpul.example/v1/changes?afterChangeNumber=1", "as the operator says");
    world.at_any_address();
    let got = world.get_with("/v1/changes", &forged).await;
    assert_eq!(got.json()["next"], "http://simpul.go.id/v1/changes?afterChangeNumber=1");
    let got = world.get_with("/v1/changes", &[("Host", "a\"b.example")]).await;
    assert_eq!(got.json()["next"], "http://localhost/v1/changes?afterChangeNumber=1");
}
